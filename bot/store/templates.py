"""Writes the template that asks a person for a word, once WhatsApp's window is closed.

It stands for an answer that is held until then, or goes in place of a push and ends with it; `expires_at`
tells the two apart. Which template it is, the deliverer knows.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.message import Message
from bot.store import bodies
from bot.store.conversations import lock
from bot.store.database import Found, insert, padded
from bot.store.schema import RANK, OutboxKind, OutboxStatus, conversations, outbox
from bot.store.sealing import Sealer


async def ask_for_a_word(
    connection: AsyncConnection, sealer: Sealer, held: Sequence[tuple[Found, datetime]]
) -> None:
    """One template a conversation, and an answer's before a push's, by the rule of `_is_enough`."""
    asking = [(r, at) for r, at in held if r.conversation_id is not None and r.kind != OutboxKind.TEMPLATE]
    asking.sort(key=lambda found: (found[0].kind == OutboxKind.PUSH, found[0].id), reverse=True)
    first = {row.conversation_id: (row, at) for row, at in asking}
    if not first:
        return
    ids = sorted(first)
    await lock(connection, ids)
    people = {row.id: row for row in await connection.execute(_HEARD, {"ids": padded(ids)})}
    templates = (await connection.execute(_TEMPLATES, {"ids": padded(ids)})).all()
    causes = {row.cause for row in templates}
    asked = {
        template.conversation_id
        for template in templates
        if _is_enough(
            template, *first[template.conversation_id], people[template.conversation_id].last_inbound_at
        )
    }
    rows = [
        _template(sealer, row, at, people[id_].locale, causes)
        for id_, (row, at) in sorted(first.items())
        if id_ not in asked
    ]
    if rows:
        await connection.execute(_WRITE, rows)


def _is_enough(template: Found, asking: Found, at: datetime, heard_at: datetime | None) -> bool:
    """Whether an earlier template makes one for this row needless. One with an end stands for a push.

    On its way: an answer relies on an answer's only, because a push's may still end unsent.
    Gone unanswered: a push is kept back by an answer's only; the engine limits how often it pushes.
    """
    is_push, stands_for_push = asking.kind == OutboxKind.PUSH, template.expires_at is not None
    if template.status in (OutboxStatus.WAITING, OutboxStatus.LEASED):
        return not stands_for_push or (is_push and template.expires_at >= at)
    is_sent = template.status in (OutboxStatus.SENT, OutboxStatus.DELIVERED, OutboxStatus.READ)
    is_unanswered = is_sent and (heard_at is None or template.sent_at >= heard_at)
    return is_unanswered and not (is_push and stands_for_push)


def _template(sealer: Sealer, row: Found, at: datetime, locale: str, causes: set[str]) -> dict[str, object]:
    cause = next(cause for cause in _template_causes(row.cause) if cause not in causes)
    stands_for = OutboxKind.PUSH if row.expires_at else OutboxKind.REPLY
    return {
        "conversation_id": row.conversation_id,
        "contact_id": row.contact_id,
        "channel": row.channel,
        "cause": cause,
        "reply": cause,
        "part": 0,
        "kind": OutboxKind.TEMPLATE,
        "rank": RANK[stands_for],
        # The service says which template it is; only the language is ours.
        "body_sealed": bodies.seal_message(sealer, Message(text="", locale=locale)),
        "status": OutboxStatus.WAITING,
        "not_before": at,
        "created_at": at,
        "expires_at": row.expires_at,
    }


def _template_causes(cause: str) -> Iterator[str]:
    """A message may be held more than once, each time after another word of the person."""
    yield f"template:{cause}"
    number = 2
    while True:
        yield f"template:{cause}:{number}"
        number += 1


_ids: BindParameter[int] = bindparam("ids", expanding=True)
_WRITE = insert(outbox)
_HEARD = select(conversations.c.id, conversations.c.locale, conversations.c.last_inbound_at).where(
    conversations.c.id.in_(_ids)
)
_TEMPLATES = select(
    outbox.c.conversation_id,
    outbox.c.cause,
    outbox.c.status,
    outbox.c.sent_at,
    outbox.c.expires_at,
).where(outbox.c.conversation_id.in_(_ids), text("outbox.kind = 'template'"))
