"""Moments that conversations wait for; a due one becomes an event in the same transaction that removes it."""

from datetime import datetime

from sqlalchemy import Text, bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.channel import ChannelName
from bot.domain.contact import ContactId, ConversationId
from bot.domain.event import TimerFired
from bot.store.conversations import Place, lock
from bot.store.database import Found, insert, padded
from bot.store.inbox import NewEvent, write_events
from bot.store.schema import conversations, timers
from bot.store.sealing import Sealer


class DatabaseTimers:
    """Keeps the promises of `ports.Timers`."""

    def __init__(self, connection: AsyncConnection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    async def set(self, conversation: ConversationId, name: str, at: datetime) -> None:
        """Replaces an earlier one of this name; nothing for a conversation that was erased."""
        await self._connection.execute(_SET, {"conversation": conversation, "name_": name, "at_": at})

    async def cancel(self, conversation: ConversationId, name: str) -> None:
        """Removes it, if it is there."""
        await self._connection.execute(_CANCEL, {"conversation": conversation, "name_": name})

    async def fire(self, now: datetime, limit: int) -> int:
        """Takes the conversations' locks first, as turns do, so that neither waits for the other."""
        due = (await self._connection.execute(_DUE, {"now": now, "limit": limit})).all()
        if not due:
            return 0
        place_by_id = {row.conversation_id: _place(row) for row in due}
        await lock(self._connection, place_by_id)
        # Read again under the lock: a turn may have cancelled or moved a timer, or another process fired it.
        fired = (
            await self._connection.execute(_TAKE, {"ids": padded([row.id for row in due]), "now": now})
        ).all()
        events = [
            NewEvent(place=place_by_id[row.conversation_id], event=TimerFired(at=now, name=row.name))
            for row in sorted(fired, key=lambda row: (row.at, row.id))
        ]
        if events:
            await write_events(self._connection, self._sealer, events, now)
        return len(events)

    async def next_due(self) -> datetime | None:
        """When the next timer is due."""
        found: datetime | None = (await self._connection.execute(_NEXT)).scalar_one()
        return found


def _place(row: Found) -> Place:
    return Place(
        conversation=ConversationId(row.conversation_id),
        contact=ContactId(row.contact_id),
        channel=ChannelName(row.channel),
    )


# From a select, so that a turn which erased its conversation may still have asked to be woken.
_new = insert(timers).from_select(
    ["conversation_id", "name", "at"],
    select(
        conversations.c.id,
        bindparam("name_", type_=Text()),
        bindparam("at_", type_=timers.c.at.type),
    ).where(conversations.c.id == bindparam("conversation")),
)
_SET = _new.on_conflict_do_update(
    index_elements=[timers.c.conversation_id, timers.c.name], set_={"at": _new.excluded.at}
)
_CANCEL = delete(timers).where(
    timers.c.conversation_id == bindparam("conversation"), timers.c.name == bindparam("name_")
)
_DUE = (
    select(timers.c.id, timers.c.conversation_id, conversations.c.contact_id, conversations.c.channel)
    .join(conversations, conversations.c.id == timers.c.conversation_id)
    .where(timers.c.at <= bindparam("now"))
    .order_by(timers.c.at)
    .limit(bindparam("limit"))
)
_TAKE = (
    delete(timers)
    .where(timers.c.id.in_(bindparam("ids", expanding=True)), timers.c.at <= bindparam("now"))
    .returning(timers.c.id, timers.c.conversation_id, timers.c.name, timers.c.at)
)
_NEXT = select(func.min(timers.c.at))
