"""The platform's ids of what stands on a person's screen, sealed, for as long as it can be taken from there.

Only where a platform lets us delete it: what cannot be used is not kept. No id ever leaves unsealed except to
whoever clears the screen.
"""

from datetime import datetime

from sqlalchemy import Select, Table, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.channel import CLEARABLE_FOR, ChannelName
from bot.domain.contact import ConversationId
from bot.domain.errors import SealBroken
from bot.store import bodies
from bot.store.schema import inbox, outbox
from bot.store.sealing import Sealer

MOST_IDS = 1000
"""Of each side, the newest: more do not stand in a chat of two days."""


def seal_id(sealer: Sealer, column: bytes, channel: ChannelName, platform_id: str) -> bytes | None:
    """For `platform_id_sealed`; None where there is no id, or no use for it."""
    if not platform_id or channel not in CLEARABLE_FOR:
        return None
    return bodies.seal_text(sealer, column, platform_id)


async def recent_message_ids(
    connection: AsyncConnection, sealer: Sealer, conversation: ConversationId, since: datetime
) -> list[str]:
    """Of what we and the person said since then, the newest first; an id that cannot be opened is left out."""
    values = {"conversation": conversation, "since": since}
    sealed = [
        (row.moment, column, row.platform_id_sealed)
        for column, query in _RECENT
        for row in await connection.execute(query, values)
    ]
    found = (_opened(sealer, column, value) for _, column, value in sorted(sealed, reverse=True))
    return [platform_id for platform_id in found if platform_id]


def _opened(sealer: Sealer, column: bytes, sealed: bytes) -> str:
    try:
        return bodies.open_text(sealer, column, sealed)
    except SealBroken:
        return ""


def _recent(table: Table, moment: str) -> Select[tuple[datetime, bytes]]:
    return (
        select(table.c[moment].label("moment"), table.c.platform_id_sealed)
        .where(
            table.c.conversation_id == bindparam("conversation"),
            table.c[moment] >= bindparam("since"),
            text(f"{table.name}.platform_id_sealed IS NOT NULL"),
        )
        .order_by(table.c.id.desc())
        .limit(MOST_IDS)
    )


_RECENT = (
    (bodies.SAID_ID, _recent(outbox, "sent_at")),
    (bodies.HEARD_ID, _recent(inbox, "received_at")),
)
