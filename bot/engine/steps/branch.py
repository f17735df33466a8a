"""`branch`: the first rule that holds says where to go."""

from bot.content.model import Branch
from bot.engine.draft import Draft
from bot.engine.moves import Go, Move


def enter(draft: Draft, step: Branch) -> Move:
    """Goes on without a word."""
    known = draft.known()
    return Go(next((target for condition, target in step.rules if condition.holds(known)), step.otherwise))
