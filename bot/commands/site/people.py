"""The people whom the path of course.yaml tells apart, and the lessons that each of them gets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product

from bot.commands.site.said.progress import path_of
from bot.content.conditions import parse_condition
from bot.content.course import members, names
from bot.content.model import Condition
from bot.content.raw import Sources

MOST_PEOPLE = 60
"""Beyond this a page helps nobody any more; it says so."""

NOBODY_SAID = "no answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody by what the path asks about. `called` says it for each name, with every answer that comes to the same."""

    called: Mapping[str, str]
    answers: Mapping[str, str]
    path: tuple[str, ...]


def people(sources: Sources) -> tuple[Person, ...]:
    """Everybody whose answers the path tells apart, MOST_PEOPLE and one more at most."""
    groups = {name: tuple(_groups(sources, name, found)) for name, found in _asked(sources).items()}
    return tuple(
        _person(sources, dict(zip(groups, chosen, strict=True)))
        for chosen in islice(product(*groups.values()), MOST_PEOPLE + 1)
    )


def _person(sources: Sources, chosen: Mapping[str, tuple[str, str]]) -> Person:
    answers = {name: answer for name, (_, answer) in chosen.items() if answer}
    return Person(
        called={name: called for name, (called, _) in chosen.items()},
        answers=answers,
        path=tuple(path_of(sources, answers)),
    )


def _asked(sources: Sources) -> Mapping[str, tuple[Condition, ...]]:
    """What the conditions of the path ask about, by name, in their order."""
    found: dict[str, tuple[Condition, ...]] = {}
    for part in members(sources.course.root, "path"):
        for raw in names(part, "when"):
            if condition := parse_condition(raw):
                found[condition.name] = (*found.get(condition.name, ()), condition)
    return found


def _groups(sources: Sources, name: str, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    """Answers that come to the same, in words, with one of them."""
    mentioned = dict.fromkeys(value for condition in conditions for value in condition.values)
    others = [value for value in _choices(sources, name) if value not in mentioned]
    if any(not condition.values for condition in conditions):
        yield NOBODY_SAID, ""
        if others or not mentioned:
            yield ", ".join(others) or "any answer", others[0] if others else "yes"
    else:
        yield " or ".join([", ".join(others), NOBODY_SAID] if others else [NOBODY_SAID]), ""
    for value in mentioned:
        yield value, value


def _choices(sources: Sources, name: str) -> Mapping[str, None]:
    """The answers that choices save under a name, each once; `skip` saves nothing."""
    return {
        choice.id: None
        for module in sources.modules
        for step in module.steps
        if step.options.text("save") == name
        for choice in step.choices
        if choice.id != "skip"
    }
