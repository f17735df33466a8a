"""How the monthly count is read, and what is said of it."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.channel import ChannelName
from bot.domain.delivery import Sent
from bot.service.allowance import Allowance
from bot.store import DatabaseStore
from tests.fakes import FixedClock
from tests.service.arrivals import phone, wrote
from tests.store.builders import answer, lease, receive, record

WHATSAPP = ChannelName.WHATSAPP
CAP = 5


async def sent_elsewhere(store: DatabaseStore, messages: int, at: datetime) -> None:
    """Another process sends, and counts."""
    await receive(store, wrote(phone(1), "halo", at=at), now=at)
    await answer(store, *["hai"] * messages, now=at)
    (reply,) = await lease(store, WHATSAPP, now=at)
    results = [Sent(platform_message_id=f"m-{part.id}") for part in reply.parts]
    await record(store, reply, *results, at=at)


async def test_no_cap_has_always_room(store: DatabaseStore, clock: FixedClock) -> None:
    await sent_elsewhere(store, CAP, clock.at)

    assert await Allowance(store, WHATSAPP, clock, 0).has_room()


async def test_shared_count_is_read_anew_after_half_a_minute(store: DatabaseStore, clock: FixedClock) -> None:
    allowance = Allowance(store, WHATSAPP, clock, CAP)
    assert await allowance.has_room()
    await sent_elsewhere(store, CAP, clock.at)

    assert await allowance.has_room()
    clock.move(timedelta(seconds=30))
    assert not await allowance.has_room()


async def test_what_we_sent_is_not_counted_twice(store: DatabaseStore, clock: FixedClock) -> None:
    allowance = Allowance(store, WHATSAPP, clock, CAP)
    await allowance.has_room()
    await sent_elsewhere(store, CAP - 1, clock.at)
    for _ in range(CAP - 1):
        allowance.note_sent()

    clock.move(timedelta(seconds=30))
    assert await allowance.has_room()
    allowance.note_sent()
    assert not await allowance.has_room()


async def test_new_month_is_noticed_at_once(store: DatabaseStore, clock: FixedClock) -> None:
    clock.at = datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)
    await sent_elsewhere(store, CAP, clock.at)
    allowance = Allowance(store, WHATSAPP, clock, CAP)
    assert not await allowance.has_room()

    clock.move(timedelta(seconds=1))

    assert await allowance.has_room()


async def test_each_mark_is_told_once_a_month(
    store: DatabaseStore, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    allowance = Allowance(store, WHATSAPP, clock, CAP)
    with caplog.at_level(logging.WARNING, "bot.service.allowance"):
        for _ in range(CAP + 3):
            await allowance.has_room()
            allowance.note_sent()
        clock.move(timedelta(days=31))
        await sent_elsewhere(store, CAP, clock.at)
        await allowance.has_room()

    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR", "ERROR"]
