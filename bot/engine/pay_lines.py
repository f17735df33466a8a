"""An estimate of pay in words and as bars: every sum and sentence finished, in the person's language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.engine.draft import Draft
from bot.engine.pay import Cut, Estimate, Never, Paid, Unplanned

TYPED_CUTS = frozenset({Cut.ADVANCE, Cut.SHOP, Cut.OTHER})
"""Cuts whose legal share is worth asking about; the funds are required by law."""

PERMILLE = 1000


def ringgit(draft: Draft, value: Decimal) -> str:
    """A sum in ringgit as people read it."""
    return draft.content.write_money(value, "MYR", draft.locale)


def rupiah(draft: Draft, value: Decimal) -> str:
    """A sum in rupiah as people read it."""
    return draft.content.write_money(value, "IDR", draft.locale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the month: what it is called in short, its sum, and from where to where its bar goes.

    `is_total` is a sum that stays, everything else is taken off. `title` is the longer name in the text,
    `in_rupiah` the same sum where a rate is known.
    """

    label: str
    title: str
    value: Decimal
    start: Decimal
    end: Decimal
    is_total: bool
    in_rupiah: Decimal | None = None


def rows(draft: Draft, found: Estimate) -> tuple[Row, ...]:
    """The month from what was earned to what is left, and what is left while a debt runs."""
    return tuple(_rows(draft, found))


def _rows(draft: Draft, found: Estimate) -> Iterator[Row]:
    yield _total(draft, "piece" if found.is_piece else "basic", found.gross)
    yield from _taken(draft, found.gross, {cut.value: value for cut, value in found.cuts})
    if found.costs:
        yield _total(draft, "received", found.received)
        yield from _taken(draft, found.received, {cost.value: value for cost, value in found.costs})
    yield _total(draft, "left", found.left, found.left_rupiah)
    if isinstance(found.debt, Paid) and found.debt.left is not None:
        yield from _taken(draft, found.left, {"debt": found.left - found.debt.left})
        yield _total(draft, "left-during", found.debt.left, found.debt.left_rupiah)


def _total(draft: Draft, name: str, value: Decimal, in_rupiah: Decimal | None = None) -> Row:
    label = draft.phrase(f"pay-label-{name}")
    return Row(
        label=label,
        title=label,
        value=value,
        start=Decimal(0),
        end=value,
        is_total=True,
        in_rupiah=in_rupiah,
    )


def _taken(draft: Draft, before: Decimal, values: Mapping[str, Decimal]) -> Iterator[Row]:
    for name, value in values.items():
        label = draft.phrase(f"pay-label-{name}")
        # The funds are said with their rate and its date.
        title = draft.phrase(f"pay-{name}") if name in {Cut.EPF, Cut.SOCSO} else label
        yield Row(label=label, title=title, value=value, start=before - value, end=before, is_total=False)
        before -= value


def row_lines(draft: Draft, shown: tuple[Row, ...]) -> Iterator[str]:
    """The rows in words."""
    for row in shown:
        values = {"title": row.title, "sum": ringgit(draft, row.value)}
        if row.in_rupiah is not None:
            yield draft.phrase("pay-line-both", **values, rupiah=rupiah(draft, row.in_rupiah))
        else:
            yield draft.phrase("pay-line-total" if row.is_total else "pay-line-less", **values)


def bar_values(draft: Draft, shown: tuple[Row, ...]) -> dict[str, str]:
    """The rows as the printing of `pay` needs them; places are thousandths of what was earned."""
    whole = shown[0].value
    values = {"title": draft.phrase("pay-title"), "note": draft.phrase("pay-head")}
    for place, row in enumerate(shown):
        values[f"label_{place}"] = row.label
        values[f"value_{place}"] = ringgit(draft, row.value)
        values[f"start_{place}"] = _permille(row.start, whole)
        values[f"end_{place}"] = _permille(row.end, whole)
        values[f"kind_{place}"] = "total" if row.is_total else "less"
    return values


def _permille(value: Decimal, whole: Decimal) -> str:
    return str(min(PERMILLE, max(0, int(value * PERMILLE / whole))))


def debt_line(draft: Draft, found: Estimate) -> str:
    """When the debt is paid, or that it is not; "" where there is none."""
    match found.debt:
        case None:
            return ""
        case Unplanned():
            return draft.phrase("pay-debt-unplanned")
        case Never():
            return draft.phrase("pay-debt-never")
        case Paid(months=months, payment=payment, is_short=is_short, left=left):
            values = {"rupiah": rupiah(draft, payment), "months": str(months)}
            if is_short:
                return draft.phrase("pay-debt-short", **values)
            if left is None:
                return draft.phrase("pay-debt-uncompared", **values)
            return draft.phrase("pay-debt-paid", **values, sum=ringgit(draft, left))


def note_lines(draft: Draft, found: Estimate) -> Iterator[str]:
    """That it is not enough, where it is not; and what to ask about, with the rule and its date."""
    if found.left < 0:
        yield draft.phrase("pay-not-enough", sum=ringgit(draft, -found.left))
    if found.shortfall:
        phrase = "pay-below-piece" if found.is_piece else "pay-below-month"
        yield draft.phrase(phrase, sum=ringgit(draft, found.shortfall))
    if found.is_over_share:
        yield draft.phrase("pay-over-share", sum=ringgit(draft, found.cut))
    elif found.is_over_share is None and any(cut in TYPED_CUTS for cut, _ in found.cuts):
        yield draft.phrase("pay-share-unread")
