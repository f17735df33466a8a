from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.amounts import read_amount, write_amount


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1700", "1700"),
        ("0", "0"),
        ("1.700", "1700"),
        ("1,700", "1700"),
        ("1 700", "1700"),
        ("1.700,50", "1700.50"),
        ("1,700.50", "1700.50"),
        ("1700,5", "1700.5"),
        ("37.50", "37.50"),
        ("RM1.700", "1700"),
        ("rm 1,658.50", "1658.50"),
        ("MYR1700", "1700"),
        ("1.700 ringgit", "1700"),
        ("Rp. 500.000,-", "500000"),
        ("Rp10.000.000", "10000000"),
        ("10 juta", "10000000"),
        ("1,5jt", "1500000"),
        ("Rp 2,5 juta rupiah", "2500000"),
        ("500rb", "500000"),
        ("500 ribu", "500000"),
        ("500k", "500000"),
        ("9 million", "9000000"),
        ("38,5 ton", "38.5"),
        ("26 hari", "26"),
        ("12 hours", "12"),
        ("  １７００ ", "1700"),
        ("999999999999", "999999999999"),
    ],
)
def test_amount_is_read_as_people_type_it(typed: str, read: str) -> None:
    assert read_amount(typed) == Decimal(read)


@pytest.mark.parametrize(
    "typed",
    [
        "", "tidak tahu", "-5", "1.70.0", "1.700.50", "1,700,5", "12.3456", "2,125 juta", "1e5", "RM", "juta",
        "5 apel", "1700 1800", "1000000000000", "1000000 juta", "10 juta lebih", "½", "١٢x", "nan", "infinity",
    ],
)  # fmt: skip
def test_what_could_be_two_amounts_is_not_read(typed: str) -> None:
    assert read_amount(typed) is None


@given(st.text(max_size=40))
def test_anything_typed_is_answered(typed: str) -> None:
    found = read_amount(typed)

    assert found is None or 0 <= found < 10**12


@given(st.decimals(0, 999_999_999, places=2))
def test_written_amount_is_read_again(value: Decimal) -> None:
    assert read_amount(write_amount(value)) == value


@given(st.decimals(0, 999_999_999, places=2))
def test_both_ways_of_grouping_are_read(value: Decimal) -> None:
    english = f"{value:,.2f}"
    indonesian = english.translate(str.maketrans(",.", ".,"))

    assert read_amount(english) == read_amount(indonesian) == value
