"""How the sheet of a route looks: a box to tick for each item, with what to know of its paper below it.

For the folder at home: black on white, one page of A4, boxes large enough for a pen. All words are given.
"""

from collections.abc import Mapping

from bot.printing.lettering import ASCENT, LEADING, Fitted, fit, flow
from bot.printing.sheet import HEIGHT, WIDTH, Line, Panel, Sheet

INK, SOFT, PAPER = "#16302c", "#4b635e", "#ffffff"
MARGIN = 48.0
BOX = 15.0
TEXT_LEFT = MARGIN + BOX + 12
TEXT_WIDTH = WIDTH - MARGIN - TEXT_LEFT
HEAD = 118.0
BOTTOM = HEIGHT - 40
SIZES = ((15.0, 10.5), (14.0, 10.0), (13.0, 9.5), (12.0, 9.0), (11.0, 8.0), (10.0, 7.0))
"""Sizes of title and note, the largest first; the first that lets the whole list stand on the page is taken."""
SPACE = 9.0

Item = tuple[str, Fitted, Fitted]
"""Its mark, its title and its note."""


def compose(values: Mapping[str, str]) -> Sheet:
    """The sheet for these values: `title`, `about`, `date`, `count`, and `item-N-title`, `-note` and `-mark`
    (`open`, `done` or `problem`) for each N from 1."""
    title = fit(values["title"], WIDTH - 2 * MARGIN, 40, (26, 24, 22, 20, 18, 16, 14))
    about = flow(values["about"], WIDTH - 2 * MARGIN, 40, (12, 11, 10, 9))
    items = _fitted(values)
    panels = [Panel(x=0, y=0, width=WIDTH, height=HEIGHT, colour=PAPER)]
    lines = [
        *_lines(title, MARGIN, 34, INK),
        *_lines(about, MARGIN, 34 + title.height + 4, SOFT),
        *_lines(fit(values["date"], 120, 16, (11, 10)), WIDTH - MARGIN - 70, 16, SOFT),
    ]
    top = HEAD
    for mark, name, note in items:
        panels += _box(mark, top)
        lines += _question(mark, top)
        lines += _lines(name, TEXT_LEFT, top, INK)
        lines += _lines(note, TEXT_LEFT, top + name.height, SOFT)
        top += _height(name, note)
    return Sheet(title=" ".join(title.lines), panels=tuple(panels), lines=tuple(lines), codes=())


def _fitted(values: Mapping[str, str]) -> list[Item]:
    """The items at the largest size at which they all stand on the page."""
    found: list[Item] = []
    for size, small in SIZES:
        found = [_item(values, number, size, small) for number in range(1, int(values["count"]) + 1)]
        if HEAD + sum(_height(name, note) for _, name, note in found) <= BOTTOM:
            break
    return found


def _item(values: Mapping[str, str], number: int, size: float, small: float) -> Item:
    name = flow(values[f"item-{number}-title"], TEXT_WIDTH, 3 * size, (size,))
    note = flow(values[f"item-{number}-note"], TEXT_WIDTH, 4 * small, (small,))
    return values[f"item-{number}-mark"], name, note


def _height(name: Fitted, note: Fitted) -> float:
    return max(name.height + note.height, BOX) + SPACE


def _box(mark: str, top: float) -> list[Panel]:
    """An empty box; one that is done is filled, so that it shows on a bad copy too."""
    frame = Panel(x=MARGIN, y=top + 2, width=BOX, height=BOX, colour=INK)
    inside = Panel(x=MARGIN + 1.4, y=top + 3.4, width=BOX - 2.8, height=BOX - 2.8, colour=PAPER)
    full = Panel(x=MARGIN + 4, y=top + 6, width=BOX - 8, height=BOX - 8, colour=INK)
    return [frame, inside, full] if mark == "done" else [frame, inside]


def _question(mark: str, top: float) -> list[Line]:
    if mark != "problem":
        return []
    return [Line(x=MARGIN + BOX / 2, y=top + 14, text="?", size=13, colour=INK, is_centred=True)]


def _lines(fitted: Fitted, x: float, top: float, colour: str) -> list[Line]:
    size = fitted.size
    return [
        Line(x=x, y=top + (place * LEADING + ASCENT) * size, text=text, size=size, colour=colour)
        for place, text in enumerate(fitted.lines)
    ]
