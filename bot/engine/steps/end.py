"""`end`: the module is over; it may also erase the person, or hide the screen."""

from bot.content.model import End
from bot.domain.effect import ForgetContact
from bot.engine.draft import Draft
from bot.engine.drawers import put_back
from bot.engine.moves import Leave, Move, Over
from bot.engine.neutral import hide_place


def enter(draft: Draft, step: End) -> Move:
    """Says the last words; what happens then is the kind of end it is."""
    for position, bubble in enumerate(step.bubbles):
        # Only the first one clears the screen: the others are to stay beside it.
        hides = position == 0 and (step.hides or step.forgets)
        keeps_way = hides and draft.has_drawers and not step.forgets
        draft.say(draft.read(bubble.text), hides=hides, keeps_way=keeps_way)
    if step.forgets:
        draft.effects.append(ForgetContact())
        draft.frames.clear()
        return Over()
    if step.hides:
        if draft.lock_code:
            put_back(draft)
        else:
            hide_place(draft)
        return Over()
    return Leave()
