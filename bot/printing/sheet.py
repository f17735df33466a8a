"""A sheet as data: a page in points, with everything placed. Drawn the same as picture and as PDF."""

from dataclasses import dataclass

WIDTH, HEIGHT = 595.0, 842.0
"""A4 in points, upright."""
PICTURE_SCALE = 1080 / HEIGHT
"""Pixels of a picture for each point: 1080 on its long side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Text on one line. `x` is its left end, or its middle; `y` is where its letters stand."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    is_centred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A QR code on white: its modules (True is dark) with their quiet zone, in a square."""

    x: float
    y: float
    side: float
    modules: tuple[tuple[bool, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Later panels and lines lie on earlier ones; `title` is what a reader of files calls it. A4 unless said."""

    title: str
    panels: tuple[Panel, ...]
    lines: tuple[Line, ...]
    codes: tuple[Code, ...]
    width: float = WIDTH
    height: float = HEIGHT
