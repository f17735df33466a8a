"""Codes of groups, as instructors say them and people type them: an easy word and four digits ("mangga 4827").

The last digit proves word and digits, so that no code with one wrong digit, or with two neighbours swapped,
is read as another. Pure: who makes a code gives the randomness. A word that was said once stays in the list.
"""

import re
import unicodedata
from collections.abc import Callable

WORDS = (
    "mangga", "kucing", "kelinci", "jerapah", "komodo", "penyu", "gurita", "kancil", "tupai", "bangau",
    "capung", "koala", "landak", "zebra", "merpati", "pinguin", "kakatua", "rusa", "durian", "kelapa",
    "delima", "sirsak", "markisa", "wortel", "tomat", "kopi", "ketupat", "kunyit", "bambu", "anggrek",
    "cempaka", "teratai", "pelangi", "kursi", "jendela", "sepatu", "sendok", "garpu", "pensil", "gitar",
    "biola", "jangkar", "kompas", "salju", "intan", "mutiara", "permata", "songket", "selimut", "lemari",
    "cermin", "jarum", "lumbung", "sawo", "cengkeh", "termos", "gunung", "rumput", "boneka", "gamelan",
    "sasando", "rebana", "trompet", "raket", "spidol", "cincin", "lilin", "obor",
)  # fmt: skip
"""Animals, fruits and things that everybody knows; any two differ in at least three letters, and by ear."""

INVITATION = "g-"
"""How the payload of a deep link to a group begins."""

_PRIME = 11
_WEIGHTS = (4, 3, 2)
_START = 7  # any number would do; with this one "mangga 4827" of all our examples is a code
_CODE = re.compile(r"([a-z]+)([0-9]{3})([0-9])")
_SEPARATORS = re.compile(r"[\s\W_]+")


def make_code(draw: Callable[[int], int]) -> str:
    """A code such as "mangga4827"; `draw(n)` gives a whole number from 0 to n - 1."""
    word = WORDS[draw(len(WORDS))]
    # A remainder of ten has no digit, and a leading zero is lost when it is said.
    numbers = [str(number) for number in range(100, 1000) if _check(word, str(number)) < 10]
    number = numbers[draw(len(numbers))]
    return f"{word}{number}{_check(word, number)}"


def read_code(typed: str) -> str | None:
    """The code that was meant: any case and spacing, one slip in the word; None where its digits do not check."""
    match = _CODE.fullmatch(_SEPARATORS.sub("", unicodedata.normalize("NFKC", typed).casefold()))
    word = _nearest(match[1]) if match else None
    if match is None or word is None or str(_check(word, match[2])) != match[3]:
        return None
    return f"{word}{match[2]}{match[3]}"


def say_code(code: str) -> str:
    """As it is written on a blackboard: "MANGGA 4827"."""
    return f"{code[:-4]} {code[-4:]}".upper()


def write_invitation(code: str) -> str:
    """The payload of a deep link to this group."""
    return f"{INVITATION}{code}"


def read_invitation(payload: str) -> str | None:
    """The code in a deep link's payload ("g-mangga4827"), or None where it is none."""
    return read_code(payload.removeprefix(INVITATION)) if payload.startswith(INVITATION) else None


def _check(word: str, number: str) -> int:
    """From 0 to 10. Its weights (1 for itself) differ and none is a multiple of the prime: hence what it finds."""
    seed = _START + sum(place * ord(letter) for place, letter in enumerate(word, start=1))
    weighed = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=True))
    return -(seed + weighed) % _PRIME


def _nearest(typed: str) -> str | None:
    if typed in WORDS:
        return typed
    near = [word for word in WORDS if _is_one_slip(typed, word)]
    return near[0] if len(near) == 1 else None


def _is_one_slip(typed: str, word: str) -> bool:
    """One letter too many, missing or wrong, or two neighbours swapped."""
    while typed and word and typed[0] == word[0]:
        typed, word = typed[1:], word[1:]
    while typed and word and typed[-1] == word[-1]:
        typed, word = typed[:-1], word[:-1]
    return max(len(typed), len(word)) <= 1 or (len(typed) == 2 and typed == word[::-1])
