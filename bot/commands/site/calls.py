"""The shapes of our own platform calls, as far as a drawing reads them back."""

from msgspec import Struct


class TelegramButton(Struct, frozen=True):
    """One key of an inline keyboard."""

    text: str


class TelegramKeyboard(Struct, frozen=True):
    """The keys below a message, row by row."""

    inline_keyboard: list[list[TelegramButton]] = []


class TelegramFields(Struct, frozen=True):
    """The fields of sendMessage, sendPhoto or sendVoice; `text` and `caption` are HTML."""

    text: str = ""
    caption: str = ""
    reply_markup: TelegramKeyboard = TelegramKeyboard()


class WhatsAppWords(Struct, frozen=True):
    """A body, caption or footer; the platform names the same thing differently by place."""

    text: str = ""
    body: str = ""
    caption: str = ""


class WhatsAppReply(Struct, frozen=True):
    """What a reply button says."""

    title: str


class WhatsAppButton(Struct, frozen=True):
    """A reply button."""

    reply: WhatsAppReply


class WhatsAppRow(Struct, frozen=True):
    """A row of a list."""

    title: str
    description: str = ""


class WhatsAppSection(Struct, frozen=True):
    """Some rows under a title."""

    rows: list[WhatsAppRow]
    title: str = ""


class WhatsAppAction(Struct, frozen=True):
    """Buttons, or the button that opens a list, and its sections."""

    buttons: list[WhatsAppButton] = []
    button: str = ""
    sections: list[WhatsAppSection] = []


class WhatsAppInteractive(Struct, frozen=True):
    """A message with something to tap."""

    body: WhatsAppWords
    action: WhatsAppAction
    footer: WhatsAppWords = WhatsAppWords()


class WhatsAppCall(Struct, frozen=True):
    """A whole message; of the four, the one that `type` names is there."""

    type: str
    text: WhatsAppWords = WhatsAppWords()
    image: WhatsAppWords = WhatsAppWords()
    interactive: WhatsAppInteractive | None = None


class WebChoice(Struct, frozen=True):
    """A choice as the page gets it."""

    label: str
    number: int = 0


class WebCall(Struct, frozen=True):
    """A message as the page gets it."""

    text: str = ""
    hint: str = ""
    choices: list[WebChoice] = []
