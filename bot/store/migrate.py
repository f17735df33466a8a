"""Brings a database to the newest schema, inside our own process; the only caller of Alembic.

Alembic is loaded only where there is something to do: it is a tenth of the memory of an idle server.
"""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.store.database import Database, lock_schema

HEAD = "head"
FOLDER = Path(__file__).parent / "migrations"


async def upgrade(url: str, revision: str = HEAD) -> None:
    """All missing revisions in one transaction; who comes second waits, and finds nothing to do."""
    database = Database(url)
    try:
        async with database.writing() as connection:
            if revision == HEAD and await connection.run_sync(is_at_head):
                return
            await lock_schema(connection)
            await connection.run_sync(_upgrade, revision)
            await connection.commit()
    finally:
        await database.close()


async def is_head(url: str) -> bool:
    """Whether the database at this address is at the newest migration."""
    database = Database(url)
    try:
        async with database.reading() as connection:
            return await connection.run_sync(is_at_head)
    finally:
        await database.close()


def is_at_head(connection: Connection) -> bool:
    """The same, on a connection that is open already."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    present: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return present == newest_revision()


@cache
def newest_revision() -> str:
    """Revisions are numbered by their file: `0002_course.py`. A test compares with Alembic's own head."""
    return max(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def _upgrade(connection: Connection, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
