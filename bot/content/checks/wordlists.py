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
    "harusnya anda",
    "anda harusnya",
    "anda seharusnya",
    "kesalahan anda",
    "salah sendiri",
    "salah kamu",
    "gara-gara anda",
    "sudah dibilang",
    "sudah diperingatkan",
    "ceroboh",
    "teledor",
    "anda lalai",
    "anda malas",
    "tidak bersyukur",
    "mudah tertipu",
    "bodoh",
    "naif",
    "kampungan",
    "makanya",
    "pekerja ilegal",
    "migran ilegal",
    "tki ilegal",
    "pmi ilegal",
    "pendatang haram",
    "kami pastikan",
    "kami menjamin",
    "kami berjanji",
    "percayalah",
    "tenang saja",
    "tidak akan apa-apa",
    "tidak akan terjadi apa-apa",
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
    "you ought to have",
    "you were warned",
    "you let them",
    "how could you",
    "stupid",
    "foolish",
    "careless",
    "naive",
    "gullible",
    "lazy",
    "ungrateful",
    "illegal worker",
    "illegal workers",
    "illegal migrant",
    "illegal migrants",
    "illegal immigrant",
    "illegal immigrants",
    "we will make sure",
    "we make sure",
    "trust us",
    "rest assured",
    "nothing will happen",
    "nothing can happen",
    "will surely",
    "for sure",
)
"""Blame, contempt for people without papers, and promises that a chatbot cannot keep, in Indonesian and English."""

NEITHER = re.compile(
    r"\b(?:bukan|tidak|belum|belum tentu) (?:(?:ke)?salah(?:an)? anda|salahmu|pasti|dijamin)\b"
    r"|\b(?:not|never|isn't) (?:your (?:own )?fault|guaranteed|certainly|definitely|for sure)\b",
    re.I,
)
"""The same words, denied: "ini bukan salah Anda"."""

_TONE = re.compile(r"\b(?:" + "|".join(map(re.escape, PROMISES_AND_BLAME)) + r")\b", re.I)


def hurtful_words(plain: str) -> list[str]:
    """The words of blame or promise in a text, without those that it denies."""
    lower = plain.lower()
    # Looking for each word first is many times faster than one large pattern over every text.
    if not any(word in lower for word in PROMISES_AND_BLAME):
        return []
    return _TONE.findall(NEITHER.sub(" ", plain))
