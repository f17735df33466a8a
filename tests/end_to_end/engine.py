"""What the pure engine answers to a person's events in a given order: the truth that screens are compared with."""

from collections.abc import Iterable, Sequence

from bot.commands.chat import spoken
from bot.content.model import Content
from bot.domain.channel import LIMITS, ChannelName
from bot.domain.effect import Effect
from bot.domain.event import InboundEvent
from bot.domain.message import Message, merge_reply
from bot.domain.state import State
from bot.engine.turn import take_turn


class PureConversation:
    """One conversation without database, channel or clock."""

    def __init__(self, content: Content, channel: ChannelName) -> None:
        self._content = content
        self._channel = channel
        self.state = State(channel=channel, locale=content.locales[0])
        self.effects: Sequence[Effect] = ()

    def answer(self, event: InboundEvent) -> tuple[Message, ...]:
        """One turn, its parts joined as the channel wants them."""
        turn = take_turn(self.state, event, self._content)
        self.state = turn.state
        self.effects = turn.effects
        said = tuple(spoken(turn.effects))
        return merge_reply(said, LIMITS[self._channel])


def replies(
    content: Content, channel: ChannelName, events: Iterable[InboundEvent]
) -> list[tuple[Message, ...]]:
    """The reply to each event of a whole conversation."""
    conversation = PureConversation(content, channel)
    return [conversation.answer(event) for event in events]
