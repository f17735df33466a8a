"""Records what became of attempts to send: one new row state for each result, by the table in `_after`.

Only rows still leased under the caller's fence are touched: who was slower than their lease, or lost the
right to send, changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, assert_never

from sqlalchemy import BindParameter, Boolean, bindparam, case, delete, null, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import Deferred, DeliveryResult, Halted, OutsideWindow, Refused, Sent, Unreachable
from bot.domain.message import Message
from bot.service.ports import Attempt
from bot.store import bodies
from bot.store.conversations import lock
from bot.store.database import Found, insert, padded
from bot.store.schema import RANK, OutboxKind, OutboxStatus, addresses, conversations, outbox
from bot.store.sealing import Sealer

TRIES = 3
HALT_FOR = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a row becomes."""

    status: OutboxStatus
    not_before: datetime
    attempts: int
    reason: str = ""
    platform_message_id: str = ""
    siblings: OutboxStatus | None = None
    """What the untried parts of the same reply become; None leaves them to their sender."""


async def record_attempts(
    connection: AsyncConnection, sealer: Sealer, attempts: Sequence[Attempt], fence: int
) -> int:
    """Saves results; returns how many rows were still ours."""
    if not attempts:
        return 0
    attempt_by_id = {attempt.part: attempt for attempt in attempts}
    values = {"ids": padded(sorted(attempt_by_id)), "fence": fence}
    rows = (await connection.execute(_OURS, values)).all()
    tried = [(row, attempt_by_id[row.id]) for row in rows]
    outcomes = [(row, _after(attempt.result, row.attempts, attempt.at)) for row, attempt in tried]
    await _save(connection, sealer, outcomes, attempt_by_id)
    await _save_siblings(connection, outcomes, fence)
    await _close_unreachable(connection, [r for r, a in tried if isinstance(a.result, Unreachable)])
    await _ask_for_a_word(
        connection, sealer, [(r, a.at) for r, a in tried if isinstance(a.result, OutsideWindow)]
    )
    return len(rows)


def _after(result: DeliveryResult, attempts: int, at: datetime) -> Outcome:
    match result:
        case Sent(platform_message_id=given):
            return Outcome(
                status=OutboxStatus.SENT, not_before=at, attempts=attempts, platform_message_id=given
            )
        case Deferred():
            return _deferred(result, attempts + result.counts, at)
        case Refused(reason=reason):
            return Outcome(status=OutboxStatus.REFUSED, not_before=at, attempts=attempts, reason=reason)
        case Unreachable(reason=reason):
            return Outcome(
                status=OutboxStatus.REFUSED,
                not_before=at,
                attempts=attempts,
                reason=reason,
                siblings=OutboxStatus.REFUSED,
            )
        case OutsideWindow(reason=reason):
            return Outcome(
                status=OutboxStatus.HELD,
                not_before=at,
                attempts=attempts,
                reason=reason,
                siblings=OutboxStatus.HELD,
            )
        case Halted(reason=reason):
            return Outcome(
                status=OutboxStatus.WAITING,
                not_before=at + HALT_FOR,
                attempts=attempts,
                reason=reason,
                siblings=OutboxStatus.WAITING,
            )
        case _:
            assert_never(result)


def _deferred(result: Deferred, attempts: int, at: datetime) -> Outcome:
    is_parked = result.counts and attempts >= TRIES
    return Outcome(
        status=OutboxStatus.PARKED if is_parked else OutboxStatus.WAITING,
        not_before=at if is_parked else at + result.wait,  # a parked part's reply goes on at once
        attempts=attempts,
        reason=result.reason,
        siblings=OutboxStatus.WAITING,
    )


async def _save(
    connection: AsyncConnection,
    sealer: Sealer,
    outcomes: Sequence[tuple[Found, Outcome]],
    attempt_by_id: Mapping[Any, Attempt],
) -> None:
    vanishing = [row.id for row, outcome in outcomes if _vanishes(row, outcome)]
    changes = [
        _change(sealer, row, outcome, attempt_by_id[row.id].at)
        for row, outcome in outcomes
        if not _vanishes(row, outcome)
    ]
    if changes:
        await connection.execute(_CHANGE, changes)
    if vanishing:
        await connection.execute(_VANISH, {"ids": padded(vanishing)})
    if given_up := [row.reply for row, outcome in outcomes if _vanishes(row, outcome) and _gives_up(outcome)]:
        await connection.execute(_VANISH_REPLIES, {"replies": padded(given_up)})


def _vanishes(row: Found, outcome: Outcome) -> bool:
    """A farewell leaves nothing behind once there is nothing more to try."""
    return row.conversation_id is None and outcome.status is not OutboxStatus.WAITING


def _gives_up(outcome: Outcome) -> bool:
    return outcome.siblings in (OutboxStatus.REFUSED, OutboxStatus.HELD)


def _change(sealer: Sealer, row: Found, outcome: Outcome, at: datetime) -> dict[str, object]:
    is_sent = outcome.status is OutboxStatus.SENT
    # A template outside the window would ask for itself: it is refused instead.
    is_lost = outcome.status is OutboxStatus.HELD and row.kind == OutboxKind.TEMPLATE
    status = OutboxStatus.REFUSED if is_lost else outcome.status
    given = outcome.platform_message_id
    return {
        "id_": row.id,
        "status_": status,
        "not_before_": outcome.not_before,
        "attempts_": outcome.attempts,
        "reason_": outcome.reason,
        "platform": sealer.blind(bodies.platform_kind(row.channel), given) if given else None,
        "sent": at if is_sent else None,
        "keeps_body": status in (OutboxStatus.WAITING, OutboxStatus.HELD, OutboxStatus.PARKED),
    }


async def _save_siblings(
    connection: AsyncConnection, outcomes: Sequence[tuple[Found, Outcome]], fence: int
) -> None:
    changes = [
        {"reply_": row.reply, "fence": fence, "status_": outcome.siblings, "not_before_": outcome.not_before}
        for row, outcome in outcomes
        # Those of the unreachable are closed with everything else that waits for them.
        if outcome.siblings not in (None, OutboxStatus.REFUSED)
    ]
    if changes:
        await connection.execute(_CHANGE_SIBLINGS, changes)


async def _close_unreachable(connection: AsyncConnection, rows: Sequence[Found]) -> None:
    ids = sorted({row.conversation_id for row in rows if row.conversation_id is not None})
    if ids:
        await lock(connection, ids)
        await connection.execute(_UNREACHED, {"ids": padded(ids)})
        await close_unsent(connection, ids)


async def close_unsent(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """Refuses all that waits for people who cannot be reached."""
    await connection.execute(_CLOSE, {"ids": padded(ids)})


async def _ask_for_a_word(
    connection: AsyncConnection, sealer: Sealer, held: Sequence[tuple[Found, datetime]]
) -> None:
    """One template a conversation, unless one is on its way or went since the person's last word."""
    first = {row.conversation_id: (row, at) for row, at in reversed(held) if row.conversation_id is not None}
    if not first:
        return
    ids = sorted(first)
    await lock(connection, ids)
    people = {row.id: row for row in await connection.execute(_HEARD, {"ids": padded(ids)})}
    templates = (await connection.execute(_TEMPLATES, {"ids": padded(ids)})).all()
    causes = {row.cause for row in templates}
    asked = {
        row.conversation_id
        for row in templates
        if _is_asking(row, people[row.conversation_id].last_inbound_at)
    }
    rows = [
        _template(sealer, row, at, people[id_].locale, causes)
        for id_, (row, at) in sorted(first.items())
        if id_ not in asked and row.kind != OutboxKind.TEMPLATE
    ]
    if rows:
        await connection.execute(_WRITE, rows)


def _is_asking(row: Found, heard_at: datetime | None) -> bool:
    if row.status in (OutboxStatus.WAITING, OutboxStatus.LEASED):
        return True
    is_sent = row.status in (OutboxStatus.SENT, OutboxStatus.DELIVERED, OutboxStatus.READ)
    return is_sent and (heard_at is None or row.sent_at >= heard_at)


def _template(sealer: Sealer, row: Found, at: datetime, locale: str, causes: set[str]) -> dict[str, object]:
    cause = next(cause for cause in _template_causes(row.cause) if cause not in causes)
    return {
        "conversation_id": row.conversation_id,
        "contact_id": row.contact_id,
        "channel": row.channel,
        "cause": cause,
        "reply": cause,
        "part": 0,
        "kind": OutboxKind.TEMPLATE,
        "rank": RANK[OutboxKind.TEMPLATE],
        # The service says which template it is; only the language is ours.
        "body_sealed": bodies.seal_message(sealer, Message(text="", locale=locale)),
        "status": OutboxStatus.WAITING,
        "not_before": at,
        "created_at": at,
    }


def _template_causes(cause: str) -> Iterator[str]:
    """A message may be held more than once, each time after another word of the person."""
    yield f"template:{cause}"
    number = 2
    while True:
        yield f"template:{cause}:{number}"
        number += 1


_UNSENT = text("outbox.status IN ('waiting', 'leased', 'held')")
_ids: BindParameter[int] = bindparam("ids", expanding=True)
_WRITE = insert(outbox)
_OURS = (
    select(
        outbox.c.id,
        outbox.c.conversation_id,
        outbox.c.contact_id,
        outbox.c.channel,
        outbox.c.cause,
        outbox.c.reply,
        outbox.c.kind,
        outbox.c.attempts,
    )
    .where(
        outbox.c.id.in_(_ids),
        outbox.c.status == OutboxStatus.LEASED,
        outbox.c.lease_fence == bindparam("fence"),
    )
    .order_by(outbox.c.id)
    .with_for_update()
)
_CHANGE = (
    update(outbox)
    .where(outbox.c.id == bindparam("id_"))
    .values(
        status=bindparam("status_"),
        not_before=bindparam("not_before_"),
        attempts=bindparam("attempts_"),
        reason=bindparam("reason_"),
        platform_hash=bindparam("platform"),
        sent_at=bindparam("sent"),
        lease_fence=None,
        body_sealed=case((bindparam("keeps_body", type_=Boolean()), outbox.c.body_sealed), else_=null()),
    )
)
_CHANGE_SIBLINGS = (
    update(outbox)
    .where(
        outbox.c.reply == bindparam("reply_"),
        _UNSENT,
        outbox.c.status == OutboxStatus.LEASED,
        outbox.c.lease_fence == bindparam("fence"),
    )
    .values(status=bindparam("status_"), not_before=bindparam("not_before_"), lease_fence=None)
)
_VANISH = delete(outbox).where(outbox.c.id.in_(_ids))
_VANISH_REPLIES = delete(outbox).where(
    outbox.c.reply.in_(bindparam("replies", expanding=True)), outbox.c.conversation_id.is_(None), _UNSENT
)
_UNREACHED = update(addresses).where(addresses.c.conversation_id.in_(_ids)).values(is_reachable=False)
_CLOSE = (
    update(outbox)
    .where(outbox.c.conversation_id.in_(_ids), _UNSENT)
    .values(status=OutboxStatus.REFUSED, body_sealed=None, lease_fence=None, reason="unreachable")
)
_HEARD = select(conversations.c.id, conversations.c.locale, conversations.c.last_inbound_at).where(
    conversations.c.id.in_(_ids)
)
_TEMPLATES = select(outbox.c.conversation_id, outbox.c.cause, outbox.c.status, outbox.c.sent_at).where(
    outbox.c.conversation_id.in_(_ids), text("outbox.kind = 'template'")
)
