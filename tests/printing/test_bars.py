import asyncio
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.domain.message import Medium, Printout
from bot.printing.bars import DEEP, MARGIN, PALE, compose
from bot.printing.lettering import measure
from bot.printing.printer import SheetPrinter
from bot.printing.sheet import WIDTH
from tests.printing.sheets import text_of

LIMIT = 40_000
ROWS = (
    ("Upah pokok", "MYR1.800", 0, 1000, "total"),
    ("KWSP", "MYR36", 980, 1000, "less"),
    ("PERKESO", "MYR9", 975, 980, "less"),
    ("Cicilan ke majikan", "MYR150", 891, 975, "less"),
    ("Makan dan kedai", "MYR200", 780, 891, "less"),
    ("Diterima", "MYR1.405", 0, 780, "total"),
    ("Belanja sendiri", "MYR300", 613, 780, "less"),
    ("Sisa", "MYR1.105", 0, 613, "total"),
)


def values(*rows: tuple[str, str, int, int, str], title: str = "Gaji sebulan") -> dict[str, str]:
    found = {"title": title, "note": "Hitungan kasar untuk sebulan."}
    for place, (label, value, start, end, kind) in enumerate(rows):
        found |= {
            f"label_{place}": label,
            f"value_{place}": value,
            f"start_{place}": str(start),
            f"end_{place}": str(end),
            f"kind_{place}": kind,
        }
    return found


def make(found: dict[str, str], medium: Medium = Medium.PICTURE) -> bytes:
    printout = Printout(form="pay", medium=medium, name="gaji.png", values=found)
    return asyncio.run(SheetPrinter().make(printout))


def grey(colour: str) -> int:
    return Image.new("RGB", (1, 1), colour).convert("L").getpixel((0, 0))  # type: ignore[return-value]  # one band


def test_picture_is_small_and_as_high_as_its_rows() -> None:
    short, long = make(values(*ROWS[:2])), make(values(*ROWS))

    with Image.open(io.BytesIO(long)) as picture, Image.open(io.BytesIO(short)) as other:
        assert (picture.format, picture.info, picture.width) == ("PNG", {}, 763)
        assert picture.height > other.height
    assert len(long) < LIMIT


def test_same_values_give_the_same_bytes() -> None:
    assert make(values(*ROWS)) == make(values(*ROWS))


def test_what_stays_and_what_goes_differ_in_grey() -> None:
    assert grey(PALE) - grey(DEEP) > 100


def test_bars_lie_where_the_sums_are() -> None:
    sheet = compose(values(*ROWS[:2]))
    inner = WIDTH - 2 * MARGIN

    whole, cut = (panel for panel in sheet.panels if panel.colour == DEEP)
    assert (whole.x, whole.width) == (MARGIN, inner)
    assert cut.x == pytest.approx(MARGIN + 0.98 * inner)
    assert cut.width == pytest.approx(0.02 * inner)


def test_words_are_given_and_all_there() -> None:
    text = text_of(make(values(*ROWS), Medium.PDF))

    assert all(label in text and value in text for label, value, *_ in ROWS)


@pytest.mark.parametrize(
    ("start", "end"), [("", ""), ("x", "²"), ("900", "100"), ("-5", "-1"), ("0", "99999"), ("999", "1000")]
)
def test_odd_places_stay_on_the_sheet(start: str, end: str) -> None:
    found = values(*ROWS) | {"start_1": start, "end_1": end}

    sheet = compose(found)

    assert all(panel.x >= 0 and panel.x + panel.width <= WIDTH for panel in sheet.panels)
    assert len(make(found)) < LIMIT


def test_sheet_without_rows_is_still_one() -> None:
    with Image.open(io.BytesIO(make({}))) as picture:
        assert picture.height > 0


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(
            st.text(max_size=80),
            st.text(max_size=40),
            st.integers(0, 1000),
            st.integers(0, 1000),
            st.sampled_from(["total", "less"]),
        ),
        max_size=20,
    ),
    st.text(max_size=200),
)
def test_no_words_break_the_bars(rows: list[tuple[str, str, int, int, str]], title: str) -> None:
    found = values(*rows, title=title)
    sheet = compose(found)

    assert all(line.x >= 0 and line.x + measure(line.text, line.size) <= WIDTH for line in sheet.lines)
    assert len(make(found)) < 2 * LIMIT
