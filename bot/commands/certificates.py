"""`certificates`: says whether a certificate is ours, and takes one back."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import typer

from bot.commands.environment import read_settings
from bot.domain.errors import DatabaseUnavailable
from bot.service.ports import CertificateStatus, Verdict
from bot.settings import Settings
from bot.store.unit_of_work import DatabaseStore, open_store

Result = TypeVar("Result")


def verify(code: str) -> int:
    """Prints what /verify/ would say; 0 for a valid one, else 1."""
    verdict = _with_store(lambda store: _look_up(store, code))
    if verdict is None:
        return 1
    known = f": {verdict.number}, issued on {verdict.issued_on}" if verdict.number else ""
    typer.echo(f"{verdict.status.value}{known}")
    return 0 if verdict.status is CertificateStatus.VALID else 1


def revoke(number: str) -> int:
    """Marks the number; its QR says so from now on."""
    is_found = _with_store(lambda store: _revoke(store, number))
    if is_found is None:
        return 1
    if not is_found:
        typer.echo("There is no such number: compare it with the certificate, letter by letter.", err=True)
        return 1
    typer.echo("The certificate is revoked.")
    return 0


async def _look_up(store: DatabaseStore, code: str) -> Verdict:
    async with store.read() as reading:
        return await reading.certificates.look_up(code.strip())


async def _revoke(store: DatabaseStore, number: str) -> bool:
    async with store.write() as writing:
        is_found = await writing.certificates.revoke(number)
        await writing.commit()
    return is_found


def _with_store(work: Callable[[DatabaseStore], Coroutine[Any, Any, Result]]) -> Result | None:
    """What the work returns, or None, told on standard error, where the database is out of reach."""
    settings = read_settings()
    try:
        return asyncio.run(_run(settings, work))
    except DatabaseUnavailable:
        typer.echo("The database cannot be reached: check DATABASE_URL, and that the server runs.", err=True)
        return None


async def _run(settings: Settings, work: Callable[[DatabaseStore], Coroutine[Any, Any, Result]]) -> Result:
    store = open_store(settings.database_url, settings.sealing_keys)
    try:
        return await work(store)
    finally:
        await store.close()
