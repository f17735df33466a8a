"""T: where the right answer stands, and how long it is, does not give it away. The limits stand in content/quality.yaml.

"I don't know" is no answer to guess, so it is not counted.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from bot.content.checks.check import Check, Finding
from bot.content.checks.limits import limit
from bot.content.kinds import ASKING
from bot.content.material import Material, choice_key
from bot.content.model import UNSURE
from bot.content.raw import RawChoice, RawModule, RawStep
from bot.domain.problem import Severity

FEWEST = 3
"""With one or two questions no order is balanced."""


def _lessons(module: RawModule) -> list[RawStep]:
    """The lessons and questions that have one right answer; H04 speaks of the others."""
    return [
        step
        for step in module.steps
        if step.kind in ASKING and sum(choice.is_right for choice in answers(step)) == 1
    ]


def answers(step: RawStep) -> list[RawChoice]:
    """The choices that claim something."""
    return [choice for choice in step.choices if choice.id != UNSURE]


def right_position(step: RawStep) -> int:
    """Where the right answer stands, from 1."""
    return next(place for place, choice in enumerate(answers(step), start=1) if choice.is_right)


def lopsided_positions(material: Material) -> Iterator[Finding]:
    """Modules, and all modules together, whose right answers stand mostly in one place."""
    most = limit(material, "questions", "position_share")
    if most is None:
        return
    everywhere: list[int] = []
    asking = 0
    for module in material.sources.modules:
        positions = [right_position(step) for step in _lessons(module)]
        everywhere += positions
        asking += bool(positions)
        if message := _lopsided(positions, most):
            yield Finding(path=module.path, line=_lessons(module)[0].line, message=message)
    if asking > 1 and (message := _lopsided(everywhere, most)):
        path = material.sources.modules[0].path.rpartition("/")[0]
        yield Finding(path=path, line=1, message=f"in all modules together {message}")


def _lopsided(positions: Sequence[int], most: float) -> str:
    if len(positions) < FEWEST:
        return ""
    place, count = Counter(positions).most_common(1)[0]
    if 100 * count <= most * len(positions):
        return ""
    return f"the right answer stands in place {place} in {count} of {len(positions)} questions"


def telling_length(material: Material) -> Iterator[Finding]:
    """Right answers that can be told by their length, one by one and over a module."""
    names = ("longest_share", "longest_by", "longest_ratio")
    most, by, ratio = (limit(material, "questions", name) for name in names)
    if most is None or by is None or ratio is None:
        return
    for module in material.sources.modules:
        for locale in material.locales:
            lengths = [(step, _lengths(material, module, step, locale)) for step in _lessons(module)]
            whole = [(step, found) for step, found in lengths if found and all(found.values())]
            for step, found in whole:
                yield from _too_long(module, step, locale, found, ratio)
            longest = sum(_is_longest(step, found, by) for step, found in whole)
            if len(whole) >= FEWEST and 100 * longest > most * len(whole):
                message = f"the right answer is the longest in {longest} of {len(whole)} questions"
                yield Finding(path=module.path, line=whole[0][0].line, message=message, locale=locale)


def _lengths(material: Material, module: RawModule, step: RawStep, locale: str) -> Mapping[str, int]:
    """The length of each answer as it is read while its facts are fresh."""
    wordings = {c.id: material.wordings(choice_key(module, step, c), locale) for c in answers(step)}
    return {id: len(found[0]) if found else 0 for id, found in wordings.items()}


def _split(step: RawStep, lengths: Mapping[str, int]) -> tuple[int, list[int]]:
    """The length of the right answer, and those of the wrong ones."""
    right = next(choice.id for choice in answers(step) if choice.is_right)
    return lengths[right], [length for id, length in lengths.items() if id != right]


def _is_longest(step: RawStep, lengths: Mapping[str, int], by: float) -> bool:
    """Whether it is longer than every other by so much that people see it."""
    right, wrong = _split(step, lengths)
    return right >= by * max(wrong, default=right)


def _too_long(
    module: RawModule, step: RawStep, locale: str, lengths: Mapping[str, int], ratio: float
) -> Iterator[Finding]:
    right, wrong = _split(step, lengths)
    if wrong and right * len(wrong) > ratio * sum(wrong):
        line = next(choice.line for choice in answers(step) if choice.is_right)
        times = right * len(wrong) / sum(wrong)
        message = f"{step.kind} {step.id}: the right answer is {times:.1f} times as long as the wrong ones"
        yield Finding(path=module.path, line=line, message=message, locale=locale)


CHECKS = (
    Check(
        code="T13",
        why="Who always taps the same place should not pass.",
        find=lopsided_positions,
        severity=Severity.WARNING,
        remedy="change the order of the choices in some of the questions",
    ),
    Check(
        code="T14",
        why="Who always taps the longest answer should not pass.",
        find=telling_length,
        severity=Severity.WARNING,
        remedy="shorten the right answer, or say as much in the wrong ones",
    ),
)
