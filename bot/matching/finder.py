"""Free text → the steps that speak of it, ranked. Never makes up an answer; below a threshold it finds nothing.

Pure and in memory: built once with the content, then only read. What people typed is not kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.content.model import Hit, Module, Words
from bot.matching.index import Index, Option, build_index, exactly, runs, score, speaking
from bot.matching.passages import Passage, passages
from bot.matching.stems import forms
from bot.matching.synonyms import Synonyms

AT_MOST = 5
LONGEST_QUESTION = 40
"""Words of a longer message that are looked at: the beginning of a story says what it is about."""

STEM = 0.85
"""A stem counts for less than the word as it was typed."""

NEARLY = 0.5
"""A synonym counts for less than the word itself."""

MISTYPED = 0.6
SHORT, LONG = 4, 8
"""Words below are never corrected; from LONG letters on two slips are forgiven."""

TOGETHER = 1.6
"""Two words that also stand together in the passage."""

FOREIGN = 0.8
"""A hit in another language than the person's."""

ENOUGH = 0.15
"""The least part of what a perfect passage would score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """All that is needed to search in one language."""

    name: str
    index: Index
    silent: frozenset[str]
    synonyms: Mapping[str, tuple[str, ...]]
    vocabulary: Mapping[str, tuple[str, ...]]
    """Known stems by their first letter, for words that were mistyped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageFinder:
    """Keeps the `Finder` protocol of content.model."""

    places: tuple[Passage, ...]
    languages: Mapping[str, Language]

    def find(self, words: str, locale: str) -> Sequence[Hit]:
        """At most five steps, best first, or none that is good enough; `words` normalised and spelled."""
        typed = words.split()[:LONGEST_QUESTION]
        best: dict[int, float] = {}
        for name, language in self.languages.items():
            part = 1.0 if name == locale else FOREIGN
            for position, value in _found(language, typed):
                best[position] = max(best.get(position, 0.0), part * value)
        ranked = sorted(((-value, position) for position, value in best.items() if value >= ENOUGH))
        return tuple(_hit(self.places[position], -value) for value, position in ranked[:AT_MOST])


def make_finder(
    modules: Mapping[str, Module], locales: Sequence[str], words: Words, synonyms: Synonyms
) -> PassageFinder:
    """The finder over these modules, in all locales at once; `locales[0]` is the source."""
    doors = {place for topics in synonyms.topics.values() for place in topics}
    by_locale = {
        locale: passages(modules, locale, words, synonyms.topics.get(_language_of(locale), {}), doors)
        for locale in locales
    }
    return PassageFinder(
        places=by_locale[locales[0]],
        languages={locale: _language(locale, found, synonyms) for locale, found in by_locale.items()},
    )


def _language(locale: str, found: Sequence[Passage], synonyms: Synonyms) -> Language:
    name = _language_of(locale)
    silent = synonyms.silent.get(name, frozenset())
    meaning = _meanings(synonyms.groups.get(name, ()), name)
    phrases = frozenset(member for member in meaning if " " in member)
    index = build_index(found, name, silent, phrases)
    return Language(
        name=name,
        index=index,
        silent=silent,
        synonyms=meaning,
        vocabulary=_by_letter({word for word in {*index.postings, *meaning} if word.isalnum()}),
    )


def _language_of(locale: str) -> str:
    return locale.partition("-")[0]


def _meanings(groups: Sequence[Sequence[str]], language: str) -> Mapping[str, tuple[str, ...]]:
    """Each stem, or phrase as typed, with the stems of its group."""
    found: dict[str, dict[str, None]] = {}
    for group in groups:
        keys = dict.fromkeys(key for member in group for key in _keys(member, language))
        for key in keys:
            found.setdefault(key, {}).update(keys)
    return {key: tuple(stems) for key, stems in found.items()}


def _keys(member: str, language: str) -> tuple[str, ...]:
    return (member,) if " " in member else forms(member, language)


def _by_letter(stems: set[str]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for stem in sorted(stems):
        found.setdefault(stem[0], []).append(stem)
    return {letter: tuple(members) for letter, members in found.items()}


def _found(language: Language, typed: Sequence[str]) -> Iterator[tuple[int, float]]:
    """Positions with the part of a perfect answer that they reach, 0 to about 1."""
    asked = [_options(language, word) for word in speaking(typed, language.silent)]
    meant = [*asked, *_phrases(language, typed)]
    if not meant:
        return
    perfect = sum(max(_weight(language.index, stem) for stem, _ in options) for options in asked or meant) * 2
    together = _pairs(language.index, asked)
    for position, value in score(language.index, meant).items():
        yield position, (value + together.get(position, 0.0)) / perfect


def _phrases(language: Language, typed: Sequence[str]) -> Iterator[Sequence[Option]]:
    """What is meant by words that form a known phrase, beside what each of them means."""
    for phrase in runs(typed):
        if stems := language.synonyms.get(phrase):
            yield [(stem, NEARLY) for stem in stems]


def _options(language: Language, word: str) -> Sequence[Option]:
    """The stems that may be meant: the word's own, its synonyms', or those of a word typed nearly so."""
    own = forms(word, language.name)
    known = [stem for stem in own if stem in language.index.postings or stem in language.synonyms]
    part = 1.0
    if not known:
        known, part = [*_nearest(language, word)], MISTYPED
    options = dict.fromkeys(known, part * STEM)
    options[exactly(word)] = 1.0
    for stem in known:
        for other in language.synonyms.get(stem, ()):
            options.setdefault(other, part * NEARLY)
    return list(options.items())


def _nearest(language: Language, word: str) -> Iterator[str]:
    """The known stems one slip away (two in a long word) that begin with the same letter."""
    for form in forms(word, language.name):
        if len(form) >= SHORT and (known := language.vocabulary.get(form[0])):
            slips = 2 if len(form) >= LONG else 1
            found = process.extract(form, known, scorer=OSA.distance, score_cutoff=slips, limit=3)
            yield from (stem for stem, _, _ in found)


def _weight(index: Index, stem: str) -> float:
    return index.rarity.get(stem, index.rarest)


def _pairs(index: Index, asked: Sequence[Sequence[Option]]) -> Mapping[int, float]:
    """A reward for passages where two neighbouring words of the question stand together."""
    found: dict[int, float] = {}
    for first, second in pairwise(asked):
        positions = {
            position
            for one, _ in first
            for other, _ in second
            for position in index.pairs.get((one, other), ())
        }
        for position in positions:
            found[position] = found.get(position, 0.0) + TOGETHER
    return found


def _hit(place: Passage, value: float) -> Hit:
    return Hit(module=place.module, step=place.step, score=value)
