"""Whether a danger phrase stands in a message: in a row, or with a few words where the phrase has a gap.

Endings that people hang on a word make no difference. Pure; the phrases are compiled once and remembered
as a tree, what people typed is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from bot.content.normalise import GAP

WIDEST_GAP = 2
"""Words that may stand where a phrase has a gap."""

_END = ""
_Branch: TypeAlias = "Mapping[str, _Branch]"
_Growing: TypeAlias = "dict[str, _Growing]"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tree:
    root: _Branch
    words: frozenset[str]


def has_phrase(words: tuple[str, ...], phrases: frozenset[tuple[str, ...]]) -> bool:
    """Whether any phrase stands in the words; both in standard spelling."""
    tree = _grown(phrases)
    plain = _joined([_bare(word) for word in words], tree.words)
    return any(_stands(tree.root, plain, start) for start in range(len(plain)) if plain[start] in tree.root)


@lru_cache(maxsize=8)
def _grown(phrases: frozenset[tuple[str, ...]]) -> _Tree:
    root: _Growing = {}
    for phrase in phrases:
        branch = root
        for word in phrase:
            branch = branch.setdefault(_bare(word), {})
        branch[_END] = {}
    return _Tree(root=root, words=frozenset(_bare(word) for phrase in phrases for word in phrase))


def _bare(word: str) -> str:
    """Without endings that change nothing here: "darahnya", "kejang2", "dipukulin", "dipukuli"."""
    word = word.rstrip("2") or word
    if word.startswith("di") and len(word) > 6:
        word = word.removesuffix("kan").removesuffix("in").removesuffix("i")
    plain = word.removesuffix("nya")
    return plain if len(plain) > 3 else word


def _joined(words: list[str], known: frozenset[str]) -> list[str]:
    """With "di" written to its verb where that gives a known word: "di cekik" is "dicekik"."""
    found: list[str] = []
    for word in words:
        if found and found[-1] == "di" and (verb := _bare(f"di{word}")) in known:
            found[-1] = verb
        else:
            found.append(word)
    return found


def _stands(branch: _Branch, words: list[str], start: int) -> bool:
    """Whether a phrase of this branch goes on here; a gap is tried with every width."""
    if _END in branch:
        return True
    gap = branch.get(GAP)
    if gap is not None:
        ends = range(start, min(start + WIDEST_GAP, len(words)) + 1)
        if any(_stands(gap, words, end) for end in ends):
            return True
    following = branch.get(words[start]) if start < len(words) else None
    return following is not None and _stands(following, words, start + 1)
