"""Records what became of attempts to send: one new row state for each result, by the table in `_after`.

Only rows still leased under the caller's fence are touched: who was slower than their lease, or lost the
right to send, changes nothing. Only what was recorded as sent is counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, assert_never

from sqlalchemy import BindParameter, Boolean, Text, bindparam, case, delete, func, null, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import Deferred, DeliveryResult, Halted, OutsideWindow, Refused, Sent, Unreachable
from bot.service.ports import Attempt
from bot.store import bodies
from bot.store.conversations import lock
from bot.store.counts import count_sent
from bot.store.database import Found, padded
from bot.store.schema import OutboxKind, OutboxStatus, addresses, outbox
from bot.store.screen import seal_id
from bot.store.sealing import Sealer
from bot.store.templates import ask_for_a_word

TRIES = 3
HALT_FOR = timedelta(seconds=60)
REPLACED = "template went instead"
KEEPING_BODY = (OutboxStatus.WAITING, OutboxStatus.HELD, OutboxStatus.PARKED)


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
    outcomes = [(row, _after(row, attempt.result, attempt.at)) for row, attempt in tried]
    await _save(connection, sealer, outcomes, attempt_by_id)
    await _save_siblings(connection, outcomes, fence)
    await _close_unreachable(connection, [r for r, a in tried if isinstance(a.result, Unreachable)])
    await ask_for_a_word(
        connection, sealer, [(r, a.at) for r, a in tried if isinstance(a.result, OutsideWindow)]
    )
    await count_sent(connection, [(r, a.at) for r, a in tried if isinstance(a.result, Sent)])
    return len(rows)


def _after(row: Found, result: DeliveryResult, at: datetime) -> Outcome:
    attempts: int = row.attempts
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
            return _outside(OutboxKind(row.kind), attempts, reason, at)
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


def _outside(kind: OutboxKind, attempts: int, reason: str, at: datetime) -> Outcome:
    match kind:
        case OutboxKind.REPLY:
            status = OutboxStatus.HELD
        case OutboxKind.PUSH:
            status, reason = OutboxStatus.EXPIRED, REPLACED
        case OutboxKind.TEMPLATE:  # it would ask for itself
            status = OutboxStatus.REFUSED
        case _:
            assert_never(kind)
    return Outcome(status=status, not_before=at, attempts=attempts, reason=reason, siblings=status)


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
    given = outcome.platform_message_id
    return {
        "id_": row.id,
        "status_": outcome.status,
        "not_before_": outcome.not_before,
        "attempts_": outcome.attempts,
        "reason_": outcome.reason,
        "platform": sealer.blind(bodies.platform_kind(row.channel), given) if given else None,
        "platform_id": seal_id(sealer, bodies.SAID_ID, row.channel, given),
        "sent": at if is_sent else None,
        "keeps_body": outcome.status in KEEPING_BODY,
    }


async def _save_siblings(
    connection: AsyncConnection, outcomes: Sequence[tuple[Found, Outcome]], fence: int
) -> None:
    changes = [
        {
            "reply_": row.reply,
            "fence": fence,
            "status_": outcome.siblings,
            "not_before_": outcome.not_before,
            "reason_": REPLACED if outcome.siblings is OutboxStatus.EXPIRED else None,
            "keeps_body": outcome.siblings in KEEPING_BODY,
        }
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


_UNSENT = text("outbox.status IN ('waiting', 'leased', 'held')")
_ids: BindParameter[int] = bindparam("ids", expanding=True)
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
        outbox.c.expires_at,
    )
    .where(
        outbox.c.id.in_(_ids),
        outbox.c.status == OutboxStatus.LEASED,
        outbox.c.lease_fence == bindparam("fence"),
    )
    .order_by(outbox.c.id)
    .with_for_update()
)
_kept_body = case((bindparam("keeps_body", type_=Boolean()), outbox.c.body_sealed), else_=null())
_CHANGE = (
    update(outbox)
    .where(outbox.c.id == bindparam("id_"))
    .values(
        status=bindparam("status_"),
        not_before=bindparam("not_before_"),
        attempts=bindparam("attempts_"),
        reason=bindparam("reason_"),
        platform_hash=bindparam("platform"),
        platform_id_sealed=bindparam("platform_id"),
        sent_at=bindparam("sent"),
        lease_fence=None,
        body_sealed=_kept_body,
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
    .values(
        status=bindparam("status_"),
        not_before=bindparam("not_before_"),
        reason=func.coalesce(bindparam("reason_", type_=Text()), outbox.c.reason),
        lease_fence=None,
        body_sealed=_kept_body,
    )
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
