"""Takes Telegram's webhook deliveries: checks the secret, stores, and only then acknowledges.

Whatever is a JSON object gets 200 once it is stored, understood or not: an update that is refused
comes again for a day, and holds up everything that its person writes after it.
"""

import hmac
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.channels.telegram.inbound import Delivery, read_delivery
from bot.channels.telegram.update import is_object
from bot.domain.errors import DatabaseUnavailable
from bot.service.ports import Clock, Receive

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
BODY_LIMIT = 1024 * 1024

Route = Callable[[web.Request], Awaitable[web.Response]]
Tell = Callable[[str], None]
"""Told a callback's id, or the name of what was refused or left alone."""

logger = logging.getLogger(__name__)


def silent(_: str) -> None:
    """For who does not want to be told."""


def webhook_route(
    receive: Receive,
    secret: str,
    clock: Clock,
    *,
    bot_id: str = "",
    answer: Tell = silent,
    count: Tell = silent,
) -> Route:
    """The handler of POST /webhooks/telegram.

    `answer` is given the id of each tap once the tap is stored; `count` the reason why a request was
    refused or an update left alone. Neither may wait.
    """

    def refuse(status: int, reason: str) -> web.Response:
        count(reason)
        return web.Response(status=status)

    async def take_delivery(request: web.Request) -> web.Response:
        if not _is_telegram(request, secret):
            return refuse(401, "wrong secret")
        raw = await _read_body(request)
        if raw is None:
            return refuse(413, "too large")
        if not is_object(raw):
            return refuse(400, "not json")
        delivery = read_delivery(raw, clock(), bot_id)
        try:
            await store(delivery, receive)
        except DatabaseUnavailable:
            return refuse(503, "database unavailable")
        tell(delivery, answer, count)
        return web.Response()

    return take_delivery


async def store(delivery: Delivery, receive: Receive) -> None:
    """Returns when everything that arrived is durable."""
    if delivery.arrivals:
        await receive(delivery.arrivals)


def tell(delivery: Delivery, answer: Tell, count: Tell) -> None:
    """What follows once it is stored: the tap is answered, what was left alone is counted."""
    if delivery.tap:
        answer(delivery.tap)
    if delivery.ignored:
        count(delivery.ignored)
        logger.debug("update left alone", extra={"reason": delivery.ignored})


def _is_telegram(request: web.Request, secret: str) -> bool:
    given = request.headers.get(SECRET_HEADER, "")
    return bool(secret) and hmac.compare_digest(given.encode("utf-8", "surrogateescape"), secret.encode())


async def _read_body(request: web.Request) -> bytes | None:
    """The body, or None for one that is too large; never holds more than the limit and a piece."""
    if (request.content_length or 0) > BODY_LIMIT:
        return None
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)
