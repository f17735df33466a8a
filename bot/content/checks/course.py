"""K: the course holds together: its entries, the places it names, and that everything it promises is asked somewhere."""

from collections.abc import Iterator, Mapping
from itertools import chain
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.content.checks.check import Check, Finding
from bot.content.conditions import parse_condition
from bot.content.course import ENTRIES, lessons_by_module, members, must_know_nodes, names
from bot.content.material import Material
from bot.content.raw import NOTHING, Node, RawFile, RawModule, RawStep
from bot.domain.course import TESTS

FEWEST_FORMS = 2
"""So that the same question does not come back twice in a row."""

_CHECKUP = frozenset({"place", "anchor", "days", "open-days"})
_MUST_KNOW = frozenset({"title", "if", "lessons", "repeats"})
_PART = frozenset({"when", "lessons"})

Found = Iterator[tuple[int, str]]
Steps = Mapping[str, RawStep]


def broken_course(material: Material) -> Iterator[Finding]:
    """Entries that nobody reads, that are missing, or that are not what they should be."""
    file = material.sources.course
    if not file.oddities:  # S11 says what cannot be read
        yield from _findings(file, chain(_entries(file), _shapes(file), _numbers(file), _zones(file)))


def _findings(file: RawFile, found: Found) -> Iterator[Finding]:
    return (Finding(path=file.path, line=line, message=message) for line, message in found)


def _entries(file: RawFile) -> Found:
    for name in ENTRIES:
        if name not in file.root.items:
            yield 1, f'"{name}" is missing'
    for name, node in file.root.items.items():
        if name not in ENTRIES:
            yield node.line, f'"{name}" is not known'
    for name, node in (file.root.get("tests") or NOTHING).items.items():
        if name not in TESTS:
            yield node.line, f"a test is one of: {', '.join(TESTS)}"


def _shapes(file: RawFile) -> Found:
    parts = ((f"part {n}", node) for n, node in enumerate(members(file.root, "path"), start=1))
    checkups = ((node.text("place"), node) for node in members(file.root, "checkups"))
    for where, known, nodes in (
        ("must-know", _MUST_KNOW, must_know_nodes(file)),
        ("path", _PART, parts),
        ("checkup", _CHECKUP, checkups),
    ):
        for id, node in nodes:
            for name, entry in node.items.items():
                if name not in known:
                    yield entry.line, f'{where} {id}: "{name}" is not known'
    for id, node in must_know_nodes(file):
        if not node.text("title") or not names(node, "lessons"):
            yield node.line, f"must-know {id} needs a title and lessons"


def _numbers(file: RawFile) -> Found:
    distances = members(file.root, "distances")
    recall = file.root.get("recall-days")
    checkups = members(file.root, "checkups")
    numbers = [*distances, *([recall] if recall else [])]
    for node in numbers:
        if not node.scalar.isdigit() or node.scalar == "0":
            yield node.line, f'"{node.scalar}" is no number of days'
    for checkup in checkups:
        days, open_days = checkup.text("days"), checkup.text("open-days")
        if not days.removeprefix("-").isdigit() or not open_days.isdigit():
            yield checkup.line, "`days` and `open-days` are whole numbers"


def _zones(file: RawFile) -> Found:
    for name, node in (file.root.get("zones") or NOTHING).items.items():
        try:
            ZoneInfo(node.scalar)
        except (ZoneInfoNotFoundError, ValueError):
            yield node.line, f'zone {name}: there is no time zone "{node.scalar}"'


def unknown_place(material: Material) -> Iterator[Finding]:
    """Places that are not there, or that are something else than the course needs there."""
    file, steps = material.sources.course, _steps(material)
    modules = {module.id for module in material.sources.modules}
    for node, kinds in _places(file, modules):
        step = steps.get(node.scalar)
        if step is None:
            yield Finding(path=file.path, line=node.line, message=f'there is no "{node.scalar}"')
        elif kinds and step.kind not in kinds:
            message = f'"{node.scalar}" is a {step.kind}, not a {" or ".join(kinds)}'
            yield Finding(path=file.path, line=node.line, message=message)
    for node in (file.root.get("tests") or NOTHING).items.values():
        if node.scalar not in modules:
            message = f'there is no module "{node.scalar}"'
            yield Finding(path=file.path, line=node.line, message=message)


def _places(file: RawFile, modules: set[str]) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """Each place with the kinds of step that may stand there; () where any may."""
    for _, must_know in must_know_nodes(file):
        yield from ((node, ("lesson",)) for node in members(must_know, "lessons"))
        yield from ((node, ("question",)) for node in members(must_know, "repeats"))
    for part in members(file.root, "path"):
        lessons = members(part, "lessons")
        yield from ((node, ("lesson",)) for node in lessons if node.scalar not in modules)
    yield from ((node, ("lesson",)) for node in members(file.root, "together"))
    for checkup in members(file.root, "checkups"):
        if place := checkup.get("place"):
            yield place, ()


def _steps(material: Material) -> Steps:
    return {f"{module.id}/{step.id}": step for module, step in material.steps()}


def unmatched_must_know(material: Material) -> Iterator[Finding]:
    """Lessons marked as must-knows that the course does not list, and the other way round."""
    file, steps = material.sources.course, _steps(material)
    known = dict(must_know_nodes(file))
    listed = {place for node in known.values() for place in names(node, "lessons")}
    for node in (node for must_know in known.values() for node in members(must_know, "lessons")):
        step = steps.get(node.scalar)
        if step is not None and step.options.text("must_know") != "true":
            message = f"{node.scalar} is not marked `must_know: true`"
            yield Finding(path=file.path, line=node.line, message=message)
    for module, step in material.steps():
        named = step.options.get("must_know")
        if named is None:
            continue
        if step.kind == "lesson" and named.scalar == "true" and f"{module.id}/{step.id}" not in listed:
            message = f"lesson {step.id} is a must-know that course.yaml does not list"
            yield Finding(path=module.path, line=named.line, message=message)
        if step.kind == "question" and named.scalar not in known:
            message = f'there is no must-know "{named.scalar}"'
            yield Finding(path=module.path, line=named.line, message=message)


def weak_repeats(material: Material) -> Iterator[Finding]:
    """Must-knows that cannot come back in another form, or come back as another must-know."""
    file, steps = material.sources.course, _steps(material)
    for id, node in must_know_nodes(file):
        repeats = members(node, "repeats")
        if len(repeats) < FEWEST_FORMS:
            message = f"must-know {id} has {len(repeats)} other forms where {FEWEST_FORMS} are needed"
            yield Finding(path=file.path, line=node.line, message=message)
        for repeat in repeats:
            step = steps.get(repeat.scalar)
            if step is not None and step.options.text("must_know") not in ("", id):
                message = f"{repeat.scalar} asks about {step.options.text('must_know')}, not about {id}"
                yield Finding(path=file.path, line=repeat.line, message=message)


def unlike_tests(material: Material) -> Iterator[Finding]:
    """A test after the course that does not ask what the one before asked, in the same order."""
    file = material.sources.course
    tests = file.root.get("tests") or NOTHING
    modules = {module.id: module for module in material.sources.modules}
    pair = [modules.get(tests.text(name)) for name in TESTS[:2]]
    before, after = (_asked(module) if module else () for module in pair)
    if all(pair) and before != after:
        message = f"the test before asks {', '.join(before)}; the test after {', '.join(after)}"
        yield Finding(path=file.path, line=tests.line, message=message)


def _asked(module: RawModule) -> tuple[str, ...]:
    return tuple(step.options.text("must_know") for step in module.steps if step.kind == "question")


def unsaved_name(material: Material) -> Iterator[Finding]:
    """Conditions and dates that no step saves, and zones that nobody can choose, or the other way round."""
    file = material.sources.course
    saved = {step.options.text("save") for _, step in material.steps()}
    for line, name in _names(file):
        if name not in saved:
            yield Finding(path=file.path, line=line, message=f'no step saves "{name}"')
    zones = (file.root.get("zones") or NOTHING).items
    for module, step in material.steps():
        if step.options.text("save") == "zone":
            for choice in step.choices:
                if choice.id not in zones and choice.id != "skip":
                    message = f"choice {choice.id} has no zone in course.yaml"
                    yield Finding(path=module.path, line=choice.line, message=message)


def _names(file: RawFile) -> Iterator[tuple[int, str]]:
    conditions = [
        (node.line, raw)
        for part in members(file.root, "path")
        for node in members(part, "when")
        for raw in (node.scalar,)
    ]
    conditions += [(node.line, node.text("if")) for _, node in must_know_nodes(file) if node.text("if")]
    for line, raw in conditions:
        condition = parse_condition(raw)
        yield line, condition.name if condition else raw
    for checkup in members(file.root, "checkups"):
        yield checkup.line, checkup.text("anchor")


def lesson_of_no_path(material: Material) -> Iterator[Finding]:
    """Lessons that no part of the path leads anybody to."""
    file = material.sources.course
    lessons = lessons_by_module(material.sources.modules)
    led_to = {
        place
        for part in members(file.root, "path")
        for name in names(part, "lessons")
        for place in lessons.get(name, (name,))
    }
    for module, step in material.steps():
        if step.kind == "lesson" and f"{module.id}/{step.id}" not in led_to:
            message = f"no part of the path in course.yaml leads to lesson {step.id}"
            yield Finding(path=module.path, line=step.line, message=message)


CHECKS = (
    Check(
        code="K01",
        why="A course that is half written leads people nowhere.",
        find=broken_course,
        remedy="write course.yaml as docs/content-format.md shows",
    ),
    Check(
        code="K02",
        why="The course opens lessons and questions by their place.",
        find=unknown_place,
        remedy="write module/step of a lesson, or of a question where one is asked again",
    ),
    Check(
        code="K03",
        why="What everybody must know is one list, in the course and in the lessons.",
        find=unmatched_must_know,
        remedy="mark the lesson `must_know: true` and list it in course.yaml, or neither",
    ),
    Check(
        code="K04",
        why="Who missed something is asked in other words.",
        find=weak_repeats,
        remedy=f"give each must-know {FEWEST_FORMS} questions of its own under `repeats`",
    ),
    Check(
        code="K05",
        why="Only like can be compared with like.",
        find=unlike_tests,
        remedy="ask about the same must-knows in the same order in both tests",
    ),
    Check(
        code="K06",
        why="The course can only go by what people were asked.",
        find=unsaved_name,
        remedy="save the name in an ask or choose step, or correct course.yaml",
    ),
    Check(
        code="K07",
        why="A lesson that nobody is led to is work that nobody sees.",
        find=lesson_of_no_path,
        remedy="add it, or its module, to the path in course.yaml",
    ),
)
