"""What S06 says of the answers of an estimate."""

from pathlib import Path

import pytest

from tests.content.checks.test_gate import edit, found, tree

__all__ = ["tree"]

STEPS = """→ sum

## sum (ask)
```yaml
expects: amount
save: sum
minimum: {minimum}
```
Berapa upahnya?

→ result

## result (estimate)
```yaml
of: {of}
answers: {answers}
```
→ finish

## finish"""


def estimated(tree: Path, answers: str, of: str = "pay", minimum: str = "0") -> list[str]:
    steps = STEPS.format(of=of, answers=answers, minimum=minimum)
    edit(tree / "content/modules/papers.md", "→ finish\n\n## finish", steps)
    return found(tree, "S06")


def test_answers_that_are_saved_and_taken_are_right(tree: Path) -> None:
    assert estimated(tree, "{basic: sum, other: sum}") == []


@pytest.mark.parametrize(
    ("answers", "of", "said"),
    [
        ("{other: sum}", "pay", "step result: an estimate needs at least `answers: {basic: …}`"),
        ("{basic: total}", "pay", 'step result: no step of this module saves "total"'),
        ("{basic: sum}", "tax", "step result: of is one of: pay, payslip"),
    ],
)
def test_answers_that_would_count_as_nothing_are_found(tree: Path, answers: str, of: str, said: str) -> None:
    assert estimated(tree, answers, of) == [said]


def test_name_of_another_estimate_is_found(tree: Path) -> None:
    (message,) = estimated(tree, "{basic: sum, levy: sum}")

    assert message.startswith('step result: "levy" is none of: advance, basic,')


def test_bound_of_an_amount_is_a_whole_number(tree: Path) -> None:
    (message,) = estimated(tree, "{basic: sum}", minimum="0.5")

    assert message.startswith("step sum: minimum is a whole number")
