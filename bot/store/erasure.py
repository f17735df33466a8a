"""Forgets one person for good, on every channel.

What they are still told travels in rows of nobody. What they wrote after the event being answered was
acknowledged, so it is answered: as the first words of somebody new, who has nothing but the address.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.channel import ChannelName, clearable_since
from bot.domain.contact import ContactId, ConversationId
from bot.domain.event import SharingEnded
from bot.domain.message import Message
from bot.service.ports import OpenTurn
from bot.store.conversations import Place, lock, start
from bot.store.inbox import tell_contact
from bot.store.leasing import best_addresses, person_address
from bot.store.replies import write_farewell
from bot.store.schema import (
    addresses,
    consents,
    contacts,
    conversations,
    drawers,
    inbox,
    memberships,
    outbox,
    timers,
)
from bot.store.screen import recent_message_ids
from bot.store.sealing import Sealer
from bot.store.shares import end_shares


async def erase(
    connection: AsyncConnection,
    sealer: Sealer,
    conversation: ConversationId,
    farewell: Sequence[Message],
    claims: Mapping[ConversationId, OpenTurn],
    now: datetime,
) -> None:
    """Erases the contact of this conversation; nothing happens where they are gone already."""
    channel_by_id = await _conversations_of_contact(connection, conversation)
    if not channel_by_id:
        return
    channel = channel_by_id[conversation]
    person = (await best_addresses(connection, [conversation])).get(conversation)
    address = person_address(sealer, channel, person)
    answered = [turn.inbox_id for turn in claims.values() if turn.conversation in channel_by_id]
    later = await _later_events(connection, list(channel_by_id), answered)
    for old, event_ids in later.items():
        await _start_anew(connection, old, channel_by_id[old], event_ids, now)
    if address:
        # After what came later has moved: that is a newcomer's, and stays on the screen.
        clears = await _clearable_ids(connection, sealer, conversation, channel, now)
        await write_farewell(connection, sealer, farewell, address, now, clears)
    contact_ids = await _contacts(connection, list(channel_by_id))
    for other in await end_shares(connection, contact_ids):
        await tell_contact(connection, sealer, other, SharingEnded(at=now), now)
    await _remove_rows(connection, list(channel_by_id), contact_ids)


async def _clearable_ids(
    connection: AsyncConnection,
    sealer: Sealer,
    conversation: ConversationId,
    channel: ChannelName,
    now: datetime,
) -> Sequence[str]:
    since = clearable_since(channel, now)
    return await recent_message_ids(connection, sealer, conversation, since) if since else ()


async def _conversations_of_contact(
    connection: AsyncConnection, conversation: ConversationId
) -> dict[ConversationId, ChannelName]:
    contact = select(conversations.c.contact_id).where(conversations.c.id == conversation).scalar_subquery()
    rows = await connection.execute(
        select(conversations.c.id, conversations.c.channel).where(conversations.c.contact_id == contact)
    )
    found = {ConversationId(row.id): ChannelName(row.channel) for row in rows}
    return found if await lock(connection, found) else {}


async def _later_events(
    connection: AsyncConnection, ids: Sequence[ConversationId], answered: Sequence[int]
) -> dict[ConversationId, list[int]]:
    query = (
        select(inbox.c.id, inbox.c.conversation_id)
        .where(inbox.c.conversation_id.in_(ids), text("inbox.status = 'open'"), inbox.c.id.not_in(answered))
        .where(inbox.c.external_hash.is_not(None))  # a timer dies with what it was set for
        .order_by(inbox.c.id)
    )
    found: dict[ConversationId, list[int]] = {}
    for row in await connection.execute(query):
        found.setdefault(ConversationId(row.conversation_id), []).append(row.id)
    return found


async def _start_anew(
    connection: AsyncConnection,
    old: ConversationId,
    channel: ChannelName,
    event_ids: Sequence[int],
    now: datetime,
) -> None:
    (place,) = await start(connection, [channel], now)
    belongs = {"conversation_id": place.conversation, "contact_id": place.contact}
    await connection.execute(update(inbox).where(inbox.c.id.in_(event_ids)).values(belongs))
    # Addresses of this conversation only: the person's other channels stay apart from the newcomer.
    await connection.execute(update(addresses).where(addresses.c.conversation_id == old).values(belongs))
    await connection.execute(
        update(conversations)
        .where(conversations.c.id == place.conversation)
        .values(open_event_id=event_ids[0], last_inbound_at=await _received_at(connection, place))
    )


async def _received_at(connection: AsyncConnection, place: Place) -> datetime | None:
    query = select(func.max(inbox.c.received_at)).where(inbox.c.conversation_id == place.conversation)
    found: datetime | None = (await connection.execute(query)).scalar_one()
    return found


async def _contacts(connection: AsyncConnection, ids: Sequence[ConversationId]) -> list[ContactId]:
    query = select(conversations.c.contact_id).where(conversations.c.id.in_(ids)).distinct()
    return [ContactId(id) for id in await connection.scalars(query)]


async def _remove_rows(
    connection: AsyncConnection, ids: Sequence[ConversationId], contact_ids: Sequence[ContactId]
) -> None:
    for table in (inbox, outbox, timers, addresses, drawers):
        await connection.execute(delete(table).where(table.c.conversation_id.in_(ids)))
    for table in (consents, memberships):
        await connection.execute(delete(table).where(table.c.contact_id.in_(contact_ids)))
    await connection.execute(delete(conversations).where(conversations.c.id.in_(ids)))
    await connection.execute(delete(contacts).where(contacts.c.id.in_(contact_ids)))
