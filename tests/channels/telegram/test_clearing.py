"""Messages are taken from a chat in bites, whatever Telegram says of them, and never for long."""

import json
from pathlib import Path

import pytest

from bot.channels.telegram import clearing
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.sender import TelegramSender
from bot.domain.channel import ChannelName
from bot.domain.contact import Address, AddressKind
from bot.domain.delivery import Deferred, Sent
from bot.domain.message import Message
from tests.channels.telegram.conftest import TOKEN
from tests.fakes import FakePrinter
from tests.standins.telegram import Fault, TelegramStandIn

CHAT = Address(channel=ChannelName.TELEGRAM, kind=AddressKind.CHAT, value="77")


async def say(sender: TelegramSender, text: str) -> str:
    result = await sender.send(Message(text=text, locale="id"), CHAT, text)
    assert isinstance(result, Sent)
    return result.platform_message_id


def bites(platform: TelegramStandIn) -> list[int]:
    return [len(json.loads(call.fields["message_ids"])) for call in platform.called("deleteMessages")]


async def test_cleared_messages_are_gone_from_the_screen(
    sender: TelegramSender, platform: TelegramStandIn
) -> None:
    ids = [await say(sender, text) for text in ("satu", "dua")]
    await say(sender, "tiga")

    assert await sender.clear(CHAT, ids) == 2

    assert [call.text for call in platform.on_screen("77")] == ["tiga"]


async def test_many_ids_go_by_the_hundred(sender: TelegramSender, platform: TelegramStandIn) -> None:
    assert await sender.clear(CHAT, [str(number) for number in range(250)]) == 250

    assert bites(platform) == [100, 100, 50]


async def test_nothing_to_clear_asks_nothing(sender: TelegramSender, platform: TelegramStandIn) -> None:
    assert await sender.clear(CHAT, ["", "not-a-number"]) == 0

    assert platform.calls == []


async def test_refused_bite_is_cut_in_two(sender: TelegramSender, platform: TelegramStandIn) -> None:
    platform.script(Fault(status=400, description="Bad Request: message can't be deleted for everyone"))

    assert await sender.clear(CHAT, ["1", "2", "3"]) == 3

    assert bites(platform) == [3, 1, 2]


async def test_single_message_that_stays_is_left(sender: TelegramSender, platform: TelegramStandIn) -> None:
    platform.script(Fault(status=400, description="Bad Request: message can't be deleted", times=2))

    assert await sender.clear(CHAT, ["1", "2"]) == 1

    assert bites(platform) == [2, 1, 1]


async def test_refusing_platform_is_not_asked_for_ever(
    sender: TelegramSender, platform: TelegramStandIn
) -> None:
    platform.script(Fault(status=400, description="Bad Request: no", times=0))

    assert await sender.clear(CHAT, [str(number) for number in range(100)]) == 0

    assert len(platform.calls) == clearing.MOST_CALLS


@pytest.mark.parametrize("status", [401, 403, 404, 409, 500, 502])
async def test_failure_is_no_error(status: int, sender: TelegramSender, platform: TelegramStandIn) -> None:
    platform.script(Fault(status=status, times=0))

    assert await sender.clear(CHAT, ["1"]) == 0


async def test_line_that_is_cut_is_no_error(sender: TelegramSender, platform: TelegramStandIn) -> None:
    platform.script(Fault(hangs_up=True, times=0))

    assert await sender.clear(CHAT, ["1"]) == 0


async def test_slow_platform_keeps_nobody_waiting(
    sender: TelegramSender, platform: TelegramStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearing, "SECONDS", 0.05)
    platform.script(Fault(delay=0.5, times=0))

    assert await sender.clear(CHAT, ["1"]) == 0


async def test_asked_to_wait_the_chat_is_left_alone(platform: TelegramStandIn, tmp_path: Path) -> None:
    sender = TelegramSender(TOKEN, platform.url, tmp_path, Pace(), printer=FakePrinter())
    platform.script(Fault(status=429, method="deleteMessages", parameters={"retry_after": 30}))

    taken = await sender.clear(CHAT, ["1"])
    result = await sender.send(Message(text="cuaca", locale="id"), CHAT, "c")
    await sender.close()

    assert taken == 0
    assert isinstance(result, Deferred)
    assert not result.counts
