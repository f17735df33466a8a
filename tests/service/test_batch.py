import asyncio
from collections.abc import Sequence

import pytest

from bot.service.batch import Batch, Take


async def test_what_arrives_during_a_commit_is_committed_together() -> None:
    sizes, gate = [], asyncio.Event()

    async def commit(take: Take[int]) -> Sequence[Exception | None]:
        items = take()
        sizes.append(len(items))
        await gate.wait()
        return [None] * len(items)

    batch = Batch(commit, most=100)
    running = asyncio.create_task(batch.run())
    first = asyncio.create_task(batch.add(0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    rest = [asyncio.create_task(batch.add(number)) for number in range(1, 8)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(first, *rest)
    batch.close()
    await running

    assert sizes == [1, 7]


async def test_batch_is_never_larger_than_allowed() -> None:
    sizes = []

    async def commit(take: Take[int]) -> Sequence[Exception | None]:
        items = take()
        sizes.append(len(items))
        return [None] * len(items)

    batch = Batch(commit, most=3)
    adding = [asyncio.create_task(batch.add(number)) for number in range(8)]
    await asyncio.sleep(0)
    batch.close()
    await batch.run()
    await asyncio.gather(*adding)

    assert sizes == [3, 3, 2]


async def test_outcome_reaches_only_its_own_caller() -> None:
    async def commit(take: Take[int]) -> Sequence[Exception | None]:
        items = take()
        return [ValueError("bad") if item == 1 else None for item in items]

    batch = Batch(commit, most=10)
    adding = [asyncio.create_task(batch.add(number)) for number in range(3)]
    await asyncio.sleep(0)
    batch.close()
    await batch.run()

    await asyncio.gather(adding[0], adding[2])
    with pytest.raises(ValueError, match="bad"):
        await adding[1]


async def test_failed_commit_is_told_to_everybody_and_the_next_goes_on() -> None:
    failing = [True]

    async def commit(take: Take[int]) -> Sequence[Exception | None]:
        items = take()
        if failing.pop() if failing else False:
            raise RuntimeError("no")
        return [None] * len(items)

    batch = Batch(commit, most=1)
    running = asyncio.create_task(batch.run())
    with pytest.raises(RuntimeError):
        await batch.add(1)
    await batch.add(2)
    batch.close()
    await running


async def test_caller_who_gave_up_harms_nobody() -> None:
    gate = asyncio.Event()

    async def commit(take: Take[int]) -> Sequence[Exception | None]:
        items = take()
        await gate.wait()
        return [None] * len(items)

    batch = Batch(commit, most=10)
    running = asyncio.create_task(batch.run())
    impatient = asyncio.create_task(batch.add(1))
    patient = asyncio.create_task(batch.add(2))
    await asyncio.sleep(0.01)
    impatient.cancel()
    gate.set()
    await patient
    batch.close()
    await running
