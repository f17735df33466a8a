"""Leg 1: what arrives becomes durable before anybody says "ok" to the platform.

A delivery that cannot be stored because of what is in it is found by halving the batch and set
aside; the others never notice. A database out of reach fails everybody, so that platforms send again.
"""

import asyncio
from collections.abc import Callable, Sequence
from time import perf_counter

from bot.domain.arrival import (
    AddressChanged,
    Arrival,
    DeliveryStatus,
    EventArrived,
    ReachabilityChanged,
    StatusReported,
    Unreadable,
)
from bot.domain.errors import DatabaseUnavailable, TransactionConflict
from bot.domain.event import write_event
from bot.service.batch import Batch, Take
from bot.service.ports import Clock, Observer, Store, UnitOfWork

BATCH = 400
"""Deliveries in one commit at the most."""

CONFLICTS = 6
"""How often a batch that met a deadlock is tried again."""


class Receiver:
    """What listeners call. Keeps the port `Receive`."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        observer: Observer,
        *,
        stored: Callable[[], None],
        delivered: Callable[[str], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._observer = observer
        self._stored = stored
        self._delivered = delivered
        self._batch: Batch[Sequence[Arrival]] = Batch(self._commit, BATCH)

    async def __call__(self, arrivals: Sequence[Arrival]) -> None:
        """Returns when all of it is durable; raises DatabaseUnavailable when none of it is."""
        if arrivals:
            started = perf_counter()
            await self._batch.add(arrivals)
            channel = arrivals[0].channel.value
            self._observer.observe("acknowledge_seconds", perf_counter() - started, channel=channel)

    async def run(self) -> None:
        """Commits what listeners add, until closed."""
        await self._batch.run()

    def close(self) -> None:
        """Lets `run` return after the last commit."""
        self._batch.close()

    async def _commit(self, take: Take[Sequence[Arrival]]) -> Sequence[Exception | None]:
        deliveries: Sequence[Sequence[Arrival]] = ()
        arrivals: list[Arrival] = []
        try:
            async with self._store.write() as work:
                deliveries = take()
                arrivals = [arrival for delivery in deliveries for arrival in delivery]
                new = await _store_in(work, arrivals, self._clock)
                await work.commit()
            self._after(arrivals, new)
        except Exception as error:
            if not deliveries:
                raise
            return await self._commit_again(deliveries, arrivals, error)
        return [None] * len(deliveries)

    async def _commit_again(
        self, deliveries: Sequence[Sequence[Arrival]], arrivals: Sequence[Arrival], error: Exception
    ) -> Sequence[Exception | None]:
        """After a conflict, or to find what cannot be stored."""
        try:
            if isinstance(error, DatabaseUnavailable):
                raise error
            await self._store_arrivals(arrivals)
        except (DatabaseUnavailable, TransactionConflict):
            return [DatabaseUnavailable()] * len(deliveries)
        return [None] * len(deliveries)

    async def _store_arrivals(self, arrivals: Sequence[Arrival]) -> None:
        """Stores a batch; halves it until only a culprit is left, which is set aside."""
        try:
            await self._store_once(arrivals)
        except (DatabaseUnavailable, TransactionConflict):
            raise
        except Exception as error:
            if len(arrivals) > 1:
                middle = len(arrivals) // 2
                await self._store_arrivals(arrivals[:middle])
                await self._store_arrivals(arrivals[middle:])
            else:
                await self._set_aside(arrivals[0], error)

    async def _store_once(self, arrivals: Sequence[Arrival]) -> None:
        for attempt in range(CONFLICTS):
            try:
                async with self._store.write() as work:
                    new = await _store_in(work, arrivals, self._clock)
                    await work.commit()
                break
            except TransactionConflict:
                if attempt == CONFLICTS - 1:
                    raise
                await asyncio.sleep(0.01 * 2**attempt)
        self._after(arrivals, new)

    def _after(self, arrivals: Sequence[Arrival], new: int) -> None:
        for arrival in arrivals:
            self._observer.count("arrivals", kind=type(arrival).__name__, channel=arrival_channel(arrival))
            if isinstance(arrival, StatusReported) and arrival.status is not DeliveryStatus.SENT:
                self._delivered(arrival.platform_message_id)
        if new:
            self._observer.count("events", new)
            self._stored()

    async def _set_aside(self, arrival: Arrival, error: Exception) -> None:
        body = repr(write_event(arrival.event)).encode() if isinstance(arrival, EventArrived) else b""
        kept = Unreadable(
            channel=arrival.channel,
            external_id=arrival.external_id,
            body=arrival.body if isinstance(arrival, Unreadable) else body,
            reason=type(error).__name__,
            at=self._clock(),
        )
        async with self._store.write() as work:
            await work.inbox.keep_unreadable(kept)
            await work.commit()
        self._observer.count("arrivals", kind="SetAside", channel=arrival.channel)


async def _store_in(work: UnitOfWork, arrivals: Sequence[Arrival], clock: Clock) -> int:
    """How many events were new. Number changes first: they may follow, in one batch, a message of
    the new number, which must not make a stranger of its owner."""
    now = clock()
    for changed in (a for a in arrivals if isinstance(a, AddressChanged)):
        if await work.inbox.remember(changed.channel, changed.external_id, now):
            await work.contacts.change_address(changed.old, changed.new, now)
    events = [a for a in arrivals if isinstance(a, EventArrived)]
    new = await work.inbox.append(events, now) if events else 0
    if new:
        await work.wake("converse")
    if reports := [a for a in arrivals if isinstance(a, StatusReported)]:
        await work.outbox.report(reports)
    for arrival in arrivals:
        if isinstance(arrival, ReachabilityChanged):
            if await work.inbox.remember(arrival.channel, arrival.external_id, now):
                await work.contacts.set_reachable(arrival.address, arrival.is_reachable)
        elif isinstance(arrival, Unreadable):
            await work.inbox.keep_unreadable(arrival)
    return new


def arrival_channel(arrival: Arrival) -> str:
    """The channel's name, for a label."""
    return arrival.channel.value
