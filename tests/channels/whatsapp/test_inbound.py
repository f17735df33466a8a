"""Batches, addresses, statuses, and what is malformed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from bot.channels.whatsapp.inbound import NotJson, read_body, read_delivery
from bot.domain.arrival import (
    AddressChanged,
    Arrival,
    DeliveryStatus,
    EventArrived,
    StatusReported,
    Unreadable,
)
from bot.domain.event import TextReceived
from tests.channels.whatsapp.conftest import NOW, SENT_AT, a_bsuid, a_parent, a_phone, recorded
from tests.standins.whatsapp_payloads import (
    AT,
    NUMBER_ID,
    a_body,
    a_message,
    a_post,
    batch_payload,
    escaped,
    phone,
    text_message,
    text_payload,
)


def read(payload: Any) -> tuple[Arrival, ...]:
    return read_delivery(msgspec.json.encode(payload), NUMBER_ID, NOW)


def words(arrivals: tuple[Arrival, ...]) -> list[str]:
    return [
        a.event.text for a in arrivals if isinstance(a, EventArrived) and isinstance(a.event, TextReceived)
    ]


def only_event(raw: bytes) -> EventArrived:
    (arrival,) = read_delivery(raw, NUMBER_ID, NOW)
    assert isinstance(arrival, EventArrived)
    return arrival


def test_person_with_username_only_is_known() -> None:
    arrival = only_event(recorded("username_only"))

    assert arrival.addresses == (a_bsuid("ID.1000000000000003"), a_parent("ID.ENT.3"))


def test_lone_contact_names_the_sender() -> None:
    arrival = only_event(recorded("contact_names_sender"))

    assert arrival.addresses == (a_phone(), a_bsuid())


def test_contact_of_somebody_else_is_not_taken() -> None:
    message = text_message("halo", sender=phone(1))

    (arrival,) = read(a_body([message], contacts=[{"wa_id": "620000000002", "user_id": "ID.2"}]))

    assert isinstance(arrival, EventArrived)
    assert arrival.addresses == (a_phone("620000000001"),)


def test_each_message_meets_its_own_contact() -> None:
    messages = [text_message("a", sender=phone(n), message_id=f"wamid.{n}") for n in (1, 2)]
    contacts = [{"wa_id": f"62000000000{n}", "user_id": f"ID.{n}"} for n in (2, 1)]

    first, second = read(a_body(messages, contacts=contacts))

    assert isinstance(first, EventArrived)
    assert first.addresses == (a_phone("620000000001"), a_bsuid("ID.1"))
    assert isinstance(second, EventArrived)
    assert second.addresses == (a_phone("620000000002"), a_bsuid("ID.2"))


@pytest.mark.parametrize("contacts", [None, {}, [5], [{"wa_id": 5}]])
def test_malformed_contacts_lose_no_message(contacts: Any) -> None:
    payload = text_payload("halo")
    payload["entry"][0]["changes"][0]["value"]["contacts"] = contacts

    assert words(read(payload)) == ["halo"]


def test_message_of_nobody_is_kept_unread() -> None:
    (arrival,) = read_delivery(recorded("nobody"), NUMBER_ID, NOW)

    assert isinstance(arrival, Unreadable)
    assert (arrival.reason, arrival.external_id) == ("no sender", "wamid.IN5")


def test_changed_number_carries_all_ids() -> None:
    arrivals = read_delivery(recorded("user_changed_number"), NUMBER_ID, NOW)

    assert arrivals == (
        AddressChanged(
            channel=a_phone().channel,
            external_id="wamid.SYS1",
            old=(a_phone(), a_bsuid(), a_parent("ID.ENT.1")),
            new=(a_phone("620000000002"), a_bsuid("ID.1000000000000002"), a_parent("ID.ENT.2")),
            at=SENT_AT,
        ),
    )


def test_changed_user_id_needs_no_phone() -> None:
    (arrival,) = read_delivery(recorded("user_changed_user_id"), NUMBER_ID, NOW)

    assert isinstance(arrival, AddressChanged)
    assert (arrival.old, arrival.new) == ((a_bsuid(),), (a_bsuid("ID.1000000000000002"),))


def test_other_system_news_is_kept_unread() -> None:
    (arrival,) = read_delivery(recorded("system_other"), NUMBER_ID, NOW)

    assert isinstance(arrival, Unreadable)
    assert arrival.external_id == "wamid.SYS3"


def test_changed_number_goes_before_its_first_message() -> None:
    old = text_message("dari nomor lama", sender=phone(1), message_id="wamid.0", at=AT - 10)
    new = text_message("dari nomor baru", sender=phone(2), message_id="wamid.1", at=AT)
    news = {"type": "user_changed_number", "wa_id": "620000000002"}
    change = a_message("system", news, sender=phone(1), message_id="wamid.2", at=AT + 5)

    arrivals = read(a_body([old, new, change]))

    assert [arrival.external_id for arrival in arrivals] == ["wamid.0", "wamid.2", "wamid.1"]


def test_batch_is_ordered_by_its_seconds() -> None:
    moments = [5, 1, 1, 3]
    messages = [
        text_message(f"{second}.{place}", message_id=f"wamid.{place}", at=AT + second)
        for place, second in enumerate(moments)
    ]

    assert words(read(a_body(messages))) == ["1.1", "1.2", "3.3", "5.0"]


def test_all_entries_and_changes_are_read() -> None:
    bodies = [text_payload(str(n), message_id=f"wamid.{n}") for n in range(4)]
    first, second = bodies[0], bodies[2]
    first["entry"][0]["changes"] += bodies[1]["entry"][0]["changes"]
    second["entry"][0]["changes"] += bodies[3]["entry"][0]["changes"]
    first["entry"] += second["entry"]

    assert words(read(first)) == ["0", "1", "2", "3"]


def test_one_malformed_of_thousand_loses_only_itself() -> None:
    payload = batch_payload((phone(n), f"wamid.{n}", str(n)) for n in range(1000))
    messages = payload["entry"][0]["changes"][0]["value"]["messages"]
    messages[500]["text"] = {"body": 500}

    arrivals = read(payload)

    unreadable = [arrival for arrival in arrivals if isinstance(arrival, Unreadable)]
    assert words(arrivals) == [str(n) for n in range(1000) if n != 500]
    assert [u.external_id for u in unreadable] == ["wamid.500"]
    assert msgspec.json.decode(unreadable[0].body) == messages[500]


def test_malformed_without_id_is_named_by_hash() -> None:
    payload = a_body([5, text_message("halo")], contacts=[])  # type: ignore[list-item]  # malformed on purpose

    first, again = read(payload), read(payload)

    names = [arrival.external_id for arrival in first if isinstance(arrival, Unreadable)]
    assert words(first) == ["halo"]
    assert names[0].startswith("sha256:")
    assert first == again


@pytest.mark.parametrize("part", ["entry", "changes", "value", "statuses"])
def test_malformed_part_loses_only_itself(part: str) -> None:
    payload = text_payload("halo")
    entry = payload["entry"][0]
    match part:
        case "entry":
            payload["entry"].insert(0, {"id": "1", "changes": 5})
        case "changes":
            entry["changes"].insert(0, {"value": {}})
        case "value":
            entry["changes"].insert(0, {"field": "messages", "value": []})
        case _:
            entry["changes"][0]["value"]["statuses"] = [{"id": 5}]

    arrivals = read(payload)

    assert words(arrivals) == ["halo"]
    assert sum(isinstance(arrival, Unreadable) for arrival in arrivals) == 1


@pytest.mark.parametrize(
    "raw", [b"[]", b"5", b"{}", b'{"entry":null}', b'{"entry":' + b"[" * 5000 + b"]" * 5000 + b"}"]
)
def test_json_of_another_shape_is_kept(raw: bytes) -> None:
    (arrival,) = read_delivery(raw, NUMBER_ID, NOW)

    assert isinstance(arrival, Unreadable)
    assert arrival.body == raw


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"hub.mode=subscribe", b'{"entry":[}', b"\xff\xfe", b'{"entry":"\\u"}']
)
def test_what_is_no_json_raises(raw: bytes) -> None:
    with pytest.raises(NotJson):
        read_delivery(raw, NUMBER_ID, NOW)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (rb"a\u0000b", "ab"),
        (rb"a\ud83db", "ab"),
        (rb"a\uD83D\ud83d\ude00b", "a\U0001f600b"),
        (rb"a\ude00b", "ab"),
        (rb"a\\u0000b", r"a\u0000b"),
        (rb"a\\\u0000b", "a\\b"),
        (b"a\xed\xa0\xbdb", "ab"),
        (b"a\xffb", "ab"),
        ("é\U0001f600".encode(), "é\U0001f600"),
    ],
)
def test_what_no_database_holds_is_dropped(written: bytes, text: str) -> None:
    raw = msgspec.json.encode(text_payload("HERE")).replace(b"HERE", written)

    assert words(read_delivery(raw, NUMBER_ID, NOW)) == [text]


def test_emoji_may_come_escaped_or_not() -> None:
    payload = text_payload("Oke 😀/👍🏽")

    plain, other = msgspec.json.encode(payload), escaped(payload)

    assert b"\\ud83d" in other
    assert only_event(plain) == only_event(other)


@pytest.mark.parametrize("status", ["sent", "delivered", "read", "played", "failed"])
def test_each_status_is_reported(status: str) -> None:
    (arrival,) = read_delivery(recorded(f"status_{status}"), NUMBER_ID, NOW)

    assert arrival == StatusReported(
        channel=a_phone().channel,
        external_id=f"wamid.OUT1:{status}",
        platform_message_id="wamid.OUT1",
        status=DeliveryStatus("read" if status == "played" else status),
        at=SENT_AT,
        error="131026" if status == "failed" else "",
    )


def test_statuses_and_messages_share_a_body() -> None:
    message, status = read(a_body([text_message("halo")], statuses=[{"id": "wamid.OUT1", "status": "read"}]))

    assert isinstance(message, EventArrived)
    assert isinstance(status, StatusReported)
    assert status.at == NOW


@pytest.mark.parametrize(
    ("timestamp", "at"),
    [
        (str(AT), SENT_AT),
        (AT, SENT_AT),
        (str(int(NOW.timestamp()) + 1), NOW),
        (str(AT - 8 * 86400 - 60), NOW),
        (str(AT - 7 * 86400), SENT_AT - timedelta(days=7)),
        ("", NOW),
        ("yesterday", NOW),
        ("-5", NOW),
        ("9" * 5000, NOW),
    ],
)
def test_only_sane_moments_are_believed(timestamp: Any, at: datetime) -> None:
    payload = text_payload("halo")
    payload["entry"][0]["changes"][0]["value"]["messages"][0]["timestamp"] = timestamp

    (arrival,) = read(payload)

    assert isinstance(arrival, EventArrived)
    assert arrival.event.at == at
    assert arrival.event.at.tzinfo is UTC


def test_message_without_id_gets_the_same_name_twice() -> None:
    payload = text_payload("halo")
    del payload["entry"][0]["changes"][0]["value"]["messages"][0]["id"]

    (first,), (again,) = read(payload), read(payload)

    assert first.external_id == again.external_id
    assert first.external_id.startswith("sha256:")


def test_all_that_is_left_aside_is_counted() -> None:
    payload = a_post("calls", {"anything": [1]})
    payload["entry"] += a_body([text_message("x")], number_id="5")["entry"]
    payload["entry"] += text_payload("halo")["entry"]

    reading = read_body(msgspec.json.encode(payload), NUMBER_ID, NOW)

    assert reading.skipped == ("other field", "other number")
    assert words(reading.arrivals) == ["halo"]
