"""An invented company, for steps that show what a list of companies says."""

from datetime import datetime

from bot.domain.agency import Agency, AgencyStatus
from bot.domain.event import AgenciesFound

INVENTED = Agency(
    name="PT Contoh Rekaan Jaya",
    licence="REKAAN-001",
    status=AgencyStatus.ACTIVE,
    office="Mataram",
    valid_until="2099-12-31",
    source="Contoh",
    as_of="2026-11-01",
    is_invented=True,
)


def found_by_example(at: datetime) -> AgenciesFound:
    """What a look-up answers to a name that is nearly right."""
    return AgenciesFound(at=at, name="Conto Rekaan Jaya", as_of=INVENTED.as_of, matches=(INVENTED,))
