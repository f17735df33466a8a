"""The invented list of companies, imported only where no list was ever imported."""

from pathlib import Path

from bot.commands.agency_file import read_agencies
from bot.service.ports import Clock, Store
from bot.service.replace_agencies import replace_agencies

SAMPLE = Path(__file__).parent / "agencies.csv"


async def bring_in_agencies(store: Store, clock: Clock) -> None:
    """Nothing where there is a list already, or where the schema is older than this program."""
    async with store.read() as work:
        if not await work.gauges.schema_is_head() or await work.agencies.current() is not None:
            return
    agencies, mistakes = read_agencies(SAMPLE.read_bytes(), clock().date(), is_invented=True)
    if agencies and not mistakes:  # on a machine whose clock is behind, the sample is of the future
        await replace_agencies(store, agencies, clock, lambda rows: None)
