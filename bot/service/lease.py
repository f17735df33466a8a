"""Holds the right to send for one platform account, and knows when it is lost.

The database's clock decides who holds it; a monotonic clock tells a process that was frozen that its
right may have passed to another.
"""

import asyncio
from time import monotonic

from bot.service.ports import Store

LEASE_SECONDS = 15
RENEW_SECONDS = 5.0


class SendingRight:
    """Our lease on one account. `fence` is the number that every send and record carries."""

    def __init__(self, store: Store, account: str, owner: str) -> None:
        self._store = store
        self._account = account
        self._owner = owner
        self._fence: int | None = None
        self._taken_at = 0.0

    def fence(self, spare_seconds: float = 0.0) -> int | None:
        """The fencing number while the lease surely holds for that much longer, else None."""
        holds = self._fence is not None and monotonic() - self._taken_at < LEASE_SECONDS - spare_seconds
        return self._fence if holds else None

    async def take(self) -> int | None:
        """Takes or renews."""
        asked_at = monotonic()
        async with self._store.write() as work:
            if self._store.inherits(self._account):
                await work.leases.end(self._account)  # whoever held it is dead
            fence = await work.leases.take(self._account, self._owner, LEASE_SECONDS)
            await work.commit()
        self._fence, self._taken_at = fence, asked_at
        return self.fence()

    async def wait_until(self, *, held: bool, stop: asyncio.Event) -> None:
        """Returns when we hold the lease (or do not), or are to stop; looks once a second."""
        while not stop.is_set() and (self.fence() is not None) is not held:
            try:
                async with asyncio.timeout(1.0):
                    await stop.wait()
            except TimeoutError:
                continue

    async def give_back(self) -> None:
        """Lets another process send at once."""
        if self._fence is not None:
            async with self._store.write() as work:
                await work.leases.give_back(self._account, self._owner)
                await work.commit()
        self._fence = None
