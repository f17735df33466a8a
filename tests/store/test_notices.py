import asyncio
from contextlib import suppress

from sqlalchemy import text

from bot.store import DatabaseStore, open_store
from tests.databases import KEYS


async def test_sqlite_has_nobody_to_listen_to(sqlite_store_url: str) -> None:
    store = open_store(sqlite_store_url, KEYS)

    async with asyncio.timeout(1):
        await store.listen(lambda leg: None)
        async with store.write() as work:
            await work.wake("converse")
            await work.commit()
    await store.close()


async def test_other_process_is_woken_and_the_sender_is_not(postgres_store_url: str) -> None:
    here, there = open_store(postgres_store_url, KEYS), open_store(postgres_store_url, KEYS)
    heard_here: asyncio.Queue[str] = asyncio.Queue()
    heard_there: asyncio.Queue[str] = asyncio.Queue()
    listening = [
        asyncio.create_task(here.listen(heard_here.put_nowait)),
        asyncio.create_task(there.listen(heard_there.put_nowait)),
    ]
    await _say_until_heard(here, heard_there)
    await _say_until_heard(there, heard_here)

    assert {await heard_there.get() for _ in range(heard_there.qsize())} <= {"converse"}
    await _stop(*listening)
    await here.close()
    await there.close()


async def test_lost_listener_comes_back_and_looks_around(postgres_store_url: str) -> None:
    here, there = open_store(postgres_store_url, KEYS), open_store(postgres_store_url, KEYS)
    heard: asyncio.Queue[str] = asyncio.Queue()
    listening = asyncio.create_task(there.listen(heard.put_nowait))
    await _say_until_heard(here, heard)

    query = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
    async with here.database.writing() as connection:
        assert len((await connection.execute(query)).all()) == 1
    while not heard.empty():
        heard.get_nowait()

    async with asyncio.timeout(10):
        assert await heard.get() == "converse"
    await _stop(listening)
    await here.close()
    await there.close()


async def _say_until_heard(store: DatabaseStore, heard: "asyncio.Queue[str]") -> None:
    """The listener may still be connecting, so it is said again."""
    async with asyncio.timeout(10):
        while True:
            async with store.write() as work:
                await work.wake("converse")
                await work.commit()
            with suppress(TimeoutError):
                async with asyncio.timeout(0.2):
                    await heard.get()
                    return


async def _stop(*tasks: "asyncio.Task[None]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
