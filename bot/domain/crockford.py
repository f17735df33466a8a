"""Crockford's base 32 with a character that checks the others: pure, no dice, no I/O.

Whatever somebody typed is read or is None; nothing raises.
"""

import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP = 4

_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = re.compile(r"[\s.,:_\-\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff]+")
_TYPED_AT_MOST = 60


def with_check(drawn: str) -> str:
    """The drawn characters and the one that checks them."""
    return drawn + _check(drawn)


def show(bare: str) -> str:
    """In groups, as it is read aloud: `7K2M-9QDX`."""
    return "-".join(bare[start : start + GROUP] for start in range(0, len(bare), GROUP))


def read(typed: str, length: int) -> str | None:
    """The bare characters meant, in any spelling, or None where these are not so many or have a slip in them."""
    if len(typed) > _TYPED_AT_MOST:
        return None
    bare = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed))
    if not bare.isascii():
        return None
    bare = bare.upper().translate(_ALIKE)
    if len(bare) != length or not set(bare) <= set(ALPHABET):
        return None
    return bare if _check(bare[:-1]) == bare[-1] else None


def _check(drawn: str) -> str:
    """Over GF(32) with weights 2, 4, 8 …: one wrong character, or two that changed places, never fit."""
    sum_ = 0
    for char in drawn:
        sum_ = _double(sum_ ^ ALPHABET.index(char))
    return ALPHABET[sum_]


def _double(value: int) -> int:
    # 0b100101 is x^5 + x^2 + 1, in which doubling runs through all 31 values.
    return value << 1 ^ (0b100101 if value & 16 else 0)
