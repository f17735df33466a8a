from datetime import date
from pathlib import Path

import pytest

from bot.content.checks import CHECKS
from tests.broken.cases import GOOD, Broken, break_tree, broken_examples, compile_tree

EXAMPLES = broken_examples()


@pytest.mark.parametrize("broken", EXAMPLES.values(), ids=EXAMPLES)
def test_check_finds_exactly_its_own_mistake(broken: Broken, tmp_path: Path) -> None:
    tree = break_tree(broken, tmp_path)

    problems = compile_tree(tree, broken.locales, broken.on, is_launch=broken.is_launch).problems

    assert {(problem.code, f"{problem.path}:{problem.line}") for problem in problems} == {
        (broken.code, broken.expect)
    }


def test_every_check_has_one_broken_example() -> None:
    assert sorted(broken.code for broken in EXAMPLES.values()) == sorted(check.code for check in CHECKS)


def test_good_tree_is_clean_in_every_locale() -> None:
    compiled = compile_tree(GOOD, ("id", "en"), date(2026, 11, 21), is_launch=True)

    assert compiled.problems == ()
    assert compiled.locales == ("id", "en")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_every_check_says_why_and_what_to_do(check) -> None:  # type: ignore[no-untyped-def]  # the table's own type
    assert check.why.endswith(".")
    assert check.remedy
