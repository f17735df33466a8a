"""`diagram`: a module as a picture, drawn from the same steps that the engine walks. SVG, or DOT for Graphviz.

Steps that the course opens straight (check-ups, other forms of a must-know) have a thick edge.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

import typer

from bot.commands.places import CONTENT
from bot.content.course import opened_places
from bot.content.graph import edges, steps_by_id
from bot.content.raw import RawModule, RawStep
from bot.content.read import read_module, read_yaml

WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 170, 44, 30, 56, 24
WIDEST = 8
"""Steps in one row; more go into the next one."""
COLOURS = {
    "say": "#e8f0fe", "choose": "#fff4d6", "ask": "#fff4d6", "lesson": "#e3f6e5",
    "branch": "#f1f1f1", "visit": "#efe5fb", "handoff": "#fde2e2", "end": "#d9d9d9",
    "question": "#e3f6e5", "lookup": "#fff4d6", "agency": "#fff4d6", "report": "#e8f0fe", "act": "#fbe3d0",
    "weigh": "#fff4d6", "checklist": "#fff4d6", "assess": "#e8f0fe", "estimate": "#e8f0fe",
}  # fmt: skip
_DETAILS = ("do", "of", "module", "due", "bookmark")
"""Options that say what a step does, beside its kind."""
Place = tuple[int, int]


def run(module: str, *, out: Path | None = None, form: str = "svg", root: Path = CONTENT) -> int:
    """Writes the picture to `out` or standard output; 2 where there is no such module or form."""
    path = root / "modules" / f"{module}.md"
    if form not in {"svg", "dot"} or not path.is_file():
        typer.echo("There is no such module, or the form is neither svg nor dot.", err=True)
        return 2
    raw = read_module(path, path.name)
    opened = opened_places(read_yaml(root / "course.yaml", "course.yaml")).get(raw.id, ())
    picture = draw_svg(raw, opened) if form == "svg" else draw_dot(raw, opened)
    if out is None:
        typer.echo(picture, nl=False)
    else:
        out.write_text(picture, encoding="utf-8")
    return 0


def draw_dot(module: RawModule, opened: Collection[str] = ()) -> str:
    """The module for Graphviz; `opened` are steps that the course opens straight."""
    lines = [f'digraph "{module.id}" {{', "  node [shape=box, style=filled];"]
    for step in module.steps:
        colour = COLOURS.get(step.kind, "#ffffff")
        width = 3 if step.id in opened else 1
        label = f"{step.id}\\n{_what(step)}"
        lines.append(f'  "{step.id}" [label="{label}", fillcolor="{colour}", penwidth={width}];')
    for step in module.steps:
        lines += [f'  "{step.id}" -> "{edge.target}" [label="{edge.label}"];' for edge in edges(step)]
    return "\n".join([*lines, "}", ""])


def draw_svg(module: RawModule, opened: Sequence[str] = ()) -> str:
    """The module in layers: every step as far down as the shortest way to it is long, from the first step or
    from one of those that the course opens straight."""
    places = _places(module, opened)
    width = max(x for x, _ in places.values()) + WIDTH + MARGIN
    height = max(y for _, y in places.values()) + HEIGHT + MARGIN
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="12"><defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" '
        'markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#555"/></marker></defs>'
    )
    title = f"<title>{escape(module.id)}</title>"
    return "\n".join([head, title, *_arrows(module, places), *_boxes(module, places, opened), "</svg>", ""])


def _what(step: RawStep) -> str:
    """The kind of a step with what it does: "act join-group"."""
    written = ((name, step.options.text(name)) for name in _DETAILS)
    said = (name if value == "true" else value for name, value in written if value != "false")
    return " ".join([step.kind, *filter(None, said)])


def _places(module: RawModule, opened: Sequence[str]) -> dict[str, Place]:
    """The upper left corner of every step; steps that nothing leads to come last."""
    steps = steps_by_id(module)
    layers: list[list[str]] = []
    layer = _first(steps, module.header.text("start"), opened)
    seen: set[str] = set()
    while layer := [name for name in dict.fromkeys(layer) if name in steps and name not in seen]:
        layers.append(layer)
        seen.update(layer)
        layer = [edge.target for name in layer for edge in edges(steps[name])]
    layers.append([name for name in steps if name not in seen])
    return {
        name: (MARGIN + column * (WIDTH + GAP_X), MARGIN + row * (HEIGHT + GAP_Y))
        for row, names in enumerate(_rows(layers))
        for column, name in enumerate(names)
    } or {"": (MARGIN, MARGIN)}


def _first(steps: Mapping[str, RawStep], start: str, opened: Sequence[str]) -> list[str]:
    """Where people come in; a first step that the others lead to stands below them."""
    behind = {edge.target for name in opened if name in steps for edge in edges(steps[name])}
    return [*opened] if start in behind - set(opened) else [start, *opened]


def _rows(layers: list[list[str]]) -> Iterator[list[str]]:
    for layer in layers:
        yield from (layer[first : first + WIDEST] for first in range(0, len(layer), WIDEST))


def _boxes(module: RawModule, places: dict[str, Place], opened: Collection[str]) -> Iterator[str]:
    for name, step in steps_by_id(module).items():
        x, y = places[name]
        edge = ' stroke-width="3"' if name in opened else ""
        colour = COLOURS.get(step.kind, "#ffffff")
        yield f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="{colour}" stroke="#555"{edge}/>'
        middle = x + WIDTH // 2
        yield f'<text x="{middle}" y="{y + 19}" text-anchor="middle" font-weight="bold">{escape(name)}</text>'
        yield f'<text x="{middle}" y="{y + 35}" text-anchor="middle" fill="#555">{escape(_what(step))}</text>'


def _arrows(module: RawModule, places: dict[str, Place]) -> Iterator[str]:
    for name, step in steps_by_id(module).items():
        for edge in edges(step):
            if edge.target in places:
                yield _arrow(places[name], places[edge.target], edge.label)


def _arrow(start: Place, end: Place, label: str) -> str:
    """Downwards from bottom to top; within a row from side to side; back up in a bow on the right."""
    (x, y), (to_x, to_y) = start, end
    half, middle = WIDTH // 2, HEIGHT // 2
    if to_y > y:
        path = f"M{x + half} {y + HEIGHT}C{x + half} {y + HEIGHT + 30} {to_x + half} {to_y - 30} {to_x + half} {to_y}"
    elif to_y == y and to_x > x:
        path = f"M{x + WIDTH} {y + middle}L{to_x} {to_y + middle}"
    elif to_y == y and to_x < x:
        path = f"M{x} {y + middle}L{to_x + WIDTH} {to_y + middle}"
    else:
        side, to_side = x + WIDTH, to_x + WIDTH
        path = (
            f"M{side} {y + middle}C{side + 40} {y} {to_side + 40} {to_y + HEIGHT} {to_side} {to_y + middle}"
        )
    return f'<path d="{path}" fill="none" stroke="#555" marker-end="url(#tip)"><title>{escape(label)}</title></path>'
