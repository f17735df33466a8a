"""A raw Telegram update → arrivals. Pure: it never raises for what a platform or a person sends.

Only private chats are conversations. What we leave alone is named in `Delivery.ignored`.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from bot.channels.telegram.update import (
    MALFORMED,
    CallbackQuery,
    ChatMessage,
    File,
    MemberChange,
    Update,
    decode_update,
    message_fields,
    update_number,
)
from bot.domain.arrival import Arrival, EventArrived, ReachabilityChanged, Unreadable
from bot.domain.channel import ChannelName
from bot.domain.contact import Address, AddressKind
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

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w{1,64})?(?:\s+(.*))?", re.DOTALL)
_FIELD_NAME = re.compile(r"[a-z_]{1,40}")

# An animation also carries a document, for old clients: the better word stands first.
_MEDIA = (
    ("voice", MediaKind.VOICE),
    ("audio", MediaKind.AUDIO),
    ("animation", MediaKind.VIDEO),
    ("video", MediaKind.VIDEO),
    ("video_note", MediaKind.VIDEO),
    ("sticker", MediaKind.STICKER),
    ("document", MediaKind.DOCUMENT),
)

# What surrounds a message's content, whatever its kind.
_ENVELOPE = frozenset(
    {
        "message_id",
        "message_thread_id",
        "date",
        "chat",
        "from",
        "sender_chat",
        "via_bot",
        "entities",
        "caption_entities",
        "reply_to_message",
        "external_reply",
        "quote",
        "forward_origin",
        "edit_date",
        "is_automatic_forward",
        "is_topic_message",
        "media_group_id",
        "has_protected_content",
        "reply_markup",
        "link_preview_options",
        "effect_id",
        "sender_business_bot",
        "business_connection_id",
        "is_from_offline",
        "show_caption_above_media",
        "has_media_spoiler",
        "author_signature",
        "caption",
    }
)

# Telegram writes these into the chat by itself; nobody waits for an answer to them.
_NOTICES = frozenset(
    {
        "pinned_message",
        "message_auto_delete_timer_changed",
        "write_access_allowed",
        "chat_background_set",
        "boost_added",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "proximity_alert_triggered",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One update, read. `tap` is the callback to be answered, `ignored` why nothing arrived."""

    arrivals: tuple[Arrival, ...] = ()
    tap: str = ""
    ignored: str = ""


def read_update(raw: bytes, at: datetime, bot_id: str = "") -> tuple[Arrival, ...]:
    """What arrived with one update; nothing for what we leave alone."""
    return read_delivery(raw, at, bot_id).arrivals


def read_delivery(raw: bytes, at: datetime, bot_id: str = "") -> Delivery:
    """One update in full. `bot_id` keeps the updates of one bot apart from another's."""
    try:
        update = decode_update(raw)
    except MALFORMED as error:
        return _unreadable(raw, type(error).__name__, at, bot_id)
    external_id = _external_id(update.update_id, bot_id)
    if update.message is not None:
        return _read_message(update.message, raw, external_id, at)
    if update.callback_query is not None:
        return _read_tap(update.callback_query, external_id, at)
    if update.my_chat_member is not None:
        return _read_member(update.my_chat_member, external_id, at)
    if ignored := _ignored_kind(update):
        return Delivery(ignored=ignored)
    return _unreadable(raw, "UnknownKind", at, bot_id)


def clean_text(text: str) -> str:
    """Without what no database holds: U+0000 and halves of surrogate pairs."""
    return _UNSTORABLE.sub("", text)


def _external_id(number: int, bot_id: str) -> str:
    return f"{bot_id}:{number}" if bot_id else f"{number}"


def _unreadable(raw: bytes, reason: str, at: datetime, bot_id: str) -> Delivery:
    number = update_number(raw)
    external_id = hashlib.sha256(raw).hexdigest()[:32] if number is None else _external_id(number, bot_id)
    kept = Unreadable(channel=ChannelName.TELEGRAM, external_id=external_id, body=raw, reason=reason, at=at)
    return Delivery(arrivals=(kept,))


def _ignored_kind(update: Update) -> str:
    # An edit is not a new answer, and a live location is edited again and again.
    if update.edited_message is not None:
        return "edited"
    is_post = update.channel_post is not None or update.edited_channel_post is not None
    return "channel" if is_post else ""


def _read_message(message: ChatMessage, raw: bytes, external_id: str, at: datetime) -> Delivery:
    if message.chat.type != "private":
        return Delivery(ignored=_place_name(message.chat.type))
    event = _read_content(message, at) or _read_unknown(raw, at)
    if event is None:
        return Delivery(ignored="notice")
    return Delivery(arrivals=(_arrived(message.chat.id, external_id, event, str(message.message_id)),))


def _read_tap(query: CallbackQuery, external_id: str, at: datetime) -> Delivery:
    if query.message is not None and query.message.chat.type != "private":
        return Delivery(tap=query.id, ignored=_place_name(query.message.chat.type))
    # A private chat has its person's id, so the person is enough where the message is gone.
    chat_id = query.message.chat.id if query.message is not None else query.sender.id
    event: InboundEvent
    if query.data is None:
        event = Unsupported(at=at, kind="game")
    else:
        event = ChoicePicked(at=at, token=clean_text(query.data))
    return Delivery(arrivals=(_arrived(chat_id, external_id, event, ""),), tap=query.id)


def _read_member(change: MemberChange, external_id: str, at: datetime) -> Delivery:
    if change.chat.type != "private":
        return Delivery(ignored=_place_name(change.chat.type))
    if change.new_chat_member.status not in ("kicked", "member"):
        return Delivery(ignored="member")
    changed = ReachabilityChanged(
        channel=ChannelName.TELEGRAM,
        external_id=external_id,
        address=_address(change.chat.id),
        is_reachable=change.new_chat_member.status == "member",
        at=at,
    )
    return Delivery(arrivals=(changed,))


def _place_name(chat_type: str) -> str:
    return chat_type if chat_type in ("group", "supergroup", "channel") else "place"


def _address(chat_id: int) -> Address:
    return Address(channel=ChannelName.TELEGRAM, kind=AddressKind.CHAT, value=str(chat_id))


def _arrived(chat_id: int, external_id: str, event: InboundEvent, message_id: str) -> EventArrived:
    return EventArrived(
        channel=ChannelName.TELEGRAM,
        external_id=external_id,
        addresses=(_address(chat_id),),
        event=event,
        platform_message_id=message_id,
    )


def _read_content(message: ChatMessage, at: datetime) -> InboundEvent | None:
    if message.text is not None:
        language = message.sender.language_code if message.sender else None
        return _read_text(clean_text(message.text), clean_text(language or ""), at)
    if message.location is not None:
        return LocationReceived(
            at=at,
            latitude=message.location.latitude,
            longitude=message.location.longitude,
            name=clean_text((message.venue and message.venue.title) or ""),
        )
    return _read_media(message, at)


def _read_text(text: str, language: str, at: datetime) -> InboundEvent:
    """A command is what its words say: `/hapus_data@some_bot` is "hapus data"."""
    command = _COMMAND.fullmatch(text)
    if command is None:
        return TextReceived(at=at, text=text)
    name, rest = command[1], (command[2] or "").strip()
    if name.lower() == "start":
        return Started(at=at, payload=rest[:64], locale_hint=language)
    return TextReceived(at=at, text=f"{name.replace('_', ' ')} {rest}".strip())


def _read_media(message: ChatMessage, at: datetime) -> InboundEvent | None:
    if message.photo:
        # They come in growing size; where no size is stated, the last is the best guess.
        largest = max(reversed(message.photo), key=lambda size: size.file_size or 0)
        return _media(largest, MediaKind.PICTURE, message, at)
    for field, kind in _MEDIA:
        file: File | None = getattr(message, field)
        if file is not None:
            return _media(file, kind, message, at)
    return None


def _media(file: File, kind: MediaKind, message: ChatMessage, at: datetime) -> MediaReceived:
    return MediaReceived(
        at=at,
        kind=kind,
        reference=clean_text(file.file_id),
        mime=clean_text(file.mime_type or ""),
        size=file.file_size or 0,
        caption=clean_text(message.caption or ""),
    )


def _read_unknown(raw: bytes, at: datetime) -> Unsupported | None:
    """A kind of message that we do not know, by its field's name; None for a mere notice."""
    fields = message_fields(raw) - _ENVELOPE
    if fields & _NOTICES:
        return None
    kinds = sorted(name for name in fields if _FIELD_NAME.fullmatch(name))
    return Unsupported(at=at, kind=kinds[0] if kinds else "unknown")
