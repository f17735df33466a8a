"""What people of one chat put away: each under a keyed hash of chat and code word, sealed, one row a drawer."""

import logging
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact import ContactId, ConversationId
from bot.domain.drawers import DRAWERS, DrawerResult
from bot.domain.errors import SealBroken
from bot.domain.state import State
from bot.store import bodies
from bot.store.database import insert
from bot.store.schema import conversations, drawers
from bot.store.sealing import Sealer

logger = logging.getLogger(__name__)


class DatabaseDrawers:
    """Keeps the promises of `ports.Drawers`."""

    def __init__(self, connection: AsyncConnection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    async def put_new_away(
        self, conversation: ConversationId, contact: ContactId, state: State, now: datetime
    ) -> DrawerResult:
        """Full says nothing about the code."""
        chat = {"chat": conversation}
        if (await self._connection.execute(_COUNT, chat)).scalar_one() >= DRAWERS:
            return DrawerResult.FULL
        hashes = self._hashes(conversation, state.lock_code)
        if (await self._connection.execute(_FIND, {**chat, "hashes": list(hashes)})).first():
            return DrawerResult.TAKEN
        await self._insert(conversation, contact, state, now)
        return DrawerResult.DONE

    async def put_back(
        self, conversation: ConversationId, contact: ContactId, state: State, now: datetime
    ) -> None:
        """Replaces what is there under this code."""
        hashes = self._hashes(conversation, state.lock_code)
        await self._connection.execute(_REMOVE, {"chat": conversation, "hashes": list(hashes)})
        await self._insert(conversation, contact, state, now)

    async def take_out(self, conversation: ConversationId, code: str) -> State | None:
        """What cannot be opened stays where it is, and is like a code that does not fit."""
        chat = {"chat": conversation, "hashes": list(self._hashes(conversation, code))}
        row = (await self._connection.execute(_FIND, chat)).first()
        if row is None:
            return None
        try:
            state = bodies.open_drawer(self._sealer, row.state_sealed)
        except (SealBroken, ValueError):
            logger.warning("drawer left as it is", extra={"conversation": conversation, "id": row.id})
            return None
        await self._connection.execute(_REMOVE, chat)
        return state

    async def _insert(
        self, conversation: ConversationId, contact: ContactId, state: State, now: datetime
    ) -> None:
        row = {
            "chat": conversation,
            "contact": contact,
            "code": self._hashes(conversation, state.lock_code)[0],
            "state": bodies.seal_drawer(self._sealer, state),
            "now": now,
        }
        await self._connection.execute(_INSERT, row)

    def _hashes(self, conversation: ConversationId, code: str) -> tuple[bytes, ...]:
        return self._sealer.blinds(bodies.DRAWER_KIND, bodies.drawer_code(conversation, code))


_ours = drawers.c.conversation_id == bindparam("chat")
_named = drawers.c.code_hash.in_(bindparam("hashes", expanding=True))
_COUNT = select(func.count()).select_from(drawers).where(_ours)
_FIND = select(drawers.c.id, drawers.c.state_sealed).where(_ours, _named)
_REMOVE = delete(drawers).where(_ours, _named)
# From a select, so that nothing is kept of a chat that was just erased.
_INSERT = insert(drawers).from_select(
    ["conversation_id", "contact_id", "code_hash", "state_sealed", "created_at"],
    select(
        conversations.c.id,
        bindparam("contact", type_=drawers.c.contact_id.type),
        bindparam("code", type_=drawers.c.code_hash.type),
        bindparam("state", type_=drawers.c.state_sealed.type),
        bindparam("now", type_=drawers.c.created_at.type),
    ).where(conversations.c.id == bindparam("chat")),
)
