"""One bad item in a delivery costs nobody else anything."""

import json
import time
from pathlib import Path

from bot.content.model import Content
from bot.store.schema import inbox, unreadable
from tests.end_to_end.people import BrowserPerson, TelegramPerson, WhatsAppPerson
from tests.end_to_end.rows import count_rows
from tests.end_to_end.talk import Talk
from tests.end_to_end.world import World, a_world, until
from tests.standins.whatsapp import a_body, phone, text_message

MANY = 1000
MALFORMED = 417
SOON = 2.0
"""Seconds; nobody waits for a repeat of somebody else's broken update."""


async def test_malformed_message_costs_the_other_999_nothing(tmp_path: Path, sqlite_url: str) -> None:
    now = int(time.time())
    messages = [text_message("halo", sender=phone(n), message_id=f"wamid.M{n}", at=now) for n in range(MANY)]
    messages[MALFORMED]["text"] = {"body": ["not", "words"]}

    async with a_world(tmp_path, sqlite_url) as world:
        status = await world.post_whatsapp(a_body(messages))
        await world.whatsapp.wait_for(MANY - 1, timeout=30)

        answered = world.whatsapp.record.by_recipient
        assert status == 200
        assert set(answered) == {phone(n) for n in range(MANY)} - {phone(MALFORMED)}
        assert await count_rows(sqlite_url, inbox) == MANY - 1
        assert await count_rows(sqlite_url, unreadable) == 1


async def test_unstorable_characters_hurt_nobody_on_whatsapp(tmp_path: Path, database_url: str) -> None:
    now = int(time.time())
    messages = [
        text_message(f"halo MARK{n}", sender=phone(n), message_id=f"wamid.U{n}", at=now) for n in range(4)
    ]
    body = json.dumps(a_body(messages))
    body = (
        body.replace("MARK1", "\\u0000").replace("MARK2", "\\ud83d").replace("MARK3", "\\udc00\\u0000\\ud800")
    )

    async with a_world(tmp_path, database_url) as world:
        status = await world.post_whatsapp(body.encode())
        await world.whatsapp.wait_for(len(messages))

        assert status == 200
        assert set(world.whatsapp.record.by_recipient) == {phone(n) for n in range(4)}


async def test_unstorable_characters_hurt_nobody_elsewhere(
    tmp_path: Path, database_url: str, content: Content
) -> None:
    async with a_world(tmp_path, database_url) as world:
        chatter, browser = TelegramPerson(world, 1), BrowserPerson(world, 1)

        await chatter.say("halo \x00 \ud83d")
        await browser.say("halo \x00 \udc00")

        await _hears(chatter)
        await browser.fetch()
        assert await browser.seen()
        await _others_are_answered(world, content)


async def test_unreadable_update_delays_nobody_by_webhook(
    tmp_path: Path, sqlite_url: str, content: Content
) -> None:
    async with a_world(tmp_path, sqlite_url) as world:
        await world.post_telegram(b'{"update_id": 900001, "message": {"message_id": "no number", "chat": 7}}')
        talk = Talk(TelegramPerson(world, 1), content, seconds=SOON)
        await talk.say("halo")
        await talk.person.deliver(
            {"message": {"chat": {"id": talk.person.chat_id, "type": 5}, "text": "halo"}}
        )
        await talk.say("1")

        assert await count_rows(sqlite_url, unreadable) == 2


async def test_unreadable_update_delays_nobody_by_polling(
    tmp_path: Path, sqlite_url: str, content: Content
) -> None:
    async with a_world(tmp_path, sqlite_url, telegram_mode="polling") as world:
        talk = Talk(TelegramPerson(world, 1, polls=True), content, seconds=SOON)
        await talk.say("halo")
        await talk.person.deliver(
            {"message": {"chat": {"id": talk.person.chat_id, "type": 5}, "text": "halo"}}
        )
        await talk.say("1")

        assert await count_rows(sqlite_url, unreadable) == 1
        assert not world.telegram.updates, "everything was confirmed"


async def _hears(person: TelegramPerson) -> None:
    async def has_heard() -> bool:
        return bool(await person.seen())

    await until(has_heard, "an answer")


async def _others_are_answered(world: World, content: Content) -> None:
    await Talk(WhatsAppPerson(world, 9), content).say("halo")
