"""content/routes/*.yaml as raw nodes → the compiled routes, and their texts for translators.

Used only after the checks of `checks/routes.py` found no error.
"""

from collections.abc import Callable, Iterator, Mapping

from bot.content.model import ROUTE_FIELDS, Route, RouteItem, RouteStatus, Texts
from bot.content.raw import Node, RawFile
from bot.i18n.extract import SourceText

FOLDER = "routes"
"""First part of the key of every text of a route: `routes/p-to-p-malaysia/passport/where`."""

ENTRIES = frozenset({"route", "title", "status", "about", "warning", "items"})
ITEM_ENTRIES = frozenset({"id", "title", *ROUTE_FIELDS, "after", "dated", "must"})
TITLE_LENGTH = 24
"""An item is a row of a list."""


def items_of(file: RawFile) -> tuple[Node, ...]:
    """The items of a route, as they are written."""
    node = file.root.get("items")
    return node.members if node else ()


def route_texts(file: RawFile) -> Iterator[SourceText]:
    """Every text of a route, in file order."""
    route = file.root.text("route")
    for name in ("title", "about", "warning"):
        yield from _text(file, file.root, f"{FOLDER}/{route}/{name}", name)
    for item in items_of(file):
        for name in ("title", *ROUTE_FIELDS):
            yield from _text(file, item, f"{FOLDER}/{route}/{item.text('id')}/{name}", name)


def _text(file: RawFile, node: Node, key: str, name: str) -> Iterator[SourceText]:
    found = node.get(name)
    if found is not None:
        yield SourceText(key=key, text=found.scalar.strip(), path=file.path, line=found.line)


def build_routes(files: tuple[RawFile, ...], texts: Callable[[str], Texts]) -> Mapping[str, Route]:
    """The routes by id; `texts` finds a text in every locale by its key."""
    return {file.root.text("route"): _route(file, texts) for file in files}


def _route(file: RawFile, texts: Callable[[str], Texts]) -> Route:
    root = file.root
    prefix = f"{FOLDER}/{root.text('route')}"
    return Route(
        id=root.text("route"),
        title=texts(f"{prefix}/title"),
        status=RouteStatus(root.text("status")),
        about=texts(f"{prefix}/about"),
        warning=texts(f"{prefix}/warning") if root.get("warning") else None,
        items={item.text("id"): _item(f"{prefix}/{item.text('id')}", item, texts) for item in items_of(file)},
    )


def _item(prefix: str, item: Node, texts: Callable[[str], Texts]) -> RouteItem:
    after = item.get("after")
    return RouteItem(
        id=item.text("id"),
        title=texts(f"{prefix}/title"),
        texts={name: texts(f"{prefix}/{name}") for name in ROUTE_FIELDS if item.get(name)},
        after=tuple(node.scalar for node in (after.members if after else ())),
        is_dated=item.text("dated") == "true",
        is_must=item.text("must") == "true",
    )
