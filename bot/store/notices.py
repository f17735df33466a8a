"""Wakes the legs of other processes by PostgreSQL's LISTEN/NOTIFY, on a connection of its own.

A notice is only a hint: whoever misses one finds the work at the next look. Payloads name a leg, never a person.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable

import asyncpg
from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database

logger = logging.getLogger(__name__)

CHANNEL = "berangkat"
RETRY_AFTER = 1.0
HEARTBEAT = 30.0
CALL_TIMEOUT = 10.0

Wake = Callable[[str], None]


class Notices:
    """What this process says to others and hears from them; its own words are not heard back."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sender = secrets.token_hex(4)
        self._legs: set[str] = set()

    async def say(self, connection: AsyncConnection, leg: str) -> None:
        """Tells the other processes that a leg has work, once this transaction is committed."""
        self._legs.add(leg)
        if self._database.is_shared:
            await connection.execute(_NOTIFY, {"channel": CHANNEL, "payload": f"{self._sender}:{leg}"})

    async def hear(self, wake: Wake) -> None:
        """Calls `wake(leg)` until cancelled, over lost connections; returns at once on SQLite."""
        while self._database.is_shared:
            try:
                await self._hear_once(wake)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                logger.warning("listening was interrupted", extra={"error": type(error).__name__})
            await asyncio.sleep(RETRY_AFTER)

    async def _hear_once(self, wake: Wake) -> None:
        connection = await asyncpg.connect(_dsn(self._database.url), timeout=CALL_TIMEOUT)
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(CHANNEL, lambda *notice: self._heard(str(notice[3]), wake))
            for leg in tuple(self._legs):  # while we did not listen, something may have been said
                wake(leg)
            await _watch(connection, lost)
        finally:
            connection.terminate()

    def _heard(self, payload: str, wake: Wake) -> None:
        sender, _, leg = payload.partition(":")
        if sender != self._sender:
            self._legs.add(leg)
            wake(leg)


async def _watch(connection: asyncpg.Connection, lost: asyncio.Event) -> None:
    """Returns when the connection is gone; a line that died silently is found by asking."""
    while not lost.is_set():
        try:
            async with asyncio.timeout(HEARTBEAT):
                await lost.wait()
        except TimeoutError:
            await connection.execute("SELECT 1", timeout=CALL_TIMEOUT)


def _dsn(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


_NOTIFY = text("SELECT pg_notify(:channel, :payload)")
