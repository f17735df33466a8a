"""What is wrong with the `answers` of an estimate: names that nothing takes, answers that nobody is asked for.

Part of S06, which asks it of every step; an answer that is never given would silently count as nothing.
"""

from collections.abc import Iterator

from bot.content.kinds import ESTIMATED
from bot.content.raw import NOTHING, RawModule, RawStep


def estimate_mistakes(module: RawModule, step: RawStep) -> Iterator[tuple[int, str]]:
    """The line, and what is wrong there; nothing for steps of another kind."""
    taken = ESTIMATED.get(step.options.text("of"), frozenset())
    if step.kind != "estimate" or not taken:
        return
    answers = (step.options.get("answers") or NOTHING).items
    saved = {other.options.text("save") for other in module.steps if other.kind in {"ask", "choose"}}
    if "basic" not in answers:
        yield step.line, "an estimate needs at least `answers: {basic: …}`"
    for name, node in answers.items():
        if name not in taken:
            yield node.line, f'"{name}" is none of: {", ".join(sorted(taken))}'
        elif node.scalar not in saved:
            yield node.line, f'no step of this module saves "{node.scalar}"'
