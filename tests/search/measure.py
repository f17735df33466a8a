"""Figures over one half of the test sets: what is found, which danger is seen, what is a false alarm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.content.model import Content, Finder, Interrupt
from bot.content.normalise import normalise, spelled
from bot.domain.event import TextReceived
from bot.engine.reading import Danger, find_danger, find_interrupt, hear
from tests.search.cases import Cry, Question

LEVELS = ("U0", "U1", "HELP")
"""Levels that must bring a person; U2 needs only the offer of help, and is reported apart."""

AT = datetime(2026, 11, 21, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """How many questions there were, and how many found a wanted place first, and among the first three."""

    asked: int
    first: int
    among_three: int
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How many messages of a level there were, and those in which no danger was seen."""

    level: str
    sent: int
    missed: tuple[str, ...]

    @property
    def found(self) -> int:
        return self.sent - len(self.missed)


def rank(questions: Sequence[Question], finder: Finder, content: Content) -> Ranked:
    """Asks every question in the language of the sources."""
    first, three, missed = 0, 0, []
    for question in questions:
        words = spelled(normalise(question.text), content.words.spelling)
        places = [(hit.module, hit.step) for hit in finder.find(words, content.locales[0])]
        first += bool(question.wants.intersection(places[:1]))
        if question.wants.intersection(places[:3]):
            three += 1
        else:
            missed.append(question.text)
    return Ranked(asked=len(questions), first=first, among_three=three, missed=tuple(missed))


def see(cries: Sequence[Cry], content: Content) -> tuple[Seen, ...]:
    """By level, in the order of the levels."""
    levels = sorted({cry.level for cry in cries})
    return tuple(
        Seen(
            level=level,
            sent=sum(cry.level == level for cry in cries),
            missed=tuple(
                cry.text for cry in cries if cry.level == level and not brings_help(cry.text, content)
            ),
        )
        for level in levels
    )


def false_alarms(harmless: Sequence[Cry], content: Content) -> tuple[str, ...]:
    """The harmless messages in which danger was seen."""
    return tuple(cry.text for cry in harmless if brings_help(cry.text, content))


def brings_help(text: str, content: Content) -> bool:
    """Whether a message brings the safety path: by danger words, or by a word that means help."""
    heard = hear(TextReceived(at=AT, text=text), content)
    asks = find_interrupt(heard, content) in {Interrupt.HELP, Interrupt.SOS}
    return asks or find_danger(heard, content) is not Danger.NONE
