"""The routes of web chat: takes what browsers post, hands out what waits for them, serves the page.

A post is acknowledged only when `receive` has returned. Nothing a person wrote is in a URL or a log.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from itertools import takewhile
from math import ceil
from pathlib import Path
from typing import Protocol

from aiohttp import web

from bot.channels.sheet import NotPrinted, Printed, print_sheet
from bot.channels.webchat.inbound import (
    BODY_LIMIT,
    STATUS,
    Refusal,
    fingerprint,
    read_after,
    read_post,
    read_secret,
)
from bot.channels.webchat.outbound import ASSET_PATH, write_part
from bot.channels.webchat.pages import HARDENING, Phrases, build_pages
from bot.channels.webchat.rates import Rates
from bot.channels.webchat.waiters import Waiters
from bot.domain.contact import Address
from bot.domain.errors import DatabaseUnavailable
from bot.service.ports import Clock, Printer, Receive, WebPart

BODY_SECONDS = 20.0
"""A bad line may take so long for one post; whoever takes longer sends it again."""

PRINT_SECONDS = 10.0
"""With the longest wait before it well under the 40 s after which the page asks anew."""

ASSET_TYPES = {
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".mp3": "audio/mpeg",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
PRIVATE = {**HARDENING, "Cache-Control": "no-store"}

Count = Callable[[str], None]
"""Told the code of each refusal, as the browser gets it."""


def ignore(_: str) -> None:
    """Counts nothing."""


class Pull(Protocol):
    """What waits for one browser, each call in a transaction of its own."""

    async def pull(self, secret: Address, after: int) -> Sequence[WebPart]:
        """What was not confirmed yet, after this number, oldest first. Raises DatabaseUnavailable."""
        ...

    async def confirm(self, secret: Address, until: int) -> None:
        """The browser has everything up to this number. Raises DatabaseUnavailable."""
        ...


def routes(
    receive: Receive,
    pull: Pull,
    waiters: Waiters,
    phrases: Phrases,
    locales: Sequence[str],
    assets: Mapping[str, Path],
    clock: Clock,
    count: Count = ignore,
    *,
    printer: Printer,
) -> list[web.RouteDef]:
    """Everything under /, /static, /chat and /cuaca.

    `phrases` are finished texts by id and locale; `locales[0]` is the default; `assets` are the
    files that may be fetched, by name; `count` is told of each refused request and may not wait;
    `printer` makes the sheets that messages carry, each time a browser asks for one.
    """
    chat = _Chat(receive=receive, pull=pull, waiters=waiters, clock=clock, count=count, printer=printer)
    shelf = _Shelf(assets)
    return [
        *build_pages(phrases, locales),
        web.post("/chat/messages", chat.take),
        web.get("/chat/messages", chat.give),
        web.get(ASSET_PATH + "{name}", shelf.give),
    ]


class _Chat:
    def __init__(
        self, *, receive: Receive, pull: Pull, waiters: Waiters, clock: Clock, count: Count, printer: Printer
    ) -> None:
        self._receive = receive
        self._pull = pull
        self._waiters = waiters
        self._clock = clock
        self._count = count
        self._printer = printer
        self._post_rates = Rates(per_second=2, burst=20)
        self._poll_rates = Rates(per_second=4, burst=40)

    async def take(self, request: web.Request) -> web.Response:
        """POST /chat/messages"""
        secret = read_secret(request.headers.get("Authorization", ""))
        if secret is None:
            return self._refuse(Refusal.NO_SECRET)
        if seconds := self._post_rates.seconds_to_wait(fingerprint(secret), self._clock()):
            return self._refuse(Refusal.SLOW_DOWN, seconds)
        body = await _read_body(request)
        arrival = body if isinstance(body, Refusal) else read_post(body, secret, self._clock())
        if isinstance(arrival, Refusal):
            return self._refuse(arrival)
        self._waiters.expect(fingerprint(secret))
        try:
            await self._receive([arrival])
        except DatabaseUnavailable:
            return self._refuse(Refusal.UNAVAILABLE)
        return web.json_response({"stored": True}, headers=PRIVATE)

    async def give(self, request: web.Request) -> web.Response:
        """GET /chat/messages?after=N&confirmed=M; everything up to N is confirmed where M is less."""
        secret = read_secret(request.headers.get("Authorization", ""))
        if secret is None:
            return self._refuse(Refusal.NO_SECRET)
        if seconds := self._poll_rates.seconds_to_wait(fingerprint(secret), self._clock()):
            return self._refuse(Refusal.SLOW_DOWN, seconds)
        after = read_after(request.query.get("after", "0"))
        confirmed = read_after(request.query.get("confirmed", "0"))
        if after is None or confirmed is None:
            return self._refuse(Refusal.MALFORMED)
        try:
            # Never again what the browser knows to be confirmed: it would cost a write each time, and
            # blank new messages unseen after a restored backup made numbers begin again.
            if after > confirmed:
                await self._pull.confirm(secret, after)
            parts = await self._look(secret, after)
        except DatabaseUnavailable:
            return self._refuse(Refusal.UNAVAILABLE)
        written = await self._write(_portion(parts))
        if written is None:
            return self._refuse(Refusal.UNAVAILABLE)
        return web.json_response({"messages": written}, headers=PRIVATE)

    async def _write(self, parts: Sequence[WebPart]) -> list[dict[str, object]] | None:
        """None where the printer is busy; the browser asks again."""
        written = []
        for part in parts:
            sheet: Printed | NotPrinted | None = None
            if part.message.printout:
                sheet = await print_sheet(self._printer, part.message.printout, PRINT_SECONDS)
            if isinstance(sheet, NotPrinted) and not sheet.is_final:
                return None
            written.append(write_part(part, sheet if isinstance(sheet, Printed) else None))
        return written

    async def _look(self, secret: Address, after: int) -> Sequence[WebPart]:
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + self._waiters.patience
        with self._waiters.waiting(fingerprint(secret)) as bell:
            while True:
                bell.clear()
                parts = await self._pull.pull(secret, after)
                left = ends_at - loop.time()
                if parts or left <= 0 or self._waiters.is_closed:
                    return parts
                await self._waiters.wait(bell, left)

    def _refuse(self, refusal: Refusal, seconds: float = 0.0) -> web.Response:
        self._count(refusal.value)
        headers = {**PRIVATE, "Retry-After": str(ceil(seconds))} if seconds else PRIVATE
        return web.json_response({"error": refusal.value}, status=STATUS[refusal], headers=headers)


class _Shelf:
    def __init__(self, assets: Mapping[str, Path]) -> None:
        self._assets = {name: path for name, path in assets.items() if path.suffix in ASSET_TYPES}

    async def give(self, request: web.Request) -> web.StreamResponse:
        """GET /chat/assets/{name}; only names that were given, so no path can be made up."""
        path = self._assets.get(request.match_info["name"])
        if path is None:
            return web.Response(status=HTTPStatus.NOT_FOUND, headers=HARDENING)
        headers = {
            **HARDENING,
            "Cache-Control": "public, max-age=86400",
            "Content-Type": ASSET_TYPES[path.suffix],
        }
        return web.FileResponse(path, headers=headers)


def _portion(parts: Sequence[WebPart]) -> Sequence[WebPart]:
    """Words at once and a sheet by itself: printing it and a bad line take their time."""
    if parts and parts[0].message.printout:
        return parts[:1]
    return tuple(takewhile(lambda part: part.message.printout is None, parts))


async def _read_body(request: web.Request) -> bytes | Refusal:
    if (request.content_length or 0) > BODY_LIMIT:
        return Refusal.TOO_LARGE
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_chunked(BODY_LIMIT):
                body += chunk
                if len(body) > BODY_LIMIT:
                    return Refusal.TOO_LARGE
    except TimeoutError:
        return Refusal.TOO_SLOW
    return bytes(body)
