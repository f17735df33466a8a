"""What every store promises of the outbox."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from bot.domain.arrival import DeliveryStatus, StatusReported
from bot.domain.channel import ChannelName
from bot.domain.contact import AddressKind
from bot.domain.delivery import (
    Deferred,
    DeliveryResult,
    Halted,
    OutsideWindow,
    Refused,
    Sent,
    Unreachable,
)
from bot.store import DatabaseStore
from bot.store.schema import outbox
from tests.store.builders import (
    NOW,
    TELEGRAM,
    WEBCHAT,
    WHATSAPP,
    a_finished,
    an_address,
    an_arrival,
    answer,
    claim,
    lease,
    receive,
    record,
    texts,
)

PHONE = an_address("+62811", WHATSAPP)
SENT = Sent(platform_message_id="m-1")
LATER = Deferred(wait=timedelta(seconds=30), reason="busy")
PATIENCE = Deferred(wait=timedelta(seconds=30), reason="rate limit", counts=False)
OUTSIDE = OutsideWindow(reason="131047")


async def statuses(store: DatabaseStore) -> list[str]:
    async with store.database.reading() as connection:
        return list(await connection.scalars(select(outbox.c.status).order_by(outbox.c.id)))


async def bodies(store: DatabaseStore) -> list[bool]:
    async with store.database.reading() as connection:
        rows = await connection.scalars(select(outbox.c.body_sealed).order_by(outbox.c.id))
        return [body is not None for body in rows]


async def replied(store: DatabaseStore, *said: str) -> None:
    await receive(store)
    await answer(store, *said)


async def held(store: DatabaseStore, *said: str) -> None:
    """A WhatsApp reply that met a closed window."""
    await receive(store, an_arrival("halo", PHONE))
    await answer(store, *said)
    (reply,) = await lease(store, WHATSAPP)
    await record(store, reply, OUTSIDE, at=NOW)


async def test_all_parts_of_a_reply_are_leased_in_order(store: DatabaseStore) -> None:
    await replied(store, "satu", "dua", "tiga")

    (reply,) = await lease(store)

    assert texts([reply]) == [["satu", "dua", "tiga"]]
    assert [part.cause for part in reply.parts] == [f"turn:{reply.conversation}:1:{n}" for n in range(3)]
    assert (reply.address, reply.locale, reply.is_template) == (an_address(), "id", False)


async def test_leased_reply_is_leased_only_once(store: DatabaseStore) -> None:
    await replied(store, "satu")

    both = await asyncio.gather(lease(store), lease(store))

    assert sorted(len(replies) for replies in both) == [0, 1]


async def test_lease_that_ran_out_is_leased_again(store: DatabaseStore) -> None:
    await replied(store, "satu")
    await lease(store)

    assert await lease(store, now=NOW + timedelta(seconds=59)) == []
    assert texts(await lease(store, now=NOW + timedelta(seconds=61))) == [["satu"]]


async def test_new_holder_takes_over_what_the_old_one_leased(store: DatabaseStore) -> None:
    await replied(store, "satu")
    (old,) = await lease(store, fence=1)

    assert texts(await lease(store, fence=2)) == [["satu"]]
    assert await record(store, old, SENT, fence=1) == 0


async def test_next_reply_waits_for_the_one_before(store: DatabaseStore) -> None:
    await receive(store, an_arrival("a"), an_arrival("b"))
    await answer(store, "satu")
    await answer(store, "dua")

    (first,) = await lease(store)
    assert await lease(store) == []
    await record(store, first, SENT)

    assert texts(await lease(store)) == [["dua"]]


async def test_other_people_do_not_wait(store: DatabaseStore) -> None:
    await receive(store, an_arrival("a", an_address("ana")), an_arrival("b", an_address("budi")))
    await answer(store, "hai")

    assert len(await lease(store, limit=1)) == 1
    assert len(await lease(store, limit=1)) == 1


async def test_other_channels_are_left_alone(store: DatabaseStore) -> None:
    await replied(store, "satu")

    assert await lease(store, WHATSAPP) == []


async def test_sent_message_is_blanked(store: DatabaseStore) -> None:
    await replied(store, "satu", "dua")
    (reply,) = await lease(store)

    assert await record(store, reply, SENT, Sent(platform_message_id="m-2")) == 2
    assert await statuses(store) == ["sent", "sent"]
    assert await bodies(store) == [False, False]


async def test_result_under_an_old_fence_is_dropped(store: DatabaseStore) -> None:
    await replied(store, "satu")
    (reply,) = await lease(store, fence=1)
    await lease(store, fence=2)

    assert await record(store, reply, SENT, fence=1) == 0
    assert await statuses(store) == ["leased"]


async def test_deferred_part_takes_the_rest_along(store: DatabaseStore) -> None:
    await replied(store, "satu", "dua", "tiga")
    (reply,) = await lease(store)

    await record(store, reply, SENT, LATER)

    assert await lease(store, now=NOW + timedelta(seconds=29)) == []
    assert texts(await lease(store, now=NOW + timedelta(seconds=30))) == [["dua", "tiga"]]


async def test_third_counted_failure_parks_and_the_rest_goes_on(store: DatabaseStore) -> None:
    await replied(store, "satu", "dua")
    now = NOW
    for _ in range(3):
        (reply,) = await lease(store, now=now)
        await record(store, reply, LATER, at=now)
        now += timedelta(seconds=30)

    assert await statuses(store) == ["parked", "waiting"]
    assert await bodies(store) == [True, True]
    assert texts(await lease(store, now=now)) == [["dua"]]


async def test_patience_never_parks(store: DatabaseStore) -> None:
    await replied(store, "satu")
    now = NOW
    for _ in range(5):
        (reply,) = await lease(store, now=now)
        await record(store, reply, PATIENCE, at=now)
        now += timedelta(seconds=30)

    assert await statuses(store) == ["waiting"]


async def test_halt_waits_a_minute_and_does_not_count(store: DatabaseStore) -> None:
    await replied(store, "satu", "dua")
    (reply,) = await lease(store)

    await record(store, reply, Halted(reason="token"))

    assert await lease(store, now=NOW + timedelta(seconds=59)) == []
    (again,) = await lease(store, now=NOW + timedelta(seconds=60))
    assert [part.attempts for part in again.parts] == [0, 0]


async def test_refused_part_leaves_the_rest_to_its_sender(store: DatabaseStore) -> None:
    await replied(store, "satu", "dua")
    (reply,) = await lease(store)

    await record(store, reply, Refused(reason="bad"))

    assert await statuses(store) == ["refused", "leased"]
    assert await record(store, reply, SENT, SENT) == 1


@pytest.mark.parametrize("result", [SENT, LATER, Refused(reason="x"), Halted(reason="x"), OUTSIDE])
async def test_nobody_behind_a_result_is_stuck(store: DatabaseStore, result: DeliveryResult) -> None:
    await receive(store, an_arrival("a"), an_arrival("b"))
    await answer(store, "satu")
    await answer(store, "dua")

    said: list[str] = []
    for minute in range(8):
        now = NOW + timedelta(minutes=minute)
        for reply in await lease(store, now=now):
            said += [part.message.text for part in reply.parts]
            await record(store, reply, result if "dua" not in said else SENT, at=now)

    assert "dua" in said or result == Halted(reason="x")


async def test_unreachable_person_gets_nothing_until_they_write(store: DatabaseStore) -> None:
    await receive(store, an_arrival("a"), an_arrival("b"))
    await answer(store, "satu", "dua")
    await answer(store, "tiga")
    (reply,) = await lease(store)

    await record(store, reply, Unreachable(reason="blocked"))

    assert await statuses(store) == ["refused"] * 3
    assert await bodies(store) == [False] * 3


async def test_reply_to_an_unreachable_person_has_no_address(store: DatabaseStore) -> None:
    await replied(store, "satu")
    (reply,) = await lease(store)
    await receive(store)
    await record(store, reply, Unreachable(reason="blocked"))
    await answer(store, "dua")

    (next_reply,) = await lease(store)
    assert next_reply.address is None


async def test_who_writes_again_is_reachable_again(store: DatabaseStore) -> None:
    await replied(store, "satu")
    (reply,) = await lease(store)
    await record(store, reply, Unreachable(reason="blocked"))

    await replied(store, "dua")

    (next_reply,) = await lease(store)
    assert next_reply.address == an_address()


async def test_closed_window_holds_the_reply_and_asks_once(store: DatabaseStore) -> None:
    await held(store, "satu", "dua")

    (template,) = await lease(store, WHATSAPP)

    assert await statuses(store) == ["held", "held", "leased"]
    assert template.is_template
    assert (template.locale, template.address) == ("id", PHONE)
    assert [part.cause for part in template.parts] == [f"template:turn:{template.conversation}:1:0"]


async def test_second_held_reply_sends_no_second_template(store: DatabaseStore) -> None:
    await receive(store, an_arrival("a", PHONE), an_arrival("b", PHONE))
    await answer(store, "satu")
    await answer(store, "dua")
    for _ in range(3):
        for reply in await lease(store, WHATSAPP):
            await record(store, reply, SENT if reply.is_template else OUTSIDE)

    assert await statuses(store) == ["held", "held", "sent"]


async def test_held_reply_goes_when_the_person_writes(store: DatabaseStore) -> None:
    await held(store, "satu", "dua")
    (template,) = await lease(store, WHATSAPP)
    await record(store, template, SENT)

    await receive(store, an_arrival("ya", PHONE))

    assert texts(await lease(store, WHATSAPP)) == [["satu", "dua"]]


async def test_template_is_dropped_when_the_person_was_quicker(store: DatabaseStore) -> None:
    await held(store, "satu")

    await receive(store, an_arrival("ya", PHONE))

    assert await statuses(store) == ["waiting", "expired"]


async def test_message_held_twice_asks_twice(store: DatabaseStore) -> None:
    await held(store, "satu")
    (template,) = await lease(store, WHATSAPP)
    await record(store, template, SENT)
    await receive(store, an_arrival("ya", PHONE, at=NOW + timedelta(hours=1)), now=NOW + timedelta(hours=1))
    later = NOW + timedelta(days=2)
    (reply,) = await lease(store, WHATSAPP, now=later)

    await record(store, reply, OUTSIDE, at=later)

    (second,) = await lease(store, WHATSAPP, now=later)
    assert second.is_template


async def test_template_outside_the_window_is_refused(store: DatabaseStore) -> None:
    await held(store, "satu")
    (template,) = await lease(store, WHATSAPP)

    await record(store, template, OUTSIDE)

    assert await statuses(store) == ["held", "refused"]


def a_report(channel: ChannelName, status: DeliveryStatus) -> StatusReported:
    return StatusReported(channel=channel, external_id="s", platform_message_id="m-1", status=status, at=NOW)


async def test_status_only_rises(store: DatabaseStore) -> None:
    await replied(store, "satu")
    (reply,) = await lease(store)
    await record(store, reply, SENT)

    async with store.write() as work:
        for status in (DeliveryStatus.READ, DeliveryStatus.DELIVERED, DeliveryStatus.FAILED):
            assert await work.outbox.report([a_report(TELEGRAM, status)]) == 1
        await work.commit()

    assert await statuses(store) == ["read"]


async def test_report_about_somebody_elses_message_is_not_ours(store: DatabaseStore) -> None:
    async with store.write() as work:
        assert await work.outbox.report([a_report(WHATSAPP, DeliveryStatus.READ)]) == 0


async def test_many_reports_are_taken_at_once_and_in_order(store: DatabaseStore) -> None:
    await replied(store, "satu")
    (reply,) = await lease(store)
    await record(store, reply, SENT)
    reports = [
        a_report(TELEGRAM, s)
        for s in (DeliveryStatus.DELIVERED, DeliveryStatus.READ, DeliveryStatus.DELIVERED)
    ]

    async with store.write() as work:
        assert await work.outbox.report([*reports, a_report(WHATSAPP, DeliveryStatus.READ)]) == 1
        await work.commit()

    assert await statuses(store) == ["read"]


async def test_next_due_ignores_what_waits_behind_others(store: DatabaseStore) -> None:
    await receive(store, an_arrival("a"), an_arrival("b"))
    await answer(store, "satu")
    await answer(store, "dua")
    (reply,) = await lease(store)
    await record(store, reply, LATER)

    async with store.read() as work:
        assert await work.outbox.next_due(TELEGRAM, NOW) == NOW + timedelta(seconds=30)
        assert await work.outbox.next_due(WHATSAPP, NOW) is None


async def test_cause_that_exists_raises(store: DatabaseStore) -> None:
    await replied(store, "satu")
    await receive(store)
    async with store.write() as work:
        finished = a_finished(await claim(work), "dua")
        async with store.database.reading() as connection:
            cause = (await connection.execute(select(outbox.c.cause))).scalar_one()
    await _rename(store, cause, f"turn:{finished.opened.conversation}:2:0")

    with pytest.raises(IntegrityError):
        await answer(store, "dua")


async def _rename(store: DatabaseStore, cause: str, to: str) -> None:
    async with store.database.writing() as connection:
        await connection.execute(update(outbox).where(outbox.c.cause == cause).values(cause=to))
        await connection.commit()


async def test_broken_body_is_parked_and_blocks_nobody(store: DatabaseStore) -> None:
    await receive(store, an_arrival("a"), an_arrival("b"))
    await answer(store, "satu")
    await answer(store, "dua")
    async with store.database.writing() as connection:
        first = select(outbox.c.id).order_by(outbox.c.id).limit(1).scalar_subquery()
        good = await connection.scalar(select(outbox.c.body_sealed).where(outbox.c.id == first))
        await connection.execute(
            update(outbox).where(outbox.c.id == first).values(body_sealed=(good or b"")[:-1] + b"?")
        )
        await connection.commit()

    assert texts(await lease(store)) == [[]]
    assert texts(await lease(store)) == [["dua"]]


async def test_best_address_is_the_phone(store: DatabaseStore) -> None:
    bsuid = an_address("bs-1", WHATSAPP, AddressKind.BSUID)
    await receive(store, an_arrival("a", bsuid, PHONE))
    await answer(store, "hai")

    (reply,) = await lease(store, WHATSAPP)
    assert reply.address == PHONE


async def test_browser_fetches_until_it_confirms(store: DatabaseStore) -> None:
    secret = an_address("s3cret", WEBCHAT)
    await receive(store, an_arrival("halo", secret))
    await answer(store, "satu", "dua")

    assert await lease(store, WEBCHAT) == []
    async with store.read() as work:
        parts = await work.outbox.for_browser(secret, 0)
        rest = await work.outbox.for_browser(secret, parts[0].number)
    assert [part.message.text for part in parts] == ["satu", "dua"]
    assert rest == parts[1:]

    async with store.write() as work:
        await work.outbox.confirm(secret, parts[0].number, NOW)
        await work.commit()
    async with store.read() as work:
        assert await work.outbox.for_browser(secret, 0) == parts[1:]
    assert await bodies(store) == [False, True]


async def test_browser_sees_nothing_of_others(store: DatabaseStore) -> None:
    await receive(store, an_arrival("halo", an_address("s3cret", WEBCHAT)))
    await answer(store, "satu")

    async with store.read() as work:
        assert await work.outbox.for_browser(an_address("other", WEBCHAT), 0) == []
