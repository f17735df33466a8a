"""The protocol of web chat, spoken over HTTP with the real handlers."""

import asyncio
import json
import logging
from http import HTTPStatus

import pytest

from bot.domain.event import TextReceived
from bot.domain.message import Message
from tests.channels.webchat.conftest import Client
from tests.channels.webchat.fakes import FakeChat, FixedClock, an_address, as_bearer

ME = as_bearer(an_address())
ID = "0d4f2a6611114222"


def a_post(text: str = "halo", id_: str = ID) -> dict[str, object]:
    return {"id": id_, "text": text}


async def test_post_is_acknowledged_when_it_is_stored(client: Client, chat: FakeChat) -> None:
    answer = await client.post("/chat/messages", json=a_post(), headers=ME)

    assert answer.status == HTTPStatus.OK
    assert await answer.json() == {"stored": True}
    assert [type(event) for event in chat.events] == [TextReceived]


async def test_repeated_post_is_stored_once(client: Client, chat: FakeChat) -> None:
    for _ in range(3):
        answer = await client.post("/chat/messages", json=a_post(), headers=ME)

        assert answer.status == HTTPStatus.OK
    assert len(chat.events) == 1


async def test_database_out_of_reach_asks_to_try_again(client: Client, chat: FakeChat) -> None:
    chat.is_down = True

    posted = await client.post("/chat/messages", json=a_post(), headers=ME)
    polled = await client.get("/chat/messages?after=0", headers=ME)

    assert (posted.status, await posted.json()) == (503, {"error": "unavailable"})
    assert (polled.status, await polled.json()) == (503, {"error": "unavailable"})


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer short"}, {"Authorization": "Basic " + "A" * 43}]
)
async def test_without_a_secret_nothing_is_told(
    client: Client, chat: FakeChat, headers: dict[str, str]
) -> None:
    posted = await client.post("/chat/messages", json=a_post(), headers=headers)
    polled = await client.get("/chat/messages", headers=headers)

    assert (posted.status, polled.status) == (401, 401)
    assert not chat.events


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{not json", 400, "malformed"),
        (b'{"id": "0d4f2a6611114222"', 400, "malformed"),
        (json.dumps(a_post("a" * 4097)).encode(), 400, "too-long"),
        (json.dumps(a_post("a" * 20_000)).encode(), 413, "too-large"),
    ],
)
async def test_bad_post_is_refused_with_a_code(client: Client, body: bytes, status: int, code: str) -> None:
    answer = await client.post("/chat/messages", data=body, headers=ME)

    assert (answer.status, await answer.json()) == (status, {"error": code})


async def test_each_refusal_is_counted_by_its_code(
    client: Client, chat: FakeChat, clock: FixedClock, refusals: list[str]
) -> None:
    await client.post("/chat/messages", json=a_post())
    await client.get("/chat/messages")
    await client.post("/chat/messages", data=b"{not json", headers=ME)
    await client.get("/chat/messages?after=x", headers=ME)
    await client.post("/chat/messages", json=a_post("a" * 4097), headers=ME)
    await client.post("/chat/messages", json=a_post("a" * 20_000), headers=ME)
    chat.is_down = True
    await client.post("/chat/messages", json=a_post(), headers=ME)
    await client.get("/chat/messages", headers=ME)

    assert refusals == [
        "no-secret", "no-secret", "malformed", "malformed", "too-long", "too-large", "unavailable", "unavailable",
    ]  # fmt: skip


async def test_haste_is_counted_and_what_is_taken_is_not(client: Client, refusals: list[str]) -> None:
    for number in range(22):
        await client.post("/chat/messages", json=a_post(id_=f"message-{number}"), headers=ME)
    await client.get("/chat/messages", headers=ME)

    assert refusals == ["slow-down", "slow-down"]


async def test_too_large_body_of_unknown_length_is_refused(client: Client) -> None:
    async def endless() -> object:
        for _ in range(40):
            yield b" " * 1024

    answer = await client.post("/chat/messages", data=endless(), headers=ME)

    assert answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


async def test_too_many_posts_have_to_wait(client: Client, clock: FixedClock) -> None:
    statuses = [
        (await client.post("/chat/messages", json=a_post(id_=f"message-{n}"), headers=ME)).status
        for n in range(21)
    ]
    refused = await client.post("/chat/messages", json=a_post(id_="message-20"), headers=ME)
    other = await client.post("/chat/messages", json=a_post(), headers=as_bearer(an_address("B")))
    clock.advance(1)
    later = await client.post("/chat/messages", json=a_post(id_="message-20"), headers=ME)

    assert statuses == [200] * 20 + [429]
    assert refused.headers["Retry-After"] == "1"
    assert (other.status, later.status) == (200, 200)


async def test_too_many_polls_have_to_wait(client: Client, chat: FakeChat) -> None:
    chat.say(an_address(), Message(text="Halo", locale="id"))

    statuses = [(await client.get("/chat/messages", headers=ME)).status for _ in range(41)]

    assert statuses == [200] * 40 + [429]


async def test_poll_gives_what_waits_and_nothing_of_others(client: Client, chat: FakeChat) -> None:
    chat.say(an_address("B"), Message(text="bukan untukmu", locale="id"))
    chat.say(an_address(), Message(text="satu", locale="id"))
    chat.say(an_address(), Message(text="dua", locale="id"))

    answer = await client.get("/chat/messages?after=0", headers=ME)

    assert [part["text"] for part in (await answer.json())["messages"]] == ["satu", "dua"]


async def test_poll_without_news_ends_empty(client: Client) -> None:
    answer = await client.get("/chat/messages?after=0", headers=ME)

    assert await answer.json() == {"messages": []}


async def test_waiting_poll_is_answered_at_the_commit(client: Client, chat: FakeChat) -> None:
    chat.waiters.patience = chat.waiters.look_again = 30
    polling = asyncio.create_task(client.get("/chat/messages?after=0", headers=ME))
    while not chat.waiters._bells:
        await asyncio.sleep(0)

    await client.post("/chat/messages", json=a_post(), headers=ME)
    answer = await asyncio.wait_for(polling, 5)

    assert (await answer.json())["messages"]


async def test_waiting_poll_finds_what_another_process_wrote(client: Client, chat: FakeChat) -> None:
    chat.waiters.patience = 30
    polling = asyncio.create_task(client.get("/chat/messages?after=0", headers=ME))
    while not chat.waiters._bells:
        await asyncio.sleep(0)

    chat.say(an_address(), Message(text="dari proses lain", locale="id"))
    answer = await asyncio.wait_for(polling, 5)

    assert (await answer.json())["messages"]


async def test_asking_further_confirms_what_came_before(client: Client, chat: FakeChat) -> None:
    chat.say(an_address(), Message(text="satu", locale="id"))

    await client.get("/chat/messages?after=1", headers=ME)

    assert chat.confirms == [1]
    assert chat.waiting[an_address().value] == []


async def test_known_confirmation_is_not_written_again(client: Client, chat: FakeChat) -> None:
    chat.say(an_address(), Message(text="satu", locale="id"))

    await client.get("/chat/messages?after=1&confirmed=1", headers=ME)

    assert chat.confirms == []


async def test_unconfirmed_message_is_given_again(client: Client, chat: FakeChat) -> None:
    chat.say(an_address(), Message(text="satu", locale="id"))

    answers = [await (await client.get("/chat/messages?after=0", headers=ME)).json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert chat.confirms == []


@pytest.mark.parametrize("after", ["-1", "x", "1e3", "99999999999999999999"])
async def test_strange_number_is_refused(client: Client, after: str) -> None:
    for name in ("after", "confirmed"):
        answer = await client.get("/chat/messages", params={name: after}, headers=ME)

        assert (answer.status, await answer.json()) == (400, {"error": "malformed"})


async def test_stopping_server_answers_who_waits(client: Client, chat: FakeChat) -> None:
    chat.waiters.patience = chat.waiters.look_again = 30
    polling = asyncio.create_task(client.get("/chat/messages?after=0", headers=ME))
    while not chat.waiters._bells:
        await asyncio.sleep(0)

    chat.waiters.close()

    assert await (await asyncio.wait_for(polling, 5)).json() == {"messages": []}


async def test_what_people_said_is_never_cached(client: Client) -> None:
    posted = await client.post("/chat/messages", json=a_post(), headers=ME)
    polled = await client.get("/chat/messages", headers=ME)

    for answer in (posted, polled):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_canary_text_is_in_no_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    await client.post("/chat/messages", json=a_post("burung-kenari"), headers=ME)
    await client.post("/chat/messages", data=b'{"burung-kenari"', headers=ME)
    await client.get("/chat/messages", headers=ME)

    assert "burung-kenari" not in caplog.text
    assert an_address().value not in caplog.text


async def test_asset_is_served_with_its_type(client: Client) -> None:
    picture = await client.get("/chat/assets/road.png")
    audio = await client.get("/chat/assets/road.ogg")

    assert (picture.status, picture.content_type) == (200, "image/png")
    assert (audio.status, audio.content_type) == (200, "audio/ogg")


@pytest.mark.parametrize(
    "name", ["other.png", "notes.txt", "..%2Froad.png", "%2e%2e%2fconftest.py", "road.png%00"]
)
async def test_only_listed_files_are_served(client: Client, name: str) -> None:
    assert (await client.get(f"/chat/assets/{name}")).status == HTTPStatus.NOT_FOUND
