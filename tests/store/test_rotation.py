import pytest
from sqlalchemy import LargeBinary, select, update

from bot.domain.errors import SealBroken
from bot.store import DatabaseStore, open_store, rotate
from bot.store.rotation import SEALED
from bot.store.schema import conversations, metadata
from tests.store.builders import (
    NOW,
    WHATSAPP,
    a_message,
    an_address,
    an_arrival,
    answer,
    claim,
    lease,
    open_texts,
    receive,
    texts,
)

OLD, NEW = b"o" * 32, b"n" * 32
PHONE = an_address("+62811", WHATSAPP)


async def a_past(url: str) -> None:
    """Rows sealed under the old key, in every sealed column that people fill."""
    store = open_store(url, (OLD,))
    await receive(store, an_arrival("satu", external_id="x", message_id="m"), an_arrival("dua"))
    await answer(store, "hai")
    await receive(store, an_arrival("hapus", PHONE))
    async with store.write() as work:
        turn = next(turn for turn in await work.inbox.claim(10) if turn.channel == WHATSAPP)
        await work.contacts.purge(turn.conversation, [a_message("dadah")], NOW)
        await work.commit()
    await store.close()


async def rotated(url: str) -> int:
    store = open_store(url, (NEW, OLD))
    told: list[tuple[int, int]] = []
    resealed = await rotate(store, lambda done, total: told.append((done, total)))
    await store.close()
    assert told[-1][0] == told[-1][1]
    return resealed


async def test_everything_opens_with_the_new_key_alone(store_url: str) -> None:
    await a_past(store_url)

    # A conversation, an address, an open event, the id of a handled one, and two messages: one of them a farewell.
    assert await rotated(store_url) == 6

    store = open_store(store_url, (NEW,))
    assert await open_texts(store) == ["dua"]
    assert texts(await lease(store)) == [["hai"]]
    (farewell,) = await lease(store, WHATSAPP)
    assert (texts([farewell]), farewell.address) == ([["dadah"]], PHONE)
    await store.close()


async def test_person_is_found_by_the_new_key(store_url: str) -> None:
    await a_past(store_url)
    await rotated(store_url)
    store = open_store(store_url, (NEW,))

    await receive(store, an_arrival("tiga"))

    await answer(store)
    assert await open_texts(store) == ["tiga"]
    await store.close()


async def test_second_rotation_finds_nothing_to_do(store_url: str) -> None:
    await a_past(store_url)
    await rotated(store_url)

    assert await rotated(store_url) == 0


async def test_both_keys_serve_before_the_rotation(store_url: str) -> None:
    await a_past(store_url)
    store = open_store(store_url, (NEW, OLD))

    assert await receive(store, an_arrival("satu", external_id="x"), an_arrival("tiga")) == 1
    await answer(store)
    assert await open_texts(store) == ["tiga"]
    await store.close()


async def test_missing_key_stops_turns_instead_of_forgetting(store_url: str) -> None:
    await a_past(store_url)
    store = open_store(store_url, (NEW,))

    async with store.write() as work:
        with pytest.raises(SealBroken):
            await work.inbox.claim(10)
    await store.close()


async def test_broken_state_is_claimed_as_unreadable(store: DatabaseStore) -> None:
    await receive(store, an_arrival("satu"), an_arrival("dua"))
    await answer(store)
    async with store.database.writing() as connection:
        sealed = await connection.scalar(select(conversations.c.state_sealed))
        await connection.execute(update(conversations).values(state_sealed=(sealed or b"")[:-1] + b"?"))
        await connection.commit()

    async with store.write() as work:
        turn = await claim(work)
    assert (turn.state, turn.event) == (None, None)


async def test_rotation_passes_by_what_is_broken(store_url: str, caplog: pytest.LogCaptureFixture) -> None:
    await a_past(store_url)
    store = open_store(store_url, (OLD,))
    async with store.database.writing() as connection:
        await connection.execute(update(conversations).values(state_sealed=b"broken"))
        await connection.commit()
    await store.close()

    await rotated(store_url)

    assert [record.message for record in caplog.records] == ["sealed value left as it is"]


def test_every_sealed_column_is_rotated() -> None:
    sealed = {
        table: tuple(c.name for c in table.c if c.name.endswith("_sealed"))
        for table in metadata.sorted_tables
    }

    assert {table: names for table, names in sealed.items() if names} == dict(SEALED)


def test_every_binary_column_says_what_it_is() -> None:
    names = [c.name for t in metadata.sorted_tables for c in t.c if isinstance(c.type, LargeBinary)]

    assert {name for name in names if not name.endswith(("_sealed", "_hash"))} == {"public"}
