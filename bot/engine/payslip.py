"""A payslip as it was typed, held against the rules: which lines to ask about, never who is to blame.

Each doubt goes in the employer's favour, so that what is pointed at does not fit under any reading of the
rules. Rates are given (`rules.py`), words are said elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.engine.pay import ZERO, is_over_share, share, shortfall, to_sen
from bot.engine.rules import Rules

TOLERANCE = Decimal(2)
"""Ringgit that are never pointed at: the funds' tables go by steps of pay, and slips are rounded."""

LONGEST_MONTH = Decimal(31)
"""Days by which a month's wage can be divided at most; more days make an hour cheaper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What a person typed from one slip, in ringgit; 0 where they skipped or the line is not there.

    `extra` is everything paid besides basic pay and overtime, `other` everything taken off besides the
    three that have their own question.
    """

    is_piece: bool = False
    basic: Decimal = ZERO
    days: Decimal = ZERO
    overtime_hours: Decimal = ZERO
    overtime_pay: Decimal = ZERO
    extra: Decimal = ZERO
    epf: Decimal = ZERO
    socso: Decimal = ZERO
    levy: Decimal = ZERO
    other: Decimal = ZERO
    net: Decimal = ZERO

    @property
    def gross(self) -> Decimal:
        """All that was paid before anything was taken off."""
        return self.basic + self.overtime_pay + self.extra

    @property
    def cut(self) -> Decimal:
        """All that was taken off."""
        return self.epf + self.socso + self.levy + self.other


class Doubt(StrEnum):
    """A line to ask about, or, `*-unread`, a line whose rule is not known for the region."""

    BELOW_MONTH = "below-month"
    BELOW_PIECE = "below-piece"
    BELOW_DAY = "below-day"
    OVERTIME_UNPAID = "overtime-unpaid"
    OVERTIME_LOW = "overtime-low"
    OVERTIME_UNREAD = "overtime-unread"
    OVERTIME_LONG = "overtime-long"
    EPF_MISSING = "epf-missing"
    EPF_HIGH = "epf-high"
    SOCSO_MISSING = "socso-missing"
    SOCSO_HIGH = "socso-high"
    LEVY = "levy"
    OTHER = "other"
    OVER_SHARE = "over-share"
    SHARE_UNREAD = "share-unread"
    NET = "net"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """One line to ask about. `found` is the sum in question, `expected` what would fit; 0 where neither is."""

    doubt: Doubt
    found: Decimal = ZERO
    expected: Decimal = ZERO


def check_slip(slip: Slip, rules: Rules) -> tuple[Pointed, ...] | None:
    """The lines to ask about, in the order of a slip; None where no pay was typed."""
    if slip.basic <= 0:
        return None
    return (
        *_basic(slip, rules),
        *_overtime(slip, rules),
        *_funds(slip, rules),
        *_other_cuts(slip, rules),
        *_net(slip),
    )


def _basic(slip: Slip, rules: Rules) -> Iterator[Pointed]:
    """A whole month's minimum; with fewer days only the day's minimum says for certain that it is too little."""
    minimum = rules.minimum_piece if slip.is_piece else rules.minimum_month
    missing = shortfall(slip.basic, minimum)
    if not missing or minimum is None:
        return
    if slip.days > 0 and rules.minimum_day is not None:
        a_day = to_sen(slip.basic / slip.days)
        if a_day < rules.minimum_day:
            yield Pointed(doubt=Doubt.BELOW_DAY, found=a_day, expected=rules.minimum_day)
            return
    doubt = Doubt.BELOW_PIECE if slip.is_piece else Doubt.BELOW_MONTH
    yield Pointed(doubt=doubt, found=slip.basic, expected=minimum)


def _overtime(slip: Slip, rules: Rules) -> Iterator[Pointed]:
    if slip.overtime_hours <= 0:
        return
    least = _least_overtime(slip, rules)
    if slip.overtime_pay <= 0:
        yield Pointed(doubt=Doubt.OVERTIME_UNPAID)
    elif least is None:
        yield Pointed(doubt=Doubt.OVERTIME_UNREAD)
    elif slip.overtime_pay < least:
        yield Pointed(doubt=Doubt.OVERTIME_LOW, found=slip.overtime_pay, expected=least)
    if rules.overtime_hours is not None and slip.overtime_hours > rules.overtime_hours:
        yield Pointed(doubt=Doubt.OVERTIME_LONG)


def _least_overtime(slip: Slip, rules: Rules) -> Decimal | None:
    """What overtime must come to however the ordinary hour is counted: the month's wage over its most days,
    the day over its most hours. How a monthly wage is divided by law was not read, so it may be more."""
    if rules.overtime_factor is None or rules.hours_a_day is None:
        return None
    hour = slip.basic / LONGEST_MONTH / rules.hours_a_day
    return to_sen(hour * rules.overtime_factor * slip.overtime_hours)


def _funds(slip: Slip, rules: Rules) -> Iterator[Pointed]:
    """Whether extras count towards a fund was not read, so too much is more than the share of everything."""
    for rate, found, missing, high in (
        (rules.epf_share, slip.epf, Doubt.EPF_MISSING, Doubt.EPF_HIGH),
        (rules.socso_share, slip.socso, Doubt.SOCSO_MISSING, Doubt.SOCSO_HIGH),
    ):
        if rate is None:
            continue
        expected = share(slip.gross, rate)
        if found <= 0:
            yield Pointed(doubt=missing, expected=expected)
        elif found > expected + TOLERANCE:
            yield Pointed(doubt=high, found=found, expected=expected)


def _other_cuts(slip: Slip, rules: Rules) -> Iterator[Pointed]:
    if slip.levy > 0:
        yield Pointed(doubt=Doubt.LEVY, found=slip.levy)
    if slip.other > 0:
        yield Pointed(doubt=Doubt.OTHER, found=slip.other)
    is_over = is_over_share(slip.cut, slip.gross, rules)
    if is_over:
        yield Pointed(doubt=Doubt.OVER_SHARE, found=slip.cut, expected=slip.gross)
    elif is_over is None and slip.levy + slip.other > 0:
        yield Pointed(doubt=Doubt.SHARE_UNREAD)


def _net(slip: Slip) -> Iterator[Pointed]:
    expected = slip.gross - slip.cut
    if slip.net > 0 and abs(slip.net - expected) > TOLERANCE:
        yield Pointed(doubt=Doubt.NET, found=slip.net, expected=expected)
