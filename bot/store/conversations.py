"""Whose conversation an address means: found by keyed hash, made where nobody is known, and locked.

Known people are never merged: of several addresses the first known one decides. The conversations are
locked in id order, so that ids in the inbox follow the order of commits within a conversation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.channel import ChannelName
from bot.domain.contact import Address, ContactId, ConversationId
from bot.domain.errors import TransactionConflict
from bot.store import bodies
from bot.store.database import Found, insert, insert_returning, padded
from bot.store.schema import addresses, contacts, conversations
from bot.store.sealing import Sealer

TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A conversation, and whose it is. `is_reachable` is what its looked-up address says."""

    conversation: ConversationId
    contact: ContactId
    channel: ChannelName
    is_reachable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody nobody knows yet; the same number is the same person."""

    number: int
    channel: ChannelName


Owner = Place | Newcomer


async def find(
    connection: AsyncConnection, sealer: Sealer, wanted: Iterable[Address]
) -> dict[Address, Place]:
    """The known ones among these addresses, looked up under every key."""
    address_by_hash = {
        value_hash: address
        for address in wanted
        for value_hash in sealer.blinds(bodies.address_kind(address), address.value)
    }
    if not address_by_hash:
        return {}
    rows = await connection.execute(_FIND, {"hashes": padded(list(address_by_hash))})
    return {address_by_hash[row.value_hash]: _place(row) for row in rows}


async def locate(
    connection: AsyncConnection, sealer: Sealer, named: Sequence[tuple[Address, ...]], now: datetime
) -> list[Place]:
    """The conversation that each tuple of addresses means, made where needed, all locked."""
    wanted = {address for aliases in named for address in aliases}
    for _ in range(TRIES):
        known = await find(connection, sealer, wanted)
        owners, attached = attach(named, known)
        if not await lock(connection, {owner.conversation for owner in owners if isinstance(owner, Place)}):
            continue  # erased meanwhile
        made = await _make(connection, sealer, attached, now) if attached else {}
        if made is not None:
            return [owner if isinstance(owner, Place) else made[owner] for owner in owners]
        # else another process was quicker with one of these addresses
    raise TransactionConflict


def attach(
    named: Sequence[tuple[Address, ...]], known: Mapping[Address, Place]
) -> tuple[list[Owner], dict[Address, Owner]]:
    """Decides, in order of arrival, whom each tuple means, and to whom the unknown addresses go."""
    owner_by_address: dict[Address, Owner] = dict(known)
    attached: dict[Address, Owner] = {}
    owners: list[Owner] = []
    for number, aliases in enumerate(named):
        found = next((owner_by_address[a] for a in aliases if a in owner_by_address), None)
        owner = found or Newcomer(number=number, channel=aliases[0].channel)
        for address in aliases:
            if address not in owner_by_address:
                owner_by_address[address] = attached[address] = owner
        owners.append(owner)
    return owners, attached


async def lock(connection: AsyncConnection, ids: Iterable[ConversationId]) -> bool:
    """Locks these conversations in id order; False where one was erased meanwhile."""
    wanted = sorted(ids)
    if not wanted:
        return True
    rows = await connection.execute(_LOCK, {"ids": padded(wanted)})
    return len(rows.all()) == len(wanted)


async def start(connection: AsyncConnection, channels: Sequence[ChannelName], now: datetime) -> list[Place]:
    """A new contact and conversation for each of these channels, in the same order."""
    people = await insert_returning(connection, _NEW_CONTACT, [{"created_at": now}] * len(channels))
    contact_ids = [ContactId(row.id) for row in people]
    rows = await insert_returning(
        connection,
        _NEW_CONVERSATION,
        [
            {"contact_id": contact, "channel": channel, "created_at": now}
            for contact, channel in zip(contact_ids, channels, strict=True)
        ],
    )
    conversation_by_contact = {row.contact_id: ConversationId(row.id) for row in rows}
    return [
        Place(conversation=conversation_by_contact[contact], contact=contact, channel=channel)
        for contact, channel in zip(contact_ids, channels, strict=True)
    ]


async def add_addresses(
    connection: AsyncConnection, sealer: Sealer, place_by_address: Mapping[Address, Place], now: datetime
) -> int:
    """Attaches addresses; those that somebody has already stay theirs. Returns how many were new."""
    rows = sorted(
        (_address_row(sealer, address, place, now) for address, place in place_by_address.items()),
        key=lambda row: bytes(row["value_hash"]),  # type: ignore[call-overload]
    )
    if not rows:
        return 0
    return len((await connection.execute(_NEW_ADDRESS, padded(rows))).all())


async def _make(
    connection: AsyncConnection, sealer: Sealer, attached: Mapping[Address, Owner], now: datetime
) -> dict[Newcomer, Place] | None:
    newcomers = list(dict.fromkeys(owner for owner in attached.values() if isinstance(owner, Newcomer)))
    places = await start(connection, [newcomer.channel for newcomer in newcomers], now) if newcomers else []
    made = dict(zip(newcomers, places, strict=True))
    place_by_address = {
        address: owner if isinstance(owner, Place) else made[owner] for address, owner in attached.items()
    }
    if await add_addresses(connection, sealer, place_by_address, now) == len(attached):
        return made
    if places:
        await _unmake(connection, places)
    return None


async def _unmake(connection: AsyncConnection, places: Sequence[Place]) -> None:
    ids = [place.conversation for place in places]
    await connection.execute(delete(addresses).where(addresses.c.conversation_id.in_(ids)))
    await connection.execute(delete(conversations).where(conversations.c.id.in_(ids)))
    await connection.execute(delete(contacts).where(contacts.c.id.in_([place.contact for place in places])))


def _address_row(sealer: Sealer, address: Address, place: Place, now: datetime) -> dict[str, object]:
    return {
        "contact_id": place.contact,
        "conversation_id": place.conversation,
        "channel": address.channel,
        "kind": address.kind,
        "value_hash": sealer.blind(bodies.address_kind(address), address.value),
        "value_sealed": bodies.seal_text(sealer, bodies.ADDRESS, address.value),
        "is_reachable": True,
        "created_at": now,
    }


def _place(row: Found) -> Place:
    return Place(
        conversation=ConversationId(row.conversation_id),
        contact=ContactId(row.contact_id),
        channel=ChannelName(row.channel),
        is_reachable=row.is_reachable,
    )


_FIND = select(
    addresses.c.value_hash,
    addresses.c.conversation_id,
    addresses.c.contact_id,
    addresses.c.channel,
    addresses.c.is_reachable,
).where(addresses.c.value_hash.in_(bindparam("hashes", expanding=True)))
_LOCK = (
    select(conversations.c.id)
    .where(conversations.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(conversations.c.id)
    .with_for_update()
)
_NEW_CONTACT = insert(contacts).returning(contacts.c.id)
_NEW_CONVERSATION = insert(conversations).returning(conversations.c.id, conversations.c.contact_id)
_NEW_ADDRESS = insert(addresses).on_conflict_do_nothing().returning(addresses.c.id)
