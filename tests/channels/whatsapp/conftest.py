"""What the WhatsApp tests share: people, moments, recorded bodies."""

from datetime import UTC, datetime
from pathlib import Path

from bot.domain.channel import ChannelName
from bot.domain.contact import Address, AddressKind

PAYLOADS = Path(__file__).parents[2] / "payloads" / "whatsapp"
SENT_AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 21, 10, 0, 30, tzinfo=UTC)


def recorded(name: str) -> bytes:
    """A body as Meta documents it."""
    return (PAYLOADS / f"{name}.json").read_bytes()


def a_phone(number: str = "620000000001") -> Address:
    return Address(channel=ChannelName.WHATSAPP, kind=AddressKind.PHONE, value=f"+{number}")


def a_bsuid(value: str = "ID.1000000000000001") -> Address:
    return Address(channel=ChannelName.WHATSAPP, kind=AddressKind.BSUID, value=value)


def a_parent(value: str) -> Address:
    return Address(channel=ChannelName.WHATSAPP, kind=AddressKind.PARENT_BSUID, value=value)
