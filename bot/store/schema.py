"""The tables, one schema for both databases. Migrations must lead to exactly this (a test compares).

Moments are whole microseconds since 1970, UTC. Every table that grows with people carries the id of a
contact or a conversation. Columns named `*_sealed` are encrypted, `*_hash` are keyed hashes.
Queries that want a partial index repeat its predicate literally: neither planner proves it from parameters.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)

from bot.domain.course import FIGURES

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, stored as microseconds since 1970; a naive one is refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To the database; subtracting a naive datetime raises TypeError."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class InboxStatus(StrEnum):
    """How far an event came."""

    OPEN = "open"
    DONE = "done"
    PARKED = "parked"


class OutboxStatus(StrEnum):
    """How far a message came. HELD waits for WhatsApp's window."""

    WAITING = "waiting"
    LEASED = "leased"
    HELD = "held"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    REFUSED = "refused"
    EXPIRED = "expired"
    PARKED = "parked"


class OutboxKind(StrEnum):
    """An answer, something nobody asked for just now, or what opens WhatsApp's window."""

    REPLY = "reply"
    PUSH = "push"
    TEMPLATE = "template"


RANK = {OutboxKind.REPLY: 0, OutboxKind.TEMPLATE: 0, OutboxKind.PUSH: 1}
"""Lower goes first."""

# SQLite only counts up an INTEGER key; AUTOINCREMENT there means that an id is never used twice.
BigId = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


contacts = Table(
    "contacts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("created_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("contact_id", BigId, ForeignKey("contacts.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("locale", Text, nullable=False, server_default=""),
    Column("state_sealed", LargeBinary),
    Column("turn", Integer, nullable=False, server_default="0"),
    Column("open_event_id", BigInteger),  # the oldest open event, NULL when nothing is open
    Column("last_inbound_at", Moment),
    Column("last_inbound_message_sealed", LargeBinary),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("contact_id", "channel"),
    _partial("ix_conversations_open", "open_event_id", where="open_event_id IS NOT NULL"),
    sqlite_autoincrement=True,
)

# `value_hash` stands first so that one look-up serves all kinds and channels: the hash already names both.
addresses = Table(
    "addresses",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("contact_id", BigId, ForeignKey("contacts.id"), nullable=False, index=True),
    Column("conversation_id", BigId, ForeignKey("conversations.id"), nullable=False, index=True),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("value_hash", LargeBinary, nullable=False),
    Column("value_sealed", LargeBinary, nullable=False),
    Column("is_reachable", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("value_hash", "kind", "channel"),
    sqlite_autoincrement=True,
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("conversation_id", BigId, ForeignKey("conversations.id"), nullable=False, index=True),
    Column("contact_id", BigId, nullable=False),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body_sealed", LargeBinary),  # NULL once handled
    Column("external_hash", LargeBinary),  # NULL for what no platform sent (timers)
    Column("platform_id_sealed", LargeBinary),  # NULL where it cannot be taken from the screen
    Column("received_at", Moment, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("turn", Integer),
    Column("handled_at", Moment),
    _partial("ix_inbox_open", "conversation_id", "id", where="status = 'open'"),
    _partial("ix_inbox_parked", "id", where="status = 'parked'"),
    _partial("ix_inbox_platform_id", "received_at", where="platform_id_sealed IS NOT NULL"),
    sqlite_autoincrement=True,
)

# Unlinked to people on purpose: a platform's late repeat is refused even after an erasure.
seen = Table(
    "seen",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("external_hash", LargeBinary, primary_key=True),
    Column("seen_at", Moment, nullable=False, index=True),
)

unreadable = Table(
    "unreadable",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("external_hash", LargeBinary, nullable=False),
    Column("body_sealed", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    UniqueConstraint("channel", "external_hash"),
    sqlite_autoincrement=True,
)

# A leased row's `not_before` is the end of its lease, so "may be tried" is one comparison for both.
# Rows without a conversation are farewells: they carry their recipient and vanish when they are sent.
outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("conversation_id", BigId, ForeignKey("conversations.id"), index=True),
    Column("contact_id", BigId),
    Column("channel", Text, nullable=False),
    Column("cause", Text, nullable=False, unique=True),
    Column("reply", Text, nullable=False),
    Column("part", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("body_sealed", LargeBinary),  # NULL once sent
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", Moment, nullable=False),
    Column("lease_fence", BigInteger),
    Column("platform_hash", LargeBinary),
    Column("platform_id_sealed", LargeBinary),  # NULL where it cannot be taken from the screen
    Column("clears_sealed", LargeBinary),  # farewells only: what goes from the screen before they come
    Column("recipient_sealed", LargeBinary),
    Column("recipient_hash", LargeBinary),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("expires_at", Moment),
    Column("reason", Text, nullable=False, server_default=""),
    _partial("ix_outbox_ready", "channel", "rank", "id", where="status IN ('waiting', 'leased')"),
    _partial("ix_outbox_due", "channel", "not_before", where="status IN ('waiting', 'leased')"),
    _partial("ix_outbox_unsent", "conversation_id", "id", where="status IN ('waiting', 'leased', 'held')"),
    _partial("ix_outbox_reply", "reply", where="status IN ('waiting', 'leased', 'held')"),
    _partial(
        "ix_outbox_expiring",
        "expires_at",
        where="expires_at IS NOT NULL AND status IN ('waiting', 'leased', 'held')",
    ),
    _partial("ix_outbox_template", "conversation_id", "id", where="kind = 'template'"),
    _partial("ix_outbox_platform", "platform_hash", where="platform_hash IS NOT NULL"),
    _partial("ix_outbox_platform_id", "sent_at", where="platform_id_sealed IS NOT NULL"),
    _partial("ix_outbox_recipient", "recipient_hash", where="recipient_hash IS NOT NULL"),
    _partial("ix_outbox_parked", "id", where="status = 'parked'"),
    sqlite_autoincrement=True,
)

timers = Table(
    "timers",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("conversation_id", BigId, ForeignKey("conversations.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    UniqueConstraint("conversation_id", "name"),
    sqlite_autoincrement=True,
)

consents = Table(
    "consents",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("contact_id", BigId, ForeignKey("contacts.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("is_given", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

# A number, the day it was issued, and nothing that leads to a person.
certificates = Table(
    "certificates",
    metadata,
    Column("number", Text, primary_key=True),
    Column("issued_on", Text, nullable=False),  # YYYY-MM-DD
    Column("revoked_at", Moment),
)

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("public", LargeBinary, nullable=False, unique=True),
    Column("private_sealed", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

groups = Table(
    "groups",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("label", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("open_until", Moment, nullable=False),
    sqlite_autoincrement=True,
)

# One group a contact. A test that was not taken is NULL.
memberships = Table(
    "memberships",
    metadata,
    Column("contact_id", BigId, ForeignKey("contacts.id"), primary_key=True, autoincrement=False),
    Column("group_id", BigId, ForeignKey("groups.id"), nullable=False, index=True),
    Column("joined_at", Moment, nullable=False),
    *(Column(name, Integer) for name in FIGURES),
)

# A worker's code, as a keyed hash, until it is used, replaced, revoked or too old: one a person.
invitations = Table(
    "invitations",
    metadata,
    Column("contact_id", BigId, ForeignKey("contacts.id"), primary_key=True, autoincrement=False),
    Column("code_hash", LargeBinary, nullable=False, unique=True),
    Column("expires_at", Moment, nullable=False, index=True),
)

# Who sees whose progress, and all there is to see. One relative a worker, one worker a relative.
shares = Table(
    "shares",
    metadata,
    Column("contact_id", BigId, ForeignKey("contacts.id"), primary_key=True, autoincrement=False),
    Column("relative_id", BigId, ForeignKey("contacts.id"), nullable=False, unique=True),
    Column("shared_at", Moment, nullable=False),
    Column("lessons", Integer, nullable=False, server_default="0"),
    Column("mastered", Integer, nullable=False, server_default="0"),
    Column("steps_done", Integer, nullable=False, server_default="0"),
    Column("steps_total", Integer, nullable=False, server_default="0"),
    Column("route", Text, nullable=False, server_default=""),
    Column("is_ready", Boolean, nullable=False, server_default=false()),
)

# An imported list of companies; at most one is current, the others are being written or removed.
agency_lists = Table(
    "agency_lists",
    metadata,
    Column("version", BigId, primary_key=True),
    Column("imported_at", Moment, nullable=False),
    Column("as_of", Text, nullable=False),  # YYYY-MM-DD, of its oldest row
    Column("rows", Integer, nullable=False),
    Column("is_current", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

# Public facts about companies, nothing about people who ask. `id` numbers the rows of one list from 1.
agencies = Table(
    "agencies",
    metadata,
    Column("version", BigId, ForeignKey("agency_lists.version"), primary_key=True, autoincrement=False),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("licence", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("valid_until", Text, nullable=False),  # YYYY-MM-DD or empty
    Column("source", Text, nullable=False),
    Column("as_of", Text, nullable=False),
    Column("is_invented", Boolean, nullable=False),
)

# All that the chat remembered of one person, under a keyed hash of chat and code word.
drawers = Table(
    "drawers",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("conversation_id", BigId, ForeignKey("conversations.id"), nullable=False),
    Column("contact_id", BigId, ForeignKey("contacts.id"), nullable=False, index=True),
    Column("code_hash", LargeBinary, nullable=False),
    Column("state_sealed", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False, index=True),
    UniqueConstraint("conversation_id", "code_hash"),
    sqlite_autoincrement=True,
)

# How many messages each platform took in a UTC month: what is paid for, and nothing about whom.
sent_counts = Table(
    "sent_counts",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("month", Text, primary_key=True),  # YYYY-MM
    Column("messages", BigInteger, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("account", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),  # microseconds by the database's own clock
)
