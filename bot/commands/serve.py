"""`serve`: web chat, webhooks, every configured channel, health and metrics, in one process."""

import asyncio
import gc
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import typer
import uvloop

from bot import app
from bot.commands.content import compile_or_exit
from bot.commands.demo.agencies import bring_in_agencies
from bot.commands.environment import read_settings
from bot.commands.keys import init
from bot.commands.places import ASSETS
from bot.content.model import Content
from bot.domain.errors import DatabaseUnavailable, TransactionConflict
from bot.domain.event import TextReceived
from bot.engine.reading import find_danger, hear
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.store.migrate import is_head
from bot.store.unit_of_work import open_store, utc_now


def run(*, demo: bool, migrate: bool) -> int:
    """Serves until SIGTERM or SIGINT. `demo` makes sealing keys and an invented list of companies where there are none."""
    if demo:
        init()
    settings = read_settings()
    set_up_logs(settings.log_level, settings.log_format)
    content = compile_or_exit(settings.locales)
    warm_up(content)
    keep_out_of_collections()
    try:
        uvloop.run(_serve(settings, content, ASSETS, migrate=migrate, demo=demo))
    except DatabaseUnavailable:
        typer.echo("The database cannot be reached: check DATABASE_URL, and that the server runs.", err=True)
        return 1
    except ExceptionGroup as group:
        if group.split(OSError)[1] is not None:
            raise
        typer.echo(
            f"Cannot listen on {settings.host}:{settings.port}: is it in use? Set HOST or PORT.", err=True
        )
        return 1
    return 0


def warm_up(content: Content) -> None:
    """Builds what the engine builds at its first message, so that nobody waits for it."""
    find_danger(hear(TextReceived(at=datetime.now(UTC), text="halo"), content), content)


def keep_out_of_collections() -> None:
    """Content lives as long as the process: walking it in every full collection stops everybody."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


async def _bring_to_head(url: str) -> None:
    """In a process of its own: the tools for it are a tenth of this one's memory, and needed once a release."""
    if not await is_head(url):
        child = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "migrate")
        if await child.wait():
            raise typer.Exit(1)  # the child has said why


async def _fill(settings: Settings) -> None:
    """With what is invented. A database that is not there yet is no reason not to serve."""
    store = open_store(settings.database_url, settings.sealing_keys)
    try:
        await bring_in_agencies(store, utc_now)
    except (DatabaseUnavailable, TransactionConflict):
        typer.echo("The database cannot be reached: nothing invented was brought in.", err=True)
    finally:
        await store.close()


async def _serve(settings: Settings, content: Content, assets: Path, *, migrate: bool, demo: bool) -> None:
    if migrate or settings.database_url.startswith("sqlite"):
        await _bring_to_head(settings.database_url)
    if demo:
        await _fill(settings)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)

    def announce(running: app.Running) -> None:
        typer.echo(f"Berangkat Aman is ready on http://{settings.host}:{running.port}")

    await app.serve(settings, content, assets, stop=stop, started=announce)
