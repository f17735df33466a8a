"""Connections: the only file that knows what differs between SQLite and PostgreSQL.

SQLite has one writing connection and one first-in-first-out line of writers per process, so that two of
our own transactions never wait on the file's lock; readers have connections of their own.
"""

import asyncio
import logging
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, contextmanager, nullcontext
from itertools import repeat
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import URL, BigInteger, Connection, Row, event, make_url, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.sql.expression import FunctionElement

from bot.domain.errors import BotError, DatabaseUnavailable, TransactionConflict
from bot.store import inline

__all__ = ["Database", "Found", "database_now", "insert", "insert_returning", "lock_schema", "padded"]
# PostgreSQL's `insert` writes ON CONFLICT, whose grammar SQLite took over word for word.

Item = TypeVar("Item")
Found = Row[*tuple[Any, ...]]
"""A row whose columns are named by its query."""

BUSY_TIMEOUT = 5000  # milliseconds another process (backup, a command) may hold SQLite's file
POOL_SIZE, POOL_OVERFLOW, POOL_TIMEOUT = 8, 8, 10
SCHEMA_LOCK = 0x62_65_72_61  # any number that nothing else in this database uses
CHUNK = 256

_SQLITE_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT}",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
)
_SQLITE_CONFLICTS = ("SQLITE_BUSY", "SQLITE_LOCKED")
_SQLITE_UNAVAILABLE = ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_READONLY", "SQLITE_PROTOCOL")
_POSTGRES_CONFLICTS = ("40001", "40P01", "55P03")
_POSTGRES_UNAVAILABLE = ("08", "53", "57P", "25P03", "28", "3D000", "25006")
_POSTGRES_SESSION = {
    "application_name": "berangkat",
    "idle_in_transaction_session_timeout": "15000",
    "lock_timeout": "5000",
    "statement_timeout": "60000",
    "jit": "off",
}


class Database:
    """The engines of one process, and its line of writers."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_shared = self.url.get_backend_name() == "postgresql"
        self.file = None if self.is_shared else Path(self.url.database or "")
        if self.is_shared:
            self.engine = _postgres_engine(self.url)
            self._reader = self.engine.execution_options(postgresql_readonly=True)
            return
        # It writes every statement with its values into the debug log.
        logging.getLogger("aiosqlite").setLevel(logging.INFO)
        _prepare_file(self.url)
        self.engine = _sqlite_engine(self.url, pool_size=1, begin="BEGIN IMMEDIATE")
        self._reader = _sqlite_engine(self.url, pool_size=POOL_SIZE, begin="BEGIN", is_reader=True)
        self._line = asyncio.Lock()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A connection whose transaction may write; rolled back unless committed."""
        line: AbstractAsyncContextManager[object] = nullcontext() if self.is_shared else self._line
        async with line, _connected(self.engine) as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that only reads and never waits for a writer."""
        async with _connected(self._reader) as connection:
            yield connection

    async def close(self) -> None:
        """Closes all connections."""
        await self._reader.dispose()
        await self.engine.dispose()


@asynccontextmanager
async def _connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    connection = engine.connect()
    try:
        await connection.start()
    except (
        OSError,
        TimeoutError,
        PoolTimeout,
        DBAPIError,
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
    ) as error:
        raise _meaning(error) or DatabaseUnavailable from error
    try:
        with _named_errors():
            yield connection
    finally:
        await connection.close()


@contextmanager
def _named_errors() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, ConnectionError, TimeoutError) as error:
        named = _meaning(error)
        if named is None:
            raise
        raise named from error


def _meaning(error: BaseException) -> BotError | None:
    """What a driver's error means to a caller, or None where it is a bug."""
    if not isinstance(error, DBAPIError):
        return DatabaseUnavailable()
    name: str = getattr(error.orig, "sqlite_errorname", "")
    state: str = getattr(error.orig, "sqlstate", None) or ""
    if name.startswith(_SQLITE_CONFLICTS) or state in _POSTGRES_CONFLICTS:
        return TransactionConflict()
    # After a migration a prepared statement is out of date once; the next try prepares it anew.
    if type(error.orig).__name__ == "InvalidCachedStatementError":
        return TransactionConflict()
    if error.connection_invalidated or name.startswith(_SQLITE_UNAVAILABLE):
        return DatabaseUnavailable()
    return DatabaseUnavailable() if state.startswith(_POSTGRES_UNAVAILABLE) else None


def _prepare_file(url: URL) -> None:
    """Makes the file for our eyes only (-wal and -shm take over its mode), and keeps WAL in its header."""
    if not url.database or url.database == ":memory:":
        raise ValueError("the database needs a file: memory is forgotten")
    path = Path(url.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        _switch_to_wal(path)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseUnavailable from error


def _switch_to_wal(path: Path) -> None:
    """Only a new file needs it. The switch does not wait for locks by itself, so it is tried again."""
    deadline = time.monotonic() + BUSY_TIMEOUT / 1000
    with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT / 1000)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                is_locked = error.sqlite_errorname.startswith(_SQLITE_CONFLICTS)
                if not is_locked or time.monotonic() > deadline:
                    raise
            time.sleep(0.01)


def _sqlite_engine(url: URL, *, pool_size: int, begin: str, is_reader: bool = False) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT,
        hide_parameters=True,
        connect_args={} if is_reader else {"async_creator_fn": inline.connect, "check_same_thread": False},
    )
    pragmas = (*_SQLITE_PRAGMAS, *(("PRAGMA query_only = ON",) if is_reader else ()))

    def connected(connection: Any, record: object) -> None:  # the driver's own, untyped
        try:
            connection.isolation_level = None  # transactions are begun below, not guessed by the driver
            cursor = connection.cursor()
            for pragma in pragmas:
                cursor.execute(pragma)
            cursor.close()
        except BaseException:
            connection.close()  # else its thread would keep the process alive
            raise

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", begun)
    return engine


def _postgres_engine(url: URL) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=POOL_TIMEOUT,
        pool_use_lifo=True,  # the fewest connections stay warm, with their prepared statements
        hide_parameters=True,
        connect_args={
            "prepared_statement_cache_size": 500,
            "timeout": 10,
            "command_timeout": 60,
            "server_settings": _POSTGRES_SESSION,
        },
    )


class database_now(FunctionElement[int]):
    """The database's own clock, in microseconds since 1970: the same for every process that asks."""

    type = BigInteger()
    inherit_cache = True


@compiles(database_now, "postgresql")
def _postgres_now(element: object, compiler: object, **options: object) -> str:
    return "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)"


@compiles(database_now, "sqlite")
def _sqlite_now(element: object, compiler: object, **options: object) -> str:
    return "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"


async def lock_schema(connection: AsyncConnection) -> None:
    """Makes others who migrate wait until this transaction ends; SQLite's writer lock does so anyway."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SET LOCAL lock_timeout = 0"))
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": SCHEMA_LOCK})


def padded(items: Sequence[Item]) -> list[Item]:
    """The items, the last repeated up to a power of two: few statements to prepare for all lengths.

    For IN lists and for inserts that ignore conflicts, where a repeat changes nothing.
    """
    size = 1 << (len(items) - 1).bit_length()
    return [*items, *repeat(items[-1], size - len(items))]


async def insert_returning(
    connection: AsyncConnection, statement: ReturningInsert[Any], rows: Sequence[Mapping[str, object]]
) -> list[Found]:
    """Inserts in chunks of powers of two (see `padded`); what comes back is in no order."""
    found: list[Found] = []
    start = 0
    while start < len(rows):
        size = min(CHUNK, 1 << ((len(rows) - start).bit_length() - 1))
        found += await connection.execute(statement, [dict(row) for row in rows[start : start + size]])
        start += size
    return found
