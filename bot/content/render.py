"""Texts with calls → finished texts: the only place where Jinja2 runs (for a person's own values) and Babel formats.

Every text is rendered once for each period between review dates, so that nothing is computed while
somebody waits, except where a person's own value must be filled in.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent
from babel.units import format_unit
from jinja2 import StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment

from bot.content.calls import FACT_CALLS, MARKS, Parts, has_calls, parse
from bot.content.facts import AGEING, PERCENT, UNITS, Fact, FactKind, is_currency
from bot.content.model import Text, Values, Wording
from bot.i18n.locale import gettext_name

_DATED = frozenset({FactKind.PHONE, FactKind.AMOUNT})
FRESH, OVERDUE = "fact-dated", "fact-overdue"


class Renderer:
    """Renders texts of all locales from one set of facts; templates are parsed once and kept.

    `frames` gives, by locale, the phrases that put a date beside a fact: FRESH and OVERDUE.
    """

    def __init__(self, facts: Mapping[str, Fact], frames: Mapping[str, Mapping[str, str]]) -> None:
        self._facts = facts
        self._frames = frames
        self._environment = SandboxedEnvironment(
            undefined=StrictUndefined, autoescape=False, cache_size=-1, keep_trailing_newline=True
        )
        self._templates: dict[str, Template] = {}
        self._words: dict[tuple[str, str, bool, bool], str] = {}

    def text(self, key: str, source: str, locale: str) -> Text:
        """The text with its wordings. Only for texts whose parts hold no mistake and whose facts are known."""
        if not has_calls(source):
            return Text(key=key, wordings=(source,))
        parts = parse(source)
        turns = self.turns(parts)
        days = (*turns, turns[-1] + timedelta(days=1)) if turns else (date.min,)
        return Text(
            key=key, wordings=tuple(self._wording(source, parts, locale, day) for day in days), turns=turns
        )

    def turns(self, parts: Parts) -> tuple[date, ...]:
        """The last days on which a fact in this text is fresh, in order."""
        facts = (self._facts[call.argument] for call in parts.calls if call.name in FACT_CALLS)
        return tuple(sorted({fact.review_by for fact in facts if fact.kind in AGEING}))

    def _wording(self, source: str, parts: Parts, locale: str, day: date) -> Wording:
        if parts.values:
            calls = {name: partial(self._show, locale, day, name) for name in (*FACT_CALLS, *MARKS)}
            return _filling(self._template(source), calls)
        # Without values nothing is left for Jinja: compiling a template costs more than everything else here.
        return "".join(
            piece
            if isinstance(piece, str)
            else self._show(locale, day, piece.name, piece.argument, piece.is_dated)
            for piece in parts.pieces
        )

    def _template(self, source: str) -> Template:
        if source not in self._templates:
            self._templates[source] = self._environment.from_string(source)
        return self._templates[source]

    def _show(self, locale: str, day: date, name: str, argument: str, dated: bool = True) -> str:
        if name in MARKS:
            return argument
        fact = self._facts[argument]
        is_fresh = fact.kind not in AGEING or day <= fact.review_by
        known = (fact.id, locale, is_fresh, dated)
        if known not in self._words:
            self._words[known] = self._fact_words(fact, locale, is_fresh=is_fresh, is_dated=dated)
        return self._words[known]

    def _fact_words(self, fact: Fact, locale: str, *, is_fresh: bool, is_dated: bool) -> str:
        words = fact_value(fact, locale)
        if is_fresh and not (is_dated and fact.kind in _DATED):
            return words
        frame = self._template(self._frames[locale][FRESH if is_fresh else OVERDUE])
        return frame.render(value=words, date=short_date(fact.data_date, locale))


def fact_value(fact: Fact, locale: str) -> str:
    """The value alone, in the reader's format."""
    value = fact.wording(locale)
    if fact.kind is not FactKind.AMOUNT:
        return str(value)
    assert isinstance(value, (int, float))
    return _amount(value, fact.unit, gettext_name(locale))


def short_date(day: date, locale: str) -> str:
    """A date as people write it: 12 Sep 2026."""
    return format_date(day, "d MMM yyyy", locale=gettext_name(locale))


def money(value: Decimal, currency: str, locale: str) -> str:
    """A sum as facts of this currency are written; cents only where there are some."""
    return _amount(value, currency, gettext_name(locale))


def _amount(value: int | float | Decimal, unit: str, locale: str) -> str:
    if is_currency(unit):
        pattern = "¤#,##0" if value == int(value) else "¤#,##0.00"
        return format_currency(value, unit, format=pattern, locale=locale, currency_digits=False)
    if unit == PERCENT:
        return format_percent(value / 100, format="#,##0.##%", locale=locale)
    if unit in UNITS:
        return format_unit(value, UNITS[unit], length="long", locale=locale)
    return format_decimal(value, locale=locale)


def _filling(template: Template, calls: Mapping[str, Callable[..., str]]) -> Callable[[Values], str]:
    def fill(values: Values) -> str:
        return template.render({**calls, **values})

    return fill
