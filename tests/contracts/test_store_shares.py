"""What every store promises of sharing: a code lets one relative in, once, and either side ends it for both."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.contact import ContactId, ConversationId
from bot.domain.event import InboundEvent, SharingEnded
from bot.domain.sharing import CODE_KEPT_FOR, Progress, RouteFigures
from bot.store import DatabaseStore
from bot.store.schema import invitations, shares
from tests.contracts.test_store_contacts import rows
from tests.store.builders import NOW, WHATSAPP, an_address, an_arrival, answer, receive

CODE, OTHER = "7K2M9QDX", "0000000A"
END = NOW + CODE_KEPT_FOR
SEEN = Progress(lessons=12, mastered=4, steps=RouteFigures(route="malaysia", done=3, total=9, is_ready=True))


async def people(store: DatabaseStore, *names: str) -> list[ContactId]:
    """Somebody new for each name."""
    found = []
    for name in names:
        await receive(store, an_arrival("halo", an_address(name)))
        (turn,) = await answer(store)
        found.append(turn.contact)
    return found


async def invite(
    store: DatabaseStore, worker: ContactId, code: str = CODE, expires_at: datetime = END
) -> bool:
    async with store.write() as work:
        is_new = await work.shares.invite(worker, code, expires_at)
        await work.commit()
    return is_new


async def accept(
    store: DatabaseStore, relative: ContactId, code: str = CODE, now: datetime = NOW
) -> ContactId | None:
    async with store.write() as work:
        worker = await work.shares.accept(relative, code, now)
        await work.commit()
    return worker


async def end(store: DatabaseStore, contact: ContactId) -> list[ContactId]:
    async with store.write() as work:
        others = list(await work.shares.end(contact))
        await work.commit()
    return others


async def look(store: DatabaseStore, relative: ContactId) -> Progress | None:
    async with store.read() as work:
        return await work.shares.look(relative)


async def told(store: DatabaseStore) -> list[tuple[ContactId, InboundEvent | None]]:
    """What would be answered now, without taking it."""
    async with store.write() as work:
        return [(turn.contact, turn.event) for turn in await work.inbox.claim(10)]


async def sharing(store: DatabaseStore) -> tuple[ContactId, ContactId]:
    """A worker and the relative who sees their progress."""
    ana, budi = await people(store, "ana", "budi")
    await invite(store, ana)
    assert await accept(store, budi) == ana
    return ana, budi


async def test_code_lets_the_relative_see_the_worker_s_progress(store: DatabaseStore) -> None:
    ana, budi = await sharing(store)
    assert await look(store, budi) == Progress()

    async with store.write() as work:
        assert await work.shares.count(ana, SEEN)
        await work.commit()

    assert await look(store, budi) == SEEN
    assert await look(store, ana) is None


async def test_progress_is_replaced_as_a_whole(store: DatabaseStore) -> None:
    ana, budi = await sharing(store)

    async with store.write() as work:
        await work.shares.count(ana, SEEN)
        await work.shares.count(ana, Progress(lessons=13))
        await work.commit()

    assert await look(store, budi) == Progress(lessons=13)


async def test_progress_of_who_shares_nothing_is_dropped(store: DatabaseStore) -> None:
    (ana,) = await people(store, "ana")
    await invite(store, ana)

    async with store.write() as work:
        assert not await work.shares.count(ana, SEEN)
        await work.commit()

    assert "shares" not in await rows(store)


async def test_guessed_code_is_nobody_s(store: DatabaseStore) -> None:
    ana, budi = await people(store, "ana", "budi")
    await invite(store, ana)

    assert await accept(store, budi, OTHER) is None
    assert await accept(store, budi, "") is None

    assert "shares" not in await rows(store)
    assert await accept(store, budi) == ana


async def test_code_is_good_once(store: DatabaseStore) -> None:
    await sharing(store)
    (citra,) = await people(store, "citra")

    assert await accept(store, citra) is None
    assert await look(store, citra) is None


async def test_used_code_is_not_good_again_after_the_end(store: DatabaseStore) -> None:
    ana, budi = await sharing(store)
    await end(store, ana)

    assert await accept(store, budi) is None


async def test_code_is_good_for_two_days(store: DatabaseStore) -> None:
    ana, budi = await people(store, "ana", "budi")
    await invite(store, ana)

    assert await accept(store, budi, now=END) is None
    assert await accept(store, budi, now=END - timedelta(seconds=1)) == ana


async def test_newer_code_revokes_the_older(store: DatabaseStore) -> None:
    ana, budi = await people(store, "ana", "budi")
    await invite(store, ana)
    await invite(store, ana, OTHER)

    assert await accept(store, budi) is None
    assert await accept(store, budi, OTHER) == ana


async def test_who_ended_it_takes_the_code_back(store: DatabaseStore) -> None:
    ana, budi = await people(store, "ana", "budi")
    await invite(store, ana)

    assert await end(store, ana) == []

    assert await accept(store, budi) is None
    assert "invitations" not in await rows(store)


async def test_nobody_accepts_their_own_code(store: DatabaseStore) -> None:
    ana, budi = await people(store, "ana", "budi")
    await invite(store, ana)

    assert await accept(store, ana) is None
    assert await accept(store, budi) == ana


async def test_second_relative_is_not_let_in_beside_the_first(store: DatabaseStore) -> None:
    ana, budi = await sharing(store)
    (citra,) = await people(store, "citra")
    await invite(store, ana, OTHER)

    assert await accept(store, citra, OTHER) is None

    assert await look(store, citra) is None
    assert await look(store, budi) == Progress()


async def test_relative_does_not_see_two_workers(store: DatabaseStore) -> None:
    _, budi = await sharing(store)
    (citra,) = await people(store, "citra")
    await invite(store, citra, OTHER)

    assert await accept(store, budi, OTHER) is None


async def test_code_of_somebody_else_is_drawn_again(store: DatabaseStore) -> None:
    ana, budi = await people(store, "ana", "budi")
    assert await invite(store, ana)

    assert not await invite(store, budi)
    assert await invite(store, ana)
    assert (await rows(store))["invitations"] == 1


async def test_either_side_ends_it_for_both(store: DatabaseStore) -> None:
    ana, budi = await sharing(store)
    assert await end(store, ana) == [budi]
    assert await look(store, budi) is None

    await invite(store, ana)
    await accept(store, budi)
    assert await end(store, budi) == [ana]
    assert "shares" not in await rows(store)


async def test_both_sides_leaving_tell_the_other_once(store: DatabaseStore) -> None:
    ana, budi = await sharing(store)

    assert [await end(store, ana), await end(store, budi), await end(store, ana)] == [[budi], [], []]


async def test_code_is_kept_as_a_hash_only(store: DatabaseStore) -> None:
    (ana,) = await people(store, "ana")
    await invite(store, ana)

    async with store.database.reading() as connection:
        (row,) = (await connection.execute(select(invitations))).all()

    assert row.code_hash == store.sealer.blind("invitation", CODE)
    assert CODE.encode() not in row.code_hash


async def test_event_for_somebody_else_is_answered_by_each_of_their_conversations(
    store: DatabaseStore,
) -> None:
    (ana,) = await people(store, "ana")

    async with store.write() as work:
        await work.inbox.tell_contact(ana, SharingEnded(at=NOW), NOW)
        await work.inbox.tell_contact(ContactId(ana + 1000), SharingEnded(at=NOW), NOW)
        await work.commit()

    assert await told(store) == [(ana, SharingEnded(at=NOW))]


async def purge(store: DatabaseStore, conversation: ConversationId) -> None:
    async with store.write() as work:
        await work.contacts.purge(conversation, [], NOW)
        await work.commit()


async def conversation_of(store: DatabaseStore, name: str) -> ConversationId:
    await receive(store, an_arrival("halo", an_address(name)))
    (turn,) = await answer(store)
    return turn.conversation


@pytest.mark.parametrize("erased", ["ana", "budi"])
async def test_erased_side_leaves_nothing_and_the_other_is_told(store: DatabaseStore, erased: str) -> None:
    ana, budi = await sharing(store)
    await invite(store, ana, OTHER)
    conversation = await conversation_of(store, erased)

    await purge(store, conversation)

    assert "shares" not in await rows(store)
    assert ("invitations" in await rows(store)) is (erased == "budi")
    assert await told(store) == [(budi if erased == "ana" else ana, SharingEnded(at=NOW))]


async def test_both_sides_erased_leave_nothing(store: DatabaseStore) -> None:
    await sharing(store)
    conversations = [await conversation_of(store, name) for name in ("ana", "budi")]

    async with store.write() as work:
        for conversation in conversations:
            await work.contacts.purge(conversation, [], NOW)
        await work.commit()

    assert set(await rows(store)) <= {"seen"}


async def test_erased_person_invites_and_accepts_nothing(store: DatabaseStore) -> None:
    ana, budi = await people(store, "ana", "budi")
    await invite(store, ana)
    for name in ("budi", "ana"):
        await purge(store, await conversation_of(store, name))

    assert await invite(store, ana)
    assert await accept(store, budi) is None
    assert {"invitations", "shares"}.isdisjoint(await rows(store))


async def test_relative_on_another_channel_is_told(store: DatabaseStore) -> None:
    (ana,) = await people(store, "ana")
    await receive(store, an_arrival("halo", an_address("+62811", WHATSAPP)))
    (turn,) = await answer(store)
    await invite(store, ana)
    await accept(store, turn.contact)

    await purge(store, await conversation_of(store, "ana"))

    assert await told(store) == [(turn.contact, SharingEnded(at=NOW))]


async def test_old_codes_are_forgotten(store: DatabaseStore) -> None:
    ana, budi = await people(store, "ana", "budi")
    await invite(store, ana)
    await invite(store, budi, OTHER, END + timedelta(hours=1))

    await store.forget_old(END)

    async with store.database.reading() as connection:
        assert list(await connection.scalars(select(invitations.c.contact_id))) == [budi]


async def test_what_is_shared_is_not_forgotten_by_age(store: DatabaseStore) -> None:
    await sharing(store)

    await store.forget_old(NOW + timedelta(days=1000))

    async with store.database.reading() as connection:
        assert len((await connection.execute(select(shares))).all()) == 1
