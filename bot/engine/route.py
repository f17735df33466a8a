"""Where somebody stands on their route: what is done, what can be done now, what expires. Read from marks each time."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum, auto

from bot.content.model import Route, RouteItem
from bot.engine.course.days import today
from bot.engine.draft import Draft

DONE, PROBLEM = "done", "problem"
"""How `State.papers` marks an item; `done` may carry the date on which it expires."""

SOON = timedelta(days=30)
"""So long before a paper expires the person is reminded."""


class Mark(Enum):
    """How an item stands."""

    LATER = auto()  # something else comes first
    OPEN = auto()
    PROBLEM = auto()
    EXPIRED = auto()
    SOON = auto()  # done, but not for long
    DONE = auto()


def route_of(draft: Draft) -> Route | None:
    """The person's route, if they found one and it is still there."""
    return draft.content.routes.get(draft.route)


def mark(draft: Draft, route: Route, item: RouteItem) -> Mark:
    """How this item stands today."""
    status, _, expires = draft.papers.get(item.id, "").partition(" ")
    if status == DONE:
        return _age(expires, today(draft))
    if status == PROBLEM:
        return Mark.PROBLEM
    waits = any(not is_done(draft, route, route.items[id]) for id in item.after)
    return Mark.LATER if waits else Mark.OPEN


def is_done(draft: Draft, route: Route, item: RouteItem) -> bool:
    """Whether it is done and good today."""
    return mark(draft, route, item) in (Mark.DONE, Mark.SOON)


def to_do(draft: Draft, route: Route) -> Iterator[RouteItem]:
    """What can be done now, in order: what expired first, then what is next, then what has a problem."""
    order = (Mark.EXPIRED, Mark.OPEN, Mark.PROBLEM, Mark.SOON)
    for wanted in order:
        yield from (item for item in route.items.values() if mark(draft, route, item) is wanted)


def not_done(draft: Draft, route: Route) -> Iterator[RouteItem]:
    """The same, then what is to come later: somebody may have it already."""
    yield from to_do(draft, route)
    yield from (item for item in route.items.values() if mark(draft, route, item) is Mark.LATER)


def first_of(draft: Draft, route: Route, item: RouteItem) -> RouteItem | None:
    """What comes before this item and is not done, if anything."""
    waiting = (route.items[id] for id in item.after)
    return next((before for before in waiting if not is_done(draft, route, before)), None)


def is_ready(draft: Draft, route: Route) -> bool:
    """Whether everything that must be done before leaving is done and good."""
    musts = [item for item in route.items.values() if item.is_must]
    return bool(musts) and all(is_done(draft, route, item) for item in musts)


def expiry_of(draft: Draft, item: RouteItem) -> str:
    """The date on which it expires (YYYY-MM-DD), "" where none was given."""
    return draft.papers.get(item.id, "").partition(" ")[2]


def untold_expiries(draft: Draft) -> Iterator[tuple[RouteItem, date]]:
    """Papers with a date of expiry that the person was not reminded of yet."""
    route = route_of(draft)
    for item in route.items.values() if route else ():
        expires = expiry_of(draft, item)
        if expires and draft.dates.get(_told(item)) != expires:
            yield item, date.fromisoformat(expires)


def expires_soon(draft: Draft, on: date) -> bool:
    """Whether a paper needs attention that the person was not reminded of yet."""
    return any(end - SOON <= on for _, end in untold_expiries(draft))


def tell_expiries(draft: Draft, on: date) -> None:
    """The list was opened: what needs attention there has been told."""
    for item, end in tuple(untold_expiries(draft)):
        if end - SOON <= on:
            draft.dates[_told(item)] = end.isoformat()


def _told(item: RouteItem) -> str:
    return f"paper-{item.id}"


def _age(expires: str, on: date) -> Mark:
    if not expires:
        return Mark.DONE
    end = date.fromisoformat(expires)
    if end < on:
        return Mark.EXPIRED
    return Mark.SOON if end <= on + SOON else Mark.DONE
