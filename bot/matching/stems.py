"""The forms of one word that count as the same word: stems, and the roots that Indonesian prefixes hide.

"mengirim", "ngirim" and "kirim" meet in "kirim". Only words are seen here, never who typed them.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import snowballstemmer  # type: ignore[import-untyped]  # ships no types

_STEMMERS = MappingProxyType(
    {"id": snowballstemmer.stemmer("indonesian"), "en": snowballstemmer.stemmer("english")}
)

ROOTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "meny": ("s", "c"),
        "peny": ("s", "c"),
        "ny": ("s", "c"),
        "meng": ("", "k"),
        "peng": ("", "k"),
        "ng": ("", "k"),
        "mem": ("p",),
        "pem": ("p",),
        "m": ("p",),
        "men": ("t",),
        "pen": ("t",),
        "n": ("t",),
    }
)
"""What may stand behind a nasal prefix before a vowel, in writing and in speech, longest prefix first."""

_VOWELS = frozenset("aeiou")
_SHORTEST = 3


@lru_cache(maxsize=16_384)
def forms(word: str, language: str) -> tuple[str, ...]:
    """The stems by which a word is found, likeliest first; never empty."""
    word = word.rstrip("2") or word  # "tanda2" is how people write a doubled word
    stemmer = _STEMMERS.get(language)
    if stemmer is None or len(word) <= _SHORTEST:
        return (word,)
    stem: str = stemmer.stemWord(word)
    if language != "id":
        return (stem,)
    spoken = [word, *_roots(word)]
    found = [stem, *(stemmer.stemWord(form) for form in spoken[1:]), *_without_in(spoken)]
    return tuple(dict.fromkeys(form for form in [*found, *_plain_a(found)] if len(form) >= _SHORTEST))


def _roots(word: str) -> list[str]:
    for prefix, letters in ROOTS.items():
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) >= _SHORTEST and rest[0] in _VOWELS:
            return [letter + rest for letter in letters if letter or prefix.endswith("ng")]
    return []


def _without_in(words: list[str]) -> list[str]:
    """The spoken ending of "nawarin", "bayarin"."""
    stemmer = _STEMMERS["id"]
    return [stemmer.stemWord(word[:-2]) for word in words if word.endswith("in") and len(word) > 5]


def _plain_a(words: list[str]) -> list[str]:
    """The written vowel of a last syllable that is spoken with e: "simpen", "pinjem", "catet"."""
    return [
        word[:-2] + "a" + word[-1]
        for word in words
        if len(word) > _SHORTEST and word[-2] == "e" and word[-1] not in _VOWELS
    ]
