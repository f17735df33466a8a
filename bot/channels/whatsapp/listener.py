"""GET and POST /webhooks/whatsapp: the handshake, and deliveries that are stored before they are
acknowledged. Says nothing to whoever cannot sign; never reads what it has not checked.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from bot.channels.whatsapp.inbound import NotJson, read_body
from bot.domain.errors import DatabaseUnavailable
from bot.service.ports import Clock, Receive

PATH = "/webhooks/whatsapp"
BODY_LIMIT = 3 * 1024 * 1024 + 64 * 1024
"""Meta sends at most 3 MB."""


def ignore(name: str) -> None:
    """Counts nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsAppListener:
    """The two handlers and what they need. `count` is told what was refused or skipped, by name."""

    receive: Receive
    number_id: str
    app_secret: str
    verify_token: str
    clock: Clock
    count: Callable[[str], None] = ignore

    def __repr__(self) -> str:
        return f"WhatsAppListener({self.number_id})"

    def routes(self) -> tuple[web.RouteDef, ...]:
        """For the application's route table."""
        return web.get(PATH, self.verify, allow_head=False), web.post(PATH, self.accept)

    async def verify(self, request: web.Request) -> web.Response:
        """Answers Meta's handshake with its own challenge."""
        query = request.query
        given = query.get("hub.verify_token", "").encode(errors="replace")
        is_ours = bool(self.verify_token) and hmac.compare_digest(given, self.verify_token.encode())
        if query.get("hub.mode") != "subscribe" or not is_ours or "hub.challenge" not in query:
            return web.Response(status=403)
        return web.Response(text=query["hub.challenge"], content_type="text/plain")

    async def accept(self, request: web.Request) -> web.Response:
        """Checks, stores, and only then acknowledges a delivery."""
        raw = await _read(request)
        if raw is None:
            return self._refuse(413, "too large")
        if not is_signed(raw, request.headers.get("X-Hub-Signature-256", ""), self.app_secret):
            return self._refuse(401, "bad signature")
        try:
            reading = read_body(raw, self.number_id, self.clock())
        except NotJson:
            return self._refuse(400, "not json")
        for name in reading.skipped:
            self.count(name)
        if reading.arrivals:
            try:
                await self.receive(reading.arrivals)
            except DatabaseUnavailable:
                return self._refuse(503, "database unavailable")
        return web.Response()

    def _refuse(self, status: int, name: str) -> web.Response:
        self.count(name)
        return web.Response(status=status)


def is_signed(raw: bytes, header: str, secret: str) -> bool:
    """Whether `header` is the HMAC of exactly these bytes, compared in constant time."""
    if not secret:
        return False
    expected = "sha256=" + hmac.digest(secret.encode(), raw, "sha256").hex()
    return hmac.compare_digest(expected.encode(), header.encode(errors="replace"))


async def _read(request: web.Request) -> bytes | None:
    """The body, or None as soon as it is too large. (aiohttp's own limit is one for all routes.)"""
    if (request.content_length or 0) > BODY_LIMIT:
        return None
    content = request.content
    raw = await content.readany()
    if content.at_eof():
        return raw if len(raw) <= BODY_LIMIT else None
    chunks, size = [raw], len(raw)
    while chunk := await content.readany():
        chunks.append(chunk)
        size += len(chunk)
        if size > BODY_LIMIT:
            return None
    return b"".join(chunks)
