"""S, the ways: every step can be reached and left, every name that is used exists."""

from collections.abc import Iterator

from bot.content.checks.check import Check, Finding
from bot.content.conditions import parse_condition
from bot.content.course import opened_places
from bot.content.graph import edges, passes_without_waiting, reachable, restless_loops, steps_by_id
from bot.content.kinds import GIVEN_NAMES, KINDS, ONWARD
from bot.content.material import Material
from bot.content.model import LEVELS, Role
from bot.content.raw import RawModule, RawStep

FIRST_LINE = 1


def unreachable_step(material: Material) -> Iterator[Finding]:
    """Steps that no way leads to."""
    opened = opened_places(material.sources.course)
    for module in material.sources.modules:
        if module.header.text("start") in steps_by_id(module):
            found = reachable(module, opened.get(module.id, ()))
            for step in module.steps:
                if step.id not in found:
                    yield Finding(path=module.path, line=step.line, message=f"no way leads to step {step.id}")


def no_way_on(material: Material) -> Iterator[Finding]:
    """Steps where a person, or the engine, would be stuck."""
    for module, step in material.steps():
        for line, message in _dead_ends(step):
            yield Finding(path=module.path, line=line, message=f"step {step.id}: {message}")


def _dead_ends(step: RawStep) -> Iterator[tuple[int, str]]:
    kind = KINDS.get(step.kind)
    if kind is None:
        return
    if kind.has_next and not step.next:
        yield step.line, "nothing says where to go next"
    if step.kind in {"choose", *ONWARD} and not step.choices:
        yield step.line, "there is nothing to choose"
    if step.kind == "choose":
        if step.choices and all(choice.condition for choice in step.choices):
            yield step.line, "every choice has a condition, so there may be none"
        for choice in step.choices:
            if not choice.target:
                yield choice.line, f"choice {choice.id} leads nowhere"
    if step.kind == "branch" and (not step.rules or step.rules[-1].condition):
        yield step.line, "the last rule must be `otherwise`"
    if step.kind == "branch" and sum(not rule.condition for rule in step.rules) > 1:
        yield step.line, "`otherwise` stands twice"


def missing_target(material: Material) -> Iterator[Finding]:
    """Ways to steps that are not there."""
    for module in material.sources.modules:
        steps = steps_by_id(module)
        for target, line in _named_steps(module):
            if target not in steps:
                yield Finding(
                    path=module.path, line=line, message=f'there is no step "{target}" in this module'
                )


def _named_steps(module: RawModule) -> Iterator[tuple[str, int]]:
    start, moved = module.header.get("start"), module.header.get("moved")
    if start is not None and start.scalar:
        yield start.scalar, start.line
    for node in (moved.items if moved else {}).values():
        yield node.scalar, node.line
    for step in module.steps:
        for edge in edges(step):
            yield edge.target, edge.line


def endless_loop(material: Material) -> Iterator[Finding]:
    """Loops in which the engine would never stop to wait."""
    by_id = {module.id: module for module in material.sources.modules}
    for name, step in restless_loops(material.sources.modules):
        module = by_id[name]
        line = steps_by_id(module)[step].line
        yield Finding(
            path=module.path, line=line, message=f"the loop through step {step} never waits for the person"
        )
    for name in sorted(passes_without_waiting(material.sources.modules)):
        if by_id[name].role == Role.MENU:
            yield Finding(
                path=by_id[name].path, line=FIRST_LINE, message="the menu can be left without asking anything"
            )


def duplicate_role(material: Material) -> Iterator[Finding]:
    """Roles that the engine looks for, each filled by exactly one module."""
    taken: dict[str, RawModule] = {}
    for module in material.sources.modules:
        if module.role in taken:
            message = f"role {module.role} is taken by {taken[module.role].path}"
            yield Finding(path=module.path, line=module.header.items["role"].line, message=message)
        elif module.role:
            taken[module.role] = module
    place = (
        material.sources.modules[0].path.rpartition("/")[0] if material.sources.modules else "content/modules"
    )
    for role in Role:
        if role.value not in taken:
            yield Finding(path=place, line=FIRST_LINE, message=f"no module has the role {role.value}")


def missing_module(material: Material) -> Iterator[Finding]:
    """Visits into modules that are not there."""
    ids = {module.id for module in material.sources.modules}
    for module, step in material.steps():
        named = step.options.get("module")
        if step.kind == "visit" and named is not None and named.scalar not in ids:
            yield Finding(path=module.path, line=named.line, message=f'there is no module "{named.scalar}"')


def unknown_name(material: Material) -> Iterator[Finding]:
    """Conditions that can never be true, because nobody saves that name or that value."""
    saved = _saved_values(material)
    for module, step in material.steps():
        written = [(rule.condition, rule.line) for rule in step.rules] + [
            (c.condition, c.line) for c in step.choices
        ]
        for raw, line in written:
            condition = parse_condition(raw) if raw else None
            if condition is None or condition.name in GIVEN_NAMES:
                continue
            if condition.name not in saved:
                yield Finding(path=module.path, line=line, message=f'no step saves "{condition.name}"')
                continue
            for value in condition.values:
                if None not in saved[condition.name] and value not in saved[condition.name]:
                    message = f'"{condition.name}" is never saved as "{value}"'
                    yield Finding(path=module.path, line=line, message=message)


def _saved_values(material: Material) -> dict[str, set[str | None]]:
    """By name, the values that choices save; None stands for whatever a person types."""
    saved: dict[str, set[str | None]] = {}
    saved["level"] = set(LEVELS)
    for _, step in material.steps():
        if name := step.options.text("save"):
            values = {choice.id for choice in step.choices} if step.kind == "choose" else {None}
            saved.setdefault(name, set()).update(values)
    return saved


CHECKS = (
    Check(
        code="S01",
        why="A step that cannot be reached is work that nobody sees.",
        find=unreachable_step,
        remedy="lead a way to it, or remove it and name its successor under `moved`",
    ),
    Check(
        code="S02",
        why="Nobody may be stuck.",
        find=no_way_on,
        remedy="add `→ step`, a choice with its step, or `- otherwise → step`",
    ),
    Check(
        code="S03",
        why="A way must lead somewhere.",
        find=missing_target,
        remedy="write the id of a step of this module",
    ),
    Check(
        code="S04",
        why="A loop that never waits would be cut off by the engine.",
        find=endless_loop,
        remedy="put a choose, ask or lesson step into the loop",
    ),
    Check(
        code="S07",
        why="The engine finds these modules by their role.",
        find=duplicate_role,
        remedy=f"give each role to exactly one module: {', '.join(Role)}",
    ),
    Check(
        code="S08",
        why="A visit needs a module to go into.",
        find=missing_module,
        remedy="write the id of a module in content/modules",
    ),
    Check(
        code="S09",
        why="A condition on what nobody saves is never true.",
        find=unknown_name,
        remedy="save the name in an ask or choose step, or correct the condition",
    ),
)
