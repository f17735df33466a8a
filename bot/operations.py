"""/healthz, /readyz and /metrics: for whoever keeps the server alive. Never waits for a platform."""

import hmac
from collections.abc import Sequence
from datetime import UTC

from aiohttp import web

from bot.content.model import Content
from bot.domain.channel import ChannelName
from bot.domain.errors import BotError
from bot.metrics import Metrics
from bot.service.ports import Clock, Store


class Operations:
    """The three routes and what they look at."""

    def __init__(
        self, store: Store, content: Content, metrics: Metrics, clock: Clock, metrics_token: str
    ) -> None:
        self._store = store
        self._content = content
        self._metrics = metrics
        self._clock = clock
        self._token = metrics_token

    def routes(self) -> Sequence[web.RouteDef]:
        """For the application's route table."""
        return (
            web.get("/healthz", self.show_life),
            web.get("/readyz", self.show_readiness),
            web.get("/metrics", self.show_metrics),
        )

    async def show_life(self, request: web.Request) -> web.Response:
        """The process lives."""
        return web.json_response({"alive": True})

    async def show_readiness(self, request: web.Request) -> web.Response:
        """Database reachable, schema at head, content compiled."""
        try:
            async with self._store.read() as work:
                is_head = await work.gauges.schema_is_head()
        except BotError as error:
            return web.json_response({"ready": False, "reason": type(error).__name__}, status=503)
        if not is_head:
            return web.json_response({"ready": False, "reason": "schema is not at head"}, status=503)
        return web.json_response({"ready": True, "content": self._content.version})

    async def show_metrics(self, request: web.Request) -> web.Response:
        """Figures for Prometheus; with METRICS_TOKEN only for who has it."""
        given = request.headers.get("Authorization", "").encode(errors="replace")
        if self._token and not hmac.compare_digest(given, f"Bearer {self._token}".encode()):
            return web.Response(status=401)
        now = self._clock().astimezone(UTC)
        try:
            async with self._store.read() as work:
                self._metrics.set_ages(await work.gauges.ages(), now)
                self._metrics.set_sent(await work.outbox.sent_since(ChannelName.WHATSAPP, f"{now:%Y-%m}"))
        except BotError:
            pass  # the figures of this process are still worth having
        return web.Response(
            body=self._metrics.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        )
