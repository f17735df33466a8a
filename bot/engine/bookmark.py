"""Remembers the lesson that is being left, so that the menu can offer to go on."""

from bot.content.model import Lesson, ModuleKind, Question
from bot.engine.draft import Draft


def drop_lost_bookmark(draft: Draft) -> None:
    """Content may have changed: a bookmark in a lesson that is gone leads nowhere."""
    if not all(draft.content.step(frame.module, frame.step) for frame in draft.bookmark):
        draft.bookmark = ()


def keep_bookmark(draft: Draft) -> None:
    """The lowest course on the stack that stands in a lesson, if there is one."""
    for position, frame in enumerate(draft.frames):
        module = draft.content.modules[frame.module]
        if module.kind is ModuleKind.COURSE and isinstance(module.steps[frame.step], Lesson | Question):
            draft.bookmark = (draft.frames[position],)
            return
