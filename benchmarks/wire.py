"""HTTP/1.1 at the least cost: what the clients and the stand-ins of the benchmarks speak.

Only what the programs measured here send: requests with a Content-Length, one at a time on a connection.
Whatever else comes raises, so that a figure can never come from a misunderstanding.
"""

import asyncio
from collections.abc import Callable
from typing import cast

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"


class NotUnderstood(Exception):
    """The other side sent something that this small reader does not know."""


def body_length(head: bytes) -> int:
    """The Content-Length of a head; 0 without one, and never a chunked body."""
    lower = head.lower()
    if b"transfer-encoding:" in lower:
        raise NotUnderstood("a chunked body")
    at = lower.find(LENGTH)
    return int(lower[at + len(LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0


class Pieces:
    """Gathers what arrives until a whole message is there."""

    __slots__ = ("_gathered",)

    def __init__(self) -> None:
        self._gathered = b""

    def take(self, data: bytes) -> tuple[bytes, bytes] | None:
        """The head and the body once both are whole, else None."""
        self._gathered += data
        at = self._gathered.find(HEAD_END)
        if at < 0:
            return None
        head, start = self._gathered[:at], at + len(HEAD_END)
        end = start + body_length(head)
        if len(self._gathered) < end:
            return None
        body, self._gathered = self._gathered[start:end], self._gathered[end:]
        return head, body


class Client(asyncio.Protocol):
    """One connection that is kept open; one request at a time."""

    def __init__(self) -> None:
        self._pieces = Pieces()
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own is none by inheritance

    def data_received(self, data: bytes) -> None:
        whole = self._pieces.take(data)
        if whole is not None and self._answer is not None:
            self._answer.set_result(int(whole[0][9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError())

    async def ask(self, request: bytes) -> int:
        """Sends a whole request; the status of its answer."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """Hangs up."""
        assert self._transport is not None
        self._transport.close()


async def connect(port: int) -> Client:
    """A connection to a port of this machine."""
    _, client = await asyncio.get_running_loop().create_connection(Client, "127.0.0.1", port)
    return client


Answer = Callable[[bytes, bytes], bytes]
"""The head and the body of a request → the JSON to answer with."""


class Server(asyncio.Protocol):
    """Answers every request at once with 200."""

    def __init__(self, answer: Answer) -> None:
        self._pieces = Pieces()
        self._answer = answer
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own is none by inheritance

    def data_received(self, data: bytes) -> None:
        whole = self._pieces.take(data)
        if whole is not None and self._transport is not None:
            body = self._answer(*whole)
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(
                body
            )
            self._transport.write(head + body)


async def listen(answer: Answer) -> tuple[asyncio.Server, int]:
    """A server on a free port of the loopback."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Server(answer), "127.0.0.1", 0, backlog=1024)
    return server, int(server.sockets[0].getsockname()[1])


def post(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """A whole POST request."""
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}"]).encode() + HEAD_END + body
