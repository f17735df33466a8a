"""What every store promises of timers, leases and gauges."""

import asyncio
from datetime import timedelta

from sqlalchemy import update

from bot.domain.contact import ConversationId
from bot.domain.event import TimerFired
from bot.service.ports import Age
from bot.store import DatabaseStore
from bot.store.schema import leases
from tests.store.builders import NOW, a_finished, an_arrival, answer, claim, open_texts, receive

SOON = NOW + timedelta(minutes=5)


async def a_conversation(store: DatabaseStore) -> ConversationId:
    await receive(store)
    (turn,) = await answer(store)
    return turn.conversation


async def set_timer(store: DatabaseStore, conversation: ConversationId, name: str = "reminder") -> None:
    async with store.write() as work:
        await work.timers.set(conversation, name, SOON)
        await work.commit()


async def fire(store: DatabaseStore, limit: int = 10) -> int:
    async with store.write() as work:
        fired = await work.timers.fire(SOON, limit)
        await work.commit()
    return fired


async def test_due_timer_becomes_an_event_once(store: DatabaseStore) -> None:
    await set_timer(store, await a_conversation(store))

    fired = await asyncio.gather(*(fire(store) for _ in range(3)))

    assert sorted(fired) == [0, 0, 1]
    async with store.write() as work:
        assert (await claim(work)).event == TimerFired(at=SOON, name="reminder")


async def test_timer_before_its_moment_stays(store: DatabaseStore) -> None:
    await set_timer(store, await a_conversation(store))

    async with store.write() as work:
        assert await work.timers.fire(SOON - timedelta(seconds=1), 10) == 0
        assert await work.timers.next_due() == SOON


async def test_later_timer_of_a_name_replaces_the_earlier(store: DatabaseStore) -> None:
    conversation = await a_conversation(store)
    await set_timer(store, conversation)

    async with store.write() as work:
        await work.timers.set(conversation, "reminder", SOON + timedelta(hours=1))
        await work.commit()

    assert await fire(store) == 0


async def test_cancelled_timer_never_fires(store: DatabaseStore) -> None:
    conversation = await a_conversation(store)
    await set_timer(store, conversation)

    async with store.write() as work:
        await work.timers.cancel(conversation, "reminder")
        await work.timers.cancel(conversation, "unknown")
        await work.commit()

    assert await fire(store) == 0


async def test_timer_waits_behind_what_the_person_said(store: DatabaseStore) -> None:
    conversation = await a_conversation(store)
    await set_timer(store, conversation)
    await receive(store, an_arrival("dulu"))

    await fire(store)

    assert await open_texts(store) == ["dulu"]


async def test_only_so_many_timers_fire_at_once(store: DatabaseStore) -> None:
    conversation = await a_conversation(store)
    for name in ("a", "b", "c"):
        await set_timer(store, conversation, name)

    assert [await fire(store, limit=2), await fire(store, limit=2)] == [2, 1]


async def test_timers_of_a_day_without_a_server_fire_now(store: DatabaseStore) -> None:
    conversation = await a_conversation(store)
    for name in ("reminder", "staff-silence"):
        await set_timer(store, conversation, name)
    next_day = SOON + timedelta(days=1)

    async with store.write() as work:
        assert await work.timers.fire(next_day, 10) == 2
        await work.commit()

    for name in ("reminder", "staff-silence"):
        async with store.write() as work:
            opened = await claim(work)
            assert opened.event == TimerFired(at=next_day, name=name)
            await work.inbox.finish([a_finished(opened)], next_day)
            await work.commit()


async def take(store: DatabaseStore, owner: str, seconds: int = 20) -> int | None:
    async with store.write() as work:
        fence = await work.leases.take("bot-1", owner, seconds)
        await work.commit()
    return fence


async def test_one_process_holds_the_lease(store: DatabaseStore) -> None:
    fences = await asyncio.gather(*(take(store, f"process-{n}") for n in range(3)))

    assert sorted(fence or 0 for fence in fences) == [0, 0, 1]


async def test_renewed_lease_keeps_its_number(store: DatabaseStore) -> None:
    assert [await take(store, "a"), await take(store, "a")] == [1, 1]


async def test_lease_given_back_is_free_at_once(store: DatabaseStore) -> None:
    await take(store, "a")
    async with store.write() as work:
        await work.leases.give_back("bot-1", "b")
        await work.commit()
    assert await take(store, "b") is None

    async with store.write() as work:
        await work.leases.give_back("bot-1", "a")
        await work.commit()
    assert await take(store, "b") == 2


async def test_lease_that_ran_out_passes_to_the_next(store: DatabaseStore) -> None:
    await take(store, "a", seconds=20)
    async with store.database.writing() as connection:
        await connection.execute(update(leases).values(until=leases.c.until - 21_000_000))
        await connection.commit()

    assert await take(store, "b") == 2
    assert await take(store, "a") is None


async def test_ages_count_what_waits(store: DatabaseStore) -> None:
    conversation = await a_conversation(store)
    await set_timer(store, conversation)
    await receive(store, an_arrival("a"), an_arrival("b"), an_arrival("c"))
    await answer(store, "hai")
    async with store.write() as work:
        await work.inbox.finish([a_finished(await claim(work), parked="KeyError")], NOW)
        await work.commit()

    async with store.read() as work:
        ages = await work.gauges.ages()
        assert await work.gauges.schema_is_head()

    assert ages["inbox"] == Age(waiting=1, oldest_at=NOW, parked=1)
    assert ages["outbox"] == Age(waiting=1, oldest_at=NOW, parked=0)
    assert ages["timers"].parked == 0
