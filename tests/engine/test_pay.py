"""Pay worked out by hand beside the arithmetic, its edges, and what must hold of every month.

The rates are those of content/facts of November 2026, written out here: a changed fact must not change what a
worked example means. `test_rules.py` holds them against the real content.
"""

from decimal import ROUND_CEILING, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.engine.pay import Cost, Cut, Estimate, Month, Never, Paid, Unplanned, estimate, share
from bot.engine.rules import Rules

NATIONAL = Rules(
    minimum_month=Decimal(1700),
    minimum_piece=Decimal(1700),
    minimum_day=Decimal("65.38"),
    epf_share=Decimal(2),
    socso_share=Decimal("0.5"),
)
PENINSULAR = Rules(
    minimum_month=Decimal(1700),
    minimum_piece=Decimal(1700),
    epf_share=Decimal(2),
    socso_share=Decimal("0.5"),
    deductions_share=Decimal(50),
)
SABAH = SARAWAK = NATIONAL
"""Of their ordinances the share of deductions was not read."""


def a_month(**values: str | int) -> Month:
    return Month(**{name: Decimal(value) for name, value in values.items()})


def worked_out(rules: Rules, **values: str | int) -> Estimate:
    found = estimate(a_month(**values), rules)
    assert found is not None
    return found


def test_peninsular_month_with_a_debt() -> None:
    # Basic 1,800. KWSP 2 % = 36.00; PERKESO 0.5 % = 9.00; advance 150; shop 200: taken off 395.00.
    # Paid out 1,405.00. Own spending 300, sending money 10: left 1,095.00.
    # At 3,800 that is 1,095 x 3,800 = Rp4,161,000.
    # Debt Rp12,000,000 at Rp1,000,000 a month: 12 months. Rp1,000,000 / 3,800 = 263.157... = 263.16.
    # While it runs 1,095.00 - 263.16 = 831.84; 831.84 x 3,800 = Rp3,160,992.
    # Half of 1,800 is 900: 395 does not pass it. 1,800 is above 1,700.
    found = worked_out(
        PENINSULAR,
        basic=1800,
        advance=150,
        shop=200,
        living=300,
        remittance=10,
        debt=12_000_000,
        debt_payment=1_000_000,
        exchange=3800,
    )

    assert found.gross == Decimal(1800)
    assert dict(found.cuts) == {
        Cut.EPF: Decimal(36),
        Cut.SOCSO: Decimal(9),
        Cut.ADVANCE: Decimal(150),
        Cut.SHOP: Decimal(200),
    }
    assert (found.cut, found.received) == (Decimal(395), Decimal(1405))
    assert dict(found.costs) == {Cost.LIVING: Decimal(300), Cost.REMITTANCE: Decimal(10)}
    assert (found.left, found.left_rupiah) == (Decimal(1095), Decimal(4_161_000))
    assert found.debt == Paid(
        months=12,
        payment=Decimal(1_000_000),
        is_short=False,
        left=Decimal("831.84"),
        left_rupiah=Decimal(3_160_992),
    )
    assert (found.shortfall, found.is_over_share) == (Decimal(0), False)


def test_peninsular_piece_rate_below_the_minimum() -> None:
    # 38.5 tonnes x 33.25 = 1,280.125, half a sen up: 1,280.13. To 1,700 there are 419.87 missing.
    # KWSP 2 % = 25.6026 = 25.60; PERKESO 0.5 % = 6.40065 = 6.40; advance 500; shop 150; other 50: 732.00.
    # Half of 1,280.13 is 640.065 = 640.07: 732.00 passes it. Paid out 1,280.13 - 732.00 = 548.13.
    # Own spending 250: left 298.13; x 3,750 = Rp1,117,987.5, whole rupiah downwards 1,117,987.
    # Debt Rp10,000,000 at Rp2,000,000: only Rp1,117,987 is there. 10,000,000 / 1,117,987 = 8.94: 9 months.
    found = worked_out(
        PENINSULAR,
        tonnes="38.5",
        tonne_rate="33.25",
        advance=500,
        shop=150,
        other=50,
        living=250,
        debt=10_000_000,
        debt_payment=2_000_000,
        exchange=3750,
    )

    assert found.is_piece
    assert (found.gross, found.shortfall) == (Decimal("1280.13"), Decimal("419.87"))
    assert dict(found.cuts)[Cut.EPF] == Decimal("25.60")
    assert dict(found.cuts)[Cut.SOCSO] == Decimal("6.40")
    assert (found.cut, found.received, found.is_over_share) == (Decimal(732), Decimal("548.13"), True)
    assert (found.left, found.left_rupiah) == (Decimal("298.13"), Decimal(1_117_987))
    # 1,117,987 / 3,750 = 298.1299 = 298.13: nothing is left while the debt runs.
    assert found.debt == Paid(
        months=9,
        payment=Decimal(1_117_987),
        is_short=True,
        left=Decimal(0),
        left_rupiah=Decimal(0),
    )


def test_sabah_month_at_the_minimum() -> None:
    # Basic 1,700, exactly the minimum. KWSP 34.00; PERKESO 8.50; other 900: 942.50, more than half of 1,700;
    # the share was not read for Sabah, so nothing is said of it. Paid out 757.50, own spending 400: left 357.50.
    # No exchange rate: no rupiah. Debt Rp7,000,000 at Rp600,000: 11.67, so 12 months, not held against the pay.
    found = worked_out(SABAH, basic=1700, other=900, living=400, debt=7_000_000, debt_payment=600_000)

    assert (found.shortfall, found.is_over_share) == (Decimal(0), None)
    assert (found.cut, found.received, found.left) == (
        Decimal("942.50"),
        Decimal("757.50"),
        Decimal("357.50"),
    )
    assert found.left_rupiah is None
    assert found.debt == Paid(
        months=12, payment=Decimal(600_000), is_short=False, left=None, left_rupiah=None
    )


def test_sarawak_piece_rate_above_the_minimum() -> None:
    # 60 tonnes x 35.20 = 2,112.00. KWSP 42.24; PERKESO 10.56: paid out 2,059.20.
    # Own spending 450.75, sending money 12.50: left 1,595.95; x 3,805 = Rp6,072,589.75, downwards 6,072,589.
    found = worked_out(
        SARAWAK, tonnes=60, tonne_rate="35.2", living="450.75", remittance="12.5", exchange=3805
    )

    assert (found.gross, found.shortfall) == (Decimal(2112), Decimal(0))
    assert dict(found.cuts) == {Cut.EPF: Decimal("42.24"), Cut.SOCSO: Decimal("10.56")}
    assert (found.received, found.left) == (Decimal("2059.20"), Decimal("1595.95"))
    assert found.left_rupiah == Decimal(6_072_589)
    assert found.debt is None


def test_nothing_typed_is_not_computed() -> None:
    assert estimate(Month(), PENINSULAR) is None
    assert estimate(a_month(tonnes=40), PENINSULAR) is None
    assert estimate(a_month(living=100, debt=5), PENINSULAR) is None


def test_without_facts_only_what_was_typed_counts() -> None:
    found = worked_out(Rules(), basic=900, other=100)

    assert found.cuts == ((Cut.OTHER, Decimal(100)),)
    assert (found.shortfall, found.is_over_share) == (None, None)


@pytest.mark.parametrize(("basic", "missing"), [("1699.99", "0.01"), ("1700", "0"), ("1700.01", "0")])
def test_minimum_wage_is_met_to_the_sen(basic: str, missing: str) -> None:
    assert worked_out(PENINSULAR, basic=basic).shortfall == Decimal(missing)


@pytest.mark.parametrize(("other", "is_over"), [("950", False), ("950.01", True)])
def test_exactly_half_does_not_pass_the_share(other: str, is_over: bool) -> None:
    # Basic 2,000: funds 40 + 10 = 50; half is 1,000. With 950 it is exactly half.
    assert worked_out(PENINSULAR, basic=2000, other=other).is_over_share is is_over


def test_debt_without_a_payment_is_not_planned() -> None:
    assert isinstance(worked_out(PENINSULAR, basic=1800, debt=1_000_000).debt, Unplanned)


@pytest.mark.parametrize("exchange", [0, 3800])
def test_debt_is_never_paid_from_nothing(exchange: int) -> None:
    values = {"living": 1755, "debt": 1_000_000, "debt_payment": 100_000, "exchange": exchange}

    assert worked_out(PENINSULAR, basic=1800, **values).left == Decimal(0)
    assert isinstance(worked_out(PENINSULAR, basic=1800, **values).debt, Never)


def test_more_than_was_earned_leaves_less_than_nothing() -> None:
    found = worked_out(PENINSULAR, basic=1000, living=2000, exchange=3800, debt=5, debt_payment=1)

    # Funds 20 + 5: paid out 975, spent 2,000.
    assert (found.left, found.left_rupiah) == (Decimal(-1025), Decimal(-3_895_000))
    assert isinstance(found.debt, Never)


def test_last_smaller_payment_is_a_month_too() -> None:
    for debt, months in ((1_000_000, 1), (1_000_001, 2), (2_000_000, 2)):
        found = worked_out(PENINSULAR, basic=1800, debt=debt, debt_payment=1_000_000).debt
        assert isinstance(found, Paid)
        assert found.months == months


SUMS = st.decimals(0, 20_000, places=2)
RUPIAH = st.decimals(0, 1_000_000_000, places=0)
MONTHS = st.builds(
    Month,
    basic=SUMS,
    tonnes=SUMS,
    tonne_rate=st.decimals(0, 500, places=2),
    advance=SUMS,
    shop=SUMS,
    other=SUMS,
    living=SUMS,
    remittance=SUMS,
    debt=RUPIAH,
    debt_payment=RUPIAH,
    exchange=st.decimals(0, 10_000, places=2),
)


@given(MONTHS, st.sampled_from([PENINSULAR, NATIONAL, Rules()]))
def test_lines_add_up_to_the_sen(month: Month, rules: Rules) -> None:
    found = estimate(month, rules)
    assume(found is not None)
    assert found is not None

    sums = [found.gross, found.received, found.left, *dict(found.cuts).values(), *dict(found.costs).values()]
    assert all(value == value.quantize(Decimal("0.01")) for value in sums)
    assert found.gross - sum(dict(found.cuts).values()) == found.received
    assert found.received - sum(dict(found.costs).values()) == found.left


INDEBTED = st.builds(
    Month,
    basic=st.decimals(4_000, 20_000, places=2),
    living=st.decimals(0, 3_000, places=2),
    debt=st.decimals(1, 1_000_000_000, places=0),
    debt_payment=st.decimals(1, 100_000_000, places=0),
    exchange=st.just(Decimal(0)) | st.decimals(1_000, 10_000, places=2),
)


@given(INDEBTED, st.sampled_from([PENINSULAR, NATIONAL, Rules()]))
def test_debt_ends_after_its_last_payment(month: Month, rules: Rules) -> None:
    found = estimate(month, rules)
    assert found is not None
    paid = found.debt
    assert isinstance(paid, Paid)

    assert paid.months >= 1
    assert 0 < paid.payment <= month.debt_payment
    assert paid.payment * (paid.months - 1) < month.debt <= paid.payment * paid.months
    assert paid.left is None or 0 <= paid.left <= found.left
    assert found.left_rupiah is None or paid.payment <= found.left_rupiah


@given(SUMS, st.decimals(0, 100, places=2))
def test_share_is_never_far_from_exact(value: Decimal, percent: Decimal) -> None:
    assert abs(share(value, percent) - value * percent / 100) <= Decimal("0.005")
    assert share(value, percent) <= (value * percent).quantize(Decimal("0.01"), ROUND_CEILING)
