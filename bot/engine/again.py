"""What happens when an answer does not fit: a kind sentence, the question again, then a shorter one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.domain.event import ChoicePicked, MediaKind, MediaReceived, Unsupported
from bot.engine.draft import Draft
from bot.engine.moves import Move, Wait
from bot.engine.reading import Heard

MANY_TRIES = 2
"""From this try on the question is shortened and a person is offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """The answer does not fit. `phrase` says how, or is empty where the kind of event says it."""

    phrase: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    heard: Heard | None = None
    """What was typed, where it may be a question of the person's own."""


def ask_better(draft: Draft, unclear: Unclear, ask_again: Callable[[bool], None]) -> Move:
    """Says what did not fit and asks again; shorter, and with a way to a person, after two tries."""
    if isinstance(draft.event, ChoicePicked):
        draft.say_phrase("old-button")
        ask_again(False)
        return Wait()
    is_short = draft.count_try() >= MANY_TRIES
    if is_short:
        draft.say_phrase("not-understood-shorter")
    else:
        draft.say_phrase(unclear.phrase or _by_kind(draft), **unclear.values)
    ask_again(is_short)
    return Wait()


def _by_kind(draft: Draft) -> str:
    event = draft.event
    if isinstance(event, MediaReceived):
        return "voice-not-here" if event.kind in (MediaKind.VOICE, MediaKind.AUDIO) else "media-not-here"
    return "unsupported" if isinstance(event, Unsupported) else "not-understood"
