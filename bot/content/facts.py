"""Facts: numbers, phones, prices, deadlines, laws, places and links, each with its source and its dates.

Reads what is whole; what is not is left out here and reported by the checks.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.content.raw import Node, RawFile
from bot.i18n.locale import fallbacks


class FactKind(StrEnum):
    """What a fact is, and the name of the call that shows it (`link` for `url`)."""

    PHONE = "phone"
    AMOUNT = "amount"
    LAW = "law"
    PLACE = "place"
    URL = "url"
    TERM = "term"


class Confidence(StrEnum):
    """How far we trust a fact. The last two are never shown as certain."""

    OFFICIAL = "official"
    SECONDARY = "secondary"
    CONFLICTING = "conflicting"
    UNVERIFIED = "unverified"


DOUBTFUL = frozenset({Confidence.CONFLICTING, Confidence.UNVERIFIED})
AGEING = frozenset({FactKind.PHONE, FactKind.AMOUNT, FactKind.PLACE})
"""Kinds whose wording changes once the review date has passed; names and links do not."""

UNITS: Mapping[str, str] = {
    "year": "duration-year",
    "month": "duration-month",
    "week": "duration-week",
    "day": "duration-day",
    "hour": "duration-hour",
    "minute": "duration-minute",
    "kg": "mass-kilogram",
    "g": "mass-gram",
    "km": "length-kilometer",
    "m": "length-meter",
    "cm": "length-centimeter",
}
"""Units that Babel can put into words."""

BARE_UNITS = frozenset({"item", "person"})
"""Units that the sentence around the call names itself."""

PERCENT = "percent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One whole fact. `value` is a text, a text by locale, or for amounts a number."""

    id: str
    kind: FactKind
    value: str | Mapping[str, str] | int | float
    unit: str
    confidence: Confidence
    source_date: date
    checked_on: date | None
    tested_on: date | None
    review_by: date
    path: str
    line: int

    @property
    def data_date(self) -> date:
        """The newest day on which somebody looked, for "data 12 Sep 2026"."""
        return max(day for day in (self.source_date, self.checked_on, self.tested_on) if day)

    def wording(self, locale: str) -> str | int | float | None:
        """The value in a locale or its shorter form; None where it has no words for it."""
        if not isinstance(self.value, Mapping):
            return self.value
        return next((self.value[name] for name in fallbacks(locale) if name in self.value), None)


def is_unit(unit: str) -> bool:
    """Whether amounts may have this unit."""
    return unit in UNITS or unit in BARE_UNITS or unit == PERCENT or is_currency(unit)


def is_currency(unit: str) -> bool:
    """Whether the unit is money (ISO 4217: three capitals)."""
    return len(unit) == 3 and unit.isascii() and unit.isalpha() and unit.isupper()


def raw_facts(files: Iterable[RawFile]) -> Iterator[tuple[str, Node]]:
    """Every fact as written, with its file."""
    for file in files:
        for node in file.root.members:
            yield file.path, node


def read_facts(files: Iterable[RawFile]) -> Mapping[str, Fact]:
    """The whole facts by id; of two with one id the first."""
    found: dict[str, Fact] = {}
    for path, node in raw_facts(files):
        if not mistakes(node):
            fact = _fact(path, node)
            found.setdefault(fact.id, fact)
    return found


def mistakes(node: Node) -> list[str]:
    """What is missing or wrong in one fact, in words."""
    found = [f'"{name}" is missing' for name in ("id", "kind", "confidence") if not node.text(name)]
    kind, confidence = node.text("kind"), node.text("confidence")
    if kind and kind not in set(FactKind):
        found.append(f'"{kind}" is no kind of fact')
    if confidence and confidence not in set(Confidence):
        found.append(f'"{confidence}" is no confidence')
    return found + _value_mistakes(node) + _source_mistakes(node) + _date_mistakes(node)


def _value_mistakes(node: Node) -> list[str]:
    value = node.get("value")
    if node.text("kind") == FactKind.AMOUNT:
        if value is None or isinstance(value.value, bool) or not isinstance(value.value, (int, float)):
            return ["the value of an amount is a number"]
        return [] if is_unit(node.text("unit")) else ["the unit is missing or not known"]
    if value is None or not (value.scalar or value.items):
        return ["the value is missing"]
    if value.items:
        return [f"the wording for {name} is empty" for name, part in value.items.items() if not part.scalar]
    return [] if isinstance(value.value, str) else ["the value is a text: put it in quotes"]


def _source_mistakes(node: Node) -> list[str]:
    source = node.get("source")
    if source is None:
        return ["the source is missing"]
    found = [f"the source has no {name}" for name in ("title", "url") if not source.text(name)]
    day = source.get("date")
    return found if day and isinstance(day.value, date) else [*found, "the source has no date (YYYY-MM-DD)"]


def _date_mistakes(node: Node) -> list[str]:
    review = node.get("review_by")
    found = (
        [] if review and isinstance(review.value, date) else ["review_by is missing or no date (YYYY-MM-DD)"]
    )
    for name in ("checked_on", "tested_on"):
        day = node.get(name)
        if day and day.value is not None and not isinstance(day.value, date):
            found.append(f"{name} is no date (YYYY-MM-DD)")
    return found


def _fact(path: str, node: Node) -> Fact:
    value = node.items["value"]
    kind = FactKind(node.text("kind"))
    written = value.value if isinstance(value.value, (int, float)) else value.scalar
    review, source = _day(node, "review_by"), _day(node.items["source"], "date")
    assert review is not None
    assert source is not None
    return Fact(
        id=node.text("id"),
        kind=kind,
        unit=node.text("unit"),
        confidence=Confidence(node.text("confidence")),
        value={name: part.scalar for name, part in value.items.items()} if value.items else written,
        source_date=source,
        checked_on=_day(node, "checked_on"),
        tested_on=_day(node, "tested_on"),
        review_by=review,
        path=path,
        line=node.line,
    )


def _day(node: Node, name: str) -> date | None:
    found = node.get(name)
    return found.value if found and isinstance(found.value, date) else None
