"""`visit`: into another module and back; into the course that was left; or to what comes next."""

from bot.content.model import Visit
from bot.engine.course.agenda import OPENED, ItemKind, agenda
from bot.engine.course.days import today
from bot.engine.draft import Draft
from bot.engine.moves import Enter, Go, Move, Open, Resume
from bot.engine.route import tell_expiries


def enter(draft: Draft, step: Visit) -> Move:
    """Enters the module; without a course to resume, or anything that comes next, it goes on."""
    if step.is_due:
        return _open_next(draft, step)
    if not step.is_bookmark:
        return Enter(step.module)
    return Resume() if draft.bookmark else Go(step.next)


def _open_next(draft: Draft, step: Visit) -> Move:
    item = next(agenda(draft, today(draft)), None)
    if item is None:
        return Go(step.next)
    if item.kind is ItemKind.CHECKUP:
        draft.done[item.place] = OPENED
    if item.kind is ItemKind.PAPER:
        tell_expiries(draft, today(draft))
    return Open(*item.place.split("/", 1))


def come_back(draft: Draft, step: Visit) -> Move:
    """The visited module is over."""
    return Go(step.next)
