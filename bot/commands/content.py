"""Compiles the repository's content for the commands that need it."""

from collections.abc import Sequence
from pathlib import Path

import typer

from bot.commands.places import CONTENT, LOCALES
from bot.content.compile import compile_content
from bot.content.model import Content
from bot.matching.near import NearMatcher


def compile_or_exit(locales: Sequence[str], root: Path = CONTENT) -> Content:
    """The content, or every problem on standard error and exit code 1."""
    compiled = compile_content(root, locales, NearMatcher(), catalogues=LOCALES)
    if compiled.content is None:
        for problem in compiled.problems:
            typer.echo(str(problem), err=True)
        raise typer.Exit(1)
    return compiled.content
