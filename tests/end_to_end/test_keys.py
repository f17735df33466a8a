"""Keys are rotated by command while the server works, and the old one is not needed for what people have."""

from pathlib import Path

from bot.content.model import Content
from tests.databases import KEYS
from tests.end_to_end.environment import with_database
from tests.end_to_end.people import Person, TelegramPerson, WhatsAppPerson
from tests.end_to_end.rows import all_values
from tests.end_to_end.talk import LESSON, Talk
from tests.end_to_end.world import a_world

NEW_KEY = b"\x02" * 32


async def test_keys_are_rotated_by_command_while_people_talk(
    tmp_path: Path, database_url: str, content: Content
) -> None:
    async with a_world(tmp_path, database_url) as world:
        people: tuple[Person, ...] = (WhatsAppPerson(world, 1), TelegramPerson(world, 1))
        talks = [Talk(person, content) for person in people]
        for talk in talks:
            await talk.say("halo")
            await talk.choose("id")
        await world.server.stop()
        await world.server.start(**with_database(database_url, (NEW_KEY, *KEYS)))
        await talks[0].choose(LESSON[0])

        rotated = world.server.run("keys", "rotate")
        await talks[1].choose(LESSON[0])
        await world.server.stop()
        await world.server.start(**with_database(database_url, (NEW_KEY,)))

        assert rotated.returncode == 0, rotated.stderr
        for talk in talks:
            for choice_id in LESSON[1:]:
                await talk.choose(choice_id)
        assert await all_values(database_url, (NEW_KEY,)), "everything sealed opens with the new key alone"
