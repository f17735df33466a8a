from datetime import timedelta

from sqlalchemy import select

from bot.domain.arrival import Unreadable
from bot.store import DatabaseStore
from bot.store.schema import inbox, outbox, seen, unreadable
from tests.contracts.test_store_outbox import SENT
from tests.store.builders import NOW, TELEGRAM, an_arrival, answer, lease, open_texts, receive, record

MONTH = NOW + timedelta(days=31)


async def left(store: DatabaseStore) -> list[int]:
    async with store.database.reading() as connection:
        return [len((await connection.execute(select(t))).all()) for t in (inbox, outbox, seen, unreadable)]


async def forget(store: DatabaseStore, days: int) -> int:
    return await store.forget_old(NOW + timedelta(days=days))


async def test_ids_of_deliveries_are_known_for_eight_days(store: DatabaseStore) -> None:
    await receive(store, an_arrival(external_id="x"))

    assert await forget(store, 8) == 0
    assert await receive(store, an_arrival(external_id="x")) == 0
    assert await forget(store, 9) == 1


async def test_finished_rows_go_after_a_month(store: DatabaseStore) -> None:
    await receive(store)
    await answer(store, "hai")
    (reply,) = await lease(store)
    await record(store, reply, SENT)
    async with store.write() as work:
        delivery = Unreadable(channel=TELEGRAM, external_id="u", body=b"?", reason="x", at=NOW)
        await work.inbox.keep_unreadable(delivery)
        await work.commit()

    await forget(store, 31)

    assert await left(store) == [0, 0, 0, 0]


async def test_unanswered_and_unsent_stay(store: DatabaseStore) -> None:
    await receive(store, an_arrival("satu"), an_arrival("dua"))
    await answer(store, "hai")

    await forget(store, 31)

    assert await left(store) == [1, 1, 0, 0]
    assert await open_texts(store) == ["dua"]


async def test_more_than_one_chunk_is_forgotten(store: DatabaseStore) -> None:
    await receive(store, *(an_arrival(f"{n}") for n in range(1100)))

    assert await forget(store, 9) == 1100
