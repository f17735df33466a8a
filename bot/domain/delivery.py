"""What became of one attempt to send, and how far a sent message came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from bot.domain.arrival import DeliveryStatus


class Scope(StrEnum):
    """Who has to wait: this one chat, or everybody on the channel."""

    CONTACT = "contact"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The platform took it. `platform_message_id` matches later status reports."""

    platform_message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """Not now: try again after `wait`. `counts` is False when the platform only asked for patience
    (a rate limit), so that waiting never parks a message."""

    wait: timedelta
    reason: str
    scope: Scope = Scope.CONTACT
    counts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Never in this form: our fault or bad data. The next message of the person goes on."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """This person cannot be reached on this address until they write again."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideWindow:
    """WhatsApp's 24 hours are over: the text waits and a template goes instead."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Halted:
    """The whole channel is broken until somebody acts (token, payment, ban); nothing is lost."""

    reason: str


DeliveryResult = Sent | Deferred | Refused | Unreachable | OutsideWindow | Halted


# Statuses only rise; a pair that is absent changes nothing. `read` may come before `delivered`.
NEXT_STATUS: Mapping[tuple[DeliveryStatus, DeliveryStatus], DeliveryStatus] = MappingProxyType(
    {
        (DeliveryStatus.SENT, DeliveryStatus.DELIVERED): DeliveryStatus.DELIVERED,
        (DeliveryStatus.SENT, DeliveryStatus.READ): DeliveryStatus.READ,
        (DeliveryStatus.SENT, DeliveryStatus.FAILED): DeliveryStatus.FAILED,
        (DeliveryStatus.DELIVERED, DeliveryStatus.READ): DeliveryStatus.READ,
        (DeliveryStatus.DELIVERED, DeliveryStatus.FAILED): DeliveryStatus.FAILED,
    }
)


def next_status(present: DeliveryStatus, reported: DeliveryStatus) -> DeliveryStatus:
    """The status after a report; a report from behind changes nothing."""
    return NEXT_STATUS.get((present, reported), present)
