"""The few fields of a Telegram update that we read, and how raw bytes become them.

Fields that are not named here are skipped unread, so the platform may add what it likes.
"""

import json
from typing import Any

import msgspec

MALFORMED = (ValueError, RecursionError)
"""What reading foreign JSON may raise; msgspec's and Unicode's errors are ValueErrors."""


class Chat(msgspec.Struct):
    """Where something happened."""

    id: int
    type: str


class Person(msgspec.Struct):
    """Who did it."""

    id: int
    language_code: str | None = None


class File(msgspec.Struct):
    """Any file that a person sent; a size of a photo is one, too."""

    file_id: str
    mime_type: str | None = None
    file_size: int | None = None


class Location(msgspec.Struct):
    """A place on the map."""

    latitude: float
    longitude: float


class Venue(msgspec.Struct):
    """The name of a place; its location stands beside it in the message."""

    title: str | None = None


class ChatMessage(msgspec.Struct, kw_only=True):
    """A message of a chat. `sender` is absent in channels."""

    message_id: int
    chat: Chat
    sender: Person | None = msgspec.field(name="from", default=None)
    text: str | None = None
    caption: str | None = None
    photo: list[File] | None = None
    voice: File | None = None
    audio: File | None = None
    animation: File | None = None
    video: File | None = None
    video_note: File | None = None
    document: File | None = None
    sticker: File | None = None
    location: Location | None = None
    venue: Venue | None = None


class TappedMessage(msgspec.Struct):
    """The message whose button was tapped; of an old one only the chat is left."""

    chat: Chat
    message_id: int = 0


class CallbackQuery(msgspec.Struct, kw_only=True):
    """A tap. `message` may be missing, `data` too (a game's button)."""

    id: str
    sender: Person = msgspec.field(name="from")
    message: TappedMessage | None = None
    data: str | None = None


class Member(msgspec.Struct):
    """What somebody is in a chat: member, kicked, left, …"""

    status: str


class MemberChange(msgspec.Struct):
    """What we are in a chat has changed."""

    chat: Chat
    new_chat_member: Member


class Unread(msgspec.Struct):
    """Something that is there and that we need not look into."""


class Update(msgspec.Struct, kw_only=True):
    """One delivery: at most one of these is there, or none that we know."""

    update_id: int
    message: ChatMessage | None = None
    edited_message: Unread | None = None
    channel_post: Unread | None = None
    edited_channel_post: Unread | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: MemberChange | None = None


class Numbered(msgspec.Struct):
    """The one field that every update has."""

    update_id: int


_UPDATE = msgspec.json.Decoder(Update)
_NUMBERED = msgspec.json.Decoder(Numbered)
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])


def decode_update(raw: bytes) -> Update:
    """The update; raises one of MALFORMED for what is not one.

    msgspec refuses half of a surrogate pair, and invalid UTF-8; the standard library lets both
    through, so that one broken character does not cost a person their message.
    """
    try:
        return _UPDATE.decode(raw)
    except msgspec.ValidationError:
        raise
    except MALFORMED:
        return msgspec.convert(_decode_loosely(raw), Update)


def update_number(raw: bytes) -> int | None:
    """The update's id, also of an update that is otherwise beyond reading."""
    try:
        return _NUMBERED.decode(raw).update_id
    except MALFORMED:
        pass
    try:
        return msgspec.convert(_decode_loosely(raw), Numbered).update_id
    except MALFORMED:
        return None


def is_object(raw: bytes) -> bool:
    """Whether these bytes are a JSON object at all."""
    try:
        _OBJECT.decode(raw)
    except MALFORMED:
        try:
            return isinstance(_decode_loosely(raw), dict)
        except MALFORMED:
            return False
    return True


def message_fields(raw: bytes) -> frozenset[str]:
    """The names of the fields of an update's message: how an unknown kind is found."""
    return frozenset(_decode_loosely(raw).get("message", {}))


def _decode_loosely(raw: bytes) -> Any:
    return json.loads(raw.decode("utf-8", "replace"))
