"""`facts`: every fact with its source, its dates and the steps that use it, marked where a person must look.

Lists only: what is wrong with a fact is for `check` to say.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

import typer

from bot.commands.check import SOURCE_LOCALE
from bot.commands.places import CONTENT, LOCALES
from bot.content.calls import FACT_CALLS, parse
from bot.content.compile import gather
from bot.content.facts import DOUBTFUL, Confidence, Fact, FactKind, raw_facts
from bot.content.kinds import TITLE_STEP
from bot.content.material import Material
from bot.i18n.extract import SourceText

NEVER = "never"


class Mark(StrEnum):
    """What somebody should do something about."""

    OVERDUE = "overdue"
    DUE = "due"
    NEVER_TESTED = "never tested"
    CONFLICTING = "conflicting"
    UNVERIFIED = "unverified"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFact:
    """A fact as it is listed. `used_in` holds `module/step`, `module` for its title, or a phrase's key."""

    fact: Fact
    title: str
    url: str
    used_in: tuple[str, ...]
    marks: tuple[Mark, ...]


def run(
    *,
    due_on: date | None = None,
    kind: str | None = None,
    root: Path = CONTENT,
    catalogues: Path = LOCALES,
    today: date | None = None,
) -> int:
    """Prints every fact, or those of one kind, then the counts; 0, because it is a list, or 2 for no such kind."""
    if kind is not None and kind not in set(FactKind):
        typer.echo(f"There is no such kind of fact; there are {', '.join(FactKind)}.", err=True)
        return 2
    material = gather(root, (SOURCE_LOCALE,), catalogues=catalogues)
    now = today or datetime.now(UTC).date()
    listed = [found for found in list_facts(material, now, due_on) if kind in (None, found.fact.kind)]
    for found in listed:
        typer.echo("\n".join(_lines(found)))
    for line in _counts(listed, now, due_on or now):
        typer.echo(line)
    written = sum(1 for _ in raw_facts(material.sources.facts))
    if written > len(material.facts):
        count = written - len(material.facts)
        typer.echo(f"{count} more in the files cannot be used; `python -m bot check` says why.")
    return 0


def list_facts(material: Material, today: date, due_on: date | None = None) -> tuple[ListedFact, ...]:
    """Every whole fact in the order of the files; due are those whose review date comes until `due_on`."""
    uses = uses_by_fact(material.texts)
    sources = {(path, node.line): node.get("source") for path, node in raw_facts(material.sources.facts)}
    found = []
    for fact in material.facts.values():
        source, used_in = sources[fact.path, fact.line], uses.get(fact.id, ())
        assert source is not None
        found.append(
            ListedFact(
                fact=fact,
                title=source.text("title"),
                url=source.text("url"),
                used_in=used_in,
                marks=tuple(_marks(fact, today, due_on or today, is_used=bool(used_in))),
            )
        )
    return tuple(found)


def uses_by_fact(texts: Iterable[SourceText]) -> Mapping[str, tuple[str, ...]]:
    """Where each fact is called, by its id, each place once and in file order."""
    found: dict[str, dict[str, None]] = {}
    for text in texts:
        for call in parse(text.text).calls:
            if call.name in FACT_CALLS:
                found.setdefault(call.argument, {})[_place(text.key)] = None
    return {id: tuple(places) for id, places in found.items()}


def shown_value(fact: Fact) -> str:
    """The value as it is written in the file, with its unit or by locale."""
    if isinstance(fact.value, Mapping):
        return "; ".join(f"{locale}: {words}" for locale, words in fact.value.items())
    return f"{fact.value} {fact.unit}".rstrip()


def shown_day(day: date | None) -> str:
    """The date, or that nobody did it yet."""
    return day.isoformat() if day else NEVER


def _place(key: str) -> str:
    module, step, *_ = key.split("/")
    return module if step == TITLE_STEP else f"{module}/{step}"


def _marks(fact: Fact, today: date, due_on: date, *, is_used: bool) -> Iterator[Mark]:
    if today > fact.review_by:
        yield Mark.OVERDUE
    elif due_on >= fact.review_by:
        yield Mark.DUE
    if fact.kind is FactKind.PHONE and fact.tested_on is None:
        yield Mark.NEVER_TESTED
    if fact.confidence in DOUBTFUL:
        yield Mark(fact.confidence.value)
    if not is_used:
        yield Mark.UNUSED


def _lines(found: ListedFact) -> Iterator[str]:
    fact = found.fact
    yield f"{fact.id}  [{fact.kind}]  {shown_value(fact)}"
    tested = f", tested {shown_day(fact.tested_on)}" if fact.kind is FactKind.PHONE else ""
    yield (
        f"    {fact.confidence}, source {fact.source_date}, review by {fact.review_by}, "
        f"checked {shown_day(fact.checked_on)}{tested}"
    )
    yield f"    used in: {', '.join(found.used_in) or 'nothing'}"
    if found.marks:
        yield f"    ! {', '.join(found.marks).upper()}"


def _counts(listed: Sequence[ListedFact], today: date, due_on: date) -> Iterator[str]:
    trust = [found.fact.confidence for found in listed]
    phones = [found for found in listed if found.fact.kind is FactKind.PHONE]
    marked = [mark for found in listed for mark in found.marks]
    by_trust = ", ".join(f"{trust.count(one)} {one}" for one in Confidence if one is not Confidence.OFFICIAL)
    yield f"{len(listed)} facts: {trust.count(Confidence.OFFICIAL)} confirmed by an official text, {by_trust}"
    yield f"{sum(1 for f in listed if f.fact.checked_on)} confirmed by an office"
    yield f"{len(phones)} phones, {marked.count(Mark.NEVER_TESTED)} of them never tested"
    unused = marked.count(Mark.UNUSED)
    yield f"{len(listed) - unused} used, {unused} unused"
    yield (
        f"{marked.count(Mark.OVERDUE)} overdue on {today}, "
        f"{marked.count(Mark.DUE)} more to be reviewed until {due_on}"
    )
