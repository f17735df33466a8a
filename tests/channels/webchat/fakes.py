"""A small world behind web chat that keeps the promises of `Receive` and `Pull`, with a scripted bot."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web

from bot.channels.webchat.listener import routes
from bot.channels.webchat.pages import PHRASE_IDS
from bot.channels.webchat.waiters import Waiters
from bot.domain.arrival import Arrival, EventArrived
from bot.domain.channel import ChannelName
from bot.domain.contact import Address, AddressKind
from bot.domain.errors import DatabaseUnavailable
from bot.domain.event import ChoicePicked, InboundEvent, Started, TextReceived
from bot.domain.message import Asset, AssetKind, Choice, Message
from bot.service.ports import WebPart
from tests.channels.webchat.words import WORDS
from tests.fakes import FakePrinter

LOCALES = ("id", "en")
PHRASES: Mapping[str, Mapping[str, str]] = {
    name: {locale: WORDS[locale][name] for locale in LOCALES} for name in PHRASE_IDS
}


def an_address(letter: str = "A") -> Address:
    return Address(channel=ChannelName.WEBCHAT, kind=AddressKind.SECRET, value=letter * 43)


def as_bearer(address: Address) -> dict[str, str]:
    return {"Authorization": f"Bearer {address.value}"}


class FixedClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass(kw_only=True)
class FakeChat:
    """Stores once per external id, answers by the script, keeps messages until they are confirmed."""

    waiters: Waiters
    is_down: bool = False
    is_silent: bool = False
    events: list[InboundEvent] = field(default_factory=list)
    confirms: list[int] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    locales: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, list[WebPart]] = field(default_factory=dict)
    number: int = 0
    turn: int = 0

    async def __call__(self, arrivals: Sequence[Arrival]) -> None:
        if self.is_down:
            raise DatabaseUnavailable
        for arrival in arrivals:
            assert isinstance(arrival, EventArrived)
            if arrival.external_id not in self.seen:
                self.seen.add(arrival.external_id)
                self.events.append(arrival.event)
                self._answer(arrival)
        self.waiters.wake()

    async def pull(self, secret: Address, after: int) -> Sequence[WebPart]:
        if self.is_down:
            raise DatabaseUnavailable
        return [part for part in self.waiting.get(secret.value, []) if part.number > after]

    async def confirm(self, secret: Address, until: int) -> None:
        if self.is_down:
            raise DatabaseUnavailable
        self.confirms.append(until)
        left = [part for part in self.waiting.get(secret.value, []) if part.number > until]
        self.waiting[secret.value] = left

    def say(self, secret: Address, message: Message) -> None:
        self.number += 1
        self.waiting.setdefault(secret.value, []).append(WebPart(number=self.number, message=message))

    def say_to(self, secret: str, message: Message) -> None:
        self.say(Address(channel=ChannelName.WEBCHAT, kind=AddressKind.SECRET, value=secret), message)
        self.waiters.wake()

    def start_anew(self) -> None:
        """As after the database was replaced: nobody is known and numbers begin again."""
        self.number = self.turn = 0
        self.waiting.clear()
        self.seen.clear()

    def texts(self) -> list[str]:
        """What the person did so far: texts as typed, choices as tokens without their turn."""
        found = []
        for event in self.events:
            match event:
                case TextReceived(text=text):
                    found.append(text)
                case ChoicePicked(token=token):
                    found.append(token.partition(".")[2] or token)
                case Started():
                    found.append("(start)")
                case _:
                    found.append("(unsupported)")
        return found

    def _answer(self, arrival: EventArrived) -> None:
        if self.is_silent:
            return
        secret = arrival.addresses[0]
        self.turn += 1
        key = self.texts()[-1]
        if key in LOCALES:
            self.locales[secret.value] = key
        for message in _script(key, self.locales.get(secret.value, "id")):
            choices = tuple(replace(c, token=f"{self.turn}.{c.token}") for c in message.choices)
            self.say(secret, replace(message, choices=choices))


@dataclass(kw_only=True)
class Server:
    """A real server on a free port of this machine, which can be stopped and started again there."""

    chat: FakeChat
    assets: Mapping[str, Path]
    port: int = 0
    runner: web.AppRunner | None = None
    printer: FakePrinter = field(default_factory=lambda: FakePrinter((540, 764)))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    async def start(self) -> None:
        app = web.Application()
        self.chat.waiters = Waiters(patience=2.0, look_again=0.2)
        app.add_routes(
            routes(
                receive=self.chat, pull=self.chat, waiters=self.chat.waiters, phrases=PHRASES,
                locales=LOCALES, assets=self.assets, clock=lambda: datetime.now(UTC), printer=self.printer,
            )
        )  # fmt: skip
        self.runner = web.AppRunner(app, shutdown_timeout=0.5)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self.runner.addresses[0][1]

    async def stop(self) -> None:
        if self.runner is None:
            return
        self.chat.waiters.close()
        await asyncio.sleep(0)
        await self.runner.cleanup()
        self.runner = None


def _script(key: str, locale: str) -> tuple[Message, ...]:
    lines = {
        "(start)": (_message("welcome", "id", ("id", "en")),),
        "id": (_message("free", locale), _message("consent", locale, ("yes", "no"))),
        "en": (_message("free", locale), _message("consent", locale, ("yes", "no"))),
        "yes": (
            _message("lesson", locale, asset=Asset(kind=AssetKind.PICTURE, name="road.png", alt="Jalan")),
            _message("lesson2", locale, asset=Asset(kind=AssetKind.AUDIO, name="road.ogg", alt="Rekaman")),
            _message("lesson3", locale),
            _message("question", locale, ("a", "b", "c", "unsure")),
        ),
        "keluar": (replace(_message("away", locale), hides=True),),
        "kunci": (replace(_message("away", locale), hides=True, keeps_way=True),),
        "bahaya": (
            replace(_message("danger", locale), ways=(Choice(token=":sos", label="Nomor darurat"),)),
            _message("consent", locale, ("yes", "no")),
        ),
    }
    return lines.get(key, (_message("menu", locale, ("legal-route", "danger-signs", "about")),))


def _message(name: str, locale: str, choices: tuple[str, ...] = (), asset: Asset | None = None) -> Message:
    labels = WORDS[locale]
    return Message(
        text=labels[name],
        locale=locale,
        choices=tuple(
            Choice(token=token, label=labels[f"{name}.{token}"], number=position + 1)
            for position, token in enumerate(choices)
        ),
        ways=(Choice(token=":menu", label="Menu"), Choice(token=":help", label="Bantuan")) if choices else (),
        hint="0 = Menu",
        asset=asset,
    )
