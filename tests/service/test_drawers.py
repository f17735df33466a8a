"""Drawers through receive and converse: one transaction a turn, and nothing of anybody in between."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.content.model import Content
from bot.domain.state import Frame
from bot.service.converse import converse
from bot.service.ports import Store, UnitOfWork
from bot.store import DatabaseStore, bodies
from bot.store.schema import conversations, drawers
from tests.fakes import FakeAgencies, FakeObserver, FixedClock
from tests.service.arrivals import chat, wrote

CODE = "bunga melati"


class Stop(Exception):
    """The power goes."""


class DyingStore:
    """A store whose power goes before a commit; the only thing it does otherwise."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @asynccontextmanager
    async def write(self) -> AsyncIterator[UnitOfWork]:
        async with self._store.write() as work:
            work.commit = _die  # type: ignore[method-assign]  # the seam where power is pulled
            yield work


async def _die() -> None:
    raise Stop


class Room:
    """One phone, and the server's legs by hand."""

    def __init__(self, store: DatabaseStore, content: Content, clock: FixedClock) -> None:
        self.store, self.content, self.clock = store, content, clock

    async def hear(self, *typed: str) -> None:
        for words in typed:
            self.clock.move(timedelta(seconds=1))
            async with self.store.write() as work:
                await work.inbox.append([wrote(chat(1), words)], self.clock())
                await work.commit()
            while await self.turn(self.store):
                pass

    async def turn(self, store: Store) -> int:
        return await converse(
            store,
            self.content,
            self.clock,
            FakeObserver(),
            public_url="https://chat.example",
            agencies=FakeAgencies(),
        )

    async def lock(self, code: str = CODE) -> None:
        """The person's own words from the menu of the module."""
        await self.hear("ulang")
        for words in ("1", code, code):
            await self.hear(words)

    async def look(self) -> tuple[set[str], str, int]:
        """Lessons done in the open chat, its code word, and how many drawers there are."""
        async with self.store.database.reading() as connection:
            sealed = await connection.scalar(select(conversations.c.state_sealed))
            count = len((await connection.execute(select(drawers))).all())
        state = bodies.open_state(self.store.sealer, sealed or b"")
        return set(state.done), state.lock_code, count

    async def place(self, module: str, **changes: object) -> None:
        """Moves the stored chat to the first step of a module, as a tap in some menu would."""
        async with self.store.database.writing() as connection:
            sealed = await connection.scalar(select(conversations.c.state_sealed))
            state = bodies.open_state(self.store.sealer, sealed or b"")
            start = self.content.modules[module].start
            frames = (Frame(module="menu", step="choices"), Frame(module=module, step=start))
            state = replace(state, frames=frames, **changes)  # type: ignore[arg-type]  # test data
            sealed = bodies.seal_state(self.store.sealer, state)
            await connection.execute(update(conversations).values(state_sealed=sealed))
            await connection.commit()


@pytest.fixture
async def room(store: DatabaseStore, content: Content, clock: FixedClock) -> Room:
    room = Room(store, content, clock)
    await room.hear("halo", "1", "2")
    await room.place("lock", done={"papers/passport": "a"})
    return room


async def test_locked_notes_leave_the_chat_and_come_back(room: Room) -> None:
    await room.lock()
    assert await room.look() == (set(), "", 1)

    await room.hear(f"buka {CODE}")

    assert await room.look() == ({"papers/passport"}, "bungamelati", 0)


async def test_quick_exit_puts_back_what_was_opened(room: Room) -> None:
    await room.lock()
    await room.hear(f"buka {CODE}", "keluar")

    assert await room.look() == (set(), "", 1)


async def test_power_cut_before_the_commit_changes_nothing(room: Room) -> None:
    await room.lock()
    async with room.store.write() as work:
        await work.inbox.append([wrote(chat(1), f"buka {CODE}")], room.clock())
        await work.commit()

    before = await room.look()
    for after in ((set[str](), "", 0), ({"papers/passport"}, "bungamelati", 0)):
        with pytest.raises(Stop):
            await room.turn(DyingStore(room.store))  # type: ignore[arg-type]  # all that converse uses of a store
        assert await room.look() == before
        await room.turn(room.store)
        before = await room.look()
        assert before == after


async def test_opened_notes_wait_sealed_until_they_are_taken(room: Room) -> None:
    await room.lock()
    async with room.store.write() as work:
        await work.inbox.append([wrote(chat(1), f"buka {CODE}")], room.clock())
        await work.commit()

    await room.turn(room.store)

    assert await room.look() == (set(), "", 0)
    await room.turn(room.store)
    assert await room.look() == ({"papers/passport"}, "bungamelati", 0)


async def test_word_that_came_at_once_after_the_code_is_not_lost(room: Room) -> None:
    await room.lock()
    async with room.store.write() as work:
        arrivals = [wrote(chat(1), words) for words in (f"buka {CODE}", "halo", "menu")]
        await work.inbox.append(arrivals, room.clock())
        await work.commit()

    while await room.turn(room.store):
        pass

    assert await room.look() == ({"papers/passport"}, "bungamelati", 0)


async def test_program_draws_another_code_for_the_next_person(room: Room) -> None:
    await room.hear("ulang", "3", "1", "1")

    assert await room.look() == (set(), "", 1)
    await room.hear("1", "2")
    await room.place("lock", done={"papers/copies": "b"})
    await room.hear("ulang", "3", "1", "1")
    assert await room.look() == (set(), "", 2)


async def test_erasing_takes_the_drawers_along(room: Room) -> None:
    await room.lock()

    await room.hear("halo", "1", "2", "hapus data", "1")

    async with room.store.database.reading() as connection:
        assert (await connection.execute(select(drawers))).all() == []


async def test_no_event_keeps_what_was_in_a_drawer(room: Room) -> None:
    await room.lock()
    await room.hear(f"buka {CODE}")

    async with room.store.database.reading() as connection:
        kept = await connection.exec_driver_sql("SELECT count(*) FROM inbox WHERE body_sealed IS NOT NULL")
        assert kept.scalar() == 0
