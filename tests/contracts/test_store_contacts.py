"""What every store promises of people: switching, blocking and forgetting them."""

import pytest
from sqlalchemy import select

from bot.domain.contact import Consent
from bot.domain.delivery import Deferred, Refused, Sent, Unreachable
from bot.store import DatabaseStore
from bot.store.schema import (
    addresses,
    consents,
    contacts,
    conversations,
    inbox,
    metadata,
    outbox,
    seen,
    sent_counts,
    timers,
)
from tests.contracts.test_store_outbox import LATER, OUTSIDE, SENT, statuses
from tests.store.builders import (
    NOW,
    TELEGRAM,
    WEBCHAT,
    WHATSAPP,
    a_finished,
    a_message,
    an_address,
    an_arrival,
    answer,
    claim,
    lease,
    open_texts,
    receive,
    record,
    texts,
)

OLD, NEW = an_address("+62811", WHATSAPP), an_address("+62822", WHATSAPP)


async def rows(store: DatabaseStore) -> dict[str, int]:
    """How many rows each table that may have some of a person has; a month's count says nothing of anybody."""
    tables = [table for table in metadata.sorted_tables if table is not sent_counts]
    async with store.database.reading() as connection:
        found = {table.name: len((await connection.execute(select(table))).all()) for table in tables}
    return {name: number for name, number in found.items() if number}


async def change(store: DatabaseStore) -> None:
    async with store.write() as work:
        await work.contacts.change_address([OLD], [NEW], NOW)
        await work.commit()


async def test_changed_number_reaches_the_same_person(store: DatabaseStore) -> None:
    await receive(store, an_arrival("satu", OLD))
    await answer(store, "hai")

    await change(store)

    (reply,) = await lease(store, WHATSAPP)
    assert reply.address == NEW
    await receive(store, an_arrival("dua", NEW))
    assert (await rows(store))["contacts"] == 1


async def test_number_given_to_a_stranger_is_a_stranger(store: DatabaseStore) -> None:
    await receive(store, an_arrival("satu", OLD))
    await change(store)

    await receive(store, an_arrival("dua", OLD))

    assert (await rows(store))["contacts"] == 2


async def test_number_that_is_taken_stays_theirs(store: DatabaseStore) -> None:
    await receive(store, an_arrival("satu", OLD), an_arrival("dua", NEW))
    await answer(store, "hai")

    await change(store)

    replies = await lease(store, WHATSAPP)
    assert [reply.address for reply in replies] == [None, NEW]


async def test_change_of_an_unknown_number_is_ignored(store: DatabaseStore) -> None:
    await change(store)

    assert await rows(store) == {}


async def test_blocked_person_gets_nothing(store: DatabaseStore) -> None:
    await receive(store)
    await answer(store, "hai")

    async with store.write() as work:
        await work.contacts.set_reachable(an_address(), False)
        await work.commit()

    assert await statuses(store) == ["refused"]


async def test_unblocked_person_is_reached(store: DatabaseStore) -> None:
    await receive(store)
    async with store.write() as work:
        await work.contacts.set_reachable(an_address(), False)
        await work.contacts.set_reachable(an_address(), True)
        await work.commit()
    await answer(store, "hai")

    (reply,) = await lease(store)
    assert reply.address == an_address()


async def test_every_consent_is_kept(store: DatabaseStore) -> None:
    await receive(store)
    (turn,) = await answer(store)
    for is_given in (True, False):
        consent = Consent(kind="storage", version="1", locale="id", is_given=is_given, at=NOW)
        async with store.write() as work:
            await work.contacts.record_consent(turn.contact, consent)
            await work.commit()

    async with store.database.reading() as connection:
        kept = list(await connection.scalars(select(consents.c.is_given).order_by(consents.c.id)))
    assert kept == [True, False]


async def a_full_life(store: DatabaseStore) -> None:
    """Rows in every table that grows with a person."""
    await receive(store, an_arrival("satu"), an_arrival("dua"), an_arrival("hapus"))
    (turn,) = await answer(store, "hai", "hai lagi")
    async with store.write() as work:
        await work.timers.set(turn.conversation, "reminder", NOW)
        consent = Consent(kind="storage", version="1", locale="id", is_given=True, at=NOW)
        await work.contacts.record_consent(turn.contact, consent)
        await work.inbox.finish([a_finished(await claim(work), "maaf", parked="KeyError")], NOW)
        await work.commit()


async def purge(store: DatabaseStore, *farewell: str) -> None:
    """The open event asks to be forgotten."""
    async with store.write() as work:
        turn = await claim(work)
        await work.inbox.finish([a_finished(turn, *farewell)], NOW)
        await work.contacts.purge(turn.conversation, [a_message(text) for text in farewell], NOW)
        await work.commit()


async def test_purge_leaves_nothing_but_unlinked_hashes(store: DatabaseStore) -> None:
    await a_full_life(store)

    await purge(store)

    assert await rows(store) == {"seen": 3}
    async with store.database.reading() as connection:
        assert {column.name for column in seen.c} == {"channel", "external_hash", "seen_at"}
        assert len((await connection.execute(select(seen))).all()) == 3


async def test_purge_leaves_other_people_alone(store: DatabaseStore) -> None:
    await a_full_life(store)
    await receive(store, an_arrival("saya lain", an_address("budi")))
    async with store.write() as work:
        mine = next(turn for turn in await work.inbox.claim(10) if turn.turn == 2)
        await work.inbox.finish([a_finished(mine)], NOW)
        await work.contacts.purge(mine.conversation, [], NOW)
        await work.commit()

    assert await open_texts(store) == ["saya lain"]
    assert (await rows(store))["contacts"] == 1


async def test_repeat_is_refused_even_after_a_purge(store: DatabaseStore) -> None:
    await receive(store, an_arrival("hapus", external_id="x"))
    await purge(store)

    assert await receive(store, an_arrival("hapus", external_id="x")) == 0


async def test_farewell_is_sent_and_vanishes(store: DatabaseStore) -> None:
    await receive(store, an_arrival("hapus"))
    await purge(store, "selamat jalan", "sampai jumpa")

    (reply,) = await lease(store)
    assert texts([reply]) == [["selamat jalan", "sampai jumpa"]]
    assert (reply.address, reply.locale, reply.last_inbound_at) == (an_address(), "id", NOW)
    assert await rows(store) == {"outbox": 2, "seen": 1}

    await record(store, reply, SENT, Sent(platform_message_id="m-2"))
    assert await rows(store) == {"seen": 1}


async def test_deferred_farewell_is_tried_again(store: DatabaseStore) -> None:
    await receive(store, an_arrival("hapus"))
    await purge(store, "selamat jalan", "sampai jumpa")
    (reply,) = await lease(store)

    await record(store, reply, SENT, LATER)

    assert texts(await lease(store, now=NOW + LATER.wait)) == [["sampai jumpa"]]


@pytest.mark.parametrize("result", [OUTSIDE, Unreachable(reason="blocked")])
async def test_farewell_that_cannot_arrive_vanishes(
    store: DatabaseStore, result: Refused | Unreachable | Deferred
) -> None:
    await receive(store, an_arrival("hapus"))
    await purge(store, "selamat jalan", "sampai jumpa")
    (reply,) = await lease(store)

    await record(store, reply, result)

    assert await rows(store) == {"seen": 1}


async def test_farewell_reaches_a_browser(store: DatabaseStore) -> None:
    secret = an_address("s3cret", WEBCHAT)
    await receive(store, an_arrival("hapus", secret))
    await purge(store, "selamat jalan")

    async with store.write() as work:
        (part,) = await work.outbox.for_browser(secret, 0)
        await work.outbox.confirm(secret, part.number, NOW)
        await work.commit()

    assert part.message.text == "selamat jalan"
    assert await rows(store) == {"seen": 1}


async def test_later_events_start_somebody_new(store: DatabaseStore) -> None:
    await receive(store, an_arrival("hapus"), an_arrival("halo lagi"), an_arrival("ada orang?"))
    await purge(store)

    async with store.write() as work:
        turn = await claim(work)
    assert (turn.state, turn.turn) == (None, 0)
    assert await open_texts(store) == ["halo lagi"]
    await answer(store, "hai")
    assert await open_texts(store) == ["ada orang?"]
    (reply,) = await lease(store)
    assert reply.address == an_address()


async def test_who_was_purged_may_come_back_as_somebody_new(store: DatabaseStore) -> None:
    await receive(store, an_arrival("hapus"))
    await purge(store)
    await receive(store, an_arrival("halo"))

    async with store.write() as work:
        assert (await claim(work)).turn == 0


async def test_purged_event_counts_as_answered_without_finish(store: DatabaseStore) -> None:
    await receive(store, an_arrival("hapus"))
    async with store.write() as work:
        turn = await claim(work)
        await work.contacts.purge(turn.conversation, [], NOW)
        await work.commit()

    assert await rows(store) == {"seen": 1}


async def test_purge_of_somebody_gone_does_nothing(store: DatabaseStore) -> None:
    await receive(store, an_arrival("hapus"))
    (turn,) = await answer(store)
    for _ in range(2):
        async with store.write() as work:
            await work.contacts.purge(turn.conversation, [a_message("dadah")], NOW)
            await work.commit()

    assert (await rows(store))["outbox"] == 1


async def test_timer_set_after_a_purge_is_dropped(store: DatabaseStore) -> None:
    await receive(store, an_arrival("hapus"))
    async with store.write() as work:
        turn = await claim(work)
        await work.contacts.purge(turn.conversation, [], NOW)
        await work.timers.set(turn.conversation, "reminder", NOW)
        await work.commit()

    assert "timers" not in await rows(store)


def test_every_table_that_grows_names_its_person() -> None:
    for table in (addresses, consents, conversations, inbox, outbox, timers):
        assert {"contact_id", "conversation_id"} & set(table.c.keys()), table.name
    assert contacts.c.id.primary_key
    assert TELEGRAM and conversations.c.contact_id is not None
