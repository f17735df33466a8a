"""Who is right: reads in which order the inbox took what people said, asks the pure engine what each should
have heard, and compares with what each did hear. Knows nothing of how the messages got there.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from bot.content.model import Content
from bot.store import DatabaseStore
from bot.store.schema import inbox
from tests.crash.crowd import Person, Said
from tests.end_to_end.engine import replies
from tests.end_to_end.wire import Seen, shown

MOST_NAMED = 5
"""Complaints are counted in full and named only so often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One message that reached a person, and in which life of the server (0 before the first kill)."""

    seen: Seen
    life: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One row of the inbox."""

    conversation: int
    external_hash: bytes
    received_at: datetime


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What was found. Everything but `repeated` must be nothing."""

    received: int = 0
    repeated: int = 0
    missing: int = 0
    kept_twice: int = 0
    lost: int = 0
    unexpected: int = 0
    repeated_too_often: int = 0
    torn: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether every promise was kept."""
        broken = (
            self.missing,
            self.kept_twice,
            self.lost,
            self.unexpected,
            self.repeated_too_often,
            self.torn,
        )
        return not any(broken)

    def complain(self, what: str, where: str, times: int = 1) -> None:
        """Counts, and keeps the first few by number, never by what was said."""
        setattr(self, what, getattr(self, what) + times)
        if len(self.examples) < MOST_NAMED:
            self.examples.append(f"{what}: {where}")


async def read_kept(store: DatabaseStore) -> list[Kept]:
    """The inbox in its recorded order."""
    query = (
        select(inbox.c.conversation_id, inbox.c.external_hash, inbox.c.received_at)
        .where(inbox.c.external_hash.is_not(None))
        .order_by(inbox.c.id)
    )
    async with store.database.reading() as connection:
        return [
            Kept(
                conversation=row.conversation_id, external_hash=row.external_hash, received_at=row.received_at
            )
            for row in await connection.execute(query)
        ]


def judge(
    people: Sequence[Person],
    kept: Sequence[Kept],
    heard: Mapping[Person, Sequence[Heard]],
    content: Content,
    blind: Mapping[bytes, Said],
) -> Verdict:
    """Compares everything. `blind` leads from an external hash to what was said."""
    verdict = Verdict()
    author = {said: person for person in people for said in person.said}
    order: dict[Person, list[tuple[Said, datetime]]] = defaultdict(list)
    places: dict[Person, set[int]] = defaultdict(set)
    for row in kept:
        said = blind[row.external_hash]
        order[author[said]].append((said, row.received_at))
        places[author[said]].add(row.conversation)
    for person in people:
        if len(places[person]) > 1:
            verdict.complain("torn", _name(person))
        _check_inbox(person, [said for said, _ in order[person]], verdict)
        expected = _expected(person, order[person], content)
        _check_heard(person, heard.get(person, ()), expected, verdict)
    return verdict


def _check_inbox(person: Person, kept: Sequence[Said], verdict: Verdict) -> None:
    times = Counter(kept)
    for said in person.said:
        if not times[said]:
            verdict.complain("missing", f"{_name(person)} message {said.number}")
        if times[said] > 1:
            verdict.complain("kept_twice", f"{_name(person)} message {said.number}", times[said] - 1)


def _expected(person: Person, order: Sequence[tuple[Said, datetime]], content: Content) -> list[Seen]:
    events = [said.event(person.moment(said, at)) for said, at in order]
    return [
        shown(message, person.channel)
        for reply in replies(content, person.channel, events)
        for message in reply
    ]


def _check_heard(person: Person, heard: Sequence[Heard], expected: Sequence[Seen], verdict: Verdict) -> None:
    """Walks both in step. Right is the next one expected, or the last one again: at any time no more often
    than there were kills (what a dead server sent may still be on its way in the next life)."""
    verdict.received += len(heard)
    place = 0
    repeats: Counter[int] = Counter()
    for message in heard:
        if place < len(expected) and message.seen == expected[place]:
            place += 1
        elif place and message.seen == expected[place - 1]:
            repeats[message.life] += 1
        else:
            verdict.complain("unexpected", f"{_name(person)} after {place} of {len(expected)}")
    verdict.repeated += sum(repeats.values())
    excess = max((sum(repeats[n] for n in repeats if n <= life) - life for life in repeats), default=0)
    if excess > 0:
        verdict.complain("repeated_too_often", _name(person), excess)
    if place < len(expected):
        verdict.complain("lost", f"{_name(person)} after {place} of {len(expected)}", len(expected) - place)


def _name(person: Person) -> str:
    return f"{person.channel} person {person.number}"
