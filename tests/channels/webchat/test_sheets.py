"""Sheets made for one person, as the protocol hands them out: printed anew for each look, one at a time."""

import base64
from http import HTTPStatus
from typing import Any

import pytest

from bot.domain.message import Message
from tests.channels.sheets import NAME, PDF, PICTURE, a_sheet
from tests.channels.webchat.conftest import Client
from tests.channels.webchat.fakes import FakeChat, an_address, as_bearer
from tests.fakes import A_PDF, FakePrinter, a_picture

ME = as_bearer(an_address())


async def look(client: Client, after: int = 0) -> list[dict[str, Any]]:
    answer = await client.get(f"/chat/messages?after={after}", headers=ME)
    assert answer.status == HTTPStatus.OK
    assert answer.headers["Cache-Control"] == "no-store"
    found: list[dict[str, Any]] = (await answer.json())["messages"]
    return found


def say(chat: FakeChat, *messages: Message) -> None:
    for message in messages:
        chat.say(an_address(), message)


async def test_words_come_first_and_each_sheet_by_itself(client: Client, chat: FakeChat) -> None:
    words = Message(text="Selamat!", locale="id")
    say(chat, words, words, a_sheet(PICTURE), a_sheet(PDF), words)

    looks = [await look(client, after) for after in (0, 2, 3, 4)]

    assert [[message["number"] for message in found] for found in looks] == [[1, 2], [3], [4], [5]]
    sheets = [found[0].get("sheet", {}) for found in looks]
    assert [sheet.get("mime") for sheet in sheets] == [None, "image/png", "application/pdf", None]
    assert base64.b64decode(sheets[1]["data"]) == a_picture()
    assert base64.b64decode(sheets[2]["data"]) == A_PDF


async def test_sheet_is_made_anew_until_it_is_confirmed(
    client: Client, chat: FakeChat, printer: FakePrinter
) -> None:
    say(chat, a_sheet(PDF))

    first, second = await look(client), await look(client)
    await look(client, after=1)

    assert first == second
    assert printer.made == [PDF, PDF]
    assert chat.waiting[an_address().value] == []


async def test_sheet_that_cannot_be_printed_leaves_the_words(
    client: Client, chat: FakeChat, printer: FakePrinter, caplog: pytest.LogCaptureFixture
) -> None:
    printer.error = ValueError(NAME)
    say(chat, a_sheet(PDF))

    (message,) = await look(client)

    assert message["text"] == "Ini **sertifikat** Anda."
    assert "data" not in message["sheet"]
    assert NAME not in caplog.text


async def test_busy_printer_asks_to_try_again(
    client: Client, chat: FakeChat, printer: FakePrinter, refusals: list[str]
) -> None:
    printer.error = TimeoutError()
    say(chat, a_sheet(PDF))

    answer = await client.get("/chat/messages?after=0", headers=ME)
    printer.error = None

    assert (answer.status, refusals) == (503, ["unavailable"])
    assert [message["number"] for message in await look(client)] == [1]
