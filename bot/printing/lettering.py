"""The one font (Aileron, public domain, inside Pillow), what it can draw, and how text is made to fit.

People type names with anything in them: what cannot be drawn is left out, and nothing leaves its box.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from PIL import ImageFont

from bot.printing.sheet import PICTURE_SCALE

READ_AT_MOST = 600
"""Characters of one text that are looked at: more would fit no box."""
DRAWABLE = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("©«°±·»‘’“”‹›")
"""What the font holds; a test compares."""
LEADING = 1.25
ASCENT = 0.95
"""From the top of a line to where its letters stand, in sizes of the font."""

_INSTEAD = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u00b4\u02b9\u02bb\u02bc\u02bd\u2032", "\u2019"),
        "ß": "ss",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "Œ": "Oe",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "ł": "l",
        "Ł": "L",
        "ı": "i",
        "þ": "th",
        "Þ": "Th",
        "ð": "d",
        "Ð": "D",
        "•": "·",
        "\u2044": "/",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Lines of one size that stay inside their box."""

    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        """What the lines take, one below the other."""
        return len(self.lines) * self.size * LEADING


@cache
def font(size: float) -> ImageFont.FreeTypeFont:
    """Pillow's own font; never one of the system."""
    found = ImageFont.load_default(size)
    if not isinstance(found, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType")
    return found


def drawable(text: str) -> str:
    """What of a text can be drawn: letters lose accents the font lacks, other scripts and emoji are left out."""
    known = unicodedata.normalize("NFKC", text[:READ_AT_MOST].translate(_INSTEAD))
    plain = unicodedata.normalize("NFD", known).translate(_INSTEAD)
    spaced = (" " if char.isspace() else char for char in plain)
    return " ".join("".join(char for char in spaced if char in DRAWABLE).split())


def measure(text: str, size: float) -> float:
    """How wide a text is, in points: in a picture, whose letters stand on whole pixels, or in a PDF."""
    in_picture = font(size * PICTURE_SCALE).getlength(text) / PICTURE_SCALE
    return max(in_picture, font(100).getlength(text) * size / 100)


def fit(text: str, width: float, height: float, sizes: Sequence[float]) -> Fitted:
    """For names: shrunk on one line down to the middle of `sizes` (which fall), only then as `flow`."""
    words = drawable(text)
    for size in sizes[: (len(sizes) + 1) // 2]:
        fitted = Fitted(lines=(words,) if words else (), size=size)
        if measure(words, size) <= width and fitted.height <= height:
            return fitted
    return flow(text, width, height, sizes)


def flow(text: str, width: float, height: float, sizes: Sequence[float]) -> Fitted:
    """For sentences: the largest size at which they fit wrapped; at the smallest, what is too much is cut."""
    words = drawable(text)
    for size in sizes:
        fitted = Fitted(lines=tuple(_wrap(words, width, size)), size=size)
        if fitted.height <= height:
            return fitted
    smallest = sizes[-1]
    kept = int(height / (smallest * LEADING))
    return Fitted(lines=tuple(_wrap(words, width, smallest))[:kept], size=smallest)


def _wrap(text: str, width: float, size: float) -> Iterator[str]:
    """Lines no wider than `width`; a word that is wider alone is broken."""
    line = ""
    for word in text.split():
        joined = f"{line} {word}".lstrip()
        if measure(joined, size) <= width:
            line = joined
            continue
        if line:
            yield line
        line = word
        while measure(line, size) > width:
            head = _head(line, width, size)
            yield line[:head]
            line = line[head:]
    if line:
        yield line


def _head(word: str, width: float, size: float) -> int:
    """How many letters of a word fit, at least one."""
    return max(1, next(n for n in range(1, len(word) + 1) if measure(word[:n], size) > width) - 1)
