"""Replaces the list of companies in one step: staged in short transactions, published, the old one removed.

Live chats write between any two of them. Cut anywhere, the old list stays until the next import succeeds,
and that import removes what was left behind.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter
from typing import TypeVar

from bot.domain.agency import Agency
from bot.domain.errors import TransactionConflict
from bot.service.ports import AgencyVersion, Clock, Store, UnitOfWork

Result = TypeVar("Result")

TRIES = 5
"""For each transaction, where others are in the way."""

CHUNK = 500
"""Rows in one transaction: some milliseconds, in which nobody else can write on SQLite."""


async def replace_agencies(
    store: Store, agencies: Sequence[Agency], clock: Clock, staged: Callable[[int], None]
) -> bool:
    """False, and the old list stays, where another import got in the way. Tells `staged` of rows written."""
    await _remove_old(store)
    version = await _in_one(store, lambda work: work.agencies.begin(_as_of(agencies), len(agencies), clock()))
    for start in range(0, len(agencies), CHUNK):
        if not await _in_one(store, _adding(version, start, agencies[start : start + CHUNK])):
            return False
        staged(min(CHUNK, len(agencies) - start))
    if not await _in_one(store, lambda work: work.agencies.publish(version)):
        return False
    await _remove_old(store)
    return True


def _as_of(agencies: Sequence[Agency]) -> str:
    """The oldest day: of no later one is it known who was missing."""
    return min(agency.as_of for agency in agencies)


def _adding(
    version: AgencyVersion, after: int, agencies: Sequence[Agency]
) -> Callable[[UnitOfWork], Awaitable[bool]]:
    return lambda work: work.agencies.add(version, after, agencies)


async def _remove_old(store: Store) -> None:
    while await _in_one(store, lambda work: work.agencies.remove_old(CHUNK)):
        pass


async def _in_one(store: Store, do: Callable[[UnitOfWork], Awaitable[Result]]) -> Result:
    """One transaction, then as long a pause as it took: another process gets its turn at SQLite's file."""
    for tries_left in reversed(range(TRIES)):
        began_at = perf_counter()
        try:
            async with store.write() as work:
                result = await do(work)
                await work.commit()
            break
        except TransactionConflict:
            if not tries_left:
                raise
        finally:
            await asyncio.sleep(perf_counter() - began_at)
    return result
