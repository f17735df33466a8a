"""R: facts have sources and are fresh, modules say who looked at them."""

from collections.abc import Iterator

from bot.content.calls import FACT_CALLS, parse
from bot.content.checks.check import Check, Finding, written
from bot.content.facts import DOUBTFUL, FactKind, mistakes, raw_facts
from bot.content.kinds import QUALITY_ENTRIES, QUALITY_VALUES
from bot.content.material import Material
from bot.content.raw import Node
from bot.domain.problem import Severity


def overdue_fact(material: Material) -> Iterator[Finding]:
    """Facts that nobody looked at since their review date."""
    severity = Severity.ERROR if material.is_launch else Severity.WARNING
    for fact in material.facts.values():
        if material.on and material.on > fact.review_by:
            message = f"{fact.id} was to be reviewed by {fact.review_by}"
            yield Finding(path=fact.path, line=fact.line, message=message, severity=severity)


def missing_quality(material: Material) -> Iterator[Finding]:
    """Modules that do not say how far they were worked on."""
    for module in material.sources.modules:
        quality = module.header.get("quality")
        if quality is None or not quality.items:
            continue  # S12 says it
        for name in QUALITY_ENTRIES:
            entry = quality.get(name)
            if entry is None or not _is_quality(entry):
                message = f"quality: {name} is {'missing' if entry is None else 'not understood'}"
                yield Finding(path=module.path, line=quality.line, message=message)


def _is_quality(entry: Node) -> bool:
    """`done`, `todo`, or `{exempt: reason}`."""
    return entry.scalar in QUALITY_VALUES[:2] or bool(entry.text("exempt"))


def not_ready(material: Material) -> Iterator[Finding]:
    """What must be done by people before this is shown to people."""
    if not material.is_launch:
        return
    for fact in material.facts.values():
        if fact.kind is FactKind.PHONE and fact.tested_on is None:
            yield Finding(path=fact.path, line=fact.line, message=f"nobody has rung {fact.id}")
    for module in material.sources.modules:
        quality = module.header.get("quality")
        for name in QUALITY_ENTRIES:
            if quality is not None and quality.text(name) == "todo":
                yield Finding(path=module.path, line=quality.line, message=f"quality: {name} is still to do")


def incomplete_fact(material: Material) -> Iterator[Finding]:
    """Facts that lack their value, source or dates."""
    for path, node in raw_facts(material.sources.facts):
        for mistake in mistakes(node):
            yield Finding(path=path, line=node.line, message=f"{node.text('id') or 'a fact'}: {mistake}")


def doubtful_fact(material: Material) -> Iterator[Finding]:
    """Facts that we do not trust, shown as if we did."""
    for text in written(material):
        for call in parse(text.words).calls:
            fact = material.facts.get(call.argument) if call.name in FACT_CALLS else None
            if fact is not None and fact.confidence in DOUBTFUL and not text.locale:
                message = f"{text.key}: {fact.id} is {fact.confidence}"
                yield Finding(path=text.path, line=text.line, message=message)


CHECKS = (
    Check(
        code="R01",
        why="Facts age.",
        find=overdue_fact,
        severity=Severity.WARNING,
        remedy="look at the source again, then set its date and review_by",
    ),
    Check(
        code="R02",
        why="A module says how far it was worked on.",
        find=missing_quality,
        remedy="write sources, review, translation, accessibility and safety, each done, todo or {exempt: reason}",
    ),
    Check(
        code="R03",
        why="People rely on this from its first day.",
        find=not_ready,
        remedy="let a named person do it, and write down that it was done",
    ),
    Check(
        code="R04",
        why="Every number has a source and a date.",
        find=incomplete_fact,
        remedy="fill in id, kind, value, source, confidence and review_by as docs/content-format.md shows",
    ),
    Check(
        code="R05",
        why="What we doubt is not shown as certain.",
        find=doubtful_fact,
        remedy="say what to do and whom to ask instead of the figure",
    ),
)
