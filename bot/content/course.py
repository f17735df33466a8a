"""course.yaml as raw nodes → the compiled course: must-knows, path, check-ups, tests, zones.

Used only after the checks of `checks/course.py` found no error: every place and every zone exists.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from zoneinfo import ZoneInfo

from bot.content.conditions import parse_condition
from bot.content.model import Checkup, Condition, Course, MustKnow, PathPart, Texts
from bot.content.raw import NOTHING, Node, RawFile, RawModule

FOLDER = "course"
"""First part of the key of a must-know's title: `course/passport`."""

ENTRIES = ("must-knows", "path", "checkups", "tests", "distances", "recall-days", "zones", "together")


def must_know_key(id: str) -> str:
    """The key of a must-know's title, as translators see it."""
    return f"{FOLDER}/{id}"


def must_know_nodes(file: RawFile) -> Iterator[tuple[str, Node]]:
    """Each must-know by its id, in file order."""
    yield from (file.root.get("must-knows") or NOTHING).items.items()


def opened_places(file: RawFile) -> Mapping[str, tuple[str, ...]]:
    """By module, the steps that the course opens without passing the module's first one."""
    found: dict[str, tuple[str, ...]] = {}
    checkups = [node.text("place") for node in members(file.root, "checkups")]
    repeats = [place for _, node in must_know_nodes(file) for place in names(node, "repeats")]
    for place in (*checkups, *repeats):
        module, _, step = place.partition("/")
        found[module] = (*found.get(module, ()), step)
    return found


def lessons_by_module(modules: tuple[RawModule, ...]) -> Mapping[str, tuple[str, ...]]:
    """The lessons of each module as places (`module/step`), in file order."""
    return {
        module.id: tuple(f"{module.id}/{step.id}" for step in module.steps if step.kind == "lesson")
        for module in modules
    }


def build_course(file: RawFile, modules: tuple[RawModule, ...], texts: Callable[[str], Texts]) -> Course:
    """The course; `texts` finds a title in every locale by its key."""
    root, lessons = file.root, lessons_by_module(modules)
    return Course(
        must_knows=tuple(
            MustKnow(
                id=id,
                title=texts(must_know_key(id)),
                lessons=names(node, "lessons"),
                repeats=names(node, "repeats"),
                condition=_condition(node.text("if")),
            )
            for id, node in must_know_nodes(file)
        ),
        path=tuple(_part(node, lessons) for node in members(root, "path")),
        checkups=tuple(
            Checkup(
                place=node.text("place"),
                anchor=node.text("anchor"),
                days=int(node.text("days")),
                open_days=int(node.text("open-days")),
            )
            for node in members(root, "checkups")
        ),
        tests={name: node.scalar for name, node in (root.get("tests") or NOTHING).items.items()},
        distances=tuple(int(node.scalar) for node in members(root, "distances")),
        recall_days=int(root.text("recall-days") or 0),
        together=names(root, "together"),
        zones={name: ZoneInfo(node.scalar) for name, node in (root.get("zones") or NOTHING).items.items()},
    )


def members(node: Node, name: str) -> tuple[Node, ...]:
    """The sequence under a key, () where there is none."""
    return (node.get(name) or NOTHING).members


def names(node: Node, name: str) -> tuple[str, ...]:
    """The same as text."""
    return tuple(member.scalar for member in members(node, name))


def _part(node: Node, lessons: Mapping[str, tuple[str, ...]]) -> PathPart:
    conditions = (_condition(raw) for raw in names(node, "when"))
    places = chain.from_iterable(lessons.get(name, (name,)) for name in names(node, "lessons"))
    return PathPart(conditions=tuple(filter(None, conditions)), lessons=tuple(places))


def _condition(raw: str) -> Condition | None:
    return parse_condition(raw) if raw else None
