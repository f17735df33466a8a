"""Sheets made for one person travel as photo or document, uploaded each time."""

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.telegram.outbound import write_call
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.sender import TelegramSender
from bot.domain.channel import ChannelName
from bot.domain.contact import Address, AddressKind
from bot.domain.delivery import Deferred, DeliveryResult, Refused, Sent
from bot.domain.errors import UnsendableMessage
from bot.domain.message import Asset, AssetKind, Choice, Message, Printout
from tests.channels.sheets import NAME, PDF, PICTURE, a_sheet
from tests.channels.telegram.conftest import TOKEN
from tests.fakes import A_PDF, FakePrinter, a_picture
from tests.standins.telegram import Fault, TelegramStandIn


async def send(sender: TelegramSender, message: Message, chat: str = "700100200") -> DeliveryResult:
    address = Address(channel=ChannelName.TELEGRAM, kind=AddressKind.CHAT, value=chat)
    return await sender.send(message, address, "turn:1:1:0")


@pytest.mark.parametrize(
    ("printout", "method", "field", "body"),
    [(PICTURE, "sendPhoto", "photo", a_picture()), (PDF, "sendDocument", "document", A_PDF)],
)
async def test_sheet_arrives_with_name_and_caption(
    printout: Printout,
    method: str,
    field: str,
    body: bytes,
    sender: TelegramSender,
    platform: TelegramStandIn,
) -> None:
    result = await send(sender, a_sheet(printout))

    (call,) = platform.sent
    assert result == Sent(platform_message_id=str(call.message_id))
    assert (call.method, call.fields["caption"]) == (method, "Ini <b>sertifikat</b> Anda.")
    assert (call.files[field][0], call.bodies[field]) == (printout.name, body)


async def test_sheet_without_words_has_no_caption(sender: TelegramSender, platform: TelegramStandIn) -> None:
    await send(sender, a_sheet(PDF, ""))

    assert "caption" not in platform.sent[0].fields


async def test_sheet_is_printed_and_uploaded_each_time(
    sender: TelegramSender, platform: TelegramStandIn, printer: FakePrinter
) -> None:
    for _ in range(2):
        await send(sender, a_sheet(PICTURE))

    assert printer.made == [PICTURE, PICTURE]
    assert [set(call.files) for call in platform.sent] == [{"photo"}, {"photo"}]


async def test_sheet_that_cannot_be_printed_is_refused_unsent(
    sender: TelegramSender,
    platform: TelegramStandIn,
    printer: FakePrinter,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    printer.error = ValueError(NAME)

    result = await send(sender, a_sheet(PDF))

    assert result == Refused(reason="sheet could not be printed")
    assert platform.calls == []
    assert NAME not in caplog.text + str([vars(record) for record in caplog.records])


async def test_nothing_is_printed_before_its_place(
    platform: TelegramStandIn, tmp_path: Path, printer: FakePrinter
) -> None:
    pace = Pace(chat_burst=1)
    sender = TelegramSender(TOKEN, platform.url, tmp_path, pace, now=lambda: 100.0, printer=printer)

    results = await asyncio.gather(*(send(sender, a_sheet(PDF)) for _ in range(4)))
    await sender.close()

    assert any(isinstance(result, Deferred) for result in results)
    assert len(printer.made) == len(platform.sent) < 4


async def test_refused_markup_goes_again_with_the_same_sheet(
    sender: TelegramSender, platform: TelegramStandIn, printer: FakePrinter
) -> None:
    platform.script(Fault(status=400, description="Bad Request: can't parse entities: unexpected end"))

    result = await send(sender, a_sheet(PDF))

    assert isinstance(result, Sent)
    assert (platform.sent[0].text, platform.sent[0].bodies["document"]) == ("Ini sertifikat Anda.", A_PDF)
    assert len(printer.made) == 1


async def test_moved_group_gets_the_sheet_where_it_is(
    sender: TelegramSender, platform: TelegramStandIn
) -> None:
    platform.script(Fault(status=400, chat="-5", parameters={"migrate_to_chat_id": -1005}, times=0))

    result = await send(sender, a_sheet(PDF), chat="-5")

    assert isinstance(result, Sent)
    assert [(call.chat, call.bodies["document"]) for call in platform.sent] == [("-1005", A_PDF)]


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        (Fault(hangs_up=True), 1),
        (Fault(status=502, body="<html>"), 1),
        (Fault(status=429, parameters={"retry_after": 7}), 7),
    ],
)
async def test_sheet_that_did_not_arrive_is_sent_again(
    fault: Fault, wait: int, sender: TelegramSender, platform: TelegramStandIn
) -> None:
    platform.script(fault)

    first, second = [await send(sender, a_sheet(PDF)) for _ in range(2)]

    assert isinstance(first, Deferred)
    assert first.wait == timedelta(seconds=wait)
    assert isinstance(second, Sent)


async def test_picture_that_telegram_cannot_read_is_refused(
    sender: TelegramSender, platform: TelegramStandIn
) -> None:
    platform.script(Fault(status=400, description="Bad Request: IMAGE_PROCESS_FAILED"))

    assert await send(sender, a_sheet(PICTURE)) == Refused(reason="bad request")


def test_choices_stand_under_the_sheet() -> None:
    choices = (Choice(token="3.a", label="Lanjut", number=1),)
    message = Message(text="Ini dia", locale="id", printout=PICTURE, choices=choices)

    call = write_call(message, "7")

    assert call.fields["reply_markup"] == {"inline_keyboard": [[{"text": "Lanjut", "callback_data": "3.a"}]]}


@pytest.mark.parametrize(
    "message",
    [
        a_sheet(PDF, "👍" * 512 + "a"),
        Message(text="", locale="id", printout=PDF, asset=Asset(kind=AssetKind.PICTURE, name="picture.jpg")),
    ],
    ids=["caption over 1024 units", "an asset beside it"],
)
async def test_sheet_beyond_a_limit_is_refused_unprinted(
    message: Message, sender: TelegramSender, printer: FakePrinter
) -> None:
    with pytest.raises(UnsendableMessage):
        write_call(message, "7")

    assert isinstance(await send(sender, message), Refused)
    assert printer.made == []


def test_longest_caption_is_taken() -> None:
    assert write_call(a_sheet(PDF, "**" + "👍" * 512 + "**"), "7").method == "sendDocument"
