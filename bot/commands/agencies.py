"""`agencies`: replaces the list of companies from a CSV file, whole or not at all, and shows what list there is."""

from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

from bot.commands.agency_file import read_agencies
from bot.commands.database import ask_store
from bot.commands.environment import EXIT_SETTINGS, read_settings
from bot.domain.agency import Agency
from bot.service.ports import AgencyList, Store
from bot.service.replace_agencies import replace_agencies
from bot.store.unit_of_work import utc_now

PAGE = 500


def import_file(file: Path, *, is_invented: bool) -> int:
    """Prints every mistake and imports nothing, or replaces the list; 2 where the file cannot be opened."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        typer.echo(f"{file} cannot be read: {error.strerror}.", err=True)
        return EXIT_SETTINGS
    settings = read_settings()
    today = utc_now().astimezone(ZoneInfo(settings.timezone)).date()
    agencies, mistakes = read_agencies(raw, today, is_invented=is_invented)
    for mistake in mistakes:
        typer.echo(f"{file}: {mistake}", err=True)
    if mistakes:
        typer.echo(f"Nothing was imported: {len(mistakes)} mistakes.", err=True)
        return 1
    if not ask_store(settings, lambda store: _replace(store, agencies)):
        typer.echo(
            "Another import ran at the same time, and this one changed nothing: run it again.", err=True
        )
        return 1
    typer.echo(f"The list has {len(agencies)} companies now, as of {min(a.as_of for a in agencies)}.")
    return 0


def show() -> int:
    """Prints as of when the list is, how many rows it has, when it was imported, and its sources."""
    found = ask_store(read_settings(), _describe)
    if found is None:
        typer.echo("There is no list yet; `python -m bot agencies import FILE.csv` brings one in.")
        return 0
    published, sources = found
    typer.echo(
        f"As of {published.as_of}, {published.rows} companies, imported {published.imported_at:%Y-%m-%d}."
    )
    for (source, is_invented), count in sources.most_common():
        typer.echo(f"{count} from {source}{' (INVENTED SAMPLE)' if is_invented else ''}")
    return 0


async def _replace(store: Store, agencies: tuple[Agency, ...]) -> bool:
    console = Console()
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("Importing", total=len(agencies))
        return await replace_agencies(store, agencies, utc_now, lambda rows: progress.advance(task, rows))


async def _describe(store: Store) -> tuple[AgencyList, Counter[tuple[str, bool]]] | None:
    sources: Counter[tuple[str, bool]] = Counter()
    async with store.read() as work:
        published = await work.agencies.current()
        if published is None:
            return None
        while page := await work.agencies.rows(published.version, sources.total(), PAGE):
            sources.update((agency.source, agency.is_invented) for agency in page)
    return published, sources
