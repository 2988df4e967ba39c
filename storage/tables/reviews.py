"""The tables of submissions, reviews and remarks."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from storage.tables.columns import Id, Time, Words, metadata

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
