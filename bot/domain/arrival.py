"""What a channel hands to the receive leg: platform words end here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.channel import ChannelName
from bot.domain.contact import Address
from bot.domain.event import InboundEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class EventArrived:
    """Somebody did something. `addresses` are all ids the platform named, the best one first.

    `external_id` is unique within the channel; a platform's repeat carries the same one.
    """

    channel: ChannelName
    external_id: str
    addresses: tuple[Address, ...]
    event: InboundEvent
    platform_message_id: str = ""


class DeliveryStatus(StrEnum):
    """How far a sent message came; see `delivery.NEXT_STATUS` for what may follow what."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReported:
    """The platform reports what became of a message of ours. `error` is its code, or empty."""

    channel: ChannelName
    external_id: str
    platform_message_id: str
    status: DeliveryStatus
    at: datetime
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressChanged:
    """A person's number or id changed: every `old` address now means the `new` ones."""

    channel: ChannelName
    external_id: str
    old: tuple[Address, ...]
    new: tuple[Address, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachabilityChanged:
    """The person blocked or unblocked us."""

    channel: ChannelName
    external_id: str
    address: Address
    is_reachable: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A delivery that nobody could parse: kept sealed, acknowledged, counted.

    `reason` names an exception's class or a rule, never a part of the content.
    """

    channel: ChannelName
    external_id: str
    body: bytes
    reason: str
    at: datetime


Arrival = EventArrived | StatusReported | AddressChanged | ReachabilityChanged | Unreadable
