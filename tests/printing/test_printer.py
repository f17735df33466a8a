import asyncio
import io
import subprocess
import sys
import time

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.domain.message import Medium, Printout
from bot.printing.printer import SheetPrinter
from bot.printing.sheet import HEIGHT, WIDTH
from tests.printing.sheets import NAME, URL, VALUES, a_printout, as_image, read_codes, text_of

MEDIA = list(Medium)
LIMIT = {Medium.PICTURE: 100_000, Medium.PDF: 60_000}
ODD_NAMES = {
    "empty": "",
    "long": "W" * 200,
    "long words": "Maria Anastasia " * 13,
    "endless": "a b " * 20_000,
    "control": "Si\x00ti\x1b[31m\r\n\tAminah\x7f\u0085",
    "emoji": "Siti 😀👩‍👩‍👧‍👦🇮🇩",
    "right to left": "محمد بن علي \u202e evil",
    "marks": "Z\u0301\u0302\u0303" + "\u0300" * 500,
    "lone surrogate": "Siti \ud800",
    "markup": "**<b>&amp;</b>** ${x} \\n",
    "wide": "Ｓｉｔｉ ﷺ ㎯",
}


def make(medium: Medium, **values: str) -> bytes:
    return asyncio.run(SheetPrinter().make(a_printout(medium, **values)))


@pytest.mark.parametrize("medium", MEDIA)
def test_code_on_the_sheet_is_the_address(medium: Medium) -> None:
    assert read_codes(as_image(medium, make(medium))) == [URL]


@pytest.mark.parametrize("medium", MEDIA)
def test_code_is_read_from_a_small_copy(medium: Medium) -> None:
    small = as_image(medium, make(medium))
    small.thumbnail((640, 640))

    assert read_codes(small) == [URL]


def test_picture_fits_a_phone() -> None:
    with Image.open(io.BytesIO(make(Medium.PICTURE))) as picture:
        assert (picture.format, picture.size, picture.info) == ("PNG", (763, 1080), {})


def test_pdf_is_one_page_of_a4() -> None:
    with pypdfium2.PdfDocument(make(Medium.PDF)) as pdf:
        assert len(pdf) == 1
        assert pdf[0].get_size() == pytest.approx((WIDTH, HEIGHT), abs=0.5)


def test_pdf_says_everything_in_letters() -> None:
    text = text_of(make(Medium.PDF))

    for name, value in VALUES.items():
        assert name == "url" or value in text
    assert "aman.example.org/verify" in text


def test_name_is_no_word_about_the_file() -> None:
    with pypdfium2.PdfDocument(make(Medium.PDF)) as pdf:
        words = pdf.get_metadata_dict()

    assert words["Title"] == VALUES["title"]
    assert NAME not in str(words)
    assert "2026" not in str(words)


@pytest.mark.parametrize("medium", MEDIA)
async def test_same_values_give_the_same_bytes(medium: Medium) -> None:
    printer = SheetPrinter()

    first, second = await asyncio.gather(*(printer.make(a_printout(medium)) for _ in range(2)))

    assert first == second
    assert first != await printer.make(a_printout(medium, name="Budi"))


@pytest.mark.parametrize("medium", MEDIA)
@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES)
def test_odd_name_stays_on_the_sheet(medium: Medium, name: str) -> None:
    file = make(medium, name=name)

    image = as_image(medium, file)
    assert len(file) < LIMIT[medium]
    assert read_codes(image) == [URL]
    assert _margin_colours(image) == {(255, 255, 255)}


@pytest.mark.parametrize("medium", MEDIA)
def test_sheet_without_an_address_has_no_code(medium: Medium) -> None:
    assert read_codes(as_image(medium, make(medium, url=""))) == []


@settings(max_examples=15)
@given(st.fixed_dictionaries({name: st.text(max_size=300) for name in VALUES if name != "url"}))
def test_no_words_break_a_sheet(values: dict[str, str]) -> None:
    for medium in MEDIA:
        assert len(make(medium, **values)) < LIMIT[medium]


def test_name_without_drawable_letters_leaves_no_trace() -> None:
    assert make(Medium.PICTURE, name="محمد 😀") == make(Medium.PICTURE, name="")


def test_importing_the_printer_loads_no_library() -> None:
    """Idle memory is counted: what draws comes with the first sheet."""
    script = "import sys, bot.printing.printer; print([n for n in ('PIL', 'fpdf', 'segno', 'fontTools') if n in sys.modules])"

    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"


async def test_sheets_wait_for_one_another() -> None:
    at_once: list[int] = []
    running = 0

    def make_slowly(medium: Medium, values: object) -> bytes:
        nonlocal running
        running += 1
        at_once.append(running)
        time.sleep(0.005)
        running -= 1
        return b""

    printer = SheetPrinter({"slow": make_slowly})
    await asyncio.gather(
        *(printer.make(Printout(form="slow", medium=Medium.PDF, name="x")) for _ in range(6))
    )

    assert at_once == [1] * 6


def _margin_colours(image: Image.Image) -> set[object]:
    """Colours outside the frame: nothing may be drawn there."""
    width, height = image.size
    strips = [
        (0, 0, width, 20),
        (0, height - 20, width, height),
        (0, 0, 20, height),
        (width - 20, 0, width, height),
    ]
    return {colour for strip in strips for _, colour in image.crop(strip).getcolors(1 << 20) or ()}
