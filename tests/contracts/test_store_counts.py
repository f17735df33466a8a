"""What every store promises of the count of what was sent."""

from datetime import UTC, datetime, timedelta, timezone

from bot.domain.channel import ChannelName
from bot.domain.delivery import Deferred, Refused, Sent
from bot.service.ports import Attempt
from bot.store import DatabaseStore
from tests.store.builders import (
    NOW,
    TELEGRAM,
    WHATSAPP,
    an_address,
    an_arrival,
    answer,
    lease,
    receive,
    record,
)

PHONE = an_address("+62811", WHATSAPP)


async def replied(store: DatabaseStore, *said: str) -> None:
    await receive(store, an_arrival("halo", PHONE))
    await answer(store, *said)


async def sent(store: DatabaseStore, month: str, channel: ChannelName = WHATSAPP) -> int:
    async with store.read() as work:
        return await work.outbox.sent_since(channel, month)


def given(number: int) -> Sent:
    return Sent(platform_message_id=f"m-{number}")


async def test_nothing_was_sent_at_first(store: DatabaseStore) -> None:
    assert await sent(store, "2026-11") == 0


async def test_only_what_was_sent_is_counted(store: DatabaseStore) -> None:
    later = Deferred(wait=timedelta(0), reason="busy")
    await replied(store, "satu", "dua", "tiga")
    (reply,) = await lease(store, WHATSAPP)

    await record(store, reply, given(1), Refused(reason="bad"), later)

    assert await sent(store, "2026-11") == 1


async def test_messages_add_up_by_channel(store: DatabaseStore) -> None:
    for _ in range(3):
        await replied(store, "satu", "dua")
        (reply,) = await lease(store, WHATSAPP)
        await record(store, reply, given(1), given(2))

    assert [await sent(store, "2026-11"), await sent(store, "2026-11", TELEGRAM)] == [6, 0]


async def test_late_record_counts_nothing(store: DatabaseStore) -> None:
    await replied(store, "satu")
    (reply,) = await lease(store, WHATSAPP, fence=1)
    await lease(store, WHATSAPP, fence=2)

    await record(store, reply, given(1), fence=1)

    assert await sent(store, "2026-11") == 0


async def test_record_that_was_rolled_back_counts_nothing(store: DatabaseStore) -> None:
    await replied(store, "satu")
    (reply,) = await lease(store, WHATSAPP)
    async with store.write() as work:
        await work.outbox.record([Attempt(part=reply.parts[0].id, result=given(1), at=NOW)], 1)

    assert await sent(store, "2026-11") == 0


async def test_month_is_that_of_utc_at_the_attempt(store: DatabaseStore) -> None:
    await replied(store, "satu", "dua")
    (reply,) = await lease(store, WHATSAPP)
    makassar = timezone(timedelta(hours=8))

    await record(store, reply, given(1), at=datetime(2026, 12, 1, 7, 59, tzinfo=makassar))
    (_, rest) = reply.parts
    async with store.write() as work:
        await work.outbox.record(
            [Attempt(part=rest.id, result=given(2), at=datetime(2026, 12, 1, tzinfo=UTC))], 1
        )
        await work.commit()

    assert [await sent(store, "2026-11"), await sent(store, "2026-12")] == [1, 1]


async def test_one_record_may_span_two_months(store: DatabaseStore) -> None:
    await replied(store, "satu", "dua")
    (reply,) = await lease(store, WHATSAPP)
    moments = (datetime(2026, 11, 30, 23, 59, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
    attempts = [
        Attempt(part=part.id, result=given(n), at=at)
        for n, (part, at) in enumerate(zip(reply.parts, moments, strict=True))
    ]

    async with store.write() as work:
        await work.outbox.record(attempts, 1)
        await work.commit()

    assert [await sent(store, "2026-11"), await sent(store, "2026-12")] == [1, 1]
