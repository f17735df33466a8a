"""Slips held against the rules by hand, and that a slip that fits is never pointed at."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.payslip import Doubt, Pointed, Slip, check_slip
from bot.engine.rules import Rules
from tests.engine.test_pay import NATIONAL

PENINSULAR = Rules(
    minimum_month=Decimal(1700),
    minimum_piece=Decimal(1700),
    minimum_day=Decimal("65.38"),
    epf_share=Decimal(2),
    socso_share=Decimal("0.5"),
    deductions_share=Decimal(50),
    overtime_factor=Decimal("1.5"),
    overtime_hours=Decimal(104),
    hours_a_day=Decimal(8),
)


def pointed(rules: Rules = PENINSULAR, *, is_piece: bool = False, **values: str | int) -> list[Pointed]:
    """A slip on which all fits but what is said: 1,700, KWSP 34, PERKESO 8.50."""
    fitting: dict[str, str | int] = {"basic": 1700, "epf": 34, "socso": "8.50"}
    amounts = {name: Decimal(value) for name, value in {**fitting, **values}.items()}
    found = check_slip(Slip(is_piece=is_piece, **amounts), rules)
    assert found is not None
    return list(found)


def doubts(rules: Rules = PENINSULAR, *, is_piece: bool = False, **values: str | int) -> list[Doubt]:
    return [one.doubt for one in pointed(rules, is_piece=is_piece, **values)]


def test_fitting_slip_is_not_pointed_at() -> None:
    # 1,700 + overtime 147.12 (12 hours) = 1,847.12; KWSP 36.94, PERKESO 9.24; other 0; net 1,800.94.
    assert (
        doubts(days=26, overtime_hours=12, overtime_pay="147.12", epf="36.94", socso="9.24", net="1800.94")
        == []
    )


def test_slip_without_pay_is_not_compared() -> None:
    assert check_slip(Slip(net=Decimal(900)), PENINSULAR) is None


@pytest.mark.parametrize(
    ("is_piece", "basic", "days", "doubt"),
    [
        # 1,699.99 / 26 = 65.3842 = 65.38, which is the day's minimum: only the month is short.
        (False, "1699.99", 26, Doubt.BELOW_MONTH),
        (False, "1699.99", 0, Doubt.BELOW_MONTH),
        (True, "1699.99", 26, Doubt.BELOW_PIECE),
        # 1,500 / 24 = 62.50 a day.
        (False, "1500", 24, Doubt.BELOW_DAY),
        (True, "1500", 24, Doubt.BELOW_DAY),
        # 1,400 / 20 = 70.00 a day: fewer days, or a month that is short.
        (False, "1400", 20, Doubt.BELOW_MONTH),
    ],
)
def test_basic_pay_is_held_against_month_and_day(is_piece: bool, basic: str, days: int, doubt: Doubt) -> None:
    assert doubts(is_piece=is_piece, basic=basic, days=days, epf=30, socso=7) == [doubt]


def test_full_minimum_is_enough_whatever_the_days() -> None:
    assert doubts(days=31) == []


def test_unpaid_overtime_is_asked_about() -> None:
    assert doubts(overtime_hours=3) == [Doubt.OVERTIME_UNPAID]


def test_overtime_below_every_reading_is_asked_about() -> None:
    # 1,700 / 31 / 8 = 6.8548 an hour; x 1.5 x 10 hours = 102.82.
    found = pointed(overtime_hours=10, overtime_pay="102.81")

    assert found == [Pointed(doubt=Doubt.OVERTIME_LOW, found=Decimal("102.81"), expected=Decimal("102.82"))]
    assert doubts(overtime_hours=10, overtime_pay="102.82") == []


@pytest.mark.parametrize("days_in_month", [26, 30, 31])
def test_overtime_by_any_common_division_is_not_pointed_at(days_in_month: int) -> None:
    hour = Decimal(1700) / days_in_month / 8

    assert doubts(overtime_hours=20, overtime_pay=f"{hour * Decimal('1.5') * 20:.2f}") == []


def test_hours_over_the_limit_are_asked_about() -> None:
    assert doubts(overtime_hours=104, overtime_pay=1400) == []
    assert doubts(overtime_hours=105, overtime_pay=1400) == [Doubt.OVERTIME_LONG]


def test_unread_rules_send_to_the_office() -> None:
    assert doubts(NATIONAL, overtime_hours=200, overtime_pay=1) == [Doubt.OVERTIME_UNREAD]
    assert doubts(NATIONAL, other=1500) == [Doubt.OTHER, Doubt.SHARE_UNREAD]


@pytest.mark.parametrize(
    ("extra", "epf", "socso", "expected"),
    [
        (0, "0", "8.50", [Doubt.EPF_MISSING]),
        (0, "34", "0", [Doubt.SOCSO_MISSING]),
        # 2 % of 1,700 is 34, 0.5 % is 8.50; two ringgit more are within the tables' steps.
        (0, "36", "10.50", []),
        (0, "36.01", "8.50", [Doubt.EPF_HIGH]),
        (0, "34", "21.25", [Doubt.SOCSO_HIGH]),
        # Taken from basic pay alone, or from everything: both fit.
        (500, "34", "11.00", []),
        (500, "44", "8.50", []),
    ],
)
def test_funds_are_held_against_their_share(extra: int, epf: str, socso: str, expected: list[Doubt]) -> None:
    assert doubts(extra=extra, epf=epf, socso=socso) == expected


def test_levy_is_always_asked_about() -> None:
    assert pointed(levy=50) == [Pointed(doubt=Doubt.LEVY, found=Decimal(50))]


def test_half_of_the_pay_is_the_limit() -> None:
    # 34 + 8.50 + 807.50 = 850.00, exactly half of 1,700.
    assert doubts(other="807.50") == [Doubt.OTHER]
    assert doubts(other="807.51") == [Doubt.OTHER, Doubt.OVER_SHARE]


def test_net_pay_that_does_not_add_up_is_asked_about() -> None:
    # 1,700 - 42.50 = 1,657.50
    assert doubts(net="1655.50") == doubts(net="1659.50") == []
    assert pointed(net="1655.49") == [
        Pointed(doubt=Doubt.NET, found=Decimal("1655.49"), expected=Decimal("1657.50"))
    ]
    assert doubts(net="1659.51") == [Doubt.NET]


SUMS = st.decimals(0, 20_000, places=2)


@given(st.builds(Slip, **dict.fromkeys((n for n in Slip.__slots__ if n != "is_piece"), SUMS)), st.booleans())
def test_any_slip_is_answered_without_a_verdict_below_zero(slip: Slip, is_known: bool) -> None:
    found = check_slip(slip, PENINSULAR if is_known else Rules()) or ()

    assert all(one.found >= 0 for one in found)
    assert len({one.doubt for one in found}) == len(found)
