"""Numbers and codes of the papers we sign, as bytes and as people read them: pure, no database, no keys.

A number is eleven random characters of Crockford's base 32 and one that checks them. A code is what a QR
carries: version, kind, number, day and signature. Whatever somebody typed is read or is None; nothing raises.
"""

import base64
import re
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from bot.domain.crockford import ALPHABET, read, show, with_check

DRAWN = 11
VERSION = 1
NUMBER_BYTES = 7
DAY_BYTES = 2
SIGNATURE_BYTES = 64
CODE_LENGTH = 100
"""75 bytes in base64url: exactly, without padding."""
FIRST_DAY = date(2020, 1, 1)

_CODE = re.compile(rf"[A-Za-z0-9_-]{{{CODE_LENGTH}}}")


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
    return with_check("".join(secrets.choice(ALPHABET) for _ in range(DRAWN)))


def show_number(number: str) -> str:
    """As it is printed: `7K2M-9QDX-4TRP`."""
    return show(number)


def read_number(typed: str) -> str | None:
    """The bare number meant, in any spelling, or None where it is none or has a slip in it."""
    return read(typed, DRAWN + 1)


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
    return Paper(kind=PaperKind(payload[1]), number=with_check(number), on=FIRST_DAY + timedelta(days=days))
