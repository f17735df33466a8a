"""Real databases for tests: a fresh SQLite file, or a fresh database on a PostgreSQL from a wheel.

`from tests.databases import *` in a conftest brings all fixtures; most tests want `store` or `store_url`.
BERANGKAT_TEST_POSTGRES may name a running server instead,
as postgresql+asyncpg://user:password@host/postgres.
"""

import asyncio
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import URL, make_url

from bot.store import DatabaseStore, open_store, upgrade
from tests.postgres import start_postgres

__all__ = [
    "database_url",
    "postgres_server",
    "postgres_store_url",
    "postgres_template",
    "postgres_url",
    "sqlite_store_url",
    "sqlite_template",
    "sqlite_url",
    "store",
    "store_url",
]

KEYS = (b"\x01" * 32,)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server on which databases may be made; stopped and removed at the end."""
    if given := os.environ.get("BERANGKAT_TEST_POSTGRES"):
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="berangkat-pg-"))
    server = start_postgres(folder)
    try:
        yield (
            make_url(server.get_uri())
            .set(drivername="postgresql+asyncpg")
            .render_as_string(hide_password=False)
        )
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def postgres_url(postgres_server: str) -> AsyncIterator[str]:
    """An empty database on PostgreSQL, without tables."""
    async with empty_database(postgres_server) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty SQLite file in the test's own folder, without tables."""
    return f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database without tables, once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the tables in it, to be copied: migrating once is quicker than in every test."""
    path = tmp_path_factory.mktemp("template") / "bot.db"
    asyncio.run(upgrade(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a database with the tables in it, to be copied."""
    name = f"template_{secrets.token_hex(6)}"
    url = make_url(postgres_server)
    asyncio.run(_run(url, f'CREATE DATABASE "{name}"'))
    asyncio.run(upgrade(url.set(database=name).render_as_string(hide_password=False)))
    yield name
    asyncio.run(_run(url, f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture
def sqlite_store_url(sqlite_template: Path, sqlite_url: str) -> str:
    """A SQLite file with the tables in it."""
    shutil.copy(sqlite_template, make_url(sqlite_url).database or "")
    return sqlite_url


@pytest.fixture
async def postgres_store_url(postgres_server: str, postgres_template: str) -> AsyncIterator[str]:
    """A database on PostgreSQL with the tables in it."""
    async with empty_database(postgres_server, postgres_template) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest) -> str:
    """A database with the tables in it and nothing else, once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_store_url")
    return url


@pytest.fixture
async def store(store_url: str) -> AsyncIterator[DatabaseStore]:
    """A store on each kind of database."""
    opened = open_store(store_url, KEYS)
    yield opened
    await opened.close()


@asynccontextmanager
async def empty_database(server: str, template: str = "template1") -> AsyncIterator[str]:
    """A database of its own, dropped at the end."""
    name = f"test_{secrets.token_hex(6)}"
    url = make_url(server)
    await _run(url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        await _run(url, f'DROP DATABASE "{name}" WITH (FORCE)')


async def _run(url: URL, statement: str) -> None:
    connection = await asyncpg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
