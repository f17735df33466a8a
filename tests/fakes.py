"""Real objects that keep their port's promise, for tests: a clock, an observer, a sender."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from bot.domain.channel import ChannelName
from bot.domain.contact import Address
from bot.domain.delivery import DeliveryResult, Sent
from bot.domain.message import Message


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


class FakeSender:
    """Takes every message, unless it was told to answer otherwise. Keeps what each address got."""

    def __init__(self, channel: ChannelName, answers: Sequence[DeliveryResult] = ()) -> None:
        self.channel = channel
        self.account = f"{channel.value}:1"
        self.answers = list(answers)
        self.sent: list[tuple[str, str]] = []
        self.templates: list[tuple[str, str]] = []
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

    async def show_typing(self, address: Address, platform_message_id: str) -> None:
        return None
