"""What one lesson costs: how many messages and bytes a person gets on a channel."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.content.model import Content, Lesson, ModuleKind
from bot.domain.channel import LIMITS, ChannelName
from bot.domain.effect import SendMessage
from bot.domain.event import TextReceived
from bot.domain.message import merge_reply, numbered_text
from bot.domain.state import Frame, State
from bot.engine.turn import take_turn


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonCost:
    """Messages and bytes of text (UTF-8) of one lesson: taught, answered right, led on."""

    lesson: str
    messages: int
    text_bytes: int


def lesson_costs(content: Content, channel: ChannelName, locale: str, at: datetime) -> Iterator[LessonCost]:
    """Every lesson of every course, as the engine says it and the channel merges it."""
    for module in content.modules.values():
        if module.kind is ModuleKind.COURSE:
            for step in module.steps.values():
                if isinstance(step, Lesson):
                    yield _cost(content, channel, locale, at, module.id, step)


def _cost(
    content: Content, channel: ChannelName, locale: str, at: datetime, module: str, step: Lesson
) -> LessonCost:
    state = State(channel=channel, locale=locale, frames=(Frame(module=module, step=step.id),))
    right = next(number for number, option in enumerate(step.options, start=1) if option.is_right)
    messages = size = 0
    repeat = next(word for word, meaning in content.words.interrupts.items() if meaning.value == "repeat")
    for typed in (repeat, str(right)):
        turn = take_turn(state, TextReceived(at=at, text=typed), content)
        state = turn.state
        said = tuple(effect.message for effect in turn.effects if isinstance(effect, SendMessage))
        parts = merge_reply(said, LIMITS[channel])
        messages += len(parts)
        size += sum(len(numbered_text(part).encode()) for part in parts)
    return LessonCost(lesson=f"{module}/{step.id}", messages=messages, text_bytes=size)
