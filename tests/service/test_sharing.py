"""A worker and a relative through the real legs: who is told what, in which order, and what the database keeps."""

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from operator import mod

import pytest

from bot.content.model import Content
from bot.domain.contact import Address, ContactId
from bot.domain.sharing import CODE_KEPT_FOR, make_code, show_code
from bot.service.converse import converse
from bot.store import DatabaseStore
from tests.contracts.test_store_contacts import rows
from tests.fakes import FakeAgencies, FakeObserver, FakeSender, FixedClock
from tests.service.arrivals import chat, phone, wrote
from tests.service.test_legs import answer_all, receiving, send_all

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
TO_A_LESSON = ("menu", "Semua pelajaran", "Surat dan kontrak", "Surat dan data diri", "1")
TO_SHARING = ("menu", "Hasil belajar saya", "Berbagi keluarga")
ENDED = "sudah berakhir"


@dataclass(kw_only=True)
class Town:
    """Everybody writes, and reads all that comes."""

    store: DatabaseStore
    content: Content
    clock: FixedClock
    observer: FakeObserver

    def __post_init__(self) -> None:
        self.senders = {address.channel: FakeSender(address.channel) for address in (chat(1), phone(1))}

    async def say(self, address: Address, *words: str) -> str:
        """What this person reads after each of these words."""
        before = len(self._read(address))
        for word in words:
            async with receiving(self.store, self.clock, self.observer) as receive:
                await receive([wrote(address, word, at=self.clock())])
            await self.answer()
        return "\n".join(self._read(address)[before:])

    async def answer(self) -> None:
        await answer_all(self.store, self.content, self.clock, self.observer)
        for sender in self.senders.values():
            await send_all(self.store, sender, self.content, self.clock, self.observer, rounds=4)

    async def greet(self, *people: Address) -> None:
        for person in people:
            await self.say(person, "halo", "1", "tidak")

    async def invite(self, worker: Address) -> str:
        said = await self.say(worker, *TO_SHARING, "Buat kode")
        found = CODE.search(said)
        assert found, said
        return found[0]

    async def accept(self, relative: Address, code: str) -> str:
        return await self.say(relative, *TO_SHARING, "Saya punya kode", code, "ya")

    def _read(self, address: Address) -> list[str]:
        return [text for to, text in self.senders[address.channel].sent if to == address.value]


@pytest.fixture
def town(store: DatabaseStore, content: Content, clock: FixedClock, observer: FakeObserver) -> Town:
    clock.move(timedelta(hours=6))  # by day, where the content's clock is
    return Town(store=store, content=content, clock=clock, observer=observer)


ANA, BUDI, CITRA = chat(1), phone(2), chat(3)


async def test_worker_and_relative_share_from_code_to_end(town: Town) -> None:
    await town.greet(ANA, BUDI)
    code = await town.invite(ANA)

    assert "sudah tersambung" in await town.accept(BUDI, code)
    assert "Kode Anda sudah dipakai" in town.senders[ANA.channel].sent[-1][1]
    assert "belum ada kabar" in await town.say(BUDI, "Lihat kemajuannya")

    await town.say(ANA, *TO_SHARING, "Akhiri berbagi")
    assert ENDED in town.senders[BUDI.channel].sent[-1][1]
    assert "shares" not in await rows(town.store)


async def test_relative_sees_what_the_worker_learned(town: Town) -> None:
    await town.greet(ANA, BUDI)
    await town.accept(BUDI, await town.invite(ANA))

    await town.say(ANA, *TO_A_LESSON, "Belum tahu")

    assert "Pelajaran selesai: 1" in await town.say(BUDI, "Lihat kemajuannya")


@pytest.mark.parametrize("kind", ["guessed", "used", "expired", "replaced", "ended", "erased"])
async def test_every_code_that_fits_nothing_reads_the_same(town: Town, kind: str) -> None:
    await town.greet(ANA, BUDI, CITRA)
    guessed = await town.accept(CITRA, show_code(make_code(partial(mod, 5))))
    code = await town.invite(ANA)
    match kind:
        case "guessed":
            code = show_code(make_code(partial(mod, 9)))
        case "used":
            await town.accept(CITRA, code)
        case "expired":
            town.clock.move(CODE_KEPT_FOR)
        case "replaced":
            await town.say(ANA, *TO_SHARING, "Buat kode baru")
        case "ended":
            await town.say(ANA, *TO_SHARING, "Batalkan kode")
        case _:
            await town.say(ANA, "hapus data", "ya")

    assert refusal(await town.accept(BUDI, code)) == refusal(guessed)


async def test_own_code_lets_nobody_in(town: Town) -> None:
    await town.greet(ANA)
    code = await town.invite(ANA)

    async with town.store.write() as work:
        worker = ContactId(await only_value(town.store, "SELECT contact_id FROM invitations"))
        assert await work.shares.accept(worker, code.replace("-", ""), town.clock()) is None


async def test_sixth_code_is_refused_like_the_others_even_if_it_is_right(town: Town) -> None:
    await town.greet(ANA, BUDI)
    code = await town.invite(ANA)
    refusals = {
        refusal(await town.accept(BUDI, show_code(make_code(partial(mod, first))))) for first in range(5)
    }

    refusals.add(refusal(await town.accept(BUDI, code)))
    assert len(refusals) == 1

    town.clock.move(timedelta(hours=1))
    assert "sudah tersambung" in await town.accept(BUDI, code)


async def test_both_sides_leaving_at_once_are_told_nothing_twice(town: Town) -> None:
    await town.greet(ANA, BUDI)
    await town.accept(BUDI, await town.invite(ANA))
    await town.say(ANA, *TO_SHARING)
    await town.say(BUDI, *TO_SHARING)

    async with receiving(town.store, town.clock, town.observer) as receive:
        await receive([wrote(ANA, "Akhiri berbagi"), wrote(BUDI, "Akhiri berbagi")])
    await town.answer()

    for person in (ANA, BUDI):
        last = town.senders[person.channel].sent[-1][1]
        assert "tidak ada yang dibagi" in last or "Mau lihat apa?" in last
    assert "shares" not in await rows(town.store)


async def test_erased_worker_is_gone_and_the_relative_hears_no_reason(town: Town) -> None:
    await town.greet(ANA, BUDI)
    await town.accept(BUDI, await town.invite(ANA))

    await town.say(ANA, "hapus data", "ya")

    last = town.senders[BUDI.channel].sent[-1][1]
    assert ENDED in last
    assert "hapus" not in last.casefold()
    assert {"shares", "invitations"}.isdisjoint(await rows(town.store))


async def test_relative_who_asks_about_somebody_who_ended_it_hears_only_that(town: Town) -> None:
    await town.greet(ANA, BUDI)
    await town.accept(BUDI, await town.invite(ANA))
    await town.say(ANA, *TO_SHARING)

    async with receiving(town.store, town.clock, town.observer) as receive:
        await receive([wrote(ANA, "Akhiri berbagi"), wrote(BUDI, "Lihat kemajuannya")])
    await town.answer()

    said = town.senders[BUDI.channel].sent[-1][1]
    assert "tidak ada yang dibagi" in said
    assert "kemajuan keluarga" not in said.casefold()


async def test_two_who_type_one_code_at_once_are_not_both_let_in(town: Town) -> None:
    await town.greet(ANA, BUDI, CITRA)
    code = await town.invite(ANA)
    for relative in (BUDI, CITRA):
        await town.say(relative, *TO_SHARING, "Saya punya kode", code)

    async with receiving(town.store, town.clock, town.observer) as receive:
        await receive([wrote(BUDI, "ya"), wrote(CITRA, "ya")])
    await asyncio.gather(*(_converse(town) for _ in range(2)))
    await town.answer()

    assert (await rows(town.store))["shares"] == 1
    last = [town.senders[who.channel].sent[-1][1] for who in (BUDI, CITRA)]
    assert sum("Anda bisa melihat kemajuan" in words for words in last) == 1


async def test_nothing_of_a_code_is_readable_in_the_database(town: Town) -> None:
    await town.greet(ANA)
    code = await town.invite(ANA)

    async with town.store.database.reading() as connection:
        found = [
            value
            for table in ("invitations", "inbox", "outbox", "conversations")
            for row in (await connection.exec_driver_sql(f"SELECT * FROM {table}")).all()
            for value in row
        ]

    needles = (code.encode(), code.replace("-", "").encode())
    assert not any(
        needle in (v if isinstance(v, bytes) else str(v).encode()) for v in found for needle in needles
    )


async def _converse(town: Town) -> int:
    return await converse(
        town.store, town.content, town.clock, town.observer, public_url="", agencies=FakeAgencies()
    )


async def only_value(store: DatabaseStore, query: str) -> int:
    async with store.database.reading() as connection:
        return int((await connection.exec_driver_sql(query)).scalar_one())


def refusal(said: str) -> str:
    """All that is said once the code was looked up, however the channel cuts it."""
    return " ".join(said[said.index("Kode ini tidak bisa dipakai") :].split())
