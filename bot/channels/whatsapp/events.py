"""One message of a person becomes one event: a table of kinds. Pure.

What we do not understand becomes `Unsupported` and gets an answer; only what says nothing that
could be answered (a reaction, a message taken back) becomes None.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from bot.channels.whatsapp.payloads import InboundMessage
from bot.domain.event import (
    ChoicePicked,
    InboundEvent,
    LocationReceived,
    MediaKind,
    MediaReceived,
    Started,
    TextReceived,
    Unsupported,
)

KIND_LIMIT = 40
"""The longest name of an unknown kind that is kept."""

MEDIA_KINDS: Mapping[str, MediaKind] = MappingProxyType(
    {
        "image": MediaKind.PICTURE,
        "video": MediaKind.VIDEO,
        "document": MediaKind.DOCUMENT,
        "audio": MediaKind.AUDIO,
        "voice": MediaKind.VOICE,
        "sticker": MediaKind.STICKER,
    }
)

Reader = Callable[[InboundMessage, datetime], InboundEvent | None]


def read_event(message: InboundMessage, at: datetime) -> InboundEvent | None:
    """What the person did, or None where there is nothing to answer."""
    return READERS.get(message.type, _unsupported)(message, at)


def _text(message: InboundMessage, at: datetime) -> InboundEvent:
    if message.text is None:
        return _unsupported(message, at)
    return TextReceived(at=at, text=message.text.body)


def _interactive(message: InboundMessage, at: datetime) -> InboundEvent:
    # The object is missing where Meta could not hand it over and put `errors` beside the message.
    answer = message.interactive
    if answer is None:
        return _unsupported(message, at)
    tap = answer.button_reply or answer.list_reply
    if tap is None:
        return Unsupported(at=at, kind=answer.type[:KIND_LIMIT] or "interactive")
    return ChoicePicked(at=at, token=tap.id)


def _quick_reply(message: InboundMessage, at: datetime) -> InboundEvent:
    if message.button is None:
        return _unsupported(message, at)
    return TextReceived(at=at, text=message.button.text or message.button.payload)


def _media(message: InboundMessage, at: datetime) -> InboundEvent:
    file = getattr(message, message.type)
    if file is None:
        return _unsupported(message, at)
    return MediaReceived(
        at=at,
        kind=MediaKind.VOICE if file.voice else MEDIA_KINDS[message.type],
        reference=file.id,
        mime=file.mime_type.partition(";")[0].strip(),
        size=file.file_size,
        caption=file.caption,
    )


def _location(message: InboundMessage, at: datetime) -> InboundEvent:
    point = message.location
    if point is None:
        return _unsupported(message, at)
    return LocationReceived(at=at, latitude=point.latitude, longitude=point.longitude, name=point.name)


def _started(message: InboundMessage, at: datetime) -> InboundEvent:
    return Started(at=at)


def _nothing(message: InboundMessage, at: datetime) -> None:
    return None


def _unsupported(message: InboundMessage, at: datetime) -> InboundEvent:
    kind = (message.unsupported and message.unsupported.type) or message.type or "unknown"
    return Unsupported(at=at, kind=kind[:KIND_LIMIT])


# `contacts`, `order`, `edit`, `unsupported` and kinds still to be invented are absent: not understood.
READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "text": _text,
        "interactive": _interactive,
        "button": _quick_reply,
        "location": _location,
        "request_welcome": _started,
        "reaction": _nothing,
        "revoke": _nothing,
        **dict.fromkeys(MEDIA_KINDS, _media),
    }
)
