"""What nothing can be faster than: a bare aiohttp handler that only checks the signature of the raw body.

Plan: store. Empty stores nothing; an address of SQLite or PostgreSQL adds one durable insert a request.
"""

import hmac
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiosqlite
import asyncpg
from aiohttp import web

from benchmarks.control import Facts, Line, cost, run_child
from benchmarks.people import PATHS, SECRET

POOL = 16
Keep = Callable[[bytes], Awaitable[None]]


async def main(plan: Facts, line: Line) -> None:
    """Serves until the parent hangs up."""
    async with _keeping(plan["store"]) as keep:
        app = web.Application()
        app.router.add_post(PATHS["whatsapp"], _handler(keep))
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
        await line.obey({"port": runner.addresses[0][1]}, {"counts": _counts})
        await runner.cleanup()


async def _counts(_: str) -> Facts:
    return cost()


def _handler(keep: Keep) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def accept(request: web.Request) -> web.Response:
        raw = await request.read()
        expected = "sha256=" + hmac.digest(SECRET.encode(), raw, "sha256").hex()
        if not hmac.compare_digest(expected, request.headers.get("X-Hub-Signature-256", "")):
            return web.Response(status=401)
        await keep(raw)
        return web.Response()

    return accept


async def _keep_nothing(raw: bytes) -> None:
    """The bare handler."""


@asynccontextmanager
async def _keeping(store: str) -> AsyncIterator[Keep]:
    if not store:
        yield _keep_nothing
    elif store.startswith("postgresql"):
        async with _keeping_in_postgres(store) as keep:
            yield keep
    else:
        async with _keeping_in_sqlite(store) as keep:
            yield keep


@asynccontextmanager
async def _keeping_in_sqlite(path: str) -> AsyncIterator[Keep]:
    async with aiosqlite.connect(path, isolation_level=None) as connection:
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            await connection.execute(f"PRAGMA {pragma}")
        await connection.execute("CREATE TABLE deliveries (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")

        async def keep(raw: bytes) -> None:
            await connection.execute("INSERT INTO deliveries (body) VALUES (?)", (sqlite3.Binary(raw),))

        yield keep


@asynccontextmanager
async def _keeping_in_postgres(address: str) -> AsyncIterator[Keep]:
    async with asyncpg.create_pool(address, min_size=POOL, max_size=POOL) as pool:
        await pool.execute("CREATE TABLE deliveries (id BIGSERIAL PRIMARY KEY, body BYTEA NOT NULL)")

        async def keep(raw: bytes) -> None:
            await pool.execute("INSERT INTO deliveries (body) VALUES ($1)", raw)

        yield keep


if __name__ == "__main__":
    run_child(main)
