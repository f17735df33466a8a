"""Messages not yet sent: leased to a sender, reported on by platforms, fetched by browsers."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce

from sqlalchemy import ColumnElement, bindparam, delete, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.arrival import DeliveryStatus, StatusReported
from bot.domain.channel import ChannelName
from bot.domain.contact import Address, ConversationId
from bot.domain.delivery import next_status
from bot.service.ports import Attempt, LeasedReply, WebPart
from bot.store import bodies
from bot.store.attempts import record_attempts
from bot.store.conversations import find
from bot.store.counts import counted
from bot.store.database import padded
from bot.store.leasing import lease_replies
from bot.store.schema import OutboxStatus, outbox
from bot.store.screen import recent_message_ids
from bot.store.sealing import Sealer


class DatabaseOutbox:
    """Keeps the promises of `ports.Outbox`."""

    def __init__(self, connection: AsyncConnection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    async def lease(
        self,
        channel: ChannelName,
        fence: int,
        limit: int,
        now: datetime,
        until: datetime,
        *,
        with_pushes: bool = True,
    ) -> Sequence[LeasedReply]:
        """Replies that may be tried now, ours until `until`. Browsers fetch their own: none for them."""
        if channel is ChannelName.WEBCHAT:
            return []
        return await lease_replies(
            self._connection,
            self._sealer,
            channel=channel,
            fence=fence,
            limit=limit,
            now=now,
            until=until,
            with_pushes=with_pushes,
        )

    async def sent_since(self, channel: ChannelName, month: str) -> int:
        """What `record` counted for this month."""
        return await counted(self._connection, channel, month)

    async def expire(self, now: datetime) -> None:
        """Closes what nobody asked for and is worth nothing any more."""
        await self._connection.execute(_EXPIRE, {"now": now})

    async def record(self, attempts: Sequence[Attempt], fence: int) -> int:
        """Saves results of rows still leased under this fence."""
        return await record_attempts(self._connection, self._sealer, attempts, fence)

    async def report(self, reports: Sequence[StatusReported]) -> int:
        """Raises the statuses of sent messages; several reports of one message are taken in order."""
        statuses_by_hash: dict[bytes, list[DeliveryStatus]] = {}
        for report in reports:
            kind = bodies.platform_kind(report.channel)
            for hashed in self._sealer.blinds(kind, report.platform_message_id):
                statuses_by_hash.setdefault(hashed, []).append(report.status)
        rows = (
            await self._connection.execute(_BY_PLATFORM, {"hashes": padded(list(statuses_by_hash))})
        ).all()
        risen = [
            {
                "id_": row.id,
                "status_": reduce(
                    next_status, statuses_by_hash[row.platform_hash], DeliveryStatus(row.status)
                ),
            }
            for row in rows
        ]
        present = {row.id: row.status for row in rows}
        changes = [change for change in risen if change["status_"] != present[change["id_"]]]
        if changes:
            await self._connection.execute(_RAISE, changes)
        return len(rows)

    async def recent_message_ids(self, conversation: ConversationId, since: datetime) -> Sequence[str]:
        """What can be taken from this person's screen, the newest first."""
        return await recent_message_ids(self._connection, self._sealer, conversation, since)

    async def next_due(self, channel: ChannelName, now: datetime) -> datetime | None:
        """The next moment after `now`; what is due already waits for an earlier part, not for time."""
        values = {"channel_": channel, "now": now}
        found: datetime | None = (await self._connection.execute(_NEXT_DUE, values)).scalar_one()
        return found

    async def for_browser(self, secret: Address, after: int) -> Sequence[WebPart]:
        """What this browser has not confirmed yet."""
        mine = await self._of_browser(secret)
        query = (
            select(outbox.c.id, outbox.c.body_sealed).where(mine, outbox.c.id > after).order_by(outbox.c.id)
        )
        rows = await self._connection.execute(query)
        parts = ((row.id, bodies.open_message_or_none(self._sealer, row.body_sealed)) for row in rows)
        return [WebPart(number=number, message=message) for number, message in parts if message]

    async def confirm(self, secret: Address, until: int, now: datetime) -> None:
        """The browser has these: blanked, and farewells vanish."""
        mine = await self._of_browser(secret)
        shown = (mine, outbox.c.id <= until)
        await self._connection.execute(delete(outbox).where(outbox.c.conversation_id.is_(None), *shown))
        sent = {"status": OutboxStatus.SENT, "sent_at": now, "body_sealed": None}
        await self._connection.execute(update(outbox).where(*shown).values(sent))

    async def _of_browser(self, secret: Address) -> ColumnElement[bool]:
        hashes = self._sealer.blinds(bodies.address_kind(secret), secret.value)
        farewell = outbox.c.recipient_hash.in_(hashes)
        place = (await find(self._connection, self._sealer, [secret])).get(secret)
        if place is None:
            return farewell & _UNSENT
        return or_(farewell, outbox.c.conversation_id == place.conversation) & _UNSENT


_UNSENT = text("outbox.status IN ('waiting', 'leased', 'held')")
_EXPIRE = (
    update(outbox)
    .where(
        outbox.c.expires_at < bindparam("now"),
        text("outbox.expires_at IS NOT NULL"),
        _UNSENT,
        # What is being sent is left to its sender, unless that died with it.
        or_(outbox.c.status != OutboxStatus.LEASED, outbox.c.not_before < bindparam("now")),
    )
    .values(status=OutboxStatus.EXPIRED, body_sealed=None, lease_fence=None)
)
_BY_PLATFORM = (
    select(outbox.c.id, outbox.c.status, outbox.c.platform_hash)
    .where(outbox.c.platform_hash.in_(bindparam("hashes", expanding=True)))
    .order_by(outbox.c.id)
    .with_for_update()
)
_RAISE = update(outbox).where(outbox.c.id == bindparam("id_")).values(status=bindparam("status_"))
_NEXT_DUE = select(func.min(outbox.c.not_before)).where(
    outbox.c.channel == bindparam("channel_"),
    text("outbox.status IN ('waiting', 'leased')"),
    outbox.c.not_before > bindparam("now"),
)
