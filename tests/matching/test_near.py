import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.near import NearMatcher

LABELS = ("paspor ditahan", "gaji tidak dibayar", "kontak bantuan", "jalur resmi", "bali", "ya")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("paspor ditahan", 0),
        ("paspor", 0),
        ("pasport ditahan", 0),
        ("ditahan paspor", 0),
        ("paspor saya ditahan", 0),
        ("gaji dibayar", None),
        ("gaji tdak dibayar", 1),
        ("kontk bantuan", 2),
        ("jalur rsmi", 3),
        ("balo", 4),
        ("resmi", 3),
        ("dibayar", None),
        ("tahan", None),
        ("ya", 5),
        ("yaa", None),
        ("cuaca hari ini", None),
        ("", None),
    ],
)
def test_only_what_is_clearly_meant_is_found(typed: str, expected: int | None) -> None:
    assert NearMatcher().closest(typed, LABELS) == expected


def test_word_stems_are_compared() -> None:
    assert NearMatcher().closest("pembuatan paspor", ("membuat paspor", "ganti nama")) == 0


def test_beginning_that_fits_two_labels_means_neither() -> None:
    assert NearMatcher().closest("paspor", ("paspor ditahan", "paspor hilang")) is None


def test_two_labels_alike_mean_neither() -> None:
    assert NearMatcher().closest("lombok timor", ("lombok timur", "lombok timer")) is None


def test_denial_is_never_bridged() -> None:
    assert NearMatcher().closest("mau lanjut sekarang", ("tidak mau lanjut sekarang", "nanti")) is None


@given(st.text(max_size=40), st.lists(st.text(max_size=20), max_size=6))
def test_answer_is_a_position_or_nothing(typed: str, labels: list[str]) -> None:
    found = NearMatcher().closest(typed, labels)

    assert found is None or 0 <= found < len(labels)
