"""What the answers of an assessment come to: a sum of weights written in content, and the level it reaches."""

from collections.abc import Iterator

from bot.content.model import LEVELS, Assess, Option, Weigh
from bot.engine.draft import Draft


def weighed(draft: Draft) -> Iterator[tuple[int, Option]]:
    """The answers of the present module that weigh something, heaviest first."""
    found = []
    for step in draft.module.steps.values():
        if isinstance(step, Weigh):
            given = draft.answer(step.id)
            weight = step.weights.get(given, 0)
            found += [(weight, option) for option in step.options if weight and option.id == given]
    yield from sorted(found, key=lambda pair: -pair[0])


def level(draft: Draft) -> str:
    """The highest level that the sum reaches; "" in a module without an assessment."""
    assess = next((step for step in draft.module.steps.values() if isinstance(step, Assess)), None)
    if assess is None:
        return ""
    total = sum(weight for weight, _ in weighed(draft))
    reached = [name for name in LEVELS if name in assess.levels and total >= assess.levels[name]]
    return reached[-1] if reached else LEVELS[0]
