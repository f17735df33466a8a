"""Leg 3: leased replies are sent, part by part, and each part's result is recorded before the next.

Only who holds the account's lease sends. A part that was taken by the platform but not recorded when
the process died is sent a second time: the one case that cannot be excluded.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from time import perf_counter

from bot.content.model import Content
from bot.content.templates import LESSON_READY, MESSAGE_WAITING
from bot.domain.channel import ChannelName, clearable_since
from bot.domain.delivery import Deferred, DeliveryResult, Halted, OutsideWindow, Refused, Scope, Sent
from bot.domain.errors import DatabaseUnavailable, TransactionConflict
from bot.service.allowance import Allowance
from bot.service.batch import Batch, Take
from bot.service.lease import SendingRight
from bot.service.ports import Attempt, Clock, LeasedReply, Observer, OutboxPart, Sender, Store, UnitOfWork
from bot.service.worker import IDLE_SECONDS, Bell

logger = logging.getLogger(__name__)

IN_FLIGHT = 128
"""Replies being sent at the same time."""

ROW_LEASE = timedelta(seconds=90)
LONGEST_SEND = 7.0
"""Seconds of the account's lease that must be left before a part is sent. Less than what is left just
before a renewal (15 - 5), or each renewal would be a gap in which replies are abandoned."""

WINDOW = timedelta(hours=24)
"""WhatsApp: free-form messages only so long after the person's last message."""

DELIVERED_WITHIN = 5.0
"""WhatsApp: how long the next part waits for the one before to be delivered (order is not promised)."""

HALT_SECONDS = 60.0

TYPING_AFTER = 0.3
"""Seconds after which a reply that is not out yet shows that we write; sooner it would only flicker."""

RECORD_AGAIN = 0.2
"""Seconds between two tries to record what was sent, while the database does not answer."""

EARLY_REPORTS = 10_000

PAST = Deferred(wait=timedelta(0), reason="past its time", counts=False)
"""A push that waited too long between lease and sending: it is given back, and then closed as expired."""


class Arrivals:
    """Tells senders that a message reached its phone; messages of other processes are not known here.

    A report may overtake our own record of the sending, so the last ones are remembered.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Event] = {}
        self._early: OrderedDict[str, None] = OrderedDict()

    def note(self, platform_message_id: str) -> None:
        """A report came in."""
        if event := self._waiting.get(platform_message_id):
            event.set()
            return
        self._early[platform_message_id] = None
        if len(self._early) > EARLY_REPORTS:
            self._early.popitem(last=False)

    async def wait(self, platform_message_id: str, seconds: float) -> None:
        """Returns when it was delivered, or after so long."""
        if platform_message_id in self._early:
            return
        event = self._waiting.setdefault(platform_message_id, asyncio.Event())
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting.pop(platform_message_id, None)


class Deliverer:
    """Sends for one channel."""

    def __init__(
        self,
        store: Store,
        sender: Sender,
        content: Content,
        clock: Clock,
        observer: Observer,
        *,
        owner: str,
        arrivals: Arrivals,
        monthly_cap: int = 0,
    ) -> None:
        self._store = store
        self._sender = sender
        self._content = content
        self._clock = clock
        self._observer = observer
        self._arrivals = arrivals
        self._allowance = Allowance(store, sender.channel, clock, monthly_cap)
        self.channel = sender.channel
        self.right = SendingRight(store, sender.account, owner)
        self._records: Batch[Attempt] = Batch(self._record, IN_FLIGHT * 2)
        self._sending: set[asyncio.Task[None]] = set()
        self._paused_until = 0.0
        self.bell = Bell()

    async def renew(self) -> None:
        """Takes or renews the account's lease; rings when nothing could be sent without it."""
        had = self.right.fence(LONGEST_SEND)
        if await self.right.take() is not None and had is None:
            self.bell.ring()

    async def run_records(self) -> None:
        """Commits results, until closed."""
        await self._records.run()

    async def deliver(self) -> int:
        """Leases as many replies as there is room for and starts sending them; how many."""
        fence = self.right.fence(LONGEST_SEND)
        room = IN_FLIGHT - len(self._sending)
        if fence is None or not room or asyncio.get_running_loop().time() < self._paused_until:
            return 0
        with_pushes = await self._allowance.has_room()
        now = self._clock()
        async with self._store.write() as work:
            replies = await work.outbox.lease(
                self._sender.channel, fence, room, now, now + ROW_LEASE, with_pushes=with_pushes
            )
            replies = [await _with_ids(work, reply, now) for reply in replies]
            await work.commit()  # also when nothing is due: what cannot be read was parked
        for reply in replies:
            task = asyncio.create_task(self._send_reply(reply, fence))
            self._sending.add(task)
            task.add_done_callback(self._sent)
        return len(replies)

    async def pause(self) -> float:
        """How long nothing will be due, when nothing was."""
        paused = self._paused_until - asyncio.get_running_loop().time()
        if paused > 0:
            return min(paused, IDLE_SECONDS)
        if self._sending:
            return IDLE_SECONDS  # the end of each reply rings the bell
        now = self._clock()
        async with self._store.read() as work:
            due = await work.outbox.next_due(self._sender.channel, now)
        return IDLE_SECONDS if due is None else min(max((due - now).total_seconds(), 0.05), IDLE_SECONDS)

    async def finish(self) -> None:
        """Lets what is being sent end, then gives the lease back. What was not begun stays."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=LONGEST_SEND)
        for task in self._sending:
            task.cancel()
        self._records.close()

    async def give_back(self) -> None:
        """Lets another process send at once."""
        await self.right.give_back()

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self.bell.ring()
        if not task.cancelled() and (error := task.exception()):
            logger.error(
                "sending failed", extra={"channel": self._sender.channel.value, "kind": type(error).__name__}
            )

    async def _send_reply(self, reply: LeasedReply, fence: int) -> None:
        typing = asyncio.create_task(self._show_typing(reply))
        said: list[str] = []
        try:
            for position, part in enumerate(reply.parts):
                if part.message.hides and self.right.fence(LONGEST_SEND) == fence:
                    await self._clear(reply, (*reversed(said), *reply.to_clear))
                if self.right.fence(LONGEST_SEND) != fence:
                    return  # somebody else may be sending by now
                result = await self._attempt(reply, part)
                if isinstance(result, Sent):
                    said.append(result.platform_message_id)
                if not await self._keep(reply, part, result, position):
                    return
        finally:
            if reply.channel is not ChannelName.WHATSAPP:
                typing.cancel()  # answered sooner than it would have shown

    async def _clear(self, reply: LeasedReply, ids: Sequence[str]) -> None:
        """Before the message that stays; after a crash in between both are done again."""
        if reply.address is None or not ids:
            return
        taken = await self._sender.clear(reply.address, ids)
        self._observer.count("clears", taken, channel=reply.channel, result="taken")
        self._observer.count("clears", len(ids) - taken, channel=reply.channel, result="left")

    async def _show_typing(self, reply: LeasedReply) -> None:
        """Beside the sending, never before it: a sign of life must not delay the answer. Pushes need none."""
        if reply.address and reply.last_inbound_message_id and reply.expires_at is None:
            if reply.channel is not ChannelName.WHATSAPP:  # there it also says that the message was read
                await asyncio.sleep(TYPING_AFTER)
            await self._sender.show_typing(reply.address, reply.last_inbound_message_id)

    async def _keep(
        self, reply: LeasedReply, part: OutboxPart, result: DeliveryResult, position: int
    ) -> bool:
        """Records a result; whether the next part of the reply may go."""
        rest = reply.parts[position:] if isinstance(result, OutsideWindow) else (part,)
        at = self._clock()
        await asyncio.gather(*(self._record_surely(Attempt(part=p.id, result=result, at=at)) for p in rest))
        self._observer.count("deliveries", channel=reply.channel, result=type(result).__name__.lower())
        if isinstance(result, Sent):
            self._allowance.note_sent()
        if isinstance(result, Halted):
            self._pause(HALT_SECONDS)
        if isinstance(result, Deferred) and result.scope is Scope.CHANNEL:
            self._pause(result.wait.total_seconds())
        if (
            isinstance(result, Sent)
            and reply.channel is ChannelName.WHATSAPP
            and position + 1 < len(reply.parts)
        ):
            await self._arrivals.wait(result.platform_message_id, DELIVERED_WITHIN)
        return isinstance(result, Sent | Refused)

    async def _record_surely(self, attempt: Attempt) -> None:
        """What was sent but not recorded is sent again: better to wait for the database here."""
        while True:
            try:
                return await self._records.add(attempt)
            except (DatabaseUnavailable, TransactionConflict):
                if self.right.fence() is None:
                    return  # others decide now
                await asyncio.sleep(RECORD_AGAIN)

    async def _attempt(self, reply: LeasedReply, part: OutboxPart) -> DeliveryResult:
        if reply.address is None:
            return Refused(reason="no address")
        if _is_past(reply, self._clock()):
            return PAST
        if reply.is_template:
            return await self._send_template(reply, part)
        if _is_outside(reply, self._clock()):
            return OutsideWindow(reason="window closed")
        started = perf_counter()
        result = await self._sender.send(part.message, reply.address, part.cause)
        self._observer.observe("send_seconds", perf_counter() - started, channel=reply.channel)
        return result

    async def _send_template(self, reply: LeasedReply, part: OutboxPart) -> DeliveryResult:
        assert reply.address is not None
        name = MESSAGE_WAITING if reply.expires_at is None else LESSON_READY
        ranked = sorted(
            (t for t in self._content.templates if t.name == name), key=lambda t: t.locale != reply.locale
        )
        if not ranked:
            return Refused(reason="no template")
        return await self._sender.send_template(ranked[0].name, ranked[0].locale, reply.address, part.cause)

    async def _record(self, take: Take[Attempt]) -> Sequence[Exception | None]:
        async with self._store.write() as work:
            attempts = take()
            await work.outbox.record(attempts, self.right.fence() or 0)
            await work.commit()
        return [None] * len(attempts)

    def _pause(self, seconds: float) -> None:
        self._paused_until = asyncio.get_running_loop().time() + seconds


async def _with_ids(work: UnitOfWork, reply: LeasedReply, now: datetime) -> LeasedReply:
    """With what is to go from the screen, where the reply hides it; a farewell knows by itself."""
    since = clearable_since(reply.channel, now)
    if since is None or not reply.conversation or not any(part.message.hides for part in reply.parts):
        return reply
    ids = await work.outbox.recent_message_ids(reply.conversation, since)
    return replace(reply, to_clear=tuple(ids))


def _is_past(reply: LeasedReply, now: datetime) -> bool:
    return reply.expires_at is not None and reply.expires_at < now


def _is_outside(reply: LeasedReply, now: datetime) -> bool:
    if reply.channel is not ChannelName.WHATSAPP or reply.last_inbound_at is None:
        return False
    return now - reply.last_inbound_at > WINDOW
