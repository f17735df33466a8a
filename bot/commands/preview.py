"""`preview`: how each step of a module will look, with what it uses of the channel's limits; or a site of all modules."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import typer

from bot.commands.check import found_locales
from bot.commands.places import CONTENT, LOCALES
from bot.commands.site.survey import survey
from bot.commands.site.write import INDEX, may_write, write_site
from bot.content.checks.channel import measure
from bot.content.compile import compile_content
from bot.content.model import (
    Ask,
    Branch,
    Bubble,
    Choose,
    Content,
    End,
    Handoff,
    Lesson,
    Lookup,
    Option,
    Say,
    Step,
    Texts,
    Visit,
)
from bot.domain.channel import LIMITS, ChannelName, Limits
from bot.domain.message import Choice, Message, numbered_text
from bot.engine.offer import number_of
from bot.matching.near import NearMatcher


def run(
    module: str,
    *,
    channel: str = ChannelName.TERMINAL.value,
    locale: str = "id",
    on: date | None = None,
    root: Path = CONTENT,
    catalogues: Path = LOCALES,
) -> int:
    """Prints the module; 1 where the content does not compile, 2 where there is no such module, channel or locale."""
    content = compile_content(root, found_locales(catalogues), NearMatcher(), catalogues=catalogues).content
    if content is None:
        typer.echo("The content does not compile; run `python -m bot check`.", err=True)
        return 1
    if module not in content.modules or channel not in set(ChannelName) or locale not in content.locales:
        typer.echo(f"Modules: {', '.join(content.modules)}", err=True)
        typer.echo(f"Channels: {', '.join(ChannelName)}. Locales: {', '.join(content.locales)}", err=True)
        return 2
    limits, day = LIMITS[ChannelName(channel)], on or datetime.now(UTC).date()
    for line in preview(content, module, limits, locale, day):
        typer.echo(line)
    return 0


def run_site(out: Path, *, on: date | None = None, root: Path = CONTENT, catalogues: Path = LOCALES) -> int:
    """Writes the site, also of content with errors, which it shows; 2 where `out` holds what is not ours."""
    day = on or datetime.now(UTC).date()
    try:
        if not may_write(out):
            typer.echo(f"{out} holds other things; give a folder that is new or empty.", err=True)
            return 2
        compiled = compile_content(
            root, found_locales(catalogues), NearMatcher(), catalogues=catalogues, on=day
        )
        pages = write_site(survey(compiled, day), root, out)
    except OSError as error:
        typer.echo(f"{error.filename or out} cannot be read or written: {error.strerror}.", err=True)
        return 2
    errors = len(compiled.errors)
    typer.echo(
        f"{pages} pages, {errors} errors, {len(compiled.problems) - errors} warnings: open {out / INDEX}"
    )
    return 0


def preview(content: Content, module: str, limits: Limits, locale: str, on: date) -> Iterator[str]:
    """The lines of the whole module."""
    found = content.modules[module]
    yield f"═══ {found.title[locale].render({}, on)} ({module}) ═══"
    for step in found.steps.values():
        yield f"\n── {step.id} ({type(step).__name__.lower()})"
        for message in _messages(step, locale, on):
            yield _drawn(message, limits)
        yield from _ways(step)


def _messages(step: Step, locale: str, on: date) -> Iterator[Message]:
    match step:
        case Choose() | Lookup():
            yield from _said(step.bubbles[:-1], locale, on)
            yield _asked(step.bubbles[-1], step.options, locale, on)
        case Lesson():
            yield from _said(step.bubbles, locale, on)
            yield _asked(step.question, step.options, locale, on)
            yield from (_message(option.reason, locale, on) for option in step.options if option.reason)
            yield from _said((step.action,) if step.action else (), locale, on)
        case Say() | Ask() | Handoff() | End():
            yield from _said(step.bubbles, locale, on)
        case Branch() | Visit():
            return


def _said(bubbles: tuple[Bubble, ...], locale: str, on: date) -> Iterator[Message]:
    for bubble in bubbles:
        yield _message(bubble.text, locale, on)


def _asked(bubble: Bubble, options: tuple[Option, ...], locale: str, on: date) -> Message:
    choices = tuple(
        Choice(token=option.id, label=option.label[locale].render({}, on), number=number_of(position))
        for position, option in enumerate(options)
    )
    return _message(bubble.text, locale, on, choices)


def _message(text: Texts, locale: str, on: date, choices: tuple[Choice, ...] = ()) -> Message:
    return Message(text=text[locale].render({}, on), locale=locale, choices=choices)


def _drawn(message: Message, limits: Limits) -> str:
    text = numbered_text(message)
    limit = limits.text_with_choices if message.choices else limits.text
    body = "\n".join(f"  │ {line}" for line in text.split("\n"))
    return f"{body}\n  └ {measure(text, limits)} of {limit} characters, {_drawing(message, limits)}"


def _drawing(message: Message, limits: Limits) -> str:
    """How this channel would draw the choices."""
    labels = [choice.label for choice in message.choices]
    longest = max(map(len, labels), default=0)
    if not labels:
        return "text"
    if len(labels) <= limits.buttons and longest <= limits.button_label:
        return "buttons"
    if len(labels) <= limits.rows and longest <= limits.row_detail:
        return "a list"
    return "numbered text"


def _ways(step: Step) -> Iterator[str]:
    match step:
        case Choose() | Lookup():
            yield "  → " + ", ".join(f"{option.id}: {option.target}" for option in step.options)
        case Branch():
            yield "  → " + ", ".join([*(target for _, target in step.rules), step.otherwise])
        case Say() | Ask() | Visit() | Lesson() | Handoff():
            yield f"  → {step.next}"
        case End():
            yield "  (leaves the module)"
