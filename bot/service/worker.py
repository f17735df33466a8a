"""Claim, do, repeat: the only loop. It sleeps until it is woken, or until something is due.

What a leg raises is logged by its kind, never its words, and tried again: nothing that is in the
database can be lost by it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.domain.errors import DatabaseUnavailable, StaleTurn, TransactionConflict

logger = logging.getLogger(__name__)

IDLE_SECONDS = 5.0
"""How long a leg sleeps when nobody wakes it: a safety net, not how work is noticed."""

SLOWEST_RETRY = 10.0


class Bell:
    """Wakes one leg; ringing twice before it wakes is the same as once."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """There is work."""
        self._event.set()

    async def wait(self, seconds: float) -> None:
        """Returns when rung, or after so long."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            pass
        self._event.clear()


async def work(
    leg: str,
    do: Callable[[], Awaitable[int]],
    bell: Bell,
    pause: Callable[[], Awaitable[float]] | None = None,
) -> None:
    """Runs a leg until cancelled. `pause` says how long to sleep when there was nothing to do."""
    failures = 0
    while True:
        try:
            done = await do()
            failures = 0
            if not done:
                await bell.wait(await pause() if pause else IDLE_SECONDS)
        except (TransactionConflict, StaleTurn):
            await asyncio.sleep(0.01)
        except DatabaseUnavailable:
            failures += 1
            logger.warning("database unavailable", extra={"leg": leg, "failures": failures})
            await asyncio.sleep(min(0.25 * 2**failures, SLOWEST_RETRY))
        except Exception:
            failures += 1
            logger.exception("leg failed", extra={"leg": leg, "failures": failures})
            await asyncio.sleep(min(0.25 * 2**failures, SLOWEST_RETRY))
