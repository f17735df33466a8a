"""Real objects that keep their port's promise, for tests: a clock, an observer, a sender, a printer."""

import asyncio
import struct
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from bot.domain.agency import Agency
from bot.domain.channel import ChannelName
from bot.domain.contact import Address
from bot.domain.delivery import DeliveryResult, Sent
from bot.domain.message import Medium, Message, Printout
from bot.service.ports import AgenciesNamed


class FixedClock:
    """Stands still until it is moved by hand."""

    def __init__(self, at: datetime = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> None:
        self.at += by


class FakeObserver:
    """Counts what it is told."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def count(self, name: str, amount: int = 1, **labels: str) -> None:
        self.counts[name] += amount

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        self.counts[name] += 1


class FakeAgencies:
    """A list of companies that finds the same ones for every name; told to, it has to be read first."""

    def __init__(self, *matches: Agency, as_of: str = "", is_read: bool = True) -> None:
        self.named = AgenciesNamed(as_of=as_of, matches=matches)
        self.is_read = is_read
        self.asked: list[str] = []

    async def find(self, name: str) -> AgenciesNamed | None:
        self.asked.append(name)
        return self.named if self.is_read else None

    async def refresh(self) -> int:
        self.is_read = True
        return 0


class FakeSender:
    """Takes every message, unless it was told to answer otherwise. Keeps what each address got."""

    def __init__(self, channel: ChannelName, answers: Sequence[DeliveryResult] = ()) -> None:
        self.channel = channel
        self.account = f"{channel.value}:1"
        self.answers = list(answers)
        self.sent: list[tuple[str, str]] = []
        self.templates: list[tuple[str, str]] = []
        self.cleared: list[tuple[str, tuple[str, ...]]] = []
        self.before_send: Callable[[], None] = lambda: None
        self.gate: asyncio.Event | None = None

    async def send(self, message: Message, address: Address, cause: str) -> DeliveryResult:
        self.before_send()
        if self.gate:
            await self.gate.wait()
        result = self.answers.pop(0) if self.answers else Sent(platform_message_id=f"{address.value}-{cause}")
        if isinstance(result, Sent):
            self.sent.append((address.value, message.text))
        return result

    async def send_template(self, name: str, locale: str, address: Address, cause: str) -> DeliveryResult:
        self.templates.append((address.value, f"{name}/{locale}"))
        return Sent(platform_message_id=f"template-{cause}")

    async def clear(self, address: Address, ids: Sequence[str]) -> int:
        self.cleared.append((address.value, tuple(ids)))
        return len(ids)

    async def show_typing(self, address: Address, platform_message_id: str) -> None:
        return None


class FakePrinter:
    """Small true files: a picture, or a page of nothing. Raises or waits if it was told to."""

    def __init__(self, size: tuple[int, int] = (4, 3)) -> None:
        self.error: Exception | None = None
        self.gate: asyncio.Event | None = None
        self.body: bytes | None = None
        self.made: list[Printout] = []
        self._picture = a_picture(*size)

    async def make(self, printout: Printout) -> bytes:
        self.made.append(printout)
        if self.gate:
            await self.gate.wait()
        if self.error:
            raise self.error
        if self.body is not None:
            return self.body
        return self._picture if printout.medium is Medium.PICTURE else A_PDF


A_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def a_picture(width: int = 4, height: int = 3) -> bytes:
    """A PNG in one colour."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = (b"\0" + b"\x9f\xd3\xc0" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
