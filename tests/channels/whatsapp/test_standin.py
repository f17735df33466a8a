"""The stand-in itself: it reports statuses as Meta does, and runs on its own."""

import asyncio
import subprocess
import sys
from pathlib import Path

import aiohttp
from aiohttp import web

from bot.channels.whatsapp.inbound import read_delivery
from bot.channels.whatsapp.listener import is_signed
from bot.channels.whatsapp.sender import WhatsAppSender
from bot.domain.arrival import Arrival, StatusReported
from tests.channels.whatsapp.conftest import NOW, a_phone
from tests.channels.whatsapp.messages import MESSAGES
from tests.fakes import FakePrinter
from tests.standins.whatsapp import WhatsAppStandIn
from tests.standins.whatsapp_payloads import NUMBER_ID, SECRET, TOKEN


def a_sender(url: str) -> WhatsAppSender:
    return WhatsAppSender(
        token=TOKEN,
        number_id=NUMBER_ID,
        api_url=url,
        version="v25.0",
        assets=Path(),
        printer=FakePrinter(),
    )


async def test_statuses_come_signed_until_acknowledged() -> None:
    arrivals: list[Arrival] = []
    answers = iter([503, 200, 200, 200])
    done = asyncio.Event()

    async def webhook(request: web.Request) -> web.Response:
        raw = await request.read()
        status = next(answers)
        if status == 200 and is_signed(raw, request.headers["X-Hub-Signature-256"], SECRET):
            arrivals.extend(read_delivery(raw, NUMBER_ID, NOW))
            done.set()
        return web.Response(status=status)

    app = web.Application()
    app.add_routes([web.post("/webhook", webhook)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/webhook"
    async with WhatsAppStandIn(webhook=address) as platform:
        sender = a_sender(platform.url)
        await sender.send(MESSAGES["text"], a_phone(), "c")
        await asyncio.wait_for(done.wait(), 5)
        await sender.close()
    await runner.cleanup()

    assert [a.external_id for a in arrivals if isinstance(a, StatusReported)] == [
        "wamid.OUT1:sent", "wamid.OUT1:delivered",
    ]  # fmt: skip


async def test_limits_are_kept_by_the_platform_too() -> None:
    async with WhatsAppStandIn() as platform, aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        json = {"messaging_product": "whatsapp", "to": "+62", "type": "text", "text": {"body": ""}}
        async with session.post(
            f"{platform.url}/v25.0/{NUMBER_ID}/messages", json=json, headers=headers
        ) as answer:
            assert answer.status == 400

        assert platform.record.refused == ["text"]


async def test_stand_in_runs_on_its_own() -> None:
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.standins.whatsapp", "--port", "0", stdout=subprocess.PIPE
    )
    assert program.stdout is not None
    url = (await asyncio.wait_for(program.stdout.readline(), 20)).decode().split()[1]
    sender = a_sender(url)
    async with aiohttp.ClientSession() as session:
        script = {"to": "+620000000001", "scripts": [{"code": 131047}]}
        async with session.post(f"{url}/control/script", json=script) as answer:
            assert answer.status == 200
        refused = await sender.send(MESSAGES["text"], a_phone(), "a")
        await sender.send(MESSAGES["text"], a_phone(), "b")
        async with session.get(f"{url}/control/messages", params={"to": "+620000000001"}) as answer:
            messages = await answer.json()
    await sender.close()
    program.terminate()
    await program.wait()

    assert type(refused).__name__ == "OutsideWindow"
    assert [message["biz_opaque_callback_data"] for message in messages] == ["b"]
