"""Words that checks look for: numbers that must be facts, and tones that hurt. Edited by editors, in one place."""

import re

NUMBER_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
    nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh ratus seratus ribu seribu
    juta sejuta miliar milyar triliun setengah separuh lusin selusin
    zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands
    million millions billion half dozen
        """,
    )
)
"""English "one" is missing on purpose: it is nearly always a pronoun, and "satu" stands beside it in the source."""

NOT_NUMBERS = re.compile(r"\b(?:salah satu|satu per satu|satu-satunya|satu sama lain|satu demi satu)\b", re.I)
"""Idioms that count nothing."""

DIGITS = re.compile(r"(?<![^\W\d_])\d+|\d+(?![^\W_])")
"""A digit that is not wrapped in letters: BP3MI and KP2MI are names, "UU18" and "3 bulan" are not."""

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

PROMISES_AND_BLAME = (
    "pasti",
    "dijamin",
    "kami jamin",
    "kami janji",
    "jangan khawatir",
    "kenapa anda",
    "mengapa anda",
    "kok anda",
    "salah anda",
    "salahmu",
    "seharusnya anda",
    "anda ceroboh",
    "anda lalai",
    "bodoh",
    "makanya",
    "guaranteed",
    "we guarantee",
    "we promise",
    "definitely",
    "certainly",
    "do not worry",
    "don't worry",
    "why did you",
    "why didn't you",
    "your fault",
    "your own fault",
    "you should have",
    "stupid",
    "careless",
)
NEITHER = re.compile(
    r"\b(?:bukan|tidak|belum|belum tentu) (?:salah anda|salahmu|pasti|dijamin)\b"
    r"|\b(?:not|never|isn't) (?:your fault|guaranteed|certainly|definitely)\b",
    re.I,
)
"""The same words, denied: "ini bukan salah Anda"."""

TONE = re.compile(r"\b(?:" + "|".join(map(re.escape, PROMISES_AND_BLAME)) + r")\b", re.I)
