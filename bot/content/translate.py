"""Source texts × catalogues → finished texts per locale. What cannot be rendered is left out, and reported elsewhere."""

from collections.abc import Iterable, Mapping, Sequence

from bot.content.calls import FACT_CALLS, Parts, parse
from bot.content.facts import Fact
from bot.content.model import Text
from bot.content.phrases import allowed_values, phrase_key
from bot.content.render import FRESH, OVERDUE, Renderer
from bot.i18n.catalog import Catalogue, Standing, standing
from bot.i18n.extract import SourceText

_PLAIN_FRAME = "{{ value }} ({{ date }})"
"""Stands in where the phrase for dated facts is missing, so that the other texts are still checked."""


def translate(
    texts: Sequence[SourceText],
    facts: Mapping[str, Fact],
    locales: Sequence[str],
    catalogues: Mapping[str, Catalogue],
) -> Mapping[str, Mapping[str, Text]]:
    """The texts by key and locale; the first locale is the language of the sources."""
    frames = {locale: _frames(texts, locale, catalogues) for locale in locales}
    renderer = Renderer(facts, frames)
    found: dict[str, dict[str, Text]] = {}
    for text in texts:
        by_locale = found.setdefault(text.key, {})
        for locale in locales:
            words = wording(text, locale, catalogues)
            if words is not None and is_renderable(text.key, parse(words), facts, locale):
                by_locale[locale] = renderer.text(text.key, words, locale)
    return found


def wording(text: SourceText, locale: str, catalogues: Mapping[str, Catalogue]) -> str | None:
    """The text as written in a locale, calls and all; None where its translation may not be shown."""
    catalogue = catalogues.get(locale)
    if catalogue is None:
        return text.text
    if standing(catalogue, text.key, text.text) is not Standing.WHOLE:
        return None
    return catalogue.entries[text.key].target


def is_renderable(key: str, parts: Parts, facts: Mapping[str, Fact], locale: str) -> bool:
    """Whether every call and value of a text can be filled in."""
    if parts.mistakes or not parts.values <= allowed_values(key):
        return False
    calls = [call for call in parts.calls if call.name in FACT_CALLS]
    return all(
        call.argument in facts
        and facts[call.argument].kind is FACT_CALLS[call.name]
        and facts[call.argument].wording(locale) is not None
        for call in calls
    )


def _frames(
    texts: Iterable[SourceText], locale: str, catalogues: Mapping[str, Catalogue]
) -> Mapping[str, str]:
    keys = {phrase_key(name): name for name in (FRESH, OVERDUE)}
    frames = dict.fromkeys((FRESH, OVERDUE), _PLAIN_FRAME)
    for text in texts:
        words = wording(text, locale, catalogues) if text.key in keys else None
        if (
            words
            and not parse(words).mistakes
            and parse(words).values <= {"value", "date"}
            and not parse(words).calls
        ):
            frames[keys[text.key]] = words
    return frames
