"""A code word and a phone in turn, on real channels: the screen of who comes next shows nothing of who was there."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.content.model import Content
from bot.domain.channel import ChannelName
from bot.domain.event import TextReceived
from bot.domain.state import Frame, State
from bot.store import bodies
from bot.store.schema import conversations, drawers, outbox
from tests.end_to_end.engine import PureConversation
from tests.end_to_end.people import BrowserPerson, Person, TelegramPerson
from tests.end_to_end.rows import all_values, change_rows, count_rows
from tests.end_to_end.wire import Seen, all_shown
from tests.end_to_end.world import World, a_world, opened, until

CODE = "bunga melati"
LESSON, ANSWER = "papers/passport", "kenari-kuning"
CHANNELS = pytest.mark.parametrize("channel", [ChannelName.TELEGRAM, ChannelName.WEBCHAT])


class Chat:
    """Somebody's words, each answered before the next."""

    def __init__(self, world: World, person: Person, content: Content) -> None:
        self.world, self.person, self.content = world, person, content
        self.read = 0

    async def say(self, *words: str) -> list[Seen]:
        """Returns what came after the last of them."""
        for typed in words:
            self.read = len(await self.person.seen())
            await self.person.say(typed)
            await until(self._is_quiet, f"an answer to {typed}")
        return (await self.person.seen())[self.read :]

    async def begin(self) -> None:
        """As somebody new, who keeps their answers to themselves; then some notes."""
        await self.say("halo", "1", "2")

    async def note(self, **changes: object) -> None:
        """Notes as hours of lessons would leave them; the chat stands in the module of drawers."""
        start = self.content.modules["lock"].start
        frames = (Frame(module="menu", step="choices"), Frame(module="lock", step=start))
        async with opened(self.world.url) as store, store.database.writing() as connection:
            sealed = await connection.scalar(select(conversations.c.state_sealed))
            state = replace(bodies.open_state(store.sealer, sealed or b""), frames=frames, **changes)  # type: ignore[arg-type]  # test data
            await connection.execute(
                update(conversations).values(state_sealed=bodies.seal_state(store.sealer, state))
            )
            await connection.commit()
        await self.say("ulang")

    async def state(self) -> State:
        async with opened(self.world.url) as store, store.database.reading() as connection:
            sealed = await connection.scalar(select(conversations.c.state_sealed))
            return bodies.open_state(store.sealer, sealed or b"")

    async def lock(self) -> list[Seen]:
        return await self.say("1", CODE, CODE)

    async def _is_quiet(self) -> bool:
        """Something came, nothing is open any more, and nothing waits to be sent."""
        if isinstance(self.person, BrowserPerson) and len(await self.person.seen()) <= self.read:
            await self.person.fetch()
        is_answered = len(await self.person.seen()) > self.read
        if not is_answered or await count_rows(self.world.url, conversations, "open_event_id IS NOT NULL"):
            return False
        written = await count_rows(self.world.url, outbox)
        if isinstance(self.person, BrowserPerson):
            while len(await self.person.seen()) < written:
                await self.person.fetch()
            return True
        return not await count_rows(self.world.url, outbox, "status IN ('waiting', 'leased')")


def words(seen: list[Seen]) -> str:
    return "\n".join(one.text for one in seen)


def a_person(world: World, channel: ChannelName) -> Person:
    return TelegramPerson(world, 1) if channel is ChannelName.TELEGRAM else BrowserPerson(world, 1)


async def a_chat(world: World, channel: ChannelName, content: Content) -> Chat:
    chat = Chat(world, a_person(world, channel), content)
    await chat.begin()
    await chat.note(done={LESSON: "a"}, answers={"consent": "yes", "name": ANSWER})
    return chat


@CHANNELS
async def test_locked_phone_shows_a_stranger_and_opens_by_the_code(
    channel: ChannelName, tmp_path: Path, sqlite_url: str, content: Content
) -> None:
    async with a_world(tmp_path, sqlite_url) as world:
        chat = await a_chat(world, channel, content)

        hidden = await chat.lock()
        assert "apa kabar" in words(hidden)
        state = await chat.state()
        assert (state.done, state.answers, state.frames) == ({}, {}, ())
        if isinstance(chat.person, TelegramPerson):
            assert [call.text for call in world.telegram.on_screen(str(chat.person.chat_id))] == [
                words(hidden)
            ]
        stranger = PureConversation(content, channel)
        for snooped in ("menu", "ulang", "kembali", "1", "2", "menu"):
            told = stranger.answer(TextReceived(at=datetime.now(UTC), text=snooped))
            assert words(await chat.say(snooped)) == words(all_shown(told, channel))

        back = await chat.say(f"buka {CODE}")
        assert "Ini catatan Anda lagi" in words(back)
        assert (await chat.state()).done == {LESSON: "a"}

        await chat.say("keluar")
        assert (await chat.state()).done == {}
        assert await count_rows(sqlite_url, drawers) == 1


@CHANNELS
async def test_sixth_wrong_code_is_told_to_come_later_and_the_hour_ends(
    channel: ChannelName, tmp_path: Path, sqlite_url: str, content: Content
) -> None:
    async with a_world(tmp_path, sqlite_url) as world:
        chat = await a_chat(world, channel, content)
        await chat.lock()

        for _ in range(4):  # to choose the code was the first try
            assert "tidak cocok" in words(await chat.say("buka bunga mawar"))
        assert words(await chat.say("buka bunga mawar")) == "Coba lagi nanti."
        assert words(await chat.say(f"buka {CODE}")) == "Coba lagi nanti."

        await an_hour_later(chat)
        assert "Ini catatan Anda lagi" in words(await chat.say(f"buka {CODE}"))


@CHANNELS
async def test_two_people_in_turn_each_get_their_own_back(
    channel: ChannelName, tmp_path: Path, database_url: str, content: Content
) -> None:
    async with a_world(tmp_path, database_url) as world:
        chat = await a_chat(world, channel, content)
        first = code_in(await chat.say("3", "1"))
        assert "Mau bahasa apa?" in words(await chat.say("1"))

        await chat.say("1", "2")
        await chat.note(done={"papers/copies": "b"})
        second = code_in(await chat.say("3", "1"))
        await chat.say("1")

        await chat.say(f"buka {first}")
        assert (await chat.state()).done == {LESSON: "a"}
        await chat.say(f"buka {second}")
        assert (await chat.state()).done == {"papers/copies": "b"}
        await chat.say("keluar")
        assert await count_rows(database_url, drawers) == 2


async def test_erasing_leaves_nothing_of_any_drawer(
    tmp_path: Path, database_url: str, content: Content
) -> None:
    async with a_world(tmp_path, database_url) as world:
        chat = await a_chat(world, ChannelName.TELEGRAM, content)
        await chat.lock()
        assert any(ANSWER.encode() in _as_bytes(value) for _, value in await all_values(database_url))
        await chat.say("halo", "1", "2", "hapus data")

        await chat.person.say("1")

        await until(partial(_has_none, database_url), "the drawer is gone")
        assert not any(ANSWER.encode() in _as_bytes(value) for _, value in await all_values(database_url))


async def an_hour_later(chat: Chat) -> None:
    """The tries of this chat were made long ago."""
    state = await chat.state()
    async with opened(chat.world.url) as store:
        sealed = bodies.seal_state(store.sealer, replace(state, tries=tuple(at - 3700 for at in state.tries)))
    await change_rows(chat.world.url, "UPDATE conversations SET state_sealed = :sealed", sealed=sealed)


def code_in(seen: list[Seen]) -> str:
    (line,) = [one.text for one in seen if "Kode orang ini" in one.text]
    return (
        line.partition(":")[2].replace("<b>", "").replace("</b>", "").replace("*", "").strip().splitlines()[0]
    )


async def _has_none(url: str) -> bool:
    return await count_rows(url, drawers) == 0


def _as_bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
