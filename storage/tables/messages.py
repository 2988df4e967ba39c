"""The tables of what comes in and goes out, and of timers."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from storage.tables.columns import IS_QUESTION, QUEUED, SENDING, WAITING, Id, Time, Words, metadata

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
    Column("lease_until", Time, nullable=False),  # these three mean something while it is being sent
    Column("worker", Integer),  # the process that claimed it
    Column("called_at", Time),  # when the vendor's call was about to be made; none: it only waits for its turn
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

alarms = Table(
    "alarms",
    metadata,
    Column("cause", Text, primary_key=True),
    Column("at", Time, nullable=False),  # when admins were last told of it
    sqlite_with_rowid=False,
)

# How often a piece of work was under way when its process was killed.
crashes = Table(
    "crashes",
    metadata,
    Column("work", Text, primary_key=True),  # a digest: it tells nobody whose work it was
    Column("count", Integer, nullable=False),
    Column("at", Time, nullable=False),
    sqlite_with_rowid=False,
)

# One row, written only to see whether it can be.
heartbeats = Table(
    "heartbeats",
    metadata,
    Column("name", Text, primary_key=True),
    Column("at", Time, nullable=False),
    sqlite_with_rowid=False,
)
