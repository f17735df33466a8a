"""Forgets what need not be kept, several times a day, in short chunks.

Only what is finished goes: what is open, parked, waiting or held stays however old it is. The one exception
is what waits for a web page that was never opened again. A class is finished when nobody can join it any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, bindparam, delete, or_, select, text, true, update

from bot.domain.channel import CLEARABLE_FOR, ChannelName
from bot.store.database import Database
from bot.store.schema import (
    InboxStatus,
    OutboxStatus,
    drawers,
    groups,
    inbox,
    invitations,
    memberships,
    outbox,
    seen,
    unreadable,
)

CHUNK = 500
GROUPS = 10  # at once: each goes with all its members
SEEN_FOR = timedelta(days=8)
"""WhatsApp repeats a delivery for up to 7 days."""
GROUP_FOR = timedelta(days=365)
"""After nobody can join any more: time for the recall and for a report of the year."""
FINISHED_FOR = timedelta(days=30)
"""Blank rows: when an event was handled, how far a message came. Reports of platforms come within days."""
DRAWER_FOR = timedelta(days=400)
"""Since it was put away: who opens it every year keeps it."""
LONGEST_CLEARABLE = max(CLEARABLE_FOR.values())
"""After that no platform takes a message from a screen any more."""

IDS: tuple[Column[datetime], ...] = (outbox.c.sent_at, inbox.c.received_at)
"""From when on an id of a platform is kept, by table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How old a row is, and whether it may go."""

    moment: ColumnElement[datetime]
    is_finished: ColumnElement[bool]


RULES: Mapping[Table, Rule] = {
    inbox: Rule(moment=inbox.c.received_at, is_finished=inbox.c.status == InboxStatus.DONE),
    outbox: Rule(
        moment=outbox.c.created_at,
        is_finished=or_(
            outbox.c.status.in_(
                [
                    OutboxStatus.SENT,
                    OutboxStatus.DELIVERED,
                    OutboxStatus.READ,
                    OutboxStatus.FAILED,
                    OutboxStatus.REFUSED,
                    OutboxStatus.EXPIRED,
                ]
            ),
            outbox.c.channel == ChannelName.WEBCHAT,
        ),
    ),
    unreadable: Rule(moment=unreadable.c.received_at, is_finished=true()),
}


async def forget_old(database: Database, now: datetime) -> int:
    """Removes rows past their time; returns how many. Ids that are of no use any more are blanked first."""
    removed = 0
    for moment in IDS:
        while await _blank_ids(database, moment, now - LONGEST_CLEARABLE):
            pass
    while count := await _forget_seen(database, now - SEEN_FOR):
        removed += count
    while count := await _forget_groups(database, now - GROUP_FOR):
        removed += count
    for key, is_old in (
        (invitations.c.contact_id, invitations.c.expires_at <= now),
        (drawers.c.id, drawers.c.created_at < now - DRAWER_FOR),
    ):
        while count := await _forget_where(database, key, is_old):
            removed += count
    for table, rule in RULES.items():
        after: int | None = 0
        while after is not None:
            after, count = await _forget_chunk(database, table, rule, now - FINISHED_FOR, after)
            removed += count
    return removed


async def _blank_ids(database: Database, moment: Column[datetime], before: datetime) -> int:
    table = moment.table
    query = (
        select(table.c.id)
        .where(moment < before, text(f"{table.name}.platform_id_sealed IS NOT NULL"))
        .order_by(moment)
        .limit(CHUNK)
    )
    async with database.writing() as connection:
        ids = list(await connection.scalars(query))
        if ids:
            blank = update(table).where(table.c.id.in_(ids)).values(platform_id_sealed=None)
            await connection.execute(blank)
        await connection.commit()
    return len(ids)


async def _forget_seen(database: Database, before: datetime) -> int:
    async with database.writing() as connection:
        rows = (await connection.execute(_OLD_SEEN, {"before": before, "chunk": CHUNK})).mappings().all()
        if rows:
            await connection.execute(_FORGET_SEEN, [dict(row) for row in rows])
        await connection.commit()
    return len(rows)


async def _forget_groups(database: Database, before: datetime) -> int:
    """With their memberships; nobody joins a group that ended, so none is added meanwhile."""
    query = select(groups.c.id).where(groups.c.open_until < before).limit(GROUPS)
    async with database.writing() as connection:
        ids = list(await connection.scalars(query))
        if ids:
            await connection.execute(delete(memberships).where(memberships.c.group_id.in_(ids)))
            await connection.execute(delete(groups).where(groups.c.id.in_(ids)))
        await connection.commit()
    return len(ids)


async def _forget_where(database: Database, key: Column[Any], is_old: ColumnElement[bool]) -> int:
    """Old rows of the table of this key. A row made new in between (a new code) stays."""
    query = select(key).where(is_old).limit(CHUNK)
    async with database.writing() as connection:
        ids = list(await connection.scalars(query))
        if ids:
            await connection.execute(delete(key.table).where(key.in_(ids), is_old))
        await connection.commit()
    return len(ids)


async def _forget_chunk(
    database: Database, table: Table, rule: Rule, before: datetime, after: int
) -> tuple[int | None, int]:
    """Ids rise with time, so the walk ends at the first chunk that is not all old."""
    query = (
        select(
            table.c.id,
            and_(rule.moment < before, rule.is_finished).label("may_go"),
            rule.moment.label("moment"),
        )
        .where(table.c.id > after)
        .order_by(table.c.id)
        .limit(CHUNK)
    )
    async with database.writing() as connection:
        rows = (await connection.execute(query)).all()
        ids = [row.id for row in rows if row.may_go]
        if ids:
            await connection.execute(delete(table).where(table.c.id.in_(ids)))
        await connection.commit()
    goes_on = len(rows) == CHUNK and rows[-1].moment < before
    return (rows[-1].id if goes_on else None), len(ids)


_OLD_SEEN = (
    select(seen.c.channel.label("channel_"), seen.c.external_hash.label("hash_"))
    .where(seen.c.seen_at < bindparam("before"))
    .limit(bindparam("chunk"))
)
_FORGET_SEEN = delete(seen).where(
    seen.c.channel == bindparam("channel_"), seen.c.external_hash == bindparam("hash_")
)
