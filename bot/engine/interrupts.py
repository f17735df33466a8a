"""Words that work everywhere, in every step of every module, in all languages."""

from collections.abc import Callable, Mapping

from bot.content.model import Interrupt, Role
from bot.domain.mode import Cause, next_mode
from bot.domain.state import Frame
from bot.engine import walk
from bot.engine.bookmark import keep_bookmark
from bot.engine.draft import Draft


def interrupt(draft: Draft, word: Interrupt) -> None:
    """Does what the word says; one row of the table each."""
    TABLE[word](draft)


def visit_role(draft: Draft, role: Role) -> None:
    """Opens the module of a role above the present place; once, however often it is asked for."""
    if draft.frames and draft.role is not role:
        draft.leave_trail()
    while draft.frames and draft.role is role:
        draft.frames.pop()
    if not draft.frames:
        draft.push_role(Role.MENU)
    draft.push_role(role)
    walk.enter(draft)


def _menu(draft: Draft) -> None:
    draft.leave_trail()
    keep_bookmark(draft)
    draft.mode = next_mode(draft.mode, Cause.MENU_WORD)
    draft.frames = []
    draft.push_role(Role.MENU)
    walk.enter(draft)


def _repeat(draft: Draft) -> None:
    walk.ask_again(draft)


def _back(draft: Draft) -> None:
    here = tuple((frame.module, frame.step, frame.phase) for frame in draft.frames)
    while draft.trail:
        frames = _still_there(draft, draft.trail.pop())
        if frames and tuple((f.module, f.step, f.phase) for f in frames) != here:
            draft.frames = [
                *frames[:-1],
                Frame(
                    module=frames[-1].module, step=frames[-1].step, phase=frames[-1].phase, since=draft.turn
                ),
            ]
            walk.ask_again(draft)
            return
    draft.say_phrase("back-nothing")
    walk.ask_again(draft)


def _still_there(draft: Draft, frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
    return frames if all(draft.content.step(f.module, f.step) for f in frames) else ()


def _stop(draft: Draft) -> None:
    draft.mode = next_mode(draft.mode, Cause.STOP_WORD)
    draft.say_phrase("stopped")


def _start(draft: Draft) -> None:
    draft.mode = next_mode(draft.mode, Cause.START_WORD)
    draft.say_phrase("resume-here")
    walk.ask_again(draft)


def _leave(draft: Draft) -> None:
    keep_bookmark(draft)
    draft.push_role(Role.AWAY)
    walk.enter(draft)


def _numbers(draft: Draft) -> None:
    draft.is_plain = not draft.is_plain
    draft.say_phrase("numbers-on" if draft.is_plain else "numbers-off")
    walk.ask_again(draft)


TABLE: Mapping[Interrupt, Callable[[Draft], None]] = {
    Interrupt.MENU: _menu,
    Interrupt.HELP: lambda draft: visit_role(draft, Role.HELP),
    Interrupt.LANGUAGE: lambda draft: visit_role(draft, Role.LANGUAGE),
    Interrupt.REPEAT: _repeat,
    Interrupt.BACK: _back,
    Interrupt.STOP: _stop,
    Interrupt.START: _start,
    Interrupt.FORGET: lambda draft: visit_role(draft, Role.FORGET),
    Interrupt.LEAVE: _leave,
    Interrupt.NUMBERS: _numbers,
    Interrupt.PAUSE: lambda draft: visit_role(draft, Role.PAUSE),
    Interrupt.SOS: lambda draft: visit_role(draft, Role.EMERGENCY),
}
