"""Sends one message to Telegram; every answer becomes a DeliveryResult and nothing raises.

A time-out may have sent the message and Telegram knows no idempotency key: a repeat can double it.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from telegram import Bot, InputFile
from telegram import Message as SentMessage
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.channels.sheet import Printed, print_sheet, result_of
from bot.channels.telegram.clearing import clear_chat
from bot.channels.telegram.failures import Failures
from bot.channels.telegram.outbound import ApiCall, write_call
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.request import AskedToWait, NotReached, close_bot, open_bot
from bot.domain.channel import ChannelName
from bot.domain.contact import Address
from bot.domain.delivery import Deferred, DeliveryResult, Halted, Refused, Scope, Sent, Unreachable
from bot.domain.errors import UnsendableMessage
from bot.domain.message import Message
from bot.service.ports import Printer

# What Telegram writes in `description` of a 400, in small letters. The words may change: what we do
# not know is refused, which lets the next message of the person go on.
_NOT_MODIFIED = "message is not modified"
_BAD_MARKUP = "can't parse entities"
_STALE_FILE = ("wrong file identifier", "wrong remote file", "file reference", "wrong file_id")
_NOBODY_THERE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "chat_id is empty",
    "chat_write_forbidden",
)
_TYPING_SECONDS = 3.0


class TelegramSender:
    """Keeps `service.ports.Sender`. Never asks who it is (getMe) before it sends."""

    def __init__(
        self,
        token: str,
        api_url: str,
        assets: Path,
        pace: Pace | None = None,
        now: Callable[[], float] = time.monotonic,
        *,
        printer: Printer,
    ) -> None:
        self.channel = ChannelName.TELEGRAM
        self.account = f"telegram:{token.partition(':')[0]}"
        self.bot: Bot = open_bot(token, api_url)
        self._assets = assets
        self._pace = pace
        self._printer = printer
        self._now = now
        self._failures = Failures()
        self._file_ids: dict[str, str] = {}
        self._moved: dict[str, str] = {}

    async def close(self) -> None:
        """Closes the connections; nothing is in flight any more."""
        await close_bot(self.bot)

    async def send(self, message: Message, address: Address, cause: str) -> DeliveryResult:
        """Exactly one message; may wait up to a second for its place."""
        chat_id = self._moved.get(address.value, address.value)
        try:
            call = write_call(message, chat_id, self._asset_path(message))
        except UnsendableMessage as error:
            return Refused(reason=str(error))
        if (deferred := await self._wait_for_place(chat_id)) is not None:
            return deferred
        if message.printout is not None:
            sheet = await print_sheet(self._printer, message.printout)
            if not isinstance(sheet, Printed):
                return result_of(sheet)
            call = replace(call, sheet=sheet.body)
        try:
            sent = await self._call(call, message)
        except BadRequest as error:
            return await self._mend(error, message, call, cause)
        except ChatMigrated as error:
            self._moved[address.value] = str(error.new_chat_id)
            return await self._follow(error, message, call, cause)
        except TelegramError as error:
            return self._result(error, chat_id, cause)
        return self._sent(sent, cause)

    async def send_template(self, name: str, locale: str, address: Address, cause: str) -> DeliveryResult:
        """Telegram has no templates and no window that would need one."""
        return Refused(reason="Telegram has no templates")

    async def clear(self, address: Address, ids: Sequence[str]) -> int:
        """Deletes messages of the chat; no pace is kept, because whoever asked for it is in a hurry."""
        chat_id = self._moved.get(address.value, address.value)
        cleared = await clear_chat(self.bot, chat_id, ids)
        if cleared.patience:
            self._hold(chat_id, cleared.patience)
        return cleared.taken

    async def show_typing(self, address: Address, platform_message_id: str) -> None:
        """Shows that we write, if there is room for it; lasts until the message or five seconds."""
        chat_id = self._moved.get(address.value, address.value)
        if self._pace is not None and not self._pace.spare(chat_id, self._now()):
            return
        try:
            async with asyncio.timeout(_TYPING_SECONDS):
                await self.bot.send_chat_action(chat_id, "typing")
        except AskedToWait as error:
            self._hold(chat_id, error.seconds)
        except (TelegramError, TimeoutError):
            return

    def _asset_path(self, message: Message) -> Path | None:
        if message.asset is None:
            return None
        path = self._assets / message.asset.name
        return path if path.is_file() else None

    async def _wait_for_place(self, chat_id: str) -> Deferred | None:
        if self._pace is None:
            return None
        permit = self._pace.ask(chat_id, self._now())
        if not permit.is_booked:
            wait = timedelta(seconds=permit.wait)
            return Deferred(wait=wait, reason="pace", scope=permit.scope, counts=False)
        if permit.wait > 0:
            await asyncio.sleep(permit.wait)
        return None

    async def _call(self, call: ApiCall, message: Message) -> SentMessage:
        fields = dict(call.fields)
        chat_id = str(fields.pop("chat_id"))
        if call.sheet_name:
            return await self._send_sheet(call, chat_id, fields)
        if call.file is None:
            return await self.bot.send_message(chat_id, str(fields.pop("text")), api_kwargs=fields)
        name = message.asset.name if message.asset is not None else ""
        file_id = self._file_ids.get(name)
        file = file_id if file_id else await asyncio.to_thread(_read_file, call.file)
        if call.method == "sendPhoto":
            sent = await self.bot.send_photo(chat_id, file, api_kwargs=fields)
            self._file_ids[name] = sent.photo[-1].file_id if sent.photo else ""
        else:
            sent = await self.bot.send_voice(chat_id, file, api_kwargs=fields)
            self._file_ids[name] = sent.voice.file_id if sent.voice else ""
        return sent

    async def _send_sheet(self, call: ApiCall, chat_id: str, fields: dict[str, object]) -> SentMessage:
        """Uploaded each time: the file id that comes back would lead to a person's name."""
        file = InputFile(call.sheet, filename=call.sheet_name)
        if call.method == "sendPhoto":
            return await self.bot.send_photo(chat_id, file, api_kwargs=fields)
        return await self.bot.send_document(chat_id, file, api_kwargs=fields)

    async def _mend(self, error: BadRequest, message: Message, call: ApiCall, cause: str) -> DeliveryResult:
        """A 400 that another form of the same message may get past, once."""
        chat_id, description = str(call.fields["chat_id"]), error.message.lower()
        name = message.asset.name if message.asset is not None else ""
        if _BAD_MARKUP in description:
            plain = write_call(message, chat_id, call.file, is_marked_up=False)
            call = replace(plain, sheet=call.sheet)
        elif self._file_ids.get(name) and any(sign in description for sign in _STALE_FILE):
            del self._file_ids[name]
        else:
            return self._result(error, chat_id, cause)
        return await self._repeat(call, message, cause)

    async def _follow(
        self, error: ChatMigrated, message: Message, call: ApiCall, cause: str
    ) -> DeliveryResult:
        there = {**call.fields, "chat_id": str(error.new_chat_id)}
        return await self._repeat(replace(call, fields=there), message, cause)

    async def _repeat(self, call: ApiCall, message: Message, cause: str) -> DeliveryResult:
        try:
            return self._sent(await self._call(call, message), cause)
        except TelegramError as error:
            return self._result(error, str(call.fields["chat_id"]), cause)

    def _sent(self, sent: SentMessage, cause: str) -> Sent:
        self._failures.answered(cause)
        return Sent(platform_message_id=str(sent.message_id))

    def _result(self, error: TelegramError, chat_id: str, cause: str) -> DeliveryResult:
        match error:
            case AskedToWait() | RetryAfter():
                self._failures.answered()
                return self._asked_to_wait(error, chat_id)
            case InvalidToken():
                return Halted(reason="Telegram refuses the token")
            case Conflict():
                return Halted(reason="Telegram reports a conflict")
            case Forbidden() | BadRequest() | ChatMigrated():
                self._failures.answered(cause)
                return _final(error)
            case NotReached():
                return self._failures.not_reached(cause)
            case _:
                return self._failures.failed(cause, type(error).__name__)

    def _asked_to_wait(self, error: AskedToWait | RetryAfter, chat_id: str) -> Deferred:
        seconds = error.seconds if isinstance(error, AskedToWait) else _seconds(error.retry_after)
        scope = self._hold(chat_id, seconds)
        return Deferred(wait=timedelta(seconds=seconds), reason="429", scope=scope, counts=False)

    def _hold(self, chat_id: str, seconds: float) -> Scope:
        if self._pace is None:
            return Scope.CONTACT
        return self._pace.flooded(chat_id, seconds, self._now())


def _read_file(path: Path) -> InputFile:
    return InputFile(path.read_bytes(), filename=path.name)


def _seconds(patience: int | timedelta) -> float:
    return patience.total_seconds() if isinstance(patience, timedelta) else float(patience)


def _final(error: TelegramError) -> Sent | Refused | Unreachable:
    """What stays as it is, however often it is repeated. Reasons are ours: descriptions may quote."""
    if isinstance(error, Forbidden):
        return Unreachable(reason="forbidden")
    if isinstance(error, ChatMigrated):
        return Refused(reason="the chat moved twice")
    description = error.message.lower()
    if _NOT_MODIFIED in description:
        return Sent(platform_message_id="")
    if any(sign in description for sign in _NOBODY_THERE):
        return Unreachable(reason="chat not found")
    return Refused(reason="bad request")
