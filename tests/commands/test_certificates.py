import asyncio
import base64
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.service.ports import Issued
from bot.store import open_store, upgrade

KEY = b"k" * 32
DAY = date(2026, 11, 21)


async def _issue(url: str) -> Issued:
    await upgrade(url)
    store = open_store(url, (KEY,))
    async with store.write() as work:
        issued = await work.certificates.issue(DAY)
        await work.commit()
    await store.close()
    return issued


@pytest.fixture
def issued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Issued:
    """A certificate of a database that the environment names."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SEALING_KEYS", base64.b64encode(KEY).decode())
    return asyncio.run(_issue(url))


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["certificates", *words])
    return result.exit_code, result.output.strip()


def test_own_certificate_is_valid(issued: Issued) -> None:
    said = (0, f"valid: {issued.number}, issued on 2026-11-21")

    assert [run("verify", issued.code), run("verify", issued.number.lower())] == [said, said]


def test_unknown_number_is_invalid(issued: Issued) -> None:
    assert run("verify", "0000-0000-0000") == (1, "invalid")


def test_revoked_certificate_says_so(issued: Issued) -> None:
    assert run("revoke", issued.number.replace("-", " ")) == (0, "The certificate is revoked.")

    assert run("verify", issued.code) == (1, f"revoked: {issued.number}, issued on 2026-11-21")


def test_number_that_was_never_given_is_not_revoked(issued: Issued) -> None:
    code, said = run("revoke", "0000-0000-0000")

    assert (code, said.startswith("There is no such number")) == (1, True)


@pytest.mark.parametrize("command", ["verify", "revoke"])
def test_database_out_of_reach_is_said(issued: Issued, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://bot@127.0.0.1:1/bot")

    code, said = run(command, issued.number)

    assert (code, said.startswith("The database cannot be reached")) == (1, True)
