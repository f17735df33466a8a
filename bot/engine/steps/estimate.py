"""`estimate`: what was typed, worked out and said in phrases; then on. Keeps nothing and judges nobody."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from bot.content.model import Estimate, EstimateKind
from bot.domain.message import Medium, Message, Printout
from bot.engine.amounts import read_amount
from bot.engine.course.days import today
from bot.engine.draft import Draft
from bot.engine.moves import Go, Move
from bot.engine.pay import ZERO, Month, estimate
from bot.engine.pay_lines import (
    bar_values,
    debt_line,
    note_lines,
    ringgit,
    row_lines,
    rows,
    rupiah,
)
from bot.engine.payslip import Pointed, Slip, check_slip
from bot.engine.rules import EXCHANGE, Region, Rules, rules_for

MONTH: Mapping[str, str] = {name.replace("_", "-"): name for name in Month.__slots__}
SLIP: Mapping[str, str] = {name.replace("_", "-"): name for name in Slip.__slots__ if name != "is_piece"}
"""Amounts that the arithmetic takes, by the names under `answers` of a step (`content/kinds.ESTIMATED`)."""

REGION, PAID_BY, PIECE = "region", "paid-by", "piece"
"""The two answers that are choices; the last one says that pay goes by what was harvested."""


def enter(draft: Draft, step: Estimate) -> Move:
    """Says it and goes on."""
    TABLE[step.of](draft, step)
    return Go(step.next)


def _pay(draft: Draft, step: Estimate) -> None:
    """The month in lines, the debt, what to ask about, and the same month as bars."""
    month, exchange_line = _exchanged(draft, _month(draft, step))
    found = estimate(month, _rules(draft, step))
    if found is None:
        draft.say_phrase("pay-empty")
        return
    shown = rows(draft, found)
    lines = "\n".join(row_lines(draft, shown))
    draft.say("\n".join([draft.phrase("pay-head"), lines, exchange_line]))
    if debt := debt_line(draft, found):
        draft.say(debt)
    if notes := list(note_lines(draft, found)):
        draft.say("\n".join([draft.phrase("pay-notes"), *(f"• {note}" for note in notes)]))
    if draft.is_neutral:
        return  # the lines above say the same as the bars
    sheet = Printout(
        form="pay",
        medium=Medium.PICTURE,
        name=f"{draft.phrase('pay-file')}.png",
        alt=lines.replace("**", ""),
        values=bar_values(draft, shown),
    )
    draft.send(Message(text=draft.phrase("pay-picture"), locale=draft.locale, printout=sheet))


def _month(draft: Draft, step: Estimate) -> Month:
    """What was typed, without what belongs to the other way of being paid: people go back and choose anew."""
    month = Month(**_amounts(draft, step, MONTH))
    paid_by = _answer(draft, step, PAID_BY)
    if paid_by == PIECE:
        return replace(month, basic=ZERO)
    return replace(month, tonnes=ZERO) if paid_by else month


def _payslip(draft: Draft, step: Estimate) -> None:
    """The lines to ask about; where there are none, that this is no proof."""
    is_piece = _answer(draft, step, PAID_BY) == PIECE
    slip = Slip(is_piece=is_piece, **_amounts(draft, step, SLIP))
    found = check_slip(slip, _rules(draft, step))
    if found is None:
        draft.say_phrase("slip-empty")
    elif not found:
        draft.say_phrase("slip-fine")
    else:
        lines = (f"• {_pointed(draft, pointed)}" for pointed in found)
        draft.say("\n".join([draft.phrase("slip-head"), *lines]))


def _pointed(draft: Draft, pointed: Pointed) -> str:
    values = {"sum": ringgit(draft, pointed.found), "expected": ringgit(draft, pointed.expected)}
    return draft.phrase(f"slip-{pointed.doubt}", **values)


def _exchanged(draft: Draft, month: Month) -> tuple[Month, str]:
    """The month with its exchange rate, and the line that says where it is from: typed before an office's."""
    on, rate = today(draft), draft.content.rates.get(EXCHANGE)
    if month.exchange > 0:
        phrase, value, since = "pay-exchange-typed", month.exchange, on
    elif rate is not None and on <= rate.review_by:
        phrase, value, since = "pay-exchange-set", rate.value, rate.on
    else:
        return month, draft.phrase("pay-exchange-none")
    line = draft.phrase(
        phrase,
        sum=ringgit(draft, Decimal(1)),
        rupiah=rupiah(draft, value),
        date=draft.content.write_date(since, draft.locale),
    )
    return replace(month, exchange=value), line


def _rules(draft: Draft, step: Estimate) -> Rules:
    given = _answer(draft, step, REGION)
    return rules_for(Region(given) if given in set(Region) else None, draft.content.rates)


def _amounts(draft: Draft, step: Estimate, fields: Mapping[str, str]) -> dict[str, Decimal]:
    return {field: _amount(_answer(draft, step, name)) for name, field in fields.items()}


def _amount(written: str) -> Decimal:
    """An answer as a number; 0 where it was skipped, or an older release saved something else."""
    return read_amount(written) or ZERO


def _answer(draft: Draft, step: Estimate, name: str) -> str:
    saved = step.answers.get(name)
    return draft.answer(saved) if saved else ""


TABLE: Mapping[EstimateKind, Callable[[Draft, Estimate], None]] = {
    EstimateKind.PAY: _pay,
    EstimateKind.PAYSLIP: _payslip,
}
