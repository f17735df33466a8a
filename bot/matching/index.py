"""An inverted index with the weights of BM25 over weighted fields: which passages speak of these words.

k1 and b follow the usual range of BM25 (Robertson and Zaragoza, 2009); fields are added up before the
curve, as BM25F does. Built once, never changed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from bot.matching.passages import Passage
from bot.matching.stems import forms

K1 = 1.8
B = 0.75

PHRASE = 3
"""Words in the longest synonym."""

Posting = tuple[int, float]
"""A passage's position and how strongly it speaks of the word, already times the word's rarity."""

Option = tuple[str, float]
"""A stem that may be meant, with how far it counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Postings by stem, pairs of neighbours by position, for one language."""

    postings: Mapping[str, tuple[Posting, ...]]
    rarity: Mapping[str, float]
    pairs: Mapping[tuple[str, str], frozenset[int]]
    rarest: float


def build_index(
    found: Sequence[Passage], language: str, silent: frozenset[str], phrases: frozenset[str] = frozenset()
) -> Index:
    """The index over all passages; silent words are left out, phrases are kept as one more stem."""
    counts = [_weigh(passage, language, silent, phrases) for passage in found]
    mean = sum(sum(count.values()) for count in counts) / max(len(counts), 1) or 1.0
    spread = Counter(stem for count in counts for stem in count)
    rarity = {stem: _rarity(number, len(found)) for stem, number in spread.items()}
    postings: dict[str, list[Posting]] = defaultdict(list)
    for position, count in enumerate(counts):
        drag = K1 * (1 - B + B * sum(count.values()) / mean)
        for stem, weight in count.items():
            postings[stem].append((position, rarity[stem] * weight * (K1 + 1) / (weight + drag)))
    return Index(
        postings={stem: tuple(found) for stem, found in postings.items()},
        rarity=rarity,
        pairs=_pairs(found, language, silent),
        rarest=_rarity(1, len(found)),
    )


def score(index: Index, asked: Sequence[Sequence[Option]]) -> dict[int, float]:
    """How well each passage answers: for each word asked its best option, added up."""
    total: dict[int, float] = defaultdict(float)
    for options in asked:
        best: dict[int, float] = {}
        for stem, weight in options:
            for position, strength in index.postings.get(stem, ()):
                best[position] = max(best.get(position, 0.0), weight * strength)
        for position, strength in best.items():
            total[position] += strength
    return total


def speaking(words: Iterable[str], silent: frozenset[str]) -> Iterator[str]:
    """The words that say something: no lone letters, no bare numbers, nothing silent."""
    return (word for word in words if len(word) > 1 and word not in silent and not word.isdigit())


def exactly(word: str) -> str:
    """The mark of a word as it was written, kept beside its stems."""
    return f"={word}"


def _weigh(
    passage: Passage, language: str, silent: frozenset[str], phrases: frozenset[str]
) -> Mapping[str, float]:
    weights: dict[str, float] = defaultdict(float)
    count: dict[str, float] = defaultdict(float)
    openings = {phrase.partition(" ")[0] for phrase in phrases}
    for weight, text in passage.fields:
        words = text.split()
        for word in speaking(words, silent):
            weights[word] += weight
        if not openings.isdisjoint(words):
            for phrase in phrases.intersection(runs(words)):
                count[phrase] += weight
    for word, weight in weights.items():
        for stem in (*forms(word, language), exactly(word)):
            count[stem] += weight
    return count


def runs(words: Sequence[str]) -> Iterator[str]:
    """Every two and three words in a row."""
    for length in range(2, PHRASE + 1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def _pairs(
    found: Sequence[Passage], language: str, silent: frozenset[str]
) -> Mapping[tuple[str, str], frozenset[int]]:
    pairs: dict[tuple[str, str], set[int]] = defaultdict(set)
    for position, passage in enumerate(found):
        for _, text in passage.fields:
            stems = [forms(word, language)[0] for word in speaking(text.split(), silent)]
            for pair in pairwise(stems):
                pairs[pair].add(position)
    shared: dict[frozenset[int], frozenset[int]] = {}  # most pairs stand in one place: one set for each place
    equal = ((pair, frozenset(positions)) for pair, positions in pairs.items())
    return {pair: shared.setdefault(positions, positions) for pair, positions in equal}


def _rarity(number: int, everything: int) -> float:
    return log(1 + (everything - number + 0.5) / (number + 0.5))
