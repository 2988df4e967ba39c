"""Lays out every table on one page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
    true,
)
from sqlalchemy.engine import Dialect

SCHEMA = "0004"
"""The migration that makes the tables as they stand here."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Time(TypeDecorator[datetime]):
    """Keeps a moment as microseconds since 1970 in UTC, which sorts and compares alike on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Return the microseconds; a moment without a time zone is refused."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment in UTC."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Words(TypeDecorator[str]):
    """Keeps what strangers wrote; PostgreSQL refuses the character NUL, so it is shown as unreadable."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the text without NUL."""
        return value.replace("\0", "\ufffd") if value and "\0" in value else value


# SQLite gives numbers by itself only to a primary key that is called INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")


# sqlite_autoincrement: a number is never given twice; a late message may carry that of a row that was forgotten.
# sqlite_with_rowid=False: rows lie in the order of their key, so that one log is read from few pages.

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

units = Table(
    "units",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", Text, nullable=False, unique=True),  # as links name it: pkm-wotu
    Column("name", Words, nullable=False),
    Column("kind", Text, nullable=False),
    Column("aliases", Words, nullable=False),  # other names people type, one a line
    Column("state", Text, nullable=False),  # listed, proposed (typed by a person, waits for an admin), closed
    Column("created_at", Time, nullable=False),
    sqlite_autoincrement=True,
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Words, nullable=False),
    Column("unit", Id, index=True),  # of units; SQLite adds no foreign key to a table that exists
    Column("roles", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("conversation", Id),  # no foreign key: the two tables would point at each other
    Column("is_subscribed", Boolean, nullable=False, server_default=true()),  # to announcements
    Column("errand", Words),  # what the next message is for, when it is for no draft (JSON)
    Column("created_at", Time, nullable=False),
    Column("seen_at", Time, nullable=False),
    sqlite_autoincrement=True,
)

addresses = Table(
    "addresses",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("contact", Id, ForeignKey("contacts.id"), nullable=False, index=True),
    Column("reachable", Boolean, nullable=False),
    Column("also", Text, index=True),  # the channel's other id of the same person: a number behind a user id
    Column("heard_at", Time),  # when the person last wrote there, to a few minutes
    sqlite_with_rowid=False,
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("contact", Id, ForeignKey("contacts.id"), nullable=False, index=True),
    Column("flow", Text, nullable=False),
    Column("flow_version", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("name", Words, nullable=False),
    Column("state", Text, nullable=False),
    Column("events", Integer, nullable=False),  # how many lines its log has
    Column("revision", BigInteger, nullable=False),  # another number after every save
    Column("created_at", Time, nullable=False),
    Column("updated_at", Time, nullable=False),
    sqlite_autoincrement=True,
)

events = Table(
    "events",
    metadata,
    Column("conversation", Id, ForeignKey("conversations.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Time, nullable=False),
    Column("kind", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("raw", Words, nullable=False),
    Column("how", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("channel", Text, nullable=False),
    sqlite_with_rowid=False,
)

revisions = Table(
    "revisions",
    metadata,
    Column("conversation", Id, ForeignKey("conversations.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("upto", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("created_at", Time, nullable=False),
    sqlite_with_rowid=False,
)

members = Table(
    "members",
    metadata,
    Column("conversation", Id, ForeignKey("conversations.id"), primary_key=True),
    Column("contact", Id, ForeignKey("contacts.id"), primary_key=True, index=True),
    Column("state", Text, nullable=False),  # where this member stands in the draft; the owner's is the draft's own
    Column("joined_at", Time, nullable=False),
    sqlite_with_rowid=False,
)

takes = Table(
    "takes",
    metadata,
    Column("conversation", Id, ForeignKey("conversations.id"), primary_key=True),
    Column("section", Text, primary_key=True),
    Column("contact", Id, ForeignKey("contacts.id"), nullable=False),
    Column("until", Time, nullable=False),
    sqlite_with_rowid=False,
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("conversation", Id, ForeignKey("conversations.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),  # the revision that was handed in
    Column("contact", Id, ForeignKey("contacts.id")),  # who handed it in
    Column("unit", Id, ForeignKey("units.id"), index=True),
    Column("needs", Integer, nullable=False),  # how many coaches must approve
    Column("state", Text, nullable=False, index=True),  # waiting, returned, approved, withdrawn
    Column("submitted_at", Time, nullable=False),
    Column("decided_at", Time),
    Column("reminded_at", Time),  # when the coaches were last reminded of it
    UniqueConstraint("conversation", "number"),
    sqlite_autoincrement=True,
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Id, primary_key=True),
    Column("submission", Id, ForeignKey("submissions.id"), nullable=False),
    Column("coach", Id, ForeignKey("contacts.id"), index=True),
    Column("verdict", Text),  # approve or return, once it is sent
    Column("opened_at", Time, nullable=False),
    Column("sent_at", Time),
    UniqueConstraint("submission", "coach"),
    sqlite_autoincrement=True,
)

# Append-only: who said what to which version. A review is the fold of its remarks.
remarks = Table(
    "remarks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("conversation", Id, ForeignKey("conversations.id"), nullable=False, index=True),
    Column("submission", Id, ForeignKey("submissions.id"), nullable=False),
    Column("review", Id, ForeignKey("reviews.id"), index=True),  # none: said by the writers
    Column("contact", Id, ForeignKey("contacts.id")),
    Column("section", Text, nullable=False),
    Column("question", Text, nullable=False),  # "" : the whole section
    Column("kind", Text, nullable=False),
    Column("text", Words, nullable=False),
    Column("file", Text, nullable=False),  # a voice remark (JSON of the file) or ""
    Column("answers", Id, ForeignKey("remarks.id")),  # the remark it answers
    Column("at", Time, nullable=False),
    sqlite_autoincrement=True,
)

# One idiom for every code a person can type or follow: to join as coach, to write along, to link a channel.
codes = Table(
    "codes",
    metadata,
    Column("code", Text, primary_key=True),
    Column("purpose", Text, nullable=False),  # role, team, link
    Column("maker", Id, ForeignKey("contacts.id"), index=True),  # none: made on the command line
    Column("role", Text, nullable=False),
    Column("unit", Id, ForeignKey("units.id")),
    Column("conversation", Id, ForeignKey("conversations.id"), index=True),
    Column("uses_left", Integer, nullable=False),
    Column("created_at", Time, nullable=False),
    Column("expires_at", Time, nullable=False),
    Column("revoked_at", Time),
    sqlite_with_rowid=False,
)

guesses = Table(
    "guesses",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("at", Time, nullable=False),
    Index("ix_guesses_address", "channel", "address", "at"),
    sqlite_autoincrement=True,
)

coach_units = Table(
    "coach_units",
    metadata,
    Column("coach", Id, ForeignKey("contacts.id"), primary_key=True),
    Column("unit", Id, ForeignKey("units.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

flows = Table(
    "flows",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False),
    Column("definition", Text, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("key", Text, primary_key=True),
    Column("contact", Id, ForeignKey("contacts.id"), primary_key=True, index=True),
    Column("kind", Text, nullable=False),
    Column("mime", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("name", Words, nullable=False),
    Column("created_at", Time, nullable=False),
)

WAITING = text("state = 'waiting'")
QUEUED = text("state = 'queued'")
SENDING = text("state = 'sending'")
IS_QUESTION = text("ask IS NOT NULL")

inbox = Table(
    "inbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("key", Words, nullable=False),
    Column("address", Text, nullable=False),
    Column("body", Words, nullable=False),
    Column("received_at", Time, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Time, nullable=False),
    Column("error", Words),
    UniqueConstraint("channel", "key"),
    Index("ix_inbox_waiting", "channel", "address", "id", sqlite_where=WAITING, postgresql_where=WAITING),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("contact", Id, index=True),
    Column("conversation", Id),
    Column("ask", Integer),
    Column("cursor", Text),
    Column("reply", Text, nullable=False),
    Column("edits", Text),
    Column("priority", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("lease_until", Time, nullable=False),  # means something while it is being sent
    Column("attempts", Integer, nullable=False),
    Column("next_at", Time, nullable=False),
    Column("parts_sent", Integer, nullable=False),  # a bit for each of its messages that the vendor has taken
    Column("message", Text),
    Column("position", BigInteger),
    Column("created_at", Time, nullable=False),
    Column("sent_at", Time),
    Column("error", Words),
    Column("origin", Id, index=True),  # the contact who had it sent, who wants to know when it waits
    Column("announced", Text),  # the vendor's id of the template that said that it waits
    Column("told_at", Time),  # when its origin was told that it waits
    Column("tried", Text),  # where what follows its person failed (JSON), "" : nowhere; none: it stays where it is
    # The database itself sees to it that one address never has two messages in flight.
    Index("ux_outbox_sending", "channel", "address", unique=True, sqlite_where=SENDING, postgresql_where=SENDING),
    Index("ix_outbox_queued", "channel", "address", "priority", "id", sqlite_where=QUEUED, postgresql_where=QUEUED),
    Index("ix_outbox_asked", "conversation", "ask", sqlite_where=IS_QUESTION, postgresql_where=IS_QUESTION),
    Index("ix_outbox_seen", "channel", "address", "id", sqlite_where=IS_QUESTION, postgresql_where=IS_QUESTION),
    sqlite_autoincrement=True,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("message", Text, primary_key=True),
    Column("address", Text, nullable=False),
    Column("reply", Id, index=True),  # the outbox row, where the vendor's report carries it
    Column("arrival", Text, nullable=False),
    Column("step", Integer, nullable=False),  # how far `arrival` is: never goes back
    Column("at", Time, nullable=False),
    Column("code", Integer),
    Column("reason", Words),
    Column("billable", Boolean),
    Column("pricing_model", Text),
    Column("pricing_type", Text),
    Column("pricing_category", Text),
    Column("first_at", Time, nullable=False, index=True),
    sqlite_with_rowid=False,
)

# What is to happen at a moment: taken in the same transaction as its effect, so it happens once.
timers = Table(
    "timers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("contact", Id, ForeignKey("contacts.id"), index=True),
    Column("due_at", Time, nullable=False),
    Column("state", Text, nullable=False),  # waiting, done
    Column("done_at", Time),
    UniqueConstraint("kind", "subject"),
    Index("ix_timers_due", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
    sqlite_autoincrement=True,
)

workshops = Table(
    "workshops",
    metadata,
    Column("id", Id, primary_key=True),
    Column("title", Words, nullable=False),
    Column("starts_at", Time, nullable=False),
    Column("ends_at", Time, nullable=False),
    Column("place", Words, nullable=False),
    Column("link", Words, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("capacity", Integer),
    Column("audience", Words, nullable=False),  # JSON
    Column("plan", Text, nullable=False),  # minutes before, when reminders go (JSON)
    Column("code", Text, nullable=False, unique=True),  # on the wall
    Column("sequence", Integer, nullable=False),  # how often it was changed, for calendars
    Column("state", Text, nullable=False),  # draft, planned, cancelled
    Column("maker", Id, ForeignKey("contacts.id")),
    Column("created_at", Time, nullable=False),
    sqlite_autoincrement=True,
)

attendances = Table(
    "attendances",
    metadata,
    Column("workshop", Id, ForeignKey("workshops.id"), primary_key=True),
    Column("contact", Id, ForeignKey("contacts.id"), primary_key=True, index=True),
    Column("answer", Text, nullable=False),  # "", yes, no, maybe
    Column("answered_at", Time),
    Column("present_at", Time),
    sqlite_with_rowid=False,
)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reply", Words, nullable=False),  # JSON of the Reply that everybody gets
    Column("audience", Words, nullable=False),  # JSON
    Column("state", Text, nullable=False, index=True),  # draft, scheduled, sending, paused, stopped, done
    Column("maker", Id, ForeignKey("contacts.id")),
    Column("created_at", Time, nullable=False),
    Column("due_at", Time),
    Column("started_at", Time),
    Column("finished_at", Time),
    sqlite_autoincrement=True,
)

recipients = Table(
    "recipients",
    metadata,
    Column("broadcast", Id, ForeignKey("broadcasts.id"), primary_key=True),
    Column("contact", Id, ForeignKey("contacts.id"), primary_key=True, index=True),
    Column("state", Text, nullable=False),  # queued, held, skipped
    Column("reason", Text, nullable=False),  # why it was skipped: unsubscribed, unreachable
    Column("reply", Id, index=True),  # the outbox row that carries it, which knows the rest
    sqlite_with_rowid=False,
)

logins = Table(
    "logins",
    metadata,
    Column("token", Text, primary_key=True),  # a hash of what the person holds
    Column("contact", Id, ForeignKey("contacts.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),  # link (one use), session
    Column("created_at", Time, nullable=False),
    Column("expires_at", Time, nullable=False),
    sqlite_with_rowid=False,
)

transcripts = Table(
    "transcripts",
    metadata,
    Column("address", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("key", Words, nullable=False),
    Column("side", Text, nullable=False),
    Column("body", Words, nullable=False),
    Column("at", Time, nullable=False),
    UniqueConstraint("address", "key"),
    sqlite_with_rowid=False,
)

alarms = Table(
    "alarms",
    metadata,
    Column("cause", Text, primary_key=True),
    Column("at", Time, nullable=False),  # when admins were last told of it
    sqlite_with_rowid=False,
)

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Time, nullable=False),
    Column("contact", Id),
    Column("action", Text, nullable=False),
    Column("detail", Words, nullable=False),
    sqlite_autoincrement=True,
)
