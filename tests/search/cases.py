"""The test sets as data, and where each lesson of the curriculum stands. Written by others; nothing here changes them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.content.model import Content, Lesson, ModuleKind
from bot.content.read import read_yaml

HERE = Path(__file__).resolve().parent
OPEN, HELD_OUT, BLIND, SECOND = "open", "held-out", "blind", "second"
"""SECOND was written from knowledge by whoever tuned words and weights, before changing any: open for work."""

MODULE_BY_PART = {
    "M1": "deciding",
    "M2": "legal-route",
    "M3": "costs",
    "M4": "contract",
    "M5": "danger-signs",
    "M6": "papers",
    "M7": "first-days",
    "M8": "health",
    "M9": "living",
    "M10": "getting-help",
    "M11": "going-home",
    "P1": "palm-work",
    "P2": "palm-safety",
    "P3": "palm-life",
    "P4": "palm-law",
    "F": "money",
    "K": "family",
}
"""The curriculum's parts; lessons stand in a module in the curriculum's order."""

Place = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody asked; any of the wanted places is right."""

    text: str
    wants: frozenset[Place]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cry:
    """A message that must bring a person, or (with an empty level) one that must not."""

    text: str
    level: str = ""


def read_questions(half: str, content: Content) -> tuple[Question, ...]:
    """The questions of one half."""
    places = lesson_places(content)
    return tuple(
        Question(text=entry["text"], wants=frozenset(_wanted(entry["wants"].split(), places)))
        for entry in _entries("questions.yaml", half)
    )


def _wanted(wants: Sequence[str], places: Mapping[str, Place]) -> Iterator[Place]:
    """When the sets were written, the list of lessons was the menu; it is a door of its own now, and as right."""
    for want in wants:
        yield places[want]
        if want == "menu":
            yield places["courses"]


def read_cries(half: str) -> tuple[Cry, ...]:
    """The messages of danger of one half."""
    return tuple(Cry(text=entry["text"], level=entry["level"]) for entry in _entries("danger.yaml", half))


def read_harmless(half: str) -> tuple[Cry, ...]:
    """The harmless messages of one half."""
    return tuple(Cry(text=entry["text"]) for entry in _entries("harmless.yaml", half))


def lesson_places(content: Content) -> Mapping[str, Place]:
    """Where each id of the curriculum, and each door, is found."""
    places: dict[str, Place] = {}
    for part, module in MODULE_BY_PART.items():
        steps = [step.id for step in content.modules[module].steps.values() if isinstance(step, Lesson)]
        dot = "" if part.isalpha() else "."
        places |= {f"{part}{dot}{number}": (module, step) for number, step in enumerate(steps, start=1)}
    doors = (module for module in content.modules.values() if module.kind is ModuleKind.SYSTEM)
    return places | {door.id: (door.id, door.start) for door in doors}


def read_blind() -> tuple[tuple[Cry, ...], tuple[Cry, ...]]:
    """Danger and harmless messages of the set that nobody may tune on, in that order."""
    cries = (Cry(text=e["text"], level=e["level"]) for e in _entries("blind/danger.yaml", BLIND))
    return tuple(cries), tuple(Cry(text=e["text"]) for e in _entries("blind/harmless.yaml", BLIND))


def _entries(name: str, half: str) -> Sequence[Mapping[str, str]]:
    """The entries of one half or set; a list becomes its members with spaces between."""
    file = HERE / SECOND / name if half == SECOND else HERE / name
    root = read_yaml(file, name).root
    rows = [
        {key: node.scalar or " ".join(m.scalar for m in node.members) for key, node in entry.items.items()}
        for entry in root.members
    ]
    return [row for row in rows if row.get("half", half) == half]
