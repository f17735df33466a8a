"""Code words of drawers: how they are read, and how the program makes one of two easy words.

Pure: who makes a code gives the randomness. A word that was noted once stays in the list.
"""

import unicodedata
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


def read_code(typed: str) -> str | None:
    """The code word that was meant, in any case and spacing; None for what can be none: digits, a sentence."""
    words = unicodedata.normalize("NFKC", typed).casefold().split()
    code = "".join(letter for word in words for letter in word if letter not in "-'.,!?\"“”")
    if not code.isalpha() or len(words) > MOST_WORDS:
        return None
    return code if SHORTEST <= len(code) <= LONGEST else None


def draw_code(draw: Callable[[int], int]) -> str:
    """Two different words such as "mangga kuda"; `draw(n)` gives a whole number from 0 to n - 1."""
    first = draw(len(EASY_WORDS))
    second = (first + 1 + draw(len(EASY_WORDS) - 1)) % len(EASY_WORDS)
    return f"{EASY_WORDS[first]} {EASY_WORDS[second]}"


def is_drawn(typed: str) -> bool:
    """Whether it looks like a code that the program made."""
    words = typed.casefold().split()
    return len(words) == 2 and all(word in EASY_WORDS for word in words)
