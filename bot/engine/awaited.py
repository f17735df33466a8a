"""Acts that wait for an answer of the service: a code looked up, a drawer closed, a relative found."""

from collections.abc import Set

from bot.content.model import Act, Action
from bot.engine.draft import Draft


def awaited(draft: Draft, actions: Set[Action]) -> Act | None:
    """The act at which the person stands, if it is one of these."""
    step = draft.step if draft.frames else None
    return step if isinstance(step, Act) and step.action in actions else None
