"""What can be found: each lesson, and the doors that people may open by themselves, as weighted fields of words.

Takes compiled modules and the names that people have for them; adds no word of its own.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from bot.content.calls import LONGEST
from bot.content.model import (
    Bubble,
    Choose,
    Interrupt,
    Lesson,
    Module,
    ModuleKind,
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
    Role.LANGUAGE: (Interrupt.LANGUAGE,),
    Role.FORGET: (Interrupt.FORGET,),
}
"""System modules that answer a free question, with the interrupts whose words lead there. Any other is a door
only if people have a name for it."""

TITLE, HEADING, QUESTION, BUBBLE, ACTION, LABEL, REASON, WORD = 6.0, 1.2, 1.4, 0.8, 0.6, 0.6, 0.5, 2.0
TOPIC = 4.0
FRESH = date.min
"""The day on which texts are read: later their facts would add "ask again" to every lesson."""

Field = tuple[float, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One place to send a person to; `fields` are weights with normalised, spelled words."""

    module: str
    step: str
    fields: tuple[Field, ...]


def passages(
    modules: Mapping[str, Module],
    locale: str,
    words: Words,
    topics: Mapping[str, Sequence[str]] = MappingProxyType({}),
    doors: Collection[str] = (),
) -> tuple[Passage, ...]:
    """Every place that can be found in this locale, in the order of the modules.

    `topics` are the names of places in this language; `doors` the modules that have one in any.
    """
    return tuple(_passages(modules.values(), locale, words, topics, doors))


def _passages(
    modules: Iterable[Module],
    locale: str,
    words: Words,
    topics: Mapping[str, Sequence[str]],
    doors: Collection[str],
) -> Iterator[Passage]:
    for module in modules:
        if module.role in DOORS or (module.kind is ModuleKind.SYSTEM and module.id in doors):
            named = _named(topics, module.id)
            yield _passage(module, module.start, (*named, *_door(module, locale, words)), words)
        for step in module.steps.values():
            if isinstance(step, Lesson):
                heading = (HEADING, _read(module.title, locale))
                named = _named(topics, f"{module.id}/{step.id}")
                yield _passage(module, step.id, (heading, *named, *_lesson(step, locale)), words)


def _named(topics: Mapping[str, Sequence[str]], place: str) -> tuple[Field, ...]:
    return tuple((TOPIC, name) for name in topics.get(place, ()))


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
    leading = DOORS.get(module.role, ()) if module.role else ()
    opens = [word for word, interrupt in words.interrupts.items() if interrupt in leading]
    if module.role is Role.EMERGENCY:
        opens += words.calls
    yield WORD, " ".join(sorted({part for word in opens for part in word.split()}))


def _bubbles(bubbles: Iterable[Bubble], weight: float, locale: str) -> Iterator[Field]:
    return ((weight, _read(bubble.text, locale)) for bubble in bubbles)


def _read(texts: Texts, locale: str) -> str:
    return texts[locale].render(LONGEST, FRESH)
