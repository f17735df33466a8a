"""Fixtures of the Telegram tests: a stand-in of the platform, and a receive leg that keeps what it is given."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.telegram.sender import TelegramSender
from bot.domain.arrival import Arrival
from bot.domain.errors import DatabaseUnavailable
from tests.fakes import FakePrinter
from tests.standins.telegram import TelegramStandIn

TOKEN = "123456:stand-in-token"
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class KeptArrivals:
    """A receive leg in memory: drops repeats as the inbox does, and fails as often as it is told."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.calls = 0
        self.failures = 0

    async def __call__(self, arrivals: Sequence[Arrival]) -> None:
        self.calls += 1
        if self.failures > 0:
            self.failures -= 1
            raise DatabaseUnavailable
        known = set(self.ids)
        self.arrivals += [arrival for arrival in arrivals if arrival.external_id not in known]

    @property
    def ids(self) -> list[str]:
        return [arrival.external_id for arrival in self.arrivals]


def clock() -> datetime:
    return NOW


@pytest.fixture
def receive() -> KeptArrivals:
    return KeptArrivals()


@pytest.fixture
async def platform() -> AsyncIterator[TelegramStandIn]:
    async with TelegramStandIn() as standin:
        yield standin


@pytest.fixture
def printer() -> FakePrinter:
    return FakePrinter()


@pytest.fixture
async def sender(
    platform: TelegramStandIn, tmp_path: Path, printer: FakePrinter
) -> AsyncIterator[TelegramSender]:
    (tmp_path / "picture.jpg").write_bytes(b"\xff\xd8 not really a picture")
    (tmp_path / "lesson.id.ogg").write_bytes(b"OggS not really a voice")
    sender = TelegramSender(TOKEN, platform.url, tmp_path, printer=printer)
    yield sender
    await sender.close()
