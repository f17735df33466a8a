"""What every store promises of pushes: after answers, within their time, and as a template outside the window."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.contact import ConversationId
from bot.domain.delivery import Deferred, OutsideWindow, Refused, Sent
from bot.service.ports import LeasedReply
from bot.store import DatabaseStore
from bot.store.schema import outbox
from tests.contracts.test_store_outbox import bodies, statuses
from tests.store.builders import (
    NOW,
    WEBCHAT,
    WHATSAPP,
    an_address,
    an_arrival,
    answer,
    lease,
    push,
    receive,
    record,
    texts,
)

PHONE = an_address("+62811", WHATSAPP)
SENT = Sent(platform_message_id="m-1")
OUTSIDE = OutsideWindow(reason="131047")
TONIGHT = NOW + timedelta(hours=8)
LATE = TONIGHT + timedelta(seconds=1)
TOMORROW = NOW + timedelta(days=1)


async def somebody(store: DatabaseStore, word: str = "halo", now: datetime = NOW) -> ConversationId:
    """Who wrote, and was answered with nothing."""
    await receive(store, an_arrival(word, PHONE, at=now), now=now)
    (turn,) = await answer(store, now=now)
    return turn.conversation


async def outside(
    store: DatabaseStore, conversation: ConversationId, now: datetime = NOW, until: datetime = TONIGHT
) -> LeasedReply | None:
    """A push that met a closed window; the template that is leased next, if there is one."""
    await push(store, conversation, "ingat", "ya?", until=until, now=now)
    (reply,) = await lease(store, WHATSAPP, now=now)
    await record(store, reply, OUTSIDE, OUTSIDE, at=now)
    return next(iter(await lease(store, WHATSAPP, now=now)), None)


async def reasons(store: DatabaseStore) -> list[str]:
    async with store.database.reading() as connection:
        return list(await connection.scalars(select(outbox.c.reason).order_by(outbox.c.id)))


async def expire(store: DatabaseStore, now: datetime) -> None:
    async with store.write() as work:
        await work.outbox.expire(now)
        await work.commit()


async def test_pushes_go_after_answers_and_say_when_they_end(store: DatabaseStore) -> None:
    await push(store, await somebody(store), "ingat", until=TONIGHT)
    await receive(store, an_arrival("b", an_address("+62822", WHATSAPP)))
    await answer(store, "hai budi")

    replies = await lease(store, WHATSAPP)

    assert texts(replies) == [["hai budi"], ["ingat"]]
    assert [reply.expires_at for reply in replies] == [None, TONIGHT]


async def test_what_a_timer_says_without_an_end_is_an_answer(store: DatabaseStore) -> None:
    conversation = await somebody(store)
    async with store.write() as work:
        await work.timers.set(conversation, "staff-silence", NOW)
        await work.timers.fire(NOW, 10)
        await work.commit()
    await answer(store, "petugas sudah pergi")

    (reply,) = await lease(store, WHATSAPP, with_pushes=False)

    assert reply.expires_at is None


async def test_push_is_taken_until_its_end_and_not_after(store: DatabaseStore) -> None:
    await push(store, await somebody(store), "ingat", until=TONIGHT)

    assert await lease(store, WHATSAPP, now=LATE) == []
    assert texts(await lease(store, WHATSAPP, now=TONIGHT)) == [["ingat"]]


async def test_push_past_its_end_blocks_no_answer(store: DatabaseStore) -> None:
    await push(store, await somebody(store), "ingat", until=TONIGHT)
    await receive(store, an_arrival("apa?", PHONE))
    await answer(store, "begini")

    assert texts(await lease(store, WHATSAPP, now=LATE)) == [["begini"]]


async def test_push_past_its_end_is_closed_and_blanked(store: DatabaseStore) -> None:
    await push(store, await somebody(store), "ingat", "ya?", until=TONIGHT)

    await expire(store, TONIGHT)
    assert await statuses(store) == ["waiting", "waiting"]
    await expire(store, LATE)

    assert await statuses(store) == ["expired", "expired"]
    assert await bodies(store) == [False, False]


async def test_push_being_sent_is_closed_only_when_its_lease_ran_out(store: DatabaseStore) -> None:
    await push(store, await somebody(store), "ingat", until=TONIGHT)
    await lease(store, WHATSAPP, now=TONIGHT)

    await expire(store, TONIGHT + timedelta(seconds=59))
    assert await statuses(store) == ["leased"]
    await expire(store, TONIGHT + timedelta(seconds=61))

    assert await statuses(store) == ["expired"]


async def test_deferred_push_is_not_taken_after_its_end(store: DatabaseStore) -> None:
    await push(store, await somebody(store), "ingat", until=TONIGHT)
    (reply,) = await lease(store, WHATSAPP, now=TONIGHT)

    await record(store, reply, Deferred(wait=timedelta(0), reason="late", counts=False), at=LATE)

    assert await lease(store, WHATSAPP, now=LATE) == []
    await expire(store, LATE)
    assert await statuses(store) == ["expired"]


async def test_held_back_pushes_are_passed_by(store: DatabaseStore) -> None:
    await push(store, await somebody(store), "ingat", until=TONIGHT)
    await receive(store, an_arrival("apa?", PHONE))
    await answer(store, "begini")

    assert texts(await lease(store, WHATSAPP, with_pushes=False)) == [["begini"]]
    assert await lease(store, WHATSAPP, with_pushes=False) == []


async def test_pushes_that_were_held_back_go_when_they_may(store: DatabaseStore) -> None:
    await push(store, await somebody(store), "ingat", until=TONIGHT)
    assert await lease(store, WHATSAPP, with_pushes=False) == []

    assert texts(await lease(store, WHATSAPP)) == [["ingat"]]


async def test_answer_behind_ones_own_push_does_not_wait_for_everybody(store: DatabaseStore) -> None:
    await push(store, await somebody(store), "ingat", until=TONIGHT)
    await receive(store, an_arrival("apa?", PHONE), an_arrival("b", an_address("+62822", WHATSAPP)))
    await answer(store, "begini")

    (first,) = await lease(store, WHATSAPP, limit=1)
    await record(store, first, SENT)

    assert texts([first]) == [["ingat"]]
    assert ["begini"] in texts(await lease(store, WHATSAPP))


async def test_push_outside_the_window_becomes_its_template(store: DatabaseStore) -> None:
    template = await outside(store, await somebody(store))

    assert template is not None
    assert (template.is_template, template.expires_at, template.address) == (True, TONIGHT, PHONE)
    assert await statuses(store) == ["expired", "expired", "leased"]
    assert await bodies(store) == [False, False, True]
    assert await reasons(store) == ["template went instead", "template went instead", ""]


async def test_rest_of_a_push_is_closed_with_its_first_part(store: DatabaseStore) -> None:
    await push(store, await somebody(store), "ingat", "ya?", until=TONIGHT)
    (reply,) = await lease(store, WHATSAPP)

    await record(store, reply, OUTSIDE)

    assert await statuses(store) == ["expired", "expired", "waiting"]
    assert await bodies(store) == [False, False, True]
    assert await record(store, reply, OUTSIDE, OUTSIDE) == 0


async def test_template_of_a_push_ends_with_it(store: DatabaseStore) -> None:
    await push(store, await somebody(store), "ingat", until=TONIGHT)
    (reply,) = await lease(store, WHATSAPP)
    await record(store, reply, OUTSIDE)

    assert await lease(store, WHATSAPP, now=LATE) == []
    await expire(store, LATE)
    assert await statuses(store) == ["expired", "expired"]


async def test_template_of_a_push_is_held_back_like_it(store: DatabaseStore) -> None:
    await push(store, await somebody(store), "ingat", until=TONIGHT)
    (reply,) = await lease(store, WHATSAPP)
    await record(store, reply, OUTSIDE)

    assert await lease(store, WHATSAPP, with_pushes=False) == []


async def test_template_of_a_push_goes_after_answers(store: DatabaseStore) -> None:
    await push(store, await somebody(store), "ingat", until=TONIGHT)
    (reply,) = await lease(store, WHATSAPP)
    await record(store, reply, OUTSIDE)
    await receive(store, an_arrival("b", an_address("+62822", WHATSAPP)))
    await answer(store, "hai budi")

    assert [reply.is_template for reply in await lease(store, WHATSAPP)] == [False, True]


async def test_next_push_asks_again_though_the_last_went_unanswered(store: DatabaseStore) -> None:
    conversation = await somebody(store)
    first = await outside(store, conversation)
    assert first is not None
    await record(store, first, SENT)

    second = await outside(store, conversation, now=TOMORROW, until=TOMORROW + timedelta(hours=8))

    assert second is not None
    assert second.is_template


async def test_next_push_waits_behind_a_template_on_its_way(store: DatabaseStore) -> None:
    conversation = await somebody(store)
    template = await outside(store, conversation)
    assert template is not None
    await push(store, conversation, "lagi", until=TONIGHT)

    assert await lease(store, WHATSAPP) == []
    await record(store, template, Deferred(wait=timedelta(hours=1), reason="busy"))

    assert await lease(store, WHATSAPP) == []


@pytest.mark.parametrize(("at", "templates"), [(NOW, 1), (LATE, 2)], ids=["in-time", "too-late"])
async def test_next_push_relies_on_a_template_that_can_still_go(
    store: DatabaseStore, at: datetime, templates: int
) -> None:
    conversation = await somebody(store)
    await push(store, conversation, "ingat", until=TONIGHT)
    (first,) = await lease(store, WHATSAPP)
    await push(store, conversation, "lagi", until=TOMORROW)
    await record(store, first, OUTSIDE)  # its template now stands behind the next push
    (second,) = await lease(store, WHATSAPP, now=at)

    await record(store, second, OUTSIDE, at=at)

    assert (await statuses(store)).count("waiting") == templates


@pytest.mark.parametrize(
    ("result", "is_asked"), [(SENT, False), (Refused(reason="not approved"), True)], ids=["sent", "refused"]
)
async def test_push_is_kept_back_by_the_template_of_an_answer(
    store: DatabaseStore, result: Sent | Refused, is_asked: bool
) -> None:
    await receive(store, an_arrival("halo", PHONE))
    (turn,) = await answer(store, "jawaban")
    (reply,) = await lease(store, WHATSAPP)
    await record(store, reply, OUTSIDE)
    (template,) = await lease(store, WHATSAPP)
    await record(store, template, result)

    assert (await outside(store, turn.conversation) is not None) is is_asked


async def test_answer_is_not_announced_after_the_template_of_a_push(store: DatabaseStore) -> None:
    conversation = await somebody(store)
    template = await outside(store, conversation)
    assert template is not None
    await record(store, template, SENT, at=NOW + timedelta(minutes=1))
    async with store.write() as work:
        await work.timers.set(conversation, "staff-silence", NOW)
        await work.timers.fire(NOW, 10)
        await work.commit()
    await answer(store, "jawaban")
    (reply,) = await lease(store, WHATSAPP)

    await record(store, reply, OUTSIDE)

    assert (await statuses(store))[-1] == "held"
    assert len(await statuses(store)) == 4


async def test_answer_relies_not_on_a_template_that_is_held_back(store: DatabaseStore) -> None:
    conversation = await somebody(store)
    await push(store, conversation, "ingat", until=TONIGHT)
    (reply,) = await lease(store, WHATSAPP)
    await record(store, reply, OUTSIDE)
    async with store.write() as work:
        await work.timers.set(conversation, "staff-silence", NOW)
        await work.timers.fire(NOW, 10)
        await work.commit()
    await answer(store, "jawaban")
    (reply,) = await lease(store, WHATSAPP, with_pushes=False)

    await record(store, reply, OUTSIDE)

    (template,) = await lease(store, WHATSAPP, with_pushes=False)
    assert (template.is_template, template.expires_at) == (True, None)


async def test_word_of_the_person_makes_the_template_needless(store: DatabaseStore) -> None:
    conversation = await somebody(store)
    await push(store, conversation, "ingat", until=TONIGHT)
    (reply,) = await lease(store, WHATSAPP)
    await record(store, reply, OUTSIDE)

    await receive(store, an_arrival("OK", PHONE))

    assert await statuses(store) == ["expired", "expired"]


async def test_browser_gets_pushes_until_they_are_closed(store: DatabaseStore) -> None:
    secret = an_address("s3cret", WEBCHAT)
    await receive(store, an_arrival("halo", secret))
    (turn,) = await answer(store)
    await push(store, turn.conversation, "ingat", until=TONIGHT)

    async with store.read() as work:
        assert [part.message.text for part in await work.outbox.for_browser(secret, 0)] == ["ingat"]
    await expire(store, LATE)

    async with store.read() as work:
        assert await work.outbox.for_browser(secret, 0) == []


async def test_pushes_that_wait_keep_nobody_waiting(store: DatabaseStore) -> None:
    await push(store, await somebody(store), "ingat", until=TONIGHT)

    async with store.read() as work:
        assert (await work.gauges.ages())["outbox"].waiting == 0
