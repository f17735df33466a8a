"""The same lesson from "hello" to the reason on every channel and in every way to answer, in both languages."""

import asyncio
from pathlib import Path

from bot.content.model import Content
from tests.end_to_end.people import BrowserPerson, TelegramPerson, WhatsAppPerson
from tests.end_to_end.talk import LESSON, Style, Talk, take_lesson
from tests.end_to_end.world import THE_COMMAND, a_world


async def test_lesson_works_on_telegram_by_webhook(tmp_path: Path, sqlite_url: str, content: Content) -> None:
    async with a_world(tmp_path, sqlite_url) as world:
        talks = [Talk(TelegramPerson(world, number), content) for number in (1, 2)]

        await asyncio.gather(take_lesson(talks[0], "id"), take_lesson(talks[1], "en"))

        assert world.telegram.called("answerCallbackQuery"), "taps are answered at once"


async def test_lesson_works_on_telegram_by_polling(tmp_path: Path, sqlite_url: str, content: Content) -> None:
    async with a_world(tmp_path, sqlite_url, telegram_mode="polling") as world:
        talks = [Talk(TelegramPerson(world, number, polls=True), content) for number in (1, 2)]

        await asyncio.gather(take_lesson(talks[0], "id"), take_lesson(talks[1], "en"))

        assert world.telegram.offset > 0, "what was stored was confirmed"


async def test_lesson_works_on_whatsapp_in_every_way(
    tmp_path: Path, sqlite_url: str, content: Content
) -> None:
    styles = (Style.TAPS, Style.BUTTONS_ONLY, Style.LISTS_ONLY, Style.NUMBERS)
    async with a_world(tmp_path, sqlite_url) as world:
        plan = [(style, locale) for style in styles for locale in ("id", "en")]
        talks = [Talk(WhatsAppPerson(world, n), content, style) for n, (style, _) in enumerate(plan)]

        await asyncio.gather(
            *(take_lesson(talk, locale) for talk, (_, locale) in zip(talks, plan, strict=True))
        )

        drawn = {seen.drawn for talk in talks for seen in await talk.person.seen()}
        assert drawn == {"button", "list"}


async def test_lesson_works_on_whatsapp_with_numbered_texts(
    tmp_path: Path, sqlite_url: str, content: Content
) -> None:
    async with a_world(tmp_path, sqlite_url, command=THE_COMMAND) as world:
        talk = Talk(WhatsAppPerson(world, 1), content, Style.NUMBERS)
        await talk.say("halo")
        await talk.say("angka")

        await talk.choose("id")
        for choice_id in LESSON:
            await talk.choose(choice_id)

        assert {seen.drawn for seen in (await talk.person.seen())[1:]} == {"text"}


async def test_lesson_works_in_a_browser_over_a_kill(
    tmp_path: Path, sqlite_url: str, content: Content
) -> None:
    async with a_world(tmp_path, sqlite_url) as world:
        talk = Talk(BrowserPerson(world, 1), content)
        await talk.say("halo")
        await talk.choose("id")
        await talk.choose("no")

        await world.server.restart()

        for choice_id in ("courses", "before", "legal-route", "who-does-what", "c"):
            await talk.choose(choice_id)
