"""The person's route as a sheet for the folder at home, and as plain text for who cannot print."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.content.model import Route, RouteItem
from bot.engine.draft import Draft
from bot.engine.route import Mark, expiry_of, mark

MARKS: Mapping[Mark, str] = {
    Mark.LATER: "open",
    Mark.OPEN: "open",
    Mark.PROBLEM: "problem",
    Mark.EXPIRED: "open",
    Mark.SOON: "done",
    Mark.DONE: "done",
}
"""How an item is drawn: an empty box, a box with a tick, or a box with a question mark."""

BOXES: Mapping[str, str] = {"open": "☐", "done": "☑", "problem": "☐ ?"}


def sheet_values(draft: Draft, route: Route) -> Mapping[str, str]:
    """What the form `checklist` prints: `title`, `about`, `date`, `count`, and of each item `item-N-title`,
    `item-N-note` and `item-N-mark` (a value of `MARKS`)."""
    values = {
        "title": draft.read(route.title),
        "about": draft.phrase("sheet-about"),
        "date": _day(draft, draft.event.at.date()),
        "count": str(len(route.items)),
    }
    for number, item in enumerate(route.items.values(), start=1):
        values[f"item-{number}-title"] = draft.read(item.title)
        values[f"item-{number}-note"] = _note(draft, item)
        values[f"item-{number}-mark"] = MARKS[mark(draft, route, item)]
    return values


def sheet_lines(draft: Draft, route: Route) -> Sequence[str]:
    """The same as lines of text."""
    lines = [f"**{draft.read(route.title)}**"]
    for item in route.items.values():
        lines.append(f"{BOXES[MARKS[mark(draft, route, item)]]} {draft.read(item.title)}")
    return lines


def _note(draft: Draft, item: RouteItem) -> str:
    """When it expires, and who keeps the original."""
    expires = expiry_of(draft, item)
    until = [draft.phrase("item-until", date=_day(draft, date.fromisoformat(expires)))] if expires else []
    original = [draft.read(item.texts["original"])] if "original" in item.texts else []
    return " ".join([*until, *original])


def _day(draft: Draft, day: date) -> str:
    return draft.content.write_date(day, draft.locale)
