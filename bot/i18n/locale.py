"""Names of locales: BCP 47 at the edges (`pt-BR`), gettext's spelling on disk (`pt_BR`), one place between."""

import re
from collections.abc import Iterable

from babel import Locale, UnknownLocaleError
from babel.messages.plurals import get_plural

_SHAPE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?")


def parse_locale(raw: str) -> str | None:
    """The locale in BCP 47 spelling, or None where it is not one that Babel knows."""
    match = _SHAPE.fullmatch(raw.strip())
    if match is None:
        return None
    language, script, region = match.groups()
    parts = (language.lower(), script and script.title(), region and region.upper())
    name = "-".join(part for part in parts if part)
    try:
        Locale.parse(name, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
    return name


def gettext_name(locale: str) -> str:
    """The spelling of folders on disk: `pt-BR` becomes `pt_BR`."""
    return locale.replace("-", "_")


def bcp47_name(name: str) -> str:
    """The spelling at the edges: `pt_BR` becomes `pt-BR`."""
    return name.replace("_", "-")


def direction(locale: str) -> str:
    """`ltr` or `rtl`, for the page's `dir` and nowhere else."""
    return Locale.parse(locale, sep="-").text_direction


def plural_count(locale: str) -> int:
    """How many plural forms gettext keeps for this language."""
    return get_plural(gettext_name(locale)).num_plurals


def fallbacks(locale: str) -> tuple[str, ...]:
    """The locale and its shorter forms, nearest first: `pt-BR`, `pt`."""
    parts = locale.split("-")
    return tuple("-".join(parts[:length]) for length in range(len(parts), 0, -1))


def best_locale(wanted: Iterable[str], offered: Iterable[str]) -> str | None:
    """The first wanted locale that is offered, or one of its shorter forms."""
    available = tuple(offered)
    for raw in wanted:
        locale = parse_locale(raw)
        for candidate in fallbacks(locale) if locale else ():
            if candidate in available:
                return candidate
    return None
