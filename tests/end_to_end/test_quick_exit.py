"""After the exit word, or after everything was erased, the chat on a phone shows only the harmless words."""

import json
from pathlib import Path

from bot.content.model import Content
from bot.store.schema import inbox, outbox
from tests.end_to_end.people import TelegramPerson, WhatsAppPerson
from tests.end_to_end.rows import all_values, change_rows, count_rows
from tests.end_to_end.talk import Talk
from tests.end_to_end.world import World, a_world, until
from tests.standins.telegram import Fault

SECRET_WORDS = "kenari-kuning"
OTHERS_TURN = 40.0
"""Longer than a dead process keeps the right to send."""

HOUR = 3600 * 1_000_000
"""In microseconds, as moments are stored."""


def on_screen(world: World, person: TelegramPerson) -> list[str]:
    return [call.text for call in world.telegram.on_screen(str(person.chat_id))]


def asked_to_delete(world: World) -> set[int]:
    calls = world.telegram.called("deleteMessages")
    return {number for call in calls for number in json.loads(call.fields["message_ids"])}


async def a_chat(world: World, content: Content) -> Talk[TelegramPerson]:
    """Some words were exchanged, and all of it is recorded."""
    talk = Talk(TelegramPerson(world, 1), content, seconds=OTHERS_TURN)
    for words in ("halo", "1", "1", SECRET_WORDS):
        await talk.say(words)
    await until(lambda: _is_recorded(world), "the answers are recorded")
    return talk


async def _is_recorded(world: World) -> bool:
    return await count_rows(world.url, outbox, "status IN ('waiting', 'leased')") == 0


async def _is_forgotten(world: World) -> bool:
    return await count_rows(world.url, outbox) == 0


async def test_exit_word_leaves_only_the_harmless_message(
    tmp_path: Path, database_url: str, content: Content
) -> None:
    async with a_world(tmp_path, database_url) as world:
        talk = await a_chat(world, content)
        before = len(on_screen(world, talk.person))

        await talk.say("keluar")

        (harmless,) = on_screen(world, talk.person)
        assert "selamat pagi" in harmless
        assert before > 3
        # Theirs went, too: each word they typed, the exit word among them.
        own = {number for chat, number in world.telegram.deleted if chat == str(talk.person.chat_id)}
        assert len(own) >= before + 5
        assert await world.metric("bot_clears_total", result="taken") == len(own)


async def test_next_word_after_the_exit_meets_the_menu(
    tmp_path: Path, sqlite_url: str, content: Content
) -> None:
    async with a_world(tmp_path, sqlite_url) as world:
        talk = await a_chat(world, content)
        await talk.say("keluar")

        await talk.say("halo lagi")  # compared with the engine

        assert len(on_screen(world, talk.person)) == len(talk.expected) - _hidden(talk)


def _hidden(talk: Talk[TelegramPerson]) -> int:
    """How many messages stood before the harmless one."""
    return next(n for n, seen in enumerate(talk.expected) if "selamat pagi" in seen.text)


async def test_erased_person_keeps_nothing_but_the_goodbye(
    tmp_path: Path, database_url: str, content: Content
) -> None:
    async with a_world(tmp_path, database_url) as world:
        talk = await a_chat(world, content)
        await talk.say("hapus data")

        await talk.choose("yes")
        await until(lambda: _is_forgotten(world), "the goodbye is sent")

        (goodbye,) = on_screen(world, talk.person)
        assert "sampai jumpa" in goodbye
        assert await count_rows(world.url, inbox) == 0


async def test_platform_that_cannot_delete_still_shows_the_harmless(
    tmp_path: Path, sqlite_url: str, content: Content
) -> None:
    async with a_world(tmp_path, sqlite_url) as world:
        talk = await a_chat(world, content)
        world.telegram.script(Fault(status=500, method="deleteMessages", times=0))

        await talk.say("keluar")

        assert "selamat pagi" in on_screen(world, talk.person)[-1]
        assert await world.metric("bot_clears_total", result="left") > 0


async def test_server_killed_between_clearing_and_saying_says_it_afterwards(
    tmp_path: Path, database_url: str, content: Content
) -> None:
    async with a_world(tmp_path, database_url) as world:
        talk = await a_chat(world, content)
        world.telegram.script(Fault(status=503, method="sendMessage", delay=5.0, times=1))
        await talk.begin("keluar")
        await until(lambda: _is_cleared(world, talk), "the screen is clear")

        world.server.kill()
        await world.server.start()

        await talk.check(may_repeat=True)
        assert all("selamat pagi" in text for text in on_screen(world, talk.person))
        assert on_screen(world, talk.person)


async def _is_cleared(world: World, talk: Talk[TelegramPerson]) -> bool:
    return on_screen(world, talk.person) == []


async def test_messages_of_more_than_two_days_are_not_tried(
    tmp_path: Path, sqlite_url: str, content: Content
) -> None:
    async with a_world(tmp_path, sqlite_url) as world:
        talk = await a_chat(world, content)
        old = on_screen(world, talk.person)
        for table, column in (("outbox", "sent_at"), ("inbox", "received_at")):
            await change_rows(sqlite_url, f"UPDATE {table} SET {column} = {column} - {48 * HOUR}")

        await talk.say("keluar")

        assert on_screen(world, talk.person)[:-1] == old
        assert len(asked_to_delete(world)) == 1  # the exit word itself


async def test_whatsapp_keeps_what_it_shows(tmp_path: Path, sqlite_url: str, content: Content) -> None:
    async with a_world(tmp_path, sqlite_url) as world:
        talk = Talk(WhatsAppPerson(world, 1), content)
        await talk.say("halo")

        await talk.say("keluar")

        kept = [value for name, value in await all_values(sqlite_url) if name.endswith("platform_id_sealed")]
        assert set(kept) == {None}
        assert world.telegram.calls == [] or not world.telegram.called("deleteMessages")
