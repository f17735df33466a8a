"""`branch`: the first rule that holds says where to go."""

from bot.content.model import Branch
from bot.engine.draft import Draft
from bot.engine.known import holds
from bot.engine.moves import Go, Move


def enter(draft: Draft, step: Branch) -> Move:
    """Goes on without a word."""
    return Go(next((target for condition, target in step.rules if holds(draft, condition)), step.otherwise))
