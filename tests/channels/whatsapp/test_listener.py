"""The webhook over real HTTP: handshake, signature, and every kind of bad input."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO

import aiohttp
import pytest
from aiohttp import web

from bot.channels.whatsapp.listener import BODY_LIMIT, PATH, WhatsAppListener, is_signed
from bot.domain.arrival import Arrival, EventArrived, Unreadable
from bot.domain.errors import DatabaseUnavailable
from bot.domain.event import TextReceived
from tests.channels.whatsapp.conftest import NOW, recorded
from tests.standins.whatsapp_payloads import (
    NUMBER_ID,
    SECRET,
    VERIFY_TOKEN,
    a_post,
    escaped,
    signed,
    signed_body,
    text_payload,
)


@dataclass
class FakeReceive:
    """Stores in memory, or says that it cannot."""

    stored: list[Arrival] = field(default_factory=list)
    is_down: bool = False

    async def __call__(self, arrivals: Sequence[Arrival]) -> None:
        if self.is_down:
            raise DatabaseUnavailable
        self.stored.extend(arrivals)


@dataclass
class Webhook:
    """A listener on a free port, and what it received and counted."""

    url: str
    session: aiohttp.ClientSession
    receive: FakeReceive
    counted: list[str]

    async def post(self, raw: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        async with self.session.post(self.url, data=BytesIO(raw), headers=headers) as response:
            return response.status, await response.read()

    async def get(self, **query: str) -> tuple[int, str, str]:
        names = {key.replace("_", ".", 1): value for key, value in query.items()}
        async with self.session.get(self.url, params=names) as response:
            return response.status, response.content_type, await response.text()


@pytest.fixture
async def webhook() -> AsyncIterator[Webhook]:
    receive = FakeReceive()
    counted: list[str] = []
    listener = WhatsAppListener(
        receive=receive,
        number_id=NUMBER_ID,
        app_secret=SECRET,
        verify_token=VERIFY_TOKEN,
        clock=lambda: NOW,
        count=counted.append,
    )
    app = web.Application()
    app.add_routes(listener.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    async with aiohttp.ClientSession() as session:
        yield Webhook(url, session, receive, counted)
    await runner.cleanup()


async def test_handshake_answers_the_challenge(webhook: Webhook) -> None:
    answer = await webhook.get(hub_mode="subscribe", hub_verify_token=VERIFY_TOKEN, hub_challenge="115<b>")

    assert answer == (200, "text/plain", "115<b>")


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"hub_mode": "subscribe", "hub_challenge": "1"},
        {"hub_mode": "subscribe", "hub_challenge": "1", "hub_verify_token": ""},
        {"hub_mode": "subscribe", "hub_challenge": "1", "hub_verify_token": "wröng\ud83d\ude00"},
        {"hub_mode": "other", "hub_challenge": "1", "hub_verify_token": VERIFY_TOKEN},
        {"hub_mode": "subscribe", "hub_verify_token": VERIFY_TOKEN},
    ],
)
async def test_wrong_handshake_is_forbidden(webhook: Webhook, query: dict[str, str]) -> None:
    query = {key: value.encode("utf-16", "surrogatepass").decode("utf-16") for key, value in query.items()}

    status, _, text = await webhook.get(**query)

    assert (status, "1" in text) == (403, False)


async def test_signed_text_is_stored_and_acknowledged(webhook: Webhook) -> None:
    answer = await webhook.post(*signed_body(SECRET, text_payload("halo")))

    assert answer == (200, b"")
    assert [a.event for a in webhook.receive.stored if isinstance(a, EventArrived)] == [
        TextReceived(at=NOW.replace(second=0), text="halo")
    ]


async def test_escaped_emoji_keep_their_signature(webhook: Webhook) -> None:
    status, _ = await webhook.post(*signed(SECRET, escaped(text_payload("😀/👍🏽"))))

    assert status == 200
    (arrival,) = webhook.receive.stored
    assert isinstance(arrival, EventArrived)
    assert isinstance(arrival.event, TextReceived)
    assert arrival.event.text == "😀/👍🏽"


@pytest.mark.parametrize("header", ["", "sha256=", "sha256=00", "sha1=" + "0" * 40, "sha256=é"])
async def test_wrong_signature_gets_nothing(webhook: Webhook, header: str) -> None:
    raw, headers = signed_body(SECRET, text_payload("halo"))

    answer = await webhook.post(raw, {**headers, "X-Hub-Signature-256": header})

    assert answer == (401, b"")
    assert webhook.receive.stored == []
    assert webhook.counted == ["bad signature"]


async def test_changed_body_gets_nothing(webhook: Webhook) -> None:
    raw, headers = signed_body(SECRET, text_payload("halo"))

    status, _ = await webhook.post(raw + b" ", headers)

    assert status == 401


async def test_missing_signature_gets_nothing(webhook: Webhook) -> None:
    assert await webhook.post(recorded("text"), {}) == (401, b"")


async def test_malformed_json_is_a_bad_request(webhook: Webhook) -> None:
    assert await webhook.post(*signed(SECRET, b'{"entry":[')) == (400, b"")


async def test_json_of_another_shape_is_stored(webhook: Webhook) -> None:
    status, _ = await webhook.post(*signed(SECRET, b"[]"))

    assert status == 200
    assert isinstance(webhook.receive.stored[0], Unreadable)


async def test_unknown_field_is_acknowledged_and_counted(webhook: Webhook) -> None:
    status, _ = await webhook.post(*signed_body(SECRET, a_post("account_update", {"event": "X"})))

    assert (status, webhook.receive.stored, webhook.counted) == (200, [], ["other field"])


async def test_body_of_three_megabytes_is_read(webhook: Webhook) -> None:
    status, _ = await webhook.post(*signed_body(SECRET, text_payload("x" * (3 * 1024 * 1024 - 2000))))

    assert status == 200
    assert len(webhook.receive.stored) == 1


async def test_larger_body_is_refused(webhook: Webhook) -> None:
    assert await webhook.post(*signed(SECRET, b"x" * (BODY_LIMIT + 1))) == (413, b"")


async def test_larger_body_without_length_is_refused(webhook: Webhook) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(BODY_LIMIT // 65536 + 2):
            yield b"x" * 65536

    async with webhook.session.post(webhook.url, data=chunks()) as response:
        assert response.status == 413


async def test_body_in_chunks_is_joined(webhook: Webhook) -> None:
    raw, headers = signed_body(SECRET, text_payload("x" * 200_000))

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(raw), 7001):
            yield raw[start : start + 7001]

    async with webhook.session.post(webhook.url, data=chunks(), headers=headers) as response:
        assert response.status == 200


async def test_unreachable_database_asks_for_a_repeat(webhook: Webhook) -> None:
    webhook.receive.is_down = True

    assert await webhook.post(*signed_body(SECRET, text_payload("halo"))) == (503, b"")


def test_empty_secret_signs_nothing() -> None:
    _, headers = signed("", b"{}")

    assert not is_signed(b"{}", headers["X-Hub-Signature-256"], "")


def test_listener_does_not_print_its_secrets() -> None:
    listener = WhatsAppListener(
        receive=FakeReceive(),
        number_id=NUMBER_ID,
        app_secret=SECRET,
        verify_token=VERIFY_TOKEN,
        clock=lambda: NOW,
    )

    assert SECRET not in repr(listener)
    assert VERIFY_TOKEN not in repr(listener)
