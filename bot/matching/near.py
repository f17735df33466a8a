"""The near match: what a person clearly meant although they did not type it exactly. When in doubt, nothing."""

from collections.abc import Sequence

import snowballstemmer  # type: ignore[import-untyped]  # ships no types
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

SHORT = 4
"""Words shorter than this are matched exactly only: one letter makes another word of them."""

CLEAR = 84.0
AHEAD = 8.0
"""The best must be at least this good, and this much better than the second."""

TYPED_AT_MOST = 120
"""Longer messages are stories, not answers."""

_STEMMER = snowballstemmer.stemmer("indonesian")


class NearMatcher:
    """Keeps the `Matcher` protocol of content.model; remembers nothing of what people typed."""

    __slots__ = ()

    def closest(self, typed: str, labels: Sequence[str]) -> int | None:
        """The position of the one label that is clearly meant, or None. All texts are normalised."""
        if not typed or len(typed) > TYPED_AT_MOST:
            return None
        exact = [position for position, label in enumerate(labels) if label == typed]
        if exact:
            return exact[0] if len(exact) == 1 else None
        if len(typed) < SHORT:
            return None
        return _beginning(typed, labels) if _is_beginning(typed, labels) else _nearest(typed, labels)


def _is_beginning(typed: str, labels: Sequence[str]) -> bool:
    return any(_begins(typed, label) for label in labels)


def _begins(typed: str, label: str) -> bool:
    """Whether the label begins with these words: "paspor" for "paspor ditahan"."""
    return label.startswith(f"{typed} ")


def _beginning(typed: str, labels: Sequence[str]) -> int | None:
    found = [position for position, label in enumerate(labels) if _begins(typed, label)]
    return found[0] if len(found) == 1 else None


def _nearest(typed: str, labels: Sequence[str]) -> int | None:
    scores = sorted(
        ((_score(typed, label), -position) for position, label in enumerate(labels)), reverse=True
    )
    if not scores or scores[0][0] < CLEAR:
        return None
    if len(scores) > 1 and scores[0][0] - scores[1][0] < AHEAD:
        return None
    return -scores[0][1]


def _score(typed: str, label: str) -> float:
    """0 to 100: letters in order, word by word in any order, and by word stems."""
    if len(label) < SHORT:
        return 0.0
    if OSA.distance(typed, label, score_cutoff=1) <= 1:
        return 96.0  # one slip of the finger, also two letters swapped
    if _differ_in_a_denial(typed, label):
        return 0.0
    return max(
        ratio(typed, label),
        ratio(_sorted(typed), _sorted(label)) - 2,
        ratio(_stems(typed), _stems(label)) - 4,
    )


_DENIALS = frozenset({"tidak", "bukan", "jangan", "belum", "tanpa", "not", "no", "never", "without"})


def _differ_in_a_denial(typed: str, label: str) -> bool:
    """One small word turns an answer around, so letters alone must never bridge it."""
    return bool(_DENIALS & (set(typed.split()) ^ set(label.split())))


def _sorted(text: str) -> str:
    return " ".join(sorted(text.split()))


def _stems(text: str) -> str:
    return " ".join(sorted(_STEMMER.stemWords(text.split())))
