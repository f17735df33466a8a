"""How many messages each platform took in a UTC month: what is paid for, and nothing about whom."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Found, insert
from bot.store.schema import sent_counts


async def count_sent(connection: AsyncConnection, sent: Sequence[tuple[Found, datetime]]) -> None:
    """Adds these outbox rows; to be the last of its transaction, because all of a channel share one row."""
    numbers = Counter((row.channel, f"{at.astimezone(UTC):%Y-%m}") for row, at in sent)
    rows = [
        {"channel": channel, "month": month, "messages": number}
        for (channel, month), number in sorted(numbers.items())
    ]
    if rows:
        await connection.execute(_ADD, rows)


async def counted(connection: AsyncConnection, channel: str, month: str) -> int:
    """How many were added for this month (`YYYY-MM`)."""
    found = await connection.scalar(_COUNTED, {"channel_": channel, "month_": month})
    return int(found or 0)


_new = insert(sent_counts)
_ADD = _new.on_conflict_do_update(
    index_elements=[sent_counts.c.channel, sent_counts.c.month],
    set_={"messages": sent_counts.c.messages + _new.excluded.messages},
)
_COUNTED = select(sent_counts.c.messages).where(
    sent_counts.c.channel == bindparam("channel_"), sent_counts.c.month == bindparam("month_")
)
