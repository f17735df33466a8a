"""`handoff`: a person is asked for. Staff join by an event of their own; until then the module goes on."""

from bot.content.model import Handoff
from bot.domain.effect import CallStaff
from bot.engine.draft import Draft
from bot.engine.moves import Go, Move


def enter(draft: Draft, step: Handoff) -> Move:
    """Says what can be expected, calls staff, and goes on to who else can be reached."""
    draft.say_bubbles(step.bubbles)
    draft.effects.append(CallStaff())
    return Go(step.next)
