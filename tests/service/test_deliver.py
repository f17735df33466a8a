"""Pushes in the deliver leg: within their time, by their own template, and held at the monthly cap."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.content.model import Content
from bot.domain.channel import ChannelName
from bot.domain.contact import ConversationId
from bot.service.deliver import Arrivals, Deliverer
from bot.store import DatabaseStore
from tests.fakes import FakeObserver, FakeSender, FixedClock
from tests.service.arrivals import phone, wrote
from tests.store.builders import answer, push, receive

EVENING = timedelta(hours=8)
CAP = 10


@pytest.fixture
def world(store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver) -> "World":
    return World(store, small_content, clock, observer)


class World:
    """People, the outbox, and one round of sending at a time."""

    def __init__(
        self, store: DatabaseStore, content: Content, clock: FixedClock, observer: FakeObserver
    ) -> None:
        self.store = store
        self.content = content
        self.clock = clock
        self.observer = observer
        self.sender = FakeSender(ChannelName.WHATSAPP)

    async def hear(self, number: int = 1, *replies: str) -> ConversationId:
        """Somebody writes and is answered; the answer waits in the outbox."""
        await receive(self.store, wrote(phone(number), "halo", at=self.clock.at), now=self.clock.at)
        (turn,) = await answer(self.store, *replies, now=self.clock.at)
        return turn.conversation

    async def remind(self, conversation: ConversationId, *texts: str) -> None:
        """A push that ends this evening."""
        until = self.clock.at + EVENING
        await push(self.store, conversation, *texts, until=until, now=self.clock.at)

    async def send(self, cap: int = 0, rounds: int = 3) -> list[str]:
        """What was sent in a process of its own, templates among it."""
        deliverer = self.deliverer(cap)
        recording = asyncio.create_task(deliverer.run_records())
        await deliverer.renew()
        for _ in range(rounds):
            await deliverer.deliver()
            await asyncio.gather(*deliverer._sending)
        await deliverer.finish()
        await recording
        await deliverer.give_back()
        sent = [text for _, text in (*self.sender.sent, *self.sender.templates)]
        self.sender.sent.clear()
        self.sender.templates.clear()
        return sent

    def deliverer(self, cap: int = 0) -> Deliverer:
        return Deliverer(
            self.store,
            self.sender,
            self.content,
            self.clock,
            self.observer,
            owner="me",
            arrivals=Arrivals(),
            monthly_cap=cap,
        )

    async def count(self, messages: int) -> None:
        """So many messages are sent, and counted in this month."""
        for number in range(messages):
            await self.hear(1000 + number, "hai")
        await self.send()


async def test_push_inside_the_window_goes_as_it_is(world: World) -> None:
    await world.remind(await world.hear(), "ingat", "ya?")

    assert await world.send() == ["ingat", "ya?"]


async def test_push_outside_the_window_goes_as_the_template_of_lessons(world: World) -> None:
    conversation = await world.hear()
    world.clock.move(timedelta(hours=25))
    await world.remind(conversation, "ingat", "ya?")

    assert await world.send() == ["lesson_ready/id"]


async def test_answer_outside_the_window_goes_as_the_template_of_messages(world: World) -> None:
    await world.hear(1, "jawaban")
    world.clock.move(timedelta(hours=25))

    assert await world.send() == ["message_waiting/id"]


async def test_template_falls_back_to_a_language_that_there_is(world: World) -> None:
    world.content = replace(
        world.content, templates=tuple(t for t in world.content.templates if t.locale == "en")
    )
    conversation = await world.hear()
    world.clock.move(timedelta(hours=25))
    await world.remind(conversation, "ingat")

    assert await world.send() == ["lesson_ready/en"]


async def test_one_template_never_stands_in_for_another(world: World) -> None:
    world.content = replace(
        world.content, templates=tuple(t for t in world.content.templates if t.name == "message_waiting")
    )
    conversation = await world.hear()
    world.clock.move(timedelta(hours=25))
    await world.remind(conversation, "ingat")

    assert await world.send() == []


async def test_word_after_the_template_brings_back_no_push(world: World) -> None:
    conversation = await world.hear()
    world.clock.move(timedelta(hours=25))
    await world.remind(conversation, "ingat")
    await world.send()

    await world.hear(1, "ini pelajarannya")

    assert await world.send() == ["ini pelajarannya"]


async def test_push_whose_time_passes_between_its_parts_stops(world: World) -> None:
    await world.remind(await world.hear(), "ingat", "ya?")
    world.sender.before_send = lambda: world.clock.move(EVENING + timedelta(seconds=1))

    assert await world.send() == ["ingat"]

    async with world.store.write() as work:
        await work.outbox.expire(world.clock.at)
        await work.commit()
    world.clock.move(-EVENING)
    assert await world.send() == []


async def test_push_that_waited_for_others_is_not_begun_too_late(world: World) -> None:
    world.sender.gate = asyncio.Event()
    await world.hear(2, "jawaban")
    conversation = await world.hear(1)
    await world.remind(conversation, "ingat")
    deliverer = world.deliverer()
    recording = asyncio.create_task(deliverer.run_records())
    await deliverer.renew()
    await deliverer.deliver()
    world.clock.move(EVENING + timedelta(seconds=1))
    world.sender.gate.set()
    await asyncio.gather(*deliverer._sending)
    await deliverer.finish()
    await recording

    assert [text for _, text in world.sender.sent] == ["jawaban"]


async def test_below_the_cap_everything_goes(world: World) -> None:
    await world.count(7)
    await world.remind(await world.hear(), "ingat")

    assert await world.send(CAP) == ["ingat"]


async def test_at_the_cap_pushes_are_held_and_answers_go(world: World) -> None:
    await world.count(CAP)
    await world.remind(await world.hear(1), "ingat")
    await world.remind(await world.hear(2), "ingat juga")
    await world.hear(2, "jawaban")

    assert await world.send(CAP) == ["jawaban"]
    assert sorted(await world.send()) == ["ingat", "ingat juga"]


async def test_at_the_cap_templates_of_pushes_are_held_too(world: World) -> None:
    await world.count(CAP)
    conversation = await world.hear()
    world.clock.move(timedelta(hours=25))
    await world.remind(conversation, "ingat")

    assert await world.send(rounds=1) == []
    assert await world.send(CAP) == []
    assert await world.send() == ["lesson_ready/id"]


async def test_cap_counts_what_this_process_sends_meanwhile(world: World) -> None:
    await world.count(8)
    deliverer = world.deliverer(CAP)
    recording = asyncio.create_task(deliverer.run_records())
    await deliverer.renew()
    for text in ("satu", "dua"):
        await world.hear(1, text)
        await deliverer.deliver()
        await asyncio.gather(*deliverer._sending)
    await world.remind(await world.hear(2), "ingat")
    await deliverer.deliver()
    await asyncio.gather(*deliverer._sending)
    await deliverer.finish()
    await recording

    assert [text for _, text in world.sender.sent] == ["satu", "dua"]


async def test_next_month_has_room_again(world: World) -> None:
    await world.count(CAP)
    world.clock.move(timedelta(days=10))
    await world.remind(await world.hear(), "ingat")

    assert f"{world.clock.at:%Y-%m}" == "2026-12"
    assert await world.send(CAP) == ["ingat"]


async def test_cap_is_told_of_at_four_fifths_and_when_it_is_reached(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.count(8)
    with caplog.at_level(logging.WARNING, "bot.service.allowance"):
        deliverer = world.deliverer(CAP)
        recording = asyncio.create_task(deliverer.run_records())
        await deliverer.renew()
        for number in range(4):
            await deliverer.deliver()
            await asyncio.gather(*deliverer._sending)
            await world.hear(number, "hai")
        await deliverer.finish()
        await recording

    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]
    assert [record.__dict__["cap"] for record in caplog.records] == [CAP, CAP]
