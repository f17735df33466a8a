"""Companies on a list that staff imported: what a row says, for look-up by name. No verdict about anybody."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class AgencyStatus(StrEnum):
    """What the list says of a licence."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """One row of the list. `valid_until` and `as_of` are days (YYYY-MM-DD); `valid_until` may be empty.

    `source` says who published the row, `as_of` on which day it was so. An invented one is marked wherever
    it is shown.
    """

    name: str
    licence: str
    status: AgencyStatus
    office: str
    valid_until: str
    source: str
    as_of: str
    is_invented: bool


def write_agency(agency: Agency) -> dict[str, Any]:
    """The agency as JSON-ready values."""
    return {**asdict(agency), "status": agency.status.value}


def read_agency(raw: Mapping[str, Any]) -> Agency:
    """The reverse of `write_agency`."""
    return Agency(**{**raw, "status": AgencyStatus(raw["status"])})
