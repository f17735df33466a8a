"""Sends one message over the Cloud API; keeps `service.ports.Sender`.

Never raises for what the platform or the network does, and never sends twice by itself: the API has
no idempotency key, so whether to try again is the outbox's decision.
"""

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import assert_never

import msgspec

from bot.channels.sheet import Printed, print_sheet, result_of
from bot.channels.whatsapp.errors import BAD_MEDIA, Fault, fault_of, judge, read_failure
from bot.channels.whatsapp.graph import Answer, Graph, NoAnswer, SessionFactory, open_session
from bot.channels.whatsapp.media import Fetched, NotFetched, Uploads, fetch, upload
from bot.channels.whatsapp.outbound import ApiCall, write_call, write_template, write_typing
from bot.channels.whatsapp.pacing import Pace
from bot.domain.channel import ChannelName
from bot.domain.contact import Address
from bot.domain.delivery import (
    Deferred,
    DeliveryResult,
    Halted,
    OutsideWindow,
    Refused,
    Scope,
    Sent,
    Unreachable,
)
from bot.domain.errors import UnsendableMessage
from bot.domain.message import Message, Printout
from bot.service.ports import Printer

TYPING_TIMEOUT = 5.0
NO_CONNECTION_WAIT = timedelta(seconds=3)
NO_ANSWER_WAIT = timedelta(seconds=5)


class _Accepted(msgspec.Struct, gc=False):
    id: str


class _Acceptance(msgspec.Struct, gc=False):
    messages: list[_Accepted]


_read_acceptance = msgspec.json.Decoder(_Acceptance).decode


class WhatsAppSender:
    """The way out for one number of ours."""

    channel = ChannelName.WHATSAPP

    def __init__(
        self,
        *,
        token: str,
        number_id: str,
        api_url: str,
        version: str,
        assets: Path,
        printer: Printer,
        session_factory: SessionFactory = open_session,
        pace: Pace | None = None,
        now: Callable[[], float] = time.monotonic,
        typing_timeout: float = TYPING_TIMEOUT,
    ) -> None:
        self.account = f"whatsapp:{number_id}"
        self._graph = Graph(
            token=token,
            number_id=number_id,
            api_url=api_url,
            version=version,
            session_factory=session_factory,
        )
        self._uploads = Uploads(graph=self._graph, assets=assets, now=now)
        self._printer = printer
        self._pace = pace or Pace()
        self._now = now
        self._typing_timeout = typing_timeout

    async def send(self, message: Message, address: Address, cause: str) -> DeliveryResult:
        """Exactly one message; a file it needs is uploaded first."""
        # Before the file: a sheet with a name on it is not to be uploaded for nothing.
        if (deferred := await self._wait_for_place(address)) is not None:
            return deferred
        files = await self._files(message)
        if not isinstance(files, Mapping):
            return _result_of(files)
        try:
            call = write_call(message, address, cause, files)
        except UnsendableMessage as error:
            return Refused(reason=str(error))
        return await self._post(call, address, next(iter(files), ""))

    async def send_template(self, name: str, locale: str, address: Address, cause: str) -> DeliveryResult:
        """An approved template without parameters."""
        try:
            call = write_template(name, locale, address, cause)
        except UnsendableMessage as error:
            return Refused(reason=str(error))
        if (deferred := await self._wait_for_place(address)) is not None:
            return deferred
        return await self._post(call, address)

    async def clear(self, address: Address, ids: Sequence[str]) -> int:
        """Nothing: WhatsApp lets no business take a message from a phone."""
        return 0

    async def show_typing(self, address: Address, platform_message_id: str) -> None:
        """Marks as read and shows that we write, for 25 seconds or until our message comes."""
        if not platform_message_id:
            return
        call = write_typing(platform_message_id)
        try:
            async with asyncio.timeout(self._typing_timeout):
                await self._graph.post_json(call.path, call.json)
        except TimeoutError:
            return  # only a courtesy

    async def fetch_media(self, reference: str) -> Fetched | NotFetched:
        """A file that a person sent, up to 20 MB, checked against its hash."""
        return await fetch(self._graph, reference)

    async def close(self) -> None:
        """Closes the connections; the sender may be used again afterwards."""
        await self._graph.close()

    async def _files(self, message: Message) -> Mapping[str, str] | NoAnswer | DeliveryResult:
        """The media id of what the message carries, by its name."""
        if message.printout:
            name, found = message.printout.name, await self._upload(message.printout)
        elif message.asset:
            name, found = message.asset.name, await self._uploads.find(message.asset.name)
        else:
            return {}
        return {name: found} if isinstance(found, str) else found

    async def _upload(self, printout: Printout) -> str | NoAnswer | DeliveryResult:
        sheet = await print_sheet(self._printer, printout)
        if not isinstance(sheet, Printed):
            return result_of(sheet)
        return await upload(self._graph, printout.name, sheet.mime, sheet.body)

    async def _wait_for_place(self, address: Address) -> Deferred | None:
        turn = self._pace.take(address.value, self._now())
        if not turn.is_taken:
            return Deferred(
                wait=timedelta(seconds=turn.wait), reason="own pace", scope=turn.scope, counts=False
            )
        if turn.wait:
            await asyncio.sleep(turn.wait)
        return None

    async def _post(self, call: ApiCall, address: Address, asset: str = "") -> DeliveryResult:
        answer = await self._graph.post_json(call.path, call.json)
        if isinstance(answer, NoAnswer):
            return _result_of(answer)
        if answer.status == 200:
            self._pace.accepted(address.value)
            return _accepted(answer)
        return self._judge(answer, address, asset)

    def _judge(self, answer: Answer, address: Address, asset: str) -> DeliveryResult:
        failure = read_failure(answer.body or b"")
        fault = fault_of(answer.status, failure)
        if asset and fault is Fault.REFUSED and failure.code in BAD_MEDIA:
            self._uploads.forget(asset)
            return Deferred(wait=timedelta(seconds=1), reason=f"whatsapp {failure.code}")
        now = self._now()
        pair_wait = self._pace.strike(address.value, now) if fault is Fault.PAIR else 0.0
        jitter = secrets.randbelow(1000) / 1000
        if fault is Fault.THROUGHPUT:
            self._pace.rest(1 + jitter, now)
        return judge(answer.status, failure, pair_wait, jitter)


def _accepted(answer: Answer) -> DeliveryResult:
    try:
        return Sent(platform_message_id=_read_acceptance(answer.body or b"").messages[0].id)
    except (msgspec.DecodeError, IndexError):
        # Perhaps not Meta at all but something in between: better twice than never.
        return _result_of(NoAnswer(reason="answer not understood", may_have_arrived=True))


def _result_of(missed: NoAnswer | DeliveryResult) -> DeliveryResult:
    match missed:
        case NoAnswer(may_have_arrived=True):
            return Deferred(wait=NO_ANSWER_WAIT, reason=f"whatsapp {missed.reason}")
        case NoAnswer():
            return Deferred(
                wait=NO_CONNECTION_WAIT, reason=f"whatsapp {missed.reason}", scope=Scope.CHANNEL, counts=False
            )
        case Sent() | Deferred() | Refused() | Unreachable() | OutsideWindow() | Halted():
            return missed
        case _:
            assert_never(missed)
