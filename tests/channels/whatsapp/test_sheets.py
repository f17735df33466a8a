"""Sheets made for one person are uploaded for each message, and sent by that id once."""

import logging
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.whatsapp.outbound import write_call
from bot.channels.whatsapp.pacing import Pace
from bot.channels.whatsapp.sender import WhatsAppSender
from bot.domain.delivery import Deferred, Halted, Refused, Sent
from bot.domain.errors import UnsendableMessage
from bot.domain.message import Message, Printout
from tests.channels.sheets import NAME, PDF, PICTURE, a_sheet
from tests.channels.whatsapp.conftest import a_phone
from tests.channels.whatsapp.messages import PICTURE as ASSET
from tests.channels.whatsapp.messages import a_message
from tests.fakes import A_PDF, FakePrinter, a_picture
from tests.standins.whatsapp import NUMBER_ID, TOKEN, Script, WhatsAppStandIn, answers, cuts, fails

FILES: Mapping[str, str] = {PICTURE.name: "media1", PDF.name: "media2"}


@pytest.fixture
async def platform() -> AsyncIterator[WhatsAppStandIn]:
    async with WhatsAppStandIn() as platform:
        yield platform


@pytest.fixture
def printer() -> FakePrinter:
    return FakePrinter()


def a_sender(url: str, printer: FakePrinter, pace: Pace | None = None) -> WhatsAppSender:
    return WhatsAppSender(
        token=TOKEN,
        number_id=NUMBER_ID,
        api_url=url,
        version="v25.0",
        assets=Path(),
        printer=printer,
        pace=pace,
        now=lambda: 100.0,
    )


@pytest.fixture
async def sender(platform: WhatsAppStandIn, printer: FakePrinter) -> AsyncIterator[WhatsAppSender]:
    sender = a_sender(platform.url, printer)
    yield sender
    await sender.close()


@pytest.mark.parametrize(
    ("printout", "content", "body", "mime"),
    [
        (
            PICTURE,
            {"type": "image", "image": {"id": "media1", "caption": "Ini *sertifikat* Anda."}},
            a_picture(),
            "image/png",
        ),
        (
            PDF,
            {
                "type": "document",
                "document": {
                    "id": "media1",
                    "caption": "Ini *sertifikat* Anda.",
                    "filename": "sertifikat.pdf",
                },
            },
            A_PDF,
            "application/pdf",
        ),
    ],
)
async def test_sheet_is_uploaded_then_sent_by_its_id(
    printout: Printout,
    content: Mapping[str, object],
    body: bytes,
    mime: str,
    sender: WhatsAppSender,
    platform: WhatsAppStandIn,
) -> None:
    result = await sender.send(a_sheet(printout), a_phone(), "turn:1:1:0")

    (message,) = platform.record.messages
    file = platform.record.files["media1"]
    assert isinstance(result, Sent)
    assert {name: message[name] for name in content} == content
    assert (file.body, file.mime, file.name) == (body, mime, printout.name)


async def test_each_message_uploads_its_own_sheet(
    sender: WhatsAppSender, platform: WhatsAppStandIn, printer: FakePrinter
) -> None:
    for _ in range(2):
        await sender.send(a_sheet(PDF), a_phone(), "c")

    used = [message["document"]["id"] for message in platform.record.messages]
    assert len(set(used)) == len(platform.record.files) == len(printer.made) == 2


@pytest.mark.parametrize("script", [fails(131016, 500), answers(200), cuts()])
async def test_failed_upload_is_tried_again(
    script: Script, sender: WhatsAppSender, platform: WhatsAppStandIn
) -> None:
    platform.script(script, to="media")

    first, second = [await sender.send(a_sheet(PDF), a_phone(), "c") for _ in range(2)]

    assert isinstance(first, Deferred)
    assert isinstance(second, Sent)
    assert len(platform.record.messages) == 1


async def test_second_try_of_the_message_uploads_again(
    sender: WhatsAppSender, platform: WhatsAppStandIn
) -> None:
    platform.script(fails(131009))

    first, second = [await sender.send(a_sheet(PDF), a_phone(), "c") for _ in range(2)]

    assert first == Deferred(wait=timedelta(seconds=1), reason="whatsapp 131009")
    assert isinstance(second, Sent)
    assert len(platform.record.files) == 2


async def test_wrong_token_halts_at_the_upload(sender: WhatsAppSender, platform: WhatsAppStandIn) -> None:
    platform.script(fails(190, 401), to="media")

    assert isinstance(await sender.send(a_sheet(PDF), a_phone(), "c"), Halted)


async def test_sheet_that_cannot_be_printed_is_refused_unsent(
    sender: WhatsAppSender,
    platform: WhatsAppStandIn,
    printer: FakePrinter,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    printer.error = ValueError(NAME)

    result = await sender.send(a_sheet(PDF), a_phone(), "c")

    assert result == Refused(reason="sheet could not be printed")
    assert (platform.record.messages, platform.record.files) == ([], {})
    assert NAME not in caplog.text + str([vars(record) for record in caplog.records])


async def test_nothing_is_uploaded_before_its_place(platform: WhatsAppStandIn, printer: FakePrinter) -> None:
    sender = a_sender(platform.url, printer, Pace(pair_burst=1))

    await sender.send(a_sheet(PICTURE), a_phone(), "c")
    result = await sender.send(a_sheet(PDF), a_phone(), "c")
    await sender.close()

    assert isinstance(result, Deferred)
    assert printer.made == [PICTURE]
    assert len(platform.record.files) == 1


def test_sheet_without_words_has_no_caption() -> None:
    call = write_call(a_sheet(PDF, ""), a_phone(), "c", FILES)

    assert call.json["document"] == {"id": "media2", "filename": "sertifikat.pdf"}


def test_choices_are_written_out_in_the_caption() -> None:
    message = a_message("Ini dia", labels=("Ya", "Tidak"), printout=PICTURE)

    call = write_call(message, a_phone(), "c", FILES)

    assert call.json["image"] == {
        "id": "media1",
        "caption": "Ini dia\n\n1. Ya\n2. Tidak\n\nKetik menu atau bantuan",
    }


@pytest.mark.parametrize(
    "message",
    [a_sheet(PDF, "x" * 1025), a_message(printout=PDF, asset=ASSET), a_message(printout=PICTURE)],
    ids=["caption over 1024", "an asset beside it", "a file that was not uploaded"],
)
def test_sheet_beyond_a_limit_is_refused(message: Message) -> None:
    with pytest.raises(UnsendableMessage) as refused:
        write_call(message, a_phone(), "c", {PDF.name: "media2"})

    assert "xx" not in str(refused.value)
