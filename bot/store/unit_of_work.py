"""One transaction with everything on it, and the store that opens transactions."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.service import ports
from bot.store.agencies import DatabaseAgencies
from bot.store.alone import SoleServer
from bot.store.certificates import DatabaseCertificates
from bot.store.contacts import DatabaseContacts
from bot.store.database import Database
from bot.store.drawers import DatabaseDrawers
from bot.store.gauges import DatabaseGauges
from bot.store.groups import DatabaseGroups
from bot.store.inbox import Claims, DatabaseInbox
from bot.store.leases import DatabaseLeases
from bot.store.notices import Notices
from bot.store.outbox import DatabaseOutbox
from bot.store.retention import forget_old
from bot.store.sealing import Sealer
from bot.store.shares import DatabaseShares
from bot.store.timers import DatabaseTimers


def utc_now() -> datetime:
    """The clock of this machine."""
    return datetime.now(UTC)


class DatabaseUnitOfWork:
    """Keeps the promises of `ports.UnitOfWork`, on one connection."""

    inbox: ports.Inbox
    contacts: ports.Contacts
    outbox: ports.Outbox
    timers: ports.Timers
    certificates: ports.Certificates
    groups: ports.Groups
    shares: ports.Shares
    drawers: ports.Drawers
    agencies: ports.Agencies
    leases: ports.Leases
    gauges: ports.Gauges

    def __init__(
        self, connection: AsyncConnection, sealer: Sealer, clock: ports.Clock, notices: Notices
    ) -> None:
        claims: Claims = {}
        self._connection = connection
        self._notices = notices
        self.inbox = DatabaseInbox(connection, sealer, claims)
        self.contacts = DatabaseContacts(connection, sealer, claims)
        self.outbox = DatabaseOutbox(connection, sealer)
        self.timers = DatabaseTimers(connection, sealer)
        self.certificates = DatabaseCertificates(connection, sealer, clock)
        self.groups = DatabaseGroups(connection)
        self.shares = DatabaseShares(connection, sealer)
        self.drawers = DatabaseDrawers(connection, sealer)
        self.agencies = DatabaseAgencies(connection)
        self.leases = DatabaseLeases(connection)
        self.gauges = DatabaseGauges(connection, clock)

    async def wake(self, leg: str) -> None:
        """Other processes hear of it with the commit; nothing on SQLite."""
        await self._notices.say(self._connection, leg)

    async def commit(self) -> None:
        """Makes it durable."""
        await self._connection.commit()


class DatabaseStore:
    """Keeps the promises of `ports.Store`. Made once a process; `close` when it ends."""

    def __init__(self, database: Database, sealer: Sealer, clock: ports.Clock) -> None:
        self.database = database
        self.sealer = sealer
        self._clock = clock
        self._sole = SoleServer(database.file)
        self._notices = Notices(database)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[ports.UnitOfWork]:
        """A transaction that may write. Raises DatabaseUnavailable or TransactionConflict."""
        async with self.database.writing() as connection:
            yield DatabaseUnitOfWork(connection, self.sealer, self._clock, self._notices)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[ports.UnitOfWork]:
        """A transaction that only reads and never waits for a writer."""
        async with self.database.reading() as connection:
            yield DatabaseUnitOfWork(connection, self.sealer, self._clock, self._notices)

    async def listen(self, wake: Callable[[str], None]) -> None:
        """Calls `wake(leg)` for what other processes committed; returns at once on SQLite."""
        await self._notices.hear(wake)

    def inherits(self, account: str) -> bool:
        """Whether this account's lease may be ended: on SQLite, once, by the only server; else never."""
        return self._sole.inherits(account)

    async def forget_old(self, now: datetime) -> int:
        """Removes what is past its time, by the table in `retention.py`."""
        return await forget_old(self.database, now)

    async def close(self) -> None:
        """Closes all connections."""
        await self.database.close()
        self._sole.close()


def open_store(url: str, keys: Sequence[bytes], clock: ports.Clock = utc_now) -> DatabaseStore:
    """Connects lazily; `upgrade(url)` first, so that the tables are there. Newest key first."""
    return DatabaseStore(Database(url), Sealer(keys), clock)
