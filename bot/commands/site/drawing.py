"""A message as a channel draws it: read back from the very call that the channel's own adapter writes.

Nothing is decided here, so that a picture cannot differ from what is sent.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

from msgspec import convert

from bot.channels.telegram import outbound as telegram
from bot.channels.webchat import outbound as webchat
from bot.channels.whatsapp import outbound as whatsapp
from bot.commands import chat
from bot.commands.site.calls import TelegramFields, WebCall, WhatsAppCall, WhatsAppRow
from bot.content.checks.channel import measure
from bot.domain.channel import LIMITS, ChannelName, Limits
from bot.domain.contact import Address, AddressKind
from bot.domain.errors import UnsendableMessage
from bot.domain.message import Asset, Message, merge_reply, numbered_text
from bot.service.ports import WebPart

_STARS = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_STAR = re.compile(r"\*(.+?)\*", re.DOTALL)
_NOBODY = Address(channel=ChannelName.WHATSAPP, kind=AddressKind.PHONE, value="0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of words, bold or not."""

    words: str
    is_bold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One thing to tap. `number` is what may be typed instead, where the channel shows it beside."""

    label: str
    number: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One bubble with what can be tapped under it.

    `how` says how the choices are drawn, `used` and `limit` count the longest form of the text in the
    platform's own units. A `refusal` is a message that the adapter would not send.
    """

    pieces: tuple[Piece, ...] = ()
    footer: str = ""
    asset: Asset | None = None
    rows: tuple[tuple[Button, ...], ...] = ()
    opener: str = ""
    sections: tuple[tuple[str, tuple[Button, ...]], ...] = ()
    how: str = "text"
    used: int = 0
    limit: int = 0
    refusal: str = ""


def draw_reply(messages: Sequence[Message], channel: ChannelName) -> tuple[Drawing, ...]:
    """One reply, with its parts merged where the channel merges."""
    return tuple(draw(message, channel) for message in merge_reply(tuple(messages), LIMITS[channel]))


def draw(message: Message, channel: ChannelName) -> Drawing:
    """One message, or why it cannot be sent."""
    limits = LIMITS[channel]
    used, limit = measure(_longest(message), limits), _limit(message, limits)
    try:
        drawn = _DRAW[channel](message)
    except UnsendableMessage as refusal:
        drawn = Drawing(pieces=_pieces(_longest(message), _STARS), how="refused", refusal=str(refusal))
    how = "numbered text" if message.choices and drawn.how == "text" else drawn.how
    return replace(drawn, asset=message.asset, used=used, limit=limit, how=how)


def _longest(message: Message) -> str:
    return _STARS.sub(r"\1", numbered_text(message))


def _limit(message: Message, limits: Limits) -> int:
    if message.asset:
        return limits.caption
    return limits.text_with_choices if message.choices else limits.text


def _telegram(message: Message) -> Drawing:
    file = Path(message.asset.name) if message.asset else None
    fields = convert(telegram.write_call(message, "0", file).fields, TelegramFields)
    rows = tuple(tuple(Button(label=key.text) for key in row) for row in fields.reply_markup.inline_keyboard)
    words = unescape((fields.text or fields.caption).replace("<b>", "**").replace("</b>", "**"))
    return Drawing(
        pieces=_pieces(words, _STARS), rows=rows, how="buttons" if message.choices and rows else "text"
    )


def _whatsapp(message: Message) -> Drawing:
    assets = {message.asset.name: "https://example.org/asset"} if message.asset else {}
    call = convert(whatsapp.write_call(message, _NOBODY, "preview", assets).json, WhatsAppCall)
    if call.interactive is None:
        return Drawing(pieces=_pieces(call.text.body or call.image.caption, _STAR))
    content, action = call.interactive, call.interactive.action
    sections = tuple((section.title, tuple(map(_row, section.rows))) for section in action.sections)
    return Drawing(
        pieces=_pieces(content.body.text, _STAR),
        footer=content.footer.text,
        rows=tuple((Button(label=button.reply.title),) for button in action.buttons),
        opener=action.button,
        sections=sections,
        how="a list" if sections else "buttons",
    )


def _row(row: WhatsAppRow) -> Button:
    return Button(label=row.title, detail=row.description)


def _webchat(message: Message) -> Drawing:
    # The page keeps menu and help below the chat and does not draw them under a message.
    part = convert(webchat.write_part(WebPart(number=1, message=message)), WebCall)
    rows = tuple((Button(label=choice.label, number=choice.number),) for choice in part.choices)
    return Drawing(
        pieces=_pieces(part.text, _STARS), footer=part.hint, rows=rows, how="buttons" if rows else "text"
    )


def _terminal(message: Message) -> Drawing:
    words = chat.draw(replace(message, hides=False)).strip("\n")
    return Drawing(pieces=(Piece(words=words, is_bold=False),))


def _pieces(text: str, bold: re.Pattern[str]) -> tuple[Piece, ...]:
    parts = bold.split(text)
    return tuple(
        Piece(words=words, is_bold=bool(position % 2)) for position, words in enumerate(parts) if words
    )


_DRAW: Mapping[ChannelName, Callable[[Message], Drawing]] = {
    ChannelName.TELEGRAM: _telegram,
    ChannelName.WHATSAPP: _whatsapp,
    ChannelName.WEBCHAT: _webchat,
    ChannelName.TERMINAL: _terminal,
}
