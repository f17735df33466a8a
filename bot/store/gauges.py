"""Figures for /metrics and /readyz; each counts only what waits, never what is stored."""

from collections.abc import Mapping

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.channel import ChannelName
from bot.service.ports import Age, Clock
from bot.store.migrate import is_at_head
from bot.store.schema import inbox, outbox, timers


class DatabaseGauges:
    """Keeps the promises of `ports.Gauges`."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def ages(self) -> Mapping[str, Age]:
        """By leg. A web page that was closed keeps nobody waiting, and nobody asked for a push: neither is
        counted."""
        row = (await self._connection.execute(_AGES, {"now": self._clock()})).one()
        return {
            "inbox": Age(waiting=row.inbox_waiting, oldest_at=row.inbox_oldest, parked=row.inbox_parked),
            "outbox": Age(waiting=row.outbox_waiting, oldest_at=row.outbox_oldest, parked=row.outbox_parked),
            "timers": Age(waiting=row.timers_waiting, oldest_at=row.timers_oldest, parked=0),
        }

    async def schema_is_head(self) -> bool:
        """Whether the database is at the newest migration."""
        return await self._connection.run_sync(is_at_head)


_open = text("inbox.status = 'open'")
_ready = text("outbox.status IN ('waiting', 'leased')")
# A push that waits, even for next month, keeps nobody waiting, and ends by itself.
_is_answer = outbox.c.expires_at.is_(None)
_sent_by_us = outbox.c.channel.in_([name for name in ChannelName if name is not ChannelName.WEBCHAT])
_due = timers.c.at <= bindparam("now")
_count = func.count()
_AGES = select(
    select(_count).select_from(inbox).where(_open).scalar_subquery().label("inbox_waiting"),
    select(func.min(inbox.c.received_at)).where(_open).scalar_subquery().label("inbox_oldest"),
    select(_count)
    .select_from(inbox)
    .where(text("inbox.status = 'parked'"))
    .scalar_subquery()
    .label("inbox_parked"),
    select(_count)
    .select_from(outbox)
    .where(_ready, _sent_by_us, _is_answer)
    .scalar_subquery()
    .label("outbox_waiting"),
    select(func.min(outbox.c.created_at))
    .where(_ready, _sent_by_us, _is_answer)
    .scalar_subquery()
    .label("outbox_oldest"),
    select(_count)
    .select_from(outbox)
    .where(text("outbox.status = 'parked'"))
    .scalar_subquery()
    .label("outbox_parked"),
    select(_count).select_from(timers).where(_due).scalar_subquery().label("timers_waiting"),
    select(func.min(timers.c.at)).where(_due).scalar_subquery().label("timers_oldest"),
)
