"""Who may send for a platform account, by the database's clock, so that no process's own clock decides."""

from sqlalchemy import BigInteger, bindparam, case, or_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import database_now, insert
from bot.store.schema import leases

SECOND = 1_000_000


class DatabaseLeases:
    """Keeps the promises of `ports.Leases`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take(self, account: str, owner: str, seconds: int) -> int | None:
        """One statement: taken, renewed, or None; the row's lock decides between two who ask at once."""
        values = {"account_": account, "owner_": owner, "span": seconds * SECOND}
        fence: int | None = (await self._connection.execute(_TAKE, values)).scalar_one_or_none()
        return fence

    async def give_back(self, account: str, owner: str) -> None:
        """Keeps the row, so that the fencing number goes on rising."""
        await self._connection.execute(_GIVE_BACK, {"account_": account, "owner_": owner})

    async def end(self, account: str) -> None:
        """The next who takes it gets a new fencing number, unless it was theirs."""
        await self._connection.execute(_END, {"account_": account})


_until = database_now() + bindparam("span", type_=BigInteger())
_new = insert(leases).values(account=bindparam("account_"), owner=bindparam("owner_"), fence=1, until=_until)
_is_mine = leases.c.owner == _new.excluded.owner
_TAKE = _new.on_conflict_do_update(
    index_elements=[leases.c.account],
    set_={
        "owner": _new.excluded.owner,
        "fence": leases.c.fence + case((_is_mine, 0), else_=1),
        "until": _new.excluded.until,
    },
    where=or_(_is_mine, leases.c.until <= database_now()),
).returning(leases.c.fence)
_GIVE_BACK = (
    update(leases)
    .where(leases.c.account == bindparam("account_"), leases.c.owner == bindparam("owner_"))
    .values(until=0)
)
_END = update(leases).where(leases.c.account == bindparam("account_")).values(until=0, owner="")
