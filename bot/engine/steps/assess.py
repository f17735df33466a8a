"""`assess`: what the answers come to, with the reason of every answer that weighed; then on."""

from bot.content.model import LEVELS, Assess
from bot.engine.draft import Draft
from bot.engine.moves import Go, Move
from bot.engine.weighing import level, weighed


def enter(draft: Draft, step: Assess) -> Move:
    """Says the level's words and the reasons, heaviest first."""
    text = step.texts.get(level(draft)) or step.texts[LEVELS[0]]
    draft.say(draft.read(text.text))
    reasons = [draft.read(option.reason) for _, option in weighed(draft) if option.reason]
    if reasons:
        draft.say("\n".join(f"• {reason}" for reason in reasons))
    return Go(step.next)
