"""What a browser may say, and what each kind of bad input gets."""

import json
from datetime import UTC, datetime

import pytest

from bot.channels.webchat.inbound import (
    BODY_LIMIT,
    STATUS,
    Refusal,
    fingerprint,
    read_after,
    read_post,
    read_secret,
)
from bot.domain.arrival import EventArrived
from bot.domain.event import ChoicePicked, InboundEvent, Started, TextReceived, Unsupported
from tests.channels.webchat.fakes import an_address

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ID = "0d4f2a66-1111-4222-8333-123456789abc"


def read(**fields: object) -> EventArrived | Refusal:
    return read_post(json.dumps({"id": ID, **fields}).encode(), an_address(), AT)


def event_of(read_value: EventArrived | Refusal) -> InboundEvent:
    assert isinstance(read_value, EventArrived)
    return read_value.event


def test_text_becomes_an_event_of_that_browser() -> None:
    arrival = read(text="halo")

    assert isinstance(arrival, EventArrived)
    assert arrival.event == TextReceived(at=AT, text="halo")
    assert arrival.addresses == (an_address(),)
    assert arrival.external_id == f"{fingerprint(an_address())}:{ID}"


def test_token_becomes_a_picked_choice() -> None:
    assert event_of(read(token="12.north")) == ChoicePicked(at=AT, token="12.north")


def test_first_load_becomes_started_with_its_language() -> None:
    assert event_of(read(start=True, locale_hint="id-ID")) == Started(at=AT, locale_hint="id-ID")


def test_link_to_a_group_becomes_a_payload() -> None:
    started = Started(at=AT, payload="g-mangga4827", locale_hint="id")

    assert event_of(read(start=True, payload="g-mangga4827", locale_hint="id")) == started


@pytest.mark.parametrize("payload", [None, 5, "", "x" * 65, "g mangga", "<b>", ["g-mangga4827"]])
def test_strange_payload_is_left_out(payload: object) -> None:
    assert event_of(read(start=True, payload=payload)) == Started(at=AT)


@pytest.mark.parametrize("hint", [None, 5, "x" * 80, "id;drop", ["id"]])
def test_strange_language_hint_is_left_out(hint: object) -> None:
    assert event_of(read(start=True, locale_hint=hint)) == Started(at=AT)


def test_unknown_kind_is_answered_all_the_same() -> None:
    assert event_of(read(voice="…")) == Unsupported(at=AT, kind="unknown")


def test_external_id_does_not_give_the_secret_away() -> None:
    arrival = read(text="halo")

    assert isinstance(arrival, EventArrived)
    assert an_address().value[:8] not in arrival.external_id


def test_same_id_of_another_browser_is_another_message() -> None:
    body = json.dumps({"id": ID, "text": "halo"}).encode()

    first, second = (read_post(body, an_address(letter), AT) for letter in "AB")

    assert isinstance(first, EventArrived)
    assert isinstance(second, EventArrived)
    assert first.external_id != second.external_id


def test_what_a_database_cannot_hold_is_left_out() -> None:
    body = json.dumps({"id": ID}).encode()[:-1] + rb', "text": "a\u0000b\ud800c\ud83d\ude00"}'

    assert event_of(read_post(body, an_address(), AT)) == TextReceived(at=AT, text="abc😀")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"[" * 15_000,
        b'{"text": "halo"}',
        b'{"id": 5, "text": "halo"}',
        b'{"id": "short", "text": "halo"}',
        b'{"id": "../../../etc/passwd", "text": "halo"}',
        json.dumps({"id": ID, "text": 5}).encode(),
        json.dumps({"id": ID, "text": "  \n "}).encode(),
        json.dumps({"id": ID, "text": None}).encode(),
        json.dumps({"id": ID, "token": ""}).encode(),
        json.dumps({"id": ID, "token": "x" * 65}).encode(),
        json.dumps({"id": ID, "token": "é" * 40}).encode(),
        json.dumps({"id": ID, "start": 1}).encode(),
        json.dumps({"id": ID, "start": False}).encode(),
        json.dumps({"id": ID, "text": "halo", "token": "1.a"}).encode(),
    ],
)
def test_malformed_post_is_refused(body: bytes) -> None:
    assert read_post(body, an_address(), AT) is Refusal.MALFORMED


def test_longest_text_is_taken_and_one_more_is_not() -> None:
    assert isinstance(read(text="a" * 4096), EventArrived)
    assert read(text="a" * 4097) is Refusal.TOO_LONG


def test_too_large_body_is_refused() -> None:
    assert read_post(b" " * (BODY_LIMIT + 1), an_address(), AT) is Refusal.TOO_LARGE


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer " + "A" * 42, "Bearer " + "A" * 44, "Bearer " + "!" * 43, "A" * 43],
)
def test_secret_of_any_other_shape_is_no_secret(header: str) -> None:
    assert read_secret(header) is None


def test_secret_is_the_address_and_does_not_print() -> None:
    address = read_secret("Bearer " + "A" * 43)

    assert address == an_address()
    assert "AAAA" not in repr(address)


@pytest.mark.parametrize("raw", ["", "-1", "1.5", "x", "9" * 19, "9" * 40, "١"])
def test_number_of_any_other_shape_is_none(raw: str) -> None:
    assert read_after(raw) is None


def test_number_is_read() -> None:
    assert read_after("42") == 42


def test_every_refusal_has_a_status() -> None:
    assert set(STATUS) == set(Refusal)
