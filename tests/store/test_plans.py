"""No query of a leg scans a table: read from the plans, so that a lost index is noticed before it hurts."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from bot.domain.arrival import DeliveryStatus, StatusReported
from bot.domain.contact import ContactId
from bot.domain.delivery import Deferred, OutsideWindow, Sent, Unreachable
from bot.domain.event import GroupAnswered, SharingEnded
from bot.domain.sharing import Progress
from bot.domain.state import State
from bot.service.ports import AgencyVersion
from bot.store import DatabaseStore, open_store
from bot.store.schema import metadata
from tests.contracts.test_store_contacts import a_full_life, purge
from tests.contracts.test_store_outbox import held
from tests.databases import KEYS
from tests.store.builders import (
    NOW,
    TELEGRAM,
    WEBCHAT,
    WHATSAPP,
    a_finished,
    an_address,
    an_arrival,
    answer,
    lease,
    push,
    receive,
    record,
)

PHONE = an_address("+62811", WHATSAPP)


async def everything(store: DatabaseStore) -> None:
    """Every statement of every leg, at least once."""
    await held(store, "satu")
    (template,) = await lease(store, WHATSAPP)
    await record(store, template, Sent(platform_message_id="t"))
    await receive(store, an_arrival("ya", PHONE))
    await answer(store)
    await a_push(store)
    await a_full_life(store)
    async with store.write() as work:
        (turn, *_) = await work.inbox.claim(1)
        group = await work.groups.create("kelas", "mangga4827", NOW, NOW + timedelta(days=1))
        assert group is not None
        await work.groups.join(turn.contact, "mangga4827", NOW)
        await work.groups.count(turn.contact, {"lessons": 1})
        await work.groups.members(group.id)
        await work.groups.leave(turn.contact)
        await work.groups.close("mangga4827", NOW)
        notes = State(channel=turn.channel, locale="id", lock_code="bungamelati")
        await work.drawers.put_new_away(turn.conversation, turn.contact, notes, NOW)
        await work.drawers.take_out(turn.conversation, "bungamelati")
        await work.drawers.put_back(turn.conversation, turn.contact, notes, NOW)
        await work.commit()
    await a_share(store)
    for result in (Deferred(wait=NOW - NOW, reason="x"), OutsideWindow(reason="x")):
        for reply in await lease(store):
            await record(store, reply, result)
    await receive(store, an_arrival("lagi"))
    for reply in await lease(store):
        await record(store, reply, Unreachable(reason="x"))
    async with store.write() as work:
        await work.timers.fire(NOW, 10)
        await work.timers.next_due()
        await work.outbox.next_due(TELEGRAM, NOW)
        report = StatusReported(
            channel=WHATSAPP, external_id="s", platform_message_id="t", status=DeliveryStatus.READ, at=NOW
        )
        await work.outbox.report([report])
        await work.outbox.recent_message_ids(turn.conversation, NOW)
        await work.outbox.for_browser(an_address("s", WEBCHAT), 0)
        await work.outbox.confirm(an_address("s", WEBCHAT), 9, NOW)
        await work.contacts.change_address([PHONE], [an_address("+62822", WHATSAPP)], NOW)
        await work.contacts.set_reachable(an_address(), False)
        await work.agencies.rows(AgencyVersion(1), 0, 10)
        await work.gauges.ages()
        await work.commit()
    await answer(store, "hai")
    await receive(store, an_arrival("hapus"), an_arrival("tunggu"))
    await receive(store, an_arrival("halo", an_address("budi")))
    await answer(store)
    await receive(store, an_arrival("satu lagi", PHONE))
    await answer(store)


async def a_share(store: DatabaseStore) -> None:
    """From the code to the end."""
    async with store.write() as work:
        (turn, *_) = await work.inbox.claim(1)
        relative = ContactId(turn.contact + 1)
        await work.shares.invite(turn.contact, "7K2M9QDX", NOW + timedelta(days=1))
        await work.shares.accept(relative, "7K2M9QDX", NOW)
        await work.shares.count(turn.contact, Progress(lessons=1))
        await work.shares.look(relative)
        await work.inbox.tell_contact(relative, SharingEnded(at=NOW), NOW)
        await work.shares.end(turn.contact)
        await work.commit()


async def a_push(store: DatabaseStore) -> None:
    """Outside the window, past its time, held back, and told of something."""
    other = an_address("+62833", WHATSAPP)
    await receive(store, an_arrival("halo", other))
    async with store.write() as work:
        opened = next(turn for turn in await work.inbox.claim(10) if turn.turn == 0)
        await work.inbox.finish([a_finished(opened)], NOW)
        await work.inbox.tell(opened, GroupAnswered(at=NOW, is_joined=True), NOW)
        await work.commit()
    await answer(store)
    await push(store, opened.conversation, "ingat", until=NOW + timedelta(hours=8))
    await lease(store, WHATSAPP, with_pushes=False)
    for reply in await lease(store, WHATSAPP):
        await record(store, reply, OutsideWindow(reason="x"))
    async with store.write() as work:
        await work.outbox.expire(NOW + timedelta(days=1))
        await work.outbox.sent_since(WHATSAPP, "2026-11")
        await work.commit()


@contextmanager
def statements(store: DatabaseStore) -> Iterator[dict[str, Any]]:
    """Every statement sent while this is open, with one set of its values."""
    sent: dict[str, Any] = {}

    def note(connection: Connection, cursor: object, statement: str, values: Any, *_: object) -> None:
        sent.setdefault(statement, values)

    engines = [store.database.engine.sync_engine]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield sent
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


async def test_no_leg_scans_a_table_on_sqlite(sqlite_store_url: str) -> None:
    store = open_store(sqlite_store_url, KEYS)
    with statements(store) as sent:
        await everything(store)
        while await answer(store):
            pass
        await receive(
            store, an_arrival("hapus", an_address("citra")), an_arrival("lagi", an_address("citra"))
        )
        await purge(store, "dadah")

    scans = {}
    async with store.database.writing() as connection:
        for statement, values in sent.items():
            if re.match("SELECT|UPDATE|DELETE|INSERT", statement):
                plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", _one(values))
                scans[statement] = [row.detail for row in plan if _is_scan(row.detail)]
    await store.close()

    assert len(scans) > 40
    assert {statement: found for statement, found in scans.items() if found} == {}


def _one(values: Any) -> Any:
    return values[0] if isinstance(values, list) else values


def _is_scan(detail: str) -> bool:
    """A walk along a partial index sees only what waits, which is what is asked for."""
    return detail.startswith("SCAN") and not re.search(f"{_PARTIAL}|CONSTANT|VALUES|subquery", detail)


@pytest.mark.parametrize("table", ["inbox", "outbox", "conversations"])
async def test_postgres_uses_the_partial_indexes(postgres_store_url: str, table: str) -> None:
    store = open_store(postgres_store_url, KEYS)
    await everything(store)
    async with store.database.writing() as connection:
        await connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = await connection.scalars(text(f"EXPLAIN {_POSTGRES_QUERIES[table]}"))
        lines = "\n".join(plan)
    await store.close()

    assert re.search(rf"ix_{table}_(open|unsent|ready)", lines), lines


_PARTIAL = "|".join(
    str(index.name)
    for table in metadata.sorted_tables
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
)
_POSTGRES_QUERIES = {
    "inbox": "SELECT min(id) FROM inbox WHERE conversation_id = 1 AND inbox.status = 'open'",
    "outbox": "SELECT id FROM outbox WHERE conversation_id = 1 AND outbox.status IN ('waiting', 'leased', 'held')",
    "conversations": "SELECT id FROM conversations WHERE open_event_id IS NOT NULL ORDER BY open_event_id LIMIT 5",
}
