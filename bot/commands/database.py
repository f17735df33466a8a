"""A question to the database from a command: opens it, asks, closes it, and says what is in the way."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer

from bot.domain.errors import DatabaseUnavailable, TransactionConflict
from bot.service.ports import Store
from bot.settings import Settings
from bot.store.migrate import upgrade
from bot.store.unit_of_work import open_store

Answer = TypeVar("Answer")


def ask_store(settings: Settings, ask: Callable[[Store], Awaitable[Answer]]) -> Answer:
    """Runs one question; what keeps the database from answering ends the command with exit code 1."""
    try:
        return asyncio.run(_asked(settings, ask))
    except DatabaseUnavailable:
        why = "The database cannot be reached: check DATABASE_URL, and that the server runs."
    except TransactionConflict:
        why = "The database is busy: try again."
    typer.echo(why, err=True)
    raise typer.Exit(1)


async def _asked(settings: Settings, ask: Callable[[Store], Awaitable[Answer]]) -> Answer:
    if settings.database_url.startswith("sqlite"):
        await upgrade(settings.database_url)
    store = open_store(settings.database_url, settings.sealing_keys)
    try:
        async with store.read() as work:
            is_head = await work.gauges.schema_is_head()
        if not is_head:
            typer.echo("The database schema is not at head: run `python -m bot migrate` first.", err=True)
            raise typer.Exit(1)
        return await ask(store)
    finally:
        await store.close()
