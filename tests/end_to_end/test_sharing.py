"""Two people on different channels, over HTTP: from the code to the end, and to the erasure of one of them."""

import asyncio
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store.schema import invitations, shares
from tests.end_to_end.people import BrowserPerson, Person, TelegramPerson, WhatsAppPerson
from tests.end_to_end.rows import all_values, count_rows
from tests.end_to_end.world import World, a_world, until

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
TO_SHARING = ("menu", "Hasil belajar saya", "Berbagi keluarga")
SHARED = "Ia tahu bahwa Anda bisa melihatnya"
TOLD = "Kode Anda sudah dipakai"
ENDED = "Berbagi kemajuan belajar sudah berakhir"
REFUSED = "Kode ini tidak bisa dipakai"
FETCH_SECONDS = 0.5


def by_day() -> dict[str, str]:
    """Quiet hours that are not now, whenever this runs."""
    later = datetime.now(UTC) + timedelta(hours=6)
    return {"TIMEZONE": "UTC", "QUIET_HOURS": f"{later:%H}:00-{later:%H}:01"}


class Chat:
    """One person who types words, and waits for what is to come of them."""

    def __init__(self, person: Person) -> None:
        self.person = person

    async def say(self, *words: str, until_heard: str) -> str:
        """Everything that came up to this, and this."""
        before = len(await self.person.seen())
        for word in words:
            await self.person.say(word)
        await self.hear(until_heard, after=before)
        return "\n".join(seen.text for seen in (await self.person.seen())[before:])

    async def hear(self, words: str, *, after: int = 0) -> None:
        """Waits until this is said."""

        async def is_said() -> bool:
            if isinstance(self.person, BrowserPerson):
                with suppress(TimeoutError):
                    async with asyncio.timeout(FETCH_SECONDS):
                        await self.person.fetch()
            return any(words in seen.text for seen in (await self.person.seen())[after:])

        await until(is_said, f"words on {self.person.channel}")

    async def greet(self) -> None:
        await self.say("halo", "1", "2", until_heard="Mau buka apa?")

    async def invite(self) -> str:
        said = await self.say(*TO_SHARING, "Buat kode", until_heard="lalu ketik kode ini")
        code = CODE.search(said.partition("Ini kode Anda")[2])
        assert code, "no code was shown"
        return code[0]

    async def accept(self, code: str, *, until_heard: str = SHARED) -> None:
        await self.say(*TO_SHARING, "Saya punya kode", code, "ya", until_heard=until_heard)


def two(world: World, worker: type[Person], relative: type[Person]) -> tuple[Chat, Chat]:
    return Chat(worker(world, 1)), Chat(relative(world, 2))  # type: ignore[call-arg]  # every person has a number


@pytest.mark.parametrize(
    ("worker", "relative"), [(TelegramPerson, WhatsAppPerson), (WhatsAppPerson, BrowserPerson)]
)
async def test_code_goes_from_one_channel_to_another_and_either_ends_it(
    worker: type[Person], relative: type[Person], tmp_path: Path, database_url: str
) -> None:
    async with a_world(tmp_path, database_url, **by_day()) as world:
        ana, budi = two(world, worker, relative)
        await ana.greet()
        await budi.greet()

        code = await ana.invite()
        await budi.accept(code)
        await ana.hear(TOLD)
        seen = await budi.say("Lihat kemajuannya", until_heard="Pelajaran: belum ada kabar")
        assert code not in seen
        assert not await _holds(database_url, code)

        await budi.say("Akhiri berbagi", until_heard="tidak ada yang dibagi")
        await ana.hear(ENDED)
        assert await count_rows(database_url, shares) == 0


async def test_erased_worker_leaves_a_relative_who_is_told_only_that_it_ended(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with a_world(tmp_path, sqlite_url, **by_day()) as world:
        ana, budi = two(world, WhatsAppPerson, TelegramPerson)
        await ana.greet()
        await budi.greet()
        code = await ana.invite()
        await budi.accept(code)

        await ana.person.say("hapus data")
        await ana.person.say("1")

        await budi.hear(ENDED)
        assert await count_rows(sqlite_url, shares) == await count_rows(sqlite_url, invitations) == 0
        await budi.accept(code, until_heard=REFUSED)


async def _holds(url: str, code: str) -> bool:
    """Whether the code stands anywhere, what is sealed opened; but for what a browser has not confirmed yet."""
    needles = (code.encode(), code.replace("-", "").encode())
    return any(
        needle in (value if isinstance(value, bytes) else str(value).encode())
        for name, value in await all_values(url)
        for needle in needles
        if name not in ("outbox.body_sealed", "inbox.body_sealed")
    )
