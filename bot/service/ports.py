"""What the legs need from outside, as Protocols. `store/` and `channels/` keep these promises.

Rows never leave the store: everything here is a domain object or a small record of this file.
All `datetime`s are UTC. Bodies handed over here are open text; the store seals them.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType, Protocol

from bot.domain.agency import Agency
from bot.domain.arrival import Arrival, EventArrived, StatusReported, Unreadable
from bot.domain.channel import ChannelName
from bot.domain.contact import Address, Consent, ContactId, ConversationId
from bot.domain.delivery import DeliveryResult
from bot.domain.drawers import DrawerResult
from bot.domain.event import InboundEvent
from bot.domain.message import Message, Printout
from bot.domain.sharing import Progress
from bot.domain.state import State

InboxId = NewType("InboxId", int)
OutboxId = NewType("OutboxId", int)
TimerId = NewType("TimerId", int)
GroupId = NewType("GroupId", int)
AgencyVersion = NewType("AgencyVersion", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTurn:
    """A locked conversation and its oldest open event. `state` is None before the first turn."""

    conversation: ConversationId
    contact: ContactId
    channel: ChannelName
    state: State | None
    turn: int
    inbox_id: InboxId
    event: InboundEvent | None
    """None where the stored body cannot be read any more: the event is to be parked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedTurn:
    """What one turn leaves to be saved. `parked` says why the event could not be answered."""

    opened: OpenTurn
    state: State
    messages: tuple[Message, ...]
    parked: str = ""
    push_until: datetime | None = None
    """Nobody asked for these messages just now: they go after answers, and not after this moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxPart:
    """One message to be sent, leased to us. `cause` is its derived, unique name."""

    id: OutboxId
    cause: str
    message: Message
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedReply:
    """The unsent parts of one reply of one conversation, oldest first."""

    conversation: ConversationId
    channel: ChannelName
    address: Address | None
    """None where the person has no reachable address left: the parts are to be refused."""
    locale: str
    last_inbound_at: datetime | None
    last_inbound_message_id: str
    """The platform's id of the last message of the person (for "read" and "typing"), or empty."""
    is_template: bool
    parts: tuple[OutboxPart, ...]
    expires_at: datetime | None = None
    """Only a push, or the template that stands for one, has an end: it is not sent after it."""
    to_clear: tuple[str, ...] = ()
    """Platform's ids of what goes from the screen before a message that hides it comes; farewells bring theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """The result of sending one part."""

    part: OutboxId
    result: DeliveryResult
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPart:
    """A message for a browser, with the number after which the browser asks for more."""

    number: int
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """How much waits in a leg, and since when."""

    waiting: int
    oldest_at: datetime | None
    parked: int


class Inbox(Protocol):
    """Events not yet answered."""

    async def append(self, arrivals: Sequence[EventArrived], now: datetime) -> int:
        """Finds or makes contacts, locks their conversations in id order, stores what is new.

        Repeats (same channel and external id) are dropped. Returns how many were new. Also opens
        the WhatsApp window anew: held messages wait to be sent again, the address is reachable.
        """
        ...

    async def remember(self, channel: ChannelName, external_id: str, now: datetime) -> bool:
        """Whether this external id is new; it is known from now on (8 days at least)."""
        ...

    async def keep_unreadable(self, unreadable: Unreadable) -> None:
        """Stores a delivery that nobody could parse, sealed, once per external id."""
        ...

    async def claim(self, limit: int) -> Sequence[OpenTurn]:
        """Locks up to `limit` conversations that have open events, longest waiting first."""
        ...

    async def finish(self, turns: Sequence[FinishedTurn], now: datetime) -> None:
        """Saves states, blanks or parks events, writes outbox rows `turn:<conversation>:<n>:<i>`.

        Raises StaleTurn when a conversation is not at the turn it was claimed at.
        """
        ...

    async def tell(self, opened: OpenTurn, event: InboundEvent, now: datetime) -> None:
        """Appends an event of our own to a conversation this transaction has claimed; after `finish`."""
        ...

    async def tell_contact(self, contact: ContactId, event: InboundEvent, now: datetime) -> None:
        """Appends an event of our own to every conversation of somebody else; after `finish`."""
        ...


class Contacts(Protocol):
    """People and their addresses."""

    async def change_address(self, old: Sequence[Address], new: Sequence[Address], now: datetime) -> None:
        """The contact known by an old address is from now on reached by the new ones.

        A new address that already belongs to somebody else stays theirs (nobody is merged).
        """
        ...

    async def set_reachable(self, address: Address, is_reachable: bool) -> None:
        """Blocked or unblocked; what waits for an unreachable address is closed."""
        ...

    async def record_consent(self, contact: ContactId, consent: Consent) -> None:
        """Appends; earlier answers stay as proof."""
        ...

    async def purge(self, conversation: ConversationId, farewell: Sequence[Message], now: datetime) -> None:
        """Erases the contact of this conversation with all their rows on every channel.

        `farewell` is still sent, from rows that carry their own sealed address and vanish when they
        are sent. Events that came after the one just answered start a new, unknown contact.
        """
        ...


class Outbox(Protocol):
    """Messages not yet sent."""

    async def lease(
        self,
        channel: ChannelName,
        fence: int,
        limit: int,
        now: datetime,
        until: datetime,
        *,
        with_pushes: bool = True,
    ) -> Sequence[LeasedReply]:
        """Takes the oldest unsent reply of up to `limit` conversations; replies before pushes.

        What is past its `expires_at` is never taken. Without `with_pushes` neither pushes nor the
        templates that stand for them are, and what waits behind them goes on.
        """
        ...

    async def sent_since(self, channel: ChannelName, month: str) -> int:
        """How many messages the platform took in this calendar month (`YYYY-MM`, as `record` counted)."""
        ...

    async def expire(self, now: datetime) -> None:
        """Closes pushes that waited past their time."""
        ...

    async def record(self, attempts: Sequence[Attempt], fence: int) -> int:
        """Saves results; returns how many were still ours (same fence). Sent bodies are blanked.

        Counts what was sent by channel and UTC month. A push outside WhatsApp's window is not held: the
        template goes in its place, within the same `expires_at`.
        """
        ...

    async def report(self, reports: Sequence[StatusReported]) -> int:
        """Raises the statuses of sent messages (never lowers one); how many were ours."""
        ...

    async def recent_message_ids(self, conversation: ConversationId, since: datetime) -> Sequence[str]:
        """The platform's ids of what we and the person said since then, the newest first.

        Only where the platform lets us take it from the screen, and only for so long as it does.
        """
        ...

    async def next_due(self, channel: ChannelName, now: datetime) -> datetime | None:
        """When the next deferred or leased row may be tried, for sleeping exactly so long."""
        ...

    async def for_browser(self, secret: Address, after: int) -> Sequence[WebPart]:
        """What a browser has not confirmed yet, after number `after`, oldest first."""
        ...

    async def confirm(self, secret: Address, until: int, now: datetime) -> None:
        """The browser has everything up to this number: those rows are sent, and blanked."""
        ...


class Timers(Protocol):
    """Moments that conversations wait for."""

    async def set(self, conversation: ConversationId, name: str, at: datetime) -> None:
        """One timer a name; a later call replaces the earlier."""
        ...

    async def cancel(self, conversation: ConversationId, name: str) -> None:
        """Removes it, if it is there."""
        ...

    async def fire(self, now: datetime, limit: int) -> int:
        """Due timers become inbox rows (`TimerFired`), each once; returns how many."""
        ...

    async def next_due(self) -> datetime | None:
        """When the next timer is due."""
        ...


class CertificateStatus(StrEnum):
    """What `/verify/` says of a certificate, or of any other paper we signed."""

    VALID = "valid"
    INVALID = "invalid"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A certificate that was just drawn: its number as people read it, and the signed code of its QR."""

    number: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What we know of a paper. Number (as people read it) and day only where it is ours: valid or revoked."""

    status: CertificateStatus
    number: str = ""
    issued_on: date | None = None


class Certificates(Protocol):
    """Numbers of papers we signed. No row leads to a person."""

    async def issue(self, on: date) -> Issued:
        """Draws a number, signs it with the date, and keeps number and date, nothing else."""
        ...

    async def verify(self, code: str) -> CertificateStatus:
        """For a signed code (valid also if its row was lost) or a number typed by hand, in any spelling."""
        ...

    async def look_up(self, code: str) -> Verdict:
        """As `verify`, with number and day, for who compares them with the paper in hand."""
        ...

    async def revoke(self, number: str) -> bool:
        """Marks it; false where there is no such number."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A class of an instructor. `code` is what people type; until `open_until` they can join."""

    id: GroupId
    code: str
    label: str
    created_at: datetime
    open_until: datetime


class Groups(Protocol):
    """Classes, and what their members' progress is, in figures by member."""

    async def create(self, label: str, code: str, now: datetime, open_until: datetime) -> Group | None:
        """None where the code is taken already."""
        ...

    async def all(self) -> Sequence[Group]:
        """Every group, oldest first."""
        ...

    async def close(self, code: str, now: datetime) -> bool:
        """Nobody can join any more; false where there is no such group."""
        ...

    async def join(self, contact: ContactId, code: str, now: datetime) -> bool:
        """One group a contact: an earlier one is left. False where no open group has this code."""
        ...

    async def leave(self, contact: ContactId) -> None:
        """The member's row is removed, figures and all."""
        ...

    async def count(self, contact: ContactId, figures: Mapping[str, int]) -> None:
        """Replaces the member's figures (names of `domain/course.FIGURES`); nothing where they are no member."""
        ...

    async def members(self, group: GroupId) -> Sequence[Mapping[str, int]]:
        """Each member's figures, in no order that says who; a test that was not taken is absent."""
        ...


class Shares(Protocol):
    """Invitations of workers, and who sees whose progress: one relative a worker, one worker a relative."""

    async def invite(self, worker: ContactId, code: str, expires_at: datetime) -> bool:
        """Keeps this bare code instead of an earlier one; false where somebody else's is the same."""
        ...

    async def accept(self, relative: ContactId, code: str, now: datetime) -> ContactId | None:
        """The worker whose progress they see from now on. None, after the same work, where the code is nobody's,
        too old, used, revoked or their own, or where one of the two shares already."""
        ...

    async def end(self, contact: ContactId) -> Sequence[ContactId]:
        """Removes code, share and figures, whichever side they are; who was on the other side."""
        ...

    async def count(self, worker: ContactId, progress: Progress) -> bool:
        """Replaces what their relative sees; false where nobody does."""
        ...

    async def look(self, relative: ContactId) -> Progress | None:
        """What they see; None where nothing is shared with them."""
        ...


class Drawers(Protocol):
    """What people of one chat put away, each under the code word that their state carries (`lock_code`)."""

    async def put_new_away(
        self, conversation: ConversationId, contact: ContactId, state: State, now: datetime
    ) -> DrawerResult:
        """TAKEN where the chat has a drawer of this code, FULL where it has as many as it may; then nothing changes.

        Nothing happens where this very turn erased the person.
        """
        ...

    async def put_back(
        self, conversation: ConversationId, contact: ContactId, state: State, now: datetime
    ) -> None:
        """Only for what was opened from this code: replaces what may be there."""
        ...

    async def take_out(self, conversation: ConversationId, code: str) -> State | None:
        """Removes the drawer; from now on what was in it is only with the caller. None where no code fits."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyList:
    """One import of the list of companies. A version is never used twice; `as_of` is the day of its oldest row."""

    version: AgencyVersion
    imported_at: datetime
    as_of: str
    rows: int


class Agencies(Protocol):
    """The list of companies, in versions: people see the current one, whole, or none."""

    async def current(self) -> AgencyList | None:
        """The list that people see; None where none was ever published."""
        ...

    async def rows(self, version: AgencyVersion, after: int, limit: int) -> Sequence[Agency]:
        """The rows behind number `after` (from 1) in their order; fewer than there were while it is removed."""
        ...

    async def begin(self, as_of: str, rows: int, now: datetime) -> AgencyVersion:
        """Announces a version of so many rows, which nobody sees yet."""
        ...

    async def add(self, version: AgencyVersion, after: int, agencies: Sequence[Agency]) -> bool:
        """Appends rows behind number `after`; false, and nothing changes, where somebody removed the version."""
        ...

    async def publish(self, version: AgencyVersion) -> bool:
        """Makes it the current list in one step; false, and nothing changes, unless all its rows are there."""
        ...

    async def remove_old(self, limit: int) -> int:
        """Removes up to `limit` rows of lists that are not current, then the list; 0 when none is left."""
        ...


class AgencyIndex(Protocol):
    """Finds companies of one list by a name typed with errors. Filled once, then only read."""

    def add(self, agencies: Sequence[Agency]) -> None:
        """More rows; called from a thread, one call at a time."""
        ...

    def find(self, name: str, limit: int) -> Sequence[Agency]:
        """The companies that the name probably means, best first; none where none is like it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AgenciesNamed:
    """What a look-up found, and on which day the list was so; both empty where there is no list."""

    as_of: str = ""
    matches: tuple[Agency, ...] = ()


class AgencyFinder(Protocol):
    """Answers from the current list of companies."""

    async def find(self, name: str) -> AgenciesNamed | None:
        """The best matches; None where the list has to be read first (`refresh`), outside of any transaction."""
        ...

    async def refresh(self) -> int:
        """Reads the current list where it is not the one that is known; always 0 (it is a leg)."""
        ...


class Printer(Protocol):
    """Makes the sheets that messages carry."""

    async def make(self, printout: Printout) -> bytes:
        """The finished file; the same printout always gives the same bytes. Never keeps a copy."""
        ...


class Leases(Protocol):
    """Who may send for a platform account: one process at a time, by the database's clock."""

    async def take(self, account: str, owner: str, seconds: int) -> int | None:
        """The fencing number if the lease is ours now (taken or renewed), else None.

        The number rises each time the owner changes.
        """
        ...

    async def give_back(self, account: str, owner: str) -> None:
        """Ends our lease at once, so that another process need not wait."""
        ...

    async def end(self, account: str) -> None:
        """Ends anybody's lease: only for who knows that no other process serves this database."""
        ...


class Gauges(Protocol):
    """Figures for /metrics and /readyz."""

    async def ages(self) -> Mapping[str, Age]:
        """By leg: inbox, outbox, timers."""
        ...

    async def schema_is_head(self) -> bool:
        """Whether the database is at the newest migration."""
        ...


class UnitOfWork(Protocol):
    """One transaction. Leaving without `commit` rolls back."""

    inbox: Inbox
    contacts: Contacts
    outbox: Outbox
    timers: Timers
    certificates: Certificates
    groups: Groups
    shares: Shares
    drawers: Drawers
    agencies: Agencies
    leases: Leases
    gauges: Gauges

    async def wake(self, leg: str) -> None:
        """With the commit, tells other processes that a leg has work; does nothing on SQLite."""
        ...

    async def commit(self) -> None:
        """Makes it durable; after this the method's work can be relied on."""
        ...


class Store(Protocol):
    """Opens transactions, and says when another process wrote."""

    def write(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction that may write. Database out of reach raises DatabaseUnavailable."""
        ...

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction that only reads and never waits for a writer."""
        ...

    async def forget_old(self, now: datetime) -> int:
        """Removes finished rows past their time, in short transactions of its own; how many."""
        ...

    async def listen(self, wake: Callable[[str], None]) -> None:
        """Calls `wake(leg)` when another process committed work for a leg; runs until cancelled.

        Returns at once where there is only one process (SQLite).
        """
        ...

    def inherits(self, account: str) -> bool:
        """True once an account, where surely no other process serves this database (one SQLite file):
        whoever held the account's lease is dead. Never where several processes may serve."""
        ...


class Sender(Protocol):
    """Sends one message on one channel; every answer of the platform is a DeliveryResult."""

    channel: ChannelName
    account: str
    """Names the platform account, for the lease; not a secret."""

    async def send(self, message: Message, address: Address, cause: str) -> DeliveryResult:
        """Exactly one message. Never raises for what a platform or the network does."""
        ...

    async def send_template(self, name: str, locale: str, address: Address, cause: str) -> DeliveryResult:
        """A template message; channels without templates refuse."""
        ...

    async def clear(self, address: Address, ids: Sequence[str]) -> int:
        """Takes these messages from the person's screen, as far as the platform lets us; how many it took.

        Never raises, and is over within a few seconds.
        """
        ...

    async def show_typing(self, address: Address, platform_message_id: str) -> None:
        """Marks as read and shows that we write; failures are ignored."""
        ...


class Observer(Protocol):
    """Counts and times what happens; labels are names of ours, never words of people."""

    def count(self, name: str, amount: int = 1, **labels: str) -> None:
        """Adds to a counter."""
        ...

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        """Adds to a histogram."""
        ...


Clock = Callable[[], datetime]


class Receive(Protocol):
    """What listeners call: returns when everything is durable, so that it may be acknowledged."""

    async def __call__(self, arrivals: Sequence[Arrival]) -> None:
        """Raises DatabaseUnavailable when nothing could be stored (answer 503)."""
        ...
