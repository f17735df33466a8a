"""What every store promises of ids with which a screen is cleared: sealed, for two days, and only where of use."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.channel import CLEARABLE_FOR, ChannelName, clearable_since
from bot.domain.contact import Address, ConversationId
from bot.domain.delivery import Sent
from bot.domain.message import Message
from bot.service.ports import LeasedReply
from bot.store import DatabaseStore, open_store
from bot.store.schema import inbox, outbox
from tests.contracts.test_store_contacts import rows
from tests.store.builders import (
    NOW,
    TELEGRAM,
    WEBCHAT,
    WHATSAPP,
    an_address,
    an_arrival,
    answer,
    claim,
    lease,
    receive,
    record,
)

LONG_AGO = NOW - timedelta(days=30)
FAREWELL = (Message(text="dadah", locale="id", hides=True), Message(text="sampai jumpa", locale="id"))


async def talk(
    store: DatabaseStore,
    heard: str,
    said: str,
    *,
    address: Address | None = None,
    after: timedelta = timedelta(0),
) -> ConversationId:
    """One word of the person and our answer to it, under these ids of the platform."""
    person, now = address or an_address(), NOW + after
    await receive(store, an_arrival("halo", person, message_id=heard), now=now)
    (turn,) = await answer(store, "hai", now=now)
    for reply in await lease(store, person.channel, now=now):
        await record(store, reply, Sent(platform_message_id=said), at=now)
    return turn.conversation


async def recent(
    store: DatabaseStore, conversation: ConversationId, since: datetime = LONG_AGO
) -> Sequence[str]:
    async with store.read() as work:
        return await work.outbox.recent_message_ids(conversation, since)


async def purge(store: DatabaseStore, *farewell: Message) -> None:
    async with store.write() as work:
        turn = await claim(work)
        await work.contacts.purge(turn.conversation, farewell or FAREWELL, NOW)
        await work.commit()


async def the_farewell(store: DatabaseStore) -> LeasedReply:
    (reply,) = await lease(store)
    return reply


async def test_both_sides_are_remembered_newest_first(store: DatabaseStore) -> None:
    await talk(store, "11", "12")
    conversation = await talk(store, "13", "14", after=timedelta(hours=1))

    found = await recent(store, conversation)

    assert sorted(found) == ["11", "12", "13", "14"]
    assert set(found[:2]) == {"13", "14"}


async def test_what_is_older_is_not_given(store: DatabaseStore) -> None:
    await talk(store, "11", "12")
    conversation = await talk(store, "13", "14", after=timedelta(hours=1))

    assert set(await recent(store, conversation, NOW + timedelta(minutes=1))) == {"13", "14"}


async def test_others_screens_are_not_given(store: DatabaseStore) -> None:
    await talk(store, "11", "12")
    budi = await talk(store, "21", "22", address=an_address("budi"))

    assert set(await recent(store, budi)) == {"21", "22"}


@pytest.mark.parametrize("channel", [WHATSAPP, WEBCHAT])
async def test_channel_that_cannot_clear_keeps_no_id(store: DatabaseStore, channel: ChannelName) -> None:
    conversation = await talk(store, "11", "12", address=an_address("x", channel))

    assert await recent(store, conversation) == []
    assert await kept(store) == 0


async def test_only_telegram_lets_messages_be_taken_back() -> None:
    assert set(CLEARABLE_FOR) == {TELEGRAM}
    assert clearable_since(WHATSAPP, NOW) is None
    assert clearable_since(TELEGRAM, NOW) == NOW - timedelta(hours=47, minutes=55)


async def test_taps_and_timers_have_no_id(store: DatabaseStore) -> None:
    conversation = await talk(store, "", "")

    assert await recent(store, conversation) == []


async def kept(store: DatabaseStore) -> int:
    """How many ids stand in the database."""
    async with store.database.reading() as connection:
        found = [
            value
            for table in (inbox, outbox)
            for value in await connection.scalars(select(table.c.platform_id_sealed))
        ]
    return sum(value is not None for value in found)


async def test_ids_go_after_two_days(store: DatabaseStore) -> None:
    conversation = await talk(store, "11", "12")
    await talk(store, "13", "14", after=timedelta(hours=1))

    await store.forget_old(NOW + timedelta(hours=48))
    assert await kept(store) == 4
    await store.forget_old(NOW + timedelta(hours=48, minutes=30))

    assert await kept(store) == 2
    assert set(await recent(store, conversation)) == {"13", "14"}
    assert (await rows(store))["outbox"] == 2


async def test_more_ids_than_a_chunk_go(store: DatabaseStore) -> None:
    await receive(store, *(an_arrival("halo", message_id=f"{number}") for number in range(600)))

    await store.forget_old(NOW + timedelta(days=3))

    assert await kept(store) == 0


async def test_id_cannot_be_read_in_the_database(store: DatabaseStore) -> None:
    await talk(store, "1122334455", "5544332211")

    async with store.database.reading() as connection:
        written = repr(
            [tuple(row) for table in (inbox, outbox) for row in await connection.execute(select(table))]
        )

    assert await kept(store) == 2
    assert "1122334455" not in written
    assert "5544332211" not in written


async def test_id_under_a_lost_key_is_left_out(store_url: str) -> None:
    old = open_store(store_url, (b"o" * 32,))
    conversation = await talk(old, "11", "12")
    await old.close()

    new = open_store(store_url, (b"n" * 32,))

    assert await recent(new, conversation) == []
    await new.close()


async def test_farewell_brings_what_it_clears(store: DatabaseStore) -> None:
    await talk(store, "11", "12")
    await receive(store, an_arrival("hapus data", message_id="13"))

    await purge(store)

    reply = await the_farewell(store)
    assert set(reply.to_clear) == {"11", "12", "13"}
    assert [part.message.text for part in reply.parts] == ["dadah", "sampai jumpa"]
    assert await kept(store) == 0


async def test_second_part_of_a_farewell_clears_nothing(store: DatabaseStore) -> None:
    await talk(store, "11", "12")
    await receive(store, an_arrival("hapus data"))
    await purge(store)
    reply = await the_farewell(store)

    await record(store, replace(reply, parts=reply.parts[:1]), Sent(platform_message_id="14"))

    (rest,) = await lease(store, now=NOW + timedelta(minutes=5), fence=2)
    assert [part.message.text for part in rest.parts] == ["sampai jumpa"]
    assert rest.to_clear == ()


async def test_words_after_an_erasure_stay_on_the_screen(store: DatabaseStore) -> None:
    await receive(store, an_arrival("hapus data", message_id="13"), an_arrival("halo lagi", message_id="14"))

    await purge(store)

    assert (await the_farewell(store)).to_clear == ("13",)


async def test_farewell_on_whatsapp_clears_nothing(store: DatabaseStore) -> None:
    await receive(store, an_arrival("hapus data", an_address("+62811", WHATSAPP), message_id="wamid.1"))

    await purge(store)

    (reply,) = await lease(store, WHATSAPP)
    assert reply.to_clear == ()


async def test_nothing_of_the_screen_is_left_after_the_farewell(store: DatabaseStore) -> None:
    await talk(store, "11", "12")
    await receive(store, an_arrival("hapus data"))
    await purge(store)

    reply = await the_farewell(store)
    await record(store, reply, *(Sent(platform_message_id=f"{n}") for n in (14, 15)))

    assert "outbox" not in await rows(store)
    assert "inbox" not in await rows(store)
