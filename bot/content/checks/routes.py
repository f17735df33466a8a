"""P: a route leads somewhere: every item is whole, can be reached, and somebody is sent this way."""

from collections.abc import Iterator, Mapping

from bot.content.checks.check import Check, Finding
from bot.content.material import Material
from bot.content.model import ROUTE_FIELDS, RouteStatus
from bot.content.raw import Node, RawFile
from bot.content.routes import ENTRIES, ITEM_ENTRIES, TITLE_LENGTH, items_of

_NEEDED = ("id", "title", "purpose", "where", "refused")
Found = Iterator[tuple[int, str]]


def broken_route(material: Material) -> Iterator[Finding]:
    """Entries that are missing or unknown, items that wait for what is not there or for each other."""
    for file in material.sources.routes:
        if not file.oddities:  # S11 says what cannot be read
            for line, message in (*_entries(file), *_items(file), *_order(file)):
                yield Finding(path=file.path, line=line, message=message)


def _entries(file: RawFile) -> Found:
    root = file.root
    for name in ("route", "title", "status", "about"):
        if not root.text(name):
            yield 1, f'"{name}" is missing'
    for name, node in root.items.items():
        if name not in ENTRIES:
            yield node.line, f'"{name}" is not known'
    if root.text("route") and f"/{root.text('route')}.yaml" not in file.path:
        yield root.items["route"].line, f'"{root.text("route")}" is not the name of this file'
    status = root.text("status")
    if status and status not in tuple(RouteStatus):
        yield root.items["status"].line, f"status is one of: {', '.join(RouteStatus)}"
    if status in (RouteStatus.UNCLEAR, RouteStatus.CLOSED) and not root.text("warning"):
        yield root.items["status"].line, "a route that is not open begins with a `warning`"


def _items(file: RawFile) -> Found:
    seen: set[str] = set()
    for item in items_of(file):
        id = item.text("id")
        for name in _NEEDED:
            if not item.text(name):
                yield item.line, f'item {id}: "{name}" is missing'
        for name, node in item.items.items():
            if name not in ITEM_ENTRIES:
                yield node.line, f'item {id}: "{name}" is not known'
        if id in seen:
            yield item.line, f'"{id}" stands here twice'
        seen.add(id)


def _order(file: RawFile) -> Found:
    items = {item.text("id"): item for item in items_of(file)}
    after = {id: [node.scalar for node in _after(item)] for id, item in items.items()}
    for item in items.values():
        for node in _after(item):
            if node.scalar not in items:
                yield node.line, f'there is no item "{node.scalar}"'
    stuck = _never_first(after)
    if stuck:
        yield items[min(stuck)].line, f"these items wait for each other: {', '.join(sorted(stuck))}"


def _after(item: Node) -> tuple[Node, ...]:
    node = item.get("after")
    return node.members if node else ()


def _never_first(after: Mapping[str, list[str]]) -> set[str]:
    """The items that can never be done, whatever is done before."""
    waiting = set(after)
    while free := {id for id in waiting if not waiting.intersection(after[id])}:
        waiting -= free
    return waiting


def long_title(material: Material) -> Iterator[Finding]:
    """Titles of items that a list would not show whole."""
    for file in material.sources.routes:
        for item in items_of(file):
            key = f"routes/{file.root.text('route')}/{item.text('id')}/title"
            for locale in material.locales:
                length = len(material.longest(key, locale))
                if length > TITLE_LENGTH:
                    message = f"{key}: {length} characters where {TITLE_LENGTH} fit"
                    yield Finding(path=file.path, line=item.line, message=message, locale=locale)


def route_of_nobody(material: Material) -> Iterator[Finding]:
    """Routes that no step sets, and steps that set one that is not there."""
    routes = {file.root.text("route"): file for file in material.sources.routes}
    set_by: set[str] = set()
    for module, step in material.steps():
        if step.options.text("do") != "set-route":
            continue
        named = step.options.get("route")
        if named is None or named.scalar not in routes:
            line = named.line if named else step.line
            message = f"step {step.id} sets no route of content/routes"
            yield Finding(path=module.path, line=line, message=message)
        else:
            set_by.add(named.scalar)
    for id, file in routes.items():
        if id and id not in set_by:
            yield Finding(path=file.path, line=1, message=f"no step leads anybody to route {id}")


CHECKS = (
    Check(
        code="P01",
        why="A route with a gap leaves somebody standing.",
        find=broken_route,
        remedy=f"write the route as docs/content-format.md shows; an item has {', '.join(ROUTE_FIELDS)}",
    ),
    Check(
        code="P02",
        why="An item is a row of a list, and rows are cut.",
        find=long_title,
        remedy=f"shorten the title to {TITLE_LENGTH} characters",
    ),
    Check(
        code="P03",
        why="A route that nobody is led to helps nobody.",
        find=route_of_nobody,
        remedy="add a step `(act)` with `do: set-route` and `route: …`, or remove the route",
    ),
)
