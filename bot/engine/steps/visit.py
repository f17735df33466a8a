"""`visit`: into another module and back; or into the course that was left."""

from bot.content.model import Visit
from bot.engine.draft import Draft
from bot.engine.moves import Enter, Go, Move, Resume


def enter(draft: Draft, step: Visit) -> Move:
    """Enters the module; without a course to resume it goes on."""
    if not step.is_bookmark:
        return Enter(step.module)
    return Resume() if draft.bookmark else Go(step.next)


def come_back(draft: Draft, step: Visit) -> Move:
    """The visited module is over."""
    return Go(step.next)
