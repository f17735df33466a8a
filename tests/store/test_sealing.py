import pytest

from bot.domain.errors import SealBroken
from bot.store.sealing import Sealer

FIRST, SECOND = b"1" * 32, b"2" * 32
COLUMN = b"inbox.body_sealed"


def test_sealed_value_opens_again() -> None:
    sealer = Sealer([FIRST])

    assert sealer.open(COLUMN, sealer.seal(COLUMN, b"rahasia")) == b"rahasia"


def test_same_value_seals_differently_each_time() -> None:
    sealer = Sealer([FIRST])

    assert sealer.seal(COLUMN, b"rahasia") != sealer.seal(COLUMN, b"rahasia")


def test_value_moved_to_another_column_is_broken() -> None:
    sealer = Sealer([FIRST])

    with pytest.raises(SealBroken):
        sealer.open(b"outbox.body_sealed", sealer.seal(COLUMN, b"rahasia"))


@pytest.mark.parametrize("place", [0, 1, 5, 30, -1])
def test_changed_byte_is_noticed(place: int) -> None:
    sealer = Sealer([FIRST])
    sealed = bytearray(sealer.seal(COLUMN, b"rahasia"))
    sealed[place] ^= 1

    with pytest.raises(SealBroken):
        sealer.open(COLUMN, bytes(sealed))


@pytest.mark.parametrize("length", [0, 1, 5, 29, 44])
def test_short_value_is_broken(length: int) -> None:
    sealer = Sealer([FIRST])

    with pytest.raises(SealBroken):
        sealer.open(COLUMN, sealer.seal(COLUMN, b"")[:length])


def test_older_key_still_opens() -> None:
    sealed = Sealer([FIRST]).seal(COLUMN, b"rahasia")
    sealer = Sealer([SECOND, FIRST])

    assert sealer.open(COLUMN, sealed) == b"rahasia"
    assert not sealer.is_newest(sealed)
    assert sealer.is_newest(sealer.seal(COLUMN, b"rahasia"))


def test_removed_key_is_told_from_a_broken_value() -> None:
    sealed = Sealer([FIRST]).seal(COLUMN, b"rahasia")
    sealer = Sealer([SECOND])

    assert not sealer.has_key(sealed)
    with pytest.raises(SealBroken):
        sealer.open(COLUMN, sealed)


def test_hash_depends_on_key_kind_and_value() -> None:
    sealer = Sealer([FIRST])
    hashes = {
        sealer.blind("phone", "+62"),
        sealer.blind("phone", "+63"),
        sealer.blind("chat", "+62"),
        sealer.blind("phone+", "62"),
        Sealer([SECOND]).blind("phone", "+62"),
    }

    assert len(hashes) == 5
    assert sealer.blind("phone", "+62") == sealer.blind("phone", "+62")


def test_look_up_tries_every_key() -> None:
    old = Sealer([FIRST]).blind("phone", "+62")

    found = Sealer([SECOND, FIRST]).blinds("phone", "+62")

    assert found == (Sealer([SECOND]).blind("phone", "+62"), old)


@pytest.mark.parametrize("keys", [(), (b"short",), (FIRST, b"")])
def test_wrong_keys_are_refused(keys: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Sealer(keys)


def test_keys_do_not_print() -> None:
    assert repr(Sealer([FIRST])) == "Sealer(1 keys)"


def test_what_broke_is_not_told() -> None:
    sealer = Sealer([FIRST])

    with pytest.raises(SealBroken) as caught:
        sealer.open(COLUMN, b"rahasia")
    assert "rahasia" not in str(caught.value)
