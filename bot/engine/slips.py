"""Which known word was meant by one that nobody knows: an ending, a slip of the finger, a missing space.

Pure, standard library only; the table is made once from the known words. A word that is ordinary here is
never taken for another, and nothing typed is remembered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

SHORTEST = 5
"""A shorter word is no slip: too many other words are one letter away."""
LONGEST = 24
_SHORTEST_PART = 3
_SHORTEST_FRAME = 4
_ENDINGS = ("nya", "kan", "lah", "in", "ku", "mu", "i")
_PREFIXES = (("ke", "ter"), ("te", "di"), ("nge", ""))
"""As it is said in Jakarta and Kupang, in Lombok, and everywhere, with how it is written."""
_VOWELS = str.maketrans("", "", "aeiou")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """The known words, those never to touch, and the known words behind each one less its letters."""

    known: frozenset[str]
    ordinary: frozenset[str]
    shortened: Mapping[str, tuple[str, ...]]
    frames: Mapping[str, tuple[str, ...]]


def make_slips(known: frozenset[str], ordinary: frozenset[str]) -> Slips:
    """The table for these words."""
    shortened: dict[str, tuple[str, ...]] = {}
    frames: dict[str, tuple[str, ...]] = {}
    for word in sorted(word for word in known if len(word) >= SHORTEST):
        for short in {word, *_shorter(word)}:
            shortened[short] = (*shortened.get(short, ()), word)
        if len(frame := _frame(word)) >= _SHORTEST_FRAME:
            frames[frame] = (*frames.get(frame, ()), word)
    return Slips(known=known, ordinary=ordinary, shortened=shortened, frames=frames)


def meant(word: str, slips: Slips) -> Sequence[Sequence[str]]:
    """The words meant, in their order, each with all it may be; the word itself where nothing is known."""
    if word in slips.known or word in slips.ordinary or not _SHORTEST_FRAME <= len(word) <= LONGEST:
        return ((word,),)
    either = _ended(word, slips) or _slipped(word, slips) or _framed(word, slips)
    return (either,) if either else _parted(word, slips) or ((word,),)


def _ended(word: str, slips: Slips) -> Sequence[str]:
    """Without an ending, or with the prefix that is written: "habisin", "kejebak" (terjebak), "tepukul" (dipukul)."""
    return [other for other in dict.fromkeys(_written(word)) if other in slips.known]


def _written(word: str) -> Iterator[str]:
    for spoken, written in _PREFIXES:
        if word.startswith(spoken) and len(word) >= len(spoken) + _SHORTEST_FRAME:
            yield written + word[len(spoken) :]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + _SHORTEST_FRAME:
            plain = word[: -len(ending)]
            yield plain
            if ending == "in":
                yield from (f"{plain}i", f"{plain}kan")


def _slipped(word: str, slips: Slips) -> Sequence[str]:
    if len(word) < SHORTEST:
        return ()
    near = {other for short in (word, *_shorter(word)) for other in slips.shortened.get(short, ())}
    return [other for other in near if other[0] == word[0] and _one_slip(word, other)]


def _framed(word: str, slips: Slips) -> Sequence[str]:
    """With vowels left out or letters doubled: "tnggelm", "dippukull"."""
    near = slips.frames.get(_frame(word), ())
    return [other for other in near if other[0] == word[0] and _left_out(_single(word), _single(other))]


def _parted(word: str, slips: Slips) -> Sequence[Sequence[str]]:
    """With a space left out: "bunuhdiri"."""
    for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        if word[:at] in slips.known and word[at:] in slips.known:
            return ((word[:at],), (word[at:],))
    return ()


def _shorter(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _one_slip(typed: str, word: str) -> bool:
    """Whether one letter was added, left out, changed, or swapped with its neighbour."""
    start = next((at for at, (a, b) in enumerate(zip(typed, word, strict=False)) if a != b), None)
    if start is None:
        return abs(len(typed) - len(word)) <= 1
    rest, right = typed[start:], word[start:]
    if rest[1:] == right[1:] or rest[1:] == right or rest == right[1:]:
        return True
    return len(right) > 1 and rest == right[1] + right[0] + right[2:]


def _frame(word: str) -> str:
    return _single(word.translate(_VOWELS))


def _single(word: str) -> str:
    return "".join(a for a, b in zip(word, f" {word}", strict=False) if a != b)


def _left_out(typed: str, word: str) -> bool:
    letters = iter(word)
    return all(letter in letters for letter in typed)
