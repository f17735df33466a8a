"""Domain objects ↔ sealed bytes, one pair for every sealed column; nothing here touches the database."""

from collections.abc import Sequence
from typing import Any

import msgspec

from bot.domain.channel import ChannelName
from bot.domain.contact import Address, AddressKind, ConversationId
from bot.domain.errors import SealBroken
from bot.domain.event import InboundEvent, read_event, write_event
from bot.domain.message import Message, read_message
from bot.domain.state import State, read_state, write_state
from bot.store.sealing import Sealer

STATE = b"conversations.state_sealed"
LAST_MESSAGE = b"conversations.last_inbound_message_sealed"
ADDRESS = b"addresses.value_sealed"
EVENT = b"inbox.body_sealed"
DRAWER = b"drawers.state_sealed"
DRAWER_KIND = "drawer"
"""What the hash of a code word is called."""
UNREADABLE = b"unreadable.body_sealed"
MESSAGE = b"outbox.body_sealed"
RECIPIENT = b"outbox.recipient_sealed"
SAID_ID = b"outbox.platform_id_sealed"
HEARD_ID = b"inbox.platform_id_sealed"
CLEARS = b"outbox.clears_sealed"

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


def seal_event(sealer: Sealer, event: InboundEvent) -> bytes:
    """For inbox.body_sealed."""
    return sealer.seal(EVENT, _encode(write_event(event)))


def open_event(sealer: Sealer, sealed: bytes | None) -> InboundEvent | None:
    """None where it cannot be read: broken, of a kind unknown to this version, or its key is gone."""
    if sealed is None:
        return None
    try:
        return read_event(_decode(sealer.open(EVENT, sealed)))
    except (SealBroken, msgspec.DecodeError, KeyError, TypeError, ValueError):
        return None


def seal_state(sealer: Sealer, state: State) -> bytes:
    """For conversations.state_sealed."""
    return sealer.seal(STATE, _encode(write_state(state)))


def open_state(sealer: Sealer, sealed: bytes) -> State:
    """Raises SealBroken."""
    return read_state(_decode(sealer.open(STATE, sealed)))


def seal_drawer(sealer: Sealer, state: State) -> bytes:
    """For drawers.state_sealed."""
    return sealer.seal(DRAWER, _encode(write_state(state)))


def open_drawer(sealer: Sealer, sealed: bytes) -> State:
    """Raises SealBroken, or ValueError for a version it does not know."""
    return read_state(_decode(sealer.open(DRAWER, sealed)))


def drawer_code(conversation: ConversationId, code: str) -> str:
    """What is hashed of a code word: the same word in two chats is two codes."""
    return f"{conversation}:{code}"


def seal_message(sealer: Sealer, message: Message) -> bytes:
    """For outbox.body_sealed. msgspec writes the dataclass itself: `write_message` costs 25 µs more."""
    return sealer.seal(MESSAGE, _encode(message))


def open_message(sealer: Sealer, sealed: bytes) -> Message:
    """Raises SealBroken."""
    return read_message(_decode(sealer.open(MESSAGE, sealed)))


def open_message_or_none(sealer: Sealer, sealed: bytes) -> Message | None:
    """None where it is broken for good; raises SealBroken where only its key is missing from the settings."""
    try:
        return open_message(sealer, sealed)
    except SealBroken:
        if not sealer.has_key(sealed):
            raise
        return None


def seal_recipient(sealer: Sealer, address: Address) -> bytes:
    """For outbox.recipient_sealed, which has no other column to say what kind of address it is."""
    return sealer.seal(RECIPIENT, _encode([address.channel, address.kind, address.value]))


def open_recipient(sealer: Sealer, sealed: bytes) -> Address:
    """Raises SealBroken."""
    raw: list[Any] = _decode(sealer.open(RECIPIENT, sealed))
    return Address(channel=ChannelName(raw[0]), kind=AddressKind(raw[1]), value=raw[2])


def seal_clears(sealer: Sealer, ids: Sequence[str]) -> bytes | None:
    """For outbox.clears_sealed; None where there is nothing to clear."""
    return sealer.seal(CLEARS, _encode(list(ids))) if ids else None


def open_clears(sealer: Sealer, sealed: bytes | None) -> tuple[str, ...]:
    """Empty for NULL, and where it cannot be opened: a goodbye does not wait for a screen."""
    if sealed is None:
        return ()
    try:
        return tuple(_decode(sealer.open(CLEARS, sealed)))
    except (SealBroken, msgspec.DecodeError):
        return ()


def seal_text(sealer: Sealer, column: bytes, value: str) -> bytes:
    """A short text such as an address or a platform's message id."""
    return sealer.seal(column, value.encode("utf-8", "surrogatepass"))


def open_text(sealer: Sealer, column: bytes, sealed: bytes | None) -> str:
    """Empty for NULL; raises SealBroken."""
    return sealer.open(column, sealed).decode("utf-8", "surrogatepass") if sealed else ""


def address_kind(address: Address) -> str:
    """What its hash is called: the same number on two channels is two addresses."""
    return f"address.{address.channel}.{address.kind}"


def platform_kind(channel: ChannelName) -> str:
    """What the hash of a platform's message id is called."""
    return f"message.{channel}"
