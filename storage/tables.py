"""Lays out every table on one page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine import Dialect

SCHEMA = "0002"
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

contacts = Table(
    "contacts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Words, nullable=False),
    Column("unit", Text),
    Column("roles", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("conversation", Id),  # no foreign key: the two tables would point at each other
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
    Column("parts_sent", Integer, nullable=False),
    Column("message", Text),
    Column("position", BigInteger),
    Column("created_at", Time, nullable=False),
    Column("sent_at", Time),
    Column("error", Words),
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
