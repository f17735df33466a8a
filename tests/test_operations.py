"""What /metrics reads from the database, on each kind of it."""

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.domain.delivery import Sent
from bot.metrics import Metrics
from bot.operations import Operations
from bot.store import DatabaseStore
from tests.builders import a_content
from tests.databases import *  # noqa: F403 - fixtures
from tests.fakes import FixedClock
from tests.store.builders import NOW, WHATSAPP, an_address, an_arrival, answer, lease, receive, record


async def test_metrics_show_what_was_sent_this_month(store: DatabaseStore) -> None:
    await receive(store, an_arrival("halo", an_address("+62811", WHATSAPP)))
    await answer(store, "satu", "dua")
    (reply,) = await lease(store, WHATSAPP)
    await record(store, reply, Sent(platform_message_id="m-1"), Sent(platform_message_id="m-2"))
    metrics = Metrics()
    metrics.set_cap(1000)
    app = web.Application()
    app.add_routes(Operations(store, a_content(), metrics, FixedClock(NOW), "").routes())

    async with TestClient(TestServer(app)) as client:
        text = await (await client.get("/metrics")).text()

    assert "bot_whatsapp_sent_this_month 2.0" in text
    assert "bot_whatsapp_monthly_cap 1000.0" in text
