"""Facts → the numbers that may be computed with. What we doubt is left out, so that nobody computes with it."""

from collections.abc import Mapping
from decimal import Decimal

from bot.content.facts import DOUBTFUL, Fact, FactKind
from bot.content.model import Rate


def read_rates(facts: Mapping[str, Fact]) -> Mapping[str, Rate]:
    """Every trusted amount by its fact's id, exactly as it is written."""
    return {
        fact.id: Rate(value=Decimal(str(fact.value)), on=fact.data_date, review_by=fact.review_by)
        for fact in facts.values()
        if fact.kind is FactKind.AMOUNT and fact.confidence not in DOUBTFUL
    }
