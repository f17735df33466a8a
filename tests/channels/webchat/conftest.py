"""A stopped clock, a fake world, a client that talks to the real handlers, and a real browser."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from bot.channels.webchat.listener import routes
from bot.channels.webchat.waiters import Waiters
from tests.browser import FLAGS, find_chromium
from tests.channels.webchat.fakes import LOCALES, PHRASES, FakeChat, FixedClock, Server
from tests.fakes import FakePrinter, a_picture

Client = TestClient[web.Request, web.Application]


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One phone looking at one server."""

    server: Server
    context: BrowserContext
    page: Page


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def chat() -> FakeChat:
    return FakeChat(waiters=Waiters(patience=0.05, look_again=0.02))


@pytest.fixture(scope="session")
def assets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("assets")
    (folder / "road.png").write_bytes(a_picture(32, 24))
    (folder / "road.ogg").write_bytes(b"OggS" + bytes(60))
    (folder / "notes.txt").write_text("not for everybody")
    return {path.name: path for path in folder.iterdir()}


@pytest.fixture
def refusals() -> list[str]:
    """What the listener counted."""
    return []


@pytest.fixture
def printer() -> FakePrinter:
    return FakePrinter()


@pytest_asyncio.fixture
async def client(
    chat: FakeChat, clock: FixedClock, assets: dict[str, Path], refusals: list[str], printer: FakePrinter
) -> AsyncIterator[Client]:
    app = web.Application()
    app.add_routes(
        routes(
            receive=chat, pull=chat, waiters=chat.waiters, phrases=PHRASES, locales=LOCALES,
            assets=assets, clock=clock, count=refusals.append, printer=printer,
        )
    )  # fmt: skip
    async with TestClient(TestServer(app), auto_decompress=False) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="module")
async def server(assets: dict[str, Path]) -> AsyncIterator[Server]:
    started = Server(chat=FakeChat(waiters=Waiters()), assets=assets)
    await started.start()
    yield started
    await started.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def visit(browser: Browser, server: Server) -> AsyncIterator[Visit]:
    context = await browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID")
    context.set_default_timeout(20_000)
    page = await context.new_page()
    mistakes: list[str] = []
    page.on("pageerror", lambda error: mistakes.append(error.message))
    await page.goto(server.url)
    yield Visit(server=server, context=context, page=page)
    await context.close()
    assert not mistakes
