"""Where a problem belongs: a step of a module, a module's header, an entry of the course, a fact, or none of these."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.content.course import members, must_know_nodes
from bot.content.material import Material
from bot.content.raw import NOTHING, RawFile, RawModule
from bot.domain.problem import Problem
from bot.i18n.catalog import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place on the pages. `module` is a file's name; `line` is the step's, the entry's or the fact's, 0 for
    what stands above them all."""

    module: str = ""
    line: int = 0
    fact_file: str = ""
    is_course: bool = False


NOWHERE = Spot()


def by_spot(material: Material, problems: Iterable[Problem]) -> Mapping[Spot, tuple[Problem, ...]]:
    """The problems by place, sorted."""
    found: dict[Spot, list[Problem]] = {}
    for problem in sorted(problems):
        found.setdefault(spot_of(material, problem), []).append(problem)
    return {spot: tuple(gathered) for spot, gathered in found.items()}


def spot_of(material: Material, problem: Problem) -> Spot:
    """The place of one problem; NOWHERE for files that have no page of their own."""
    for module in material.sources.modules:
        if module.path == problem.path:
            return step_spot(module, problem.line)
    if problem.path == material.sources.course.path:
        return course_spot(material.sources.course, problem.line)
    for file in material.sources.facts:
        if file.path == problem.path:
            lines = sorted(node.line for node in file.root.members)
            return Spot(fact_file=file.path, line=_begun(lines, problem.line))
    for catalogue in material.catalogues.values():
        if catalogue.path == problem.path:
            return _translated_spot(material, catalogue, problem.line)
    return NOWHERE


def step_spot(module: RawModule, line: int) -> Spot:
    """The step of a module in which a line stands, or its header."""
    return Spot(module=module.name, line=_begun([step.line for step in module.steps], line))


def course_spot(course: RawFile, line: int) -> Spot:
    """The entry of course.yaml in which a line stands, or the top of it."""
    inner = [*members(course.root, "path"), *members(course.root, "checkups")]
    inner += [node for _, node in must_know_nodes(course)]
    inner += (course.root.get("tests") or NOTHING).items.values()
    lines = {node.line for node in (*course.root.items.values(), *inner)}
    return Spot(is_course=True, line=_begun(sorted(lines), line))


def _begun(lines: list[int], line: int) -> int:
    """The last of these lines that is not below `line`, 0 where all are."""
    position = bisect_right(lines, line)
    return lines[position - 1] if position else 0


def _translated_spot(material: Material, catalogue: Catalogue, line: int) -> Spot:
    before = [(entry.line, key) for key, entry in catalogue.entries.items() if entry.line <= line]
    key = max(before, default=(0, ""))[1]
    text = next((text for text in material.texts if text.key == key), None)
    modules, course = {module.path: module for module in material.sources.modules}, material.sources.course
    if text and text.path == course.path:
        return course_spot(course, text.line)
    return step_spot(modules[text.path], text.line) if text and text.path in modules else NOWHERE
