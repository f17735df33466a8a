"""Code words of drawers: how they are read, and how the program makes one of two easy words.

Pure: who makes a code gives the randomness. A word that was noted once stays in the list.
"""

from collections.abc import Callable
from enum import StrEnum

from bot.domain.groups import WORDS as CLASS_WORDS

SHORTEST, LONGEST = 4, 30
"""Letters of a code word, without what stands between them."""

MOST_WORDS = 3
"""More words than that are a sentence, and no code."""

DRAWERS = 20
"""Drawers of one chat; a twenty-first is not begun."""

EASY_WORDS = (
    *CLASS_WORDS,
    "angsa", "ayam", "bebek", "belut", "beruang", "cicak", "domba", "elang", "gajah", "itik", "kambing",
    "kerbau", "kuda", "kupu", "lebah", "lele", "macan", "monyet", "musang", "siput", "udang", "unta",
    "alpukat", "anggur", "apel", "bayam", "belimbing", "buncis", "cabai", "duku", "jagung", "jahe", "jambu",
    "jeruk", "kacang", "kedondong", "kentang", "labu", "lengkuas", "manggis", "melon", "nanas", "nangka",
    "padi", "pepaya", "pisang", "rambutan", "salak", "semangka", "serai", "singkong", "srikaya", "terong",
    "timun", "bakso", "bubur", "dodol", "kecap", "kerupuk", "lontong", "martabak", "pecel", "rendang",
    "roti", "sambal", "soto", "tahu", "tempe", "bantal", "bangku", "baskom", "bedak", "cangkir", "ember",
    "gelas", "handuk", "jaket", "kain", "kaleng", "kemeja", "kipas", "koper", "lampu", "lonceng", "mangkuk",
    "meja", "payung", "penggaris", "piring", "rak", "sabun", "sapu", "sarung", "sisir", "tikar", "topi",
    "wajan", "angin", "awan", "bintang", "bukit", "danau", "embun", "hujan", "lembah", "matahari", "ombak",
    "pantai", "pasir", "pulau", "sawah", "sungai", "becak", "sepeda", "perahu", "bendera", "layang",
    "biru", "cokelat", "emas", "hijau", "jingga", "kuning", "merah", "perak", "putih", "ungu",
)  # fmt: skip
"""Things, animals and colours that everybody knows; none is a word of danger or one that works everywhere."""


class DrawerResult(StrEnum):
    """What came of putting somebody's notes away; `TAKEN` is a code that another drawer has."""

    DONE = "done"
    TAKEN = "taken"
    FULL = "full"


def read_code_word(words: str) -> str | None:
    """The code that normalised words mean, in any spacing; None for what can be none: digits, a sentence."""
    parts = words.split()
    code = "".join(parts)
    is_code = code.isalpha() and len(parts) <= MOST_WORDS and SHORTEST <= len(code) <= LONGEST
    return code if is_code else None


def draw_code(draw: Callable[[int], int]) -> str:
    """Two different words such as "mangga kuda"; `draw(n)` gives a whole number from 0 to n - 1."""
    first = draw(len(EASY_WORDS))
    second = (first + 1 + draw(len(EASY_WORDS) - 1)) % len(EASY_WORDS)
    return f"{EASY_WORDS[first]} {EASY_WORDS[second]}"


def is_drawn(words: str) -> bool:
    """Whether normalised words look like a code that the program made."""
    parts = words.split()
    return len(parts) == 2 and all(part in EASY_WORDS for part in parts)
