"""The list of companies, in versions: staged row by row, published in one step, removed in chunks.

Nothing here belongs to a person. A version that was never published is what a broken import left behind.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.agency import Agency, AgencyStatus
from bot.service.ports import AgencyList, AgencyVersion
from bot.store.database import Found
from bot.store.schema import agencies, agency_lists


class DatabaseAgencies:
    """Keeps the promises of `ports.Agencies`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def current(self) -> AgencyList | None:
        """The published list, if there is one."""
        row = (await self._connection.execute(_CURRENT)).first()
        if row is None:
            return None
        return AgencyList(
            version=AgencyVersion(row.version), imported_at=row.imported_at, as_of=row.as_of, rows=row.rows
        )

    async def rows(self, version: AgencyVersion, after: int, limit: int) -> Sequence[Agency]:
        """The next rows in their order."""
        values = {"version_": version, "after": after, "limit": limit}
        return [_agency(row) for row in await self._connection.execute(_ROWS, values)]

    async def begin(self, as_of: str, rows: int, now: datetime) -> AgencyVersion:
        """A version that nobody sees yet."""
        values = {"imported_at": now, "as_of": as_of, "rows": rows, "is_current": False}
        return AgencyVersion((await self._connection.execute(_BEGIN, values)).scalar_one())

    async def add(self, version: AgencyVersion, after: int, agencies: Sequence[Agency]) -> bool:
        """Holds the version's row, so that nobody removes it meanwhile."""
        if (await self._connection.execute(_HOLD, {"version_": version})).first() is None:
            return False
        rows = [
            {"version": version, "id": number, **asdict(agency)}
            for number, agency in enumerate(agencies, start=after + 1)
        ]
        await self._connection.execute(_ADD, rows)
        return True

    async def publish(self, version: AgencyVersion) -> bool:
        """One statement turns the old off and the new on, so that two imports cannot both win."""
        wanted = (await self._connection.execute(_HOLD, {"version_": version})).scalar_one_or_none()
        if wanted is None:
            return False
        if (await self._connection.execute(_COUNT, {"version_": version})).scalar_one() != wanted:
            return False
        await self._connection.execute(_PUBLISH, {"version_": version})
        return True

    async def remove_old(self, limit: int) -> int:
        """The oldest list that is not current, a chunk at a time."""
        version = (await self._connection.execute(_OLD)).scalar_one_or_none()
        if version is None:
            return 0
        removed = (
            await self._connection.execute(_REMOVE_ROWS, {"version_": version, "limit": limit})
        ).rowcount
        if removed < limit:
            removed += (await self._connection.execute(_REMOVE_LIST, {"version_": version})).rowcount
        return removed


def _agency(row: Found) -> Agency:
    return Agency(
        name=row.name,
        licence=row.licence,
        status=AgencyStatus(row.status),
        office=row.office,
        valid_until=row.valid_until,
        source=row.source,
        as_of=row.as_of,
        is_invented=row.is_invented,
    )


_VERSION = bindparam("version_", type_=agencies.c.version.type)
_IS_THIS = agencies.c.version == _VERSION
_CURRENT = (
    select(agency_lists).where(agency_lists.c.is_current).order_by(agency_lists.c.version.desc()).limit(1)
)
_ROWS = (
    select(agencies)
    .where(_IS_THIS, agencies.c.id > bindparam("after"))
    .order_by(agencies.c.id)
    .limit(bindparam("limit"))
)
_BEGIN = insert(agency_lists).returning(agency_lists.c.version)
_HOLD = select(agency_lists.c.rows).where(agency_lists.c.version == _VERSION).with_for_update()
_ADD = insert(agencies)
_COUNT = select(func.count()).select_from(agencies).where(_IS_THIS)
_PUBLISH = update(agency_lists).values(is_current=agency_lists.c.version == _VERSION)
# Locked, because an import that still writes this version holds it in the same way.
_OLD = (
    select(agency_lists.c.version)
    .where(~agency_lists.c.is_current)
    .order_by(agency_lists.c.version)
    .limit(1)
    .with_for_update()
)
_next = select(agencies.c.id).where(_IS_THIS).order_by(agencies.c.id).limit(bindparam("limit"))
_REMOVE_ROWS = delete(agencies).where(and_(_IS_THIS, agencies.c.id.in_(_next)))
_REMOVE_LIST = delete(agency_lists).where(agency_lists.c.version == _VERSION)
