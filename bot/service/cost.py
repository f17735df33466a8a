"""What one lesson costs: how many messages and bytes a person gets on a channel."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.content.model import Content, Lesson, ModuleKind
from bot.domain.channel import LIMITS, ChannelName
from bot.domain.effect import SendMessage
from bot.domain.event import ChoicePicked
from bot.domain.message import Message, merge_reply, numbered_text
from bot.domain.state import Frame, State
from bot.engine.draft import Draft
from bot.engine.turn import Turn, take_turn
from bot.engine.walk import enter


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
    right = next(option.id for option in step.options if option.is_right)
    taught = _teach(state, content, at)
    answered = take_turn(taught.state, ChoicePicked(at=at, token=f"{taught.state.turn}.{right}"), content)
    parts = [part for turn in (taught, answered) for part in merge_reply(_said(turn), LIMITS[channel])]
    size = sum(len(numbered_text(part).encode()) for part in parts)
    return LessonCost(lesson=f"{module}/{step.id}", messages=len(parts), text_bytes=size)


def _teach(state: State, content: Content, at: datetime) -> Turn:
    draft = Draft(state, ChoicePicked(at=at, token=""), content)
    enter(draft)
    return draft.finish()


def _said(turn: Turn) -> tuple[Message, ...]:
    return tuple(effect.message for effect in turn.effects if isinstance(effect, SendMessage))
