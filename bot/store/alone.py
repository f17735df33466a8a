"""Knows that no other process serves the same SQLite file, by a lock that ends with the process.

After a crash the next process may then send at once, instead of waiting for the dead one's lease.
PostgreSQL is for several processes and machines: there nobody is ever alone.
"""

import fcntl
import os
from pathlib import Path


class SoleServer:
    """Holds the lock beside the database's file, from the first `inherits` to `close`."""

    def __init__(self, database: Path | None) -> None:
        self._path = database.with_name(f"{database.name}.serving") if database else None
        self._descriptor: int | None = None
        self._inherited: set[str] = set()

    def inherits(self, account: str) -> bool:
        """True once an account, and only for the one server there is: whoever sent for it is dead."""
        if account in self._inherited or not self._claim():
            return False
        self._inherited.add(account)
        return True

    def _claim(self) -> bool:
        if self._path is None or self._descriptor is not None:
            return self._descriptor is not None
        descriptor = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def close(self) -> None:
        """Lets another process be the only one."""
        self._inherited.clear()
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
