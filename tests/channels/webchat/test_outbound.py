"""How a message looks to the page."""

from bot.channels.sheet import Printed
from bot.channels.webchat.outbound import write_part
from bot.domain.message import Asset, AssetKind, Choice, Message
from bot.service.ports import WebPart
from tests.channels.sheets import NAME, PDF, PICTURE, a_sheet

CHOICES = (Choice(token="3.a", label="Ya", number=1), Choice(token="3.b", label="Tidak", number=2))
WAYS = (Choice(token=":menu", label="Menu"),)


def written(message: Message, number: int = 7) -> dict[str, object]:
    return write_part(WebPart(number=number, message=message))


def test_question_carries_choices_and_ways() -> None:
    part = written(Message(text="Boleh?", locale="id", choices=CHOICES, ways=WAYS, hint="0 = Menu"))

    assert part["number"] == 7
    assert part["text"] == "Boleh?"
    assert part["locale"] == "id"
    assert part["choices"] == [
        {"token": "3.a", "label": "Ya", "number": 1},
        {"token": "3.b", "label": "Tidak", "number": 2},
    ]
    assert part["ways"] == [{"token": ":menu", "label": "Menu", "number": 0}]
    assert "hint" not in part


def test_plain_question_is_numbered_text_with_its_hint() -> None:
    part = written(Message(text="Boleh?", locale="id", choices=CHOICES, hint="0 = Menu", is_plain=True))

    assert part["text"] == "Boleh?\n\n1. Ya\n2. Tidak"
    assert part["hint"] == "0 = Menu"
    assert "choices" not in part


def test_asset_has_an_address_of_ours() -> None:
    asset = Asset(kind=AssetKind.AUDIO, name="a.id.ogg", alt="Rekaman")

    part = written(Message(text="Dengar", locale="id", asset=asset))

    assert part["asset"] == {"kind": "audio", "url": "/chat/assets/a.id.ogg", "alt": "Rekaman"}


def test_what_is_empty_is_left_out() -> None:
    assert set(written(Message(text="Halo", locale="id"))) == {"number", "mark", "text", "locale"}


def test_hiding_message_says_so() -> None:
    assert written(Message(text="Cuaca", locale="id", hides=True))["hides"] is True


def test_mark_is_the_same_for_a_repeat_and_differs_otherwise() -> None:
    first = written(Message(text="Halo", locale="id"))["mark"]

    assert first == written(Message(text="Halo", locale="id"))["mark"]
    assert first != written(Message(text="Hai", locale="id"))["mark"]
    assert first != written(Message(text="Halo", locale="id"), number=8)["mark"]


def test_sheet_travels_inside_its_message() -> None:
    part = write_part(
        WebPart(number=7, message=a_sheet(PDF)), Printed(body=b"%PDF-1.4", mime="application/pdf")
    )

    assert part["sheet"] == {
        "kind": "pdf",
        "name": "sertifikat.pdf",
        "alt": "Sertifikat A4",
        "mime": "application/pdf",
        "data": "JVBERi0xLjQ=",
    }


def test_sheet_that_was_not_printed_is_still_named() -> None:
    assert written(a_sheet(PICTURE))["sheet"] == {
        "kind": "picture",
        "name": "sertifikat.png",
        "alt": "Sertifikat",
    }


def test_what_is_printed_is_nowhere_else_in_the_message() -> None:
    assert NAME not in str(written(a_sheet(PICTURE)))
