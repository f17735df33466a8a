import io

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from bot.printing.lettering import DRAWABLE, drawable, fit, flow, font, measure

SIZES = (50, 40, 30, 20, 10)


def test_drawable_is_what_the_font_holds() -> None:
    with TTFont(io.BytesIO(font(100).font_bytes)) as held:
        known = {chr(code) for code in held.getBestCmap()}

    assert known >= DRAWABLE
    assert known - DRAWABLE == set("…™ﬁﬂ⁄´")  # what stands for them is drawn


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("  Siti \t\n Aminah ", "Siti Aminah"),
        ("José Ñuñez", "Jose Nunez"),
        ("D'Souza–O´Brien", "D'Souza-O’Brien"),
        ("Ｓｉｔｉ", "Siti"),
        ("ßæøđł", "ssaeodl"),
        ("Łódź … ﬁ", "Lodz ... fi"),
        ("Siti 😀", "Siti"),
        ("½ ™", "1/2 TM"),
        ("محمد", ""),
        ("\x00\x1b\u202eSiti\u200d\ud800", "Siti"),
    ],
)
def test_what_cannot_be_drawn_is_left_out(typed: str, drawn: str) -> None:
    assert drawable(typed) == drawn


@given(st.text())
def test_only_drawable_characters_are_left(typed: str) -> None:
    assert set(drawable(typed)) <= DRAWABLE


@given(st.text(max_size=400), st.floats(60, 500), st.floats(20, 300))
def test_nothing_leaves_its_box(typed: str, width: float, height: float) -> None:
    for fitted in (fit(typed, width, height, SIZES), flow(typed, width, height, SIZES)):
        assert fitted.height <= height
        assert all(measure(line, fitted.size) <= width for line in fitted.lines)


def test_short_name_is_large_and_on_one_line() -> None:
    assert fit("Siti", 400, 100, SIZES).size == 50


def test_longer_name_shrinks_before_it_wraps() -> None:
    fitted = fit("Siti Aminah binti Abdul", 400, 100, SIZES)

    assert (len(fitted.lines), fitted.size) == (1, 30)


def test_very_long_name_wraps() -> None:
    fitted = fit("Siti Aminah binti Abdul Rahman " * 3, 400, 100, SIZES)

    assert len(fitted.lines) > 1
    assert " ".join(fitted.lines) == " ".join(("Siti Aminah binti Abdul Rahman " * 3).split())


def test_sentences_use_the_largest_size_that_fits() -> None:
    assert flow("Ini bukan surat resmi.", 100, 200, SIZES).size == 30
