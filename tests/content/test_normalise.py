import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.normalise import normalise, spelled


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  Menu!! ", "menu"),
        ("/menu@BerangkatAmanBot", "menu"),
        ("/hapus_data", "hapus data"),
        ("ｍｅｎｕ", "menu"),
        ("toloooong", "tolong"),
        ("te\u200blong", "telong"),
        ("tolong 🙏🏽 saya", "tolong saya"),
        ("5.000", "5 000"),
        ("1111", "1111"),
        ("don't", "don t"),
        ("हिन्दी", "हिन्दी"),
        ("\ud800\x00", ""),
        ("❤️", ""),
        ("Straße", "strasse"),
    ],
)
def test_typed_words_become_comparable(typed: str, expected: str) -> None:
    assert normalise(typed) == expected


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)

    assert normalise(once) == once


@given(st.text())
def test_result_is_words_with_single_spaces(text: str) -> None:
    assert normalise(text) == " ".join(normalise(text).split())


def test_spelling_is_corrected_word_by_word() -> None:
    assert spelled("gak bs tlg", {"gak": "tidak", "tlg": "tolong"}) == "tidak bs tolong"
