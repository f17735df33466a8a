"""Two processes on one PostgreSQL: one sends, the other takes over when it is killed, and order is kept."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.content.model import Content
from tests.end_to_end.environment import with_database, with_telegram, with_whatsapp
from tests.end_to_end.people import WhatsAppPerson
from tests.end_to_end.talk import Talk
from tests.end_to_end.world import LIFTED, World, a_world, until
from tests.process import ServerProcess

PEOPLE = 12
TAKEN_OVER_WITHIN = 30.0
"""Seconds: the lease of the dead holds for up to 15, and is asked for every 5."""


async def test_killed_sender_is_replaced_and_order_is_kept(
    tmp_path: Path, postgres_url: str, content: Content
) -> None:
    async with a_world(tmp_path, postgres_url) as world, _another(world, tmp_path / "second") as second:
        talks = await _greet(world, second, content)
        sender, heir = await _roles(world, second)

        await _begin_all(talks, ("1", "2"), heir)
        sender.kill()
        world.whatsapp.webhook = f"{heir.url}/webhooks/whatsapp"
        await _begin_all(talks, ("menu", "2", "1"), heir)

        await asyncio.gather(*(talk.check(may_repeat=True) for talk in talks))
        assert await world.metric("bot_deliveries_total", server=heir) > 0


async def test_frozen_sender_sends_nothing_after_it_was_replaced(
    tmp_path: Path, postgres_url: str, content: Content
) -> None:
    async with a_world(tmp_path, postgres_url) as world, _another(world, tmp_path / "second") as second:
        talks = await _greet(world, second, content)
        sender, heir = await _roles(world, second)
        before = await world.metric("bot_deliveries_total", server=sender)

        sender.freeze()
        world.whatsapp.webhook = f"{heir.url}/webhooks/whatsapp"
        await _begin_all(talks, ("1", "2"), heir)
        await asyncio.gather(*(talk.check() for talk in talks))
        sender.thaw()
        await _begin_all(talks, ("menu", "2"), sender)

        await asyncio.gather(*(talk.check() for talk in talks))
        assert await world.metric("bot_deliveries_total", server=sender) == before


async def _greet(world: World, second: ServerProcess, content: Content) -> list[Talk[WhatsAppPerson]]:
    """Everybody says hello, every other one to the second process."""
    servers = (world.server, second)
    people = [WhatsAppPerson(world, number, servers[number % 2]) for number in range(PEOPLE)]
    talks = [Talk(person, content, seconds=TAKEN_OVER_WITHIN) for person in people]
    await asyncio.gather(*(talk.say("halo") for talk in talks))
    return talks


async def _roles(world: World, second: ServerProcess) -> tuple[ServerProcess, ServerProcess]:
    """Who sends, and who does not; counted once the results are recorded."""
    sent: list[float] = []

    async def is_counted() -> bool:
        sent[:] = [
            await world.metric("bot_deliveries_total", server=server) for server in (world.server, second)
        ]
        return sum(sent) >= PEOPLE

    await until(is_counted, "everything sent is recorded")
    assert min(sent) == 0, "only one process sends"
    return (world.server, second) if sent[0] else (second, world.server)


async def _begin_all(
    talks: Sequence[Talk[WhatsAppPerson]], words: Sequence[str], server: ServerProcess
) -> None:
    """Everybody says all of it, without waiting for answers."""
    for word in words:
        for talk in talks:
            talk.person.server = server
        await asyncio.gather(*(talk.begin(word) for talk in talks))


@asynccontextmanager
async def _another(world: World, folder: Path) -> AsyncIterator[ServerProcess]:
    folder.mkdir()
    environment = (
        with_database(world.url) | with_telegram(world.telegram.url) | with_whatsapp(world.whatsapp.url)
    )
    async with ServerProcess(folder, environment, module=LIFTED[0], arguments=()) as server:
        yield server
