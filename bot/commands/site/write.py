"""Writes the pages into a folder. Only a folder that is new, empty or made by an earlier run is written to."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rich.console import Console
from rich.progress import track

from bot.commands.diagram import draw_svg
from bot.commands.facts import shown_day, shown_value
from bot.commands.site.course import view_course
from bot.commands.site.index import view_facts, view_index
from bot.commands.site.survey import COURSE, Survey, page_name, picture_name
from bot.commands.site.views import LESSON_BYTES, view_module
from bot.content.course import opened_places
from bot.content.facts import FactKind
from bot.i18n.locale import direction

TEMPLATES = Path(__file__).parent / "templates"
MARK = '<meta name="generator" content="berangkat preview">'
STYLE, ASSETS, INDEX = "style.css", "assets", "index.html"

Drawn = tuple[str, str]
"""A file's name and what stands in it."""


def may_write(folder: Path) -> bool:
    """Whether nothing of anybody else's is in the folder."""
    if not folder.exists():
        return True
    if not folder.is_dir():
        return False
    index = folder / INDEX
    return not any(folder.iterdir()) or (index.is_file() and MARK.encode() in index.read_bytes())


def write_site(survey: Survey, root: Path, folder: Path) -> int:
    """Writes everything, removes pages that an earlier run made and this one did not; how many pages there are.

    The index comes first: a run that is broken off leaves a folder that the next one still knows as its own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pages = len(survey.modules) * len(survey.locales) + 3
    written = {ASSETS}
    for name, text in _with_bar(_files(survey), total=pages + len(survey.modules) + 1):
        (folder / name).write_text(text, encoding="utf-8")
        written.add(name)
    _copy_assets(root / ASSETS, folder / ASSETS, survey.compiled.material.sources.assets)
    _remove_old(folder, written)
    return pages


def _with_bar(files: Iterable[Drawn], total: int) -> Iterable[Drawn]:
    screen = Console(stderr=True)
    return track(
        files,
        description="Drawing pages",
        total=total,
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    )


def _files(survey: Survey) -> Iterator[Drawn]:
    templates = _templates()
    shared = {"survey": survey, "mark": MARK}
    index, facts = templates.get_template(INDEX), templates.get_template("facts.html")
    course, opened = templates.get_template(COURSE), opened_places(survey.course)
    yield INDEX, index.render(**shared, view=view_index(survey))
    yield STYLE, (TEMPLATES / STYLE).read_text(encoding="utf-8")
    yield "facts.html", facts.render(**shared, view=view_facts(survey))
    yield COURSE, course.render(**shared, view=view_course(survey))
    page = templates.get_template("module.html")
    for module in survey.modules:
        yield picture_name(module.name), draw_svg(module, opened.get(module.id, ()))
        for locale in survey.locales:
            view = view_module(survey, module, locale)
            yield page_name(module.name, locale), page.render(**shared, view=view)


def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["address"] = quote
    templates.filters["day"] = shown_day
    templates.filters["value"] = shown_value
    templates.globals.update(_GLOBALS)
    return templates


_GLOBALS: Mapping[str, object] = {
    "page_name": page_name,
    "picture_name": picture_name,
    "direction": direction,
    "lesson_bytes": LESSON_BYTES,
    "phone": FactKind.PHONE,
}


def _copy_assets(source: Path, folder: Path, names: Iterable[str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name in sorted(names):
        folder.mkdir(exist_ok=True)
        shutil.copyfile(source / name, folder / name)


def _remove_old(folder: Path, written: set[str]) -> None:
    for path in folder.iterdir():
        if path.name not in written and path.suffix in {".html", ".svg"}:
            path.unlink()
