import pytest

from bot.content.checks.text import numbers_in
from bot.content.checks.wordlists import hurtful_words


@pytest.mark.parametrize(
    "text", ["BP3MI dan KP2MI", "salah satu kantor", "No one is alone", "e-PMI", "satu-satunya"]
)
def test_names_and_idioms_are_no_numbers(text: str) -> None:
    assert numbers_in(text) == []


@pytest.mark.parametrize(
    "text", ["3 bulan", "tiga bulan", "UU18", "Rp8 juta", "two months", "dua-tiga hari", "100%"]
)
def test_digits_and_number_words_are_found(text: str) -> None:
    assert numbers_in(text)


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Anda pasti bisa", True),
        ("Ini bukan salah Anda", False),
        ("Ini salah Anda", True),
        ("It is not your fault", False),
        ("kepastian hukum", False),
        ("Itu bukan kesalahan Anda", False),
        ("Pekerja ilegal sering tertipu", True),
        ("It was not your own fault", False),
        ("Rest assured, nothing will happen", True),
        ("An illegal worker", True),
        ("Tenang saja, kami urus", True),
    ],
)
def test_blame_is_told_from_its_denial(text: str, is_found: bool) -> None:
    assert bool(hurtful_words(text)) is is_found
