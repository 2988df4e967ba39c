"""The tables of people: units, roles, addresses, codes."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, true

from storage.tables.columns import Id, Time, Words, metadata

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
    Column("is_subscribed", Boolean, nullable=False, server_default=true()),  # to broadcasts
    Column("nudges_from", Time),  # before this moment no reminders of one's own draft; none: they may come
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
    Column("asker", Id),  # a contact who waits for the maker's yes, of a code that needs one
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

logins = Table(
    "logins",
    metadata,
    Column("token", Text, primary_key=True),  # a hash of what the person holds
    Column("channel", Text, nullable=False),  # where it was asked for: a session may what a person may there
    Column("address", Text, nullable=False),
    Column("kind", Text, nullable=False),  # link (one use), session
    Column("created_at", Time, nullable=False),
    Column("expires_at", Time, nullable=False),
    Index("ix_logins_address", "channel", "address"),
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
