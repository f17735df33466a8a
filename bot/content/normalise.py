"""What people type, made comparable: one spelling for "/Menu@bot", "menu!!" and "ｍｅｎｕ".

Pure and fast, standard library only: the compiler and the engine must agree on every letter.
"""

import re
import unicodedata
from collections.abc import Mapping

# Letters, marks that belong to them (Devanagari vowels are no \w), digits; "_" is a separator to a person.
_KEPT = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd", "Nl", "No"})
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Me"})  # controls, zero-width, lone surrogates
_SPACES = frozenset("\t\n\r\v\f\x1c\x1d\x1e\x1f\x85")
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)

GAP = "_"
"""Stands in a danger phrase for up to three words; no word is ever normalised to it."""

_PLAIN = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")
_COMMAND = re.compile(r"/([^\W_][\w-]*)(?:@\w+)?")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")


class _Letters(dict[int, str | None]):
    """A translation table that learns a character the first time it is met."""

    def __missing__(self, code: int) -> str | None:
        kept = _kept(chr(code))
        if len(self) < 20_000:  # a person who sends every character must not fill the memory
            self[code] = kept
        return kept


def _kept(letter: str) -> str | None:
    if letter in _SPACES:
        return " "
    category = unicodedata.category(letter)
    if ord(letter) in _VARIATION_SELECTORS or category in _DROPPED:
        return None
    return letter if category in _KEPT else " "


_LETTERS = _Letters()


def normalise(text: str) -> str:
    """The text as words with single spaces: folded, without marks, stretched letters squeezed.

    A command loses its "/" and the "@name" of the bot; "" means that nothing readable was there.
    """
    if not _PLAIN.fullmatch(text):
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        command = _COMMAND.match(folded.lstrip())
        if command:
            folded = command[1] + folded.lstrip()[command.end() :]
        text = " ".join(folded.translate(_LETTERS).split())
    return _STRETCHED.sub(r"\1", text)


def spelled(normalised: str, spelling: Mapping[str, str]) -> str:
    """The normalised text with each word's known variant replaced ("tlg" becomes "tolong")."""
    if not spelling:
        return normalised
    return " ".join([spelling.get(word, word) for word in normalised.split()])
