"""`end`: the module is over; it may also erase the person, or hide the screen."""

from bot.content.model import End
from bot.domain.effect import ForgetContact
from bot.engine.draft import Draft
from bot.engine.moves import Leave, Move, Over


def enter(draft: Draft, step: End) -> Move:
    """Says the last words; what happens then is the kind of end it is."""
    for bubble in step.bubbles:
        draft.say(draft.read(bubble.text), hides=step.hides)
    if step.forgets:
        draft.effects.append(ForgetContact())
        draft.frames.clear()
        return Over()
    if step.hides:
        draft.is_away = True
        return Over()
    return Leave()
