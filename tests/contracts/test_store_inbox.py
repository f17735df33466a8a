"""What every store promises of the inbox."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.arrival import Unreadable
from bot.domain.contact import Address, AddressKind
from bot.domain.errors import StaleTurn
from bot.domain.event import TextReceived
from bot.store import DatabaseStore
from bot.store.schema import addresses, contacts, conversations, inbox, unreadable
from tests.store.builders import (
    NOW,
    WHATSAPP,
    a_finished,
    an_address,
    an_arrival,
    answer,
    claim,
    lease,
    open_texts,
    receive,
)

PHONE = an_address("+62811", WHATSAPP)
BSUID = an_address("bs-1", WHATSAPP, AddressKind.BSUID)


async def count(store: DatabaseStore, table: object) -> int:
    async with store.database.reading() as connection:
        return len((await connection.execute(select(table))).all())  # type: ignore[call-overload]


async def test_new_arrival_can_be_claimed(store: DatabaseStore) -> None:
    assert await receive(store, an_arrival("halo")) == 1

    async with store.write() as work:
        turn = await claim(work)

    assert (turn.state, turn.turn, turn.channel) == (None, 0, "telegram")
    assert turn.event == TextReceived(at=NOW, text="halo")


async def test_repeat_in_a_later_batch_is_refused(store: DatabaseStore) -> None:
    await receive(store, an_arrival("satu", external_id="x"))

    assert await receive(store, an_arrival("satu", external_id="x"), an_arrival("dua")) == 1
    assert await count(store, inbox) == 2


async def test_repeat_within_a_batch_is_refused(store: DatabaseStore) -> None:
    repeated = [an_arrival("satu", external_id="x"), an_arrival("lagi", external_id="x")]

    assert await receive(store, *repeated) == 1
    assert await open_texts(store) == ["satu"]


async def test_same_external_id_on_two_channels_is_two_events(store: DatabaseStore) -> None:
    assert await receive(store, an_arrival(external_id="x"), an_arrival("hai", PHONE, external_id="x")) == 2


async def test_two_receivers_of_one_event_store_it_once(store: DatabaseStore) -> None:
    stored = await asyncio.gather(*(receive(store, an_arrival("halo", external_id="x")) for _ in range(4)))

    assert sorted(stored) == [0, 0, 0, 1]


async def test_two_receivers_of_one_newcomer_make_one_contact(store: DatabaseStore) -> None:
    await asyncio.gather(*(receive(store, an_arrival(f"pesan {n}")) for n in range(4)))

    assert [await count(store, table) for table in (contacts, conversations, addresses, inbox)] == [
        1,
        1,
        1,
        4,
    ]


async def test_leaving_without_commit_stores_nothing(store: DatabaseStore) -> None:
    async with store.write() as work:
        await work.inbox.append([an_arrival(external_id="x")], NOW)

    assert await receive(store, an_arrival(external_id="x")) == 1


async def test_events_of_a_conversation_are_answered_in_order(store: DatabaseStore) -> None:
    await receive(store, an_arrival("satu"), an_arrival("dua"))
    await receive(store, an_arrival("tiga"))

    seen = []
    for _ in range(3):
        seen += await open_texts(store)
        await answer(store)

    assert seen == ["satu", "dua", "tiga"]
    assert await open_texts(store) == []


async def test_who_waits_longest_is_claimed_first(store: DatabaseStore) -> None:
    for name in ("ana", "budi", "citra"):
        await receive(store, an_arrival(name, an_address(name)))

    async with store.write() as work:
        turns = await work.inbox.claim(2)

    assert [turn.event.text for turn in turns if isinstance(turn.event, TextReceived)] == ["ana", "budi"]


async def test_two_claimers_never_hold_one_conversation(store: DatabaseStore) -> None:
    for name in ("ana", "budi", "citra"):
        await receive(store, an_arrival(name, an_address(name)))

    async def take() -> list[str]:
        async with store.write() as work:
            turns = await work.inbox.claim(2)
            await asyncio.sleep(0.05)
            await work.inbox.finish([a_finished(turn) for turn in turns], NOW)
            await work.commit()
        return [turn.event.text for turn in turns if isinstance(turn.event, TextReceived)]

    first, second = await asyncio.gather(take(), take())

    assert sorted(first + second) == ["ana", "budi", "citra"]


async def test_state_and_turn_number_are_saved(store: DatabaseStore) -> None:
    await receive(store, an_arrival("satu"), an_arrival("dua"))
    await answer(store)

    async with store.write() as work:
        turn = await claim(work)

    assert turn.turn == 1
    assert turn.state == a_finished(turn).state.__class__(channel=turn.channel, locale="id", turn=1)


async def test_stale_turn_is_refused(store: DatabaseStore) -> None:
    await receive(store, an_arrival("satu"), an_arrival("dua"))
    (old,) = await answer(store)

    async with store.write() as work:
        with pytest.raises(StaleTurn):
            await work.inbox.finish([a_finished(old)], NOW)


async def test_turn_finished_twice_in_one_transaction_is_refused(store: DatabaseStore) -> None:
    await receive(store)

    async with store.write() as work:
        turn = await claim(work)
        await work.inbox.finish([a_finished(turn)], NOW)
        with pytest.raises(StaleTurn):
            await work.inbox.finish([a_finished(turn)], NOW)


async def test_turn_claimed_earlier_can_still_be_finished(store: DatabaseStore) -> None:
    await receive(store)
    async with store.write() as work:
        turn = await claim(work)

    async with store.write() as work:
        await work.inbox.finish([a_finished(turn, "hai")], NOW)
        await work.commit()

    assert await open_texts(store) == []


async def test_handled_event_leaves_no_body(store: DatabaseStore) -> None:
    await receive(store)
    await answer(store)

    async with store.database.reading() as connection:
        row = (await connection.execute(select(inbox))).one()

    assert (row.status, row.body_sealed, row.turn, row.handled_at) == ("done", None, 1, NOW)


async def test_parked_event_keeps_its_body_and_lets_others_pass(store: DatabaseStore) -> None:
    await receive(store, an_arrival("satu"), an_arrival("dua"))
    async with store.write() as work:
        await work.inbox.finish([a_finished(await claim(work), "maaf", parked="KeyError")], NOW)
        await work.commit()

    async with store.database.reading() as connection:
        row = (await connection.execute(select(inbox).order_by(inbox.c.id))).first()

    assert row is not None
    assert (row.status, row.reason, row.body_sealed is not None) == ("parked", "KeyError", True)
    assert await open_texts(store) == ["dua"]


async def test_broken_body_is_claimed_without_an_event(store: DatabaseStore) -> None:
    await receive(store)
    async with store.database.writing() as connection:
        await connection.execute(inbox.update().values(body_sealed=b"broken"))
        await connection.commit()

    async with store.write() as work:
        assert (await claim(work)).event is None


async def test_unknown_alias_is_attached_to_who_is_known(store: DatabaseStore) -> None:
    await receive(store, an_arrival("satu", PHONE))
    await receive(store, an_arrival("dua", BSUID, PHONE))

    await receive(store, an_arrival("tiga", BSUID))

    assert [await count(store, table) for table in (contacts, addresses)] == [1, 2]


async def test_aliases_within_one_batch_are_one_person(store: DatabaseStore) -> None:
    await receive(
        store, an_arrival("satu", PHONE), an_arrival("dua", PHONE, BSUID), an_arrival("tiga", BSUID)
    )

    assert [await count(store, table) for table in (contacts, addresses)] == [1, 2]


async def test_two_known_people_are_never_merged(store: DatabaseStore) -> None:
    await receive(store, an_arrival("ana", PHONE), an_arrival("budi", BSUID))
    await answer(store)

    await receive(store, an_arrival("siapa", BSUID, PHONE))

    async with store.write() as work:
        turn = await claim(work)
        budi = await conversation_of(store, BSUID)
    assert turn.conversation == budi
    assert await count(store, contacts) == 2


async def conversation_of(store: DatabaseStore, address: Address) -> int:
    value_hash = store.sealer.blind(f"address.{address.channel}.{address.kind}", address.value)
    query = select(addresses.c.conversation_id).where(addresses.c.value_hash == value_hash)
    async with store.database.reading() as connection:
        found: int = (await connection.execute(query)).scalar_one()
    return found


async def test_remembered_id_is_new_only_once(store: DatabaseStore) -> None:
    async with store.write() as work:
        first = await work.inbox.remember(WHATSAPP, "status-1", NOW)
        second = await work.inbox.remember(WHATSAPP, "status-1", NOW)
        await work.commit()

    assert (first, second) == (True, False)


async def test_unreadable_delivery_is_kept_once_and_sealed(store: DatabaseStore) -> None:
    delivery = Unreadable(channel=WHATSAPP, external_id="u", body=b"rahasia", reason="DecodeError", at=NOW)
    for _ in range(2):
        async with store.write() as work:
            await work.inbox.keep_unreadable(delivery)
            await work.commit()

    async with store.database.reading() as connection:
        row = (await connection.execute(select(unreadable))).one()
    assert b"rahasia" not in row.body_sealed
    assert store.sealer.open(b"unreadable.body_sealed", row.body_sealed) == b"rahasia"


async def test_last_word_is_remembered_for_the_reply(store: DatabaseStore) -> None:
    await receive(store, an_arrival("satu", PHONE, message_id="wamid.1"))
    await receive(store, an_arrival("dua", PHONE, at=NOW - timedelta(hours=2)))
    await answer(store, "hai")

    (reply,) = await lease(store, WHATSAPP)

    assert (reply.last_inbound_at, reply.last_inbound_message_id) == (NOW, "wamid.1")


async def test_many_arrivals_of_many_people_are_all_stored(store: DatabaseStore) -> None:
    people = [an_arrival("halo", an_address(f"chat-{n % 40}")) for n in range(150)]

    assert await receive(store, *people) == 150
    assert [await count(store, table) for table in (contacts, inbox)] == [40, 150]
