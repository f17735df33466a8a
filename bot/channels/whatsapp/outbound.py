"""A message becomes exactly one call of the Cloud API. Pure; refuses what breaks a limit, never trims.

How choices are drawn: up to three as reply buttons, four to ten as a list, more (or where the person
asked for it) as numbered lines. Labels too long for a button or row are written out, and the button
or row carries their number.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.channel import LIMITS, ChannelName
from bot.domain.contact import Address, AddressKind
from bot.domain.errors import UnsendableMessage
from bot.domain.message import Asset, AssetKind, Choice, Medium, Message, Printout, numbered_text

LIMIT = LIMITS[ChannelName.WHATSAPP]
BUTTON_TITLE = 20
"""The longest word on the button that opens a list; the same as a reply button's."""
SECTION_TITLE = 24
CAUSE_LIMIT = 512

Json = Mapping[str, object]

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiCall:
    """What is posted, and where below the number's own path."""

    path: str
    json: Json


def write_call(message: Message, address: Address, cause: str, assets: Mapping[str, str]) -> ApiCall:
    """The one call that says this; `assets` gives a media id or an https link by file name, of a sheet too."""
    return _call(address, cause, _content(message, assets))


def write_template(name: str, locale: str, address: Address, cause: str) -> ApiCall:
    """The call that sends an approved template without any parameter."""
    template = {"name": name, "language": {"code": locale.replace("-", "_")}}
    return _call(address, cause, {"type": "template", "template": template})


def write_typing(platform_message_id: str) -> ApiCall:
    """The call that marks a message of the person as read and shows that we write."""
    return ApiCall(
        path="messages",
        json={
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": platform_message_id,
            "typing_indicator": {"type": "text"},
        },
    )


def _call(address: Address, cause: str, content: Json) -> ApiCall:
    _require(len(cause) <= CAUSE_LIMIT, "cause")
    json = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_recipient(address),
        **content,
        "biz_opaque_callback_data": cause,
    }
    return ApiCall(path="messages", json=json)


def _recipient(address: Address) -> Json:
    match address.kind:
        case AddressKind.PHONE:
            # Without + Meta puts the country code of our own number in front.
            return {"to": f"+{address.value.lstrip('+')}"}
        case AddressKind.BSUID | AddressKind.PARENT_BSUID:
            return {"recipient": address.value}
        case _:
            raise UnsendableMessage(f"a {address.kind} address is not WhatsApp's")


def _content(message: Message, assets: Mapping[str, str]) -> Json:
    if message.printout:
        return _sheet(message, message.printout, assets)
    if message.asset and message.asset.kind is AssetKind.AUDIO:
        return _audio(message, message.asset, assets)
    choices = message.choices
    if message.is_plain or len(choices) > LIMIT.rows:
        return _written_out(message, assets)
    if not choices:
        return _ways_as_buttons(message, assets) if _ways_fit(message) else _written_out(message, assets)
    if len(choices) <= LIMIT.buttons:
        return _buttons(message, assets)
    # A list takes no picture and needs a word on its button: without them numbers still work.
    if message.asset or not message.list_button:
        return _written_out(message, assets)
    return _list(message)


def _written_out(message: Message, assets: Mapping[str, str]) -> Json:
    text = _with_hint(numbered_text(message), message.hint)
    if message.asset:
        return {
            "type": "image",
            "image": _picture(message.asset, assets, _fitted(text, LIMIT.caption, "caption")),
        }
    return {"type": "text", "text": {"body": _body(text, LIMIT.text), "preview_url": False}}


def _ways_fit(message: Message) -> bool:
    labels = [way.label for way in message.ways]
    return (
        0 < len(labels) <= LIMIT.buttons
        and len(set(labels)) == len(labels)
        and all(0 < len(label) <= LIMIT.button_label for label in labels)
        and 0 < len(_marked_up(message.text)) <= LIMIT.text_with_choices
    )


def _ways_as_buttons(message: Message, assets: Mapping[str, str]) -> Json:
    titles = tuple(way.label for way in message.ways)
    return _button_message(message, assets, message.text, "", message.ways, titles)


def _buttons(message: Message, assets: Mapping[str, str]) -> Json:
    labels = tuple(choice.label for choice in message.choices)
    footer = message.hint if len(message.hint) <= LIMIT.footer else ""
    hint = "" if footer else message.hint
    if all(len(label) <= LIMIT.button_label for label in labels) and len(set(labels)) == len(labels):
        return _button_message(
            message, assets, _with_hint(message.text, hint), footer, message.choices, labels
        )
    text = _with_hint(numbered_text(message), hint)
    return _button_message(message, assets, text, footer, message.choices, _numbers(message.choices))


def _button_message(
    message: Message,
    assets: Mapping[str, str],
    text: str,
    footer: str,
    choices: tuple[Choice, ...],
    titles: tuple[str, ...],
) -> Json:
    _require_distinct(choices, titles, LIMIT.button_label)
    buttons = [
        {"type": "reply", "reply": {"id": choice.token, "title": title}}
        for choice, title in zip(choices, titles, strict=True)
    ]
    header: Json = {}
    if message.asset:
        header = {"header": {"type": "image", "image": _picture(message.asset, assets, "")}}
    return _interactive("button", header, text, footer, {"buttons": buttons})


def _list(message: Message) -> Json:
    ways = message.ways if _ways_fit_list(message) else ()
    footer = message.hint if not ways and len(message.hint) <= LIMIT.footer else ""
    text = message.text if ways or footer else _with_hint(message.text, message.hint)
    rows = _rows(message.choices)
    sections = [_section(message.list_title, rows)]
    if ways:
        sections.append(_section(message.ways_title, [{"id": way.token, "title": way.label} for way in ways]))
    shown = message.choices + ways
    _require_distinct(
        shown, tuple(row["title"] for row in rows) + tuple(way.label for way in ways), LIMIT.row_label
    )
    _require(len(message.list_button) <= BUTTON_TITLE, "list button")
    return _interactive("list", {}, text, footer, {"button": message.list_button, "sections": sections})


def _ways_fit_list(message: Message) -> bool:
    """Whether all ways go below the choices; with two sections both need a title."""
    labels = [way.label for way in message.ways]
    return (
        bool(labels and message.list_title and message.ways_title)
        and len(message.choices) + len(labels) <= LIMIT.rows
        and all(0 < len(label) <= LIMIT.row_label for label in labels)
        and len(set(labels)) == len(labels)
        and set(labels).isdisjoint(choice.label for choice in message.choices)
    )


def _rows(choices: tuple[Choice, ...]) -> list[dict[str, str]]:
    labels = [choice.label for choice in choices]
    if all(len(label) <= LIMIT.row_label for label in labels) and len(set(labels)) == len(labels):
        return [{"id": choice.token, "title": choice.label} for choice in choices]
    _require(all(len(label) <= LIMIT.row_detail for label in labels), "row description")
    return [
        {"id": choice.token, "title": number, "description": choice.label}
        for choice, number in zip(choices, _numbers(choices), strict=True)
    ]


def _section(title: str, rows: list[dict[str, str]]) -> Json:
    _require(len(title) <= SECTION_TITLE, "section title")
    return {"title": title, "rows": rows} if title else {"rows": rows}


def _interactive(kind: str, header: Json, text: str, footer: str, action: Json) -> Json:
    interactive: dict[str, object] = {
        "type": kind,
        **header,
        "body": {"text": _body(text, LIMIT.text_with_choices)},
    }
    if footer:
        interactive["footer"] = {"text": footer}
    interactive["action"] = action
    return {"type": "interactive", "interactive": interactive}


def _sheet(message: Message, printout: Printout, assets: Mapping[str, str]) -> Json:
    """Choices are written out: a file with its words in one bubble can be found again and passed on."""
    _require(message.asset is None, "a sheet and an asset")
    caption = _fitted(_with_hint(numbered_text(message), message.hint), LIMIT.caption, "caption").strip()
    media: dict[str, object] = dict(_source(printout.name, assets))
    if caption:
        media["caption"] = caption
    if printout.medium is Medium.PICTURE:
        return {"type": "image", "image": media}
    return {"type": "document", "document": {**media, "filename": printout.name}}


def _audio(message: Message, asset: Asset, assets: Mapping[str, str]) -> Json:
    _require(not message.text and not message.choices, "audio carries no text")
    audio: dict[str, object] = dict(_source(asset.name, assets))
    if asset.name.endswith(".ogg"):
        audio["voice"] = True
    return {"type": "audio", "audio": audio}


def _picture(asset: Asset, assets: Mapping[str, str], caption: str) -> Json:
    source = _source(asset.name, assets)
    return {**source, "caption": caption} if caption else source


def _source(name: str, assets: Mapping[str, str]) -> Json:
    reference = assets.get(name, "")
    _require(bool(reference), "asset")
    return {"link": reference} if reference.startswith("https://") else {"id": reference}


def _numbers(choices: tuple[Choice, ...]) -> tuple[str, ...]:
    return tuple(str(choice.number) for choice in choices)


def _with_hint(text: str, hint: str) -> str:
    return f"{text}\n\n{hint}".strip() if hint else text


def _body(text: str, limit: int) -> str:
    _require(bool(text.strip()), "empty text")
    return _fitted(text, limit, "text")


def _fitted(text: str, limit: int, what: str) -> str:
    written = _marked_up(text)
    _require(len(written) <= limit, what)
    return written


def _marked_up(text: str) -> str:
    return _BOLD.sub(r"*\1*", text)


def _require_distinct(choices: tuple[Choice, ...], titles: tuple[str, ...], longest: int) -> None:
    _require(len(set(titles)) == len(titles), "equal titles")
    _require(all(0 < len(title) <= longest for title in titles), "title")
    tokens = [choice.token for choice in choices]
    _require(len(set(tokens)) == len(tokens), "equal tokens")
    _require(all(0 < len(token.encode()) <= LIMIT.token_bytes for token in tokens), "token")


def _require(is_met: bool, what: str) -> None:
    if not is_met:
        raise UnsendableMessage(f"WhatsApp refuses this message: {what}")
