"""Raw updates → arrivals, one file of tests/payloads/telegram/ each."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.inbound import Delivery, read_delivery, read_update
from bot.domain.arrival import EventArrived, ReachabilityChanged, Unreadable
from bot.domain.contact import AddressKind
from bot.domain.event import TextReceived, write_event
from tests.channels.telegram.conftest import NOW

PAYLOADS = sorted((Path(__file__).parents[2] / "payloads" / "telegram").glob("*.json"))


def summary(delivery: Delivery) -> list[Any]:
    """A delivery in the words of the payload files."""
    if delivery.ignored:
        return ["ignored", delivery.ignored]
    (arrival,) = delivery.arrivals
    match arrival:
        case EventArrived():
            event = write_event(arrival.event)
            kind = event.pop("type")
            assert event.pop("at") == NOW.timestamp()
            return [kind, event]
        case ReachabilityChanged():
            return ["reachable", arrival.is_reachable]
        case Unreadable():
            return ["unreadable", arrival.reason]
        case _:
            raise AssertionError(type(arrival))


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_payload_reads_as_documented(path: Path) -> None:
    payload = json.loads(path.read_text(encoding="utf-8"))

    delivery = read_delivery(json.dumps(payload["update"]).encode(), NOW)

    assert summary(delivery) == payload["reads"]


def test_arrival_carries_chat_and_ids() -> None:
    raw = json.dumps(json.loads((PAYLOADS[0].parent / "text.json").read_text())["update"]).encode()

    (arrival,) = read_update(raw, NOW, bot_id="123456")

    assert isinstance(arrival, EventArrived)
    assert arrival.external_id == "123456:9001"
    assert arrival.platform_message_id == "41"
    (address,) = arrival.addresses
    assert (address.kind, address.value) == (AddressKind.CHAT, "700100200")


def test_every_tap_is_to_be_answered() -> None:
    taps = [path for path in PAYLOADS if path.stem.startswith("tap")]

    found = {
        read_delivery(json.dumps(json.loads(path.read_text())["update"]).encode(), NOW).tap for path in taps
    }

    assert found == {"4382bfdwdsb323b2d9"}


@pytest.mark.parametrize(
    "raw",
    [b"", b"nonsense", b"[1]", b"null", b"{}", b'{"update_id":"x"}', b"[" * 100_000, b'{"a":' * 100_000],
)
def test_what_is_no_update_is_kept_unread(raw: bytes) -> None:
    (arrival,) = read_update(raw, NOW)

    assert isinstance(arrival, Unreadable)
    assert arrival.body == raw
    assert arrival.external_id


def test_invalid_utf8_costs_only_a_character() -> None:
    raw = b'{"update_id":1,"message":{"message_id":2,"chat":{"id":3,"type":"private"},"text":"ha\xfflo"}}'

    (arrival,) = read_update(raw, NOW)

    assert isinstance(arrival, EventArrived)
    assert arrival.event == TextReceived(at=NOW, text="ha\ufffdlo")


def test_unreadable_reason_quotes_nothing() -> None:
    raw = b'{"update_id":7,"message":{"message_id":1,"chat":"canary-phrase"}}'

    (arrival,) = read_update(raw, NOW)

    assert isinstance(arrival, Unreadable)
    assert arrival.external_id == "7"
    assert arrival.reason.isidentifier()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "message",
                    "chat",
                    "id",
                    "type",
                    "text",
                    "photo",
                    "voice",
                    "callback_query",
                    "from",
                    "data",
                    "file_id",
                    "message_id",
                    "my_chat_member",
                    "new_chat_member",
                    "location",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(st.sampled_from(["message", "callback_query", "my_chat_member", "edited_message"]), JSON)
)
def test_no_update_makes_it_raise(fields: dict[str, Any]) -> None:
    raw = json.dumps({"update_id": 5, **fields}).encode()

    delivery = read_delivery(raw, NOW)

    assert delivery.ignored or all(arrival.external_id == "5" for arrival in delivery.arrivals)
