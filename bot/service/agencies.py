"""Answers from the list of companies: an index in memory, made anew when another list was published.

The loop only waits: rows come in small pages, a thread digests them, and the old index answers meanwhile.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.agency import Agency
from bot.service.ports import AgenciesNamed, AgencyIndex, AgencyList, Store

logger = logging.getLogger(__name__)

PAGE = 250
"""Rows read at a time: what the loop turns into objects in a few milliseconds."""

TRIES = 3

FOUND = 5
"""Companies in one answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """An index and the list that it was made of."""

    published: AgencyList
    index: AgencyIndex


class AgencyBook:
    """Keeps the promises of `ports.AgencyFinder`. `stale` is told when there is another list to read."""

    def __init__(
        self, store: Store, make_index: Callable[[], AgencyIndex], stale: Callable[[], None] = lambda: None
    ) -> None:
        self._store = store
        self._make_index = make_index
        self._stale = stale
        self._known: _Known | None = None
        self._making = asyncio.Lock()

    async def find(self, name: str) -> AgenciesNamed | None:
        """From the index that is there; None where there is a list and no index yet."""
        current, known = await self._current(), self._known
        if current is None:
            return AgenciesNamed()
        if known is None:
            return None
        if known.published.version != current.version:
            self._stale()
        matches = await asyncio.to_thread(known.index.find, name, FOUND)
        return AgenciesNamed(as_of=known.published.as_of, matches=tuple(matches))

    async def refresh(self) -> int:
        """Makes the index anew where the list is another one; who comes second waits, and finds it made."""
        async with self._making:
            for tries_left in reversed(range(TRIES)):
                current = await self._current()
                if current is None or (self._known and self._known.published.version == current.version):
                    break
                index, read = await self._read(current)
                # Fewer rows mean that the list was replaced meanwhile; at last a torn one is better than none.
                if read == current.rows or not tries_left:
                    self._known = _Known(published=current, index=index)
                    logger.info("list of companies read", extra={"rows": read})
        return 0

    async def _read(self, published: AgencyList) -> tuple[AgencyIndex, int]:
        index, read = self._make_index(), 0
        while page := await self._page(published, read):
            await asyncio.to_thread(index.add, page)
            read += len(page)
        return index, read

    async def _page(self, published: AgencyList, after: int) -> Sequence[Agency]:
        async with self._store.read() as work:
            return await work.agencies.rows(published.version, after, PAGE)

    async def _current(self) -> AgencyList | None:
        async with self._store.read() as work:
            return await work.agencies.current()
