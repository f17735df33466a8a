"""What comes next for this person: one answer for the menu, the reminder and "what is next for me".

Order: a check after departure, a paper that expires, a must-know that comes back, the recall, the next lesson of the path.
Computed from answers and dates whenever somebody asks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from bot.content.model import Checkup, Course
from bot.domain.course import TESTS
from bot.engine.course.days import today
from bot.engine.course.reviews import is_due, other_form
from bot.engine.course.together import together
from bot.engine.draft import Draft
from bot.engine.route import SOON, expires_soon, untold_expiries

RECALL = TESTS[-1]

OFFERED, OPENED, FINISHED = "offered", "opened", "finished"
"""How far a check came; one that was left quickly can be taken up again."""


class ItemKind(Enum):
    """What sort of thing waits."""

    CHECKUP = auto()
    PAPER = auto()
    REVIEW = auto()
    RECALL = auto()
    LESSON = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that waits, and where it is opened (`module/step`)."""

    kind: ItemKind
    place: str


def agenda(draft: Draft, on: date) -> Iterator[Item]:
    """What waits on a day of the person, the most important first; at most one of each kind."""
    yield from _checkup(draft, on)
    if draft.content.checklist and expires_soon(draft, on):
        yield Item(kind=ItemKind.PAPER, place=draft.content.checklist)
    yield from _review(draft, on)
    yield from _recall(draft, on)
    lesson = next(next_lessons(draft), None)
    if lesson:
        yield Item(kind=ItemKind.LESSON, place=lesson)


def next_lessons(draft: Draft) -> Iterator[str]:
    """The lessons of the person's path that they have not answered, in order, each once; first the one that
    a family settles together this week."""
    seen = set(draft.done)
    if (settled := together(draft, today(draft))) is not None:
        seen.add(settled)
        yield settled
    for part in draft.content.course.path:
        if all(condition.holds(draft.answers) for condition in part.conditions):
            for place in part.lessons:
                if place not in seen:
                    seen.add(place)
                    yield place


def dates_ahead(draft: Draft) -> Iterator[date]:
    """The days on which something new falls due, in no order."""
    for checkup in draft.content.course.checkups:
        if (due := due_on(draft, checkup)) and draft.done.get(checkup.place) != FINISHED:
            yield due
    for review in draft.reviews.values():
        if review.due:
            yield date.fromisoformat(review.due)
    for _, end in untold_expiries(draft):
        yield end - SOON
    if recall := _recall_on(draft):
        yield recall


def finish_checkup(draft: Draft, module: str) -> None:
    """The module of the checks was walked to its end: the one that was open is done."""
    for checkup in draft.content.course.checkups:
        if checkup.place.startswith(f"{module}/") and draft.done.get(checkup.place) == OPENED:
            draft.done[checkup.place] = FINISHED


def due_on(draft: Draft, checkup: Checkup) -> date | None:
    """The first day of a check, or None where the person gave no date."""
    anchor = _saved_date(draft.answers.get(checkup.anchor, ""))
    return anchor + timedelta(days=checkup.days) if anchor else None


def _checkup(draft: Draft, on: date) -> Iterator[Item]:
    """The one that fell due last; older ones are past."""
    due = [(day, checkup) for checkup in draft.content.course.checkups if (day := due_on(draft, checkup))]
    begun = [(day, c) for day, c in due if day <= on < day + timedelta(days=c.open_days)]
    if begun:
        _, latest = max(begun, key=lambda found: found[0])
        if draft.done.get(latest.place) != FINISHED:
            yield Item(kind=ItemKind.CHECKUP, place=latest.place)


def _review(draft: Draft, on: date) -> Iterator[Item]:
    """The one that has waited longest."""
    known = {must_know.id: must_know for must_know in draft.content.course.must_knows}
    due = [(r.due, id) for id, r in draft.reviews.items() if is_due(r, on) and id in known]
    if due:
        _, id = min(due)
        yield Item(kind=ItemKind.REVIEW, place=other_form(known[id], draft.reviews[id]))


def _recall(draft: Draft, on: date) -> Iterator[Item]:
    due = _recall_on(draft)
    if due and due <= on:
        module = draft.content.course.tests[RECALL]
        yield Item(kind=ItemKind.RECALL, place=f"{module}/{draft.content.modules[module].start}")


def _recall_on(draft: Draft) -> date | None:
    """So many days after leaving, or, where nobody said when, after the second test."""
    course: Course = draft.content.course
    if RECALL not in course.tests or RECALL in draft.dates:
        return None
    since = _saved_date(draft.answers.get("departed-on", "")) or _saved_date(draft.dates.get("post", ""))
    return since + timedelta(days=course.recall_days) if since else None


def _saved_date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
