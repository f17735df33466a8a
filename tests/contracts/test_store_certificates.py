"""What every store promises of certificates."""

import asyncio
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from bot.domain.errors import SealBroken
from bot.service.ports import CertificateStatus, Issued, Verdict
from bot.store import DatabaseStore, open_store, rotate
from bot.store.certificates import DatabaseCertificates
from bot.store.papers import Paper, PaperKind, read_code, write_code, write_payload
from bot.store.schema import certificates, signing_keys
from tests.databases import KEYS
from tests.store.builders import NOW

DAY = date(2026, 11, 21)
VALID, INVALID, REVOKED = CertificateStatus.VALID, CertificateStatus.INVALID, CertificateStatus.REVOKED
OLD, NEW = b"o" * 32, b"n" * 32


async def issue(store: DatabaseStore) -> Issued:
    async with store.write() as work:
        issued = await work.certificates.issue(DAY)
        await work.commit()
    return issued


async def verify(store: DatabaseStore, code: str) -> CertificateStatus:
    async with store.read() as work:
        return await work.certificates.verify(code)


async def revoke(store: DatabaseStore, number: str) -> bool:
    async with store.write() as work:
        is_done = await work.certificates.revoke(number)
        await work.commit()
    return is_done


async def key_count(store: DatabaseStore) -> int:
    async with store.database.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(signing_keys)) or 0


async def test_issued_certificate_is_valid_by_code_and_by_number(store: DatabaseStore) -> None:
    issued = await issue(store)

    for code in (issued.code, issued.number, issued.number.lower().replace("-", " ")):
        async with store.read() as work:
            verdict = await work.certificates.look_up(code)
        assert verdict == Verdict(status=VALID, number=issued.number, issued_on=DAY)


async def test_row_holds_number_and_day_only(store: DatabaseStore) -> None:
    issued = await issue(store)

    async with store.database.reading() as connection:
        (row,) = (await connection.execute(select(certificates))).all()
    assert tuple(row) == (issued.number.replace("-", ""), "2026-11-21", None)


async def test_code_outlives_its_row(store: DatabaseStore) -> None:
    issued = await issue(store)
    async with store.database.writing() as connection:
        await connection.execute(delete(certificates))
        await connection.commit()

    assert await verify(store, issued.code) == VALID
    assert await verify(store, issued.number) == INVALID


async def test_revoked_certificate_stays_revoked(store: DatabaseStore) -> None:
    issued = await issue(store)

    assert await revoke(store, issued.number.lower())
    assert await revoke(store, issued.number)

    async with store.read() as work:
        verdict = await work.certificates.look_up(issued.number)
    assert verdict == Verdict(status=REVOKED, number=issued.number, issued_on=DAY)
    assert await verify(store, issued.code) == REVOKED


async def test_number_nobody_drew_is_not_revoked(store: DatabaseStore) -> None:
    await issue(store)

    assert not await revoke(store, "0000-0000-0000")
    assert not await revoke(store, "not a number")


async def test_code_with_any_part_changed_is_invalid(store: DatabaseStore) -> None:
    issued = await issue(store)
    signed = read_code(issued.code)
    assert signed is not None
    other = Paper(kind=PaperKind.CERTIFICATE, number=signed.paper.number, on=date(2026, 11, 22))

    assert await verify(store, write_code(write_payload(other), signed.signature)) == INVALID
    assert await verify(store, write_code(signed.payload, bytes(64))) == INVALID
    for place in range(0, len(issued.code), 9):
        char = "A" if issued.code[place] != "A" else "B"
        assert await verify(store, issued.code[:place] + char + issued.code[place + 1 :]) == INVALID


async def test_code_of_another_installation_is_invalid(store: DatabaseStore, tmp_path: object) -> None:
    issued = await issue(store)
    async with store.database.writing() as connection:
        await connection.execute(delete(signing_keys))
        await connection.commit()
    await issue(store)

    assert await verify(store, issued.code) == INVALID


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(code=st.one_of(st.text(), st.binary().map(bytes.hex), st.text("AQab01-_", min_size=98, max_size=102)))
async def test_nothing_that_is_asked_raises(store: DatabaseStore, code: str) -> None:
    async with store.read() as work:
        verdict = await work.certificates.look_up(code)

    assert verdict == Verdict(status=INVALID)


@pytest.mark.parametrize(
    "code", ["\x00" * 12, "\ud800" * 100, "'; DROP TABLE certificates", "A" * 100_000, "％"]
)
async def test_hostile_codes_are_invalid(store: DatabaseStore, code: str) -> None:
    assert await verify(store, code) == INVALID


async def test_first_key_is_made_once_for_all(store_url: str) -> None:
    stores = [open_store(store_url, KEYS) for _ in range(4)]

    issued = await asyncio.gather(*(issue(store) for store in stores))

    assert await key_count(stores[0]) == 1
    assert [await verify(stores[0], one.code) for one in issued] == [VALID] * 4
    for store in stores:
        await store.close()


async def test_turn_that_rolls_back_leaves_neither_number_nor_key(store: DatabaseStore) -> None:
    async with store.write() as work:
        issued = await work.certificates.issue(DAY)

    assert await key_count(store) == 0
    assert await verify(store, issued.code) == INVALID


async def test_number_that_is_taken_is_drawn_again(store: DatabaseStore) -> None:
    first = await issue(store)
    taken = first.number.replace("-", "")
    drawn = iter([taken, taken, "000000000000"])
    async with store.database.writing() as connection:
        papers = DatabaseCertificates(connection, store.sealer, lambda: NOW, lambda: next(drawn))

        assert (await papers.issue(DAY)).number == "0000-0000-0000"


async def test_key_is_sealed_and_rotated_with_everything_else(store_url: str) -> None:
    store = open_store(store_url, (OLD,))
    first = await issue(store)
    await store.close()
    store = open_store(store_url, (NEW, OLD))
    assert await rotate(store, lambda done, total: None) == 1
    await store.close()

    store = open_store(store_url, (NEW,))
    second = await issue(store)

    assert [await verify(store, code) for code in (first.code, second.code)] == [VALID, VALID]
    assert await key_count(store) == 1
    await store.close()


async def test_missing_sealing_key_stops_the_turn(store_url: str) -> None:
    store = open_store(store_url, (OLD,))
    await issue(store)
    await store.close()
    store = open_store(store_url, (NEW,))

    with pytest.raises(SealBroken):
        await issue(store)
    await store.close()


async def test_broken_key_is_replaced_and_goes_on_verifying(store: DatabaseStore) -> None:
    before = await issue(store)
    async with store.database.writing() as connection:
        sealed = await connection.scalar(select(signing_keys.c.private_sealed))
        await connection.execute(update(signing_keys).values(private_sealed=(sealed or b"")[:-1] + b"?"))
        await connection.commit()

    after = await issue(store)

    assert await key_count(store) == 2
    assert [await verify(store, one.code) for one in (before, after)] == [VALID, VALID]
