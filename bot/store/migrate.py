"""Brings a database to the newest schema, inside our own process; the only caller of Alembic."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.database import Database, lock_schema

HEAD = "head"
FOLDER = Path(__file__).parent / "migrations"


async def upgrade(url: str, revision: str = HEAD) -> None:
    """All missing revisions in one transaction; who comes second waits, and finds nothing to do."""
    database = Database(url)
    try:
        async with database.writing() as connection:
            await lock_schema(connection)
            await connection.run_sync(_upgrade, revision)
            await connection.commit()
    finally:
        await database.close()


async def is_head(engine: AsyncEngine) -> bool:
    """Whether the database is at the newest migration."""
    async with engine.connect() as connection:
        return await connection.run_sync(is_at_head)


def is_at_head(connection: Connection) -> bool:
    """The same, on a connection that is open already."""
    return MigrationContext.configure(connection).get_current_revision() == _head()


@cache
def _head() -> str | None:
    return ScriptDirectory(str(FOLDER)).get_current_head()


def _upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
