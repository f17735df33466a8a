"""Ways through modules as they are written: what leads where, what can be reached, what waits."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.content.kinds import KINDS, ONWARD
from bot.content.raw import RawModule, RawStep

Place = tuple[str, str]
"""A module and a step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One way out of a step, and the line that says so. `label` is a choice's id or a condition."""

    target: str
    line: int
    label: str = ""


def edges(step: RawStep) -> tuple[Edge, ...]:
    """All ways out of a step within its module, in the order they are written."""
    found = [
        Edge(target=rule.target, line=rule.line, label=rule.condition or "otherwise") for rule in step.rules
    ]
    if step.kind not in ONWARD:
        found += [Edge(target=c.target, line=c.line, label=c.id) for c in step.choices if c.target]
    if step.next:
        found.append(Edge(target=step.next, line=step.next_line))
    return tuple(found)


def steps_by_id(module: RawModule) -> Mapping[str, RawStep]:
    """The steps by id; of two with one id the first."""
    found: dict[str, RawStep] = {}
    for step in module.steps:
        found.setdefault(step.id, step)
    return found


def reachable(module: RawModule, also: Iterable[str] = ()) -> frozenset[str]:
    """The steps that can be reached from the first one, and from those that the course opens straight."""
    ways = {step.id: [edge.target for edge in edges(step)] for step in module.steps}
    return _closure([module.header.text("start"), *also], ways)


def leading_out(module: RawModule) -> frozenset[str]:
    """The steps from which an end can be reached."""
    backwards: dict[str, list[str]] = {}
    for step in module.steps:
        for edge in edges(step):
            backwards.setdefault(edge.target, []).append(step.id)
    return _closure((step.id for step in module.steps if step.kind == "end"), backwards)


def _closure(starts: Iterable[str], ways: Mapping[str, Iterable[str]]) -> frozenset[str]:
    seen: set[str] = set()
    waiting = list(starts)
    while waiting:
        place = waiting.pop()
        if place not in seen:
            seen.add(place)
            waiting.extend(ways.get(place, ()))
    return frozenset(seen)


def restless_loops(modules: Iterable[RawModule]) -> Iterator[Place]:
    """One step of each loop that never waits for a person, over all modules."""
    by_id = {module.id: module for module in modules}
    passing = _passing(by_id)
    ways = {
        (module.id, step.id): tuple(_restless(module.id, step, by_id, passing))
        for module in by_id.values()
        for step in steps_by_id(module).values()
    }
    finished: set[Place] = set()
    for place in ways:
        loop = _loop_from(place, ways, finished)
        if loop:
            yield loop


def passes_without_waiting(modules: Iterable[RawModule]) -> frozenset[str]:
    """The modules that can be walked from start to end without a person being asked anything."""
    return _passing({module.id: module for module in modules})


def _passing(modules: Mapping[str, RawModule]) -> frozenset[str]:
    """Grows from nothing: a visit passes once the visited module is known to pass."""
    passing: set[str] = set()
    while True:
        found = {name for name, module in modules.items() if _passes(module, passing)}
        if found == passing:
            return frozenset(passing)
        passing = found


def _passes(module: RawModule, passing: set[str]) -> bool:
    steps = steps_by_id(module)
    ways = {name: [e.target for e in edges(s)] for name, s in steps.items() if _lets_through(s, passing)}
    return any(
        steps[name].kind == "end" for name in _closure([module.header.text("start")], ways) if name in steps
    )


def _lets_through(step: RawStep, passing: set[str] | frozenset[str]) -> bool:
    if step.kind == "visit":
        return not step.options.text("module") or step.options.text("module") in passing
    return step.kind in KINDS and not KINDS[step.kind].waits


def _restless(
    module: str, step: RawStep, modules: Mapping[str, RawModule], passing: frozenset[str]
) -> Iterator[Place]:
    visited = modules.get(step.options.text("module")) if step.kind == "visit" else None
    if visited is not None:
        yield (visited.id, visited.header.text("start"))
    if _lets_through(step, passing):
        for edge in edges(step):
            yield (module, edge.target)


def _loop_from(start: Place, ways: Mapping[Place, tuple[Place, ...]], finished: set[Place]) -> Place | None:
    """Depth first; a place met again while it is still open closes a loop."""
    opened: dict[Place, Iterator[Place]] = {}
    if start in finished:
        return None
    opened[start] = iter(ways[start])
    loop = None
    while opened:
        place, following = next(reversed(opened.items()))
        step = next((way for way in following if way in ways and way not in finished), None)
        if step is None:
            finished.add(place)
            del opened[place]
        elif step in opened:
            loop = loop or step
        else:
            opened[step] = iter(ways[step])
    return loop
