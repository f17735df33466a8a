"""What every store promises of groups: joining, counting, leaving, and being forgotten."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from bot.domain.contact import ContactId, ConversationId
from bot.domain.course import FIGURES
from bot.service.ports import Group
from bot.store import DatabaseStore
from tests.contracts.test_store_contacts import rows
from tests.store.builders import NOW, an_address, an_arrival, answer, receive

CODE, OTHER = "mangga4827", "komodo1234"
END = NOW + timedelta(days=60)
SEEN: Mapping[str, int] = {"lessons": 12, "mastered": 4, "pre_right": 6, "pre_unsure": 0}


async def a_group(store: DatabaseStore, code: str = CODE, label: str = "BP3MI Mataram, 3 Maret") -> Group:
    async with store.write() as work:
        made = await work.groups.create(label, code, NOW, END)
        await work.commit()
    assert made is not None
    return made


async def people(store: DatabaseStore, *names: str) -> list[ContactId]:
    """Somebody new for each name."""
    found = []
    for name in names:
        await receive(store, an_arrival("halo", an_address(name)))
        (turn,) = await answer(store)
        found.append(turn.contact)
    return found


async def join(store: DatabaseStore, contact: ContactId, code: str = CODE, days: int = 0) -> bool:
    async with store.write() as work:
        is_joined = await work.groups.join(contact, code, NOW + timedelta(days=days))
        await work.commit()
    return is_joined


async def count(store: DatabaseStore, contact: ContactId, figures: Mapping[str, int]) -> None:
    async with store.write() as work:
        await work.groups.count(contact, figures)
        await work.commit()


async def members(store: DatabaseStore, group: Group) -> Sequence[Mapping[str, int]]:
    async with store.read() as work:
        return await work.groups.members(group.id)


async def test_created_group_is_listed_oldest_first(store: DatabaseStore) -> None:
    first, second = await a_group(store), await a_group(store, OTHER, "LTSA Praya")

    async with store.read() as work:
        assert await work.groups.all() == [first, second]
    assert (first.code, first.label) == (CODE, "BP3MI Mataram, 3 Maret")
    assert (first.created_at, first.open_until) == (NOW, END)


async def test_taken_code_makes_no_second_group(store: DatabaseStore) -> None:
    group = await a_group(store)

    async with store.write() as work:
        assert await work.groups.create("lain", CODE, NOW, END) is None
        await work.commit()

    async with store.read() as work:
        assert await work.groups.all() == [group]


async def test_member_begins_without_figures(store: DatabaseStore) -> None:
    group = await a_group(store)
    (ana,) = await people(store, "ana")

    assert await join(store, ana)

    assert await members(store, group) == [{}]


async def test_unknown_code_is_not_joined(store: DatabaseStore) -> None:
    (ana,) = await people(store, "ana")

    assert not await join(store, ana)
    assert "memberships" not in await rows(store)


async def test_group_that_ended_is_not_joined(store: DatabaseStore) -> None:
    await a_group(store)
    (ana,) = await people(store, "ana")

    assert await join(store, ana, days=59)
    assert not await join(store, ana, days=60)


async def test_closed_group_is_not_joined(store: DatabaseStore) -> None:
    group = await a_group(store)
    ana, budi = await people(store, "ana", "budi")
    await join(store, ana)

    async with store.write() as work:
        assert await work.groups.close(CODE, NOW)
        await work.commit()

    assert not await join(store, budi)
    assert await members(store, group) == [{}]


async def test_closing_again_keeps_the_earlier_end(store: DatabaseStore) -> None:
    await a_group(store)
    async with store.write() as work:
        assert await work.groups.close(CODE, NOW + timedelta(days=1))
        assert await work.groups.close(CODE, NOW + timedelta(days=2))
        await work.commit()

    async with store.read() as work:
        (group,) = await work.groups.all()
    assert group.open_until == NOW + timedelta(days=1)


async def test_closing_an_unknown_group_is_told(store: DatabaseStore) -> None:
    async with store.write() as work:
        assert not await work.groups.close(CODE, NOW)


async def test_figures_are_replaced_as_a_whole(store: DatabaseStore) -> None:
    group = await a_group(store)
    (ana,) = await people(store, "ana")
    await join(store, ana)

    await count(store, ana, SEEN)
    assert await members(store, group) == [SEEN]
    await count(store, ana, {"lessons": 13, "mastered": 5})

    assert await members(store, group) == [{"lessons": 13, "mastered": 5}]


async def test_every_figure_is_kept(store: DatabaseStore) -> None:
    group = await a_group(store)
    (ana,) = await people(store, "ana")
    await join(store, ana)
    figures = {name: place for place, name in enumerate(FIGURES)}

    await count(store, ana, figures)

    assert await members(store, group) == [figures]


async def test_figures_of_nobody_are_dropped(store: DatabaseStore) -> None:
    (ana,) = await people(store, "ana")

    await count(store, ana, SEEN)

    assert "memberships" not in await rows(store)


async def test_unknown_figure_is_a_bug(store: DatabaseStore) -> None:
    (ana,) = await people(store, "ana")

    with pytest.raises(KeyError):
        await count(store, ana, {"age": 30})


async def test_second_group_replaces_the_first(store: DatabaseStore) -> None:
    first, second = await a_group(store), await a_group(store, OTHER)
    (ana,) = await people(store, "ana")
    await join(store, ana)
    await count(store, ana, SEEN)

    assert await join(store, ana, OTHER)

    assert (await members(store, first), await members(store, second)) == ([], [{}])


async def test_group_that_cannot_be_joined_leaves_the_first(store: DatabaseStore) -> None:
    group = await a_group(store)
    (ana,) = await people(store, "ana")
    await join(store, ana)
    await count(store, ana, SEEN)

    assert not await join(store, ana, OTHER)

    assert await members(store, group) == [SEEN]


async def test_member_who_leaves_takes_the_figures_along(store: DatabaseStore) -> None:
    group = await a_group(store)
    ana, budi = await people(store, "ana", "budi")
    for contact in (ana, budi):
        await join(store, contact)
        await count(store, contact, SEEN)

    async with store.write() as work:
        await work.groups.leave(ana)
        await work.groups.leave(ana)
        await work.commit()

    assert await members(store, group) == [SEEN]


async def test_order_of_members_says_nothing(store: DatabaseStore) -> None:
    group, other = await a_group(store), await a_group(store, OTHER)
    names = ("ana", "budi", "citra", "dewi")
    figures = [{"lessons": lessons} for lessons in (3, 1, 2)]
    ana, budi, citra, dewi = await people(store, *names)
    for contact, known in zip((ana, budi, citra), figures, strict=True):
        await join(store, contact)
        await count(store, contact, known)
    await join(store, dewi, other.code)

    assert await members(store, group) == [{"lessons": 1}, {"lessons": 2}, {"lessons": 3}]
    assert await members(store, other) == [{}]


async def purge(store: DatabaseStore, conversation: ConversationId) -> None:
    async with store.write() as work:
        await work.contacts.purge(conversation, [], NOW)
        await work.commit()


async def test_erased_person_is_no_member_any_more(store: DatabaseStore) -> None:
    group = await a_group(store)
    await receive(store)
    (turn,) = await answer(store)
    (budi,) = await people(store, "budi")
    for contact in (turn.contact, budi):
        await join(store, contact)
    await count(store, budi, SEEN)

    await purge(store, turn.conversation)

    assert await members(store, group) == [SEEN]


async def test_person_who_was_erased_is_not_joined(store: DatabaseStore) -> None:
    group = await a_group(store)
    await receive(store)
    (turn,) = await answer(store)
    await purge(store, turn.conversation)

    assert not await join(store, turn.contact)
    await count(store, turn.contact, SEEN)

    assert await members(store, group) == []


async def test_group_goes_a_year_after_its_end(store: DatabaseStore) -> None:
    ended, later = await a_group(store), await a_group(store, OTHER)
    async with store.write() as work:
        await work.groups.close(CODE, NOW)
        await work.commit()
    ana, budi = await people(store, "ana", "budi")
    await join(store, budi, OTHER)
    async with store.write() as work:
        await work.groups.join(ana, CODE, NOW - timedelta(seconds=1))
        await work.commit()

    await store.forget_old(NOW + timedelta(days=364))
    assert len(await members(store, ended)) == 1
    await store.forget_old(NOW + timedelta(days=366))

    async with store.read() as work:
        assert await work.groups.all() == [later]
    assert (await rows(store))["memberships"] == 1


async def test_more_old_groups_than_go_at_once_are_forgotten(store: DatabaseStore) -> None:
    for number in range(23):
        await a_group(store, f"mangga{number}")

    await store.forget_old(END + timedelta(days=366))

    assert "groups" not in await rows(store)
