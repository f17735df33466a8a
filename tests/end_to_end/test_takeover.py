"""Two processes on one PostgreSQL: one sends, the other takes over when it is killed, and order is kept."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.content.model import Content
from tests.end_to_end.environment import with_database, with_telegram, with_whatsapp
from tests.end_to_end.people import WhatsAppPerson
from tests.end_to_end.talk import Talk
from tests.end_to_end.world import LIFTED, World, a_world
from tests.process import ServerProcess

PEOPLE = 12
TAKEN_OVER_WITHIN = 30.0
"""Seconds: the lease of the dead holds for up to 15, and is asked for every 5."""


async def test_one_process_sends_and_the_other_takes_over(tmp_path: Path, postgres_url: str, content: Content) -> None:
    async with a_world(tmp_path, postgres_url) as world, _another(world, tmp_path / "second") as second:
        servers = (world.server, second)
        people = [WhatsAppPerson(world, number, servers[number % 2]) for number in range(PEOPLE)]
        talks = [Talk(person, content, seconds=TAKEN_OVER_WITHIN) for person in people]
        await asyncio.gather(*(talk.say("halo") for talk in talks))
        sent = [await world.metric("bot_deliveries_total", server=server) for server in servers]
        sender = servers[sent.index(max(sent))]
        heir = servers[sent.index(min(sent))]

        await _begin_all(talks, ("1", "2"), heir)
        sender.kill()
        await _begin_all(talks, ("menu", "2", "1"), heir)
        await asyncio.gather(*(talk.check() for talk in talks))

        assert min(sent) == 0 < max(sent), "only one process sent"
        assert await world.metric("bot_deliveries_total", server=heir) > 0


async def _begin_all(talks: Sequence[Talk[WhatsAppPerson]], words: Sequence[str], server: ServerProcess) -> None:
    """Everybody says all of it, without waiting for answers."""
    for word in words:
        for talk in talks:
            talk.person.server = server
        await asyncio.gather(*(talk.begin(word) for talk in talks))


@asynccontextmanager
async def _another(world: World, folder: Path) -> AsyncIterator[ServerProcess]:
    folder.mkdir()
    environment = with_database(world.url) | with_telegram(world.telegram.url) | with_whatsapp(world.whatsapp.url)
    async with ServerProcess(folder, environment, module=LIFTED[0], arguments=()) as server:
        yield server
