"""Every answer of the platform becomes a DeliveryResult (channels.md A7), over a real connection."""

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.telegram.pace import Pace
from bot.channels.telegram.sender import TelegramSender
from bot.domain.channel import ChannelName
from bot.domain.contact import Address, AddressKind
from bot.domain.delivery import Deferred, DeliveryResult, Halted, Refused, Scope, Sent, Unreachable
from bot.domain.message import Asset, AssetKind, Message
from tests.channels.telegram.conftest import TOKEN
from tests.fakes import FakePrinter
from tests.standins.telegram import Fault, TelegramStandIn

PICTURE = Asset(kind=AssetKind.PICTURE, name="picture.jpg")
CANARY = "canary-phrase"


def address(chat: str = "700100200") -> Address:
    return Address(channel=ChannelName.TELEGRAM, kind=AddressKind.CHAT, value=chat)


async def send(
    sender: TelegramSender, text: str = "Halo", chat: str = "700100200", **values: Asset
) -> DeliveryResult:
    message = Message(text=text, locale="id", asset=values.get("asset"))
    return await sender.send(message, address(chat), "turn:1:1:0")


async def test_sent_message_has_its_number(sender: TelegramSender, platform: TelegramStandIn) -> None:
    result = await send(sender, "Halo **Sari** & <co>")

    (call,) = platform.sent_to("700100200")
    assert result == Sent(platform_message_id=str(call.message_id))
    assert call.text == "Halo <b>Sari</b> &amp; &lt;co&gt;"


async def test_sending_never_asks_who_it_is(sender: TelegramSender, platform: TelegramStandIn) -> None:
    await send(sender)

    assert [call.method for call in platform.calls] == ["sendMessage"]
    assert sender.account == "telegram:123456"


A7 = {
    "blocked": (403, "Forbidden: bot was blocked by the user", Unreachable),
    "deactivated": (403, "Forbidden: user is deactivated", Unreachable),
    "cannot begin": (403, "Forbidden: bot can't initiate conversation with a user", Unreachable),
    "kicked": (403, "Forbidden: bot was kicked from the supergroup chat", Unreachable),
    "not modified": (400, "Bad Request: message is not modified: specified new message", Sent),
    "chat not found": (400, "Bad Request: chat not found", Unreachable),
    "thread": (400, "Bad Request: message thread not found", Refused),
    "too old": (400, "Bad Request: query is too old and response timeout expired", Refused),
    "other": (400, "Bad Request: BUTTON_DATA_INVALID", Refused),
    "token": (401, "Unauthorized", Halted),
    "path": (404, "Not Found", Halted),
    "conflict": (409, "Conflict: terminated by other getUpdates request", Halted),
    "too large": (413, "Request Entity Too Large", Refused),
    "down": (500, "Internal Server Error", Deferred),
    "gateway": (502, "Bad Gateway", Deferred),
    "restart": (503, "Service Unavailable", Deferred),
}


@pytest.mark.parametrize("name", A7)
async def test_failure_becomes_its_result(
    name: str, sender: TelegramSender, platform: TelegramStandIn
) -> None:
    status, description, kind = A7[name]
    platform.script(Fault(status=status, description=description))

    result = await send(sender)

    assert isinstance(result, kind)
    assert len(platform.calls) == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, "<html>welcome</html>"),
        (200, ""),
        (200, "[]"),
        (200, '{"ok":true}'),
        (200, '{"ok":false}'),
        (200, '{"ok":true,"result":{"odd":1}}'),
        (403, "<html>proxy</html>"),
        (404, "no such page"),
        (401, "sign in"),
        (502, "bad gateway"),
        (302, "elsewhere"),
    ],
)
async def test_what_a_proxy_says_is_no_answer(
    status: int, body: str, sender: TelegramSender, platform: TelegramStandIn
) -> None:
    platform.script(Fault(status=status, body=body))

    result = await send(sender)

    assert isinstance(result, Deferred)
    assert result.wait == timedelta(seconds=1)


async def test_rate_limit_waits_without_counting(sender: TelegramSender, platform: TelegramStandIn) -> None:
    platform.script(
        Fault(status=429, description="Too Many Requests: retry after 7", parameters={"retry_after": 7})
    )

    result = await send(sender)

    assert result == Deferred(wait=timedelta(seconds=7), reason="429", scope=Scope.CONTACT, counts=False)


async def test_rate_limit_without_a_number_waits_too(
    sender: TelegramSender, platform: TelegramStandIn
) -> None:
    platform.script(Fault(status=429, body="<html>slow down</html>"))

    result = await send(sender)

    assert isinstance(result, Deferred)
    assert result.wait > timedelta(0)
    assert not result.counts


async def test_rate_limited_chat_waits_while_others_go(platform: TelegramStandIn, tmp_path: Path) -> None:
    sender = TelegramSender(TOKEN, platform.url, tmp_path, Pace(), printer=FakePrinter())
    platform.script(Fault(status=429, chat="1", parameters={"retry_after": 30}))

    results = [await send(sender, chat=chat) for chat in ("1", "1", "2")]
    await sender.close()

    assert [type(result) for result in results] == [Deferred, Deferred, Sent]
    assert len(platform.calls) == 2


async def test_moved_group_is_followed_once(sender: TelegramSender, platform: TelegramStandIn) -> None:
    platform.script(Fault(status=400, chat="-5", parameters={"migrate_to_chat_id": -1005}, times=0))

    results = [await send(sender, chat="-5"), await send(sender, chat="-5")]

    assert [type(result) for result in results] == [Sent, Sent]
    assert [call.chat for call in platform.calls] == ["-5", "-1005", "-1005"]


async def test_group_that_keeps_moving_is_refused(sender: TelegramSender, platform: TelegramStandIn) -> None:
    platform.script(Fault(status=400, parameters={"migrate_to_chat_id": -1005}, times=0))

    assert isinstance(await send(sender, chat="-5"), Refused)
    assert len(platform.calls) == 2


async def test_refused_markup_goes_again_as_plain_text(
    sender: TelegramSender, platform: TelegramStandIn
) -> None:
    platform.script(Fault(status=400, description="Bad Request: can't parse entities: unexpected end"))

    result = await send(sender, "1 < 2 **tebal**")

    assert isinstance(result, Sent)
    assert platform.sent[0].text == "1 < 2 tebal"
    assert "parse_mode" not in platform.sent[0].fields


async def test_refused_plain_text_ends_there(sender: TelegramSender, platform: TelegramStandIn) -> None:
    platform.script(Fault(status=400, description="Bad Request: can't parse entities: ever", times=0))

    assert isinstance(await send(sender), Refused)
    assert len(platform.calls) == 2


async def test_lost_connections_wait_ever_longer(sender: TelegramSender, platform: TelegramStandIn) -> None:
    platform.script(Fault(hangs_up=True, times=0))

    results = [await send(sender) for _ in range(4)]

    assert [getattr(result, "wait", None) for result in results] == [
        timedelta(seconds=seconds) for seconds in (1, 4, 16, 16)
    ]


async def test_unreached_platform_never_counts(tmp_path: Path) -> None:
    async with TelegramStandIn() as gone:
        url = gone.url
    sender = TelegramSender(TOKEN, url, tmp_path, printer=FakePrinter())

    result = await send(sender)
    await sender.close()

    assert isinstance(result, Deferred)
    assert (result.reason, result.counts) == ("not reached", False)


async def test_picture_is_uploaded_once_then_named(sender: TelegramSender, platform: TelegramStandIn) -> None:
    results = [await send(sender, "Kantor", asset=PICTURE) for _ in range(2)]

    first, second = platform.sent
    assert all(isinstance(result, Sent) for result in results)
    assert first.files["photo"][0] == "picture.jpg"
    assert (dict(second.files), second.fields["photo"], second.text) == (
        {},
        f"photo-{first.message_id}",
        "Kantor",
    )


async def test_voice_is_sent_as_voice(sender: TelegramSender, platform: TelegramStandIn) -> None:
    await send(sender, "", asset=Asset(kind=AssetKind.AUDIO, name="lesson.id.ogg"))

    assert [call.method for call in platform.sent] == ["sendVoice"]
    assert "voice" in platform.sent[0].files


async def test_stale_file_is_uploaded_again(sender: TelegramSender, platform: TelegramStandIn) -> None:
    await send(sender, asset=PICTURE)
    platform.script(Fault(status=400, description="Bad Request: wrong file identifier/HTTP URL specified"))

    result = await send(sender, asset=PICTURE)

    assert isinstance(result, Sent)
    assert "photo" in platform.sent[1].files


async def test_unsendable_message_is_refused_unsent(
    sender: TelegramSender, platform: TelegramStandIn
) -> None:
    assert isinstance(await send(sender, "a" * 5000), Refused)
    assert platform.calls == []


async def test_template_is_refused(sender: TelegramSender) -> None:
    assert isinstance(await sender.send_template("t", "id", address(), "c"), Refused)


async def test_typing_is_shown(sender: TelegramSender, platform: TelegramStandIn) -> None:
    await sender.show_typing(address(), "41")

    assert [(call.method, call.fields["action"]) for call in platform.calls] == [("sendChatAction", "typing")]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=500),
        Fault(status=403, description="Forbidden"),
        Fault(body="?"),
        Fault(status=429, parameters={"retry_after": 3}),
    ],
)
async def test_failed_typing_is_ignored(
    fault: Fault, sender: TelegramSender, platform: TelegramStandIn
) -> None:
    platform.script(fault)

    await sender.show_typing(address(), "41")

    assert len(platform.calls) == 1


async def test_pace_defers_what_would_wait_long(platform: TelegramStandIn, tmp_path: Path) -> None:
    sender = TelegramSender(TOKEN, platform.url, tmp_path, Pace(), now=lambda: 100.0, printer=FakePrinter())

    results = [await send(sender) for _ in range(3)]
    late = await asyncio.gather(*(send(sender) for _ in range(3)))
    await sender.close()

    assert all(isinstance(result, Sent) for result in results)
    deferred = [result for result in late if isinstance(result, Deferred)]
    assert len(deferred) == 2
    assert all(not result.counts and result.reason == "pace" for result in deferred)


@pytest.mark.parametrize(
    "fault",
    [
        None,
        Fault(status=400, description=f"Bad Request: {CANARY}"),
        Fault(status=500, body=CANARY),
        Fault(hangs_up=True),
    ],
)
async def test_neither_text_nor_token_is_logged(
    fault: Fault | None, sender: TelegramSender, platform: TelegramStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    if fault is not None:
        platform.script(fault)

    result = await send(sender, CANARY)

    said = repr(result) + caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert CANARY not in said
    assert TOKEN not in said
