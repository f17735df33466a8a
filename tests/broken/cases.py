"""Broken examples: each folder <CODE>-<slug> is one edit of the tiny good tree, and where it must be found.

`broken.yaml` holds `file`, `find` and `replace` (an empty `find` replaces the whole file), and, where it
matters, `locales`, `on` and `launch`; `expect` is `path:line`.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.content.compile import Compiled, compile_content
from bot.content.read import read_yaml
from bot.matching.near import NearMatcher

HERE = Path(__file__).parent
GOOD = HERE / "good"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """One edit of the good tree."""

    code: str
    file: str
    find: str
    replace: str
    expect: str
    locales: tuple[str, ...]
    on: date | None
    is_launch: bool


def broken_examples() -> Mapping[str, Broken]:
    return {folder.name: read_broken(folder) for folder in sorted(HERE.glob("???-*"))}


def read_broken(folder: Path) -> Broken:
    root = read_yaml(folder / "broken.yaml", folder.name).root
    locales, on = root.get("locales"), root.get("on")
    return Broken(
        code=folder.name[:3],
        file=root.text("file"),
        find=root.text("find"),
        replace=root.text("replace"),
        expect=root.text("expect"),
        locales=tuple(node.scalar for node in locales.members) if locales else ("id",),
        on=on.value if on and isinstance(on.value, date) else None,
        is_launch=root.text("launch") == "true",
    )


def break_tree(broken: Broken, to: Path) -> Path:
    """A copy of the good tree with the one edit made."""
    tree = shutil.copytree(GOOD, to / "tree")
    path = tree / broken.file
    before = path.read_text(encoding="utf-8")
    find = broken.find or before
    assert before.count(find) == 1
    path.write_text(before.replace(find, broken.replace), encoding="utf-8")
    return tree


def compile_tree(
    tree: Path, locales: tuple[str, ...] = ("id",), on: date | None = None, *, is_launch: bool = False
) -> Compiled:
    return compile_content(
        tree / "content", locales, NearMatcher(), catalogues=tree / "locales", on=on, is_launch=is_launch
    )
