"""Classes and their members' figures. A row leads to a contact only so that it can be replaced and erased."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Text, bindparam, case, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact import ContactId
from bot.domain.course import FIGURES
from bot.service.ports import Group, GroupId
from bot.store.database import Found, insert
from bot.store.schema import contacts, groups, memberships


class DatabaseGroups:
    """Keeps the promises of `ports.Groups`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, label: str, code: str, now: datetime, open_until: datetime) -> Group | None:
        """None where the code is taken already."""
        row = {"label": label, "code": code, "created_at": now, "open_until": open_until}
        made = (await self._connection.execute(_CREATE, row)).first()
        return None if made is None else _group(made)

    async def all(self) -> Sequence[Group]:
        """Every group, oldest first."""
        return [_group(row) for row in await self._connection.execute(_ALL)]

    async def close(self, code: str, now: datetime) -> bool:
        """A group that ended earlier keeps its end; false where there is no such group."""
        return (await self._connection.execute(_CLOSE, {"code_": code, "now": now})).first() is not None

    async def join(self, contact: ContactId, code: str, now: datetime) -> bool:
        """Leaves an earlier group and starts without figures; false, and nothing changes, where none is open."""
        values = {"contact": contact, "code_": code, "now": now}
        return (await self._connection.execute(_JOIN, values)).first() is not None

    async def leave(self, contact: ContactId) -> None:
        """Removes the member with all figures, if they are one."""
        await self._connection.execute(_LEAVE, {"contact": contact})

    async def count(self, contact: ContactId, figures: Mapping[str, int]) -> None:
        """Replaces the member's figures; a name that is no figure raises KeyError."""
        if unknown := figures.keys() - FIGURES.keys():
            raise KeyError(*sorted(unknown))
        row = {name: figures.get(name) for name in FIGURES}
        await self._connection.execute(_COUNT, {"contact": contact, **row})

    async def members(self, group: GroupId) -> Sequence[Mapping[str, int]]:
        """Sorted by the figures themselves, so that their order says nothing more."""
        rows = (await self._connection.execute(_MEMBERS, {"group": group})).mappings()
        known = ({name: row[name] for name in FIGURES if row[name] is not None} for row in rows)
        return sorted(known, key=lambda figures: [figures.get(name, -1) for name in FIGURES])


def _group(row: Found) -> Group:
    return Group(
        id=GroupId(row.id),
        code=row.code,
        label=row.label,
        created_at=row.created_at,
        open_until=row.open_until,
    )


_CREATE = (
    insert(groups)
    .values({name: bindparam(name) for name in ("label", "code", "created_at", "open_until")})
    .on_conflict_do_nothing(index_elements=[groups.c.code])
    .returning(*groups.c)
)
_ALL = select(groups).order_by(groups.c.created_at, groups.c.id)
_NOW = bindparam("now", type_=groups.c.open_until.type)
_CLOSE = (
    update(groups)
    .where(groups.c.code == bindparam("code_", type_=Text()))
    .values(open_until=case((groups.c.open_until > _NOW, _NOW), else_=groups.c.open_until))
    .returning(groups.c.id)
)
# From a select, so that a turn which erased its contact may still have asked to join.
_joining = insert(memberships).from_select(
    ["contact_id", "group_id", "joined_at"],
    select(contacts.c.id, groups.c.id, _NOW)
    .join_from(contacts, groups, groups.c.code == bindparam("code_", type_=Text()))
    .where(contacts.c.id == bindparam("contact"), groups.c.open_until > _NOW),
)
_JOIN = _joining.on_conflict_do_update(
    index_elements=[memberships.c.contact_id],
    set_={
        "group_id": _joining.excluded.group_id,
        "joined_at": _joining.excluded.joined_at,
        **dict.fromkeys(FIGURES),
    },
).returning(memberships.c.contact_id)
_LEAVE = delete(memberships).where(memberships.c.contact_id == bindparam("contact"))
_COUNT = (
    update(memberships)
    .where(memberships.c.contact_id == bindparam("contact"))
    .values({name: bindparam(name) for name in FIGURES})
)
_MEMBERS = select(*(memberships.c[name] for name in FIGURES)).where(
    memberships.c.group_id == bindparam("group")
)
