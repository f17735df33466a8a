"""The near match: what a person clearly meant although they did not type it exactly. When in doubt, nothing.

Labels are content and are remembered with their word stems; what people typed is never kept.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

import snowballstemmer  # type: ignore[import-untyped]  # ships no types
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

SHORT = 4
"""Words shorter than this are matched exactly only: one letter makes another word of them."""

CLEAR = 84.0
AHEAD = 8.0
"""The best must be at least this good, and this much better than the second."""

ONE_SLIP = 96.0
"""One letter wrong, missing, too many, or two swapped: a slip of the finger, not another word."""

TYPED_AT_MOST = 120
"""Longer messages are stories, not answers."""

DENIALS = frozenset({"tidak", "bukan", "jangan", "belum", "tanpa", "not", "no", "never", "without"})
"""One small word turns an answer around, so letters alone never bridge it."""

_STEMMER = snowballstemmer.stemmer("indonesian")


class NearMatcher:
    """Keeps the `Matcher` protocol of content.model; remembers nothing of what people typed."""

    __slots__ = ()

    def closest(self, typed: str, labels: Sequence[str]) -> int | None:
        """The position of the one label that is clearly meant, or None. All texts are normalised."""
        if not typed or len(typed) > TYPED_AT_MOST:
            return None
        for fits in (_is_same, _begins, _contains):
            found = [position for position, label in enumerate(labels) if fits(typed, label)]
            if found:
                return found[0] if len(found) == 1 else None
        if len(typed) < SHORT:
            return None
        near = _clearest(typed, labels, _letters)
        return near if near is not None else _clearest(_stems(typed), labels, _by_stem)


def _is_same(typed: str, label: str) -> bool:
    return typed == label


def _begins(typed: str, label: str) -> bool:
    """Whether the label begins with these words: "paspor" for "paspor ditahan"."""
    return len(typed) >= SHORT and label.startswith(f"{typed} ")


def _contains(typed: str, label: str) -> bool:
    """Whether these words stand in a row in the label: "lowongan" for "cek p3mi dan lowongan"."""
    return len(typed) >= SHORT and f" {typed} " in f" {label} " and not _differ_in_a_denial(typed, label)


def _clearest(typed: str, labels: Sequence[str], score: Callable[[str, str], float]) -> int | None:
    scores = sorted(((score(typed, label), -position) for position, label in enumerate(labels)), reverse=True)
    if not scores or scores[0][0] < CLEAR:
        return None
    if len(scores) > 1 and scores[0][0] - scores[1][0] < AHEAD:
        return None
    return -scores[0][1]


def _letters(typed: str, label: str) -> float:
    """0 to 100: letters in order, or word by word in any order."""
    if len(label) < SHORT:
        return 0.0
    if OSA.distance(typed, label, score_cutoff=1) <= 1:
        return ONE_SLIP
    best = max(ratio(typed, label), ratio(_sorted(typed), _sorted(label)) - 2)
    return 0.0 if best >= CLEAR and _differ_in_a_denial(typed, label) else best


def _by_stem(stems: str, label: str) -> float:
    """0 to 100, by word stems: "membuat paspor" and "pembuatan paspor" are near."""
    if len(label) < SHORT:
        return 0.0
    best = ratio(stems, _label_stems(label)) - 4
    return 0.0 if best >= CLEAR and _differ_in_a_denial(stems, label) else best


def _differ_in_a_denial(typed: str, label: str) -> bool:
    return bool(DENIALS & (set(typed.split()) ^ set(label.split())))


def _sorted(text: str) -> str:
    return " ".join(sorted(text.split()))


def _stems(text: str) -> str:
    return " ".join(sorted(_STEMMER.stemWords(text.split())))


@lru_cache(maxsize=8192)
def _label_stems(label: str) -> str:
    return _stems(label)
