"""What we say: finished text in one language, for any channel.

The only mark-up inside `text` is `**bold**`; each channel writes it its own way.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from bot.domain.channel import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An option offered. `token` comes back when it is tapped; `number` is what may be typed.

    Ways out (menu, help) have tokens that begin with ":" and no number (0).
    """

    token: str
    label: str
    number: int = 0


class AssetKind(StrEnum):
    """What a message shows or plays."""

    PICTURE = "picture"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file of `content/assets/`, by its name there; `alt` describes it in words."""

    kind: AssetKind
    name: str
    alt: str = ""


class Medium(StrEnum):
    """How a sheet made for one person travels."""

    PICTURE = "picture"
    PDF = "pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printout:
    """A sheet made for one person when it is sent, and kept nowhere else.

    `form` names the sheet (`certificate`), `name` is the file's name as people see it (`sertifikat.pdf`),
    `alt` describes it in words, and `values` are what is printed into it: they may hold a name, so the
    message travels sealed and is blanked once it was sent, like every other.
    """

    form: str
    medium: Medium
    name: str
    alt: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One bubble, which every adapter turns into exactly one call of its platform.

    `choices` answer the present question; `ways` (menu, help) are drawn where the channel has room
    and `hint` says the same in words where it has not. `is_plain` asks for numbered text instead of
    buttons. `list_*` are the three small words a WhatsApp list needs. `hides` asks a channel that
    can to clear the screen before this is shown. A message with a `printout` carries that sheet, its text
    as the caption.
    """

    text: str
    locale: str
    choices: tuple[Choice, ...] = ()
    ways: tuple[Choice, ...] = ()
    hint: str = ""
    asset: Asset | None = None
    printout: Printout | None = None
    is_plain: bool = False
    hides: bool = False
    list_button: str = ""
    list_title: str = ""
    ways_title: str = ""
    keeps_way: bool = False
    """Beside `hides`: a browser keeps its way into this chat, because code words guard what was hidden."""


def merge_reply(messages: tuple[Message, ...], limits: Limits) -> tuple[Message, ...]:
    """The parts of one reply, joined where the channel merges and the limits allow.

    Text joins the text after it; only the last of a run may carry choices. Pictures, audio, sheets
    and parts that hide the screen stay alone. The order of words never changes.
    """
    if not limits.merges:
        return messages
    merged: list[Message] = []
    for message in messages:
        if merged and _may_join(merged[-1], message, limits):
            merged[-1] = _join(merged[-1], message)
        else:
            merged.append(message)
    return tuple(merged)


def numbered_text(message: Message) -> str:
    """The text with its choices as numbered lines below, as it is shown without buttons."""
    lines = [f"{choice.number}. {choice.label}" for choice in message.choices]
    return "\n".join([message.text, "", *lines]) if lines else message.text


def _may_join(first: Message, second: Message, limits: Limits) -> bool:
    if first.choices or first.ways or first.hides or second.hides:
        return False
    if first.asset or second.asset or first.printout or second.printout:
        return False
    # Numbered lines are the longest way the choices can be drawn, so what fits them fits always.
    whole = len(first.text) + 2 + len(numbered_text(second)) + len(second.hint) + 2
    return whole <= (limits.text_with_choices if second.choices or second.ways else limits.text)


def _join(first: Message, second: Message) -> Message:
    values = {name: getattr(second, name) for name in Message.__slots__}
    values["text"] = f"{first.text}\n\n{second.text}"
    return Message(**values)


def write_message(message: Message) -> dict[str, Any]:
    """The message as JSON-ready values, without what is empty."""
    return {name: value for name, value in asdict(message).items() if value or name == "text"}


def read_message(raw: Mapping[str, Any]) -> Message:
    """The reverse of `write_message`."""
    values = dict(raw)
    for name in ("choices", "ways"):
        values[name] = tuple(Choice(**choice) for choice in values.get(name, ()))
    if asset := values.get("asset"):
        values["asset"] = Asset(kind=AssetKind(asset["kind"]), name=asset["name"], alt=asset.get("alt", ""))
    if printout := values.get("printout"):
        values["printout"] = Printout(**{**printout, "medium": Medium(printout["medium"])})
    return Message(**values)
