"""Invitations of workers, and who sees whose progress. No row holds a code, a name or a word of anybody.

A code that fits nothing costs the same two statements as one that does.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact import ContactId
from bot.domain.sharing import Progress, RouteFigures
from bot.store.database import Found, insert
from bot.store.schema import contacts, invitations, shares
from bot.store.sealing import Sealer

KIND = "invitation"
"""What the hash of a code is derived for."""

NOBODY = ContactId(0)


class DatabaseShares:
    """Keeps the promises of `ports.Shares`."""

    def __init__(self, connection: AsyncConnection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    async def invite(self, worker: ContactId, code: str, expires_at: datetime) -> bool:
        """The earlier code of this person is replaced; false, and nothing changes, where somebody else has it."""
        values = {"worker": worker, "hashes": self._sealer.blinds(KIND, code)}
        if (await self._connection.execute(_TAKEN, values)).scalar():
            return False
        row = {"worker": worker, "code_hash": self._sealer.blind(KIND, code), "expires_at": expires_at}
        await self._connection.execute(_INVITE, row)
        return True

    async def accept(self, relative: ContactId, code: str, now: datetime) -> ContactId | None:
        """Takes the invitation away first, so that who revokes it at the same moment is either before or after."""
        values = {"hashes": self._sealer.blinds(KIND, code), "relative": relative, "now": now}
        taken = (await self._connection.execute(_TAKE, values)).scalar_one_or_none()
        pair = {"worker": NOBODY if taken is None else taken, "relative": relative, "now": now}
        made = (await self._connection.execute(_SHARE, pair)).scalar_one_or_none()
        return None if made is None else ContactId(made)

    async def end(self, contact: ContactId) -> Sequence[ContactId]:
        """Whichever side they are."""
        return await end_shares(self._connection, [contact])

    async def count(self, worker: ContactId, progress: Progress) -> bool:
        """Replaces all of it."""
        steps = progress.steps or RouteFigures(route="", done=0, total=0)
        row = {
            "worker": worker,
            "lessons": progress.lessons,
            "mastered": progress.mastered,
            "route": steps.route,
            "steps_done": steps.done,
            "steps_total": steps.total,
            "is_ready": steps.is_ready,
        }
        return (await self._connection.execute(_COUNT, row)).first() is not None

    async def look(self, relative: ContactId) -> Progress | None:
        """What they may see; None where nothing is shared with them."""
        row = (await self._connection.execute(_LOOK, {"relative": relative})).first()
        return None if row is None else _progress(row)


async def end_shares(connection: AsyncConnection, people: Iterable[ContactId]) -> list[ContactId]:
    """Removes their codes and what they share or see; who was on the other side."""
    ids = list(people)
    # Codes first: who accepts one at this moment is then already seen by the second statement.
    await connection.execute(_REVOKE, {"ids": ids})
    rows = (await connection.execute(_END, {"ids": ids})).all()
    sides = {side for row in rows for side in (row.contact_id, row.relative_id)}
    return [ContactId(side) for side in sorted(sides.difference(ids))]


def _progress(row: Found) -> Progress:
    steps = RouteFigures(route=row.route, done=row.steps_done, total=row.steps_total, is_ready=row.is_ready)
    return Progress(lessons=row.lessons, mastered=row.mastered, steps=steps if row.route else None)


_NOW = bindparam("now", type_=invitations.c.expires_at.type)
_HASHES: BindParameter[bytes] = bindparam("hashes", expanding=True)
_TAKEN = select(
    exists().where(invitations.c.code_hash.in_(_HASHES), invitations.c.contact_id != bindparam("worker"))
)
# From a select, so that a turn which erased its contact may still have asked.
_inviting = insert(invitations).from_select(
    ["contact_id", "code_hash", "expires_at"],
    select(
        contacts.c.id,
        bindparam("code_hash", type_=invitations.c.code_hash.type),
        bindparam("expires_at", type_=invitations.c.expires_at.type),
    ).where(contacts.c.id == bindparam("worker")),
)
_INVITE = _inviting.on_conflict_do_update(
    index_elements=[invitations.c.contact_id],
    set_={"code_hash": _inviting.excluded.code_hash, "expires_at": _inviting.excluded.expires_at},
)
_TAKE = (
    delete(invitations)
    .where(
        invitations.c.code_hash.in_(_HASHES),
        invitations.c.expires_at > _NOW,
        invitations.c.contact_id != bindparam("relative"),
    )
    .returning(invitations.c.contact_id)
)
_worker, _relative = contacts.alias("worker"), contacts.alias("relative")
_SHARE = (
    insert(shares)
    .from_select(
        ["contact_id", "relative_id", "shared_at"],
        select(_worker.c.id, _relative.c.id, _NOW)
        .join_from(_worker, _relative, _relative.c.id == bindparam("relative"))
        .where(_worker.c.id == bindparam("worker")),
    )
    .on_conflict_do_nothing()
    .returning(shares.c.contact_id)
)
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_REVOKE = delete(invitations).where(invitations.c.contact_id.in_(_IDS))
_END = (
    delete(shares)
    .where(or_(shares.c.contact_id.in_(_IDS), shares.c.relative_id.in_(_IDS)))
    .returning(shares.c.contact_id, shares.c.relative_id)
)
_FIGURES = ("lessons", "mastered", "route", "steps_done", "steps_total", "is_ready")
_COUNT = (
    update(shares)
    .where(shares.c.contact_id == bindparam("worker"))
    .values({name: bindparam(name) for name in _FIGURES})
    .returning(shares.c.contact_id)
)
_LOOK = select(*(shares.c[name] for name in _FIGURES)).where(shares.c.relative_id == bindparam("relative"))
