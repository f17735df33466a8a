"""The dialogue that everybody walks: what each person types, and what the engine answers to it.

The welcome, the language, consent, the menu, down two lists to a lesson with its question and the reason;
then on to the next lesson and its reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.content.model import Content
from bot.domain.channel import LIMITS, ChannelName
from bot.domain.effect import SendMessage
from bot.domain.event import TextReceived
from bot.domain.message import Message, merge_reply
from bot.domain.state import State
from bot.engine.turn import take_turn

WORDS = ("halo", "1", "2", "semua pelajaran", "1", "2", "1", "3", "lanjut", "2")
PLACES = (
    "nowhere", "language", "consent", "menu", "topics", "before", "lessons", "first-question", "onward",
    "second-question", "second-onward",
)  # fmt: skip
"""Where a person is before each of the words, and after the last: the states of the other libraries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What a person typed, and the messages that answer it, one call of the platform each."""

    words: str
    replies: tuple[Message, ...]


def walk(content: Content, channel: ChannelName) -> Sequence[Exchange]:
    """The dialogue as the engine holds it, with replies merged as on that channel."""
    state = State(channel=channel, locale=content.locales[0])
    exchanges = []
    for words in WORDS:
        turn = take_turn(state, TextReceived(at=datetime.now(UTC), text=words), content)
        state = turn.state
        said = tuple(effect.message for effect in turn.effects if isinstance(effect, SendMessage))
        exchanges.append(Exchange(words=words, replies=merge_reply(said, LIMITS[channel])))
    return exchanges


def replies_of(content: Content, channel: ChannelName) -> int:
    """How many messages one person gets in the whole dialogue."""
    return sum(len(exchange.replies) for exchange in walk(content, channel))
