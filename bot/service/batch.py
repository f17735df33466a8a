"""Group commit: what arrives while one commit runs is committed together by the next.

No timer is added: an idle system commits a single item at once, a busy one commits many. A batch is
formed as late as possible, by the commit itself once it has its transaction.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Take = Callable[[], Sequence[Item]]
"""Hands out everything that waits now; to be called once."""

Commit = Callable[[Take[Item]], Awaitable[Sequence[Exception | None]]]
"""Takes items and makes them durable; one outcome an item, in order: None, or why it could not be."""


class Batch(Generic[Item]):
    """Gathers items and commits them together; one commit at a time."""

    def __init__(self, commit: Commit[Item], most: int) -> None:
        self._commit = commit
        self._most = most
        self._waiting: list[tuple[Item, asyncio.Future[None]]] = []
        self._has_work = asyncio.Event()
        self._is_closing = False

    async def add(self, item: Item) -> None:
        """Returns when the item is durable; raises what its commit raised."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        self._has_work.set()
        await future

    def close(self) -> None:
        """Lets `run` return once everything that was added is committed."""
        self._is_closing = True
        self._has_work.set()

    async def run(self) -> None:
        """Commits until closed."""
        while self._waiting or not self._is_closing:
            await self._has_work.wait()
            self._has_work.clear()
            while self._waiting:
                await self._commit_batch()

    async def _commit_batch(self) -> None:
        batch: list[tuple[Item, asyncio.Future[None]]] = []

        def take() -> Sequence[Item]:
            batch.extend(self._waiting[: self._most])
            del self._waiting[: self._most]
            return [item for item, _ in batch]

        try:
            outcomes = await self._commit(take)
        except Exception as error:
            if not batch:
                take()
            outcomes = [error] * len(batch)
        for (_, future), outcome in zip(batch, outcomes, strict=True):
            if future.done():  # the caller gave up; what is durable stays durable
                continue
            if outcome is None:
                future.set_result(None)
            else:
                future.set_exception(outcome)
