"""Codes of groups: what is typed in a hurry is read as it was meant, or not at all."""

import random
import string
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.domain.groups import (
    WORDS,
    make_code,
    read_code,
    read_invitation,
    say_code,
    write_invitation,
)

CONTENT = Path(__file__).resolve().parents[2] / "content"
SOUND = str.maketrans("bdgjvzeo", "ptkcfsiu")
"""Letters that are heard as one another on a bad line."""

codes = st.randoms(use_true_random=False).map(lambda dice: make_code(dice.randrange))


def distance(one: str, other: str) -> int:
    """How many slips (a letter too many, missing, wrong, or two swapped) lie between two words."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b)))
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                row[-1] = min(row[-1], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]


def heard(word: str) -> str:
    return word.translate(SOUND).replace("nk", "n").replace("h", "")


def typed_words() -> set[str]:
    """Every word of the lists: what means something everywhere, danger, slang and what it stands for."""
    raw = YAML(typ="safe").load((CONTENT / "words.yaml").read_text("utf-8"))
    found: set[str] = set(raw["spelling"])
    waiting: list[object] = list(raw.values())
    while waiting:
        match waiting.pop():
            case dict() as inner:
                waiting += inner.values()
            case list() as inner:
                waiting += inner
            case other:
                found |= set(str(other).split())
    return found


def test_list_is_long_and_its_words_are_short() -> None:
    assert len(set(WORDS)) == len(WORDS) >= 64
    assert {len(word) for word in WORDS} <= {4, 5, 6, 7}
    assert set("".join(WORDS)) <= set(string.ascii_lowercase)


def test_no_two_words_look_or_sound_alike() -> None:
    pairs = list(combinations(WORDS, 2))

    assert [pair for pair in pairs if distance(*pair) < 3] == []
    assert [pair for pair in pairs if distance(heard(pair[0]), heard(pair[1])) < 2] == []


def test_no_word_means_something_else_to_the_bot() -> None:
    meant = typed_words()

    assert len(meant) > 500
    assert meant.isdisjoint(WORDS)


@given(codes)
def test_made_code_is_a_word_and_four_digits(code: str) -> None:
    assert code[:-4] in WORDS
    assert code[-4] in "123456789" and code[-3:].isdecimal()


@given(codes)
def test_made_code_is_read_however_it_is_written(code: str) -> None:
    word, digits = code[:-4], code[-4:]
    spaced = f"  {word.title()} {' '.join(digits)}. "

    for typed in (code, code.upper(), f"{word} {digits}", f"{word}-{digits}", f"«{word}_{digits}»", spaced):
        assert read_code(typed) == code
    assert read_code(say_code(code)) == code


@given(codes, st.data())
def test_one_wrong_digit_is_found(code: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(len(code) - 4, len(code) - 1))
    digit = data.draw(st.sampled_from([one for one in string.digits if one != code[place]]))

    assert read_code(code[:place] + digit + code[place + 1 :]) is None


@given(codes, st.data())
def test_swapped_neighbours_are_found(code: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(len(code) - 4, len(code) - 2))
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert read_code(swapped) == (code if swapped == code else None)


@given(codes, st.data())
def test_one_slip_in_the_word_is_forgiven(code: str, data: st.DataObject) -> None:
    word = code[:-4]
    place = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    head, tail = word[:place], word[place + 1 :]
    slips = [
        head + tail,
        head + letter + tail,
        head + letter + word[place:],
        head + tail[0] + word[place] + tail[1:],
    ]

    for slip in slips:
        assert read_code(slip + code[-4:]) == code


@pytest.mark.parametrize(
    "typed", ["", "mangga", "4827", "mangga 482", "mangga 48271", "mongge 4827", "kode 1234", "٤٨٢٧"]
)
def test_what_is_no_code_is_not_read(typed: str) -> None:
    assert read_code(typed) is None


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(typed: str) -> None:
    code = read_code(typed)

    assert code is None or read_code(code) == code


@given(codes)
def test_invitation_leads_to_its_code(code: str) -> None:
    payload = write_invitation(code)

    assert read_invitation(payload) == code
    assert len(payload) <= 64 and set(payload) <= set(string.ascii_lowercase + string.digits + "-")


@pytest.mark.parametrize("payload", ["", "g-", "mangga4827", "certificate", "g-mangga0000", "x-mangga4827"])
def test_other_payloads_invite_to_nothing(payload: str) -> None:
    assert read_invitation(payload) is None


def test_example_of_all_texts_is_a_code() -> None:
    assert read_invitation("g-mangga4827") == read_code("Manga 4827") == "mangga4827"


def test_codes_are_drawn_from_many() -> None:
    dice = random.Random(5)

    assert len({make_code(dice.randrange) for _ in range(2000)}) > 1900
