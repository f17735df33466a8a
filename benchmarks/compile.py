"""The compiler with all checks, in both locales: on the real content, and on eighty generated lessons."""

import re
import shutil
from pathlib import Path
from time import perf_counter

from benchmarks.control import Facts, Line, run_child
from bot.commands.places import CONTENT, LOCALES
from bot.content.compile import Compiled, compile_content
from bot.content.model import Lesson
from bot.i18n.catalog import catalogue_path
from bot.matching.near import NearMatcher

LOCALES_OFFERED = ("id", "en")
LESSONS = 80
SOURCES = ("legal-route", "danger-signs")
"""Real modules whose lessons are repeated under other names, so that texts are as long as real ones."""


async def main(plan: Facts, line: Line) -> None:
    """`go` compiles once more, each time from the files. Plan: folder, for the generated content."""
    folder = Path(plan["folder"])
    generated = _generate(folder)

    async def go(_: str) -> Facts:
        return {"real": _compile(CONTENT, LOCALES), "generated": _compile(generated, folder / "locales")}

    await line.obey({"lessons": _count(generated, folder / "locales")}, {"go": go})


def _compile(root: Path, catalogues: Path) -> float:
    began_at = perf_counter()
    compiled = _compiled(root, catalogues)
    taken = perf_counter() - began_at
    if compiled.locales != LOCALES_OFFERED:
        raise RuntimeError(f"the compiler stopped early: {[problem.code for problem in compiled.errors]}")
    return taken


def _compiled(root: Path, catalogues: Path) -> Compiled:
    return compile_content(root, LOCALES_OFFERED, NearMatcher(), catalogues=catalogues)


def _count(root: Path, catalogues: Path) -> int:
    content = _compiled(root, catalogues).content
    modules = content.modules.values() if content else ()
    return sum(isinstance(step, Lesson) for module in modules for step in module.steps.values())


def _generate(folder: Path) -> Path:
    """A copy of the content with enough modules more, translated like the ones they repeat."""
    root = folder / CONTENT.name
    shutil.copytree(CONTENT, root)
    shutil.copytree(LOCALES, folder / "locales")
    catalogue = catalogue_path(folder / "locales", LOCALES_OFFERED[1])
    entries = catalogue.read_text().split("\n\n")
    lessons, copy = _lessons(root), 1
    while lessons < LESSONS:
        copy += 1
        for source in SOURCES:
            text = (root / "modules" / f"{source}.md").read_text()
            (root / "modules" / f"{source}-{copy}.md").write_text(
                text.replace(f"module: {source}\n", f"module: {source}-{copy}\n", 1)
            )
            entries += [_renamed(entry, source, copy) for entry in entries if f'msgctxt "{source}/' in entry]
            lessons += text.count("(lesson)")
    catalogue.write_text("\n\n".join(entries) + "\n")
    return root


def _lessons(root: Path) -> int:
    return sum(path.read_text().count("(lesson)") for path in (root / "modules").glob("*.md"))


def _renamed(entry: str, source: str, copy: int) -> str:
    return re.sub(f'msgctxt "{source}/', f'msgctxt "{source}-{copy}/', entry.strip())


if __name__ == "__main__":
    run_child(main)
