"""All tables, one module a topic."""

from __future__ import annotations

from storage.tables.columns import EPOCH, IS_QUESTION, QUEUED, SENDING, WAITING, Id, Time, Words, metadata
from storage.tables.drafts import conversations, events, files, flows, members, revisions, takes
from storage.tables.messages import alarms, crashes, deliveries, heartbeats, inbox, outbox, timers, transcripts
from storage.tables.outreach import attendances, broadcasts, nudges, recipients, workshops
from storage.tables.people import addresses, audit, coach_units, codes, contacts, guesses, logins, units
from storage.tables.reviews import remarks, reviews, submissions

SCHEMA = "0012"
"""The migration that makes the tables as they are defined here."""

__all__ = [
    "EPOCH",
    "IS_QUESTION",
    "QUEUED",
    "SCHEMA",
    "SENDING",
    "WAITING",
    "Id",
    "Time",
    "Words",
    "addresses",
    "alarms",
    "attendances",
    "audit",
    "broadcasts",
    "coach_units",
    "codes",
    "contacts",
    "conversations",
    "crashes",
    "deliveries",
    "events",
    "files",
    "flows",
    "guesses",
    "heartbeats",
    "inbox",
    "logins",
    "members",
    "metadata",
    "nudges",
    "outbox",
    "recipients",
    "remarks",
    "reviews",
    "revisions",
    "submissions",
    "takes",
    "timers",
    "transcripts",
    "units",
    "workshops",
]
