"""A real store on each database, and a client that asks the real routes."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.service.ports import Issued
from bot.store import DatabaseStore
from bot.verify.pages import routes
from tests.databases import *  # noqa: F403 - fixtures
from tests.fakes import FixedClock
from tests.verify.words import LOCALES, PHRASES

Client = TestClient[web.Request, web.Application]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
async def issued(store: DatabaseStore) -> Issued:
    async with store.write() as work:
        certificate = await work.certificates.issue(date(2026, 11, 21))
        await work.commit()
    return certificate


@pytest.fixture
async def client(store: DatabaseStore, clock: FixedClock) -> AsyncIterator[Client]:
    app = web.Application()
    app.add_routes(routes(store, PHRASES, LOCALES, clock))
    async with TestClient(TestServer(app)) as opened:
        yield opened
