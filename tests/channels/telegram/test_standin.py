"""The stand-in keeps the platform's promises, also as a process of its own."""

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from tests.standins.telegram import Fault, TelegramStandIn


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def ask(
    session: ClientSession, platform: TelegramStandIn, method: str, **fields: Any
) -> tuple[int, Any]:
    async with session.post(f"{platform.url}/bot1:x/{method}", json=fields) as response:
        body = await response.json()
        return response.status, body.get("result", body.get("description"))


async def test_updates_come_again_until_confirmed(platform: TelegramStandIn, session: ClientSession) -> None:
    await platform.add_updates({"message": {}}, {"message": {}})

    batches = [
        (await ask(session, platform, "getUpdates", **fields))[1]
        for fields in ({}, {}, {"offset": 1002}, {"offset": 1003}, {})
    ]

    assert [[update["update_id"] for update in batch] for batch in batches] == [
        [1001, 1002],
        [1001, 1002],
        [1002],
        [],
        [],
    ]


async def test_second_poller_ends_the_first(platform: TelegramStandIn, session: ClientSession) -> None:
    first = asyncio.ensure_future(ask(session, platform, "getUpdates", timeout=5))
    async with asyncio.timeout(5):
        while not platform.called("getUpdates"):
            await asyncio.sleep(0.01)

    second = await ask(session, platform, "getUpdates", timeout=0)

    assert ((await first)[0], second) == (409, (200, []))


async def test_long_request_ends_with_the_first_update(
    platform: TelegramStandIn, session: ClientSession
) -> None:
    asked = asyncio.ensure_future(ask(session, platform, "getUpdates", timeout=5))
    await asyncio.sleep(0.05)

    await platform.add_updates({"message": {}})

    assert len((await asked)[1]) == 1


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"text": "ya"}, 200),
        ({"text": "<b>ya</b> &amp;", "parse_mode": "HTML"}, 200),
        ({"text": "1 < 2", "parse_mode": "HTML"}, 400),
        ({"text": ""}, 400),
        ({"text": "a" * 4097}, 400),
        (
            {"text": "ya", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "x" * 65}]]}},
            400,
        ),
    ],
)
async def test_what_telegram_refuses_is_refused(
    fields: dict[str, Any], status: int, platform: TelegramStandIn, session: ClientSession
) -> None:
    answer = await ask(session, platform, "sendMessage", chat_id="7", **fields)

    assert answer[0] == status
    assert len(platform.sent) == (status == 200)


async def test_lost_answer_has_taken_the_message(platform: TelegramStandIn, session: ClientSession) -> None:
    platform.script(Fault(status=502, is_taken=True))

    answer = await ask(session, platform, "sendMessage", chat_id="7", text="ya")

    assert (answer[0], len(platform.sent_to("7"))) == (502, 1)


async def test_push_carries_secret_and_repeats(platform: TelegramStandIn) -> None:
    seen: list[tuple[str, int]] = []

    async def hook(request: web.Request) -> web.Response:
        seen.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], (await request.json())["update_id"]))
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", hook)
    async with TestServer(app) as server:
        statuses = await platform.push(
            {"message": {}}, copies=2, url=str(server.make_url("/hook")), secret="s"
        )

    assert (statuses, seen) == ([200, 200], [("s", 1001), ("s", 1001)])


async def test_own_process_is_led_by_its_control(session: ClientSession) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.standins.telegram", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        url = (await asyncio.wait_for(process.stdout.readline(), 20)).decode().strip()
        async with session.post(f"{url}/control/updates", json=[{"message": {}}]) as response:
            assert await response.json() == [1001]
        await session.post(
            f"{url}/control/faults", json={"status": 403, "chat": "8", "description": "Forbidden"}
        )
        for chat in ("7", "8"):
            await session.post(f"{url}/bot1:x/sendMessage", data={"chat_id": chat, "text": "ya"})
        async with session.get(f"{url}/control/sent") as response:
            assert [(call["chat"], call["text"]) for call in await response.json()] == [("7", "ya")]
        async with session.get(f"{url}/control/state") as response:
            assert (await response.json())["waiting"] == 1
    finally:
        process.terminate()
        await process.wait()
