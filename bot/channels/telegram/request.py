"""python-telegram-bot's transport on our aiohttp session, in place of its httpx.

httpx writes the address of every call into the log, and Telegram's addresses hold the token. This
one is also the only place that knows what is an answer of the Bot API and what is some proxy's page.
"""

import io
import logging
from collections.abc import Mapping
from typing import Any

import aiohttp
import msgspec
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_TIMEOUT = aiohttp.ClientTimeout(total=15, sock_connect=5)
_UPLOAD_TIMEOUT = aiohttp.ClientTimeout(total=60, sock_connect=5)
_CONNECTIONS = 64
_DEFAULT_PATIENCE = 3.0


class AskedToWait(TelegramError):
    """429. PTB's own RetryAfter warns on use until its unit changes, and needs a body to be made."""

    def __init__(self, seconds: float) -> None:
        super().__init__("Too Many Requests")
        self.seconds = seconds


class NotReached(NetworkError):
    """The request never left: it is certain that nothing was sent."""


class _Parameters(msgspec.Struct):
    retry_after: float | None = None
    migrate_to_chat_id: int | None = None


class _Answer(msgspec.Struct):
    ok: bool
    result: msgspec.Raw = msgspec.Raw()
    description: str | None = None
    parameters: _Parameters | None = None


class _Chat(msgspec.Struct):
    id: int
    type: str


class _File(msgspec.Struct):
    file_id: str
    file_unique_id: str = ""
    width: int = 0
    height: int = 0
    duration: int = 0


class _SentMessage(msgspec.Struct, omit_defaults=True):
    """What we want to know of a message that was sent; PTB reads the rest at our cost, or not at all."""

    message_id: int
    date: int
    chat: _Chat
    photo: list[_File] | None = None
    voice: _File | None = None


class _SentAnswer(msgspec.Struct):
    ok: bool
    result: _SentMessage


_ANSWER = msgspec.json.Decoder(_Answer)
_SENT_ANSWER = msgspec.json.Decoder(_SentAnswer)
_SENDS = ("/sendMessage", "/sendPhoto", "/sendVoice", "/sendDocument")


def open_bot(token: str, api_url: str) -> Bot:
    """A client that has not called anything yet; `close_bot` when done."""
    # PTB writes texts and answers at the level "debug".
    logging.getLogger("telegram").setLevel(logging.WARNING)
    request = SessionRequest()
    return Bot(token, base_url=f"{api_url}/bot", request=request, get_updates_request=request)


async def close_bot(bot: Bot) -> None:
    """Closes the connections. `Bot.shutdown` does nothing for a bot that was never initialised."""
    await bot.request.shutdown()


class SessionRequest(BaseRequest):
    """One aiohttp session, opened with the first call."""

    __slots__ = ("_is_closed", "_session")

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._is_closed = False

    @property
    def read_timeout(self) -> float | None:
        """Seconds; only PTB's getUpdates asks, which we do not use."""
        return _TIMEOUT.total

    async def initialize(self) -> None:
        """Nothing to do before the first call."""

    async def shutdown(self) -> None:
        """Closes the session for good; whoever calls later is told that nothing was sent."""
        self._is_closed = True
        if self._session is not None:
            await self._session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """PTB's own writes a body that it cannot read into the log."""
        try:
            body: dict[str, Any] = msgspec.json.decode(payload, type=dict[str, Any])
        except ValueError:
            raise TelegramError("Invalid server response") from None
        return body

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """One request; raises NotReached, TimedOut, NetworkError, AskedToWait or BadRequest (413)."""
        has_files = request_data is not None and request_data.contains_files
        try:
            async with self._open_session().request(
                method, url, data=_form(request_data), timeout=_UPLOAD_TIMEOUT if has_files else _TIMEOUT
            ) as response:
                payload = await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise NotReached("Telegram was not reached") from None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None
        return response.status, _checked(response.status, payload, response.headers, url)

    def _open_session(self) -> aiohttp.ClientSession:
        if self._is_closed:
            raise NotReached("The connections are closed")
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=_CONNECTIONS))
        return self._session


def _form(request_data: RequestData | None) -> aiohttp.FormData | Mapping[str, str] | None:
    if request_data is None or not request_data.contains_files:
        return request_data.json_parameters if request_data else None
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, content_type) in request_data.multipart_data.items():
        # aiohttp warns of large bare bytes; a file of any size is fine.
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, file, filename=filename, content_type=content_type)
    return form


def _checked(status: int, payload: bytes, headers: Mapping[str, str], url: str) -> bytes:
    """The payload, if it is the Bot API that speaks; whatever a proxy says is a network error."""
    if status == 413:
        raise BadRequest("Request Entity Too Large")
    answer = _decode_answer(payload)
    if status == 429:
        raise AskedToWait(_patience(answer, headers))
    if answer is None or answer.ok is not (status < 300):
        raise NetworkError(f"No answer of the Bot API ({status})")
    if not answer.ok:
        return payload
    if not bytes(answer.result):
        raise NetworkError("An answer without a result")
    return _trimmed(payload) if url.endswith(_SENDS) else payload


def _decode_answer(payload: bytes) -> _Answer | None:
    try:
        return _ANSWER.decode(payload)
    except (ValueError, RecursionError):
        return None


def _patience(answer: _Answer | None, headers: Mapping[str, str]) -> float:
    if answer is not None and answer.parameters is not None and answer.parameters.retry_after:
        return answer.parameters.retry_after
    stated = headers.get("Retry-After", "")
    return float(stated) if stated.isdecimal() else _DEFAULT_PATIENCE


def _trimmed(payload: bytes) -> bytes:
    try:
        return msgspec.json.encode(_SENT_ANSWER.decode(payload))
    except ValueError:
        raise NetworkError("A sent message that cannot be read") from None
