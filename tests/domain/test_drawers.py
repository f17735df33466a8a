"""Code words as people type them, and as the program makes them."""

from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.drawers import EASY_WORDS, LONGEST, SHORTEST, draw_code, is_drawn, read_code_word


@pytest.mark.parametrize("typed", ["mangga kuda", "manggakuda", "man gga kuda"])
def test_spaces_do_not_matter(typed: str) -> None:
    assert read_code_word(typed) == "manggakuda"


@pytest.mark.parametrize("typed", ["", "abc", "a b c", "1234", "mangga 4827", "ini empat kata nih", "x" * 31])
def test_too_short_too_long_digits_and_sentences_are_none(typed: str) -> None:
    assert read_code_word(typed) is None


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    code = read_code_word(typed)

    assert code is None or (code.isalpha() and SHORTEST <= len(code) <= LONGEST)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_drawn_code_is_two_different_easy_words(first: int, second: int) -> None:
    draws = cycle((first, second))

    code = draw_code(lambda n: next(draws) % n)

    one, other = code.split()
    assert one != other
    assert is_drawn(code)
    assert read_code_word(code) == one + other


def test_there_are_codes_enough_for_a_crowd() -> None:
    assert len(EASY_WORDS) >= 180
    assert max(map(len, EASY_WORDS)) * 2 <= LONGEST


def test_other_words_are_not_drawn() -> None:
    assert not is_drawn("bunga melati")
    assert not is_drawn("mangga")
    assert not is_drawn("mangga kuda kuda")
