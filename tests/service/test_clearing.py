"""What stood on the screen goes before the harmless message comes, and a crash in between loses neither."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.content.model import Content
from bot.domain.channel import ChannelName
from bot.domain.contact import Address
from bot.domain.delivery import Deferred, DeliveryResult, Sent
from bot.domain.message import Message
from bot.domain.state import State
from bot.service.deliver import Arrivals, Deliverer
from bot.service.ports import FinishedTurn
from bot.store import DatabaseStore
from tests.fakes import FakeObserver, FakeSender, FixedClock
from tests.store.builders import an_address, an_arrival, claim, receive

AWAY = Message(text="cuaca", locale="id", hides=True)


class Screen(FakeSender):
    """A phone: what was sent and not taken away; may die before a send, as a process does."""

    def __init__(self, channel: ChannelName = ChannelName.TELEGRAM) -> None:
        super().__init__(channel)
        self.shown: dict[str, str] = {}
        self.asked: list[tuple[str, ...]] = []
        self.is_dying = False
        self.is_refusing = False

    async def send(self, message: Message, address: Address, cause: str) -> DeliveryResult:
        if self.is_dying:
            raise RuntimeError("the process dies here")
        result = await super().send(message, address, cause)
        if isinstance(result, Sent):
            result = Sent(platform_message_id=str(1000 + len(self.sent)))
            self.shown[result.platform_message_id] = message.text
        return result

    async def clear(self, address: Address, ids: Sequence[str]) -> int:
        self.asked.append(tuple(ids))
        if self.is_refusing:
            return 0
        return sum(self.shown.pop(id, None) is not None for id in ids)


class Chat:
    """One person on one phone, and a process that can be started anew."""

    def __init__(
        self,
        store: DatabaseStore,
        content: Content,
        clock: FixedClock,
        observer: FakeObserver,
        screen: Screen,
    ) -> None:
        self.store, self.content, self.clock, self.observer, self.screen = (
            store,
            content,
            clock,
            observer,
            screen,
        )
        self.starts = 0

    async def hear(self, number: int, *answers: Message) -> None:
        """The person writes, and is answered in the outbox."""
        person = an_address("77", self.screen.channel)
        arrival = an_arrival("halo", person, message_id=f"{number}", at=self.clock.at)
        await receive(self.store, arrival, now=self.clock.at)
        async with self.store.write() as work:
            turn = await claim(work)
            state = State(channel=turn.channel, locale="id", turn=turn.turn + 1)
            finished = FinishedTurn(opened=turn, state=state, messages=answers)
            await work.inbox.finish([finished], self.clock.at)
            await work.commit()

    async def forget(self, *farewell: Message) -> None:
        await receive(self.store, an_arrival("hapus", an_address("77"), message_id="90", at=self.clock.at))
        async with self.store.write() as work:
            turn = await claim(work)
            await work.contacts.purge(turn.conversation, farewell, self.clock.at)
            await work.commit()

    async def deliver(self) -> None:
        """A process that lives for one round."""
        self.starts += 1
        deliverer = Deliverer(
            self.store,
            self.screen,
            self.content,
            self.clock,
            self.observer,
            owner=f"process {self.starts}",
            arrivals=Arrivals(),
        )
        recording = asyncio.create_task(deliverer.run_records())
        await deliverer.renew()
        await deliverer.deliver()
        await asyncio.gather(*deliverer._sending, return_exceptions=True)
        await deliverer.finish()
        await recording
        await deliverer.give_back()


@pytest.fixture
def chat(store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver) -> Chat:
    return Chat(store, small_content, clock, observer, Screen())


def said(text: str) -> Message:
    return Message(text=text, locale="id")


async def test_harmless_message_is_all_that_stays(chat: Chat) -> None:
    await chat.hear(1, said("rahasia"), said("lagi"))
    await chat.deliver()

    await chat.hear(2, AWAY)
    await chat.deliver()

    assert list(chat.screen.shown.values()) == ["cuaca"]
    assert set(chat.screen.asked[0]) == {"1", "2", "1001", "1002"}


async def test_what_the_same_reply_said_before_goes_too(chat: Chat) -> None:
    await chat.hear(1, said("sebentar"), AWAY, said("hari cerah"))

    await chat.deliver()

    assert list(chat.screen.shown.values()) == ["cuaca", "hari cerah"]


async def test_ordinary_answers_clear_nothing(chat: Chat) -> None:
    await chat.hear(1, said("satu"))
    await chat.hear(2, said("dua"))

    await chat.deliver()
    await chat.deliver()

    assert chat.screen.asked == []
    assert list(chat.screen.shown.values()) == ["satu", "dua"]


async def test_process_that_dies_after_clearing_still_says_the_harmless(chat: Chat) -> None:
    await chat.hear(1, said("rahasia"))
    await chat.deliver()
    await chat.hear(2, AWAY)

    chat.screen.is_dying = True
    await chat.deliver()
    assert chat.screen.shown == {}
    chat.screen.is_dying = False
    await chat.deliver()

    assert list(chat.screen.shown.values()) == ["cuaca"]


async def test_message_that_must_wait_is_not_lost(chat: Chat) -> None:
    await chat.hear(1, AWAY)
    chat.screen.answers = [Deferred(wait=timedelta(seconds=3), reason="429", counts=False)]

    await chat.deliver()
    chat.clock.move(timedelta(seconds=4))
    await chat.deliver()

    assert list(chat.screen.shown.values()) == ["cuaca"]


async def test_platform_that_refuses_keeps_nothing_back(chat: Chat) -> None:
    await chat.hear(1, said("rahasia"))
    await chat.deliver()
    chat.screen.is_refusing = True

    await chat.hear(2, AWAY)
    await chat.deliver()

    assert list(chat.screen.shown.values()) == ["rahasia", "cuaca"]


async def test_what_is_older_than_two_days_is_not_tried(chat: Chat) -> None:
    await chat.hear(1, said("lama"))
    await chat.deliver()
    chat.clock.move(timedelta(hours=47))
    await chat.hear(2, said("baru"))
    await chat.deliver()
    chat.clock.move(timedelta(hours=1))

    await chat.hear(3, AWAY)
    await chat.deliver()

    assert list(chat.screen.shown.values()) == ["lama", "cuaca"]
    assert set(chat.screen.asked[0]) == {"2", "3", "1002"}


async def test_farewell_clears_what_nobody_knows_any_more(chat: Chat) -> None:
    await chat.hear(1, said("rahasia"))
    await chat.deliver()

    await chat.forget(Message(text="dadah", locale="id", hides=True), said("sampai jumpa"))
    await chat.deliver()

    assert list(chat.screen.shown.values()) == ["dadah", "sampai jumpa"]
    assert set(chat.screen.asked[0]) == {"1", "90", "1001"}


async def test_whatsapp_is_never_asked(
    store: DatabaseStore, small_content: Content, clock: FixedClock, observer: FakeObserver
) -> None:
    chat = Chat(store, small_content, clock, observer, Screen(ChannelName.WHATSAPP))
    await chat.hear(1, said("rahasia"))
    await chat.deliver()

    await chat.hear(2, AWAY)
    await chat.deliver()

    assert chat.screen.asked == []
    assert list(chat.screen.shown.values()) == ["rahasia", "cuaca"]
