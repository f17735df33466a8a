"""`end`: the module is over; it may also erase the person, or hide the screen."""

from bot.content.model import End, Role
from bot.domain.effect import ForgetContact
from bot.engine.draft import Draft
from bot.engine.moves import Leave, Move, Over


def enter(draft: Draft, step: End) -> Move:
    """Says the last words; what happens then is the kind of end it is."""
    for bubble in step.bubbles:
        draft.say(draft.read(bubble.text), hides=step.hides or step.forgets)
    if step.forgets:
        draft.effects.append(ForgetContact())
        draft.frames.clear()
        return Over()
    if step.hides:
        # Whoever writes next, on this phone, finds the menu and not the place that was left.
        draft.is_away = True
        draft.trail = []
        draft.frames = []
        draft.push_role(Role.MENU)
        return Over()
    return Leave()
