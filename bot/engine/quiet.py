"""What a turn does while staff answer, or after somebody said stop.

Danger words are answered in every mode. Staff read what is written to them in the inbox; the bot
says nothing in between.
"""

from datetime import timedelta

from bot.content.model import Interrupt, Role
from bot.domain.effect import CancelTimer, SetTimer
from bot.domain.event import StaffJoined, StaffLeft, TimerFired
from bot.domain.message import Choice
from bot.domain.mode import Cause, Mode, next_mode
from bot.engine import walk
from bot.engine.draft import Draft
from bot.engine.interrupts import interrupt, visit_role
from bot.engine.reading import Danger, Heard, find_danger, find_interrupt

SILENCE_TIMER = "staff-silence"
SILENCE = timedelta(hours=4)
"""After so long without a word from staff or the person a live talk is over."""

WITH_STAFF = frozenset({Interrupt.MENU, Interrupt.STOP, Interrupt.FORGET, Interrupt.LEAVE})
AFTER_STOP = frozenset({Interrupt.HELP, Interrupt.START, Interrupt.FORGET, Interrupt.SOS, Interrupt.LEAVE})


def change_speaker(draft: Draft, event: StaffJoined | StaffLeft | TimerFired) -> None:
    """Staff come or go, or have been silent for too long."""
    before = draft.mode
    if isinstance(event, StaffJoined):
        draft.mode = next_mode(before, Cause.STAFF_JOINED)
    elif isinstance(event, StaffLeft):
        draft.mode = next_mode(before, Cause.STAFF_LEFT)
    elif event.name == SILENCE_TIMER:
        draft.mode = next_mode(before, Cause.STAFF_SILENT)
    if (before, draft.mode) == (Mode.BOT, Mode.STAFF):
        draft.say_phrase("staff-joined")
        _await_silence(draft)
    elif (before, draft.mode) == (Mode.STAFF, Mode.BOT):
        draft.effects.append(CancelTimer(name=SILENCE_TIMER))
        draft.say_phrase("staff-left")
        _ask_where_we_are(draft)


def with_staff(draft: Draft, heard: Heard) -> None:
    """A person writes while staff answer."""
    word = find_interrupt(heard, draft.content)
    if word in WITH_STAFF:
        assert word is not None
        draft.effects.append(CancelTimer(name=SILENCE_TIMER))
        draft.mode = next_mode(draft.mode, Cause.MENU_WORD)
        interrupt(draft, word)
        return
    _await_silence(draft)
    if find_danger(heard, draft.content) is not Danger.NONE or word is Interrupt.SOS:
        offer_card(draft)


def after_stop(draft: Draft, heard: Heard) -> bool:
    """A person writes after "stop". Whether it was dealt with: the present step takes the rest."""
    word = find_interrupt(heard, draft.content)
    if find_danger(heard, draft.content) is not Danger.NONE:
        word = Interrupt.SOS
    if word in AFTER_STOP:
        assert word is not None
        interrupt(draft, word)
        return True
    if draft.frames and draft.role in walk.ALWAYS_ANSWERED:
        return False
    draft.say_phrase("still-stopped")
    return True


def offer_card(draft: Draft) -> None:
    """Numbers to call, and one tap to the whole card, without losing what else is said."""
    draft.say(draft.phrase("sos-offer"), ways=(Choice(token=":sos", label=draft.phrase("sos-label")),))


def _await_silence(draft: Draft) -> None:
    draft.effects.append(SetTimer(name=SILENCE_TIMER, at=draft.event.at + SILENCE))


def _ask_where_we_are(draft: Draft) -> None:
    if draft.frames:
        walk.ask_again(draft)
    else:
        visit_role(draft, Role.MENU)
