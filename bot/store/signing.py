"""The Ed25519 keys by which our papers are known. Private halves are sealed at rest and opened for one signature.

The newest key signs, all of them verify: what was signed stays valid after a key was replaced.
"""

from collections.abc import Sequence
from datetime import datetime

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import SealBroken
from bot.store.database import Found, insert
from bot.store.schema import signing_keys
from bot.store.sealing import Sealer

COLUMN = b"signing_keys.private_sealed"
CONTEXT = b"berangkat-paper:"
"""Stands before all that is signed, so that a signature is never good for anything else."""


async def sign(connection: AsyncConnection, sealer: Sealer, payload: bytes, now: datetime) -> bytes:
    """The signature by the newest key, which is made when there is none.

    Raises SealBroken where the key of the seal is not configured: then a setting is wrong.
    """
    rows = (await connection.execute(_NEWEST_FIRST)).all()
    key = _open(sealer, rows) or await _make(connection, sealer, rows[0].id + 1 if rows else 1, now)
    return key.sign(CONTEXT + payload).signature


async def is_signed(connection: AsyncConnection, payload: bytes, signature: bytes) -> bool:
    """Whether one of our keys, old ones too, signed this."""
    rows = await connection.execute(_PUBLIC)
    return any(_fits(row.public, payload, signature) for row in rows)


def _open(sealer: Sealer, rows: Sequence[Found]) -> SigningKey | None:
    """The newest key that opens; a broken one is passed by, and stays for verifying."""
    for row in rows:
        try:
            return SigningKey(sealer.open(COLUMN, row.private_sealed))
        except SealBroken:
            if not sealer.has_key(row.private_sealed):
                raise
    return None


async def _make(connection: AsyncConnection, sealer: Sealer, id_: int, now: datetime) -> SigningKey:
    """Two who need the first key at once ask for the same id: the second waits, and takes the first's key."""
    new = SigningKey.generate()
    values = {
        "id": id_,
        "public": bytes(new.verify_key),
        "private_sealed": sealer.seal(COLUMN, bytes(new)),
        "created_at": now,
    }
    await connection.execute(_ADD, values)
    sealed = (await connection.execute(_SEALED.where(signing_keys.c.id == id_))).scalar_one()
    return SigningKey(sealer.open(COLUMN, sealed))


def _fits(public: bytes, payload: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(public).verify(CONTEXT + payload, signature)
    except BadSignatureError:
        return False
    return True


_NEWEST_FIRST = select(signing_keys.c.id, signing_keys.c.private_sealed).order_by(signing_keys.c.id.desc())
_PUBLIC = select(signing_keys.c.public)
_SEALED = select(signing_keys.c.private_sealed)
_ADD = insert(signing_keys).on_conflict_do_nothing(index_elements=[signing_keys.c.id])
