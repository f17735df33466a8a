"""Small things with defaults for tests of the store: arrivals, and whole legs in one call."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.domain.arrival import EventArrived
from bot.domain.channel import ChannelName
from bot.domain.contact import Address, AddressKind, ConversationId
from bot.domain.delivery import DeliveryResult
from bot.domain.event import TextReceived
from bot.domain.message import Message
from bot.domain.state import State
from bot.service.ports import Attempt, FinishedTurn, LeasedReply, OpenTurn, Store, UnitOfWork

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TELEGRAM, WHATSAPP, WEBCHAT = ChannelName.TELEGRAM, ChannelName.WHATSAPP, ChannelName.WEBCHAT
FENCE = 1

_KINDS = {TELEGRAM: AddressKind.CHAT, WHATSAPP: AddressKind.PHONE, WEBCHAT: AddressKind.SECRET}
_numbers = count()


def an_address(
    value: str = "ana", channel: ChannelName = TELEGRAM, kind: AddressKind | None = None
) -> Address:
    return Address(channel=channel, kind=kind or _KINDS[channel], value=value)


def an_arrival(
    text: str = "halo", *addresses: Address, external_id: str = "", message_id: str = "", at: datetime = NOW
) -> EventArrived:
    named = addresses or (an_address(),)
    return EventArrived(
        channel=named[0].channel,
        external_id=external_id or f"external-{next(_numbers)}",
        addresses=named,
        event=TextReceived(at=at, text=text),
        platform_message_id=message_id,
    )


def a_message(text: str = "hai") -> Message:
    return Message(text=text, locale="id")


async def receive(store: Store, *arrivals: EventArrived, now: datetime = NOW) -> int:
    async with store.write() as work:
        new = await work.inbox.append(arrivals or [an_arrival()], now)
        await work.commit()
    return new


async def claim(work: UnitOfWork) -> OpenTurn:
    (turn,) = await work.inbox.claim(10)
    return turn


def a_finished(
    turn: OpenTurn, *texts: str, parked: str = "", push_until: datetime | None = None
) -> FinishedTurn:
    state = State(channel=turn.channel, locale="id", turn=turn.turn + 1)
    return FinishedTurn(
        opened=turn,
        state=state,
        messages=tuple(a_message(text) for text in texts),
        parked=parked,
        push_until=push_until,
    )


async def answer(
    store: Store, *texts: str, now: datetime = NOW, push_until: datetime | None = None
) -> Sequence[OpenTurn]:
    """Every conversation's oldest open event is answered with these texts."""
    async with store.write() as work:
        turns = await work.inbox.claim(10)
        await work.inbox.finish([a_finished(turn, *texts, push_until=push_until) for turn in turns], now)
        await work.commit()
    return turns


async def push(
    store: Store, conversation: ConversationId, *texts: str, until: datetime, now: datetime = NOW
) -> None:
    """A timer fires, and the turn it starts says these texts unasked."""
    async with store.write() as work:
        await work.timers.set(conversation, "reminder", now)
        await work.timers.fire(now, 10)
        await work.commit()
    await answer(store, *texts, now=now, push_until=until)


async def lease(
    store: Store,
    channel: ChannelName = TELEGRAM,
    *,
    fence: int = FENCE,
    now: datetime = NOW,
    limit: int = 10,
    with_pushes: bool = True,
) -> Sequence[LeasedReply]:
    until = now + timedelta(seconds=60)
    async with store.write() as work:
        replies = await work.outbox.lease(channel, fence, limit, now, until, with_pushes=with_pushes)
        await work.commit()
    return replies


async def record(
    store: Store, reply: LeasedReply, *results: DeliveryResult, fence: int = FENCE, at: datetime = NOW
) -> int:
    """Results for the first parts of a reply, in order."""
    attempts = [
        Attempt(part=part.id, result=result, at=at)
        for part, result in zip(reply.parts, results, strict=False)
    ]
    async with store.write() as work:
        ours = await work.outbox.record(attempts, fence)
        await work.commit()
    return ours


def texts(replies: Sequence[LeasedReply]) -> list[list[str]]:
    return [[part.message.text for part in reply.parts] for reply in replies]


async def open_texts(store: Store) -> list[str]:
    """What would be claimed now, without taking it."""
    async with store.write() as work:
        turns = await work.inbox.claim(10)
    return [turn.event.text for turn in turns if isinstance(turn.event, TextReceived)]
