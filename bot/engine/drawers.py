"""Drawers: everything of one person, put away under a code word, so that the chat is as empty as a stranger's.

Nothing here says a word. A code that is tried or chosen counts, right or wrong: choosing one tells as much about
whether it exists as trying it.
"""

from dataclasses import replace

from bot.domain.drawers import is_drawn, read_code_word
from bot.domain.effect import PutAway, TakeOut
from bot.domain.mode import Mode
from bot.domain.state import Frame, State
from bot.engine.bookmark import drop_lost_bookmark
from bot.engine.draft import Draft
from bot.engine.notes import has_notes
from bot.engine.reading import Danger, Heard, find_danger

MOST_TRIES = 5
TRIES_FOR = 3600
"""Seconds for which a try counts."""


def code_in_words(draft: Draft, heard: Heard) -> str:
    """The code in "buka mangga kuda"; "" where the message is anything else.

    To a chat that keeps somebody's notes without a code "buka rekening" is a question, as long as it has an answer.
    """
    words = draft.content.words
    first, _, rest = heard.plain.partition(" ")
    if first not in words.open or rest in words.interrupts:
        return ""
    if find_danger(heard, draft.content) is not Danger.NONE or _is_question(draft, heard, rest):
        return ""
    return read_code_word(rest) or ""


def _is_question(draft: Draft, heard: Heard, rest: str) -> bool:
    if draft.lock_code or is_drawn(rest) or not has_notes(draft):
        return False
    return bool(draft.content.finder.find(heard.words, draft.locale))


def may_try(draft: Draft) -> bool:
    """Whether a code may be tried or chosen now; if so it is counted."""
    now = int(draft.event.at.timestamp())
    draft.tries = tuple(at for at in draft.tries if at > now - TRIES_FOR)
    if len(draft.tries) >= MOST_TRIES:
        return False
    draft.tries = (*draft.tries, now)
    return True


def take_out(draft: Draft, code: str) -> None:
    """Asks for what is put away under this code."""
    draft.effects.append(TakeOut(code=code))


def put_new_away(draft: Draft, code: str) -> None:
    """Asks for a drawer under a code that nothing was opened from; an empty one is drawn."""
    draft.effects.append(PutAway(code=code, state=_kept(draft, code), is_own=False))


def put_back(draft: Draft) -> None:
    """Everything goes back under the code it was opened from, and the chat knows nobody."""
    draft.effects.append(PutAway(code=draft.lock_code, state=_kept(draft, draft.lock_code), is_own=True))
    forget_here(draft)


def forget_here(draft: Draft) -> None:
    """The chat as a stranger finds it. What was guessed stays counted: that is of the phone, not of a person."""
    stranger = State(channel=draft.started_from.channel, locale=draft.locale)
    draft.become(_of_this_chat(draft, stranger))


def come_back(draft: Draft, state: State) -> None:
    """What was put away, at the menu's door. Who is here with a code of their own goes back into their drawer."""
    draft.tries = draft.tries[:-1]  # it was right
    if draft.lock_code:
        put_back(draft)
    reminders = replace(state.reminders, unanswered=0) if state.reminders else None
    draft.become(_of_this_chat(draft, replace(state, reminders=reminders)))
    drop_lost_bookmark(draft)


def _of_this_chat(draft: Draft, state: State) -> State:
    """What belongs to the chat goes over from person to person."""
    return replace(
        state,
        tries=draft.tries,
        guesses=draft.guesses,
        heard_at=draft.heard_at,
        has_drawers=draft.has_drawers,
    )


def _kept(draft: Draft, code: str) -> State:
    """All but the place: that is left, and whoever comes back begins at the menu."""
    state = draft.finish().state
    nowhere: tuple[Frame, ...] = ()
    return replace(
        state,
        mode=Mode.BOT if state.mode is Mode.STAFF else state.mode,
        frames=nowhere,
        trail=(),
        found=(),
        joining="",
        passing={},
        reminders=replace(state.reminders, next_at=0) if state.reminders else None,
        lock_code=code,
        tries=(),
        guesses=(),
        is_away=False,
    )
