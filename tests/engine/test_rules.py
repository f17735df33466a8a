"""Rules come from the real facts, by region; what was not read for a region is not known there."""

from decimal import Decimal

import pytest

from bot.content.compile import Compiled
from bot.content.kinds import ESTIMATED
from bot.content.model import EstimateKind
from bot.content.rates import read_rates
from bot.engine.rules import FACTS, Region, Rules, rules_for
from bot.engine.steps.estimate import MONTH, PAID_BY, REGION, SLIP
from tests.engine.test_pay import NATIONAL
from tests.engine.test_payslip import PENINSULAR


@pytest.mark.parametrize(
    ("region", "rules"),
    [
        (Region.PENINSULAR, PENINSULAR),
        (Region.SABAH, NATIONAL),
        (None, NATIONAL),
    ],
)
def test_worked_examples_use_the_facts(region: Region | None, rules: Rules, compiled: Compiled) -> None:
    """Fails when a fact changes: then the examples are to be worked out again by hand, or dated."""
    assert rules_for(region, read_rates(compiled.material.facts)) == rules


def test_hours_of_a_day_were_read_for_sarawak(compiled: Compiled) -> None:
    rules = rules_for(Region.SARAWAK, read_rates(compiled.material.facts))

    assert (rules.hours_a_day, rules.overtime_factor) == (Decimal(8), None)


def test_no_rule_is_known_without_facts() -> None:
    assert rules_for(Region.PENINSULAR, {}) == Rules()


def test_every_rule_names_one_fact() -> None:
    assert set(FACTS) == set(Rules.__slots__)


def test_step_takes_what_the_compiler_knows() -> None:
    assert ESTIMATED[EstimateKind.PAY] == {REGION, PAID_BY, *MONTH}
    assert ESTIMATED[EstimateKind.PAYSLIP] == {REGION, PAID_BY, *SLIP}
