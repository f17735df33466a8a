"""`preview`: how each step of a module will look, with what it uses of the channel's limits; or a site of all modules."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import assert_never

import typer

from bot.commands.check import found_locales
from bot.commands.places import CONTENT, LOCALES
from bot.commands.site.notes import ACTS, ESTIMATES, LOOKED_UP, LOOKUPS, SILENT, VISITS
from bot.commands.site.said.company import found_by_example
from bot.commands.site.said.example import DESCRIBED, Example, invent
from bot.commands.site.survey import survey
from bot.commands.site.write import INDEX, may_write, write_site
from bot.content.checks.channel import measure
from bot.content.compile import compile_content
from bot.content.model import (
    Act,
    AgencySearch,
    Ask,
    Assess,
    Branch,
    Bubble,
    Checklist,
    Choose,
    Content,
    End,
    Estimate,
    Handoff,
    Lesson,
    Lookup,
    Option,
    Question,
    Report,
    Say,
    Step,
    Texts,
    Visit,
    Weigh,
)
from bot.domain.channel import LIMITS, ChannelName, Limits
from bot.domain.effect import SendMessage
from bot.domain.event import TextReceived
from bot.domain.message import Choice, Message, numbered_text
from bot.engine.draft import Draft
from bot.engine.offer import number_of, open_offers
from bot.engine.steps import agency, checklist, estimate, lookup, question, report, weigh
from bot.matching.near import NearMatcher

INVENTED: Mapping[str, str] = {
    "region": "peninsular",
    "paid-by": "monthly",
    "basic": "1500",
    "advance": "700",
    "shop": "200",
    "living": "150",
    "remittance": "10",
    "exchange": "3800",
    "debt": "9000000",
    "debt-payment": "2000000",
    "overtime-hours": "10",
    "overtime-pay": "50",
    "epf": "90",
    "levy": "50",
    "other": "700",
    "net": "600",
}
"""What an estimate is drawn for: a month in which there is much to ask about."""


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
    compiled = compile_content(root, found_locales(catalogues), NearMatcher(), catalogues=catalogues)
    content = compiled.content
    if content is None:
        typer.echo("The content does not compile; run `python -m bot check`.", err=True)
        return 1
    if module not in content.modules or channel not in set(ChannelName) or locale not in content.locales:
        typer.echo(f"Modules: {', '.join(content.modules)}", err=True)
        typer.echo(f"Channels: {', '.join(ChannelName)}. Locales: {', '.join(content.locales)}", err=True)
        return 2
    limits, day = LIMITS[ChannelName(channel)], on or datetime.now(UTC).date()
    example = invent(compiled.material.sources, day)
    for line in preview(content, module, limits, locale, day, example=example):
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


def preview(
    content: Content, module: str, limits: Limits, locale: str, on: date, *, example: Example
) -> Iterator[str]:
    """The lines of the whole module; what looks different for everybody as the invented person sees it."""
    found = content.modules[module]
    yield f"═══ {found.title[locale].render({}, on)} ({module}) ═══"
    for step in found.steps.values():
        yield f"\n── {step.id} ({type(step).__name__.lower()})"
        at = datetime.combine(on, time(12), UTC)
        draft = Draft(example.at(module, step.id, locale), TextReceived(at=at, text=""), content)
        for message in _messages(step, locale, on, draft):
            yield _drawn(message, limits)
        yield from (f"  ({note})" for note in _notes(step))
        yield from _ways(step)


def _messages(step: Step, locale: str, on: date, draft: Draft) -> Iterator[Message]:
    match step:
        case Choose():
            yield from _said(step.bubbles[:-1], locale, on)
            yield _asked(step.bubbles[-1], step.options, locale, on)
        case Lookup():
            yield from _said(step.bubbles[:-1], locale, on)
            yield _asked(step.bubbles[-1], step.options, locale, on, first=_looked_up(draft, step))
        case AgencySearch():
            yield from _said(step.bubbles, locale, on)
            agency.answered(draft, step, found_by_example(draft.event.at))
            yield from _worded(draft)
        case Lesson():
            yield from _said(step.bubbles, locale, on)
            yield _asked(step.question, step.options, locale, on)
            yield from (_message(option.reason, locale, on) for option in step.options if option.reason)
            yield from _said((step.action,) if step.action else (), locale, on)
        case Question():
            question.enter(draft, step)
            yield from _worded(draft)
            reasons = () if step.is_silent else step.options
            yield from (_message(option.reason, locale, on) for option in reasons if option.reason)
        case Weigh():
            weigh.enter(draft, step)
            yield from _worded(draft)
            yield from (_message(option.reason, locale, on) for option in step.options if option.reason)
        case Assess():
            yield from _said(tuple(step.texts.values()), locale, on)
        case Checklist():
            draft.route = next(iter(draft.content.routes), "")
            checklist.enter(draft, step)
            yield from _worded(draft)
        case Report():
            report.enter(draft, step)
            yield from _worded(draft)
        case Estimate():
            for name, saved in step.answers.items():
                draft.note(saved, INVENTED.get(name, ""))
            estimate.enter(draft, step)
            yield from _worded(draft)
        case Say() | Ask() | Handoff() | End():
            yield from _said(step.bubbles, locale, on)
        case Branch() | Visit() | Act():
            return
        case _:
            assert_never(step)


def _worded(draft: Draft) -> Iterator[Message]:
    """What the engine said in words; pictures and recordings are drawn by nobody here."""
    said = (effect.message for effect in draft.effects if isinstance(effect, SendMessage))
    yield from (message for message in said if message.text)


def _looked_up(draft: Draft, step: Lookup) -> tuple[str, ...]:
    """The lessons that the lookup offers before its own choices."""
    lookup.enter(draft, step)
    return tuple(offer.label for offer in open_offers(draft) if offer.option is None)


def _notes(step: Step) -> Iterator[str]:
    """What it does, where that does not show."""
    match step:
        case Act():
            yield ACTS[step.action]
        case Lookup():
            yield LOOKUPS[step.of]
        case AgencySearch():
            yield LOOKED_UP
        case Report():
            yield f"drawn for {DESCRIBED}"
        case Estimate():
            yield ESTIMATES[step.of]
            yield "drawn for an invented month"
        case Question() if step.is_silent:
            yield SILENT
        case Visit() if step.is_due or step.is_bookmark:
            yield VISITS["due" if step.is_due else "bookmark"]
        case _:
            return


def _said(bubbles: tuple[Bubble, ...], locale: str, on: date) -> Iterator[Message]:
    for bubble in bubbles:
        yield _message(bubble.text, locale, on)


def _asked(
    bubble: Bubble, options: tuple[Option, ...], locale: str, on: date, *, first: tuple[str, ...] = ()
) -> Message:
    labels = [*first, *(option.label[locale].render({}, on) for option in options)]
    choices = tuple(
        Choice(token="", label=label, number=number_of(position)) for position, label in enumerate(labels)
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
        case Choose() | Lookup() | AgencySearch():
            yield "  → " + ", ".join(f"{option.id}: {option.target}" for option in step.options)
        case Branch():
            yield "  → " + ", ".join([*(target for _, target in step.rules), step.otherwise])
        case (
            Say()
            | Ask()
            | Visit()
            | Lesson()
            | Question()
            | Weigh()
            | Assess()
            | Report()
            | Estimate()
            | Act()
            | Checklist()
            | Handoff()
        ):
            yield f"  → {step.next}"
        case End():
            yield "  (leaves the module)"
        case _:
            assert_never(step)
