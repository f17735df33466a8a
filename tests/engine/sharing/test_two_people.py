"""Two people who type whatever they like in whatever order: both always know who sees what, and nobody else does."""

from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.model import Content
from bot.domain.effect import AcceptInvitation, AskAboutWorker, EndSharing, InviteRelative, ShareProgress
from bot.domain.event import (
    InboundEvent,
    InvitationMade,
    SharingAnswered,
    SharingEnded,
    TextReceived,
    WorkerSeen,
)
from bot.domain.sharing import Progress, Sharing, make_code, show_code
from tests.engine.course.student import MORNING, Student

LABELS = (
    "Buat kode", "Buat kode baru", "Batalkan kode", "Saya punya kode", "Ya, setuju", "Tidak", "Akhiri berbagi",
    "Lihat kemajuannya", "Tetap berbagi", "menu", "ulang", "kembali", "berhenti", "mulai", "keluar", "halo?",
)  # fmt: skip
CODE, OPEN, ANSWER = "the code", "open it", "answer one"
INVITE = (OPEN, "Buat kode", ANSWER, ANSWER)
ACCEPT = (OPEN, "Saya punya kode", CODE, "Ya, setuju", ANSWER, ANSWER, ANSWER)
END = (OPEN, "Akhiri berbagi")
WAYS = (INVITE, ACCEPT, ACCEPT, END, INVITE[:2], ACCEPT[:4], (*END, "menu", *INVITE[1:2]))
singles = st.sampled_from([CODE, OPEN, ANSWER, ANSWER, *LABELS]).map(lambda action: (action,))
actions = st.tuples(st.integers(0, 1), st.sampled_from(WAYS) | singles)
"""Whole ways among single words, so that much is shared and everything comes in between."""


@dataclass(kw_only=True)
class Town:
    """Two chats and what a database would know of them: who made which code, who sees whom."""

    people: list[Student]
    queues: list[deque[InboundEvent]] = field(default_factory=lambda: [deque(), deque()])
    code_by_worker: dict[int, str] = field(default_factory=dict)
    relative_by_worker: dict[int, int] = field(default_factory=dict)
    codes: int = 0
    last_code: str = ""

    def do(self, who: int, action: str) -> None:
        person = self.people[who]
        if action == ANSWER:
            self.answer(who)
        elif action == OPEN:
            self.drain(who)
            person.open("sharing")
            self.perform(who)
        else:
            words = show_code(self.last_code) if action == CODE and self.last_code else action
            self.queues[who].append(TextReceived(at=person.at, text=words))

    def answer(self, who: int) -> None:
        if self.queues[who]:
            self.people[who].hear(self.queues[who].popleft())
            self.perform(who)

    def drain(self, *people: int) -> None:
        while any(self.queues[who] for who in people):
            for who in people:
                self.answer(who)

    def perform(self, who: int) -> None:
        for effect in self.people[who].effects:
            match effect:
                case InviteRelative():
                    self.codes += 1
                    self.last_code = self.code_by_worker[who] = make_code(lambda n: self.codes % n)
                    self.tell(who, InvitationMade(at=self.people[who].at, code=self.last_code))
                case AcceptInvitation(code=code):
                    self.accept(who, code)
                case EndSharing():
                    self.end(who)
                case ShareProgress():
                    if who not in self.relative_by_worker:
                        self.tell(who, SharingEnded(at=self.people[who].at))
                case AskAboutWorker():
                    sees = who in self.relative_by_worker.values()
                    self.tell(who, WorkerSeen(at=self.people[who].at, progress=Progress() if sees else None))
                case _:
                    pass

    def accept(self, who: int, code: str) -> None:
        other = 1 - who
        is_good = code != "" and self.code_by_worker.get(other) == code
        if is_good:
            del self.code_by_worker[other]
            is_good = other not in self.relative_by_worker and who not in self.relative_by_worker.values()
        if is_good:
            self.relative_by_worker[other] = who
            self.tell(other, SharingAnswered(at=self.people[other].at, is_shared=True))
        self.tell(who, SharingAnswered(at=self.people[who].at, is_shared=is_good))

    def end(self, who: int) -> None:
        self.code_by_worker.pop(who, None)
        for worker, relative in list(self.relative_by_worker.items()):
            if who in (worker, relative):
                del self.relative_by_worker[worker]
                self.tell(worker if who == relative else relative, SharingEnded(at=self.people[who].at))

    def tell(self, who: int, event: InboundEvent) -> None:
        self.queues[who].append(event)

    def known(self) -> list[Sharing]:
        """What each state should say, where the database is right."""
        said = [Sharing.NONE, Sharing.NONE]
        for worker, relative in self.relative_by_worker.items():
            said[worker], said[relative] = Sharing.WORKER, Sharing.RELATIVE
        return said


def a_town(content: Content) -> Town:
    people = [
        Student(content, answers={"consent": "yes", "role": role}, at=MORNING + timedelta(hours=8))
        for role in ("worker", "family")
    ]
    return Town(people=people)


@settings(max_examples=200)
@given(done=st.lists(actions, max_size=30))
def test_both_know_who_sees_what_once_all_is_answered(
    content: Content, done: list[tuple[int, tuple[str, ...]]]
) -> None:
    town = a_town(content)
    for who, way in done:
        for action in way:
            town.do(who, action)
    town.drain(0, 1)

    assert [_settled(person.state.sharing) for person in town.people] == town.known()


def _settled(sharing: Sharing) -> Sharing:
    """A code that waits, or a question that "menu" interrupted, shares nothing with anybody."""
    return Sharing.NONE if sharing in (Sharing.INVITED, Sharing.ASKED) else sharing
