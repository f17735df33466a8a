"""Which facts the arithmetic of pay goes by, and in which part of Malaysia each holds.

Rates come compiled with the content and never stand in code. A fact that is missing, doubted, or was not
read for a region gives None, and what needs it is not computed: the person is told whom to ask.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.content.model import Rate


class Region(StrEnum):
    """The three labour laws of Malaysia, as saved by a `choose` step."""

    PENINSULAR = "peninsular"
    SABAH = "sabah"
    SARAWAK = "sarawak"


EXCHANGE = "my-exchange-rate"
"""The fact that an office may set: rupiah for one ringgit. There is none until somebody looks after it."""

_ALL = frozenset(Region)
_PENINSULAR = frozenset({Region.PENINSULAR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is known for one region; sums in ringgit, shares in per cent."""

    minimum_month: Decimal | None = None
    minimum_piece: Decimal | None = None
    minimum_day: Decimal | None = None
    epf_share: Decimal | None = None
    socso_share: Decimal | None = None
    deductions_share: Decimal | None = None
    overtime_factor: Decimal | None = None
    overtime_hours: Decimal | None = None
    hours_a_day: Decimal | None = None


# The minimum wage and both funds are national. Of the Employment Act (Peninsula) only the hours of a day
# were also read in the Ordinance of Sarawak; nothing of the kind was read for Sabah.
FACTS: Mapping[str, tuple[str, frozenset[Region]]] = {
    "minimum_month": ("my-minwage-amount", _ALL),
    "minimum_piece": ("my-minwage-piece-rate", _ALL),
    "minimum_day": ("my-minwage-daily-hourly", _ALL),
    "epf_share": ("my-epf-two-percent", _ALL),
    "socso_share": ("my-socso-rates", _ALL),
    "deductions_share": ("my-deductions-half-percent", _PENINSULAR),
    "overtime_factor": ("my-overtime-rate", _PENINSULAR),
    "overtime_hours": ("my-overtime-cap", _PENINSULAR),
    "hours_a_day": ("my-hours-day", frozenset({Region.PENINSULAR, Region.SARAWAK})),
}


def rules_for(region: Region | None, rates: Mapping[str, Rate]) -> Rules:
    """The rules of a region; of an unknown one only what holds in all three."""
    return Rules(
        **{
            name: rates[fact].value
            for name, (fact, regions) in FACTS.items()
            if fact in rates and (regions == _ALL or region in regions)
        }
    )
