"""What bad input gets, line by line: the right status, and not a word more."""

import json
import time
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import asyncpg
from sqlalchemy import make_url

from bot.content.model import Content
from bot.store.schema import inbox, unreadable
from tests.end_to_end.environment import TELEGRAM_SECRET
from tests.end_to_end.people import BrowserPerson, TelegramPerson, WhatsAppPerson
from tests.end_to_end.rows import count_rows
from tests.end_to_end.talk import Talk
from tests.end_to_end.world import World, a_world, until
from tests.standins.telegram import SECRET_HEADER
from tests.standins.whatsapp import SECRET, a_body, a_message, a_post, phone, signed, text_payload

MEGABYTE = 1024 * 1024
SECRET_WORDS = "kenari-kuning"
WHATSAPP, TELEGRAM, BROWSER = "/webhooks/whatsapp", "/webhooks/telegram", "/chat/messages"


async def test_every_bad_request_is_refused_in_few_words(tmp_path: Path, sqlite_url: str) -> None:
    async with a_world(tmp_path, sqlite_url) as world:
        browser = {"Authorization": f"Bearer {BrowserPerson(world, 1).secret}"}
        telegram = {SECRET_HEADER: TELEGRAM_SECRET}
        post = b'{"id": "post-00000001", "text": "halo"}'

        found = {
            "whatsapp unsigned": await _answer(world, WHATSAPP, b"{}", {}),
            "whatsapp signed by another": await _answer(world, WHATSAPP, *signed("another secret", b"{}")),
            "whatsapp not json": await _answer(world, WHATSAPP, *signed(SECRET, b"{not json")),
            "whatsapp too large": await _answer(world, WHATSAPP, *signed(SECRET, b" " * (4 * MEGABYTE))),
            "telegram without secret": await _answer(world, TELEGRAM, b"{}", {}),
            "telegram wrong secret": await _answer(world, TELEGRAM, b"{}", {SECRET_HEADER: "x" * 20}),
            "telegram not json": await _answer(world, TELEGRAM, b"[1, 2", telegram),
            "telegram too large": await _answer(world, TELEGRAM, b" " * (2 * MEGABYTE), telegram),
            "browser without secret": await _answer(world, BROWSER, post, {}),
            "browser not json": await _answer(world, BROWSER, b"halo", browser),
            "browser too large": await _answer(world, BROWSER, b" " * 20_000, browser),
        }

        assert {name: status for name, (status, _) in found.items()} == {
            "whatsapp unsigned": 401,
            "whatsapp signed by another": 401,
            "whatsapp not json": 400,
            "whatsapp too large": 413,
            "telegram without secret": 401,
            "telegram wrong secret": 401,
            "telegram not json": 400,
            "telegram too large": 413,
            "browser without secret": 401,
            "browser not json": 400,
            "browser too large": 413,
        }
        assert not any(body for name, (_, body) in found.items() if not name.startswith("browser"))
        assert await count_rows(sqlite_url, inbox) == 0


async def test_handshake_is_only_for_who_knows_the_token(tmp_path: Path, sqlite_url: str) -> None:
    async with a_world(tmp_path, sqlite_url) as world:
        question = f"{WHATSAPP}?hub.mode=subscribe&hub.challenge=42&hub.verify_token="

        assert await world.get(f"{question}stand-in-verify") == (200, "42")
        assert await world.get(f"{question}something-else") == (403, "")


async def test_unknown_kinds_are_acknowledged_and_counted(
    tmp_path: Path, sqlite_url: str, content: Content
) -> None:
    async with a_world(tmp_path, sqlite_url) as world:
        statuses = [
            await world.post_whatsapp(a_post("account_update", {"event": "invented"})),
            await world.post_whatsapp(a_body([a_message("not_yet_invented", {}, at=int(time.time()))])),
            await world.post_telegram(b'{"update_id": 800001, "not_yet_invented": {"id": 1}}'),
            await world.post_telegram(b'{"update_id": 800002, "edited_message": {"message_id": 1}}'),
        ]
        await world.whatsapp.wait_for(1)

        assert statuses == [200] * 4
        assert await world.metric("bot_refusals_total", route="whatsapp", reason="other field") == 1
        assert await world.metric("bot_refusals_total", route="telegram", reason="edited") == 1
        assert await world.metric("bot_arrivals_total", kind="Unreadable", channel="telegram") == 1
        assert await count_rows(sqlite_url, unreadable) == 1
        assert len(world.whatsapp.record.by_recipient[phone(1)]) >= 1, (
            "an unknown kind of message is answered"
        )


async def test_lost_database_is_503_until_it_is_back(
    tmp_path: Path, postgres_url: str, postgres_server: str, content: Content
) -> None:
    async with a_world(tmp_path, postgres_url) as world:
        talk = Talk(WhatsAppPerson(world, 1), content)
        await talk.say("halo")

        await _set_open(postgres_server, postgres_url, is_open=False)
        refused = await _try_everything(world)
        ready, alive = await world.get("/readyz"), await world.get("/healthz")
        await _set_open(postgres_server, postgres_url, is_open=True)

        assert refused == {WHATSAPP: 503, TELEGRAM: 503, BROWSER: 503}
        assert (ready[0], alive[0]) == (503, 200)
        assert SECRET_WORDS not in world.server.log
        await until(lambda: _is_ready(world), "the server finds its database again")
        await talk.choose("id")
        await Talk(TelegramPerson(world, 1), content).say("halo")


async def _answer(world: World, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    async with world.client.post(
        f"{world.server.url}{path}", data=BytesIO(body), headers=headers
    ) as response:
        return response.status, await response.text()


async def _try_everything(world: World) -> dict[str, int]:
    """One good message on each channel."""
    update = {
        "update_id": 700001,
        "message": {"message_id": 1, "chat": {"id": 5, "type": "private"}, "text": "halo"},
    }
    browser = {"Authorization": f"Bearer {BrowserPerson(world, 2).secret}"}
    payload = text_payload(SECRET_WORDS, sender=phone(7), message_id="wamid.LOST", at=int(time.time()))
    return {
        WHATSAPP: await world.post_whatsapp(payload),
        TELEGRAM: await world.post_telegram(json.dumps(update).encode()),
        BROWSER: await world.post(BROWSER, b'{"id": "post-00000002", "text": "halo"}', browser),
    }


async def _set_open(server: str, url: str, *, is_open: bool) -> None:
    """Shuts one database: whoever is in it is thrown out, and nobody gets in."""
    name = make_url(url).database
    connection = await asyncpg.connect(
        make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    )
    try:
        await connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {is_open}')
        if not is_open:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
            )
    finally:
        await connection.close()


async def _is_ready(world: World) -> bool:
    return (await world.get("/readyz"))[0] == 200
