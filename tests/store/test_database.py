import asyncio
import logging
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url, select, text
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import DatabaseUnavailable, TransactionConflict
from bot.store import DatabaseStore, open_store
from bot.store.database import Database, padded
from bot.store.schema import contacts, conversations
from tests.databases import KEYS
from tests.store.builders import NOW, an_address, an_arrival, claim, receive

NOWHERE = "postgresql+asyncpg://bot:secret-word@127.0.0.1:1/bot"


def test_lists_are_padded_to_few_lengths() -> None:
    assert [padded([1]), padded([1, 2]), padded([1, 2, 3])] == [[1], [1, 2], [1, 2, 3, 3]]
    assert {len(padded(list(range(1, n + 1)))) for n in range(1, 401)} == {2**n for n in range(10)}


async def test_sqlite_is_durable_and_wipes(sqlite_store_url: str) -> None:
    database = Database(sqlite_store_url)
    names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "busy_timeout")
    async with database.writing() as connection:
        values = [(await connection.execute(text(f"PRAGMA {name}"))).scalar() for name in names]
    await database.close()

    assert values == ["wal", 2, 1, 1, 5000]


async def test_sqlite_file_is_for_our_eyes_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "bot.db"
    await Database(f"sqlite+aiosqlite:///{path}").close()

    assert path.stat().st_mode & 0o077 == 0


def test_memory_is_no_database() -> None:
    with pytest.raises(ValueError, match="forgotten"):
        Database("sqlite+aiosqlite:///:memory:")


async def test_sqlite_writers_stand_in_line(sqlite_store_url: str) -> None:
    store = open_store(sqlite_store_url, KEYS)
    order: list[int] = []

    async def write(number: int) -> None:
        async with store.write() as work:
            await work.inbox.append([an_arrival(f"{number}")], NOW)
            order.append(number)
            await asyncio.sleep(0)
            await work.commit()

    await asyncio.gather(*(write(n) for n in range(8)))
    await store.close()

    assert order == list(range(8))


async def test_reader_does_not_wait_for_a_writer(store: DatabaseStore) -> None:
    await receive(store)

    async with store.write() as writing:
        await writing.inbox.append([an_arrival()], NOW)
        async with asyncio.timeout(2), store.read() as reading:
            ages = await reading.gauges.ages()

    assert ages["inbox"].waiting == 1


async def test_reader_cannot_write(store: DatabaseStore) -> None:
    with pytest.raises((DBAPIError, DatabaseUnavailable)):
        async with store.read() as work:
            await work.inbox.append([an_arrival()], NOW)


async def test_sqlite_held_by_another_process_is_a_conflict(
    sqlite_store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.database._SQLITE_PRAGMAS", ("PRAGMA busy_timeout = 10",))
    store = open_store(sqlite_store_url, KEYS)
    other = sqlite3.connect(make_url(sqlite_store_url).database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(TransactionConflict):
        await receive(store)

    other.close()
    assert await receive(store) == 1
    await store.close()


async def test_postgres_lock_that_is_not_given_is_a_conflict(postgres_store_url: str) -> None:
    store = open_store(postgres_store_url, KEYS)
    await receive(store)

    async with store.write() as holding:
        await claim(holding)
        with pytest.raises(TransactionConflict):
            await _lock_all(store)
    await store.close()


async def _lock_all(store: DatabaseStore) -> None:
    async with store.database.writing() as connection:
        await connection.execute(text("SET LOCAL lock_timeout = '20ms'"))
        await connection.execute(select(conversations).with_for_update())


async def test_postgres_deadlock_is_a_conflict(postgres_store_url: str) -> None:
    store = open_store(postgres_store_url, KEYS)
    await receive(store, an_arrival("a", an_address("ana")), an_arrival("b", an_address("budi")))
    first, second = await _ids(store)
    ready = asyncio.Barrier(2)

    async def lock(one: int, other: int) -> None:
        async with store.database.writing() as connection:
            await connection.execute(text("SET LOCAL deadlock_timeout = '20ms'"))
            await connection.execute(select(contacts).where(contacts.c.id == one).with_for_update())
            await ready.wait()
            await connection.execute(select(contacts).where(contacts.c.id == other).with_for_update())

    results = await asyncio.gather(lock(first, second), lock(second, first), return_exceptions=True)
    await store.close()

    assert [type(result) for result in results if result] == [TransactionConflict]


async def _ids(store: DatabaseStore) -> list[int]:
    async with store.database.reading() as connection:
        return list(await connection.scalars(select(contacts.c.id).order_by(contacts.c.id)))


async def test_database_out_of_reach_is_unavailable() -> None:
    store = open_store(NOWHERE, KEYS)

    with pytest.raises(DatabaseUnavailable) as caught:
        await receive(store)
    assert "secret-word" not in str(caught.value)
    await store.close()


async def test_lost_connection_is_unavailable_once(postgres_store_url: str) -> None:
    store = open_store(postgres_store_url, KEYS)
    await receive(store)
    other = Database(postgres_store_url)
    query = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'berangkat' "
        "AND pid <> pg_backend_pid() AND datname = current_database()"
    )
    async with other.writing() as connection:
        await connection.execute(query)

    with pytest.raises(DatabaseUnavailable):
        await receive(store)
    assert await receive(store) == 1
    await store.close()
    await other.close()


async def test_error_tells_no_values(store: DatabaseStore, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(DBAPIError) as caught:
        async with store.database.writing() as connection:
            await connection.execute(text("INSERT INTO nowhere VALUES (:value)"), {"value": "rahasia"})

    assert "rahasia" not in str(caught.value)
    assert "rahasia" not in caplog.text


async def test_cancelled_writer_lets_the_next_one_in(store: DatabaseStore) -> None:
    async def write_for_ever() -> None:
        async with store.write() as work:
            await work.inbox.append([an_arrival("tidak", external_id="x")], NOW)
            await asyncio.Event().wait()

    writer = asyncio.create_task(write_for_ever())
    await asyncio.sleep(0.1)
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writer

    assert await receive(store, an_arrival("ya", external_id="x")) == 1


async def test_naive_moment_is_refused(store: DatabaseStore) -> None:
    with pytest.raises(Exception, match="offset-naive"):
        async with store.database.writing() as connection:
            await connection.execute(contacts.insert(), {"created_at": datetime(2026, 1, 1)})
