"""People: their addresses, what they agreed to, and forgetting them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact import Address, Consent, ContactId, ConversationId
from bot.domain.message import Message
from bot.store import bodies
from bot.store.attempts import close_unsent
from bot.store.conversations import Place, add_addresses, find, lock
from bot.store.database import insert
from bot.store.erasure import erase
from bot.store.inbox import Claims
from bot.store.schema import addresses, consents
from bot.store.sealing import Sealer


class DatabaseContacts:
    """Keeps the promises of `ports.Contacts`."""

    def __init__(self, connection: AsyncConnection, sealer: Sealer, claims: Claims) -> None:
        self._connection = connection
        self._sealer = sealer
        self._claims = claims

    async def change_address(self, old: Sequence[Address], new: Sequence[Address], now: datetime) -> None:
        """The old addresses mean nobody afterwards: a number may be given to a stranger next."""
        known = await find(self._connection, self._sealer, [*old, *new])
        place = next((known[address] for address in old if address in known), None)
        if place is None or not await lock(self._connection, [place.conversation]):
            return
        await self._move(place, [address for address in new if address not in known], now)
        given_up = [a for a in old if a not in new and known.get(a) and known[a].contact == place.contact]
        await self._remove_addresses(place, given_up)

    async def set_reachable(self, address: Address, is_reachable: bool) -> None:
        """Closes what waits once no address of the conversation is left."""
        place = (await find(self._connection, self._sealer, [address])).get(address)
        if place is None or not await lock(self._connection, [place.conversation]):
            return
        hashes = self._hashes(address)
        await self._connection.execute(
            update(addresses).where(addresses.c.value_hash.in_(hashes)).values(is_reachable=is_reachable)
        )
        if not is_reachable and not await self._has_way(place):
            await close_unsent(self._connection, [place.conversation])

    async def record_consent(self, contact: ContactId, consent: Consent) -> None:
        """Appends."""
        row = {
            "contact_id": contact,
            "kind": consent.kind,
            "version": consent.version,
            "locale": consent.locale,
            "is_given": consent.is_given,
            "at": consent.at,
        }
        await self._connection.execute(insert(consents), row)

    async def purge(self, conversation: ConversationId, farewell: Sequence[Message], now: datetime) -> None:
        """Erases the person; nothing that was not yet answered is lost."""
        await erase(self._connection, self._sealer, conversation, farewell, self._claims, now)

    async def _move(self, place: Place, new: Sequence[Address], now: datetime) -> None:
        await add_addresses(self._connection, self._sealer, dict.fromkeys(new, place), now)

    async def _remove_addresses(self, place: Place, given_up: Sequence[Address]) -> None:
        hashes = [value_hash for address in given_up for value_hash in self._hashes(address)]
        if hashes:
            await self._connection.execute(
                delete(addresses).where(
                    addresses.c.value_hash.in_(hashes), addresses.c.contact_id == place.contact
                )
            )

    async def _has_way(self, place: Place) -> bool:
        query = select(
            exists().where(addresses.c.conversation_id == place.conversation, addresses.c.is_reachable)
        )
        return bool((await self._connection.execute(query)).scalar())

    def _hashes(self, address: Address) -> tuple[bytes, ...]:
        return self._sealer.blinds(bodies.address_kind(address), address.value)
