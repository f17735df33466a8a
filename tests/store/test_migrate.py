import asyncio
import sys
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, insert, inspect, select, text

from bot.store import DatabaseStore, is_head, open_store, upgrade
from bot.store.database import Database
from bot.store.migrate import FOLDER, newest_revision
from bot.store.schema import metadata
from tests.databases import KEYS
from tests.store.builders import answer, lease, open_texts, receive, texts


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_head_equals_the_schema(store: DatabaseStore) -> None:
    async with store.database.writing() as connection:
        assert await connection.run_sync(_differences) == []


async def test_partial_indexes_equal_the_schema(sqlite_store_url: str) -> None:
    """`compare_metadata` does not look at predicates, so the statements themselves are compared."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        metadata.create_all(connection)
        wanted = _index_statements(connection)
    engine.dispose()

    database = Database(sqlite_store_url)
    async with database.reading() as migrated:
        found = await migrated.run_sync(_index_statements)
    await database.close()

    assert found == wanted


def _index_statements(connection: Connection) -> dict[str, str]:
    rows = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
    )
    return {row.name: row.sql for row in rows}


def test_newest_file_is_the_head() -> None:
    assert newest_revision() == ScriptDirectory(str(FOLDER)).get_current_head()


async def test_database_without_tables_is_not_at_head(database_url: str) -> None:
    assert not await is_head(database_url)

    await upgrade(database_url)

    assert await is_head(database_url)


async def test_processes_that_upgrade_at_once_do_not_collide(database_url: str) -> None:
    program = "import asyncio, sys; from bot.store import upgrade; asyncio.run(upgrade(sys.argv[1]))"
    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", program, database_url) for _ in range(3)
    ]
    assert [await process.wait() for process in processes] == [0, 0, 0]

    assert await is_head(database_url)


async def test_every_revision_carries_data(database_url: str, tmp_path: Path) -> None:
    revisions = [revision.revision for revision in ScriptDirectory(str(FOLDER)).walk_revisions()]
    await upgrade(database_url, revisions[-1])
    today = f"sqlite+aiosqlite:///{tmp_path}/today.db"
    await upgrade(today)
    store = open_store(today, KEYS)
    await receive(store)
    await answer(store, "hai")
    await receive(store)
    await _copy(store, database_url)
    await store.close()

    for revision in reversed(revisions):
        await upgrade(database_url, revision)

    store = open_store(database_url, KEYS)
    assert await open_texts(store) == ["halo"]
    assert texts(await lease(store)) == [["hai"]]
    await store.close()


async def _copy(store: DatabaseStore, url: str) -> None:
    """All rows, as far as an older schema has columns for them: our code of today cannot write there."""
    old = Database(url)
    async with store.database.reading() as source, old.writing() as target:
        known = await target.run_sync(_columns)
        for table in metadata.sorted_tables:
            rows = (await source.execute(select(table))).mappings().all() if table.name in known else []
            for row in rows:
                values = {name: value for name, value in row.items() if name in known[table.name]}
                await target.execute(insert(table).values(values))
        await target.commit()
    await old.close()


def _columns(connection: Connection) -> dict[str, set[str]]:
    inspector = inspect(connection)
    return {
        table: {column["name"] for column in inspector.get_columns(table)}
        for table in inspector.get_table_names()
    }


async def test_ids_are_never_used_twice(sqlite_store_url: str) -> None:
    store = open_store(sqlite_store_url, KEYS)
    async with store.database.reading() as connection:
        rows = await connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        sql = {row.name: row.sql for row in rows}
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    await store.close()

    keyed_otherwise = {
        "alembic_version",
        "seen",
        "leases",
        "certificates",
        "memberships",
        "sent_counts",
        "agencies",
        "invitations",
        "shares",
    }
    growing = set(tables) - keyed_otherwise - {"sqlite_sequence"}
    assert all("AUTOINCREMENT" in sql[name] for name in growing)
