"""What the stand-in for WhatsApp remembers, and what it was told to do wrong."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import msgspec


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """What happens to one coming message, instead of being accepted.

    `code` with `status` is an error of Meta; `status` alone an error without JSON; `hang` accepts and
    never answers; `cut` accepts and drops the connection.
    """

    code: int | None = None
    subcode: int | None = None
    status: int = 400
    hang: bool = False
    cut: bool = False

    @property
    def is_silent(self) -> bool:
        """Whether the caller hears nothing."""
        return self.hang or self.cut


def fails(code: int, status: int = 400, subcode: int | None = None) -> Script:
    """An error of Meta."""
    return Script(code=code, status=status, subcode=subcode)


def answers(status: int) -> Script:
    """An HTTP error without Meta's JSON."""
    return Script(status=status)


def hangs() -> Script:
    """Takes the message and says nothing."""
    return Script(hang=True)


def cuts() -> Script:
    """Takes the message and drops the connection."""
    return Script(cut=True)


@dataclass(kw_only=True, slots=True)
class StoredFile:
    """A file at the platform."""

    body: bytes
    mime: str
    name: str = ""
    sha256: str = ""
    urls_lost: int = 0
    """How many addresses of it are still to end before they are used."""
    url: str = ""
    """Another address than our own, to lead the reader astray."""
    announced_size: int | None = None


@dataclass(kw_only=True, slots=True)
class Record:
    """Everything that came, oldest first."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    by_recipient: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    reads: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, StoredFile] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    statuses_posted: int = 0
