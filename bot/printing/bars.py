"""How a month's pay looks as bars: what was earned, what is taken off, what is left. Words and sums are given.

Sums that stay are full dark bars, what is taken off are pale ones with a dark edge: the two differ in grey too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.printing.lettering import ASCENT, Fitted, fit, flow, measure
from bot.printing.sheet import WIDTH, Line, Panel, Sheet

DEEP, INK, PALE, TRACK, WHITE = "#0b5f57", "#16302c", "#f6cf73", "#e9eeec", "#ffffff"

MARGIN = 28.0
INNER = WIDTH - 2 * MARGIN
TITLE_TOP = 22.0
TITLE_ROOM = 44.0
NOTE_ROOM = 40.0
ROW = 54.0
WORDS = 26.0
BAR = 20.0
EDGE = 2.0
GAP = 12.0
MOST = 16
"""Rows that are drawn; an estimate has fewer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row; `start` and `end` are shares of the width from 0 to 1."""

    label: str
    value: str
    start: float
    end: float
    is_total: bool


def compose(values: Mapping[str, str]) -> Sheet:
    """The sheet for these values: `title`, `note`, and for each row, counted from 0, `label_0`, `value_0`,
    `start_0` and `end_0` in thousandths, and `kind_0` (`total` or `less`)."""
    bars = tuple(_bars(values))
    title = fit(values.get("title", ""), INNER, TITLE_ROOM, (30, 28, 26, 24, 22, 20, 18, 16))
    note = flow(values.get("note", ""), INNER, NOTE_ROOM, (16, 15, 14, 13, 12, 11, 10))
    top = TITLE_TOP + title.height + note.height + GAP
    height = top + len(bars) * ROW + GAP
    places = [(top + place * ROW, bar) for place, bar in enumerate(bars)]
    return Sheet(
        title=" ".join(title.lines),
        width=WIDTH,
        height=height,
        panels=(
            Panel(x=0, y=0, width=WIDTH, height=height, colour=WHITE),
            *(panel for y, bar in places for panel in _panels(bar, y + WORDS)),
        ),
        lines=(
            *_written(title, TITLE_TOP, DEEP),
            *_written(note, TITLE_TOP + title.height, INK),
            *(line for y, bar in places for line in _words(bar, y)),
        ),
        codes=(),
    )


def _bars(values: Mapping[str, str]) -> Iterator[Bar]:
    for place in range(MOST):
        if f"label_{place}" in values:
            yield Bar(
                label=values[f"label_{place}"],
                value=values.get(f"value_{place}", ""),
                start=_share(values.get(f"start_{place}", "")),
                end=_share(values.get(f"end_{place}", "")),
                is_total=values.get(f"kind_{place}") == "total",
            )


def _share(thousandths: str) -> float:
    return min(1000, int(thousandths)) / 1000 if thousandths.isascii() and thousandths.isdigit() else 0.0


def _panels(bar: Bar, y: float) -> Iterator[Panel]:
    """The empty row, then the bar; what is above nothing is drawn at least as thin as its edge."""
    yield Panel(x=MARGIN, y=y, width=INNER, height=BAR, colour=TRACK)
    x, width = MARGIN + bar.start * INNER, max(0.0, bar.end - bar.start) * INNER
    if width <= 0:
        return
    yield Panel(x=x, y=y, width=max(width, EDGE), height=BAR, colour=DEEP)
    if not bar.is_total and width > 3 * EDGE:
        yield Panel(x=x + EDGE, y=y + EDGE, width=width - 2 * EDGE, height=BAR - 2 * EDGE, colour=PALE)


def _words(bar: Bar, y: float) -> Iterator[Line]:
    """Label on the left, sum on the right; neither meets the other."""
    value = fit(bar.value, INNER * 0.45, WORDS, (18, 17, 16, 15, 14, 13, 12, 10, 8))
    label = fit(bar.label, INNER * 0.52, WORDS, (18, 17, 16, 15, 14, 13, 12, 10, 8))
    yield from _written(label, y, INK)
    for line in value.lines[:1]:
        x = MARGIN + INNER - measure(line, value.size)
        yield Line(x=x, y=y + ASCENT * value.size, text=line, size=value.size, colour=INK)


def _written(fitted: Fitted, top: float, colour: str) -> Iterator[Line]:
    size, leading = fitted.size, fitted.height / max(1, len(fitted.lines))
    for place, line in enumerate(fitted.lines):
        y = top + place * leading + ASCENT * size
        yield Line(x=MARGIN, y=y, text=line, size=size, colour=colour)
