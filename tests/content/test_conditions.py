import pytest

from bot.content.conditions import parse_condition


@pytest.mark.parametrize(
    ("written", "answers", "expected"),
    [
        ("can-resume", {"can-resume": "yes"}, True),
        ("can-resume", {}, False),
        ("not can-resume", {}, True),
        ("role = family", {"role": "family"}, True),
        ("role = family, worker", {"role": "worker"}, True),
        ("role != family", {"role": "family"}, False),
        ("role != family", {}, True),
    ],
)
def test_condition_holds_as_written(written: str, answers: dict[str, str], expected: bool) -> None:
    condition = parse_condition(written)

    assert condition is not None
    assert condition.holds(answers) is expected


@pytest.mark.parametrize("written", ["", "a b", "a =", "not a = b", "A", "a == b"])
def test_other_writing_is_no_condition(written: str) -> None:
    assert parse_condition(written) is None
