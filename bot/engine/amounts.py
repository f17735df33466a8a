"""Reads an amount as people type it: "RM1.700", "1,658.50", "10 juta", "Rp500rb,-". Pure; nothing is guessed.

Three digits after a mark are thousands, one or two are decimals; what could be either is not understood.
"""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

LONGEST = 12
"""Digits before the decimals: more is a slip of the finger."""

_TIMES: Mapping[str, int] = {
    name: times
    for times, names in ((1_000, "ribu rb k thousand"), (1_000_000, "juta jt million"))
    for name in names.split()
}
_MONEY = r"rm|myr|ringgit|rp|idr|rupiah"
_UNITS = r"ton(?:ne|nes|s)?|jam|hari|hours?|days?"
_AMOUNT = re.compile(
    rf"(?:(?:{_MONEY})\.? ?)?"
    r"(?:(?P<grouped>\d{1,3}(?:(?P<mark>[., ])\d{3})(?:(?P=mark)\d{3})*)|(?P<plain>\d+))"
    r"(?:(?P<point>[.,])(?P<decimals>\d{1,2}))?"
    rf"(?: ?(?P<times>{'|'.join(_TIMES)})\b)?"
    rf"(?: ?(?:{_MONEY}|{_UNITS}))?"
    r"[.,]?-?"
)


def read_amount(text: str) -> Decimal | None:
    """The amount, or None where it is none, or could be two."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    found = _AMOUNT.fullmatch(plain)
    if found is None or (found["point"] and found["point"] == found["mark"]):
        return None
    # "2,125 juta" could be two million or two thousand million.
    if found["times"] and found["grouped"]:
        return None
    whole = re.sub(r"\D", "", found["grouped"] or found["plain"])
    value = Decimal(f"{whole}.{found['decimals'] or 0}") * _TIMES.get(found["times"] or "", 1)
    return value if value < 10**LONGEST else None


def write_amount(value: Decimal) -> str:
    """The amount as it is saved: plain digits, a point, no zeros at the end."""
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
