"""Meta's webhook body becomes arrivals. Pure: no clock, no logging, no I/O.

Whatever is wrong with one item is that item's own `Unreadable`; its neighbours go on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import TypeVar

import msgspec

from bot.channels.whatsapp import payloads
from bot.channels.whatsapp.addresses import addresses, addresses_of, read_profiles
from bot.channels.whatsapp.events import read_event
from bot.channels.whatsapp.payloads import InboundMessage, Profile, Status, SystemNews, Value
from bot.domain.arrival import (
    AddressChanged,
    Arrival,
    DeliveryStatus,
    EventArrived,
    StatusReported,
    Unreadable,
)
from bot.domain.channel import ChannelName
from bot.domain.errors import BotError

OLDEST = timedelta(days=8)
"""Meta repeats for 7 days; a moment before that, or in the future, is not believed."""

STATUSES: Mapping[str, DeliveryStatus] = MappingProxyType(
    {
        "sent": DeliveryStatus.SENT,
        "delivered": DeliveryStatus.DELIVERED,
        "read": DeliveryStatus.READ,
        "played": DeliveryStatus.READ,
        "failed": DeliveryStatus.FAILED,
    }
)

ADDRESS_CHANGES = ("user_changed_number", "user_changed_user_id")

Decoded = TypeVar("Decoded")


class NotJson(BotError):
    """The body is no JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a body held. `skipped` names what was acknowledged and left aside, once for each item."""

    arrivals: tuple[Arrival, ...]
    skipped: tuple[str, ...] = ()


def read_delivery(raw: bytes, number_id: str, at: datetime) -> tuple[Arrival, ...]:
    """Everything that happened to our number, oldest first; raises NotJson."""
    return read_body(raw, number_id, at).arrivals


def read_body(raw: bytes, number_id: str, at: datetime) -> Reading:
    """As `read_delivery`, with what was skipped; raises NotJson."""
    reader = _Reader(number_id, at)
    reader.read(raw)
    return Reading(arrivals=_in_order(reader.dated, reader.reports), skipped=tuple(reader.skipped))


class _Reader:
    """Gathers arrivals on one walk through a body."""

    __slots__ = ("at", "dated", "latest", "number_id", "oldest", "reports", "skipped")

    def __init__(self, number_id: str, at: datetime) -> None:
        self.number_id = number_id
        self.at = at
        self.latest = at.timestamp()
        self.oldest = self.latest - OLDEST.total_seconds()
        self.dated: list[tuple[datetime, Arrival]] = []
        self.reports: list[Arrival] = []
        self.skipped: list[str] = []

    def read(self, raw: bytes) -> None:
        if not raw.isascii() or b"\\u0000" in raw:
            raw = payloads.mend(raw)
        try:
            entries = _read_envelope(raw).entry
        except (msgspec.ValidationError, RecursionError) as error:
            self.refuse(raw, error)
            return
        for entry in self.each(payloads.read_entry, entries):
            for change in self.each(payloads.read_change, entry.changes):
                if change.field != "messages":
                    self.skipped.append("other field")
                    continue
                for value in self.each(payloads.read_value, (change.value,)):
                    self.read_value(value)

    def each(
        self, decode: Callable[[msgspec.Raw], Decoded], items: Iterable[msgspec.Raw]
    ) -> Iterator[Decoded]:
        for item in items:
            try:
                decoded = decode(item)
            except msgspec.DecodeError as error:
                self.refuse(bytes(item), error)
            else:
                yield decoded

    def read_value(self, value: Value) -> None:
        if value.metadata.phone_number_id != self.number_id:
            self.skipped.append("other number")
            return
        if value.messages:
            profiles = read_profiles(value.contacts)
            for item in value.messages:
                self.read_message(item, profiles)
        for status in self.each(payloads.read_status, value.statuses):
            self.read_status(status)
        if not value.messages and not value.statuses and bytes(value.errors) != b"[]":
            self.skipped.append("account error")

    def read_message(self, item: msgspec.Raw, profiles: Mapping[str, Profile]) -> None:
        try:
            message = payloads.read_message(item)
        except msgspec.DecodeError as error:
            self.refuse(bytes(item), error, _own_id(item))
            return
        moment = self.moment(message.timestamp)
        if message.type == "system":
            self.read_system(item, message, moment)
            return
        event = read_event(message, moment)
        senders = addresses_of(message, profiles)
        if event is None:
            self.skipped.append(message.type)
        elif not senders:
            self.refuse(bytes(item), "no sender", message.id)
        else:
            identity = message.id or _digest(bytes(item))
            arrived = EventArrived(
                channel=ChannelName.WHATSAPP,
                external_id=identity,
                addresses=senders,
                event=event,
                platform_message_id=message.id,
            )
            self.dated.append((moment, arrived))

    def read_system(self, item: msgspec.Raw, message: InboundMessage, moment: datetime) -> None:
        news = message.system or SystemNews()
        new = addresses(news.wa_id or news.new_wa_id, news.user_id, news.parent_user_id)
        old = addresses(
            message.sender,
            news.previous_user_id or message.from_user_id,
            news.previous_parent_user_id or message.from_parent_user_id,
        )
        old = tuple(address for address in old if address not in new)
        if news.type not in ADDRESS_CHANGES or not old or not new:
            self.refuse(bytes(item), "system", message.id)
            return
        changed = AddressChanged(
            channel=ChannelName.WHATSAPP,
            external_id=message.id or _digest(bytes(item)),
            old=old,
            new=new,
            at=moment,
        )
        self.dated.append((moment, changed))

    def read_status(self, status: Status) -> None:
        known = STATUSES.get(status.status)
        if known is None:
            self.skipped.append("other status")
            return
        self.reports.append(
            StatusReported(
                channel=ChannelName.WHATSAPP,
                external_id=f"{status.id}:{status.status}",
                platform_message_id=status.id,
                status=known,
                at=self.moment(status.timestamp),
                error=str(status.errors[0].code) if status.errors else "",
            )
        )

    def moment(self, timestamp: str | int) -> datetime:
        try:
            seconds = int(timestamp)
        except ValueError:
            return self.at
        is_sane = self.oldest <= seconds <= self.latest
        return datetime.fromtimestamp(seconds, UTC) if is_sane else self.at

    def refuse(self, item: bytes, why: Exception | str, identity: str = "") -> None:
        reason = why if isinstance(why, str) else type(why).__name__
        unreadable = Unreadable(
            channel=ChannelName.WHATSAPP,
            external_id=identity or _digest(item),
            body=item,
            reason=reason,
            at=self.at,
        )
        self.dated.append((self.at, unreadable))


def _read_envelope(raw: bytes) -> payloads.Envelope:
    try:
        return payloads.read_envelope(raw)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        # Half a surrogate pair is legal JSON, and refused by the decoder.
        try:
            return payloads.read_envelope(payloads.mend(raw))
        except msgspec.ValidationError:
            raise
        except msgspec.DecodeError as error:
            raise NotJson from error


def _in_order(dated: list[tuple[datetime, Arrival]], reports: list[Arrival]) -> tuple[Arrival, ...]:
    if len(dated) > 1:
        dated.sort(key=lambda pair: pair[0])
    arrivals = [arrival for _, arrival in dated]
    for change in [arrival for arrival in arrivals if isinstance(arrival, AddressChanged)]:
        _bring_forward(change, arrivals)
    return (*arrivals, *reports)


def _bring_forward(change: AddressChanged, arrivals: list[Arrival]) -> None:
    """Puts a change before the first message of the new address.

    Meta may report it after that message, which would then make a stranger of a known person.
    """
    for place, arrival in enumerate(arrivals):
        if arrival is change:
            return
        if isinstance(arrival, EventArrived) and not set(change.new).isdisjoint(arrival.addresses):
            arrivals.remove(change)
            arrivals.insert(place, change)
            return


def _own_id(item: msgspec.Raw) -> str:
    try:
        return payloads.read_head(item).id
    except msgspec.DecodeError:
        return ""


def _digest(item: bytes) -> str:
    """Stands in for an id that is missing: the same for each repeat."""
    return f"sha256:{sha256(item).hexdigest()}"
