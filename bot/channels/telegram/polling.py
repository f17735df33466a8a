"""Asks Telegram for updates where no webhook can reach us.

The offset is what tells Telegram to forget updates, so it moves only after they are durable here. It
is not kept: after a restart Telegram gives again what was not confirmed, and the inbox drops repeats.
Nor is it sent once it has done its work: after a quiet week ids begin anew, perhaps below it.
"""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, assert_never

import aiohttp
import msgspec

from bot.channels.telegram.inbound import read_delivery
from bot.channels.telegram.listener import Tell, silent, tell
from bot.channels.telegram.update import update_number
from bot.domain.errors import DatabaseUnavailable
from bot.service.ports import Clock, Receive

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

T = TypeVar("T")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pauses:
    """Seconds. `ask` is how long Telegram may hold a request; a test wants them all short."""

    ask: float = 50
    first: float = 1
    longest: float = 30
    conflict: float = 5
    token: float = 60
    empty: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Updates, each still raw: one that nobody can read costs the others nothing."""

    updates: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookActive:
    """Telegram delivers by webhook and therefore not to us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """No updates. `wait` is what was asked of us, or None to back off."""

    reason: str
    wait: float | None = None


Asked = Batch | WebhookActive | Failed


class _Parameters(msgspec.Struct):
    retry_after: float | None = None


class _Answer(msgspec.Struct):
    ok: bool
    result: msgspec.Raw = msgspec.Raw()
    description: str | None = None
    parameters: _Parameters | None = None


_ANSWER = msgspec.json.Decoder(_Answer)
_UPDATES = msgspec.json.Decoder(list[msgspec.Raw])


async def poll(
    session: aiohttp.ClientSession,
    token: str,
    api_url: str,
    receive: Receive,
    clock: Clock,
    stop: asyncio.Event,
    *,
    answer: Tell = silent,
    count: Tell = silent,
    pauses: Pauses | None = None,
) -> None:
    """Receives until `stop` is set. What is being stored is finished, what is being asked is dropped."""
    pauses = pauses or Pauses()
    asker = _Asker(session=session, url=f"{api_url}/bot{token}", pauses=pauses)
    bot_id, offset, pause = token.partition(":")[0], 0, pauses.first
    while not stop.is_set():
        asked = await _unless(stop, asker.ask(offset))
        match asked:
            case None:
                return
            case Batch():
                moved = await _store(asked, receive, clock, bot_id, answer, count)
                if moved is None:
                    wait, pause = pause, min(pause * 2, pauses.longest)
                else:
                    # A server that answers "nothing" at once must not make us spin.
                    offset, wait, pause = moved, 0 if moved else pauses.empty, pauses.first
            case WebhookActive():
                await _unless(stop, asker.delete_webhook())
                wait = pauses.first
            case Failed():
                logger.warning("no updates from Telegram", extra={"reason": asked.reason})
                wait = pause if asked.wait is None else asked.wait
                pause = min(pause * 2, pauses.longest)
            case _:
                assert_never(asked)
        if wait:
            await _unless(stop, asyncio.sleep(wait))


async def _store(
    batch: Batch, receive: Receive, clock: Clock, bot_id: str, answer: Tell, count: Tell
) -> int | None:
    """The offset after this batch (0 after an empty one), or None where it has to be asked for again."""
    deliveries = [read_delivery(raw, clock(), bot_id) for raw in batch.updates]
    arrivals = [arrival for delivery in deliveries for arrival in delivery.arrivals]
    try:
        if arrivals:
            await receive(arrivals)
    except DatabaseUnavailable:
        logger.warning("updates wait for the database", extra={"updates": len(batch.updates)})
        return None
    for delivery in deliveries:
        tell(delivery, answer, count)
    numbers = [number for raw in batch.updates if (number := update_number(raw)) is not None]
    if batch.updates and not numbers:
        logger.warning("updates without numbers", extra={"updates": len(batch.updates)})
        return None
    return max(numbers) + 1 if numbers else 0


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """The work's result; None, with the work cancelled, as soon as we are asked to stop."""
    async with asyncio.TaskGroup() as group:
        working, stopping = group.create_task(work), group.create_task(stop.wait())
        await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
        is_done = working.done()
        working.cancel()
        stopping.cancel()
    return working.result() if is_done else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asker:
    session: aiohttp.ClientSession
    url: str
    pauses: Pauses

    async def ask(self, offset: int) -> Asked:
        """One long request for up to a hundred updates from `offset` on."""
        fields: dict[str, object] = {
            "timeout": int(self.pauses.ask),
            "limit": 100,
            "allowed_updates": ALLOWED_UPDATES,
        }
        if offset:
            fields["offset"] = offset
        status, payload = await self._post("getUpdates", fields)
        return _read_asked(status, payload, self.pauses)

    async def delete_webhook(self) -> None:
        """Ends the webhook and keeps what waits for it."""
        await self._post("deleteWebhook", {"drop_pending_updates": False})
        logger.warning("a webhook was active and has been ended, because TELEGRAM_MODE is polling")

    async def _post(self, method: str, fields: Mapping[str, object]) -> tuple[int, bytes]:
        timeout = aiohttp.ClientTimeout(total=self.pauses.ask + 15, sock_connect=10)
        try:
            async with self.session.post(f"{self.url}/{method}", json=fields, timeout=timeout) as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0, b""


def _read_asked(status: int, payload: bytes, pauses: Pauses) -> Asked:
    try:
        answer = _ANSWER.decode(payload)
        if status == 200 and answer.ok:
            return Batch(updates=tuple(bytes(raw) for raw in _UPDATES.decode(answer.result)))
    except (ValueError, RecursionError):
        return Failed(reason="not reached" if status == 0 else f"no answer of the Bot API ({status})")
    match status:
        case 409 if "webhook" in (answer.description or ""):
            return WebhookActive()
        case 409:
            return Failed(reason="another program asks for the same bot", wait=pauses.conflict)
        case 401 | 404:
            return Failed(reason="the token is refused", wait=pauses.token)
        case 429 if answer.parameters is not None and answer.parameters.retry_after:
            return Failed(reason="429", wait=answer.parameters.retry_after)
        case _:
            return Failed(reason=str(status))
