"""A sheet as a PDF of one page, its font embedded. Same sheet, same bytes: it carries no date of making."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from fpdf import FPDF

from bot.printing.lettering import font
from bot.printing.sheet import Code, Line, Panel, Sheet

FAMILY = "sheet"
NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)


def write_pdf(sheet: Sheet) -> bytes:
    """The file, with its title as the only word about itself."""
    # fpdf2 takes a font from a file only, and reads it until the document is written. It is the same
    # font for everybody, so nothing of the person is on the disk.
    with TemporaryDirectory(prefix="berangkat-") as folder:
        path = Path(folder) / "sheet.ttf"
        path.write_bytes(font(100).font_bytes)
        pdf = FPDF(unit="pt", format=(sheet.width, sheet.height))
        pdf.set_creation_date(NO_DATE)
        pdf.set_title(sheet.title)
        pdf.set_auto_page_break(False)
        pdf.add_font(FAMILY, fname=path)
        pdf.add_page()
        _draw(pdf, sheet)
        return bytes(pdf.output())


def _draw(pdf: FPDF, sheet: Sheet) -> None:
    for panel in sheet.panels:
        _draw_panel(pdf, panel)
    for code in sheet.codes:
        _draw_code(pdf, code)
    for line in sheet.lines:
        _draw_line(pdf, line)


def _draw_panel(pdf: FPDF, panel: Panel) -> None:
    pdf.set_fill_color(panel.colour)
    pdf.rect(panel.x, panel.y, panel.width, panel.height, style="F")


def _draw_line(pdf: FPDF, line: Line) -> None:
    pdf.set_font(FAMILY, size=line.size)
    pdf.set_text_color(line.colour)
    half = pdf.get_string_width(line.text) / 2 if line.is_centred else 0.0
    pdf.text(line.x - half, line.y, line.text)


def _draw_code(pdf: FPDF, code: Code) -> None:
    _draw_panel(pdf, Panel(x=code.x, y=code.y, width=code.side, height=code.side, colour="#ffffff"))
    module = code.side / len(code.modules)
    pdf.set_fill_color("#000000")
    for y, row in enumerate(code.modules):
        for start, end in _runs(row):
            pdf.rect(code.x + start * module, code.y + y * module, (end - start) * module, module, style="F")


def _runs(row: tuple[bool, ...]) -> Iterator[tuple[int, int]]:
    """Where dark modules begin and end, side by side as one."""
    start = None
    for place, is_dark in enumerate((*row, False)):
        if is_dark and start is None:
            start = place
        elif not is_dark and start is not None:
            yield start, place
            start = None
