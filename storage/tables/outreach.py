"""The tables of workshops, broadcasts and reminders."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, Table, Text

from storage.tables.columns import Id, Time, Words, metadata

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
    Column("key", Text),  # in the address of its calendar file, which whoever was invited has
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
    Column("shown", Id),  # the outbox row whose message shows its maker how far it is
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

nudges = Table(
    "nudges",
    metadata,
    Column("id", Id, primary_key=True),
    Column("contact", Id, ForeignKey("contacts.id"), nullable=False),
    Column("conversation", Id),  # the draft it was about, which may be gone
    Column("step", Integer, nullable=False),  # the how manieth since the person last wrote
    Column("at", Time, nullable=False),
    Index("ix_nudges_contact_at", "contact", "at"),
    sqlite_autoincrement=True,
)
