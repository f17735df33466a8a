"""`say`: bubbles, then on."""

from bot.content.model import Say
from bot.engine.draft import Draft
from bot.engine.moves import Go, Move


def enter(draft: Draft, step: Say) -> Move:
    """Says it and goes on."""
    draft.say_bubbles(step.bubbles)
    return Go(step.next)
