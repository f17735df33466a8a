"""A sheet as a PNG of a few colours, readable on a small phone. Same sheet, same bytes."""

import io

from PIL import Image, ImageDraw

from bot.printing.lettering import font
from bot.printing.sheet import PICTURE_SCALE, Code, Line, Panel, Sheet

COLOURS = 64


def draw_picture(sheet: Sheet) -> bytes:
    """PNG without a date or any other word about its making."""
    image = Image.new("RGB", (_pixels(sheet.width), _pixels(sheet.height)), "#ffffff")
    pen = ImageDraw.Draw(image)
    for panel in sheet.panels:
        _draw_panel(pen, panel)
    for code in sheet.codes:
        _draw_code(pen, code)
    for line in sheet.lines:
        _draw_line(pen, line)
    file = io.BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw_panel(pen: ImageDraw.ImageDraw, panel: Panel) -> None:
    right, foot = _pixels(panel.x + panel.width), _pixels(panel.y + panel.height)
    pen.rectangle((_pixels(panel.x), _pixels(panel.y), right - 1, foot - 1), fill=panel.colour)


def _draw_line(pen: ImageDraw.ImageDraw, line: Line) -> None:
    place = (line.x * PICTURE_SCALE, line.y * PICTURE_SCALE)
    anchor = "ms" if line.is_centred else "ls"
    pen.text(place, line.text, fill=line.colour, font=font(line.size * PICTURE_SCALE), anchor=anchor)


def _draw_code(pen: ImageDraw.ImageDraw, code: Code) -> None:
    """Modules of whole pixels, so that every edge is sharp; what is over becomes quiet zone."""
    side, count = _pixels(code.side), len(code.modules)
    left, top = _pixels(code.x), _pixels(code.y)
    pen.rectangle((left, top, left + side - 1, top + side - 1), fill="#ffffff")
    module = max(1, side // count)
    spare = (side - module * count) // 2
    for y, row in enumerate(code.modules):
        for x, is_dark in enumerate(row):
            if is_dark:
                corner = (left + spare + x * module, top + spare + y * module)
                pen.rectangle((*corner, corner[0] + module - 1, corner[1] + module - 1), fill="#000000")


def _pixels(points: float) -> int:
    return round(points * PICTURE_SCALE)
