"""A class: joined by a typed code after being asked, counted, and left again by erasing everything."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.content.model import Content
from bot.store.schema import memberships
from tests.end_to_end.people import WhatsAppPerson
from tests.end_to_end.rows import count_rows
from tests.end_to_end.world import a_world, opened, until

CODE = "mangga4827"


async def test_class_is_joined_counted_and_left(tmp_path: Path, database_url: str, content: Content) -> None:
    async with a_world(tmp_path, database_url) as world:
        await open_class(database_url)
        person = WhatsAppPerson(world, 1)
        for words in ("halo", "1", "2", "gabung mangga 4828", "gabung mangga 4827", "1"):
            seen = len(await person.seen())
            await person.say(words)
            await until(partial(has_more, person, seen), f"an answer to {words}")

        await until(lambda: has_members(database_url, 1), "counted")
        said = content.modules["group"].steps["welcome"].bubbles[0].text["id"].wordings[0]  # type: ignore[union-attr]  # an end with a bubble
        await until(lambda: has_read(person, str(said)), "told so")
        for words in ("hapus data", "1"):
            await person.say(words)

        await until(lambda: has_members(database_url, 0), "gone")


async def open_class(url: str) -> None:
    now = datetime.now(UTC)
    async with opened(url) as store, store.write() as work:
        assert await work.groups.create("kelas rekaan", CODE, now, now + timedelta(days=1))
        await work.commit()


async def has_more(person: WhatsAppPerson, before: int) -> bool:
    return len(await person.seen()) > before


async def has_members(url: str, count: int) -> bool:
    return await count_rows(url, memberships) == count


async def has_read(person: WhatsAppPerson, words: str) -> bool:
    return any(words in one.text for one in await person.seen())
