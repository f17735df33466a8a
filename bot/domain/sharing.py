"""What a worker and one relative share: the code of an invitation, and progress in whole numbers.

Pure: who makes a code gives the randomness. Nothing here says who anybody is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from bot.domain.crockford import ALPHABET, read, show, with_check

CODE_LENGTH = 8
"""Seven drawn characters and the one that checks them: 35 bits for two days and a few tries an hour."""

CODE_KEPT_FOR = timedelta(hours=48)


class Sharing(StrEnum):
    """How far somebody is with sharing; it stands in their state."""

    NONE = ""
    INVITED = "invited"
    """A code was made, and nobody used it yet as far as we know."""
    ASKED = "asked"
    """A code was typed and agreed to; the answer is on its way."""
    WORKER = "worker"
    """Somebody may see this person's progress."""
    RELATIVE = "relative"
    """This person may see somebody's progress."""


class News(StrEnum):
    """What somebody is to be told when they can be spoken to again."""

    NONE = ""
    STARTED = "started"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteFigures:
    """How far a list of papers is. `route` is an id of content/routes."""

    route: str
    done: int
    total: int
    is_ready: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """All that a relative ever sees of a worker: lessons answered, must-knows shown, and the list's figures."""

    lessons: int = 0
    mastered: int = 0
    steps: RouteFigures | None = None


def make_code(draw: Callable[[int], int]) -> str:
    """A bare code; `draw(n)` gives a whole number from 0 to n - 1."""
    return with_check("".join(ALPHABET[draw(len(ALPHABET))] for _ in range(CODE_LENGTH - 1)))


def read_code(typed: str) -> str | None:
    """The bare code meant, in any spelling; None where this is no code or has a slip in it."""
    return read(typed, CODE_LENGTH)


def show_code(code: str) -> str:
    """As it is written down: `7K2M-9QDX`."""
    return show(code)


def write_progress(progress: Progress) -> dict[str, Any]:
    """As JSON-ready values, without what is not there."""
    raw: dict[str, Any] = {"lessons": progress.lessons, "mastered": progress.mastered}
    if progress.steps:
        raw["steps"] = {name: getattr(progress.steps, name) for name in RouteFigures.__slots__}
    return raw


def read_progress(raw: Mapping[str, Any]) -> Progress:
    """The reverse of `write_progress`."""
    steps = raw.get("steps")
    return Progress(
        lessons=raw["lessons"],
        mastered=raw["mastered"],
        steps=RouteFigures(**steps) if steps else None,
    )
