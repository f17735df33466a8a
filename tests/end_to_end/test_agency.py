"""A company is looked up by a name typed with errors, in a list that is imported while the server runs."""

import asyncio
import sys
from functools import partial
from pathlib import Path

from bot.domain.channel import ChannelName
from bot.domain.contact import Address, AddressKind
from bot.domain.state import Frame, State
from bot.service.ports import FinishedTurn
from bot.store import upgrade
from tests.end_to_end.environment import with_database
from tests.end_to_end.people import WhatsAppPerson
from tests.end_to_end.test_group import has_more
from tests.end_to_end.world import World, a_world, opened, until
from tests.standins.whatsapp import phone
from tests.store.builders import NOW, an_arrival, claim, receive

SAMPLE = Path(__file__).parents[1] / "agencies" / "sample.csv"


async def test_company_is_looked_up_before_and_after_an_import(tmp_path: Path, database_url: str) -> None:
    await stands_at_the_search(database_url)
    async with a_world(tmp_path, database_url, LOCALES="id") as world:
        person = WhatsAppPerson(world, 1)

        assert "belum ada di sini" in await answer(person, "sinar contoh abadi")
        await bring_in(world)
        found = await answer(person, "PT. Snar Conto Abadi")
        assert "**" not in found and "*PT Sinar Contoh Abadi*" in found
        assert "dihentikan sementara" in found and "Contoh karangan / Invented sample" in found
        assert "tidak ada di daftar per" in await answer(person, "Zyx Qwerty")


async def stands_at_the_search(url: str) -> None:
    """Somebody who was asked for a company's name before this server began."""
    await upgrade(url)
    address = Address(channel=ChannelName.WHATSAPP, kind=AddressKind.PHONE, value=phone(1))
    frames = (Frame(module="menu", step="choices"), Frame(module="agency-check", step="search", since=1))
    state = State(channel=ChannelName.WHATSAPP, locale="id", turn=1, frames=frames)
    async with opened(url) as store:
        await receive(store, an_arrival("halo", address))
        async with store.write() as work:
            turn = await claim(work)
            await work.inbox.finish([FinishedTurn(opened=turn, state=state, messages=())], NOW)
            await work.commit()


async def answer(person: WhatsAppPerson, words: str) -> str:
    """All that is said to these words, up to the question what to do now."""
    before = len(await person.seen())
    await person.say(words)
    await until(partial(asks_what_now, person, before), f"an answer to {words}")
    return "\n".join(one.text for one in (await person.seen())[before:])


async def asks_what_now(person: WhatsAppPerson, before: int) -> bool:
    return await has_more(person, before) and "Mau apa sekarang?" in (await person.seen())[-1].text


async def bring_in(world: World) -> None:
    """By the command, as an operator would."""
    words = ("-m", "bot", "agencies", "import", str(SAMPLE), "--invented")
    child = await asyncio.create_subprocess_exec(sys.executable, *words, env=with_database(world.url))
    assert await child.wait() == 0
