"""What is said and done when a drawer was closed or opened, and when a code word is typed unasked."""

from bot.content.model import Action, Interrupt, Role
from bot.domain.drawers import DrawerResult, read_code_word
from bot.domain.event import DrawerOpened, DrawerPutAway
from bot.domain.mode import Mode
from bot.engine import walk
from bot.engine.awaited import awaited
from bot.engine.draft import Draft
from bot.engine.drawers import come_back, may_try, take_out
from bot.engine.interrupts import interrupt
from bot.engine.notes import has_notes

PUTTING_AWAY = frozenset({Action.PUT_AWAY, Action.NEXT_PERSON})
TAKING_OUT = frozenset({Action.TAKE_OUT})
"""Acts that wait until the service has answered."""


def waits_for_drawer(draft: Draft) -> bool:
    """Whether an answer about a drawer is on its way, which then ends the present step."""
    return awaited(draft, PUTTING_AWAY | TAKING_OUT) is not None


def hear_of_drawer(draft: Draft, event: DrawerPutAway) -> None:
    """Who asked for it and went on meanwhile is locked all the same; what they did since goes after it."""
    act = awaited(draft, PUTTING_AWAY)
    if event.result is DrawerResult.DONE:
        if act is None and (not has_notes(draft) or (event.is_drawn and draft.is_away)):
            return  # in another drawer already; or nobody would see the code, so nothing may depend on it
        draft.lock_code, draft.has_drawers = read_code_word(event.code) or "", True
        if event.is_drawn:
            draft.say_phrase("drawer-code", code=event.code.upper())
        elif act is None:
            interrupt(draft, Interrupt.LEAVE)
    if act is not None:
        walk.drawer_answered(draft, act, event.result)


def hear_of_opening(draft: Draft, event: DrawerOpened) -> None:
    """What was taken out is nowhere else any more, so it is taken wherever the chat stands."""
    act = awaited(draft, TAKING_OUT)
    if event.state is not None:
        come_back(draft, event.state)
        # The code stands on the screen.
        draft.say(draft.phrase("drawer-open"), hides=True, keeps_way=True)
        if draft.mode is Mode.STOPPED:
            draft.say_phrase("still-stopped")
        else:
            draft.push_role(Role.MENU)
            walk.enter(draft)
    elif act is not None:
        walk.drawer_answered(draft, act, "wrong")
    else:
        draft.say_phrase("drawer-wrong")
        _ask_again(draft)


def try_code(draft: Draft, code: str) -> None:
    """A code word was typed without being asked for. Whether it fits nobody knows before the answer comes."""
    if has_notes(draft) and not draft.lock_code:
        draft.say_phrase("drawer-occupied")
        _ask_again(draft)
    elif may_try(draft):
        take_out(draft, code)
    else:
        draft.say_phrase("drawer-later")


def _ask_again(draft: Draft) -> None:
    """Who is nowhere yet, or hid the screen, is asked nothing."""
    if draft.frames and not draft.is_away:
        walk.ask_again(draft)
