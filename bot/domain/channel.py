"""Channels and what each can carry, as data: read by the compiler and by the adapters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType


class ChannelName(StrEnum):
    """Where a conversation is held."""

    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    WEBCHAT = "webchat"
    TERMINAL = "terminal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one message may hold, in characters as the platform counts them.

    `text_units` says how: UTF-16 code units (Telegram) or code points. `buttons` is the number of
    choices drawn as buttons under a text, `button_label` their longest label; `rows`, `row_label`
    and `row_detail` are the same for a list (0 where the channel has no lists). A label that is too
    long for a button is shown numbered in the text instead. `merges` means that the parts of one
    reply should travel as one message where they fit, because order is not promised and each
    message is paid for.
    """

    text: int
    text_with_choices: int
    caption: int
    buttons: int
    button_label: int
    rows: int
    row_label: int
    row_detail: int
    footer: int
    token_bytes: int
    text_units: str = "code points"
    merges: bool = False


# Telegram: Bot API 10.x (text 4096 and caption 1024 UTF-16 units after entities, callback_data 64
# bytes, 100 buttons). WhatsApp Cloud API: reply buttons 3 x 20, list 10 rows x 24 + 72, body 1024,
# footer 60, reply id 256 and row id 200. The web page and the terminal are ours: generous, finite.
LIMITS: Mapping[ChannelName, Limits] = MappingProxyType(
    {
        ChannelName.TELEGRAM: Limits(
            text=4096,
            text_with_choices=4096,
            caption=1024,
            buttons=30,
            button_label=40,
            rows=0,
            row_label=0,
            row_detail=0,
            footer=0,
            token_bytes=64,
            text_units="UTF-16",
        ),
        ChannelName.WHATSAPP: Limits(
            text=4096,
            text_with_choices=1024,
            caption=1024,
            buttons=3,
            button_label=20,
            rows=10,
            row_label=24,
            row_detail=72,
            footer=60,
            token_bytes=200,
            merges=True,
        ),
        ChannelName.WEBCHAT: Limits(
            text=8000,
            text_with_choices=8000,
            caption=2000,
            buttons=30,
            button_label=72,
            rows=0,
            row_label=0,
            row_detail=0,
            footer=0,
            token_bytes=64,
        ),
        ChannelName.TERMINAL: Limits(
            text=8000,
            text_with_choices=8000,
            caption=2000,
            buttons=0,
            button_label=0,
            rows=0,
            row_label=0,
            row_detail=0,
            footer=0,
            token_bytes=64,
        ),
    }
)

CLEARABLE_FOR: Mapping[ChannelName, timedelta] = MappingProxyType(
    # Telegram: a bot's own messages of the last 48 hours, and in private chats the person's as well.
    {ChannelName.TELEGRAM: timedelta(hours=48)}
)
"""How old a message may be that is still taken from the person's screen; channels that are absent cannot."""

CLEARING_MARGIN = timedelta(minutes=5)
"""The platform counts by its own clock, and from when it took a message."""

LABEL_LIMIT = 72
"""The longest choice label anywhere: what a WhatsApp list row can describe."""

INBOUND_TEXT_LIMIT = 4096
"""The longest text a person may send; longer ones are cut off by no channel but answered kindly."""


def clearable_since(channel: ChannelName, now: datetime) -> datetime | None:
    """From when on a message can still be taken from a person's screen; None where none ever can."""
    age = CLEARABLE_FOR.get(channel)
    return None if age is None else now - age + CLEARING_MARGIN
