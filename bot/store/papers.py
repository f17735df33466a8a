"""Numbers and codes of the papers we sign, as bytes and as people read them: pure, no database, no keys.

A number is eleven random characters of Crockford's base 32 and one that checks them. A code is what a QR
carries: version, kind, number, day and signature. Whatever somebody typed is read or is None; nothing raises.
"""

import base64
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DRAWN = 11
GROUP = 4
VERSION = 1
NUMBER_BYTES = 7
DAY_BYTES = 2
SIGNATURE_BYTES = 64
CODE_LENGTH = 100
"""75 bytes in base64url: exactly, without padding."""
FIRST_DAY = date(2020, 1, 1)

_CODE = re.compile(rf"[A-Za-z0-9_-]{{{CODE_LENGTH}}}")
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = re.compile(r"[\s.,:_\-\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff]+")
_TYPED_AT_MOST = 60


class PaperKind(IntEnum):
    """What was signed."""

    CERTIFICATE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a signature covers. `number` is bare: twelve characters without hyphens."""

    kind: PaperKind
    number: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPaper:
    """A code taken apart; nobody has looked at its signature yet."""

    paper: Paper
    payload: bytes
    signature: bytes


def draw_number() -> str:
    """A new bare number: 55 random bits and the character that checks them."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(DRAWN))
    return drawn + _check(drawn)


def show_number(number: str) -> str:
    """As it is printed: `7K2M-9QDX-4TRP`."""
    return "-".join(number[start : start + GROUP] for start in range(0, len(number), GROUP))


def read_number(typed: str) -> str | None:
    """The bare number meant, in any spelling, or None where it is none or has a slip in it."""
    if len(typed) > _TYPED_AT_MOST:
        return None
    bare = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed))
    if not bare.isascii():
        return None
    bare = bare.upper().translate(_ALIKE)
    if len(bare) != DRAWN + 1 or not set(bare) <= set(ALPHABET):
        return None
    return bare if _check(bare[:DRAWN]) == bare[DRAWN] else None


def write_payload(paper: Paper) -> bytes:
    """What is signed."""
    day = (paper.on - FIRST_DAY).days
    drawn = sum(ALPHABET.index(char) << (5 * place) for place, char in enumerate(paper.number[:DRAWN]))
    return bytes((VERSION, paper.kind)) + drawn.to_bytes(NUMBER_BYTES, "big") + day.to_bytes(DAY_BYTES, "big")


def write_code(payload: bytes, signature: bytes) -> str:
    """What the QR carries behind `/verify/`."""
    return base64.urlsafe_b64encode(payload + signature).decode()


def read_code(code: str) -> SignedPaper | None:
    """The reverse of `write_code`, or None for what cannot be a code of ours."""
    if _CODE.fullmatch(code) is None:
        return None
    whole = base64.urlsafe_b64decode(code)
    payload, signature = whole[:-SIGNATURE_BYTES], whole[-SIGNATURE_BYTES:]
    paper = _read_payload(payload)
    return None if paper is None else SignedPaper(paper=paper, payload=payload, signature=signature)


def _read_payload(payload: bytes) -> Paper | None:
    drawn = int.from_bytes(payload[2 : 2 + NUMBER_BYTES], "big")
    if payload[0] != VERSION or payload[1] not in set(PaperKind) or drawn >> (5 * DRAWN):
        return None
    number = "".join(ALPHABET[drawn >> (5 * place) & 31] for place in range(DRAWN))
    days = int.from_bytes(payload[2 + NUMBER_BYTES :], "big")
    return Paper(
        kind=PaperKind(payload[1]), number=number + _check(number), on=FIRST_DAY + timedelta(days=days)
    )


def _check(drawn: str) -> str:
    """Over GF(32) with weights 2, 4, 8 …: one wrong character, or two that changed places, never fit."""
    sum_ = 0
    for char in drawn:
        sum_ = _double(sum_ ^ ALPHABET.index(char))
    return ALPHABET[sum_]


def _double(value: int) -> int:
    # 0b100101 is x^5 + x^2 + 1, in which doubling runs through all 31 values.
    return value << 1 ^ (0b100101 if value & 16 else 0)
