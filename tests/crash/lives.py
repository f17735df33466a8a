"""The lives of a server that is killed again and again: who delivers waits for the life meant for it, and
knocks until it is let in.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
from sqlalchemy import update

from bot.store.database import Database
from bot.store.schema import leases

KNOCK_AGAIN = 0.03
ANSWER_SECONDS = 10.0
SHORTEST_LIFE, LONGEST_LIFE = 0.03, 0.5
"""Seconds from the first delivery of a life to its end: in the middle of everything."""


class Lives:
    """Which life the server is in; `reached` returns once it is far enough."""

    def __init__(self) -> None:
        self.now = -1
        self._changed = asyncio.Condition()

    async def reached(self, life: int) -> None:
        """Waits for a life to begin."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.now >= life)

    async def next(self) -> None:
        """The server is ready, and another part of the crowd may speak."""
        async with self._changed:
            self.now += 1
            self._changed.notify_all()


@dataclass(slots=True, kw_only=True)
class Knocks:
    """How often something was posted, and how often it was taken."""

    tried: int = 0
    taken: int = 0


async def post_until_taken(
    session: aiohttp.ClientSession, url: str, body: bytes, headers: Mapping[str, str], knocks: Knocks
) -> None:
    """As platforms do: again and again until somebody answers 200."""
    while True:
        knocks.tried += 1
        try:
            async with session.post(url, data=body, headers=headers) as response:
                if response.status == 200:
                    knocks.taken += 1
                    return
                assert response.status in (429, 503), f"refused with {response.status}"
        except (aiohttp.ClientError, TimeoutError):
            pass
        await asyncio.sleep(KNOCK_AGAIN)


def open_client() -> aiohttp.ClientSession:
    """A client that gives up soon: a killed server does not always hang up."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS))


async def end_lease(url: str) -> None:
    """As if the seconds had passed for which a dead process still holds the right to send on PostgreSQL."""
    if not url.startswith("postgresql"):
        return
    database = Database(url)
    async with database.writing() as connection:
        await connection.execute(update(leases).values(until=0))
        await connection.commit()
    await database.close()
