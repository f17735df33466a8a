"""Fresh databases for every run: SQLite files on the real disk, and PostgreSQL from the wheel."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import asyncpg

from tests.postgres import start_postgres

KINDS = ("SQLite", "PostgreSQL")
_DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


class NotDurable(Exception):
    """This PostgreSQL may lose what it said was committed: nothing measured on it would count."""


class Databases:
    """Where both kinds live during one run."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        self._address = address
        self._numbers = count(1)

    def fresh(self, kind: str) -> str:
        """An empty database: a path for SQLite, an address for PostgreSQL."""
        name = f"bench{next(self._numbers)}"
        if kind == "SQLite":
            return str(self.folder / f"{name}.db")
        asyncio.run(_execute(self._address, f"CREATE DATABASE {name}"))
        return self._address.replace("/postgres?", f"/{name}?")


def as_setting(database: str) -> str:
    """The same for DATABASE_URL."""
    if database.startswith("postgresql"):
        return database.replace("postgresql://", "postgresql+asyncpg://", 1)
    return f"sqlite+aiosqlite:///{database}"


@contextmanager
def open_databases() -> Iterator[Databases]:
    """Starts PostgreSQL; everything is stopped and removed when the block is left."""
    with tempfile.TemporaryDirectory(prefix="berangkat-bench-", dir="/var/tmp") as name:
        folder = Path(name)
        postgres = start_postgres(folder, cleanup_mode="stop")
        try:
            address = postgres.get_uri(database="postgres")
            asyncio.run(_check_durability(address))
            yield Databases(folder, address)
        finally:
            with suppress(ProcessLookupError):
                postgres.cleanup()


async def _execute(address: str, statement: str) -> None:
    connection = await asyncpg.connect(address)
    await connection.execute(statement)
    await connection.close()


async def _check_durability(address: str) -> None:
    connection = await asyncpg.connect(address)
    for setting in _DURABLE:
        if await connection.fetchval(f"SHOW {setting}") != "on":
            raise NotDurable(setting)
    await connection.close()
