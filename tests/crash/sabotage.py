"""Breaks one promise of the store on purpose. Only `tests.crash.server` uses this, only when told to."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any, assert_never

from sqlalchemy import text

from bot.service.ports import Store, UnitOfWork
from bot.store.database import Database

COMMIT_DELAY = 0.3
"""How long what was acknowledged is not durable yet."""


class Sabotage(StrEnum):
    """What is broken."""

    RECEIVE_WITHOUT_COMMIT = "receive-without-commit"
    ACKNOWLEDGED_BEFORE_COMMIT = "acknowledged-before-commit"
    CONVERSE_WITHOUT_COMMIT = "converse-without-commit"
    DELIVER_WITHOUT_COMMIT = "deliver-without-commit"
    NO_UNIQUE_KEY = "no-unique-key"


def break_store(store: Store, sabotage: Sabotage | None) -> Store:
    """The store itself, or one that does not keep its word."""
    match sabotage:
        case None | Sabotage.NO_UNIQUE_KEY:
            return store
        case Sabotage.RECEIVE_WITHOUT_COMMIT:
            return BrokenStore(store, "inbox.append", _skip_commit)
        case Sabotage.CONVERSE_WITHOUT_COMMIT:
            return BrokenStore(store, "inbox.finish", _skip_commit)
        case Sabotage.DELIVER_WITHOUT_COMMIT:
            return BrokenStore(store, "outbox.record", _skip_commit)
        case Sabotage.ACKNOWLEDGED_BEFORE_COMMIT:
            return BrokenStore(store, "inbox.append", LateCommits().begin)
        case _:
            assert_never(sabotage)


async def drop_unique_key(url: str) -> None:
    """Makes `seen` anew without its key, so that every repeat looks new."""
    database = Database(url)
    async with database.writing() as connection:
        await connection.execute(text("ALTER TABLE seen RENAME TO seen_before"))
        await connection.execute(text("CREATE TABLE seen AS SELECT * FROM seen_before"))
        await connection.execute(text("DROP TABLE seen_before"))
        await connection.commit()
    await database.close()


Commit = Callable[[UnitOfWork, AsyncExitStack], None]
"""What happens instead of a commit; the stack holds the transaction open."""


class BrokenStore:
    """Everything as it should be, but transactions that did `victim` do not commit as they say."""

    def __init__(self, store: Store, victim: str, commit: Commit) -> None:
        self._store = store
        self._victim = victim
        self._commit = commit

    def __getattr__(self, name: str) -> Any:  # whatever is not broken is the real store's
        return getattr(self._store, name)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[UnitOfWork]:
        """A real transaction, watched."""
        async with AsyncExitStack() as stack:
            work = await stack.enter_async_context(self._store.write())
            yield _Watched(work, stack, self._victim, self._commit)

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """As it is."""
        return self._store.read()

    def inherits(self, account: str) -> bool:
        """As it is."""
        return self._store.inherits(account)

    async def forget_old(self, now: datetime) -> int:
        """As it is."""
        return await self._store.forget_old(now)

    async def listen(self, wake: Callable[[str], None]) -> None:
        """As it is."""
        await self._store.listen(wake)


class _Watched:
    """A unit of work that notices when the victim is called."""

    def __init__(self, work: UnitOfWork, stack: AsyncExitStack, victim: str, commit: Commit) -> None:
        self._work = work
        self._stack = stack
        self._repository, self._method = victim.split(".")
        self._instead = commit
        self._is_victim = False

    def __getattr__(self, name: str) -> Any:  # repositories are passed on, one of them watched
        found = getattr(self._work, name)
        return _WatchedRepository(found, self._method, self._notice) if name == self._repository else found

    async def commit(self) -> None:
        """The real thing, unless the victim was here."""
        if self._is_victim:
            self._instead(self._work, self._stack)
        else:
            await self._work.commit()

    def _notice(self) -> None:
        self._is_victim = True


class _WatchedRepository:
    def __init__(self, repository: Any, method: str, notice: Callable[[], None]) -> None:
        self._repository = repository
        self._method = method
        self._notice = notice

    def __getattr__(self, name: str) -> Any:
        if name == self._method:
            self._notice()
        return getattr(self._repository, name)


def _skip_commit(work: UnitOfWork, stack: AsyncExitStack) -> None:
    """Leaving without a commit rolls back."""


class LateCommits:
    """Says "done" at once and commits a little later, while the process may die in between."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, work: UnitOfWork, stack: AsyncExitStack) -> None:
        """Takes the open transaction over from its caller."""
        task = asyncio.create_task(self._commit_later(work, stack.pop_all()))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _commit_later(self, work: UnitOfWork, held: AsyncExitStack) -> None:
        async with held:
            await asyncio.sleep(COMMIT_DELAY)
            await work.commit()


__all__: Sequence[str] = ("Sabotage", "break_store", "drop_unique_key")
