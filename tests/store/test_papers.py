from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.crockford import ALPHABET
from bot.store.papers import (
    CODE_LENGTH,
    Paper,
    PaperKind,
    draw_number,
    read_code,
    read_number,
    show_number,
    write_code,
    write_payload,
)

NUMBER = "7K2M9QDX4TR1"
WHOLE = next(NUMBER[:11] + last for last in ALPHABET if read_number(NUMBER[:11] + last))
PAPER = Paper(kind=PaperKind.CERTIFICATE, number=WHOLE, on=date(2026, 11, 21))
numbers = st.builds(draw_number)


def test_number_is_printed_in_three_groups() -> None:
    assert show_number("7K2M9QDX4TR1") == "7K2M-9QDX-4TR1"


@given(numbers)
def test_printed_number_is_read_back(number: str) -> None:
    assert read_number(show_number(number)) == number


@pytest.mark.parametrize(
    "typed",
    [
        WHOLE.lower(),
        f"  {WHOLE}\n",
        " ".join(WHOLE),
        "-".join(WHOLE),
        f"{WHOLE[:4]}.{WHOLE[4:8]}_{WHOLE[8:]}",
        f"{WHOLE[:4]}–{WHOLE[4:8]}‑{WHOLE[8:]}",
        "".join(chr(ord(char) + 0xFEE0) for char in WHOLE),
    ],
)
def test_number_is_read_in_any_spelling(typed: str) -> None:
    assert read_number(typed) == WHOLE


@given(numbers)
def test_letters_that_look_like_digits_are_digits(number: str) -> None:
    assert read_number(number.replace("0", "O").replace("1", "l")) == number
    assert read_number(number.replace("0", "o").replace("1", "I")) == number


@given(numbers, st.integers(0, 11), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(number: str, place: int, char: str) -> None:
    wrong = number[:place] + char + number[place + 1 :]

    assert (read_number(wrong) is not None) == (wrong == number)


@given(numbers, st.integers(0, 10))
def test_two_neighbours_that_changed_places_are_noticed(number: str, place: int) -> None:
    wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert (read_number(wrong) is not None) == (wrong == number)


@given(st.text())
def test_what_is_no_number_is_none(typed: str) -> None:
    assert read_number(typed) is None or len(typed) >= 12


@pytest.mark.parametrize(
    "typed", ["", WHOLE[:11], WHOLE + "0", WHOLE.replace("7", "U"), "\ud800" * 12, "ß" * 6]
)
def test_other_lengths_and_letters_are_refused(typed: str) -> None:
    assert read_number(typed) is None


@given(numbers, st.dates(date(2020, 1, 1), date(2199, 1, 1)), st.binary(min_size=64, max_size=64))
def test_code_is_read_back(number: str, on: date, signature: bytes) -> None:
    paper = Paper(kind=PaperKind.CERTIFICATE, number=number, on=on)

    code = write_code(write_payload(paper), signature)

    signed = read_code(code)
    assert signed is not None
    assert (signed.paper, signed.payload, signed.signature) == (paper, write_payload(paper), signature)
    assert len(code) == CODE_LENGTH


@given(st.one_of(st.text(), st.text("AQab01-_", min_size=99, max_size=101)))
def test_what_is_no_code_is_none(code: str) -> None:
    signed = read_code(code)

    assert signed is None or write_code(signed.payload, signed.signature) == code


@pytest.mark.parametrize("head", [b"\x00\x01", b"\x02\x01", b"\x01\x00", b"\x01\x02"])
def test_unknown_version_or_kind_is_no_code(head: bytes) -> None:
    assert read_code(write_code(head + write_payload(PAPER)[2:], bytes(64))) is None
