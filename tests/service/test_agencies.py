"""The book of companies reads the list once, notices another one, and never keeps anybody's transaction waiting."""

import asyncio
import threading
from collections.abc import Sequence

from bot.content.model import AgencySearch, Content
from bot.domain.agency import Agency
from bot.domain.state import Frame, State
from bot.matching.agencies import NameIndex
from bot.service.agencies import AgencyBook
from bot.service.converse import converse
from bot.service.ports import AgenciesNamed
from bot.service.replace_agencies import replace_agencies
from bot.store import DatabaseStore
from tests.agencies.invented import invented_agencies
from tests.builders import a_content, bubble, module, option
from tests.fakes import FakeAgencies, FakeObserver, FixedClock
from tests.store.builders import NOW, a_finished, an_arrival, claim, lease, receive, texts

OLD, NEW = invented_agencies(600, seed=1), invented_agencies(700, seed=2)
CHECK = module(
    "check",
    [AgencySearch(id="search", bubbles=(bubble("Apa namanya?"),), options=(option("again", "search"),))],
)


class SlowIndex(NameIndex):
    """Waits until it may go on reading, and says in which threads it read."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.threads: set[int] = set()

    def add(self, agencies: Sequence[Agency]) -> None:
        self.gate.wait(10)
        self.threads.add(threading.get_ident())
        super().add(agencies)


async def bring_in(store: DatabaseStore, agencies: Sequence[Agency]) -> None:
    assert await replace_agencies(store, agencies, lambda: NOW, lambda rows: None)


async def best(book: AgencyBook, agency: Agency) -> Agency | None:
    named = await book.find(agency.name)
    assert named is not None
    return named.matches[0] if named.matches else None


async def test_without_a_list_nothing_is_read(store: DatabaseStore) -> None:
    assert await AgencyBook(store, NameIndex).find("Sinar Contoh") == AgenciesNamed()


async def test_list_has_to_be_read_before_it_answers(store: DatabaseStore) -> None:
    await bring_in(store, OLD)
    book = AgencyBook(store, NameIndex)

    assert await book.find(OLD[5].name) is None
    await book.refresh()

    named = await book.find(OLD[5].name)
    assert named is not None and named.as_of == "2026-11-01"
    assert named.matches[0] == OLD[5] and len(named.matches) <= 5


async def test_new_list_is_noticed_and_read_once(store: DatabaseStore) -> None:
    made: list[NameIndex] = []
    told: list[bool] = []

    def make() -> NameIndex:
        made.append(NameIndex())
        return made[-1]

    book = AgencyBook(store, make, lambda: told.append(True))
    await bring_in(store, OLD)
    await asyncio.gather(book.refresh(), book.refresh())
    await bring_in(store, NEW)

    assert await best(book, OLD[5]) == OLD[5], "the old index answers until the new one is there"
    assert told == [True]
    await book.refresh()

    assert await best(book, NEW[650]) == NEW[650]
    assert await best(book, OLD[5]) != OLD[5]
    assert len(made) == 2 and told == [True]


async def test_old_index_answers_and_the_loop_turns_while_the_new_one_is_made(store: DatabaseStore) -> None:
    slow = SlowIndex()
    indexes = iter([NameIndex(), slow])
    book = AgencyBook(store, lambda: next(indexes))
    await bring_in(store, OLD)
    await book.refresh()
    await bring_in(store, NEW)

    making = asyncio.create_task(book.refresh())
    for _ in range(5):
        assert await best(book, OLD[7]) == OLD[7]
    slow.gate.set()
    await making

    assert await best(book, NEW[7]) == NEW[7]
    assert threading.get_ident() not in slow.threads


async def test_list_that_is_replaced_while_it_is_read_is_read_anew(store: DatabaseStore) -> None:
    slow = SlowIndex()
    indexes = iter([slow, NameIndex()])
    book = AgencyBook(store, lambda: next(indexes))
    await bring_in(store, OLD)
    reading = asyncio.create_task(book.refresh())
    await asyncio.sleep(0.05)

    await bring_in(store, NEW)
    slow.gate.set()
    await reading

    assert await best(book, NEW[3]) == NEW[3]


async def at_the_search(store: DatabaseStore) -> None:
    """Somebody who is asked for a name, and types one."""
    await receive(store, an_arrival("halo"))
    state = State(
        channel=an_arrival().channel, locale="id", turn=1,
        frames=(Frame(module="menu", step="choose"), Frame(module="check", step="search")),
    )  # fmt: skip
    async with store.write() as work:
        opened = await claim(work)
        finished = a_finished(opened)
        await work.inbox.finish([type(finished)(opened=opened, state=state, messages=())], NOW)
        await work.commit()
    await receive(store, an_arrival("Sinar Contoh"))


async def answer_all(store: DatabaseStore, content: Content, agencies: FakeAgencies) -> int:
    turns = 0
    while done := await converse(
        store, content, FixedClock(), FakeObserver(), public_url="https://chat.example", agencies=agencies
    ):
        turns += done
    return turns


async def test_name_is_looked_up_and_answered_in_the_next_turn(store: DatabaseStore) -> None:
    await at_the_search(store)
    agencies = FakeAgencies(OLD[0], as_of="2026-11-01")

    turns = await answer_all(store, a_content([CHECK]), agencies)

    assert turns == 2 and agencies.asked == ["Sinar Contoh"]
    said = [part for reply in texts(await lease(store)) for part in reply]
    assert OLD[0].name in said[0] and "<agency-invented>" in said[0]


async def test_turn_waits_outside_its_transaction_until_the_list_is_read(store: DatabaseStore) -> None:
    await at_the_search(store)
    agencies = FakeAgencies(as_of="2026-11-01", is_read=False)

    turns = await answer_all(store, a_content([CHECK]), agencies)

    assert turns == 2 and agencies.asked == ["Sinar Contoh", "Sinar Contoh"]
    (parts,) = texts(await lease(store))
    assert parts == ["<agency-none>\n\n<agency-next>"]
