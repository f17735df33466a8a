"""A server between two stand-ins, and the few ways to reach all three."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.store import DatabaseStore, open_store, upgrade
from tests.databases import KEYS
from tests.end_to_end.environment import TELEGRAM_SECRET, with_database, with_telegram, with_whatsapp
from tests.process import ServerProcess
from tests.standins.telegram import SECRET_HEADER, TelegramStandIn
from tests.standins.whatsapp import SECRET, WhatsAppStandIn, signed, signed_body
from tests.standins.whatsapp_payloads import Payload

POLL_SECONDS = 0.02
LIFTED = ("tests.crash.server",)
"""The server without the pauses that platforms ask for."""

THE_COMMAND = ("bot", "serve")
PATIENCE = 15.0
"""Seconds until something that must happen counts as not happening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything a test talks to. `url` is the database's."""

    server: ServerProcess
    telegram: TelegramStandIn
    whatsapp: WhatsAppStandIn
    client: aiohttp.ClientSession
    url: str

    async def post_whatsapp(self, payload: Payload | bytes, *, server: ServerProcess | None = None) -> int:
        """One signed delivery; the status."""
        raw, headers = signed(SECRET, payload) if isinstance(payload, bytes) else signed_body(SECRET, payload)
        return await self.post("/webhooks/whatsapp", raw, headers, server=server)

    async def post_telegram(self, body: bytes) -> int:
        """One delivery with the right secret; the status."""
        return await self.post("/webhooks/telegram", body, {SECRET_HEADER: TELEGRAM_SECRET})

    async def post(
        self, path: str, body: bytes, headers: Mapping[str, str], *, server: ServerProcess | None = None
    ) -> int:
        """Any POST; the status."""
        async with self.client.post(
            f"{(server or self.server).url}{path}", data=body, headers=headers
        ) as response:
            await response.read()
            return response.status

    async def get(self, path: str, *, server: ServerProcess | None = None) -> tuple[int, str]:
        """Any GET; status and body."""
        async with self.client.get(f"{(server or self.server).url}{path}") as response:
            return response.status, await response.text()

    async def metric(self, name: str, *, server: ServerProcess | None = None, **labels: str) -> float:
        """One figure of /metrics, all its series with these labels added up."""
        _, text = await self.get("/metrics", server=server)
        wanted = [f'{key}="{value}"' for key, value in labels.items()]
        lines = [line for line in text.splitlines() if line.startswith((f"{name}{{", f"{name} "))]
        return sum(float(line.rpartition(" ")[2]) for line in lines if all(label in line for label in wanted))


@asynccontextmanager
async def a_world(
    folder: Path,
    url: str,
    *,
    telegram_mode: str = "webhook",
    command: Sequence[str] = LIFTED,
    **settings: str,
) -> AsyncIterator[World]:
    """A server on this database that sends as fast as the stand-ins take it; all gone at the end."""
    await upgrade(url)
    async with TelegramStandIn() as telegram, WhatsAppStandIn() as whatsapp:
        environment = (
            with_database(url) | with_telegram(telegram.url, telegram_mode) | with_whatsapp(whatsapp.url)
        )
        server = ServerProcess(folder, environment | settings, module=command[0], arguments=command[1:])
        async with server, aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as client:
            whatsapp.webhook = f"{server.url}/webhooks/whatsapp"
            yield World(server=server, telegram=telegram, whatsapp=whatsapp, client=client, url=url)


@asynccontextmanager
async def opened(url: str, keys: tuple[bytes, ...] = KEYS) -> AsyncIterator[DatabaseStore]:
    """The server's database, opened beside it."""
    store = open_store(url, keys)
    try:
        yield store
    finally:
        await store.close()


async def until(is_so: Callable[[], Awaitable[bool]], what: str, seconds: float = PATIENCE) -> None:
    """Returns as soon as it is so; fails with `what` when it takes too long."""
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + seconds
    while not await is_so():
        if loop.time() > ends_at:
            raise AssertionError(f"waited {seconds:.0f} s in vain: {what}")
        await asyncio.sleep(POLL_SECONDS)
