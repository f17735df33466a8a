"""The shapes of Meta's webhook that we read, only the fields we need.

Every list is kept raw and decoded item by item, so that one malformed item loses only itself.
Must not decide anything: `inbound.py` and `events.py` do.
"""

import re

import msgspec
from msgspec import Raw, Struct, field


class Envelope(Struct, gc=False):
    """A whole body."""

    entry: list[Raw]


class Entry(Struct, gc=False):
    """What concerns one account."""

    changes: list[Raw]


class Change(Struct, gc=False):
    """One kind of news; `value` is read only where `field` is ours."""

    field: str
    value: Raw


class Metadata(Struct, gc=False):
    """Which of our numbers it is about."""

    phone_number_id: str


class Value(Struct, gc=False):
    """Messages, statuses or errors of one number."""

    metadata: Metadata
    contacts: Raw = Raw(b"[]")
    messages: list[Raw] = []
    statuses: list[Raw] = []
    errors: Raw = Raw(b"[]")


class Profile(Struct, gc=False):
    """The ids of somebody who wrote; each may be missing."""

    wa_id: str = ""
    user_id: str = ""
    parent_user_id: str = ""


class Body(Struct, gc=False):
    """`text` of a text message."""

    body: str


class Tap(Struct, gc=False):
    """A tapped reply button or list row."""

    id: str


class Interactive(Struct, gc=False):
    """An answer to an interactive message."""

    type: str = ""
    button_reply: Tap | None = None
    list_reply: Tap | None = None


class QuickReply(Struct, gc=False):
    """A tapped quick reply of a template."""

    text: str = ""
    payload: str = ""


class File(Struct, gc=False):
    """An image, video, document, audio, voice note or sticker."""

    id: str
    mime_type: str = ""
    caption: str = ""
    file_size: int = 0
    voice: bool = False


class Location(Struct, gc=False):
    """A point on the map."""

    latitude: float
    longitude: float
    name: str = ""


class SystemNews(Struct, gc=False):
    """A changed number or id. `new_wa_id` is the older spelling of `wa_id`."""

    type: str = ""
    wa_id: str = ""
    new_wa_id: str = ""
    user_id: str = ""
    previous_user_id: str = ""
    parent_user_id: str = ""
    previous_parent_user_id: str = ""


class UnsupportedKind(Struct, gc=False):
    """What sort of message Meta could not hand over."""

    type: str = ""


class InboundMessage(Struct, gc=False):
    """One message of a person, or one piece of system news."""

    type: str = ""
    id: str = ""
    timestamp: str | int = ""
    sender: str = field(default="", name="from")
    from_user_id: str = ""
    from_parent_user_id: str = ""
    text: Body | None = None
    interactive: Interactive | None = None
    button: QuickReply | None = None
    image: File | None = None
    video: File | None = None
    document: File | None = None
    audio: File | None = None
    voice: File | None = None
    sticker: File | None = None
    location: Location | None = None
    system: SystemNews | None = None
    unsupported: UnsupportedKind | None = None


class Head(Struct, gc=False):
    """What is left of a message that cannot be read."""

    id: str = ""


class Failure(Struct, gc=False):
    """Why a message of ours failed."""

    code: int | str = ""


class Status(Struct, gc=False):
    """How far a message of ours came."""

    id: str
    status: str
    timestamp: str | int = ""
    errors: list[Failure] = []


read_envelope = msgspec.json.Decoder(Envelope).decode
read_entry = msgspec.json.Decoder(Entry).decode
read_change = msgspec.json.Decoder(Change).decode
read_value = msgspec.json.Decoder(Value).decode
read_list = msgspec.json.Decoder(list[Raw]).decode
read_profile = msgspec.json.Decoder(Profile).decode
read_message = msgspec.json.Decoder(InboundMessage).decode
read_head = msgspec.json.Decoder(Head).decode
read_status = msgspec.json.Decoder(Status).decode

# An escape is a surrogate pair (kept), U+0000 or half a pair (group 1, dropped), or any other (kept).
_HEX = rb"[0-9a-fA-F]"
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB]" + _HEX + rb"{2}\\u[dD][c-fC-F]" + _HEX + rb"{2}"
    rb"|(u0000|u[dD][89a-fA-F]" + _HEX + rb"{2})|.)",
    re.DOTALL,
)


def mend(raw: bytes) -> bytes:
    """The same JSON without what no database holds: U+0000, lone surrogates, bytes that are no UTF-8."""
    return _ESCAPE.sub(_keep, raw if raw.isascii() else raw.decode(errors="ignore").encode())


def _keep(escape: re.Match[bytes]) -> bytes:
    return b"" if escape[1] else escape[0]


def write_json(value: object) -> bytes:
    """The value as compact JSON in UTF-8."""
    return msgspec.json.encode(value)
