from decimal import Decimal

from bot.content.facts import DOUBTFUL, FactKind
from bot.content.rates import read_rates
from bot.content.render import money
from tests.broken.cases import GOOD, compile_tree


def test_only_trusted_amounts_are_computed_with() -> None:
    facts = compile_tree(GOOD, ("id",)).material.facts

    found = read_rates(facts)

    assert all(facts[id].kind is FactKind.AMOUNT for id in found)
    assert not any(facts[id].confidence in DOUBTFUL for id in found)
    assert {id: rate.value for id, rate in found.items()} == {
        id: Decimal(str(facts[id].value)) for id in found
    }
    assert found


def test_money_is_written_as_facts_are() -> None:
    written = [
        money(Decimal(value), unit, "id")
        for value, unit in (("1700", "MYR"), ("65.38", "MYR"), ("3800000", "IDR"))
    ]

    assert written == ["MYR1.700", "MYR65,38", "Rp3.800.000"]
    assert money(Decimal("1658.5"), "MYR", "en") == "MYR1,658.50"
