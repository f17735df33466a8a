"""What can be found: each lesson, and the doors of menu, help and emergency, as weighted fields of words.

Takes compiled modules only; adds no word of its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.content.calls import LONGEST
from bot.content.model import (
    Bubble,
    Choose,
    Interrupt,
    Lesson,
    Module,
    Role,
    Say,
    Step,
    Texts,
    Words,
)
from bot.content.normalise import normalise, spelled

DOORS: Mapping[Role, tuple[Interrupt, ...]] = {
    Role.MENU: (Interrupt.MENU,),
    Role.HELP: (Interrupt.HELP,),
    Role.EMERGENCY: (Interrupt.SOS,),
}
"""System modules that answer a free question, with the interrupts whose words lead there."""

TITLE, HEADING, QUESTION, BUBBLE, ACTION, LABEL, REASON, WORD = 6.0, 1.2, 1.4, 1.0, 0.6, 0.6, 0.5, 2.0
ANY_DAY = date.max
"""Only words are indexed, so it does not matter on which date a text is read."""

Field = tuple[float, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One place to send a person to; `fields` are weights with normalised, spelled words."""

    module: str
    step: str
    fields: tuple[Field, ...]


def passages(modules: Mapping[str, Module], locale: str, words: Words) -> tuple[Passage, ...]:
    """Every place that can be found in this locale, in the order of the modules."""
    return tuple(_passages(modules.values(), locale, words))


def _passages(modules: Iterable[Module], locale: str, words: Words) -> Iterator[Passage]:
    for module in modules:
        if module.role in DOORS:
            yield _passage(module, module.start, _door(module, locale, words), words)
        for step in module.steps.values():
            if isinstance(step, Lesson):
                heading = (HEADING, _read(module.title, locale))
                yield _passage(module, step.id, (heading, *_lesson(step, locale)), words)


def _passage(module: Module, step: str, fields: Iterable[Field], words: Words) -> Passage:
    comparable = ((weight, spelled(normalise(text), words.spelling)) for weight, text in fields)
    return Passage(module=module.id, step=step, fields=tuple(comparable))


def _lesson(lesson: Lesson, locale: str) -> Iterator[Field]:
    yield TITLE, _read(lesson.title, locale)
    yield QUESTION, _read(lesson.question.text, locale)
    yield from _bubbles(lesson.bubbles, BUBBLE, locale)
    yield from _bubbles((lesson.action,) if lesson.action else (), ACTION, locale)
    for option in lesson.options:
        yield LABEL, _read(option.label, locale)
        if option.reason is not None:
            yield REASON, _read(option.reason, locale)


def _door(module: Module, locale: str, words: Words) -> Iterator[Field]:
    """The title, the first step's words, the titles behind it, and the words that open it from anywhere."""
    yield TITLE, _read(module.title, locale)
    start: Step | None = module.steps.get(module.start)
    if isinstance(start, (Say, Choose)):
        yield from _bubbles(start.bubbles, BUBBLE, locale)
    if isinstance(start, Choose):
        yield from ((LABEL, _read(option.label, locale)) for option in start.options)
    assert module.role is not None
    opens = [word for word, interrupt in words.interrupts.items() if interrupt in DOORS[module.role]]
    if module.role is Role.EMERGENCY:
        opens += words.calls
    yield WORD, " ".join(sorted({part for word in opens for part in word.split()}))


def _bubbles(bubbles: Iterable[Bubble], weight: float, locale: str) -> Iterator[Field]:
    return ((weight, _read(bubble.text, locale)) for bubble in bubbles)


def _read(texts: Texts, locale: str) -> str:
    return texts[locale].render(LONGEST, ANY_DAY)
