"""Compiles the repository's content for the commands that need it."""

import gc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import typer

from bot.commands.places import CONTENT, LOCALES
from bot.content.calls import parse
from bot.content.checks.reading import forget_judged
from bot.content.compile import compile_content
from bot.content.model import Content
from bot.matching.finder import make_finder
from bot.matching.near import NearMatcher
from bot.matching.synonyms import read_synonyms


def compile_or_exit(locales: Sequence[str], root: Path = CONTENT) -> Content:
    """The content, searchable; or every problem on standard error and exit code 1."""
    compiled = compile_content(root, locales, NearMatcher(), catalogues=LOCALES)
    if compiled.content is None:
        for problem in compiled.problems:
            typer.echo(str(problem), err=True)
        raise typer.Exit(1)
    content = compiled.content
    del compiled  # sources, trees and what the checks remembered are needed by nobody any more
    forget_judged()
    parse.cache_clear()
    gc.collect()
    return searchable(content, root)


def searchable(content: Content, root: Path = CONTENT) -> Content:
    """The same content with a finder over it."""
    synonyms = read_synonyms(root / "synonyms.yaml", content.words.spelling)
    return replace(content, finder=make_finder(content.modules, content.locales, content.words, synonyms))
