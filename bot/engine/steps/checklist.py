"""`checklist`: the person's route as a list, one item at a time.

| phase   | answer  | what follows                                                              |
|---------|---------|---------------------------------------------------------------------------|
| list    | Picked  | the item; or the choice's step; or the last gate                           |
| item    | Picked  | done (asks for the date where there is one), not yet, or a problem         |
| date    | Given   | kept, back to the list                                                     |
| date    | Skipped | back to the list                                                           |
| problem | Picked  | help, or back to the list                                                  |
| any     | Unclear | asked again (see `again.py`)                                               |

A problem is answered with advice and a way to a person. When the last thing that must be done is done, the
gate opens by itself.
"""

from collections.abc import Callable, Mapping, Sequence

from bot.content.model import Checklist, Role, Route, RouteItem, RouteStatus
from bot.engine.again import Unclear, ask_better
from bot.engine.draft import Draft
from bot.engine.moves import Enter, Go, Move, Wait
from bot.engine.offer import (
    CHECKLIST_DATE,
    CHECKLIST_ITEM,
    CHECKLIST_LIST,
    CHECKLIST_PROBLEM,
    ITEM_PREFIX,
    ITEMS_SHOWN,
    MORE,
    PAGE,
    Offer,
    list_page,
    pose_text,
)
from bot.engine.reading import Heard, near_offer
from bot.engine.route import DONE, PROBLEM, Mark, first_of, is_done, is_ready, mark, not_done, route_of, to_do
from bot.engine.steps.expected import EXAMPLE_DATE, Given, Skipped, read_date

Reading = Offer | Given | Skipped | Unclear

ITEM = "item"
"""The answer, forgotten with the module, that says which item is open."""

SHOWN_FIELDS = ("purpose", "where", "cost", "time", "validity", "original")


def enter(draft: Draft, step: Checklist) -> Move:
    """Shows the list; without a route it goes on."""
    if route_of(draft) is None:
        return Go(step.next)
    return _list(draft, step)


def ask_again(draft: Draft, step: Checklist, *, is_short: bool = False) -> None:
    """The present question once more."""
    route, item = route_of(draft), open_item(draft)
    if route is None or (item is None and draft.frame.phase != CHECKLIST_LIST):
        draft.wait(CHECKLIST_LIST)  # the route has changed meanwhile
    if route is None:
        pose_text(draft, draft.phrase("route-none"))
    elif draft.frame.phase == CHECKLIST_LIST or item is None:
        _pose_list(draft, route, is_short=is_short)
    elif draft.frame.phase == CHECKLIST_ITEM:
        _pose_item(draft, item, is_short=is_short)
    elif draft.frame.phase == CHECKLIST_DATE:
        draft.say(f"{draft.phrase('item-expires', example=EXAMPLE_DATE)}\n{draft.phrase('skip-hint')}")
    else:
        pose_text(draft, draft.phrase("item-problem-next"))


def open_item(draft: Draft) -> RouteItem | None:
    """The item that is being looked at."""
    route = route_of(draft)
    return route.items.get(draft.answer(ITEM)) if route else None


def read(draft: Draft, step: Checklist, heard: Heard, offers: Sequence[Offer]) -> Reading:
    """What was meant, when no choice was hit exactly."""
    if draft.frame.phase != CHECKLIST_DATE:
        return near_offer(heard, offers, draft.content) or Unclear()
    if heard.words == "0":
        return Skipped()
    found = read_date(heard.text)
    if found is None:
        return Unclear(phrase="date-expected", values={"example": EXAMPLE_DATE})
    return Given(value=found.isoformat())


def answer(draft: Draft, step: Checklist, reading: Reading) -> Move:
    """Looks up the table."""
    return TABLE[draft.frame.phase, type(reading)](draft, step, reading)


def _list(draft: Draft, step: Checklist) -> Move:
    draft.note(PAGE, "0")
    draft.wait(CHECKLIST_LIST)
    ask_again(draft, step)
    return Wait()


def _pose_list(draft: Draft, route: Route, *, is_short: bool) -> None:
    doable = tuple(to_do(draft, route))
    lines = [f"**{draft.read(route.title)}**"]
    if route.warning and not route.items:
        lines.append(draft.read(route.warning))
    if route.items:
        done = sum(is_done(draft, route, item) for item in route.items.values())
        lines.append(draft.phrase("route-progress", done=str(done), total=str(len(route.items))))
        lines += [_line(draft, route, item) for item in doable if mark(draft, route, item) in _TOLD]
    if doable:
        lines.append(draft.phrase("route-next", title=draft.read(doable[0].title)))
    elif route.status is RouteStatus.OPEN:
        lines.append(draft.phrase("route-all-done"))
    pose_text(draft, "\n".join(lines))


def _line(draft: Draft, route: Route, item: RouteItem) -> str:
    phrase = _TOLD[mark(draft, route, item)]
    return draft.phrase(phrase, title=draft.read(item.title))


def _pose_item(draft: Draft, item: RouteItem, *, is_short: bool) -> None:
    if not is_short:
        parts = [
            draft.phrase(f"item-{name}", value=draft.read(item.texts[name]))
            for name in SHOWN_FIELDS
            if name in item.texts
        ]
        route = route_of(draft)
        before = first_of(draft, route, item) if route else None
        first = [draft.phrase("item-first", title=draft.read(before.title))] if before else []
        draft.say("\n".join([f"**{draft.read(item.title)}**", *first, *parts]))
    pose_text(draft, draft.phrase("item-ask"))


def _picked(draft: Draft, step: Checklist, reading: Reading) -> Move:
    assert isinstance(reading, Offer)
    draft.leave_trail()
    if reading.option is not None:
        return Go(reading.option.target)
    if reading.id == MORE:
        return _turn_page(draft, step)
    if not reading.id.startswith(ITEM_PREFIX):
        return Go(step.next)
    draft.note(ITEM, reading.id.removeprefix(ITEM_PREFIX))
    draft.wait(CHECKLIST_ITEM)
    ask_again(draft, step)
    return Wait()


def _turn_page(draft: Draft, step: Checklist) -> Move:
    """The next items; after the last ones the first again."""
    start, route = list_page(draft) + ITEMS_SHOWN, _route(draft)
    draft.note(PAGE, str(start if start < len(tuple(not_done(draft, route))) else 0))
    draft.wait(CHECKLIST_LIST)
    _pose_list(draft, route, is_short=True)
    return Wait()


def _marked(draft: Draft, step: Checklist, reading: Reading) -> Move:
    assert isinstance(reading, Offer)
    item = open_item(draft)
    draft.leave_trail()
    if item is None or reading.id == "back":
        return _list(draft, step)
    if reading.id == "done":
        return _done(draft, step, item)
    if reading.id == "problem":
        draft.papers[item.id] = PROBLEM
        draft.say(draft.read(item.texts["refused"]))
        draft.wait(CHECKLIST_PROBLEM)
        ask_again(draft, step)
        return Wait()
    draft.papers.pop(item.id, None)
    return _list(draft, step)


def _done(draft: Draft, step: Checklist, item: RouteItem) -> Move:
    draft.papers[item.id] = DONE
    if item.is_dated:
        draft.wait(CHECKLIST_DATE)
        ask_again(draft, step)
        return Wait()
    return _after_done(draft, step)


def _dated(draft: Draft, step: Checklist, reading: Reading) -> Move:
    item = open_item(draft)
    draft.leave_trail()
    if item is not None and isinstance(reading, Given):
        draft.papers[item.id] = f"{DONE} {reading.value}"
        if not is_done(draft, _route(draft), item):
            draft.say_phrase("item-expired", title=draft.read(item.title))
    return _after_done(draft, step)


def _after_done(draft: Draft, step: Checklist) -> Move:
    """The gate opens when this was the last thing that must be done."""
    return Go(step.next) if is_ready(draft, _route(draft)) else _list(draft, step)


def _route(draft: Draft) -> Route:
    route = route_of(draft)
    assert route is not None
    return route


def _helped(draft: Draft, step: Checklist, reading: Reading) -> Move:
    assert isinstance(reading, Offer)
    draft.leave_trail()
    if reading.id != "help":
        return _list(draft, step)
    draft.wait(CHECKLIST_LIST)
    return Enter(draft.content.roles[Role.HELP])


def _unclear(draft: Draft, step: Checklist, reading: Reading) -> Move:
    assert isinstance(reading, Unclear)
    return ask_better(draft, reading, lambda is_short: ask_again(draft, step, is_short=is_short))


_TOLD: Mapping[Mark, str] = {
    Mark.EXPIRED: "route-line-expired",
    Mark.SOON: "route-line-soon",
    Mark.PROBLEM: "route-line-problem",
}
"""Marks that are worth a line of their own."""

TABLE: Mapping[tuple[int, type[Reading]], Callable[[Draft, Checklist, Reading], Move]] = {
    (CHECKLIST_LIST, Offer): _picked,
    (CHECKLIST_LIST, Unclear): _unclear,
    (CHECKLIST_ITEM, Offer): _marked,
    (CHECKLIST_ITEM, Unclear): _unclear,
    (CHECKLIST_DATE, Given): _dated,
    (CHECKLIST_DATE, Skipped): _dated,
    (CHECKLIST_DATE, Unclear): _unclear,
    (CHECKLIST_PROBLEM, Offer): _helped,
    (CHECKLIST_PROBLEM, Unclear): _unclear,
}
