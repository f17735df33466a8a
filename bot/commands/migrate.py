"""`migrate`: brings the database schema to the newest revision."""

import asyncio

import typer

from bot.commands.environment import read_settings
from bot.store.migrate import upgrade


def run() -> int:
    """On PostgreSQL this is a step of its own; SQLite is brought up at start."""
    asyncio.run(upgrade(read_settings().database_url))
    typer.echo("The schema is at head.")
    return 0
