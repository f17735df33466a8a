"""Events not yet answered: stored once, in order, and handled one a turn.

A conversation with open events names the oldest of them in `open_event_id`; whoever changes what is open
keeps that true in the same transaction, under the conversation's lock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.arrival import EventArrived, Unreadable
from bot.domain.channel import ChannelName
from bot.domain.contact import ContactId, ConversationId
from bot.domain.errors import SealBroken, StaleTurn
from bot.domain.event import TYPE_NAMES, InboundEvent
from bot.domain.state import State
from bot.service.ports import FinishedTurn, InboxId, OpenTurn
from bot.store import bodies
from bot.store.conversations import Place, locate, lock
from bot.store.database import Found, insert, padded
from bot.store.replies import reopen_window, write_replies
from bot.store.schema import InboxStatus, addresses, conversations, inbox, seen, unreadable
from bot.store.screen import seal_id
from bot.store.sealing import Sealer

Claims = dict[ConversationId, OpenTurn]
"""What this very transaction has locked, by conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """An event and where it belongs."""

    place: Place
    event: InboundEvent
    external_hash: bytes | None = None
    platform_id: str = ""


class DatabaseInbox:
    """Keeps the promises of `ports.Inbox`."""

    def __init__(self, connection: AsyncConnection, sealer: Sealer, claims: Claims) -> None:
        self._connection = connection
        self._sealer = sealer
        self._claims = claims

    async def append(self, arrivals: Sequence[EventArrived], now: datetime) -> int:
        """Stores what is new, in the order given."""
        fresh = await self._remember_all(arrivals, now)
        if not fresh:
            return 0
        events = [arrival for arrival, _ in fresh]
        places = await locate(self._connection, self._sealer, [e.addresses for e in events], now)
        rows = [
            NewEvent(
                place=place,
                event=arrival.event,
                external_hash=external_hash,
                platform_id=arrival.platform_message_id,
            )
            for place, (arrival, external_hash) in zip(places, fresh, strict=True)
        ]
        await write_events(self._connection, self._sealer, rows, now)
        await self._mark_heard(list(zip(places, events, strict=True)), now)
        return len(fresh)

    async def remember(self, channel: ChannelName, external_id: str, now: datetime) -> bool:
        """Whether this external id is new."""
        return bool(await self._new_hashes([(channel, external_id)], now))

    async def keep_unreadable(self, unreadable: Unreadable) -> None:
        """Sealed, once per external id."""
        await self._new_hashes([(unreadable.channel, unreadable.external_id)], unreadable.at)
        row = {
            "channel": unreadable.channel,
            "external_hash": _external_hash(self._sealer, unreadable.channel, unreadable.external_id),
            "body_sealed": self._sealer.seal(bodies.UNREADABLE, unreadable.body),
            "reason": unreadable.reason,
            "received_at": unreadable.at,
        }
        await self._connection.execute(_KEEP_UNREADABLE, row)

    async def claim(self, limit: int) -> Sequence[OpenTurn]:
        """Locks conversations until the transaction ends; others pass them by."""
        rows = (await self._connection.execute(_CLAIM, {"limit": limit})).all()
        if not rows:
            return ()
        ids = padded([row.open_event_id for row in rows])
        bodies_by_id = {
            row.id: row.body_sealed for row in await self._connection.execute(_BODIES, {"ids": ids})
        }
        turns = [self._open_turn(row, bodies_by_id.get(row.open_event_id)) for row in rows]
        self._claims.update({turn.conversation: turn for turn in turns})
        return turns

    async def finish(self, turns: Sequence[FinishedTurn], now: datetime) -> None:
        """Saves what these turns leave; all or, with StaleTurn, nothing."""
        if not turns:
            return
        await self._refuse_stale(turns)
        await self._close_events(turns, now)
        await self._connection.execute(_SAVE_TURN, [self._saved(turn) for turn in turns])
        await write_replies(self._connection, self._sealer, turns, now)

    async def tell(self, opened: OpenTurn, event: InboundEvent, now: datetime) -> None:
        """Nothing where this very turn erased the person. No platform sent it, so it has no external id."""
        if await lock(self._connection, [opened.conversation]):
            place = Place(conversation=opened.conversation, contact=opened.contact, channel=opened.channel)
            await write_events(self._connection, self._sealer, [NewEvent(place=place, event=event)], now)

    async def tell_contact(self, contact: ContactId, event: InboundEvent, now: datetime) -> None:
        """Nothing where they are gone."""
        await tell_contact(self._connection, self._sealer, contact, event, now)

    async def _remember_all(
        self, arrivals: Sequence[EventArrived], now: datetime
    ) -> list[tuple[EventArrived, bytes]]:
        first = {(arrival.channel, arrival.external_id): arrival for arrival in reversed(arrivals)}
        fresh = await self._new_hashes(list(first), now)
        kept = [(arrival, fresh.get((arrival.channel, arrival.external_id))) for arrival in arrivals]
        return [
            (arrival, value)
            for arrival, value in kept
            if value is not None and first[arrival.channel, arrival.external_id] is arrival
        ]

    async def _new_hashes(
        self, ids: Sequence[tuple[ChannelName, str]], now: datetime
    ) -> dict[tuple[ChannelName, str], bytes]:
        """Those of these external ids that were not known, with their hashes; all are known afterwards."""
        if not ids:
            return {}
        hashes = {(channel, value): _external_hashes(self._sealer, channel, value) for channel, value in ids}
        known = await self._known_by_old_keys([old for found in hashes.values() for old in found[1:]])
        rows = sorted(
            ({"channel": key[0], "external_hash": found[0], "seen_at": now} for key, found in hashes.items()),
            key=lambda row: str(row["external_hash"]),  # two processes insert in the same order
        )
        inserted = {row.external_hash for row in await self._connection.execute(_REMEMBER, padded(rows))}
        return {
            key: found[0]
            for key, found in hashes.items()
            if found[0] in inserted and known.isdisjoint(found[1:])
        }

    async def _known_by_old_keys(self, hashes: Sequence[bytes]) -> set[bytes]:
        if not hashes:
            return set()
        rows = await self._connection.execute(
            _SEEN, {"hashes": padded(hashes), "channels": list(ChannelName)}
        )
        return {row.external_hash for row in rows}

    async def _mark_heard(self, heard: Sequence[tuple[Place, EventArrived]], now: datetime) -> None:
        rows = {place.conversation: self._heard(place, arrival, now) for place, arrival in heard}
        for place, arrival in heard:
            if arrival.platform_message_id:
                sealed = bodies.seal_text(self._sealer, bodies.LAST_MESSAGE, arrival.platform_message_id)
                rows[place.conversation]["message"] = sealed
        await self._connection.execute(_HEARD, list(rows.values()))
        await reopen_window(self._connection, list(rows), now)
        if not all(place.is_reachable for place, _ in heard):
            await self._connection.execute(_REACHED, {"ids": padded(list(rows))})

    def _heard(self, place: Place, arrival: EventArrived, now: datetime) -> dict[str, object]:
        # A platform's clock may run ahead of ours; the window must never seem longer than it is.
        return {"id_": place.conversation, "at": min(arrival.event.at, now), "message": None}

    def _open_turn(self, row: Found, body: bytes | None) -> OpenTurn:
        state, is_broken = self._state(row.state_sealed)
        return OpenTurn(
            conversation=ConversationId(row.id),
            contact=ContactId(row.contact_id),
            channel=ChannelName(row.channel),
            state=state,
            turn=row.turn,
            inbox_id=InboxId(row.open_event_id),
            event=None if is_broken else bodies.open_event(self._sealer, body),
        )

    def _state(self, sealed: bytes | None) -> tuple[State | None, bool]:
        """The state, and whether it is lost. A key that is missing from the settings stops the leg
        instead: answering would overwrite what the right key still opens."""
        if sealed is None:
            return None, False
        try:
            return bodies.open_state(self._sealer, sealed), False
        except SealBroken:
            if not self._sealer.has_key(sealed):
                raise
            return None, True

    async def _refuse_stale(self, turns: Sequence[FinishedTurn]) -> None:
        claimed = [self._claims.pop(turn.opened.conversation, None) for turn in turns]
        if all(held == turn.opened for held, turn in zip(claimed, turns, strict=True)):
            return  # locked since they were read: nobody else can have moved them on
        ids = sorted(turn.opened.conversation for turn in turns)
        rows = await self._connection.execute(_PRESENT_TURNS, {"ids": padded(ids)})
        present = {row.id: (row.turn, row.open_event_id) for row in rows}
        if len(set(ids)) < len(ids) or any(
            present.get(turn.opened.conversation) != (turn.opened.turn, turn.opened.inbox_id)
            for turn in turns
        ):
            raise StaleTurn

    async def _close_events(self, turns: Sequence[FinishedTurn], now: datetime) -> None:
        done = [
            {"id_": turn.opened.inbox_id, "turn_": turn.state.turn, "at": now}
            for turn in turns
            if not turn.parked
        ]
        parked = [
            {"id_": turn.opened.inbox_id, "turn_": turn.state.turn, "at": now, "why": turn.parked}
            for turn in turns
            if turn.parked
        ]
        if done:
            await self._connection.execute(_DONE, done)
        if parked:
            await self._connection.execute(_PARKED, parked)

    def _saved(self, turn: FinishedTurn) -> Mapping[str, object]:
        return {
            "id_": turn.opened.conversation,
            "turn_": turn.state.turn,
            "locale_": turn.state.locale,
            "state": bodies.seal_state(self._sealer, turn.state),
        }


async def write_events(
    connection: AsyncConnection, sealer: Sealer, events: Sequence[NewEvent], now: datetime
) -> None:
    """Appends in the order given; the conversations are locked already."""
    rows = [
        {
            "conversation_id": new.place.conversation,
            "contact_id": new.place.contact,
            "channel": new.place.channel,
            "kind": TYPE_NAMES[type(new.event)],
            "body_sealed": bodies.seal_event(sealer, new.event),
            "external_hash": new.external_hash,
            "platform_id_sealed": seal_id(sealer, bodies.HEARD_ID, new.place.channel, new.platform_id),
            "received_at": now,
            "status": InboxStatus.OPEN,
        }
        for new in events
    ]
    await connection.execute(_APPEND, rows)
    ids = sorted({new.place.conversation for new in events})
    await connection.execute(_OPEN, {"ids": padded(ids)})


async def tell_contact(
    connection: AsyncConnection, sealer: Sealer, contact: ContactId, event: InboundEvent, now: datetime
) -> None:
    """Appends an event of our own to each conversation of a contact, locked in id order."""
    rows = (await connection.execute(_OF_CONTACT, {"contact": contact})).all()
    places = [
        Place(conversation=ConversationId(row.id), contact=contact, channel=ChannelName(row.channel))
        for row in rows
    ]
    if places:
        await write_events(connection, sealer, [NewEvent(place=place, event=event) for place in places], now)


def _external_hash(sealer: Sealer, channel: ChannelName, external_id: str) -> bytes:
    return sealer.blind(f"external.{channel}", external_id)


def _external_hashes(sealer: Sealer, channel: ChannelName, external_id: str) -> tuple[bytes, ...]:
    return sealer.blinds(f"external.{channel}", external_id)


_oldest_open = (
    select(func.min(inbox.c.id))
    .where(inbox.c.conversation_id == conversations.c.id, text("inbox.status = 'open'"))
    .scalar_subquery()
)
_OF_CONTACT = (
    select(conversations.c.id, conversations.c.channel)
    .where(conversations.c.contact_id == bindparam("contact"))
    .order_by(conversations.c.id)
    .with_for_update()
)
_REMEMBER = insert(seen).on_conflict_do_nothing().returning(seen.c.external_hash)
_SEEN = select(seen.c.external_hash).where(
    seen.c.channel.in_(bindparam("channels", expanding=True)),
    seen.c.external_hash.in_(bindparam("hashes", expanding=True)),
)
_KEEP_UNREADABLE = insert(unreadable).on_conflict_do_nothing()
_APPEND = insert(inbox)
_OPEN = (
    update(conversations)
    .where(conversations.c.id.in_(bindparam("ids", expanding=True)), conversations.c.open_event_id.is_(None))
    .values(open_event_id=_oldest_open)
)
_HEARD = (
    update(conversations)
    .where(conversations.c.id == bindparam("id_"))
    .values(
        last_inbound_at=case(
            (conversations.c.last_inbound_at > bindparam("at"), conversations.c.last_inbound_at),
            else_=bindparam("at", type_=conversations.c.last_inbound_at.type),
        ),
        last_inbound_message_sealed=func.coalesce(
            bindparam("message", type_=conversations.c.last_inbound_message_sealed.type),
            conversations.c.last_inbound_message_sealed,
        ),
    )
)
_REACHED = (
    update(addresses)
    .where(addresses.c.conversation_id.in_(bindparam("ids", expanding=True)))
    .values(is_reachable=True)
)
_CLAIM = (
    select(
        conversations.c.id,
        conversations.c.contact_id,
        conversations.c.channel,
        conversations.c.state_sealed,
        conversations.c.turn,
        conversations.c.open_event_id,
    )
    .where(conversations.c.open_event_id.is_not(None))
    .order_by(conversations.c.open_event_id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_BODIES = select(inbox.c.id, inbox.c.body_sealed).where(inbox.c.id.in_(bindparam("ids", expanding=True)))
_PRESENT_TURNS = (
    select(conversations.c.id, conversations.c.turn, conversations.c.open_event_id)
    .where(conversations.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(conversations.c.id)
    .with_for_update()
)
_SAVE_TURN = (
    update(conversations)
    .where(conversations.c.id == bindparam("id_"))
    .values(
        state_sealed=bindparam("state"),
        locale=bindparam("locale_"),
        turn=bindparam("turn_"),
        open_event_id=_oldest_open,
    )
)
_DONE = (
    update(inbox)
    .where(inbox.c.id == bindparam("id_"))
    .values(status=InboxStatus.DONE, turn=bindparam("turn_"), handled_at=bindparam("at"), body_sealed=None)
)
_PARKED = (
    update(inbox)
    .where(inbox.c.id == bindparam("id_"))
    .values(
        status=InboxStatus.PARKED,
        turn=bindparam("turn_"),
        handled_at=bindparam("at"),
        reason=bindparam("why"),
    )
)
