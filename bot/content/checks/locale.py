"""L: a locale is offered only when it is whole. Each finding belongs to its locale and to nobody else's."""

from collections import Counter
from collections.abc import Iterator

from bot.content.calls import MARKS, Parts, parse
from bot.content.checks.check import Check, Finding
from bot.content.material import Material
from bot.content.translate import wording
from bot.domain.problem import Severity
from bot.i18n.catalog import Standing, standing
from bot.i18n.locale import plural_count


def missing_translation(material: Material) -> Iterator[Finding]:
    """Texts, facts, places and templates without words in a locale."""
    for locale, catalogue in material.catalogues.items():
        if not catalogue.entries:
            continue  # L05 says it once
        for text in material.texts:
            if standing(catalogue, text.key, text.text) is Standing.MISSING:
                message = f"{text.key} is not translated"
                yield Finding(path=text.path, line=text.line, message=message, locale=locale)
    for locale in material.locales:
        yield from _missing_words(material, locale)


def _missing_words(material: Material, locale: str) -> Iterator[Finding]:
    for fact in material.facts.values():
        if fact.wording(locale) is None:
            yield Finding(path=fact.path, line=fact.line, message=f"{fact.id} has no wording", locale=locale)
    places, templates = material.sources.places, material.sources.templates
    for group in places.root.items.values():
        for node in group.members:
            names = node.get("names")
            if names is None or not names.text(locale):
                message = f"{node.text('id')} has no name"
                yield Finding(path=places.path, line=node.line, message=message, locale=locale)
    bodies = {(node.text("name"), node.text("locale")) for node in templates.root.members}
    for node in templates.root.members:
        if (node.text("name"), locale) not in bodies:
            message = f"template {node.text('name')} has no body"
            yield Finding(path=templates.path, line=node.line, message=message, locale=locale)


def stale_translation(material: Material) -> Iterator[Finding]:
    """Translations of a source that was edited since, or that a translator was unsure of."""
    for locale, catalogue in material.catalogues.items():
        for text in material.texts:
            found = standing(catalogue, text.key, text.text)
            if found in {Standing.FUZZY, Standing.STALE}:
                line = catalogue.entries[text.key].line
                yield Finding(path=catalogue.path, line=line, message=f"{text.key} is {found}", locale=locale)


def different_calls(material: Material) -> Iterator[Finding]:
    """Translations that show other facts than their source, or lose a value."""
    for locale, catalogue in material.catalogues.items():
        for text in material.texts:
            words = wording(text, locale, material.catalogues)
            if words is not None and _shape(parse(words)) != _shape(parse(text.text)):
                line = catalogue.entries[text.key].line
                message = f"{text.key} does not hold the calls of its source"
                yield Finding(path=catalogue.path, line=line, message=message, locale=locale)


def _shape(parts: Parts) -> tuple[Counter[tuple[str, str, bool]], frozenset[str]]:
    """What must be the same in every locale; marked numbers may be put into other words."""
    calls = Counter((c.name, "" if c.name in MARKS else c.argument, c.is_dated) for c in parts.calls)
    return calls, parts.values


def unknown_key(material: Material) -> Iterator[Finding]:
    """Locales that do not exist, and translations of texts that do not exist any more."""
    for raw in material.unknown_locales:
        yield Finding(
            path="locales", line=1, message=f'"{raw}" is no locale', locale=raw, severity=Severity.ERROR
        )
    keys = {text.key for text in material.texts}
    for locale, catalogue in material.catalogues.items():
        for key, entry in catalogue.entries.items():
            if key not in keys:
                message = f"no text has the key {key}"
                yield Finding(path=catalogue.path, line=entry.line, message=message, locale=locale)


def unreadable_catalogue(material: Material) -> Iterator[Finding]:
    """Catalogues that are missing, empty, or not PO."""
    for locale, catalogue in material.catalogues.items():
        if catalogue.unreadable:
            where, reason = catalogue.unreadable.line, catalogue.unreadable.reason
            yield Finding(path=catalogue.path, line=where, message=reason, locale=locale)
        elif not catalogue.entries:
            yield Finding(path=catalogue.path, line=1, message="there are no translations", locale=locale)


def incomplete_plural(material: Material) -> Iterator[Finding]:
    """Translations with several forms of which one is empty, or with fewer than the language has."""
    for locale, catalogue in material.catalogues.items():
        for key, entry in catalogue.entries.items():
            filled = sum(bool(form.strip()) for form in entry.forms)
            if entry.forms and filled < (wanted := plural_count(locale)):
                message = f"{key} has {filled} of {wanted} plural forms"
                yield Finding(path=catalogue.path, line=entry.line, message=message, locale=locale)


CHECKS = (
    Check(
        code="L01",
        why="A locale is offered only when it is whole.",
        find=missing_translation,
        remedy="translate it, or do not offer this locale",
    ),
    Check(
        code="L02",
        why="An old translation may say what is no longer true.",
        find=stale_translation,
        remedy="run `python -m bot catalogues`, compare with the source, and remove the mark `fuzzy`",
    ),
    Check(
        code="L03",
        why="Everybody is shown the same facts.",
        find=different_calls,
        remedy="keep every {{ }} of the source, each as often as there",
    ),
    Check(
        code="L04",
        why="What nobody reads should not be kept up.",
        find=unknown_key,
        severity=Severity.WARNING,
        remedy="run `python -m bot catalogues`, or correct the locale's name",
    ),
    Check(
        code="L05",
        why="A locale needs a catalogue that can be read.",
        find=unreadable_catalogue,
        remedy="mend the line; `python -m bot catalogues` writes one that is missing or empty",
    ),
    Check(
        code="L06",
        why="Each language counts in its own way.",
        find=incomplete_plural,
        remedy="fill in every msgstr[…] that the language needs",
    ),
)
