"""The list of companies: fifty thousand invented rows imported from a file, read into memory, and names looked up."""

import asyncio
import csv
import gc
from collections.abc import Coroutine, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter

from benchmarks.control import Facts, Line, cost, run_child
from bot.commands.agency_file import COLUMNS, read_agencies
from bot.domain.agency import Agency
from bot.matching.agencies import NameIndex
from bot.service.agencies import AgencyBook
from bot.service.replace_agencies import replace_agencies
from bot.store import DatabaseStore, open_store, upgrade
from tests.agencies.invented import invented_agencies, mistyped

COMPANIES = 50_000
LOOKUPS = 400
ERRORS = 2
FIRST = 3
KEYS = (b"\x01" * 32,)


async def main(plan: Facts, line: Line) -> None:
    """`go` imports once more, reads the list and looks names up. Plan: url, folder."""
    await upgrade(plan["url"])
    agencies = invented_agencies(COMPANIES)
    file = _write(agencies, Path(plan["folder"]) / "companies.csv")
    store = open_store(plan["url"], KEYS)

    async def go(seed: str) -> Facts:
        return {"import_s": await _import(store, file), **await _look_up(store, agencies, Random(int(seed)))}

    try:
        await line.obey({"rows": COMPANIES}, {"go": go})
    finally:
        await store.close()


def _write(agencies: Sequence[Agency], path: Path) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([getattr(agency, column) for column in COLUMNS] for agency in agencies)
    return path


async def _import(store: DatabaseStore, file: Path) -> float:
    """From the file's bytes until the list is replaced and the old one removed, as the command does it."""
    began_at = perf_counter()
    agencies, mistakes = read_agencies(file.read_bytes(), date(2026, 11, 21), is_invented=True)
    if mistakes or not await replace_agencies(store, agencies, lambda: datetime.now(UTC), lambda rows: None):
        raise RuntimeError("the import failed")
    return perf_counter() - began_at


async def _look_up(store: DatabaseStore, agencies: Sequence[Agency], random: Random) -> Facts:
    gc.collect()
    before, began_at = cost()["rss_mib"], perf_counter()
    book = AgencyBook(store, NameIndex)
    blocked = await _longest_block(book.refresh())
    read = perf_counter() - began_at
    gc.collect()
    grown, right, took = cost()["rss_mib"] - before, 0, []
    for agency in random.sample(agencies, LOOKUPS):
        typed = mistyped(agency.name, random, ERRORS)
        began_at = perf_counter()
        named = await book.find(typed)
        took.append(perf_counter() - began_at)
        right += named is not None and agency in named.matches[:FIRST]
    return {
        "read_s": read, "blocked_ms": blocked * 1e3, "grown_mib": grown, "right": 100 * right / LOOKUPS,
        "median_ms": median(took) * 1e3, "p99_ms": quantiles(took, n=100)[-1] * 1e3,
    }  # fmt: skip


async def _longest_block(work: Coroutine[object, object, int]) -> float:
    """The longest time in which the loop served nobody else."""
    running = asyncio.ensure_future(work)
    longest = 0.0
    while not running.done():
        began_at = perf_counter()
        await asyncio.sleep(0.001)
        longest = max(longest, perf_counter() - began_at - 0.001)
    await running
    return longest


if __name__ == "__main__":
    run_child(main)
