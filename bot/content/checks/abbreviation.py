"""T: short forms are listed in content/abbreviations.yaml and explained in the lesson that uses them.

People open lessons in any order, so what another lesson explained does not count. Contact lists and the other
system modules say what an office does beside its number; only lessons are looked at for explanations.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.content.checks.check import Check, Finding
from bot.content.kinds import ACTION, PICTURE, QUESTION
from bot.content.material import Material, bubble_key, choice_key, reason_key
from bot.content.raw import RawModule, RawStep
from bot.domain.problem import Severity

EVERYDAY, EXPLAINED = "everyday", "explained"
_SHORT = re.compile(r"(?<!\w)(?:[A-Z]-)?[A-Z][A-Z0-9]*[A-Z](?![a-z])")
_SAID = re.compile(r"\*\*[^*\n]+\*\*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shorts:
    """The listed short forms; `glosses` holds, by locale and form, words that explain it."""

    everyday: frozenset[str]
    explained: frozenset[str]
    glosses: Mapping[tuple[str, str], tuple[str, ...]]


def read_shorts(material: Material) -> Shorts:
    """The list as its file says it, as far as it can be used."""
    root = material.sources.abbreviations.root
    everyday, explained = root.get(EVERYDAY), root.get(EXPLAINED)
    entries = explained.items if explained else {}
    return Shorts(
        everyday=frozenset(node.scalar for node in (everyday.members if everyday else ())),
        explained=frozenset(entries),
        glosses={
            (locale, short): tuple(node.scalar.lower() for node in words.members)
            for short, entry in entries.items()
            for locale, words in entry.items.items()
        },
    )


def shorts_in(text: str) -> list[str]:
    """The short forms of a text in their order, once each; words to be typed (**MENU**) are none."""
    return list(dict.fromkeys(_SHORT.findall(_SAID.sub(" ", text))))


def unknown_short(material: Material) -> Iterator[Finding]:
    """Short forms that nobody listed; the first use of each."""
    shorts = read_shorts(material)
    typed = (word.upper().split() for word in (*material.words.interrupts, *material.words.calls))
    seen = {*shorts.everyday, *shorts.explained, *(part for parts in typed for part in parts)}
    for locale in material.locales:
        for text in material.texts:
            for short in shorts_in(material.longest(text.key, locale)):
                if short not in seen:
                    seen.add(short)
                    message = f'{text.key}: "{short}" is not in the list of short forms'
                    yield Finding(path=text.path, line=text.line, message=message, locale=locale)


def unexplained_short(material: Material) -> Iterator[Finding]:
    """Short forms that lessons use and do not explain at once; one finding for each in a module."""
    shorts = read_shorts(material)
    for module in material.sources.modules:
        told: set[tuple[str, str]] = set()
        for locale in material.locales:
            found: dict[str, list[tuple[str, int]]] = {}
            for step in (step for step in module.steps if step.kind == "lesson"):
                for short, key, line in _unexplained(material, module, step, locale, shorts):
                    found.setdefault(short, []).append((key, line))
            for short, places in found.items():
                key, line = places[0]
                if (short, key) in told:
                    continue  # a translation that says what its source says
                told.add((short, key))
                more = f", and so in {len(places) - 1} more lessons" if places[1:] else ""
                message = f"{key}: {short} is used before it is explained{more}"
                yield Finding(path=module.path, line=line, message=message, locale=locale)


def _unexplained(
    material: Material, module: RawModule, step: RawStep, locale: str, shorts: Shorts
) -> Iterator[tuple[str, str, int]]:
    """The short form, and the key and line of its first use."""
    seen: set[str] = set()
    for key, line in _in_order(module, step):
        text = material.longest(key, locale)
        for short in shorts_in(text):
            if short in shorts.explained and short not in seen:
                seen.add(short)
                if not is_explained(short, text, shorts.glosses.get((locale, short), ())):
                    yield short, key, line


def is_explained(short: str, text: str, glosses: tuple[str, ...]) -> bool:
    """Whether the text says what the short form is: in brackets on either side, or in one of the words."""
    plain = text.replace("**", "")
    brackets = re.search(rf"\b{short}\b ?\([^\W\d_]|\([^)]*\b{short}\b[^)]*\)", plain)
    return brackets is not None or any(gloss in plain.lower() for gloss in glosses)


def _in_order(module: RawModule, step: RawStep) -> Iterator[tuple[str, int]]:
    """Keys and lines in the order in which a person reads them; the title is only a name."""
    told = [bubble for bubble in step.bubbles if bubble.id not in {QUESTION, ACTION, PICTURE}]
    asked = [bubble for bubble in step.bubbles if bubble.id == QUESTION]
    last = [bubble for bubble in step.bubbles if bubble.id == ACTION]
    for bubble in (*told, *asked):
        yield bubble_key(module, step, bubble), bubble.line
    for choice in step.choices:
        yield choice_key(module, step, choice), choice.line
    for choice in step.choices:
        if choice.reason_line:
            yield reason_key(module, step, choice), choice.reason_line
    for bubble in last:
        yield bubble_key(module, step, bubble), bubble.line


CHECKS = (
    Check(
        code="T11",
        why="A short form that nobody listed was explained to nobody.",
        find=unknown_short,
        severity=Severity.WARNING,
        remedy="write the words out, or add it to content/abbreviations.yaml with words that explain it",
    ),
    Check(
        code="T12",
        why="People open lessons in any order.",
        find=unexplained_short,
        severity=Severity.WARNING,
        remedy="say what it is where the lesson first uses it: P3MI (perusahaan penempatan resmi)",
    ),
)
