"""Writes what turns say into the outbox, and lets held messages go when a person writes again."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, case, null, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact import Address, ConversationId
from bot.domain.message import Message
from bot.service.ports import FinishedTurn
from bot.store import bodies
from bot.store.database import insert, padded
from bot.store.schema import RANK, OutboxKind, OutboxStatus, outbox
from bot.store.sealing import Sealer


async def write_replies(
    connection: AsyncConnection, sealer: Sealer, turns: Sequence[FinishedTurn], now: datetime
) -> None:
    """One row a message. A cause that exists already raises: a turn is never written twice."""
    rows = [
        _row(sealer, turn, part, message, now) for turn in turns for part, message in enumerate(turn.messages)
    ]
    if rows:
        await connection.execute(_WRITE, rows)


async def write_farewell(
    connection: AsyncConnection,
    sealer: Sealer,
    messages: Sequence[Message],
    to: Address,
    now: datetime,
    clears: Sequence[str] = (),
) -> None:
    """Rows that belong to nobody any more: they carry their recipient, under a name drawn at random.

    `clears` are ids of what goes from the screen before the first of them comes.
    """
    reply = f"farewell:{secrets.token_hex(8)}"
    recipient = {
        "recipient_sealed": bodies.seal_recipient(sealer, to),
        "recipient_hash": sealer.blind(bodies.address_kind(to), to.value),
        "conversation_id": None,
        "contact_id": None,
        "channel": to.channel,
    }
    rows = [
        _waiting(sealer, reply, part, message, now)
        | recipient
        | {"clears_sealed": None if part else bodies.seal_clears(sealer, clears)}
        for part, message in enumerate(messages)
    ]
    if rows:
        await connection.execute(_WRITE, rows)


async def reopen_window(connection: AsyncConnection, ids: Sequence[ConversationId], now: datetime) -> None:
    """Held messages wait to be sent again; a template that would have asked for a word is not needed.

    A push that waits is an answer's equal from now on: the answer to this word stands behind it.
    """
    await connection.execute(_REOPEN, {"ids": padded(sorted(ids)), "now": now})


def _row(sealer: Sealer, turn: FinishedTurn, part: int, message: Message, now: datetime) -> dict[str, object]:
    kind = OutboxKind.REPLY if turn.push_until is None else OutboxKind.PUSH
    reply = f"turn:{turn.opened.conversation}:{turn.state.turn}"
    return _waiting(sealer, reply, part, message, now) | {
        "conversation_id": turn.opened.conversation,
        "contact_id": turn.opened.contact,
        "channel": turn.opened.channel,
        "kind": kind,
        "rank": RANK[kind],
        "expires_at": turn.push_until,
    }


def _waiting(sealer: Sealer, reply: str, part: int, message: Message, now: datetime) -> dict[str, object]:
    return {
        "cause": f"{reply}:{part}",
        "reply": reply,
        "part": part,
        "kind": OutboxKind.REPLY,
        "rank": RANK[OutboxKind.REPLY],
        "body_sealed": bodies.seal_message(sealer, message),
        "status": OutboxStatus.WAITING,
        "not_before": now,
        "created_at": now,
    }


_WRITE = insert(outbox)
_is_held = outbox.c.status == OutboxStatus.HELD
_is_push = outbox.c.kind == OutboxKind.PUSH
_REOPEN = (
    update(outbox)
    .where(
        outbox.c.conversation_id.in_(bindparam("ids", expanding=True)),
        text("outbox.status IN ('waiting', 'leased', 'held')"),
        _is_held | and_(outbox.c.kind != OutboxKind.REPLY, outbox.c.status == OutboxStatus.WAITING),
    )
    .values(
        status=case((_is_held | _is_push, OutboxStatus.WAITING), else_=OutboxStatus.EXPIRED),
        not_before=case(
            (_is_push, outbox.c.not_before), else_=bindparam("now", type_=outbox.c.not_before.type)
        ),
        body_sealed=case((_is_held | _is_push, outbox.c.body_sealed), else_=null()),
        rank=RANK[OutboxKind.REPLY],
    )
)
