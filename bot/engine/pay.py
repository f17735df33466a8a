"""What is left of a month's pay. Arithmetic only: rates are given (`rules.py`), words are said elsewhere.

Every sum in ringgit is rounded to the sen by itself, half a sen up, before it is added or taken away, so
that the lines people see add up to the sen. Rupiah are whole and rounded down, months whole and rounded up:
an estimate must not promise more than there will be. The funds' own tables go by steps of pay and may
differ by a ringgit or two. Interest on a debt is not computed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum

from bot.engine.rules import Rules

ZERO = Decimal(0)
SEN = Decimal("0.01")
PERCENT = Decimal("0.01")
EXACT = Context(prec=60)
"""Digits enough for the largest amounts that can be typed, multiplied."""


class Cut(StrEnum):
    """What the employer takes off before paying, in the order in which it is shown."""

    EPF = "epf"
    SOCSO = "socso"
    ADVANCE = "advance"
    SHOP = "shop"
    OTHER = "other"


class Cost(StrEnum):
    """What the person pays out of what they were paid."""

    LIVING = "living"
    REMITTANCE = "remittance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What a person typed about one month; 0 where they skipped. `exchange` is rupiah for one ringgit.

    Pay is a basic wage or, without one, tonnes times a rate. Debt and its monthly payment are in rupiah.
    """

    basic: Decimal = ZERO
    tonnes: Decimal = ZERO
    tonne_rate: Decimal = ZERO
    advance: Decimal = ZERO
    shop: Decimal = ZERO
    other: Decimal = ZERO
    living: Decimal = ZERO
    remittance: Decimal = ZERO
    debt: Decimal = ZERO
    debt_payment: Decimal = ZERO
    exchange: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """The debt ends after so many months of `payment` rupiah (the last may be smaller).

    `payment` is all that is left where that is less than was planned (`is_short`). `left` is what remains
    while it runs, in ringgit and rupiah; both None where nobody gave an exchange rate.
    """

    months: int
    payment: Decimal
    is_short: bool
    left: Decimal | None
    left_rupiah: Decimal | None


class Unplanned:
    """Nobody said what is paid back each month."""


class Never:
    """Nothing is left for the debt: it does not end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A month, line by line: `gross` less `cuts` is `received`; less `costs` it is `left`.

    `left` may be below zero. `shortfall` is what is missing to the minimum wage (0: nothing), `is_over_share`
    whether the cuts pass the legal share of the pay; both None where no rule is known.
    """

    is_piece: bool
    gross: Decimal
    cuts: tuple[tuple[Cut, Decimal], ...]
    received: Decimal
    costs: tuple[tuple[Cost, Decimal], ...]
    left: Decimal
    left_rupiah: Decimal | None
    debt: Paid | Unplanned | Never | None
    shortfall: Decimal | None
    is_over_share: bool | None

    @property
    def cut(self) -> Decimal:
        """All that the employer takes off."""
        return self.gross - self.received


def estimate(month: Month, rules: Rules) -> Estimate | None:
    """The month worked out; None where no pay was typed."""
    with localcontext(EXACT):
        return _estimate(month, rules)


def _estimate(month: Month, rules: Rules) -> Estimate | None:
    gross = to_sen(month.basic) or to_sen(month.tonnes * month.tonne_rate)
    if gross <= 0:
        return None
    is_piece = to_sen(month.basic) == 0
    cuts = tuple(_cuts(month, gross, rules))
    received = gross - sum((value for _, value in cuts), ZERO)
    costs = tuple((cost, value) for cost in Cost if (value := to_sen(getattr(month, cost.value))) > 0)
    left = received - sum((value for _, value in costs), ZERO)
    return Estimate(
        is_piece=is_piece,
        gross=gross,
        cuts=cuts,
        received=received,
        costs=costs,
        left=left,
        left_rupiah=to_rupiah(left * month.exchange) if month.exchange > 0 else None,
        debt=_debt(month, left),
        shortfall=shortfall(gross, rules.minimum_piece if is_piece else rules.minimum_month),
        is_over_share=is_over_share(gross - received, gross, rules),
    )


def to_sen(value: Decimal) -> Decimal:
    """Ringgit to the sen, half a sen up."""
    return value.quantize(SEN, ROUND_HALF_UP)


def to_rupiah(value: Decimal) -> Decimal:
    """Whole rupiah, downwards."""
    return value.quantize(Decimal(1), ROUND_FLOOR)


def share(value: Decimal, percent: Decimal) -> Decimal:
    """So many per cent of a sum, to the sen."""
    return to_sen(value * percent * PERCENT)


def shortfall(pay: Decimal, minimum: Decimal | None) -> Decimal | None:
    """What is missing to the minimum, 0 where nothing is; None where no minimum is known."""
    return None if minimum is None else max(minimum - pay, ZERO)


def is_over_share(cut: Decimal, pay: Decimal, rules: Rules) -> bool | None:
    """Whether all that is taken off passes its share of the pay; exactly the share does not pass it."""
    return None if rules.deductions_share is None else cut > share(pay, rules.deductions_share)


def _cuts(month: Month, gross: Decimal, rules: Rules) -> Iterator[tuple[Cut, Decimal]]:
    if rules.epf_share is not None:
        yield Cut.EPF, share(gross, rules.epf_share)
    if rules.socso_share is not None:
        yield Cut.SOCSO, share(gross, rules.socso_share)
    for cut in (Cut.ADVANCE, Cut.SHOP, Cut.OTHER):
        value = to_sen(getattr(month, cut.value))
        if value > 0:
            yield cut, value


def _debt(month: Month, left: Decimal) -> Paid | Unplanned | Never | None:
    if month.debt <= 0:
        return None
    planned = to_rupiah(month.debt_payment)
    if planned <= 0:
        return Unplanned()
    affordable = to_rupiah(left * month.exchange) if month.exchange > 0 else planned
    payment = min(planned, affordable)
    if left <= 0 or payment <= 0:
        return Never()
    remaining = left - to_sen(payment / month.exchange) if month.exchange > 0 else None
    return Paid(
        months=int((month.debt / payment).to_integral_value(ROUND_CEILING)),
        payment=payment,
        is_short=payment < planned,
        left=remaining,
        left_rupiah=None if remaining is None else to_rupiah(remaining * month.exchange),
    )
