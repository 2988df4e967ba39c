"""The tables of what people write: forms, drafts, logs, files, teams."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text

from storage.tables.columns import Id, Time, Words, metadata

flows = Table(
    "flows",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False),
    Column("definition", Text, nullable=False),
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
