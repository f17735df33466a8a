"""What every store promises of the list of companies: whole or not there, replaced in one step, removed in chunks."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.domain.agency import Agency
from bot.service.ports import AgencyVersion
from bot.service.replace_agencies import replace_agencies
from bot.store import DatabaseStore
from tests.agencies.invented import invented_agencies
from tests.contracts.test_store_contacts import rows
from tests.store.builders import NOW, answer, receive

OLD, NEW = invented_agencies(7, seed=1), invented_agencies(1203, seed=2)


class Cut(Exception):
    """The power goes."""


async def bring_in(store: DatabaseStore, agencies: Sequence[Agency], cut_after: int = 0) -> bool:
    """An import; with `cut_after` it dies once so many rows are written."""
    written = 0

    def staged(count: int) -> None:
        nonlocal written
        written += count
        if cut_after and written >= cut_after:
            raise Cut

    return await replace_agencies(store, agencies, lambda: NOW, staged)


async def seen(store: DatabaseStore) -> Sequence[Agency]:
    """The whole list as people see it, in small pages."""
    found: list[Agency] = []
    async with store.read() as work:
        published = await work.agencies.current()
        while published and (page := await work.agencies.rows(published.version, len(found), 5)):
            found += page
    return found


async def begun(store: DatabaseStore, agencies: Sequence[Agency]) -> AgencyVersion:
    async with store.write() as work:
        version = await work.agencies.begin("2026-11-01", len(agencies), NOW)
        assert await work.agencies.add(version, 0, agencies)
        await work.commit()
    return version


async def published(store: DatabaseStore, version: AgencyVersion) -> bool:
    async with store.write() as work:
        is_done = await work.agencies.publish(version)
        await work.commit()
    return is_done


async def test_without_an_import_there_is_no_list(store: DatabaseStore) -> None:
    async with store.read() as work:
        assert await work.agencies.current() is None


async def test_imported_list_is_read_as_it_was_written(store: DatabaseStore) -> None:
    assert await bring_in(store, OLD)

    async with store.read() as work:
        current = await work.agencies.current()
    assert current is not None
    assert (current.rows, current.as_of, current.imported_at) == (7, "2026-11-01", NOW)
    assert await seen(store) == OLD


async def test_second_import_leaves_nothing_of_the_first(store: DatabaseStore) -> None:
    await bring_in(store, OLD)

    assert await bring_in(store, NEW)

    assert await seen(store) == NEW
    assert await rows(store) == {"agency_lists": 1, "agencies": len(NEW)}


@pytest.mark.parametrize("written", [500, 1203])
async def test_import_that_was_cut_changes_nothing(store: DatabaseStore, written: int) -> None:
    await bring_in(store, OLD)

    with pytest.raises(Cut):
        await bring_in(store, NEW, cut_after=written)

    assert await seen(store) == OLD


async def test_next_import_removes_what_a_cut_one_left(store: DatabaseStore) -> None:
    await bring_in(store, OLD)
    with pytest.raises(Cut):
        await bring_in(store, NEW, cut_after=500)

    assert await bring_in(store, OLD[:3])

    assert await seen(store) == OLD[:3]
    assert await rows(store) == {"agency_lists": 1, "agencies": 3}


async def test_list_is_never_seen_in_part(store: DatabaseStore) -> None:
    await bring_in(store, OLD)
    importing = asyncio.create_task(bring_in(store, NEW))

    sizes = set()
    while not importing.done():
        async with store.read() as work:
            current = await work.agencies.current()
        assert current is not None
        sizes.add(current.rows)
        await asyncio.sleep(0)

    assert await importing
    assert sizes <= {len(OLD), len(NEW)}
    assert await seen(store) == NEW


async def test_people_are_answered_while_a_list_comes_in(store: DatabaseStore) -> None:
    importing = asyncio.create_task(bring_in(store, NEW))

    turns = 0
    while not importing.done():
        await receive(store)
        turns += len(await answer(store, "hai"))

    assert await importing
    assert turns > 3


async def test_list_without_all_its_rows_is_not_published(store: DatabaseStore) -> None:
    await bring_in(store, OLD)
    async with store.write() as work:
        version = await work.agencies.begin("2026-11-01", 5, NOW)
        await work.agencies.add(version, 0, NEW[:4])
        await work.commit()

    assert not await published(store, version)

    assert await seen(store) == OLD


async def test_import_whose_rows_another_removed_gives_up(store: DatabaseStore) -> None:
    version = await begun(store, NEW[:4])
    await bring_in(store, OLD)

    async with store.write() as work:
        assert not await work.agencies.add(version, 4, NEW[4:6])
        await work.commit()

    assert not await published(store, version)
    assert await seen(store) == OLD


async def test_of_two_imports_the_last_to_publish_is_seen(store: DatabaseStore) -> None:
    first, second = await begun(store, NEW[:4]), await begun(store, NEW[4:9])

    assert await published(store, second)
    assert await published(store, first)

    assert await seen(store) == NEW[:4]


async def test_version_is_never_used_twice(store: DatabaseStore) -> None:
    versions = []
    for agencies in (OLD, NEW[:3], OLD):
        await bring_in(store, agencies)
        async with store.read() as work:
            current = await work.agencies.current()
        assert current is not None
        versions.append(current.version)

    assert versions == sorted(set(versions))
