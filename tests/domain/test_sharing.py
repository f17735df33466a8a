from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.crockford import ALPHABET
from bot.domain.sharing import (
    CODE_LENGTH,
    Progress,
    RouteFigures,
    make_code,
    read_code,
    read_progress,
    show_code,
    write_progress,
)

codes = st.integers().map(lambda seed: make_code(Random(seed).randrange))


@given(codes)
def test_code_is_read_as_it_is_shown(code: str) -> None:
    assert len(code) == CODE_LENGTH
    assert read_code(show_code(code)) == code
    assert read_code(f" {show_code(code).lower().replace('-', ' ')}. ") == code


@given(codes, st.integers(0, CODE_LENGTH - 1), st.sampled_from(ALPHABET))
def test_code_with_one_wrong_character_is_none(code: str, place: int, wrong: str) -> None:
    slipped = code[:place] + wrong + code[place + 1 :]

    assert slipped == code or read_code(slipped) is None


@given(codes, st.integers(0, CODE_LENGTH - 2))
def test_code_with_two_characters_swapped_is_none(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert swapped == code or read_code(swapped) is None


@pytest.mark.parametrize(
    "typed", ["", "7K2M", "keluarga", "7K2M-9QDX-4TR1", "7" * 1000, "７Ｋ", "\ud800" * 8]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


@pytest.mark.parametrize(
    "progress",
    [
        Progress(),
        Progress(lessons=3, mastered=1, steps=RouteFigures(route="malaysia", done=2, total=9, is_ready=True)),
    ],
)
def test_progress_is_the_same_after_json(progress: Progress) -> None:
    assert read_progress(write_progress(progress)) == progress
