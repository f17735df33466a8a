"""`check`: compiles the content and prints every problem, sorted by place."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import typer

from bot.commands.places import CONTENT, LOCALES
from bot.content.compile import Compiled, compile_content
from bot.domain.problem import Problem, Severity
from bot.i18n.locale import bcp47_name
from bot.matching.near import NearMatcher

SOURCE_LOCALE = "id"


def run(
    *,
    root: Path = CONTENT,
    catalogues: Path = LOCALES,
    locales: Sequence[str] | None = None,
    launch: bool = False,
    on: date | None = None,
    case_desk: str = "draft",
) -> int:
    """Prints problems and counts; 1 where there is an error. Without `locales`: all that have a catalogue."""
    compiled = compile_content(
        root,
        locales or found_locales(catalogues),
        NearMatcher(),
        catalogues=catalogues,
        on=on or datetime.now(UTC).date(),
        is_launch=launch,
    )
    problems = sorted([*compiled.problems, *_desk_problems(case_desk, is_launch=launch)])
    for problem in problems:
        typer.echo(f"{problem.severity}: {problem}")
    typer.echo(_summary(compiled, problems))
    return 1 if any(problem.severity is Severity.ERROR for problem in problems) else 0


def found_locales(catalogues: Path) -> tuple[str, ...]:
    """The source and every locale with a catalogue, sorted."""
    folders = sorted(path.parent.parent.name for path in catalogues.glob("*/LC_MESSAGES/content.po"))
    return (SOURCE_LOCALE, *(bcp47_name(name) for name in folders if name != SOURCE_LOCALE))


def _desk_problems(case_desk: str, *, is_launch: bool) -> tuple[Problem, ...]:
    if not is_launch or case_desk != "open":
        return ()
    return (
        Problem(
            path=".env",
            line=1,
            code="R03",
            message="CASE_DESK=open needs a data officer, a rota, tested phones, retention and backups",
            remedy="set CASE_DESK=draft until there are all of them",
        ),
    )


def _summary(compiled: Compiled, problems: Sequence[Problem]) -> str:
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    offered = ", ".join(compiled.locales) or "none"
    return (
        f"{compiled.checks} checks, {compiled.texts} texts, {compiled.facts} facts, locales: {offered}; "
        f"{errors} errors, {len(problems) - errors} warnings"
    )
