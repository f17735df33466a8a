"""What every store promises of drawers: opened by their code alone, in their chat alone, and forgotten in time."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.drawers import DRAWERS, DrawerResult
from bot.domain.state import State
from bot.service.ports import OpenTurn
from bot.store import DatabaseStore, open_store, rotate
from bot.store.schema import drawers
from tests.contracts.test_store_contacts import rows
from tests.store.builders import NOW, TELEGRAM, a_message, an_address, an_arrival, answer, receive

CODE = "bungamelati"
NOTES = State(channel=TELEGRAM, locale="id", done={"papers/passport": "a"}, lock_code=CODE)
OLD, NEW = b"o" * 32, b"n" * 32


async def a_chat(store: DatabaseStore, name: str = "ana") -> OpenTurn:
    await receive(store, an_arrival("halo", an_address(name)))
    (turn,) = await answer(store)
    return turn


async def put_away(
    store: DatabaseStore, chat: OpenTurn, state: State = NOTES, *, now: datetime = NOW
) -> DrawerResult:
    async with store.write() as work:
        result = await work.drawers.put_new_away(chat.conversation, chat.contact, state, now)
        await work.commit()
    return result


async def put_back(store: DatabaseStore, chat: OpenTurn, state: State, *, now: datetime = NOW) -> None:
    async with store.write() as work:
        await work.drawers.put_back(chat.conversation, chat.contact, state, now)
        await work.commit()


async def take_out(store: DatabaseStore, chat: OpenTurn, code: str = CODE) -> State | None:
    async with store.write() as work:
        state = await work.drawers.take_out(chat.conversation, code)
        await work.commit()
    return state


async def count(store: DatabaseStore) -> int:
    return (await rows(store)).get("drawers", 0)


async def test_what_was_put_away_comes_back_whole_and_once(store: DatabaseStore) -> None:
    chat = await a_chat(store)

    assert await put_away(store, chat) is DrawerResult.DONE

    assert await take_out(store, chat) == NOTES
    assert await take_out(store, chat) is None
    assert await count(store) == 0


@pytest.mark.parametrize("code", ["bungamelat", "bungamelatii", "", "BUNGAMELATI", "%"])
async def test_wrong_code_opens_and_changes_nothing(store: DatabaseStore, code: str) -> None:
    chat = await a_chat(store)
    await put_away(store, chat)

    assert await take_out(store, chat, code) is None

    assert await take_out(store, chat) == NOTES


async def test_drawer_of_another_chat_does_not_open(store: DatabaseStore) -> None:
    ana, budi = await a_chat(store), await a_chat(store, "budi")
    await put_away(store, ana)

    assert await take_out(store, budi) is None
    assert await put_away(store, budi, replace(NOTES, done={})) is DrawerResult.DONE

    assert await take_out(store, ana) == NOTES


async def test_taken_code_leaves_the_first_drawer_as_it_is(store: DatabaseStore) -> None:
    chat = await a_chat(store)
    await put_away(store, chat)

    assert await put_away(store, chat, replace(NOTES, done={})) is DrawerResult.TAKEN

    assert await take_out(store, chat) == NOTES


async def test_what_goes_back_replaces_what_is_there(store: DatabaseStore) -> None:
    chat = await a_chat(store)
    await put_away(store, chat)
    later = replace(NOTES, done={"papers/copies": "b"})

    await put_back(store, chat, later)

    assert await take_out(store, chat) == later
    assert await count(store) == 0


async def test_full_chat_says_so_whatever_the_code(store: DatabaseStore) -> None:
    chat, other = await a_chat(store), await a_chat(store, "budi")
    for number in range(DRAWERS):
        named = replace(NOTES, lock_code=f"laci{number}")
        assert await put_away(store, chat, named) is DrawerResult.DONE

    assert await put_away(store, chat) is DrawerResult.FULL
    assert await put_away(store, chat, replace(NOTES, lock_code="laci3")) is DrawerResult.FULL

    assert await put_away(store, other) is DrawerResult.DONE


async def test_what_was_opened_goes_back_into_a_full_chat(store: DatabaseStore) -> None:
    chat = await a_chat(store)
    for number in range(DRAWERS):
        await put_away(store, chat, replace(NOTES, lock_code=f"laci{number}"))

    await put_back(store, chat, NOTES)

    assert await take_out(store, chat) == NOTES


async def test_drawer_that_is_not_committed_is_not_there(store: DatabaseStore) -> None:
    chat = await a_chat(store)
    async with store.write() as work:
        await work.drawers.put_new_away(chat.conversation, chat.contact, NOTES, NOW)
    assert await count(store) == 0

    await put_away(store, chat)
    async with store.write() as work:
        assert await work.drawers.take_out(chat.conversation, CODE) == NOTES

    assert await take_out(store, chat) == NOTES


async def test_nothing_readable_stands_in_the_database(store: DatabaseStore) -> None:
    chat = await a_chat(store)
    await put_away(store, chat)

    async with store.database.reading() as connection:
        (row,) = (await connection.execute(select(drawers))).all()

    assert b"passport" not in row.state_sealed
    assert CODE.encode() not in bytes(row.state_sealed) + bytes(row.code_hash)
    assert len(row.code_hash) == 16


async def test_broken_drawer_stays_and_opens_nothing(store: DatabaseStore) -> None:
    chat = await a_chat(store)
    await put_away(store, chat)
    async with store.database.writing() as connection:
        await connection.execute(update(drawers).values(state_sealed=b"broken"))
        await connection.commit()

    assert await take_out(store, chat) is None

    assert await count(store) == 1


async def test_erased_person_leaves_no_drawer(store: DatabaseStore) -> None:
    ana, budi = await a_chat(store), await a_chat(store, "budi")
    await put_away(store, ana)
    await put_away(store, budi)

    async with store.write() as work:
        await work.contacts.purge(ana.conversation, [a_message("dadah")], NOW)
        await work.commit()

    assert await count(store) == 1
    assert await take_out(store, ana) is None
    assert await take_out(store, budi) == NOTES


async def test_chat_that_was_just_erased_keeps_nothing(store: DatabaseStore) -> None:
    chat = await a_chat(store)

    async with store.write() as work:
        await work.contacts.purge(chat.conversation, [], NOW)
        await work.drawers.put_back(chat.conversation, chat.contact, NOTES, NOW)
        await work.commit()

    assert await count(store) == 0


async def test_drawer_that_nobody_opens_goes_after_four_hundred_days(store: DatabaseStore) -> None:
    chat = await a_chat(store)
    await put_away(store, chat)
    await put_away(store, chat, replace(NOTES, lock_code="laci"))
    state = await take_out(store, chat)
    assert state is not None
    await put_back(store, chat, state, now=NOW + timedelta(days=10))

    await store.forget_old(NOW + timedelta(days=400))
    assert await count(store) == 2
    await store.forget_old(NOW + timedelta(days=401))

    assert await take_out(store, chat, "laci") is None
    assert await take_out(store, chat) == NOTES


async def test_drawer_opens_by_its_code_after_the_old_key_is_gone(store_url: str) -> None:
    store = open_store(store_url, (OLD,))
    chat = await a_chat(store)
    await put_away(store, chat)
    await store.close()
    between = open_store(store_url, (NEW, OLD))
    assert await put_away(between, chat) is DrawerResult.TAKEN
    await rotate(between, lambda done, total: None)
    await between.close()

    store = open_store(store_url, (NEW,))
    assert await put_away(store, chat) is DrawerResult.TAKEN
    assert await take_out(store, chat) == NOTES
    await store.close()
