"""Finds companies by a name typed with errors: candidates by the groups of three letters they share, then the
distance between the letters. Words that every second company has in its name weigh little.

Compact: names and rows are bytes, postings are arrays. Filled by one thread, then only read; remembers nothing
of what people typed.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from heapq import nlargest

import msgspec
from rapidfuzz.distance import OSA

from bot.content.companies import bare_name
from bot.domain.agency import Agency

_COMMON_WORDS = (
    "jaya mandiri sejahtera abadi utama karya bina sukses makmur sentosa putra putri nusantara indonesia prima "
    "mitra bersama berkah cahaya sinar bangun cipta tunas maju lestari global internasional international insan "
    "tenaga kerja persada agung indo duta anugerah barokah amanah sumber daya manusia jasa"
)
COMMON = frozenset(_COMMON_WORDS.split())
COMMON_WEIGHT = 0.25
"""What a word that every second company has in its name says about which one is meant."""

TYPED_AT_MOST = 120
"""Letters of a name that are looked at."""

VISITED = 40_000
"""Postings looked at for one name, those of rare groups first: what bounds the time."""

FEWEST = 0.4
"""Who shares less than this part of what the best shares is not compared."""

COMPARED = 120
"""Candidates whose letters are compared."""

CLOSE = 0.66
"""A name less alike than this is another name."""

PARTIAL = 0.92
"""What a name counts of which only some words were typed, even rightly."""


class NameIndex:
    """Keeps the promises of `ports.AgencyIndex`."""

    __slots__ = ("_ends", "_name_ends", "_names", "_postings", "_rows")

    def __init__(self) -> None:
        self._postings: dict[str, array[int]] = {}
        self._names, self._name_ends = bytearray(), array("I", [0])
        self._rows, self._ends = bytearray(), array("I", [0])

    def add(self, agencies: Sequence[Agency]) -> None:
        """More rows."""
        for agency in agencies:
            number = len(self._ends) - 1
            name = bare_name(agency.name)
            for group in _groups(name):
                self._postings.setdefault(group, array("I")).append(number)
            self._names += name.encode()
            self._name_ends.append(len(self._names))
            self._rows += _ENCODER.encode(agency)
            self._ends.append(len(self._rows))

    def find(self, name: str, limit: int) -> Sequence[Agency]:
        """Best first; of equals the one that stands first in the list."""
        typed = bare_name(name[:TYPED_AT_MOST])
        if not typed:
            return ()
        scores = ((_likeness(typed, self._name(number)), -number) for number in self._candidates(typed))
        best = nlargest(limit, (found for found in scores if found[0] >= CLOSE))
        return [self._row(-position) for _, position in best]

    def _candidates(self, typed: str) -> Iterable[int]:
        """Those that share the most groups of letters, of the rare ones first."""
        postings = sorted((found for g in _groups(typed) if (found := self._postings.get(g))), key=len)
        shared: Counter[int] = Counter()
        visited = 0
        for posting in postings:
            shared.update(posting)
            visited += len(posting)
            if visited > VISITED:
                break
        least = max(shared.values(), default=0) * FEWEST
        return nlargest(
            COMPARED, (n for n, count in shared.items() if count >= least), key=shared.__getitem__
        )

    def _name(self, number: int) -> str:
        return self._names[self._name_ends[number] : self._name_ends[number + 1]].decode()

    def _row(self, number: int) -> Agency:
        return _DECODER.decode(self._rows[self._ends[number] : self._ends[number + 1]])


def _groups(name: str) -> set[str]:
    """Three letters each, beginnings and ends of words included."""
    padded = f" {name} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


def _likeness(typed: str, name: str) -> float:
    """0 to 1: letter by letter, without spaces, or by the words that were typed."""
    return max(
        OSA.normalized_similarity(typed, name),
        OSA.normalized_similarity(typed.replace(" ", ""), name.replace(" ", "")),
        PARTIAL * _by_words(typed.split(), name.split()),
    )


def _by_words(typed: Sequence[str], name: Sequence[str]) -> float:
    weights = [COMMON_WEIGHT if word in COMMON else 1.0 for word in typed]
    best = [max(OSA.normalized_similarity(word, other) for other in name) for word in typed]
    return sum(weight * like for weight, like in zip(weights, best, strict=True)) / sum(weights)


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Agency)
