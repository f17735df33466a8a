"""Whether a danger phrase stands in a message: in a row, or with a few words where the phrase has a gap.

Endings that people hang on a word and slips of the finger make no difference, and a word stands for its
families. Pure; the phrases are compiled once and remembered as a tree whose equal branches are one (thousands
of phrases in some hundred kilobytes), what people typed is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby
from operator import itemgetter
from typing import TypeAlias

from bot.content.normalise import GAP
from bot.engine.slips import Slips, make_slips, meant

WIDEST_GAP = 3
"""Words that may stand where a phrase has a gap."""

_END = ""
_NONE: frozenset[str] = frozenset()
_NO_FAMILIES: frozenset[tuple[str, ...]] = frozenset()
_Branch: TypeAlias = "Mapping[str, _Branch]"
_LEAF: _Branch = {_END: {}}
_Readings: TypeAlias = Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tree:
    """`readings`: a known word, followed by the word that stands for each of its families."""

    root: _Branch
    readings: Mapping[str, _Readings]
    slips: Slips


def has_phrase(
    words: tuple[str, ...],
    phrases: frozenset[tuple[str, ...]],
    families: frozenset[tuple[str, ...]] = _NO_FAMILIES,
    ordinary: frozenset[str] = _NONE,
) -> bool:
    """Whether any phrase stands in the words; both in standard spelling."""
    tree = _grown(phrases, families, ordinary)
    plain = [_bare(word) for word in words]
    joined = _joined(plain, tree.readings)
    return _has(tree, joined) or (len(joined) < len(plain) and _has(tree, plain))


def _has(tree: _Tree, words: Sequence[str]) -> bool:
    read = [_read(either, tree.readings) for word in words for either in meant(word, tree.slips)]
    return any(_stands(tree.root, read, start) for start in range(len(read)) if read[start])


@lru_cache(maxsize=8)
def _grown(
    phrases: frozenset[tuple[str, ...]], families: frozenset[tuple[str, ...]], ordinary: frozenset[str]
) -> _Tree:
    bare = {word: _bare(word) for word in set(chain.from_iterable(phrases))}
    root = _branch(sorted([tuple([bare[word] for word in phrase]) for phrase in phrases]), 0, {})
    words = set(bare.values())
    readings: dict[str, tuple[str, ...]] = {word: (word,) for word in words}
    for family in sorted(families):
        for word in map(_bare, family):
            readings[word] = (*readings.get(word, (word,)), _bare(family[0]))
    return _Tree(root=root, readings=readings, slips=make_slips(frozenset(readings), ordinary))


def _branch(
    phrases: Sequence[tuple[str, ...]], depth: int, grown: dict[tuple[tuple[str, int], ...], _Branch]
) -> _Branch:
    """What may follow after `depth` words; nothing more where a phrase ends, for it was found then."""
    if phrases and len(phrases[0]) == depth:  # sorted, so that the shortest of them comes first
        return _LEAF
    found = {
        word: _branch(list(group), depth + 1, grown)
        for word, group in groupby(phrases, key=itemgetter(depth))
    }
    return grown.setdefault(tuple((word, id(branch)) for word, branch in found.items()), found)


def _read(either: Sequence[str], readings: Mapping[str, _Readings]) -> _Readings:
    if len(either) == 1:
        return readings.get(either[0], ())
    return [word for one in either for word in readings.get(one, ())]


def _bare(word: str) -> str:
    """Without endings that change nothing here: "darahnya", "kejang2", "dipukulin", "dipukuli"."""
    word = word.rstrip("2") or word
    if word.startswith("di") and len(word) > 6:
        word = word.removesuffix("kan").removesuffix("in").removesuffix("i")
    plain = word.removesuffix("nya")
    return plain if len(plain) > 3 else word


def _joined(words: Sequence[str], known: Mapping[str, _Readings]) -> Sequence[str]:
    """With "di" written to its verb where that gives a known word: "di cekik" is "dicekik"."""
    found: list[str] = []
    for word in words:
        if found and found[-1] == "di" and (verb := _bare(f"di{word}")) in known:
            found[-1] = verb
        else:
            found.append(word)
    return found


def _stands(branch: _Branch, read: list[_Readings], start: int) -> bool:
    """Whether a phrase of this branch goes on here; a gap is tried with every width."""
    if _END in branch:
        return True
    gap = branch.get(GAP)
    if gap is not None:
        ends = range(start, min(start + WIDEST_GAP, len(read)) + 1)
        if any(_stands(gap, read, end) for end in ends):
            return True
    if start == len(read):
        return False
    return any(word in branch and _stands(branch[word], read, start + 1) for word in read[start])
