"""T: sentences and lessons that a person with primary schooling can follow, measured per locale.

Two plain measures that suit Indonesian as well as English: words in a sentence, and the share of words with
many syllables. Every limit stands in content/quality.yaml, none here.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from bot.content.calls import parse
from bot.content.checks.check import Check, Finding, Written, written
from bot.content.checks.limits import Reading, readings
from bot.content.checks.wordlists import WORD
from bot.content.material import Material
from bot.content.phrases import FOLDER
from bot.domain.problem import Severity

_SENTENCE_END = re.compile(r"(?<=[.!?;])[\"”'’)*]*\s+|\n")
_SILENT_END = re.compile(r"(?<=[^aeiouy])(?<![^aeiouy]l)(?:e|(?<![sxzcgh])es|(?<![td])ed)$")
_VOWELS: dict[str, re.Pattern[str]] = {
    # Diphthongs only where they are one syllable: "pandai", "pulau"; "keadaan" and "dua" have two each.
    "id": re.compile(r"(?:ai|au|oi)(?=$|[^aeiou])|[aeiou]"),
}
_VOWEL_GROUPS = re.compile(r"(?:[aeiouàâäáéèêëíîïóôöúùûü]|y(?![aeiou]))+")
WORDS_TO_JUDGE = 40
"""Fewer words say nothing about a level."""


@lru_cache(maxsize=10_000)
def sentences(plain: str) -> tuple[tuple[str, ...], ...]:
    """The words of each sentence, without mark-up; each line ends one. A doubled word ("kata-kata") is read once."""
    parts = (WORD.findall(part) for part in _SENTENCE_END.split(plain.replace("**", "")))
    return tuple(tuple(map(_undoubled, words)) for words in parts if words)


def forget_judged() -> None:
    """Gives back what was remembered of the sentences: several MiB that a server would keep for nothing."""
    sentences.cache_clear()
    syllables.cache_clear()


def _undoubled(word: str) -> str:
    first, _, second = word.partition("-")
    return first if first == second else word


@lru_cache(maxsize=10_000)
def syllables(word: str, locale: str) -> int:
    """How many syllables a reader of this language speaks, at least one."""
    lower = word.lower()
    if locale.startswith("en"):
        lower = _SILENT_END.sub("", lower)
    return max(1, len(_VOWELS.get(locale.split("-")[0], _VOWEL_GROUPS).findall(lower)))


def long_sentence(material: Material) -> Iterator[Finding]:
    """Sentences that are out of breath."""
    by_locale = readings(material)
    for text in written(material):
        limits = by_locale.get(text.locale)
        if limits is None:
            continue
        for sentence in sentences(parse(text.words).plain):
            count = len(sentence)
            if count > limits.sentence_words:
                message = (
                    f"{text.key}: {count} words in one sentence where {limits.sentence_words} are read easily"
                )
                yield Finding(path=text.path, line=text.line, message=message, locale=text.locale)


def hard_lesson(material: Material) -> Iterator[Finding]:
    """Steps whose sentences are long on the whole, or that are full of long words."""
    by_locale = readings(material)
    for (locale, _), texts in _by_step(material).items():
        limits = by_locale.get(locale)
        if limits is None:
            continue
        for message in _too_hard(texts, limits, locale or material.locales[0]):
            first = texts[0]
            step = first.key.rpartition("/")[0]
            yield Finding(path=first.path, line=first.line, message=f"{step}: {message}", locale=locale)


def _by_step(material: Material) -> dict[tuple[str, str], list[Written]]:
    """What belongs to one step, by locale; phrases are too short to have a level."""
    found: dict[tuple[str, str], list[Written]] = {}
    for text in written(material):
        if not text.key.startswith(f"{FOLDER}/"):
            found.setdefault((text.locale, text.key.rpartition("/")[0]), []).append(text)
    return found


def _too_hard(texts: Iterable[Written], limits: Reading, locale: str) -> Iterator[str]:
    spoken = [sentence for text in texts for sentence in sentences(parse(text.words).plain)]
    count = sum(map(len, spoken))
    if count < WORDS_TO_JUDGE:
        return
    average = count / len(spoken)
    if average > limits.average_words:
        yield f"{average:.1f} words in a sentence on average where {limits.average_words} are read easily"
    long = [word for sentence in spoken for word in _long_words(sentence, limits, locale)]
    share = 100 * len(long) / count
    if share > limits.long_share:
        often = ", ".join(sorted({word.lower() for word in long})[:5])
        yield f"{share:.0f} % long words where {limits.long_share} % are read easily: {often}"


def _long_words(sentence: tuple[str, ...], limits: Reading, locale: str) -> Iterator[str]:
    """The long words; names are not, which begin with a capital inside a sentence."""
    for place, word in enumerate(sentence):
        is_name = place > 0 and word[0].isupper()
        is_known = is_name or word.lower() in limits.familiar
        if not is_known and syllables(word, locale) >= limits.long_syllables:
            yield word


CHECKS = (
    Check(
        code="T09",
        why="A long sentence is lost halfway.",
        find=long_sentence,
        severity=Severity.WARNING,
        remedy="make two sentences of it; the limits stand in content/quality.yaml",
    ),
    Check(
        code="T10",
        why="Everybody who finished primary school can read it.",
        find=hard_lesson,
        severity=Severity.WARNING,
        remedy="use shorter sentences and everyday words; the limits stand in content/quality.yaml",
    ),
)
