"""Polling: the offset follows what is durable, whatever else happens."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.channels.telegram.polling import ALLOWED_UPDATES, Pauses, poll
from bot.domain.arrival import Arrival, EventArrived, Unreadable
from tests.channels.telegram.conftest import TOKEN, KeptArrivals, clock
from tests.standins.telegram import CONFLICT_POLLER, Fault, TelegramStandIn

QUICK = Pauses(ask=5, first=0.01, longest=0.05, conflict=0.02, token=0.02)
PAYLOADS = Path(__file__).parents[2] / "payloads" / "telegram"


def update(number: int, text: str = "halo", chat: int = 7) -> dict[str, Any]:
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1, "text": text, "chat": {"id": chat, "type": "private"}},
    }


@asynccontextmanager
async def polling(
    platform: TelegramStandIn, receive: Any, pauses: Pauses = QUICK, **told: Callable[[str], None]
) -> AsyncIterator[asyncio.Event]:
    stop = asyncio.Event()
    async with ClientSession() as session, asyncio.TaskGroup() as group:
        group.create_task(poll(session, TOKEN, platform.url, receive, clock, stop, pauses=pauses, **told))
        yield stop
        stop.set()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


async def test_updates_are_received_in_order_and_confirmed(
    platform: TelegramStandIn, receive: KeptArrivals
) -> None:
    async with polling(platform, receive):
        await platform.add_updates(update(1), update(2))
        await until(lambda: platform.offset == 3)
        await platform.add_updates(update(3))
        await until(lambda: platform.offset == 4)

    assert receive.ids == ["123456:1", "123456:2", "123456:3"]
    fields = platform.called("getUpdates")[0].fields
    assert json.loads(fields["allowed_updates"]) == list(ALLOWED_UPDATES)


async def test_ids_may_begin_anew_after_a_quiet_week(
    platform: TelegramStandIn, receive: KeptArrivals
) -> None:
    short = Pauses(ask=0, empty=0.01)
    await platform.add_updates(update(900))

    async with polling(platform, receive, pauses=short):
        await until(
            lambda: platform.offset == 901 and "offset" not in platform.called("getUpdates")[-1].fields
        )
        await platform.add_updates(update(5))
        await until(lambda: len(receive.ids) == 2)

    assert receive.ids == ["123456:900", "123456:5"]


async def test_offset_waits_for_the_database(platform: TelegramStandIn, receive: KeptArrivals) -> None:
    receive.failures = 3
    await platform.add_updates(update(1))

    async with polling(platform, receive):
        await until(lambda: receive.calls == 3)
        offset_before = platform.offset
        await until(lambda: platform.offset == 2)

    assert offset_before == 0
    assert receive.ids == ["123456:1"]


async def test_crash_before_the_commit_loses_nothing(
    platform: TelegramStandIn, receive: KeptArrivals
) -> None:
    class PowerCut(Exception):
        """The process dies here."""

    async def cut(arrivals: Sequence[Arrival]) -> None:
        raise PowerCut

    await platform.add_updates(update(1), update(2))

    with pytest.raises(ExceptionGroup):
        async with polling(platform, cut) as stop:
            await stop.wait()
    assert platform.offset == 0
    async with polling(platform, receive):
        await until(lambda: platform.offset == 3)

    assert receive.ids == ["123456:1", "123456:2"]


async def test_crash_after_the_commit_repeats_and_doubles_nothing(
    platform: TelegramStandIn, receive: KeptArrivals
) -> None:
    class PowerCut(Exception):
        """The process dies here."""

    async def cut(arrivals: Sequence[Arrival]) -> None:
        await receive(arrivals)
        raise PowerCut

    await platform.add_updates(update(1), update(2))

    with pytest.raises(ExceptionGroup):
        async with polling(platform, cut) as stop:
            await stop.wait()
    assert (platform.offset, receive.ids) == (0, ["123456:1", "123456:2"])
    async with polling(platform, receive):
        await until(lambda: platform.offset == 3)

    assert receive.ids == ["123456:1", "123456:2"]


async def test_poisoned_update_delays_nobody(platform: TelegramStandIn, receive: KeptArrivals) -> None:
    poison = [
        json.loads(path.read_text())["update"] | {"update_id": 10 + number}
        for number, path in enumerate(sorted(PAYLOADS.glob("message-*.json")))
    ]
    poison.append({"update_id": "not a number", "message": {"text": 1}})
    await platform.add_updates(update(1), *poison, update(20))

    async with polling(platform, receive):
        await until(lambda: platform.offset == 21)

    assert [type(arrival) for arrival in receive.arrivals] == [
        EventArrived,
        Unreadable,
        Unreadable,
        Unreadable,
        EventArrived,
    ]
    assert len(platform.called("getUpdates")) <= 3


async def test_update_without_number_never_spins(platform: TelegramStandIn, receive: KeptArrivals) -> None:
    platform.script(Fault(status=200, body='{"ok":true,"result":[{"message":1}]}', times=0))

    async with polling(platform, receive):
        await until(lambda: receive.calls >= 3)
        await asyncio.sleep(0.2)

    assert len(platform.called("getUpdates")) <= 12


async def test_active_webhook_is_ended_and_nothing_dropped(
    platform: TelegramStandIn, receive: KeptArrivals
) -> None:
    platform.webhook = {"url": "https://example.org/old"}
    await platform.add_updates(update(1))

    async with polling(platform, receive):
        await until(lambda: platform.offset == 2)

    (ended,) = platform.called("deleteWebhook")
    assert ended.fields["drop_pending_updates"] == "false"
    assert receive.ids == ["123456:1"]


async def test_webhook_is_left_alone_without_a_conflict(
    platform: TelegramStandIn, receive: KeptArrivals
) -> None:
    await platform.add_updates(update(1))

    async with polling(platform, receive):
        await until(lambda: platform.offset == 2)

    assert platform.called("deleteWebhook") == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=409, description=CONFLICT_POLLER, times=2),
        Fault(status=401, description="Unauthorized", times=2),
        Fault(status=404, description="Not Found", times=2),
        Fault(status=500, times=3),
        Fault(hangs_up=True, times=3),
        Fault(status=200, body="<html>", times=2),
        Fault(status=200, body='{"ok":true,"result":{}}', times=2),
        Fault(status=200, body='{"ok":true}', times=2),
        Fault(status=429, description="Too Many Requests", parameters={"retry_after": 1}),
    ],
    ids=["conflict", "401", "404", "500", "hang-up", "garbage", "no list", "no result", "429"],
)
async def test_failure_passes_and_nothing_is_lost(
    fault: Fault, platform: TelegramStandIn, receive: KeptArrivals
) -> None:
    platform.script(fault)
    await platform.add_updates(update(1))

    async with polling(platform, receive):
        await until(lambda: platform.offset == 2)

    assert receive.ids == ["123456:1"]


async def test_stop_ends_a_long_request_at_once(platform: TelegramStandIn, receive: KeptArrivals) -> None:
    async with asyncio.timeout(2), polling(platform, receive):
        await until(lambda: platform.called("getUpdates"))

    assert receive.calls == 0


async def test_stop_waits_for_what_is_being_stored(platform: TelegramStandIn, receive: KeptArrivals) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def slow(arrivals: Sequence[Arrival]) -> None:
        begun.set()
        await may_end.wait()
        await receive(arrivals)

    await platform.add_updates(update(1))
    async with polling(platform, slow) as stop:
        await begun.wait()
        stop.set()
        may_end.set()

    assert receive.ids == ["123456:1"]


async def test_taps_are_told_after_they_are_stored(platform: TelegramStandIn, receive: KeptArrivals) -> None:
    told: list[tuple[str, int]] = []
    tap = json.loads((PAYLOADS / "tap.json").read_text())["update"]
    receive.failures = 1
    await platform.add_updates(
        tap, json.loads((PAYLOADS / "group-message.json").read_text())["update"] | {"update_id": 9002}
    )

    def answer(tap_id: str) -> None:
        told.append((tap_id, len(receive.arrivals)))

    ignored: list[str] = []
    async with polling(platform, receive, answer=answer, count=ignored.append):
        await until(lambda: platform.offset == 9003)

    assert told == [("4382bfdwdsb323b2d9", 1)]
    assert ignored == ["supergroup"]
