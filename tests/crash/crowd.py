"""Invented people and all they will ever say, the same for the same seed."""

import base64
import hashlib
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.channels.webchat.inbound import fingerprint
from bot.domain.channel import ChannelName
from bot.domain.contact import Address, AddressKind
from bot.domain.event import ChoicePicked, InboundEvent, TextReceived
from tests.end_to_end.environment import BOT_ID
from tests.standins.whatsapp import phone

FIRST_CHAT = 5_000_000
WORDS = (
    "halo",
    "1",
    "1",
    "1",
    "1",
    "2",
    "2",
    "3",
    "4",
    "ya",
    "tidak",
    "menu",
    "bantuan",
    "ulangi",
    "kembali",
    "english",
    "bahasa",
    "belum tahu",
    "stop",
    "mulai",
    "angka",
    "keluar",
    "tolong",
    "jalur resmi",
    "saya mau ke Malaysia",
)
"""No "hapus data" here: it removes the inbox rows that the oracle reads."""
STEADY_WORDS = ("1", "2", "1", "2", "1", "3", "halo")
"""Who only types numbers comes far: into lessons, whose replies have several parts on every channel."""

TAPS = (":menu", ":help", ":sos", "1.id", "1.en", "2.yes", "2.no", "4.legal-route", "6.next", "99.a")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message. `external_id` is what the inbox knows it by; `sent_at` is its own platform's second."""

    number: int
    external_id: str
    words: str
    is_tap: bool
    sent_at: int

    def event(self, at: datetime) -> InboundEvent:
        """The fact as the engine gets it."""
        return ChoicePicked(at=at, token=self.words) if self.is_tap else TextReceived(at=at, text=self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody on one channel."""

    channel: ChannelName
    number: int
    address: Address
    said: tuple[Said, ...]

    def moment(self, said: Said, received_at: datetime) -> datetime:
        """WhatsApp tells when something was written; elsewhere it counts from when it came."""
        is_told = self.channel is ChannelName.WHATSAPP
        return datetime.fromtimestamp(said.sent_at, UTC) if is_told else received_at


def a_crowd(channel: ChannelName, people: int, messages: int, seed: int) -> list[Person]:
    """So many people of one channel, each with so many messages."""
    dice = random.Random(f"{channel}{seed}")
    return [_person(channel, number, messages, dice) for number in range(people)]


def _person(channel: ChannelName, number: int, messages: int, dice: random.Random) -> Person:
    address = _address(channel, number)
    words = STEADY_WORDS if number % 2 else WORDS
    said = tuple(_say(address, number * messages + i, words, dice) for i in range(messages))
    return Person(channel=channel, number=number, address=address, said=said)


def _address(channel: ChannelName, number: int) -> Address:
    match channel:
        case ChannelName.WHATSAPP:
            return Address(channel=channel, kind=AddressKind.PHONE, value=phone(number))
        case ChannelName.TELEGRAM:
            return Address(channel=channel, kind=AddressKind.CHAT, value=str(FIRST_CHAT + number))
        case _:
            return Address(channel=channel, kind=AddressKind.SECRET, value=a_secret(f"browser {number}"))


def a_secret(name: str) -> str:
    """A browser's secret: 32 bytes as base64url, always the same for a name."""
    return base64.urlsafe_b64encode(hashlib.sha256(name.encode()).digest()).decode().rstrip("=")


def _say(address: Address, number: int, words: Sequence[str], dice: random.Random) -> Said:
    is_tap = words is WORDS and dice.random() < 0.3
    return Said(
        number=number,
        external_id=_external_id(address, number),
        words=dice.choice(TAPS if is_tap else words),
        is_tap=is_tap,
        sent_at=int(time.time()) - 60 + dice.randrange(60),
    )


def _external_id(address: Address, number: int) -> str:
    match address.channel:
        case ChannelName.WHATSAPP:
            return f"wamid.IN{number}"
        case ChannelName.TELEGRAM:
            return f"{BOT_ID}:{number + 1}"
        case _:
            return f"{fingerprint(address)}:{post_id(number)}"


def post_id(number: int) -> str:
    """The id that a browser gives its message."""
    return f"post-{number:08d}"


def everything_said(people: Sequence[Person]) -> int:
    """How many messages in all."""
    return sum(len(person.said) for person in people)
