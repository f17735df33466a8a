"""A golden call for each kind of message, and each limit that is refused."""

import json
from pathlib import Path

import msgspec
import pytest

from bot.channels.whatsapp.outbound import write_call, write_template, write_typing
from bot.domain.channel import LIMITS, ChannelName
from bot.domain.contact import Address, AddressKind
from bot.domain.errors import UnsendableMessage
from bot.domain.message import Asset, AssetKind, Choice, Message
from tests.channels.whatsapp.conftest import PAYLOADS, a_bsuid, a_parent, a_phone
from tests.channels.whatsapp.messages import ASSETS, AUDIO, MENU, MESSAGES, a_message, choices, rows
from tests.standins.whatsapp_limits import broken_limit

CALLS = PAYLOADS / "calls"


def golden(name: str) -> Path:
    return CALLS / f"{name}.json"


@pytest.mark.parametrize("name", MESSAGES)
def test_each_kind_is_drawn_as_recorded(name: str) -> None:
    call = write_call(MESSAGES[name], a_phone(), "turn:1:7:0", ASSETS)

    assert call.path == "messages"
    assert json.loads(msgspec.json.encode(call.json)) == json.loads(golden(name).read_text())


@pytest.mark.parametrize("name", MESSAGES)
def test_each_kind_keeps_the_platforms_limits(name: str) -> None:
    call = write_call(MESSAGES[name], a_phone(), "turn:1:7:0", ASSETS)

    assert broken_limit(json.loads(msgspec.json.encode(call.json))) == ""


def test_every_golden_call_has_a_message() -> None:
    assert {path.stem for path in CALLS.glob("*.json")} == set(MESSAGES)


@pytest.mark.parametrize(
    ("address", "field", "value"),
    [
        (a_phone(), "to", "+620000000001"),
        (
            Address(channel=ChannelName.WHATSAPP, kind=AddressKind.PHONE, value="620000000001"),
            "to",
            "+620000000001",
        ),
        (a_bsuid(), "recipient", "ID.1000000000000001"),
        (a_parent("ID.ENT.1"), "recipient", "ID.ENT.1"),
    ],
)
def test_person_is_named_by_phone_or_id(address: Address, field: str, value: str) -> None:
    call = write_call(MESSAGES["text"], address, "c", {})

    assert {key: call.json[key] for key in ("to", "recipient") if key in call.json} == {field: value}


def test_template_has_name_and_language_only() -> None:
    call = write_template("lesson_ready", "pt-BR", a_phone(), "push:1")

    assert call.json == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+620000000001",
        "type": "template",
        "template": {"name": "lesson_ready", "language": {"code": "pt_BR"}},
        "biz_opaque_callback_data": "push:1",
    }


def test_typing_marks_the_message_as_read() -> None:
    assert write_typing("wamid.IN1").json == {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": "wamid.IN1",
        "typing_indicator": {"type": "text"},
    }


def choice(token: str = "1.a", label: str = "Ya", number: int = 1) -> Choice:
    return Choice(token=token, label=label, number=number)


REFUSED: dict[str, Message] = {
    "text over 4096": a_message("x" * 4097, hint=""),
    "empty text": a_message("", hint=""),
    "spaces only": a_message(" \n", hint=""),
    "body over 1024 with buttons": a_message("x" * 1025, labels=("Ya",)),
    "body over 1024 with numbers": a_message("x" * 1000, labels=("y" * 30,)),
    "body over 1024 with a list": a_message("x" * 1025, labels=rows(4)),
    "label over 72 in a list": a_message(labels=("y" * 73, *rows(4))),
    "list button over 20": a_message(labels=rows(4), list_button="y" * 21),
    "section title over 24": a_message(labels=rows(4), list_title="y" * 25),
    "token over 200 bytes": Message(text="x", locale="id", choices=(choice("é" * 101),)),
    "equal tokens": Message(text="x", locale="id", choices=(choice(), choice(label="Tidak"))),
    "empty label": Message(text="x", locale="id", choices=(choice(label=""),)),
    "equal numbers": Message(text="x", locale="id", choices=(choice("a", "S"), choice("b", "S"))),
    "caption over 1024": a_message(
        "x" * 1025, hint="", asset=Asset(kind=AssetKind.PICTURE, name="papers.jpg")
    ),
    "unknown asset": a_message("x", asset=Asset(kind=AssetKind.PICTURE, name="missing.jpg")),
    "audio with text": a_message("x", hint="", asset=AUDIO),
    "audio with choices": Message(text="", locale="id", asset=AUDIO, choices=choices("Ya")),
}


@pytest.mark.parametrize("why", REFUSED)
def test_broken_limit_is_refused_without_its_text(why: str) -> None:
    with pytest.raises(UnsendableMessage) as refused:
        write_call(REFUSED[why], a_phone(), "c", ASSETS)

    assert "xx" not in str(refused.value)


def test_address_of_another_channel_is_refused() -> None:
    address = Address(channel=ChannelName.TELEGRAM, kind=AddressKind.CHAT, value="424242")

    with pytest.raises(UnsendableMessage) as refused:
        write_call(MESSAGES["text"], address, "c", {})

    assert "424242" not in str(refused.value)


def test_overlong_cause_is_refused() -> None:
    with pytest.raises(UnsendableMessage):
        write_call(MESSAGES["text"], a_phone(), "c" * 513, {})


@pytest.mark.parametrize("count", range(12))
@pytest.mark.parametrize("width", [1, 20, 21, 24, 25, 72])
@pytest.mark.parametrize("ways", [(), (MENU,), (MENU, choice(":help", "H" * 24, 0)), (MENU, MENU)])
def test_every_mixture_keeps_the_platforms_limits(count: int, width: int, ways: tuple[Choice, ...]) -> None:
    labels = tuple(f"{place:x}" * width for place in range(count))
    message = a_message("x" * 100, labels=labels, ways=ways)

    call = write_call(message, a_phone(), "c", {})

    assert broken_limit(json.loads(msgspec.json.encode(call.json))) == ""


def test_our_limits_are_the_platforms() -> None:
    limits = LIMITS[ChannelName.WHATSAPP]

    assert (limits.buttons, limits.button_label, limits.rows, limits.row_label) == (3, 20, 10, 24)
