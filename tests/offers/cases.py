"""Thirty invented offers: the level each deserves, and what the person who told it would answer.

The offers were written from the red-flag sources by somebody who had not seen questions or weights; the answers
by somebody who saw offers and questions, but neither levels nor weights. Half is held out: only its counts are
looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.model import LEVELS, Assess, Content, Weigh
from bot.content.read import read_yaml
from bot.domain.channel import ChannelName
from bot.domain.event import TextReceived
from bot.domain.state import Frame, State
from bot.engine.draft import Draft
from bot.engine.weighing import level, weighed
from tests.conversations.transcript import AT

HERE = Path(__file__).parent
MODULE = "offer-check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One case. `answers` by question of the module."""

    id: str
    is_held: bool
    level: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the check said of it, and how many reasons it gave."""

    offer: Offer
    level: str
    weighty: int
    reasons: int

    @property
    def distance(self) -> int:
        """Levels above (or, negative, below) what it deserves."""
        return LEVELS.index(self.level) - LEVELS.index(self.offer.level)


def read_offers() -> tuple[Offer, ...]:
    answers = read_yaml(HERE / "answers.yaml", "answers.yaml").root
    return tuple(
        Offer(
            id=node.text("id"),
            is_held=node.text("half") == "held",
            level=node.text("level"),
            answers={
                name: part.scalar for name, part in (answers.get(node.text("id")) or node).items.items()
            },
        )
        for node in read_yaml(HERE / "offers.yaml", "offers.yaml").root.members
    )


def check(content: Content, offer: Offer) -> Found:
    """The offer through the engine's own weighing."""
    passing = {f"{MODULE}/{question}": answer for question, answer in offer.answers.items()}
    state = State(
        channel=ChannelName.WEBCHAT,
        locale="id",
        frames=(Frame(module=MODULE, step="result"),),
        passing=passing,
    )
    draft = Draft(state, TextReceived(at=AT, text=""), content)
    found = tuple(weighed(draft))
    reasons = sum(option.reason is not None for _, option in found)
    return Found(offer=offer, level=level(draft), weighty=len(found), reasons=reasons)


def questions(content: Content) -> set[str]:
    steps = content.modules[MODULE].steps.values()
    assert any(isinstance(step, Assess) for step in steps)
    return {step.id for step in steps if isinstance(step, Weigh)}
