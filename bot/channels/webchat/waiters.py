"""Browsers that wait for their next message, and the bell that wakes them. Holds no messages."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

CROWD = 50
"""Up to so many waiting browsers are all woken by a commit; of more, only those that just wrote."""

EXPECTED = 10_000
"""Writers remembered until their next answer; more than these wait to look again by themselves."""


class Waiters:
    """Waiting requests by browser. A wake-up may be missed; whoever waits looks again by itself."""

    def __init__(self, *, patience: float = 25.0, look_again: float = 3.0) -> None:
        self.patience = patience
        self.look_again = look_again
        self.is_closed = False
        self._bells: dict[str, set[asyncio.Event]] = {}
        self._expecting: OrderedDict[str, None] = OrderedDict()

    @contextmanager
    def waiting(self, key: str) -> Iterator[asyncio.Event]:
        """An event that `wake` sets. Clear it before looking, so that nothing falls in between."""
        bell = asyncio.Event()
        bells = self._bells.setdefault(key, set())
        bells.add(bell)
        try:
            yield bell
        finally:
            bells.discard(bell)
            if not bells and self._bells.get(key) is bells:
                del self._bells[key]
                self._expecting.pop(key, None)

    async def wait(self, bell: asyncio.Event, seconds: float) -> None:
        """Until the bell rings, but no longer than this and than `look_again`."""
        if self.is_closed:
            return
        try:
            await asyncio.wait_for(bell.wait(), min(seconds, self.look_again))
        except TimeoutError:
            return

    def expect(self, key: str) -> None:
        """This browser wrote something and will be answered soon."""
        self._expecting[key] = None
        if len(self._expecting) > EXPECTED:
            self._expecting.popitem(last=False)

    def wake(self) -> None:
        """Something was committed: those that may have an answer look at once."""
        keys = self._bells.keys() if len(self._bells) <= CROWD else self._expecting
        self._ring(tuple(keys))

    def close(self) -> None:
        """The server stops: every waiting request is answered now."""
        self.is_closed = True
        self._ring(tuple(self._bells))

    def _ring(self, keys: tuple[str, ...]) -> None:
        for key in keys:
            for bell in self._bells.get(key, ()):
                bell.set()
