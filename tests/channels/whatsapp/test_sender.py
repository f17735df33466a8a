"""Sending over real HTTP to the stand-in: every answer becomes a result, nothing raises."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.channels.whatsapp.pacing import Pace
from bot.channels.whatsapp.sender import WhatsAppSender
from bot.domain.channel import ChannelName
from bot.domain.contact import Address, AddressKind
from bot.domain.delivery import (
    Deferred,
    DeliveryResult,
    Halted,
    OutsideWindow,
    Refused,
    Scope,
    Sent,
    Unreachable,
)
from bot.domain.message import Asset, AssetKind
from bot.service.ports import Sender
from tests.channels.whatsapp.conftest import a_bsuid, a_phone
from tests.channels.whatsapp.messages import MESSAGES, a_message
from tests.fakes import FakePrinter
from tests.standins.whatsapp import Script, WhatsAppStandIn, answers, cuts, fails, hangs
from tests.standins.whatsapp_payloads import NUMBER_ID, TOKEN

TEXT = MESSAGES["text"]


def hasty() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.3))


def a_sender(url: str, assets: Path, **rest: object) -> WhatsAppSender:
    values: dict[str, object] = {
        "token": TOKEN,
        "number_id": NUMBER_ID,
        "api_url": url,
        "version": "v25.0",
        "assets": assets,
        "printer": FakePrinter(),
        "session_factory": hasty,
        **rest,
    }
    return WhatsAppSender(**values)  # type: ignore[arg-type]  # any argument may be given


@pytest.fixture
async def platform() -> AsyncIterator[WhatsAppStandIn]:
    async with WhatsAppStandIn() as platform:
        yield platform


@pytest.fixture
async def sender(platform: WhatsAppStandIn, tmp_path: Path) -> AsyncIterator[WhatsAppSender]:
    (tmp_path / "papers.jpg").write_bytes(b"an invented picture")
    (tmp_path / "papers.id.ogg").write_bytes(b"an invented sound")
    sender = a_sender(platform.url, tmp_path)
    yield sender
    await sender.close()


def test_sender_keeps_its_port(tmp_path: Path) -> None:
    sender: Sender = a_sender("http://127.0.0.1:1", tmp_path)

    assert (sender.channel, sender.account) == ("whatsapp", f"whatsapp:{NUMBER_ID}")


async def test_messages_arrive_in_order_with_their_cause(
    sender: WhatsAppSender, platform: WhatsAppStandIn
) -> None:
    results = [await sender.send(TEXT, a_phone(), f"turn:1:1:{n}") for n in range(3)]

    assert results == [Sent(platform_message_id=f"wamid.OUT{n}") for n in (1, 2, 3)]
    arrived = platform.record.by_recipient["+620000000001"]
    assert [message["biz_opaque_callback_data"] for message in arrived] == [
        "turn:1:1:0",
        "turn:1:1:1",
        "turn:1:1:2",
    ]


async def test_person_without_phone_is_reached(sender: WhatsAppSender, platform: WhatsAppStandIn) -> None:
    await sender.send(TEXT, a_bsuid(), "c")

    assert list(platform.record.by_recipient) == ["ID.1000000000000001"]


@pytest.mark.parametrize("name", set(MESSAGES) - {"linked_picture"})
async def test_each_kind_is_taken(name: str, sender: WhatsAppSender, platform: WhatsAppStandIn) -> None:
    result = await sender.send(MESSAGES[name], a_phone(), "c")

    assert isinstance(result, Sent)
    assert platform.record.refused == []


def waits(seconds: float, reason: str, scope: Scope = Scope.CONTACT, *, counts: bool = False) -> Deferred:
    return Deferred(wait=timedelta(seconds=seconds), reason=reason, scope=scope, counts=counts)


@pytest.mark.parametrize(
    ("script", "result"),
    [
        (fails(190, 401), Halted(reason="whatsapp 190")),
        (fails(131047), OutsideWindow(reason="whatsapp 131047")),
        (fails(131026), Unreachable(reason="whatsapp 131026")),
        (fails(131021), Refused(reason="whatsapp 131021")),
        (fails(131056), waits(1, "whatsapp 131056")),
        (fails(80007), waits(300, "whatsapp 80007", Scope.CHANNEL)),
        (answers(502), waits(5, "whatsapp http 502", counts=True)),
        (answers(503), waits(15, "whatsapp http 503")),
        (answers(418), Refused(reason="whatsapp http 418")),
        (answers(302), waits(5, "whatsapp http 302", counts=True)),
        (answers(200), waits(5, "whatsapp answer not understood", counts=True)),
        (hangs(), waits(5, "whatsapp time-out", counts=True)),
        (cuts(), waits(5, "whatsapp connection lost", counts=True)),
    ],
)
async def test_each_failure_becomes_its_result(
    script: Script, result: DeliveryResult, sender: WhatsAppSender, platform: WhatsAppStandIn
) -> None:
    platform.script(script)

    assert await sender.send(TEXT, a_phone(), "c") == result


async def test_repeated_pair_limit_waits_longer(sender: WhatsAppSender, platform: WhatsAppStandIn) -> None:
    platform.script(*[fails(131056)] * 3, to="+620000000001")

    results = [await sender.send(TEXT, a_phone(), "c") for _ in range(3)]
    other = await sender.send(TEXT, a_phone("620000000002"), "c")

    assert results == [waits(seconds, "whatsapp 131056") for seconds in (1, 4, 16)]
    assert isinstance(other, Sent)


async def test_too_fast_number_rests(sender: WhatsAppSender, platform: WhatsAppStandIn) -> None:
    platform.script(fails(130429))

    first = await sender.send(TEXT, a_phone(), "c")
    second = await sender.send(TEXT, a_phone("620000000002"), "c")

    assert isinstance(first, Deferred)
    assert (first.scope, first.counts) == (Scope.CHANNEL, False)
    assert timedelta(seconds=1) <= first.wait <= timedelta(seconds=2)
    assert platform.record.messages == [] or isinstance(second, Sent)


async def test_own_pace_defers_without_asking(platform: WhatsAppStandIn, tmp_path: Path) -> None:
    sender = a_sender(platform.url, tmp_path, pace=Pace(pair_burst=1), now=lambda: 100.0)

    await sender.send(TEXT, a_phone(), "c")
    result = await sender.send(TEXT, a_phone(), "c")
    await sender.close()

    assert result == waits(6, "own pace")
    assert len(platform.record.messages) == 1


async def test_short_wait_is_waited_out(platform: WhatsAppStandIn, tmp_path: Path) -> None:
    sender = a_sender(platform.url, tmp_path, pace=Pace(pair_burst=1, pair_seconds=0.05))

    results = [await sender.send(TEXT, a_phone(), "c") for _ in range(3)]
    await sender.close()

    assert all(isinstance(result, Sent) for result in results)


async def test_platform_out_of_reach_costs_no_attempt(tmp_path: Path) -> None:
    async with WhatsAppStandIn() as gone:
        url = gone.url
    sender = a_sender(url, tmp_path)

    result = await sender.send(TEXT, a_phone(), "c")
    await sender.close()

    assert result == waits(3, "whatsapp no connection", Scope.CHANNEL)


async def test_broken_limit_is_refused_unsent(sender: WhatsAppSender, platform: WhatsAppStandIn) -> None:
    result = await sender.send(MESSAGES["audio"], a_phone(), "c" * 600)

    assert result == Refused(reason="WhatsApp refuses this message: cause")
    assert platform.record.messages == []


async def test_template_is_sent_by_name(sender: WhatsAppSender, platform: WhatsAppStandIn) -> None:
    result = await sender.send_template("lesson_ready", "id", a_phone(), "push:1")

    assert isinstance(result, Sent)
    assert platform.record.messages[0]["template"] == {"name": "lesson_ready", "language": {"code": "id"}}


async def test_typing_needs_a_message(sender: WhatsAppSender, platform: WhatsAppStandIn) -> None:
    await sender.show_typing(a_phone(), "")
    await sender.show_typing(a_phone(), "wamid.IN1")

    assert [read["message_id"] for read in platform.record.reads] == ["wamid.IN1"]


async def test_failed_typing_is_ignored(tmp_path: Path) -> None:
    sender = a_sender("http://127.0.0.1:1", tmp_path)

    await sender.show_typing(a_phone(), "wamid.IN1")
    await sender.close()


async def test_slow_typing_is_given_up(platform: WhatsAppStandIn, tmp_path: Path) -> None:
    sender = a_sender(platform.url, tmp_path, typing_timeout=0.0)

    await sender.show_typing(a_phone(), "wamid.IN1")
    await sender.close()

    assert platform.record.reads == []


async def test_template_to_another_channel_is_refused(sender: WhatsAppSender) -> None:
    address = Address(channel=ChannelName.TELEGRAM, kind=AddressKind.CHAT, value="1")

    assert isinstance(await sender.send_template("lesson_ready", "id", address, "c"), Refused)


async def test_sound_of_unknown_type_is_refused(sender: WhatsAppSender) -> None:
    message = a_message("", hint="", asset=Asset(kind=AssetKind.AUDIO, name="../papers.exe"))

    assert await sender.send(message, a_phone(), "c") == Refused(reason="whatsapp cannot carry this asset")


@pytest.mark.parametrize("script", [answers(200), hangs()])
async def test_upload_without_answer_is_tried_again(
    script: Script, sender: WhatsAppSender, platform: WhatsAppStandIn
) -> None:
    platform.script(script, to="media")

    first = await sender.send(MESSAGES["picture"], a_phone(), "c")
    second = await sender.send(MESSAGES["picture"], a_phone(), "c")

    assert isinstance(first, Deferred)
    assert first.counts
    assert isinstance(second, Sent)


async def test_file_is_uploaded_only_once(sender: WhatsAppSender, platform: WhatsAppStandIn) -> None:
    picture = MESSAGES["picture"]

    await asyncio.gather(*(sender.send(picture, a_phone(f"62000000000{n}"), "c") for n in range(5)))

    assert [file.name for file in platform.record.files.values()] == ["papers.jpg"]
    assert [file.body for file in platform.record.files.values()] == [b"an invented picture"]
    assert {message["image"]["id"] for message in platform.record.messages} == set(platform.record.files)


async def test_old_upload_is_renewed(platform: WhatsAppStandIn, tmp_path: Path) -> None:
    (tmp_path / "papers.jpg").write_bytes(b"x")
    moments = iter([0.0, 1.0, 2.0, *[40.0 * 86400] * 9])
    sender = a_sender(platform.url, tmp_path, now=lambda: next(moments))

    await sender.send(MESSAGES["picture"], a_phone(), "c")
    await sender.send(MESSAGES["picture"], a_phone(), "c")
    await sender.send(MESSAGES["picture"], a_phone(), "c")
    await sender.close()

    assert len(platform.record.files) == 2


async def test_forgotten_upload_is_made_again(sender: WhatsAppSender, platform: WhatsAppStandIn) -> None:
    platform.script(fails(131009))

    first = await sender.send(MESSAGES["picture"], a_phone(), "c")
    second = await sender.send(MESSAGES["picture"], a_phone(), "c")

    assert first == waits(1, "whatsapp 131009", counts=True)
    assert isinstance(second, Sent)
    assert len(platform.record.files) == 2


async def test_failed_upload_becomes_a_result(sender: WhatsAppSender, platform: WhatsAppStandIn) -> None:
    platform.script(fails(131016, 500), to="media")

    first = await sender.send(MESSAGES["picture"], a_phone(), "c")
    second = await sender.send(MESSAGES["picture"], a_phone(), "c")

    assert first == waits(15, "whatsapp 131016")
    assert isinstance(second, Sent)


async def test_missing_asset_is_refused(platform: WhatsAppStandIn, tmp_path: Path) -> None:
    sender = a_sender(platform.url, tmp_path)

    result = await sender.send(MESSAGES["picture"], a_phone(), "c")
    await sender.close()

    assert result == Refused(reason="asset cannot be read")


async def test_closed_sender_opens_again(sender: WhatsAppSender) -> None:
    await sender.send(TEXT, a_phone(), "c")
    await sender.close()
    await sender.close()

    assert isinstance(await sender.send(TEXT, a_phone(), "c"), Sent)
