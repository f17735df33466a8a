"""A message → one call of the Bot API. Pure; refuses what breaks a limit, never trims.

Telegram cannot clear a person's screen with the same call that says something, so `hides` changes
nothing here: what is to go is deleted before (`clearing.py`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from bot.domain.channel import LIMITS, ChannelName
from bot.domain.errors import UnsendableMessage
from bot.domain.message import Asset, AssetKind, Choice, Medium, Message, numbered_text

_LIMITS = LIMITS[ChannelName.TELEGRAM]
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_SHORT_LABEL = 18
_NUMBERS_IN_A_ROW = 5
_WAYS_IN_A_ROW = 3

# How an asset travels: method, and the field that holds the file.
UPLOADS: Mapping[AssetKind, tuple[str, str]] = {
    AssetKind.PICTURE: ("sendPhoto", "photo"),
    AssetKind.AUDIO: ("sendVoice", "voice"),
}
SHEETS: Mapping[Medium, tuple[str, str]] = {
    Medium.PICTURE: ("sendPhoto", "photo"),
    Medium.PDF: ("sendDocument", "document"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiCall:
    """A method of the Bot API with its fields, JSON-ready. `file` is sent in `file_field`.

    A call with a `sheet_name` waits for the bytes of that sheet, which whoever makes the call puts in.
    """

    method: str
    fields: Mapping[str, object] = field(default_factory=dict)
    file: Path | None = None
    file_field: str = ""
    sheet_name: str = ""
    sheet: bytes = field(default=b"", repr=False)


def write_call(
    message: Message, chat_id: str, asset_path: Path | None = None, *, is_marked_up: bool = True
) -> ApiCall:
    """The one call that says this; raises UnsendableMessage for what breaks a limit.

    `asset_path` is the message's asset on disk, or None where it is not there: then the words go
    alone. Without `is_marked_up` the text travels as it is, for the day Telegram refuses our HTML.
    """
    words = _words(message)
    keyboard = _keyboard(message)
    fields: dict[str, object] = {"chat_id": chat_id}
    if message.printout is not None:
        method, file_field = SHEETS[message.printout.medium]
        asset_path = None
        fields |= _caption(message, words, is_marked_up)
    elif message.asset is not None and asset_path is not None and _units(words) <= _LIMITS.caption:
        method, file_field = UPLOADS[message.asset.kind]
        fields |= _text_fields("caption", words, is_marked_up) if words else {}
    else:
        method, file_field, asset_path = "sendMessage", "", None
        fields |= _text_fields("text", _spoken(words, message.asset), is_marked_up)
        fields["link_preview_options"] = {"is_disabled": True}
    if keyboard:
        fields["reply_markup"] = {"inline_keyboard": keyboard}
    sheet_name = message.printout.name if message.printout is not None else ""
    return ApiCall(
        method=method, fields=fields, file=asset_path, file_field=file_field, sheet_name=sheet_name
    )


def _words(message: Message) -> str:
    if message.is_plain:
        return "\n\n".join(part for part in (numbered_text(message), message.hint) if part.strip())
    return numbered_text(message) if _is_numbered(message) else message.text


def _caption(message: Message, words: str, is_marked_up: bool) -> dict[str, object]:
    """A sheet cannot be left out as a lesson's picture can: it is what was asked for."""
    if message.asset is not None:
        raise UnsendableMessage("One message cannot carry a sheet and an asset")
    if _units(words) > _LIMITS.caption:
        raise UnsendableMessage("The text is longer than Telegram takes under a sheet")
    return _text_fields("caption", words, is_marked_up) if words.strip() else {}


def _spoken(words: str, asset: Asset | None) -> str:
    text = words if words.strip() or asset is None else asset.alt
    if not text.strip():
        raise UnsendableMessage("There is nothing to say")
    if _units(text) > _LIMITS.text:
        raise UnsendableMessage("The text is longer than Telegram takes")
    return text


def _text_fields(name: str, text: str, is_marked_up: bool) -> dict[str, object]:
    if is_marked_up:
        return {name: _BOLD.sub(r"<b>\1</b>", escape(text, quote=False)), "parse_mode": "HTML"}
    return {name: _BOLD.sub(r"\1", text)}


def _units(text: str) -> int:
    """The length as Telegram counts it: UTF-16 code units of what is left without mark-up."""
    try:
        return len(_BOLD.sub(r"\1", text).encode("utf-16-le")) // 2
    except UnicodeEncodeError:
        raise UnsendableMessage("The text holds half of a surrogate pair") from None


def _is_numbered(message: Message) -> bool:
    return any(_units(choice.label) > _LIMITS.button_label for choice in message.choices)


def _keyboard(message: Message) -> list[list[dict[str, str]]]:
    if message.is_plain:
        return []
    if len(message.choices) > _LIMITS.buttons:
        raise UnsendableMessage("There are more choices than buttons")
    if _is_numbered(message):
        buttons = [_button(choice, str(choice.number)) for choice in message.choices]
        width = _NUMBERS_IN_A_ROW
    else:
        buttons = [_button(choice, choice.label) for choice in message.choices]
        width = 2 if all(_units(choice.label) <= _SHORT_LABEL for choice in message.choices) else 1
    ways = [_button(way, way.label) for way in message.ways]
    return [*_rows(buttons, width), *_rows(ways, _WAYS_IN_A_ROW)]


def _button(choice: Choice, label: str) -> dict[str, str]:
    if not 1 <= len(choice.token.encode("utf-8", "surrogatepass")) <= _LIMITS.token_bytes:
        raise UnsendableMessage("A choice's token does not fit into a button")
    if not label.strip() or not _units(choice.token + label):
        raise UnsendableMessage("A button has no label")
    return {"text": label, "callback_data": choice.token}


def _rows(buttons: Sequence[dict[str, str]], width: int) -> list[list[dict[str, str]]]:
    return [list(buttons[start : start + width]) for start in range(0, len(buttons), width)]
