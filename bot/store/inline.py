"""aiosqlite without a trip to its thread for each small statement of the one writing connection.

aiosqlite hands every call to a thread and back; a transaction of ours makes some thirty such calls of a
few microseconds each. Here only what may wait for the disk or for another process's lock goes to the
thread: begin, commit, rollback, close. Statements run where they are asked for; they touch few rows each.
"""

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

import aiosqlite

Result = TypeVar("Result")

_SLOW_CALLS = frozenset({"commit", "rollback", "close"})
_SLOW_STATEMENTS = ("BEGIN", "PRAGMA")


class InlineConnection(aiosqlite.Connection):
    """The writing connection; one transaction at a time, as `Database` sees to."""

    async def _execute(self, fn: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
        owner = getattr(fn, "__self__", None)
        is_slow = (owner is self._connection and fn.__name__ in _SLOW_CALLS) or (
            bool(args) and isinstance(args[0], str) and args[0].startswith(_SLOW_STATEMENTS)
        )
        if is_slow or not self._running or self._connection is None:
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-any-return, no-untyped-call]
        return fn(*args, **kwargs)


def connect(database: str, **options: Any) -> InlineConnection:
    """What `create_async_engine(async_creator_fn=…)` calls; the connection opens when it is awaited."""
    connection = InlineConnection(lambda: sqlite3.connect(database, **options), iter_chunk_size=64)
    connection._thread.daemon = True
    return connection
