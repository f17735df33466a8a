"""What a person sees, read from the wire of each channel, and what they should see of a message of the engine.

Both sides end in the same small form, so that a test compares words and buttons and nothing else.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.telegram import outbound as telegram
from bot.channels.webchat.outbound import write_part
from bot.channels.whatsapp import outbound as whatsapp
from bot.commands.places import ASSETS
from bot.domain.channel import ChannelName
from bot.domain.contact import Address, AddressKind
from bot.domain.message import Message
from bot.service.ports import WebPart

SOMEBODY = Address(channel=ChannelName.WHATSAPP, kind=AddressKind.PHONE, value="+620000000000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One bubble on a screen. `drawn` says how: "text", "button", "list", "image", "template" on WhatsApp."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    drawn: str = ""


def on_whatsapp(body: Mapping[str, Any]) -> Seen:
    """From the body of a call to the Cloud API."""
    kind = body["type"]
    if kind == "interactive":
        return _interactive(body["interactive"])
    if kind == "text":
        return Seen(text=body["text"]["body"], drawn="text")
    if kind == "template":
        return Seen(text=body["template"]["name"], drawn="template")
    return Seen(text=body[kind].get("caption", ""), drawn=kind)


def _interactive(interactive: Mapping[str, Any]) -> Seen:
    words = [interactive["body"]["text"], interactive.get("footer", {}).get("text", "")]
    action = interactive["action"]
    if interactive["type"] == "button":
        items = [button["reply"] for button in action["buttons"]]
    else:
        items = [row for section in action["sections"] for row in section["rows"]]
    buttons = tuple((item["id"], item["title"] + item.get("description", "")) for item in items)
    return Seen(text="\n".join(word for word in words if word), buttons=buttons, drawn=interactive["type"])


def on_telegram(fields: Mapping[str, Any]) -> Seen:
    """From the fields of a call to the Bot API."""
    markup = fields.get("reply_markup", "{}")
    rows = (json.loads(markup) if isinstance(markup, str) else markup).get("inline_keyboard", [])
    buttons = tuple((button["callback_data"], button["text"]) for row in rows for button in row)
    return Seen(text=fields.get("text", fields.get("caption", "")), buttons=buttons)


def in_browser(part: Mapping[str, Any]) -> Seen:
    """From a message of GET /chat/messages."""
    items = [*part.get("choices", ()), *part.get("ways", ())]
    return Seen(text=part.get("text", ""), buttons=tuple((item["token"], item["label"]) for item in items))


def shown(message: Message, channel: ChannelName) -> Seen:
    """How this message of the engine looks there, by the channel's own pure half."""
    name = message.asset.name if message.asset else ""
    if channel is ChannelName.WHATSAPP:
        return on_whatsapp(whatsapp.write_call(message, SOMEBODY, "cause", {name: "https://127.0.0.1/"}).json)
    if channel is ChannelName.TELEGRAM:
        path = ASSETS / name
        return on_telegram(
            telegram.write_call(message, "1", path if name and path.is_file() else None).fields
        )
    return in_browser(write_part(WebPart(number=1, message=message)))


def all_shown(messages: Sequence[Message], channel: ChannelName) -> list[Seen]:
    """Several, in order."""
    return [shown(message, channel) for message in messages]
