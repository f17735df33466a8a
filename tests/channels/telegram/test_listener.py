"""The webhook: what each kind of delivery gets (design.md §3.9)."""

import asyncio
import json
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request
from telegram import Bot

from bot.channels.telegram.listener import BODY_LIMIT, SECRET_HEADER, webhook_route
from bot.channels.telegram.sender import TelegramSender
from bot.channels.telegram.taps import TapAnswers
from bot.domain.arrival import EventArrived, Unreadable
from bot.domain.event import TextReceived
from tests.channels.telegram.conftest import KeptArrivals, clock
from tests.standins.telegram import Fault, TelegramStandIn

Client = TestClient[Request, Application]
SECRET = "a-secret-of-the-tests"
PATH = "/webhooks/telegram"
PAYLOADS = Path(__file__).parents[2] / "payloads" / "telegram"


def payload(name: str) -> bytes:
    return json.dumps(json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))["update"]).encode()


class Told:
    """What the listener told: taps to answer, and what it left alone."""

    def __init__(self) -> None:
        self.taps: list[str] = []
        self.ignored: list[str] = []


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
async def client(receive: KeptArrivals, told: Told) -> AsyncIterator[Client]:
    app = Application()
    app.router.add_post(
        PATH, webhook_route(receive, SECRET, clock, answer=told.taps.append, count=told.ignored.append)
    )
    async with TestClient(TestServer(app)) as client:
        yield client


async def post(client: Client, body: bytes, secret: str | None = SECRET) -> tuple[int, bytes]:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with client.post(PATH, data=body, headers=headers) as response:
        return response.status, await response.read()


async def test_stored_update_gets_an_empty_200(client: Client, receive: KeptArrivals) -> None:
    assert await post(client, payload("text")) == (200, b"")
    assert receive.ids == ["9001"]


async def test_repeat_is_acknowledged_again(client: Client, receive: KeptArrivals) -> None:
    answers = [await post(client, payload("text")) for _ in range(2)]

    assert answers == [(200, b"")] * 2
    assert receive.ids == ["9001"]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "geheim-é"])
async def test_wrong_secret_gets_401_and_nothing_said(
    secret: str | None, client: Client, receive: KeptArrivals, told: Told
) -> None:
    assert await post(client, payload("text"), secret) == (401, b"")
    assert (receive.calls, told.ignored) == (0, ["wrong secret"])


@pytest.mark.parametrize(
    "body", [b"", b"nonsense", b"[]", b'"text"', b"null", b'{"update_id":1', b"\xff\xfe"]
)
async def test_malformed_json_gets_400(
    body: bytes, client: Client, receive: KeptArrivals, told: Told
) -> None:
    assert (await post(client, body))[0] == 400
    assert (receive.calls, told.ignored) == (0, ["not json"])


@pytest.mark.parametrize(
    "name", ["unknown-update", "message-without-chat", "message-is-a-word", "number-where-text"]
)
async def test_update_beyond_reading_is_kept_and_acknowledged(
    name: str, client: Client, receive: KeptArrivals
) -> None:
    assert await post(client, payload(name)) == (200, b"")
    (kept,) = receive.arrivals
    assert isinstance(kept, Unreadable)
    assert kept.body == payload(name)


async def test_too_large_gets_413(client: Client, receive: KeptArrivals, told: Told) -> None:
    body = BytesIO(b'{"update_id":1,"x":"' + b"a" * BODY_LIMIT + b'"}')

    async with client.post(PATH, data=body, headers={SECRET_HEADER: SECRET}) as response:
        assert response.status == 413
    assert (receive.calls, told.ignored) == (0, ["too large"])


async def test_too_large_without_length_gets_413(client: Client, receive: KeptArrivals, told: Told) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 32_768

    async with client.post(PATH, data=pieces(), headers={SECRET_HEADER: SECRET}) as response:
        assert response.status == 413
    assert (receive.calls, told.ignored) == (0, ["too large"])


async def test_lost_database_gets_503_then_the_repeat_is_stored(
    client: Client, receive: KeptArrivals, told: Told
) -> None:
    receive.failures = 1

    answers = [(await post(client, payload("tap")))[0] for _ in range(2)]

    assert answers == [503, 200]
    assert receive.ids == ["9001"]
    assert (told.taps, told.ignored) == (["4382bfdwdsb323b2d9"], ["database unavailable"])


@pytest.mark.parametrize("name", ["group-message", "edited-text", "channel-post", "notice", "added-to-group"])
async def test_what_is_left_alone_is_acknowledged_and_counted(
    name: str, client: Client, receive: KeptArrivals, told: Told
) -> None:
    assert await post(client, payload(name)) == (200, b"")
    assert (receive.calls, len(told.ignored)) == (0, 1)


async def test_pushed_updates_with_repeats_arrive_once(
    client: Client, receive: KeptArrivals, platform: TelegramStandIn
) -> None:
    async with ClientSession() as session:
        url = f"{platform.url}/bot1:x/setWebhook"
        await (
            await session.post(url, data={"url": str(client.make_url(PATH)), "secret_token": SECRET})
        ).read()

    statuses = await platform.push(json.loads(payload("text")), copies=3)

    assert statuses == [200] * 3
    assert [arrival.event for arrival in receive.arrivals if isinstance(arrival, EventArrived)] == [
        TextReceived(at=clock(), text="Halo kak")
    ]


async def test_tap_is_answered_beside_the_outbox(sender: TelegramSender, platform: TelegramStandIn) -> None:
    taps = TapAnswers(sender.bot)
    platform.script(Fault(status=400, description="Bad Request: query is too old"))
    for tap in ("late", "now"):
        taps(tap)

    running = asyncio.ensure_future(taps.run())
    async with asyncio.timeout(5):
        while len(platform.calls) < 2:
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.wait([running])

    assert {call.fields["callback_query_id"] for call in platform.called("answerCallbackQuery")} == {
        "late",
        "now",
    }
    assert running.cancelled()


def test_flood_of_taps_never_waits() -> None:
    taps = TapAnswers(Bot("1:x"), waiting=2)

    for number in range(5):
        taps(str(number))

    assert taps._taps.qsize() == 2
