"""`migrate`: brings the database schema to the newest revision."""

import asyncio

import typer

from bot.commands.environment import read_settings
from bot.domain.errors import DatabaseUnavailable
from bot.store.migrate import upgrade


def run() -> int:
    """On PostgreSQL this is a step of its own; SQLite is brought up at start."""
    try:
        asyncio.run(upgrade(read_settings().database_url))
    except DatabaseUnavailable:
        typer.echo("The database cannot be reached: check DATABASE_URL, and that the server runs.", err=True)
        return 1
    typer.echo("The schema is at head.")
    return 0
