"""Takes replies out of the outbox for one sender, until a moment at which the lease ends by itself.

Order holds within a conversation: only its earliest unsent row is a candidate, and it brings the other
parts of its reply along. What is held for WhatsApp's window is passed by, so that a template can open it;
so is what is past its `expires_at`. Only pushes, and templates that stand for one, have such an end.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, FromClause, and_, bindparam, exists, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.channel import ChannelName
from bot.domain.contact import Address, AddressKind, ConversationId
from bot.service.ports import LeasedReply, OutboxId, OutboxPart
from bot.store import bodies
from bot.store.database import Found, padded
from bot.store.schema import OutboxKind, OutboxStatus, addresses, conversations, outbox
from bot.store.sealing import Sealer

# Where a person has several addresses, the one that every WhatsApp call accepts comes first.
PREFERENCE = (
    AddressKind.PHONE,
    AddressKind.BSUID,
    AddressKind.PARENT_BSUID,
    AddressKind.CHAT,
    AddressKind.SECRET,
    AddressKind.LOCAL,
)

NO_END_IN_TIME = datetime.max.replace(tzinfo=UTC)
"""Taken for the present moment, everything that has an end is past it."""


async def lease_replies(
    connection: AsyncConnection,
    sealer: Sealer,
    *,
    channel: ChannelName,
    fence: int,
    limit: int,
    now: datetime,
    until: datetime,
    with_pushes: bool,
) -> list[LeasedReply]:
    """Takes the replies that may be tried now: answers first, oldest first."""
    ends_from = now if with_pushes else NO_END_IN_TIME
    wanted = {"channel_": channel, "fence": fence, "now": now, "ends_from": ends_from, "limit": limit}
    candidates = await connection.execute(_CANDIDATES, wanted)
    order = {reply: place for place, reply in enumerate(dict.fromkeys(candidates.scalars()))}
    if not order:
        return []
    values = {"replies": padded(list(order)), "fence": fence, "until": until, "now": now}
    rows = (await connection.execute(_LEASE, values)).all()
    rows_by_reply: dict[str, list[Found]] = {reply: [] for reply in order}
    for row in sorted(rows, key=lambda row: row.id):
        rows_by_reply[row.reply].append(row)
    return await _open_replies(
        connection, sealer, channel, [found for found in rows_by_reply.values() if found]
    )


async def _open_replies(
    connection: AsyncConnection, sealer: Sealer, channel: ChannelName, replies: Sequence[Sequence[Found]]
) -> list[LeasedReply]:
    ids = [rows[0].conversation_id for rows in replies if rows[0].conversation_id is not None]
    people = await best_addresses(connection, ids)
    opened = [(rows[0], await _open_parts(connection, sealer, rows)) for rows in replies]
    return [_reply(sealer, channel, row, parts, people.get(row.conversation_id)) for row, parts in opened]


async def best_addresses(connection: AsyncConnection, ids: Sequence[int]) -> Mapping[int, Found]:
    """Each conversation with its best reachable address, the newest of its kind (or NULLs)."""
    if not ids:
        return {}
    rows = (await connection.execute(_PEOPLE, {"ids": padded(ids)})).all()
    return {row.id: row for row in sorted(rows, key=_preference)}


def _preference(row: Found) -> tuple[int, int]:
    """Sorts the best one last."""
    return (-PREFERENCE.index(row.kind), row.address_id) if row.kind else (0, 0)


async def _open_parts(
    connection: AsyncConnection, sealer: Sealer, rows: Sequence[Found]
) -> tuple[OutboxPart, ...]:
    """The parts that can be read; a body that is broken for good is parked, so that it holds up nobody."""
    opened = [(row, bodies.open_message_or_none(sealer, row.body_sealed)) for row in rows]
    if broken := [row.id for row, message in opened if message is None]:
        parked = {"status": OutboxStatus.PARKED, "reason": "broken seal", "lease_fence": None}
        await connection.execute(update(outbox).where(outbox.c.id.in_(broken)).values(parked))
    return tuple(
        OutboxPart(id=OutboxId(row.id), cause=row.cause, message=message, attempts=row.attempts)
        for row, message in opened
        if message is not None
    )


def _reply(
    sealer: Sealer, channel: ChannelName, row: Found, parts: tuple[OutboxPart, ...], person: Found | None
) -> LeasedReply:
    return LeasedReply(
        conversation=ConversationId(row.conversation_id or 0),
        channel=channel,
        address=_address(sealer, channel, row, person),
        locale=(person.locale if person else "") or (parts[0].message.locale if parts else ""),
        # A farewell answers the person's last word, so it is as old as that.
        last_inbound_at=person.last_inbound_at if person else row.created_at,
        last_inbound_message_id=_last_message(sealer, person),
        is_template=row.kind == OutboxKind.TEMPLATE,
        parts=parts,
        expires_at=row.expires_at,
        to_clear=bodies.open_clears(sealer, row.clears_sealed),
    )


def _address(sealer: Sealer, channel: ChannelName, row: Found, person: Found | None) -> Address | None:
    if row.recipient_sealed is not None:
        return bodies.open_recipient(sealer, row.recipient_sealed)
    return person_address(sealer, channel, person)


def person_address(sealer: Sealer, channel: ChannelName, person: Found | None) -> Address | None:
    """The address that `best_addresses` found, opened."""
    if person is None or person.value_sealed is None:
        return None
    value = bodies.open_text(sealer, bodies.ADDRESS, person.value_sealed)
    return Address(channel=channel, kind=AddressKind(person.kind), value=value)


def _last_message(sealer: Sealer, person: Found | None) -> str:
    return bodies.open_text(
        sealer, bodies.LAST_MESSAGE, person.last_inbound_message_sealed if person else None
    )


_READY = text("outbox.status IN ('waiting', 'leased')")
_UNSENT = text("outbox.status IN ('waiting', 'leased', 'held')")
_earlier = outbox.alias("earlier")
# What was leased under an older fence belongs to nobody: its sender died, stopped, or lost the right to send.
_MAY_BE_TRIED = or_(
    outbox.c.not_before <= bindparam("now"),
    and_(outbox.c.status == OutboxStatus.LEASED, outbox.c.lease_fence < bindparam("fence")),
)


def _may_still_go(table: FromClause) -> ColumnElement[bool]:
    return or_(table.c.expires_at.is_(None), table.c.expires_at >= bindparam("ends_from"))


_CANDIDATES = (
    select(outbox.c.reply)
    .where(
        outbox.c.channel == bindparam("channel_"),
        _READY,
        _MAY_BE_TRIED,
        _may_still_go(outbox),
        ~exists().where(
            _earlier.c.conversation_id == outbox.c.conversation_id,
            _earlier.c.id < outbox.c.id,
            text("earlier.status IN ('waiting', 'leased', 'held')"),
            _earlier.c.status != OutboxStatus.HELD,
            _may_still_go(_earlier),
        ),
    )
    .order_by(outbox.c.rank, outbox.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True, of=outbox)
)
_LEASE = (
    update(outbox)
    .where(
        outbox.c.reply.in_(bindparam("replies", expanding=True)),
        _UNSENT,
        outbox.c.status != OutboxStatus.HELD,
        _MAY_BE_TRIED,
    )
    .values(status=OutboxStatus.LEASED, lease_fence=bindparam("fence"), not_before=bindparam("until"))
    .returning(
        outbox.c.id,
        outbox.c.conversation_id,
        outbox.c.reply,
        outbox.c.cause,
        outbox.c.kind,
        outbox.c.body_sealed,
        outbox.c.recipient_sealed,
        outbox.c.clears_sealed,
        outbox.c.attempts,
        outbox.c.created_at,
        outbox.c.expires_at,
    )
)
_PEOPLE = (
    select(
        conversations.c.id,
        conversations.c.locale,
        conversations.c.last_inbound_at,
        conversations.c.last_inbound_message_sealed,
        addresses.c.id.label("address_id"),
        addresses.c.kind,
        addresses.c.value_sealed,
    )
    .select_from(
        conversations.outerjoin(
            addresses, and_(addresses.c.conversation_id == conversations.c.id, addresses.c.is_reachable)
        )
    )
    .where(conversations.c.id.in_(bindparam("ids", expanding=True)))
)
