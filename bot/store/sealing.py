"""Encryption at rest: sealed values, and keyed hashes by which an address is found.

A sealed value is a version byte, four bytes that name the key, a nonce of 24 bytes and XChaCha20-Poly1305
output. The column's name is authenticated with it, so a value moved to another column does not open.
Sub-keys are derived by purpose: a hash never helps to open, and a sealing key never helps to find.
"""

import hashlib
from collections.abc import Sequence

from nacl.encoding import RawEncoder
from nacl.exceptions import CryptoError
from nacl.hash import blake2b
from nacl.secret import Aead

from bot.domain.errors import SealBroken

VERSION = b"\x01"
KEY_ID_SIZE = 4
HEADER_SIZE = len(VERSION) + KEY_ID_SIZE
HASH_SIZE = 16


class Sealer:
    """Seals and hashes with the first key, opens and finds with all of them."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) != Aead.KEY_SIZE for key in keys):
            raise ValueError("sealing keys are one or more times 32 bytes")
        boxes = [
            (VERSION + _derive(key, b"key-id")[:KEY_ID_SIZE], Aead(_derive(key, b"seal"))) for key in keys
        ]
        self._header, self._box = boxes[0]
        self._boxes = dict(reversed(boxes))
        self._hash_keys = tuple(_derive(key, b"find") for key in keys)

    def __repr__(self) -> str:
        return f"Sealer({len(self._boxes)} keys)"

    def seal(self, column: bytes, value: bytes) -> bytes:
        """Encrypts for one column, named `table.column`."""
        return self._header + self._box.encrypt(value, column)

    def open(self, column: bytes, sealed: bytes) -> bytes:
        """The reverse of `seal`; raises SealBroken."""
        box = self._boxes.get(sealed[:HEADER_SIZE])
        if box is None:
            raise SealBroken
        try:
            return box.decrypt(sealed[HEADER_SIZE:], column)
        except (CryptoError, ValueError) as error:
            raise SealBroken from error

    def has_key(self, sealed: bytes) -> bool:
        """Whether the key is configured: if not, a setting is wrong; if so, a broken value is broken."""
        return sealed[:HEADER_SIZE] in self._boxes

    def is_newest(self, sealed: bytes) -> bool:
        """Whether it was sealed with the first key."""
        return sealed.startswith(self._header)

    def blind(self, kind: str, value: str) -> bytes:
        """The hash under which a value of this kind is stored."""
        return _blind(self._hash_keys[0], kind, value)

    def blinds(self, kind: str, value: str) -> tuple[bytes, ...]:
        """The hashes under which it may have been stored, the newest key's first."""
        return tuple(_blind(key, kind, value) for key in self._hash_keys)


def _derive(key: bytes, purpose: bytes) -> bytes:
    return blake2b(b"", digest_size=32, key=key, person=b"berangkat-" + purpose, encoder=RawEncoder)


def _blind(key: bytes, kind: str, value: str) -> bytes:
    # The length keeps ("a", "bc") apart from ("ab", "c"). What JSON let through must not raise here.
    data = f"{len(kind)}:{kind}{value}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=HASH_SIZE, key=key).digest()
