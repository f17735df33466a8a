"""Seals everything anew with the newest key, in short transactions that let others write in between.

Hashes without their value (what platforms sent, ids of messages sent) cannot be made anew: look-ups try
every configured key, so the old key stays in the settings for 8 days after this has run.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Table, func, select, update

from bot.domain.channel import ChannelName
from bot.domain.contact import Address, AddressKind
from bot.domain.errors import SealBroken
from bot.store import bodies
from bot.store.database import Found
from bot.store.schema import addresses, conversations, drawers, inbox, outbox, signing_keys, unreadable
from bot.store.sealing import Sealer
from bot.store.unit_of_work import DatabaseStore

logger = logging.getLogger(__name__)

CHUNK = 200
Progress = Callable[[int, int], None]
"""Called with how many rows were looked at, of how many."""

SEALED: Mapping[Table, tuple[str, ...]] = {
    conversations: ("state_sealed", "last_inbound_message_sealed"),
    drawers: ("state_sealed",),
    addresses: ("value_sealed",),
    inbox: ("body_sealed", "platform_id_sealed"),
    unreadable: ("body_sealed",),
    outbox: ("body_sealed", "platform_id_sealed", "clears_sealed", "recipient_sealed"),
    signing_keys: ("private_sealed",),
}
"""Every sealed column; a test compares with the schema."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """What one short transaction did."""

    looked_at: int
    resealed: int
    last_id: int


async def rotate(store: DatabaseStore, progress: Progress) -> int:
    """Returns how many rows were sealed anew. May be stopped anywhere and run again."""
    total = await _count(store)
    looked_at = resealed = 0
    for table, columns in SEALED.items():
        last_id = 0
        while chunk := await _rotate_chunk(store, table, columns, last_id):
            last_id = chunk.last_id
            looked_at += chunk.looked_at
            resealed += chunk.resealed
            progress(looked_at, max(total, looked_at))
    return resealed


async def _count(store: DatabaseStore) -> int:
    async with store.database.reading() as connection:
        counts = [await connection.scalar(select(func.count()).select_from(table)) for table in SEALED]
    return sum(count or 0 for count in counts)


async def _rotate_chunk(
    store: DatabaseStore, table: Table, columns: tuple[str, ...], after: int
) -> Chunk | None:
    async with store.database.writing() as connection:
        query = select(table).where(table.c.id > after).order_by(table.c.id).limit(CHUNK).with_for_update()
        rows = (await connection.execute(query)).all()
        if not rows:
            return None
        changes = [(row.id, _reseal(store.sealer, table, columns, row)) for row in rows]
        resealed = [(id_, values) for id_, values in changes if values]
        for id_, values in resealed:
            await connection.execute(update(table).where(table.c.id == id_).values(values))
        await connection.commit()
    return Chunk(looked_at=len(rows), resealed=len(resealed), last_id=rows[-1].id)


def _reseal(sealer: Sealer, table: Table, columns: tuple[str, ...], row: Found) -> dict[str, bytes]:
    """The columns of a row that change. What no key opens stays as it is: the right key may come back."""
    values: dict[str, bytes] = {}
    for column in columns:
        sealed: bytes | None = getattr(row, column)
        if sealed is None or sealer.is_newest(sealed):
            continue
        name = f"{table.name}.{column}".encode()
        try:
            values[column] = sealer.seal(name, sealer.open(name, sealed))
        except SealBroken:
            logger.warning("sealed value left as it is", extra={"table": table.name, "id": row.id})
    return values | _rehash(sealer, table, row, values)


def _rehash(sealer: Sealer, table: Table, row: Found, changed: Mapping[str, bytes]) -> dict[str, bytes]:
    if table is addresses and "value_sealed" in changed:
        value = bodies.open_text(sealer, bodies.ADDRESS, changed["value_sealed"])
        address = Address(channel=ChannelName(row.channel), kind=AddressKind(row.kind), value=value)
        return {"value_hash": sealer.blind(bodies.address_kind(address), address.value)}
    if table is outbox and "recipient_sealed" in changed:
        address = bodies.open_recipient(sealer, changed["recipient_sealed"])
        return {"recipient_hash": sealer.blind(bodies.address_kind(address), address.value)}
    if table is drawers and "state_sealed" in changed:
        code = bodies.open_drawer(sealer, changed["state_sealed"]).lock_code
        value = bodies.drawer_code(row.conversation_id, code)
        return {"code_hash": sealer.blind(bodies.DRAWER_KIND, value)}
    return {}
