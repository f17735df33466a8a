""" "Delete my data" leaves nothing of the person in any table, and the farewell still arrives."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from bot.content.model import Content
from bot.domain.channel import ChannelName
from bot.store import bodies
from bot.store.schema import metadata, outbox
from tests.end_to_end.people import BrowserPerson, Person, TelegramPerson, WhatsAppPerson
from tests.end_to_end.rows import all_values, count_rows
from tests.end_to_end.talk import Talk
from tests.end_to_end.world import World, a_world, opened, until

SECRET_WORDS = "kenari-kuning"
CONFIRMED_WITHIN = 1.0
UNLINKED = {"seen", "leases", "sent_counts"}
"""Hashes without a person, who may send, and how much was sent."""


@pytest.mark.parametrize("channel", [ChannelName.WHATSAPP, ChannelName.TELEGRAM, ChannelName.WEBCHAT])
async def test_forgotten_person_is_nowhere(
    channel: ChannelName, tmp_path: Path, database_url: str, content: Content
) -> None:
    async with a_world(tmp_path, database_url) as world:
        talk = Talk(_somebody(world, channel), content)
        for words in ("halo", "1", "1", SECRET_WORDS, "hapus data"):
            await talk.say(words)

        await talk.choose("yes")  # the farewell is compared with the engine's

        await _confirm(talk.person)
        await until(lambda: _is_all_sent(database_url), "the last word is sent")
        filled = {table.name for table in metadata.sorted_tables if await count_rows(database_url, table)}
        assert filled <= UNLINKED
        assert await _traces(database_url, talk.person) == []


async def test_forgotten_person_is_a_stranger_afterwards(
    tmp_path: Path, sqlite_url: str, content: Content
) -> None:
    async with a_world(tmp_path, sqlite_url) as world:
        before = Talk(WhatsAppPerson(world, 1), content)
        for words in ("hello", "2", "hapus data"):
            await before.say(words)
        await before.choose("yes")

        world.whatsapp.record.by_recipient.clear()
        afterwards = Talk(WhatsAppPerson(world, 1), content)

        await afterwards.say("halo")
        await afterwards.choose("id")


def _somebody(world: World, channel: ChannelName) -> Person:
    match channel:
        case ChannelName.WHATSAPP:
            return WhatsAppPerson(world, 1)
        case ChannelName.TELEGRAM:
            return TelegramPerson(world, 1)
        case _:
            return BrowserPerson(world, 1)


async def _confirm(person: Person) -> None:
    """A page asks for more and thereby says what it has; there is no more, so nothing comes."""
    if isinstance(person, BrowserPerson):
        with suppress(TimeoutError):
            async with asyncio.timeout(CONFIRMED_WITHIN):
                await person.fetch()


async def _is_all_sent(url: str) -> bool:
    return await count_rows(url, outbox) == 0


async def _traces(url: str, person: Person) -> list[str]:
    """Every place that still knows the person: their words, their address, or its hash."""
    async with opened(url) as store:
        value_hash = store.sealer.blind(bodies.address_kind(person.address), person.address.value)
    needles = (SECRET_WORDS.encode(), person.address.value.encode())
    return [
        name
        for name, value in await all_values(url)
        if value == value_hash or any(needle in _as_bytes(value) for needle in needles)
    ]


def _as_bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
