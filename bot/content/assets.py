"""What a file of content/assets/ is, by looking at its bytes: its format, its size, and how long it plays.

Trusts no file name. Decodes nothing: of sound only the headers of its Ogg pages are read (RFC 3533, RFC 7845).
"""

import struct
from dataclasses import dataclass
from pathlib import Path

_PICTURES = {b"\xff\xd8\xff": "jpeg", b"\x89PNG\r\n\x1a\n": "png"}
_PAGE = struct.Struct("<4sBBqIIIB")
OPUS_RATE = 48_000
"""Opus counts time in samples of this rate, whatever was recorded (RFC 7845, section 4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetFile:
    """One file. `format` is jpeg, png, opus or "" for anything else; only opus has `seconds`."""

    format: str
    size: int
    seconds: float = 0.0


def read_asset(path: Path) -> AssetFile:
    """The file's format, size in bytes and length."""
    raw = path.read_bytes()
    for signature, name in _PICTURES.items():
        if raw.startswith(signature):
            return AssetFile(format=name, size=len(raw))
    seconds = opus_seconds(raw)
    return AssetFile(format="" if seconds is None else "opus", size=len(raw), seconds=seconds or 0.0)


def opus_seconds(raw: bytes) -> float | None:
    """How long an Ogg file with one Opus stream plays; None where it is none, or is cut off."""
    start, skipped, last = 0, 0, -1
    while start < len(raw):
        if len(raw) - start < _PAGE.size:
            return None
        magic, version, _, granule, _, number, _, segments = _PAGE.unpack_from(raw, start)
        body = start + _PAGE.size + segments
        end = body + sum(raw[start + _PAGE.size : body])
        if magic != b"OggS" or version != 0 or end > len(raw):
            return None
        if number == 0:
            if raw[body : body + 8] != b"OpusHead" or end - body < 19:
                return None
            skipped = int.from_bytes(raw[body + 10 : body + 12], "little")
        # -1 marks a page on which no packet ends.
        last = granule if granule >= 0 else last
        start = end
    return max(0, last - skipped) / OPUS_RATE if last >= 0 else None
