"""Read → translate → check → build: the only way from files to `Content`. All problems at once.

An error in the sources leaves no content; an error of one other locale leaves that locale out.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.content.build import build_content
from bot.content.checks import CHECKS, run_checks
from bot.content.facts import read_facts
from bot.content.material import Material, extract_texts
from bot.content.model import Content, Matcher
from bot.content.read import read_sources
from bot.content.translate import translate
from bot.content.words import read_words
from bot.domain.problem import Problem, Severity
from bot.i18n.catalog import catalogue_path, read_catalogue
from bot.i18n.locale import gettext_name, parse_locale

VERSION_LENGTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """What came of it. `content` is None when the sources have an error; counts are for the report."""

    content: Content | None
    problems: tuple[Problem, ...]
    material: Material
    checks: int
    texts: int
    facts: int

    @property
    def locales(self) -> tuple[str, ...]:
        """The locales that can be offered."""
        return self.content.locales if self.content else ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop a launch."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)


def compile_content(
    root: Path,
    locales: Sequence[str],
    matcher: Matcher,
    *,
    catalogues: Path,
    on: date | None = None,
    is_launch: bool = False,
) -> Compiled:
    """Compiles content/ below `root`; `locales[0]` is the language of the sources.

    With `on`, facts past their review date are reported: as warnings, or as errors for a launch.
    """
    material = gather(root, locales, catalogues=catalogues, on=on, is_launch=is_launch)
    problems = run_checks(material)
    whole = _whole_locales(material, problems)
    version = _version(root, catalogues, whole)
    return Compiled(
        content=build_content(material, whole, matcher, version) if whole else None,
        problems=problems,
        material=material,
        checks=len(CHECKS),
        texts=len(material.texts),
        facts=len(material.facts),
    )


def gather(
    root: Path, locales: Sequence[str], *, catalogues: Path, on: date | None = None, is_launch: bool = False
) -> Material:
    """Everything the checks look at; also what commands need that only list texts."""
    sources = read_sources(root, root.name)
    known = tuple(dict.fromkeys(found for raw in locales if (found := parse_locale(raw))))
    facts = read_facts(sources.facts)
    texts = extract_texts(sources)
    translations = {
        locale: read_catalogue(path := catalogue_path(catalogues, locale), locale, _shown(path, catalogues))
        for locale in known[1:]
    }
    return Material(
        sources=sources,
        locales=known,
        facts=facts,
        texts=texts,
        catalogues=translations,
        unknown_locales=tuple(raw for raw in locales if parse_locale(raw) is None),
        rendered=translate(texts, facts, known, translations),
        words=read_words(sources.words),
        on=on,
        is_launch=is_launch,
    )


def _shown(path: Path, catalogues: Path) -> str:
    return str(Path(catalogues.name) / path.relative_to(catalogues))


def _whole_locales(material: Material, problems: Iterable[Problem]) -> tuple[str, ...]:
    """The locales without an error, the source first; none where the sources have one."""
    broken = {problem.locale for problem in problems if problem.severity is Severity.ERROR}
    if not material.locales or broken & {"", material.locales[0]}:
        return ()
    return tuple(locale for locale in material.locales if locale not in broken)


def _version(root: Path, catalogues: Path, locales: Sequence[str]) -> str:
    """A short hash over every file that this content was made from."""
    digest = hashlib.sha256("\0".join(locales).encode())
    for name, path in sorted(_files(root, catalogues, locales).items()):
        digest.update(f"\0{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:VERSION_LENGTH]


def _files(root: Path, catalogues: Path, locales: Sequence[str]) -> Mapping[str, Path]:
    texts = {
        f"content/{path.relative_to(root).as_posix()}": path for path in root.rglob("*") if path.is_file()
    }
    translations = {gettext_name(locale): catalogue_path(catalogues, locale) for locale in locales[1:]}
    return texts | {name: path for name, path in translations.items() if path.is_file()}
