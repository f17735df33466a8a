"""Receive, converse, deliver and wake on real databases: what arrives is answered once, in order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.content.model import Content
from bot.domain.arrival import AddressChanged, DeliveryStatus, ReachabilityChanged, StatusReported, Unreadable
from bot.domain.channel import ChannelName
from bot.domain.delivery import Deferred, Halted, Refused, Scope, Unreachable
from bot.domain.errors import DatabaseUnavailable
from bot.service.converse import converse
from bot.service.deliver import Arrivals, Deliverer
from bot.service.receive import Receiver
from bot.service.wake import wake
from bot.store import DatabaseStore
from tests.builders import NOON
from tests.fakes import FakeAgencies, FakeObserver, FakeSender, FixedClock
from tests.service.arrivals import chat, phone, wrote


@asynccontextmanager
async def receiving(
    store: DatabaseStore, clock: FixedClock, observer: FakeObserver
) -> AsyncIterator[Receiver]:
    receiver = Receiver(store, clock, observer, stored=lambda: None, delivered=lambda message: None)
    running = asyncio.create_task(receiver.run())
    try:
        yield receiver
    finally:
        receiver.close()
        await running


async def answer_all(
    store: DatabaseStore, content: Content, clock: FixedClock, observer: FakeObserver
) -> int:
    turns = 0
    agencies = FakeAgencies()
    while done := await converse(
        store, content, clock, observer, public_url="https://chat.example", agencies=agencies
    ):
        turns += done
    return turns


async def send_all(
    store: DatabaseStore,
    sender: FakeSender,
    content: Content,
    clock: FixedClock,
    observer: FakeObserver,
    *,
    rounds: int = 6,
) -> None:
    deliverer = Deliverer(store, sender, content, clock, observer, owner="me", arrivals=Arrivals())
    recording = asyncio.create_task(deliverer.run_records())
    await deliverer.renew()
    for _ in range(rounds):
        await deliverer.deliver()
        await asyncio.gather(*deliverer._sending)
    await deliverer.finish()
    await recording
    await deliverer.give_back()


async def texts(sender: FakeSender, address: str) -> list[str]:
    return [text for to, text in sender.sent if to == address]


async def test_message_is_answered_once(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    sender = FakeSender(ChannelName.TELEGRAM)
    async with receiving(store, clock, observer) as receive:
        await receive([wrote(chat(1), "halo", "u1")])
        await receive([wrote(chat(1), "halo", "u1")])
    await answer_all(store, small_content, clock, observer)
    await send_all(store, sender, small_content, clock, observer)

    assert sender.sent == [("1001", "Selamat datang")]


async def test_many_people_are_answered_each_in_their_order(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    sender = FakeSender(ChannelName.TELEGRAM)
    people = range(30)
    async with receiving(store, clock, observer) as receive:
        await asyncio.gather(*(receive([wrote(chat(n), "halo")]) for n in people))
        await asyncio.gather(*(receive([wrote(chat(n), "1"), wrote(chat(n), "ya")]) for n in people))
    turns = await answer_all(store, small_content, clock, observer)
    await send_all(store, sender, small_content, clock, observer, rounds=12)

    assert turns == 90
    for n in people:
        assert await texts(sender, str(1000 + n)) == ["Selamat datang", "Boleh kami simpan?", "Siapa Anda?"]


async def test_whatsapp_reply_travels_as_one_message(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    sender = FakeSender(ChannelName.WHATSAPP)
    async with receiving(store, clock, observer) as receive:
        for words in ("halo", "1", "tidak", "pelajaran", "1"):
            await receive([wrote(phone(1), words)])
    await answer_all(store, small_content, clock, observer)
    await send_all(store, sender, small_content, clock, observer, rounds=8)

    assert sender.sent[-1][1] == "**Judul l1**\n\nl1 satu\n\nl1 dua\n\nl1 tanya"
    assert len(sender.sent) == 5


async def test_turn_that_raises_is_parked_with_an_apology(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    sender = FakeSender(ChannelName.TELEGRAM)
    broken = replace(small_content, roles={})
    async with receiving(store, clock, observer) as receive:
        await receive([wrote(chat(1), "halo"), wrote(chat(2), "halo")])
    await answer_all(store, broken, clock, observer)
    async with receiving(store, clock, observer) as receive:
        await receive([wrote(chat(1), "halo lagi")])
    await answer_all(store, small_content, clock, observer)
    await send_all(store, sender, small_content, clock, observer)

    assert await texts(sender, "1001") == ["<apology>", "Selamat datang"]
    assert await texts(sender, "1002") == ["<apology>"]
    async with store.read() as work:
        assert (await work.gauges.ages())["inbox"].parked == 2


async def test_refused_part_lets_the_rest_go(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    sender = FakeSender(ChannelName.TELEGRAM, [Refused(reason="bad")])
    async with receiving(store, clock, observer) as receive:
        await receive([wrote(chat(1), "halo"), wrote(chat(1), "1")])
    await answer_all(store, small_content, clock, observer)
    await send_all(store, sender, small_content, clock, observer)

    assert sender.sent == [("1001", "Boleh kami simpan?")]


async def test_deferred_message_waits_and_keeps_its_place(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    sender = FakeSender(
        ChannelName.TELEGRAM, [Deferred(wait=timedelta(seconds=30), reason="flood", counts=False)]
    )
    async with receiving(store, clock, observer) as receive:
        await receive([wrote(chat(1), "halo"), wrote(chat(1), "1"), wrote(chat(2), "halo")])
    await answer_all(store, small_content, clock, observer)
    await send_all(store, sender, small_content, clock, observer)
    waiting = list(sender.sent)
    clock.move(timedelta(seconds=31))
    await send_all(store, sender, small_content, clock, observer)

    assert len(waiting) <= 2
    assert len({to for to, _ in waiting}) == 1
    blocked = "1001" if waiting[0][0] == "1002" else "1002"
    assert blocked not in {to for to, _ in waiting}
    assert await texts(sender, "1001") == ["Selamat datang", "Boleh kami simpan?"]
    assert await texts(sender, "1002") == ["Selamat datang"]


async def test_message_that_fails_three_times_is_parked(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    sender = FakeSender(ChannelName.TELEGRAM, [Deferred(wait=timedelta(seconds=1), reason="5xx")] * 3)
    async with receiving(store, clock, observer) as receive:
        await receive([wrote(chat(1), "halo")])
    await answer_all(store, small_content, clock, observer)
    for _ in range(4):
        await send_all(store, sender, small_content, clock, observer, rounds=1)
        clock.move(timedelta(minutes=5))

    assert sender.sent == []
    async with store.read() as work:
        assert (await work.gauges.ages())["outbox"].parked == 1


async def test_channel_that_is_halted_loses_nothing(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    sender = FakeSender(ChannelName.TELEGRAM, [Halted(reason="token")] * 5)
    async with receiving(store, clock, observer) as receive:
        await receive([wrote(chat(1), "halo")])
    await answer_all(store, small_content, clock, observer)
    for _ in range(7):
        await send_all(store, sender, small_content, clock, observer, rounds=1)
        clock.move(timedelta(minutes=5))

    assert sender.sent == [("1001", "Selamat datang")]


async def test_flood_of_the_whole_channel_pauses_everybody(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    sender = FakeSender(
        ChannelName.TELEGRAM,
        [Deferred(wait=timedelta(seconds=30), reason="flood", scope=Scope.CHANNEL, counts=False)],
    )
    deliverer = Deliverer(store, sender, small_content, clock, observer, owner="me", arrivals=Arrivals())
    recording = asyncio.create_task(deliverer.run_records())
    async with receiving(store, clock, observer) as receive:
        await receive([wrote(chat(1), "halo")])
    await answer_all(store, small_content, clock, observer)
    await deliverer.renew()
    await deliverer.deliver()
    await asyncio.gather(*deliverer._sending)
    async with receiving(store, clock, observer) as receive:
        await receive([wrote(chat(2), "halo")])
    await answer_all(store, small_content, clock, observer)
    leased = await deliverer.deliver()
    await deliverer.finish()
    await recording

    assert leased == 0
    assert sender.sent == []


async def test_blocked_person_is_not_written_to_until_they_write(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    sender = FakeSender(ChannelName.TELEGRAM, [Unreachable(reason="blocked")])
    async with receiving(store, clock, observer) as receive:
        await receive([wrote(chat(1), "halo"), wrote(chat(1), "1")])
        await answer_all(store, small_content, clock, observer)
        await send_all(store, sender, small_content, clock, observer)
        assert sender.sent == []
        await receive([wrote(chat(1), "ya")])
    await answer_all(store, small_content, clock, observer)
    await send_all(store, sender, small_content, clock, observer)

    assert sender.sent == [("1001", "Siapa Anda?")]


async def test_block_reported_by_the_platform_closes_the_outbox(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    sender = FakeSender(ChannelName.TELEGRAM)
    async with receiving(store, clock, observer) as receive:
        await receive([wrote(chat(1), "halo")])
        await answer_all(store, small_content, clock, observer)
        await receive(
            [
                ReachabilityChanged(
                    channel=ChannelName.TELEGRAM,
                    external_id="b1",
                    address=chat(1),
                    is_reachable=False,
                    at=NOON,
                )
            ]
        )
    await send_all(store, sender, small_content, clock, observer)

    assert sender.sent == []


async def test_answer_after_the_window_waits_behind_a_template(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    sender = FakeSender(ChannelName.WHATSAPP)
    async with receiving(store, clock, observer) as receive:
        await receive([wrote(phone(1), "halo")])
        await answer_all(store, small_content, clock, observer)
        clock.move(timedelta(hours=25))
        await send_all(store, sender, small_content, clock, observer)
        assert (sender.sent, sender.templates) == ([], [(phone(1).value, "message_waiting/id")])
        await send_all(store, sender, small_content, clock, observer)
        assert len(sender.templates) == 1
        await receive([wrote(phone(1), "1", at=clock.at)])
    await answer_all(store, small_content, clock, observer)
    await send_all(store, sender, small_content, clock, observer)

    assert await texts(sender, phone(1).value) == ["Selamat datang", "Boleh kami simpan?"]
    assert len(sender.templates) == 1


async def test_new_number_in_the_same_batch_keeps_the_conversation(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    sender = FakeSender(ChannelName.WHATSAPP)
    async with receiving(store, clock, observer) as receive:
        await receive([wrote(phone(1), "halo")])
        changed = AddressChanged(
            channel=ChannelName.WHATSAPP, external_id="c1", old=(phone(1),), new=(phone(2),), at=NOON
        )
        await receive([wrote(phone(2), "1"), changed])
    await answer_all(store, small_content, clock, observer)
    await send_all(store, sender, small_content, clock, observer)

    assert sender.sent == [(phone(2).value, "Selamat datang"), (phone(2).value, "Boleh kami simpan?")]


async def test_unreadable_delivery_is_kept_and_harms_nobody(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    bad = Unreadable(channel=ChannelName.TELEGRAM, external_id="x1", body=b"{", reason="DecodeError", at=NOON)
    async with receiving(store, clock, observer) as receive:
        await receive([bad, wrote(chat(1), "halo"), bad])

    assert await answer_all(store, small_content, clock, observer) == 1


async def test_text_that_no_database_can_hold_harms_nobody_else(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    poison = wrote(chat(99), "x\ud800y\x00")
    async with receiving(store, clock, observer) as receive:
        await asyncio.gather(*(receive([poison if n == 5 else wrote(chat(n), "halo")]) for n in range(20)))
    turns = await answer_all(store, small_content, clock, observer)

    assert turns in {19, 20}
    assert observer.counts["events"] == turns


async def test_status_reports_of_strangers_are_ignored(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    report = StatusReported(
        channel=ChannelName.WHATSAPP,
        external_id="s1",
        platform_message_id="none",
        status=DeliveryStatus.READ,
        at=NOON,
    )
    async with receiving(store, clock, observer) as receive:
        await receive([report, report])

    assert await answer_all(store, small_content, clock, observer) == 0


async def test_timer_wakes_a_conversation_once(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    async with receiving(store, clock, observer) as receive:
        await receive([wrote(chat(1), "halo")])
    async with store.write() as work:
        opened = (await work.inbox.claim(1))[0]
        await work.timers.set(opened.conversation, "staff-silence", clock.at + timedelta(hours=4))
        await work.commit()
    await answer_all(store, small_content, clock, observer)

    assert await wake(store, clock) == 0
    clock.move(timedelta(hours=5))
    assert await wake(store, clock) == 1
    assert await wake(store, clock) == 0
    assert await answer_all(store, small_content, clock, observer) == 1


async def test_forgotten_person_gets_a_farewell_and_starts_anew(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    sender = FakeSender(ChannelName.TELEGRAM)
    async with receiving(store, clock, observer) as receive:
        await receive([wrote(chat(1), words) for words in ("halo", "hapus data", "ya")])
        await answer_all(store, small_content, clock, observer)
        await send_all(store, sender, small_content, clock, observer)
        assert sender.sent[-1] == ("1001", "Sudah dihapus")
        await receive([wrote(chat(1), "halo lagi")])
    await answer_all(store, small_content, clock, observer)
    await send_all(store, sender, small_content, clock, observer)

    assert sender.sent[-1] == ("1001", "Selamat datang")


async def test_only_one_process_sends_for_an_account(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    sender = FakeSender(ChannelName.TELEGRAM)
    async with receiving(store, clock, observer) as receive:
        await receive([wrote(chat(1), "halo")])
    await answer_all(store, small_content, clock, observer)
    one, two = (
        Deliverer(store, sender, small_content, clock, observer, owner=owner, arrivals=Arrivals())
        for owner in ("one", "two")
    )
    await one.renew()
    await two.renew()

    assert await two.deliver() == 0
    await one.give_back()
    await two.renew()
    assert await two.deliver() == 1
    two._records.close()
    for task in two._sending:
        task.cancel()


async def test_database_out_of_reach_is_told_to_the_platform(
    clock: FixedClock, observer: FakeObserver
) -> None:
    from bot.store import open_store

    gone = open_store("postgresql+asyncpg://nobody@127.0.0.1:1/none", (b"k" * 32,))
    async with receiving(gone, clock, observer) as receive:
        with pytest.raises(DatabaseUnavailable):
            await receive([wrote(chat(1), "halo")])
    await gone.close()
