"""How the certificate of the course looks. All words are given; this file only places them.

From the top: title, name, what it is, what it is not; below, the QR beside number and date.
"""

from collections.abc import Mapping

from bot.printing.lettering import ASCENT, LEADING, Fitted, fit, flow
from bot.printing.qr import modules
from bot.printing.sheet import HEIGHT, WIDTH, Code, Line, Panel, Sheet

DEEP, INK, SOFT, PALE = "#0b5f57", "#16302c", "#4b635e", "#eaf3f0"
NOTE, NOTE_EDGE, NOTE_INK, WHITE = "#fdf8e6", "#e3d08c", "#4f4314", "#ffffff"

FRAME = 20.0
MARGIN = 52.0
INNER = WIDTH - 2 * MARGIN
HEAD = 170.0
FOOT_TOP = 556.0
CODE_SIDE = 232.0
NOTE_PAD = 14.0
GAP = 32.0
NAME_GAP = 18.0
PAIR_GAP = 16.0


def compose(values: Mapping[str, str]) -> Sheet:
    """The sheet for these values; an empty one leaves its place free.

    They are `title`, `name`, `text`, `not_official`, `number_label`, `number`, `date_label`, `date`,
    `verify_label` and `url`, which the QR holds.
    """
    title = fit(values["title"], INNER, HEAD - FRAME - 40, (46, 42, 38, 34, 30, 26, 22, 18))
    note = flow(values["not_official"], INNER - 2 * NOTE_PAD, 84, (20, 19, 18, 17, 16, 15, 14, 12, 10))
    note_top = FOOT_TOP - GAP - note.height - 2 * NOTE_PAD
    url = values["url"]
    return Sheet(
        title=" ".join(title.lines),
        panels=(*_frame(), *_note_panels(note_top, note)),
        lines=(
            *_centred(title, (FRAME + HEAD - title.height) / 2, WHITE),
            *_middle(values, HEAD, note_top),
            *_centred(note, note_top + NOTE_PAD, NOTE_INK),
            *_facts(values),
        ),
        codes=(Code(x=MARGIN, y=FOOT_TOP, side=CODE_SIDE, modules=modules(url)),) if url else (),
    )


def _frame() -> tuple[Panel, ...]:
    foot = HEIGHT - FRAME
    return (
        Panel(x=0, y=0, width=WIDTH, height=HEIGHT, colour=WHITE),
        Panel(x=FRAME, y=FRAME, width=WIDTH - 2 * FRAME, height=HEIGHT - 2 * FRAME, colour=DEEP),
        Panel(
            x=FRAME + 3, y=FRAME + 3, width=WIDTH - 2 * FRAME - 6, height=HEIGHT - 2 * FRAME - 6, colour=WHITE
        ),
        Panel(x=FRAME, y=FRAME, width=WIDTH - 2 * FRAME, height=HEAD - FRAME, colour=DEEP),
        Panel(
            x=FRAME + 3,
            y=FOOT_TOP - 14,
            width=WIDTH - 2 * FRAME - 6,
            height=foot - 3 - FOOT_TOP + 14,
            colour=PALE,
        ),
    )


def _note_panels(top: float, note: Fitted) -> tuple[Panel, ...]:
    if not note.lines:
        return ()
    height = note.height + 2 * NOTE_PAD
    return (
        Panel(x=MARGIN, y=top, width=INNER, height=height, colour=NOTE_EDGE),
        Panel(x=MARGIN + 1, y=top + 1, width=INNER - 2, height=height - 2, colour=NOTE),
    )


def _middle(values: Mapping[str, str], top: float, bottom: float) -> tuple[Line, ...]:
    """Name and sentence together in the middle of what is left between title and note."""
    text = flow(values["text"], INNER, 120, (24, 23, 22, 21, 20, 19, 18, 16, 14, 12, 10))
    room = bottom - top - text.height - 2 * NAME_GAP
    name = fit(values["name"], INNER, room, (50, 46, 42, 38, 34, 30, 26, 22, 18, 15, 12, 10))
    between = NAME_GAP if name.lines else 0.0
    start = top + (bottom - top - name.height - between - text.height) / 2
    return (
        *_centred(name, start, DEEP),
        *_centred(text, start + name.height + between, INK),
    )


def _facts(values: Mapping[str, str]) -> tuple[Line, ...]:
    """Number, date, and where they are checked, one below the other beside the QR."""
    left = MARGIN + CODE_SIDE + 22 if values["url"] else MARGIN
    width = WIDTH - FRAME - 20 - left
    number = fit(values["number"], width, 44, (28, 26, 24, 22, 20, 18, 16, 14, 12, 10))
    date = fit(values["date"], width, 44, (22, 20, 18, 16, 14, 12, 10))
    address = fit(_address(values["url"]), width, 60, (17, 16, 15, 14, 13, 12, 11, 10, 9, 8))
    pairs = (
        (_label(values["number_label"], width), number, DEEP),
        (_label(values["date_label"], width), date, INK),
        (_label(values["verify_label"], width), address, INK),
    )
    top = (
        FOOT_TOP
        + (CODE_SIDE - sum(label.height + fact.height + PAIR_GAP for label, fact, _ in pairs) + PAIR_GAP) / 2
    )
    lines: list[Line] = []
    for label, fact, colour in pairs:
        lines += _lines(label, top, SOFT, left)
        lines += _lines(fact, top + label.height, colour, left)
        top += label.height + fact.height + PAIR_GAP
    return tuple(lines)


def _label(text: str, width: float) -> Fitted:
    return flow(text, width, 44, (17, 16, 15, 14, 12, 10, 8))


def _address(url: str) -> str:
    """Where a number is typed by hand: the address of the QR without scheme and code."""
    return url.partition("://")[2].rpartition("/")[0]


def _centred(fitted: Fitted, top: float, colour: str) -> tuple[Line, ...]:
    return _lines(fitted, top, colour, WIDTH / 2, is_centred=True)


def _lines(
    fitted: Fitted, top: float, colour: str, x: float, *, is_centred: bool = False
) -> tuple[Line, ...]:
    size = fitted.size
    return tuple(
        Line(
            x=x,
            y=top + (place * LEADING + ASCENT) * size,
            text=line,
            size=size,
            colour=colour,
            is_centred=is_centred,
        )
        for place, line in enumerate(fitted.lines)
    )
