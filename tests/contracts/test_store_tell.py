"""What every store promises of events that the service itself has to tell a conversation."""

from bot.domain.event import GroupAnswered, InboundEvent, TextReceived
from bot.store import DatabaseStore
from tests.contracts.test_store_contacts import rows
from tests.store.builders import NOW, a_finished, a_message, an_arrival, answer, claim, receive

JOINED = GroupAnswered(at=NOW, is_joined=True)


async def tell(store: DatabaseStore, *, forgets: bool = False) -> None:
    """One turn, after which the conversation is told of its group."""
    async with store.write() as work:
        opened = await claim(work)
        await work.inbox.finish([a_finished(opened, "sebentar")], NOW)
        if forgets:
            await work.contacts.purge(opened.conversation, [a_message("dadah")], NOW)
        await work.inbox.tell(opened, JOINED, NOW)
        await work.commit()


async def next_events(store: DatabaseStore) -> list[InboundEvent | None]:
    async with store.write() as work:
        return [turn.event for turn in await work.inbox.claim(10)]


async def test_told_event_is_the_next_one(store: DatabaseStore) -> None:
    await receive(store)

    await tell(store)

    assert await next_events(store) == [JOINED]
    await answer(store, "selamat bergabung")
    assert await next_events(store) == []


async def test_told_event_stands_behind_what_the_person_said_meanwhile(store: DatabaseStore) -> None:
    await receive(store, an_arrival("kode"), an_arrival("menu"))

    await tell(store)

    assert await next_events(store) == [TextReceived(at=NOW, text="menu")]
    await answer(store)
    assert await next_events(store) == [JOINED]


async def test_told_event_is_part_of_the_turn(store: DatabaseStore) -> None:
    await receive(store)
    async with store.write() as work:
        opened = await claim(work)
        await work.inbox.finish([a_finished(opened)], NOW)
        await work.inbox.tell(opened, JOINED, NOW)

    assert await next_events(store) == [TextReceived(at=NOW, text="halo")]


async def test_who_was_erased_in_this_turn_is_told_nothing(store: DatabaseStore) -> None:
    await receive(store)

    await tell(store, forgets=True)

    assert await next_events(store) == []
    assert set(await rows(store)) == {"outbox", "seen"}


async def test_newcomer_after_an_erasure_is_told_nothing_of_the_old(store: DatabaseStore) -> None:
    await receive(store, an_arrival("hapus"), an_arrival("halo lagi"))

    await tell(store, forgets=True)

    assert await next_events(store) == [TextReceived(at=NOW, text="halo lagi")]
    await answer(store)
    assert await next_events(store) == []


async def test_told_event_dies_with_the_person(store: DatabaseStore) -> None:
    await receive(store, an_arrival("kode"), an_arrival("hapus"))
    await tell(store)

    async with store.write() as work:
        opened = await claim(work)
        await work.inbox.finish([a_finished(opened)], NOW)
        await work.contacts.purge(opened.conversation, [], NOW)
        await work.commit()

    assert await next_events(store) == []
