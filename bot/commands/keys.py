"""`keys`: makes sealing keys, and rotates what is sealed to the newest one."""

import asyncio
import base64
import os
import secrets

import typer

from bot.commands.environment import ENV_FILE, read_environment, read_settings
from bot.store.rotation import rotate
from bot.store.unit_of_work import open_store

KEY_BYTES = 32


def new_key() -> str:
    """A fresh key as SEALING_KEYS takes it."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def init() -> int:
    """Writes SEALING_KEYS to `.env`, readable by its owner only, unless there are keys already."""
    if read_environment().get("SEALING_KEYS"):
        return 0
    descriptor = os.open(ENV_FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a") as file:
        file.write(
            f"\n# Made for this machine; keep a copy in a safe, nothing can be read without it.\nSEALING_KEYS={new_key()}\n"
        )
    typer.echo(f"SEALING_KEYS was made and written to {ENV_FILE}. Keep a copy in a safe.")
    return 0


def rotate_all() -> int:
    """Seals everything with the first of SEALING_KEYS; afterwards the older ones may be taken away."""
    settings = read_settings()
    if len(settings.sealing_keys) < 2:
        typer.echo(
            "SEALING_KEYS has one key only: put the new one first, then the old, and run this again.",
            err=True,
        )
        return 2
    count = asyncio.run(_rotate(settings.database_url, settings.sealing_keys))
    typer.echo(
        f"{count} rows are sealed with the newest key. Keep the older keys in SEALING_KEYS for eight days more, so that late repeats of platforms are known; then remove them."
    )
    return 0


async def _rotate(url: str, keys: tuple[bytes, ...]) -> int:
    from rich.progress import Progress  # the server uses this module too, and never draws a bar

    store = open_store(url, keys)
    try:
        with Progress() as bar:
            task = bar.add_task("Sealing anew", total=None)
            return await rotate(store, lambda done, total: bar.update(task, completed=done, total=total))
    finally:
        await store.close()
