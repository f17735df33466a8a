"""One connection pool to Meta's Graph API: requests with the token, answers as values.

Knows nothing of messages. Never follows a redirect, never writes the token or a body anywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from bot.channels.whatsapp.payloads import write_json

ANSWER_LIMIT = 1024 * 1024
CONNECTIONS = 100
DOWNLOAD_TIMEOUT = aiohttp.ClientTimeout(total=60, connect=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the platform said. `body` is None where it was longer than allowed."""

    status: int
    body: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """Nothing came back. Only without a connection is it certain that nothing was taken."""

    reason: str
    may_have_arrived: bool


SessionFactory = Callable[[], aiohttp.ClientSession]


def open_session() -> aiohttp.ClientSession:
    """A session that keeps its connections open. With the sender's own second of waiting, one call
    ends before the ten seconds that must be left of the account's lease."""
    connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=30)
    timeout = aiohttp.ClientTimeout(total=8, connect=4)
    return aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar())


class Graph:
    """The API of one number of ours. The session is opened with the first request."""

    def __init__(
        self,
        *,
        token: str,
        number_id: str,
        api_url: str,
        version: str,
        session_factory: SessionFactory = open_session,
    ) -> None:
        self._authorization = {"Authorization": f"Bearer {token}"}
        self._root = f"{api_url.rstrip('/')}/{version}"
        self._number = f"{self._root}/{number_id}"
        self._session_factory = session_factory
        self._session: aiohttp.ClientSession | None = None

    async def post_json(self, path: str, json: object) -> Answer | NoAnswer:
        """Posts below our number."""
        headers = {"Content-Type": "application/json"}
        return await self._ask("POST", f"{self._number}/{path}", headers=headers, data=write_json(json))

    async def post_form(self, path: str, form: aiohttp.FormData) -> Answer | NoAnswer:
        """Posts a multipart form below our number."""
        return await self._ask("POST", f"{self._number}/{path}", data=form)

    async def get_node(self, node: str) -> Answer | NoAnswer:
        """Reads an object by its id, which must be safe in a path."""
        return await self._ask("GET", f"{self._root}/{node}")

    async def get_file(self, url: str, limit: int) -> Answer | NoAnswer:
        """Downloads from an address that the API named, with the token."""
        return await self._ask("GET", url, limit=limit, timeout=DOWNLOAD_TIMEOUT)

    def trusts(self, url: str) -> bool:
        """Whether the token may be sent there: over TLS, or to the very place of the API."""
        return urlsplit(url).scheme == "https" or _origin(url) == _origin(self._root)

    async def close(self) -> None:
        """Closes all connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _ask(
        self,
        method: str,
        url: str,
        *,
        headers: dict[str, str] | None = None,
        data: bytes | aiohttp.FormData | None = None,
        limit: int = ANSWER_LIMIT,
        timeout: aiohttp.ClientTimeout | None = None,
    ) -> Answer | NoAnswer:
        if self._session is None:
            self._session = self._session_factory()
        try:
            async with self._session.request(
                method,
                url,
                headers={**self._authorization, **(headers or {})},
                data=data,
                allow_redirects=False,
                timeout=timeout or self._session.timeout,
            ) as response:
                return Answer(status=response.status, body=await _read(response, limit))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            return NoAnswer(reason="no connection", may_have_arrived=False)
        except TimeoutError:
            return NoAnswer(reason="time-out", may_have_arrived=True)
        except (aiohttp.ClientError, OSError):
            return NoAnswer(reason="connection lost", may_have_arrived=True)


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes | None:
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.content.iter_any():
        size += len(chunk)
        if size > limit:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
