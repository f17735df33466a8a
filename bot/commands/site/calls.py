"""The shapes of our own platform calls, as far as a drawing reads them back."""

from msgspec import Struct


class TelegramButton(Struct):
    """One key of an inline keyboard."""

    text: str


class TelegramKeyboard(Struct):
    """The keys below a message, row by row."""

    inline_keyboard: list[list[TelegramButton]] = []


class TelegramFields(Struct):
    """The fields of sendMessage, sendPhoto or sendVoice; `text` and `caption` are HTML."""

    text: str = ""
    caption: str = ""
    reply_markup: TelegramKeyboard = TelegramKeyboard()


class WhatsAppWords(Struct):
    """A body, caption or footer; the platform names the same thing differently by place."""

    text: str = ""
    body: str = ""
    caption: str = ""


class WhatsAppReply(Struct):
    """What a reply button says."""

    title: str


class WhatsAppButton(Struct):
    """A reply button."""

    reply: WhatsAppReply


class WhatsAppRow(Struct):
    """A row of a list."""

    title: str
    description: str = ""


class WhatsAppSection(Struct):
    """Some rows under a title."""

    rows: list[WhatsAppRow]
    title: str = ""


class WhatsAppAction(Struct):
    """Buttons, or the button that opens a list, and its sections."""

    buttons: list[WhatsAppButton] = []
    button: str = ""
    sections: list[WhatsAppSection] = []


class WhatsAppInteractive(Struct):
    """A message with something to tap."""

    body: WhatsAppWords
    action: WhatsAppAction
    footer: WhatsAppWords = WhatsAppWords()


class WhatsAppCall(Struct):
    """A whole message; of the four, the one that `type` names is there."""

    type: str
    text: WhatsAppWords = WhatsAppWords()
    image: WhatsAppWords = WhatsAppWords()
    interactive: WhatsAppInteractive | None = None


class WebChoice(Struct):
    """A choice as the page gets it."""

    label: str
    number: int = 0


class WebCall(Struct):
    """A message as the page gets it."""

    text: str = ""
    hint: str = ""
    choices: list[WebChoice] = []
