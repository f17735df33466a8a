"""Builds every part once, runs it, stops it: the composition root.

The only file that knows a concrete class of every part. Parts are passed by argument; nothing
registers itself. A stop ends listeners first, then finishes what is begun; the rest stays in the tables.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web

from bot.channels.telegram import pace as telegram_pace
from bot.channels.telegram.listener import webhook_route
from bot.channels.telegram.polling import poll
from bot.channels.telegram.profile import Profile, Webhook, set_up
from bot.channels.telegram.sender import TelegramSender
from bot.channels.telegram.taps import TapAnswers
from bot.channels.webchat.listener import routes as webchat_routes
from bot.channels.webchat.waiters import Waiters
from bot.channels.whatsapp import pacing as whatsapp_pace
from bot.channels.whatsapp.listener import WhatsAppListener
from bot.channels.whatsapp.sender import WhatsAppSender
from bot.content.model import Content
from bot.domain.channel import ChannelName
from bot.domain.contact import Address
from bot.matching.agencies import NameIndex
from bot.metrics import Metrics
from bot.operations import Operations
from bot.printing.printer import SheetPrinter
from bot.service.agencies import AgencyBook
from bot.service.converse import converse
from bot.service.cost import lesson_costs
from bot.service.deliver import Arrivals, Deliverer
from bot.service.lease import RENEW_SECONDS
from bot.service.ports import Sender, Store, WebPart
from bot.service.receive import Receiver
from bot.service.wake import wake
from bot.service.worker import IDLE_SECONDS, Bell, work
from bot.settings import Settings
from bot.store.unit_of_work import open_store
from bot.verify.pages import routes as verify_routes

logger = logging.getLogger(__name__)

FORGET_EVERY = 6 * 3600.0
"""Seconds between two rounds of forgetting what is past its time."""

LOOK_EVERY = 60.0
"""Seconds between two looks whether another list of companies was imported, when nobody asks for one."""

CHAT_BURST = 5
"""Telegram lets short bursts into one chat pass; a lesson is up to five bubbles."""


Leg = Coroutine[Any, Any, None]


def now() -> datetime:
    """The clock of the real world; tests bring their own."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paces:
    """How fast each platform may be written to; benchmarks lift these against their stand-ins."""

    telegram: Callable[[], telegram_pace.Pace] = lambda: telegram_pace.Pace(chat_burst=CHAT_BURST)
    whatsapp: Callable[[], whatsapp_pace.Pace] = whatsapp_pace.Pace


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What a caller learns once the server listens."""

    port: int
    metrics: Metrics


@dataclass(slots=True, kw_only=True)
class Bells:
    """Who is woken by whom: receiving wakes converse, converse wakes deliver and the browsers."""

    converse: Bell = field(default_factory=Bell)
    wake: Bell = field(default_factory=Bell)
    agencies: Bell = field(default_factory=Bell)
    waiters: Waiters = field(default_factory=Waiters)
    deliverers: list[Deliverer] = field(default_factory=list)

    def ring(self, leg: str) -> None:
        """A leg has work, here or in another process."""
        if leg == "converse":
            self.converse.ring()
        if leg == "deliver":
            self.waiters.wake()
            for deliverer in self.deliverers:
                deliverer.bell.ring()


class Pull:
    """Gives browsers what waits for them; each call is a transaction of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def pull(self, secret: Address, after: int) -> Sequence[WebPart]:
        """What was not confirmed yet, after this number."""
        async with self._store.read() as reading:
            return await reading.outbox.for_browser(secret, after)

    async def confirm(self, secret: Address, until: int) -> None:
        """Everything up to this number has arrived."""
        async with self._store.write() as writing:
            await writing.outbox.confirm(secret, until, now())
            await writing.commit()


async def serve(
    settings: Settings,
    content: Content,
    assets: Path,
    *,
    stop: asyncio.Event,
    started: Callable[[Running], None] = lambda running: None,
    paces: Paces | None = None,
    store: Store | None = None,
) -> None:
    """Runs everything until `stop` is set, then ends in order. A `store` that is given is closed by its giver."""
    async with AsyncExitStack() as stack:
        if store is None:
            opened = open_store(settings.database_url, settings.sealing_keys)
            stack.push_async_callback(opened.close)
            store = opened
        server = _Server(settings, content, assets, store, paces or Paces())
        await server.run(stop, started)


class _Server:
    def __init__(
        self, settings: Settings, content: Content, assets: Path, store: Store, paces: Paces
    ) -> None:
        self.settings = settings
        self.content = _in_local_time(content, settings)
        self.assets = assets
        self.store = store
        self.paces = paces
        self.metrics = Metrics()
        self.printer = SheetPrinter()
        self.bells = Bells()
        self.agencies = AgencyBook(store, NameIndex, self.bells.agencies.ring)
        self.arrivals = Arrivals()
        self.telegram: TelegramSender | None = None
        self.taps: TapAnswers | None = None
        self.receiver = Receiver(
            store, now, self.metrics, stored=lambda: self.bells.ring("converse"), delivered=self.arrivals.note
        )

    async def run(self, stop: asyncio.Event, started: Callable[[Running], None]) -> None:
        senders = self._make_senders()
        runner = web.AppRunner(self._make_app(), access_log=None, handle_signals=False, shutdown_timeout=5)
        await runner.setup()
        site = web.TCPSite(runner, self.settings.host, self.settings.port, backlog=1024)
        try:
            async with asyncio.TaskGroup() as group:
                legs = [group.create_task(leg) for leg in self._make_legs(stop)]
                receiving = group.create_task(self.receiver.run())
                recording = [
                    group.create_task(deliverer.run_records()) for deliverer in self.bells.deliverers
                ]
                await site.start()
                started(Running(port=_port(runner), metrics=self.metrics))
                await stop.wait()
                await self._stop(runner, legs, receiving, recording)
        finally:
            await runner.cleanup()
            for sender in senders:
                await sender.close()

    async def _stop(
        self,
        runner: web.AppRunner,
        legs: list[asyncio.Task[None]],
        receiving: asyncio.Task[None],
        recording: list[asyncio.Task[None]],
    ) -> None:
        """Nothing new comes in, what is begun ends, what waits stays in the tables."""
        logger.info("stopping")
        self.bells.waiters.close()
        await runner.cleanup()
        self.receiver.close()
        await receiving
        for leg in legs:
            leg.cancel()
        for deliverer in self.bells.deliverers:
            await deliverer.finish()
        await asyncio.gather(*recording)
        for deliverer in self.bells.deliverers:
            await deliverer.give_back()

    def _make_senders(self) -> list[TelegramSender | WhatsAppSender]:
        settings, senders = self.settings, list[TelegramSender | WhatsAppSender]()
        if settings.telegram_token:
            self.telegram = TelegramSender(
                settings.telegram_token.reveal(),
                settings.telegram_api_url,
                self.assets,
                self.paces.telegram(),
                printer=self.printer,
            )
            self.taps = TapAnswers(self.telegram.bot)
            senders.append(self.telegram)
        if settings.whatsapp_token:
            senders.append(
                WhatsAppSender(
                    token=settings.whatsapp_token.reveal(),
                    number_id=settings.whatsapp_phone_number_id,
                    api_url=settings.whatsapp_api_url,
                    version=settings.whatsapp_api_version,
                    assets=self.assets,
                    printer=self.printer,
                    pace=self.paces.whatsapp(),
                )
            )
        for sender in senders:
            self.bells.deliverers.append(self._make_deliverer(sender))
        return senders

    def _make_deliverer(self, sender: Sender) -> Deliverer:
        return Deliverer(
            self.store,
            sender,
            self.content,
            now,
            self.metrics,
            owner=secrets.token_hex(8),
            arrivals=self.arrivals,
            monthly_cap=self._monthly_cap(sender.channel),
        )

    def _monthly_cap(self, channel: ChannelName) -> int:
        return self.settings.whatsapp_monthly_cap if channel is ChannelName.WHATSAPP else 0

    def _make_legs(self, stop: asyncio.Event) -> list[Leg]:
        legs: list[Leg] = [
            work("converse", self._converse, self.bells.converse),
            work("wake", self._wake, self.bells.wake, self._until_next_timer),
            work("forget", self._forget, Bell(), _until_next_round),
            work("agencies", self.agencies.refresh, self.bells.agencies, _until_next_look),
            self.store.listen(self.bells.ring),
        ]
        for deliverer in self.bells.deliverers:
            legs.append(work("deliver", deliverer.deliver, deliverer.bell, deliverer.pause))
            legs.append(work("lease", _renewing(deliverer), Bell(), _between_renewals))
        if self.telegram and self.taps:
            legs.append(self.taps.run())
            legs.append(
                _aside("telegram profile", set_up(self.telegram.bot, self._profiles(), self._webhook()))
            )
            if self.settings.telegram_mode == "polling":
                legs.append(self._poll(stop))
        return legs

    async def _converse(self) -> int:
        public_url = self.settings.public_url or f"http://{self.settings.host}:{self.settings.port}"
        turns = await converse(
            self.store, self.content, now, self.metrics, public_url=public_url, agencies=self.agencies
        )
        if turns:
            self.bells.ring("deliver")
            self.bells.wake.ring()
        return turns

    async def _wake(self) -> int:
        fired = await wake(self.store, now)
        if fired:
            self.bells.ring("converse")
        return fired

    async def _until_next_timer(self) -> float:
        async with self.store.read() as reading:
            due = await reading.timers.next_due()
        return IDLE_SECONDS if due is None else min(max((due - now()).total_seconds(), 0.05), IDLE_SECONDS)

    async def _forget(self) -> int:
        removed = await self.store.forget_old(now())
        if removed:
            logger.info("old rows forgotten", extra={"rows": removed})
        return 0

    async def _poll(self, stop: asyncio.Event) -> None:
        """Asks for updates while this process holds the account: two that ask get nothing but 409."""
        right = next(d.right for d in self.bells.deliverers if d.channel is ChannelName.TELEGRAM)
        async with aiohttp.ClientSession() as session:
            while not stop.is_set():
                await right.wait_until(held=True, stop=stop)
                lost = asyncio.Event()
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._poll_until(session, lost))
                    await right.wait_until(held=False, stop=stop)
                    lost.set()

    async def _poll_until(self, session: aiohttp.ClientSession, lost: asyncio.Event) -> None:
        assert self.taps is not None
        await poll(
            session,
            self.settings.telegram_token.reveal(),
            self.settings.telegram_api_url,
            self.receiver,
            now,
            lost,
            answer=self.taps,
            count=self._count_update,
        )

    def _make_app(self) -> web.Application:
        settings = self.settings
        app = web.Application()
        operations = Operations(self.store, self.content, self.metrics, now, settings.metrics_token.reveal())
        app.add_routes(operations.routes())
        app.add_routes(verify_routes(self.store, self._phrases("verify-"), self.content.locales, now))
        app.add_routes(
            webchat_routes(
                self.receiver,
                Pull(self.store),
                self.bells.waiters,
                self._phrases("page-"),
                self.content.locales,
                _files(self.assets),
                now,
                self._count_request,
                printer=self.printer,
            )
        )
        if self.telegram and self.taps and settings.telegram_mode == "webhook":
            handler = webhook_route(
                self.receiver,
                settings.telegram_webhook_secret.reveal(),
                now,
                bot_id=settings.telegram_token.reveal().partition(":")[0],
                answer=self.taps,
                count=self._count_update,
            )
            app.router.add_post("/webhooks/telegram", handler)
        if settings.whatsapp_token:
            listener = WhatsAppListener(
                receive=self.receiver,
                number_id=settings.whatsapp_phone_number_id,
                app_secret=settings.whatsapp_app_secret.reveal(),
                verify_token=settings.whatsapp_verify_token.reveal(),
                clock=now,
                count=self._count_delivery,
            )
            app.add_routes(listener.routes())
        self.metrics.set_cap(self._monthly_cap(ChannelName.WHATSAPP))
        for cost in lesson_costs(self.content, ChannelName.WHATSAPP, self.content.locales[0], now()):
            self.metrics.set_lesson(cost.lesson, cost.messages)
        return app

    def _count_update(self, reason: str) -> None:
        self.metrics.count("refusals", route="telegram", reason=reason)

    def _count_delivery(self, reason: str) -> None:
        self.metrics.count("refusals", route="whatsapp", reason=reason)

    def _count_request(self, reason: str) -> None:
        self.metrics.count("refusals", route="webchat", reason=reason)

    def _phrase(self, phrase: str, locale: str) -> str:
        return self.content.phrases[phrase][locale].render({}, now().date())

    def _phrases(self, prefix: str) -> Mapping[str, Mapping[str, str]]:
        names = [name for name in self.content.phrases if name.startswith(prefix)]
        return {
            name: {locale: self._phrase(name, locale) for locale in self.content.locales} for name in names
        }

    def _profiles(self) -> Mapping[str, Profile]:
        profiles = {locale: self._profile(locale) for locale in self.content.locales}
        return {"": profiles[self.content.locales[0]], **profiles}

    def _profile(self, locale: str) -> Profile:
        commands = ("start", "menu", "help", "language", "stop")
        return Profile(
            name=self._phrase("telegram-name", locale),
            description=self._phrase("telegram-description", locale),
            short_description=self._phrase("telegram-short", locale),
            commands=tuple((name, self._phrase(f"command-{name}", locale)) for name in commands),
        )

    def _webhook(self) -> Webhook | None:
        if self.settings.telegram_mode != "webhook":
            return None
        return Webhook(
            url=f"{self.settings.public_url}/webhooks/telegram",
            secret=self.settings.telegram_webhook_secret.reveal(),
        )


def _in_local_time(content: Content, settings: Settings) -> Content:
    """The office's zone and quiet hours, which content cannot know."""
    quiet_from, quiet_until = settings.quiet_hours
    course = replace(
        content.course,
        zone=ZoneInfo(settings.timezone),
        quiet_from=quiet_from,
        quiet_until=quiet_until,
    )
    return replace(content, course=course)


def _renewing(deliverer: Deliverer) -> Callable[[], Coroutine[Any, Any, int]]:
    async def renew() -> int:
        await deliverer.renew()
        return 0

    return renew


async def _aside(name: str, task: Leg) -> None:
    """Something that serves nobody directly: when it breaks, everything else goes on."""
    try:
        await task
    except Exception:
        logger.exception("side task failed", extra={"task": name})


async def _between_renewals() -> float:
    return RENEW_SECONDS


async def _until_next_round() -> float:
    return FORGET_EVERY


async def _until_next_look() -> float:
    return LOOK_EVERY


def _files(assets: Path) -> Mapping[str, Path]:
    return {path.name: path for path in assets.iterdir() if path.is_file()} if assets.is_dir() else {}


def _port(runner: web.AppRunner) -> int:
    return int(runner.addresses[0][1])
