"""The people an audience holds now, where forms must be known or days counted back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.chat.forms import OPENING, Forms
from storage.outreach.audience import Audience, choose
from storage.reports.drop_off import DropOff, drop_offs

END = "akhir"
"""The section of a draft in which every question was asked and that was not handed in."""


def people(connection: Connection, forms: Forms, audience: Audience, now: datetime) -> list[int]:
    """Return the contacts in an audience as of now."""
    contacts = choose(connection, _dated(audience, now), OPENING)
    if not audience.sections:
        return contacts
    sections = sections_of(connection, forms, audience.form)
    return [person for person in contacts if sections.get(person) in audience.sections]


def sections_of(connection: Connection, forms: Forms, form: str) -> Mapping[int, str]:
    """Return for each writer of an unfinished draft the section where they stopped: "rancangan/masalah"."""
    return {stop.contact: _section(connection, forms, stop) for stop in drop_offs(connection, form, OPENING)}


def stopped(connection: Connection, forms: Forms, audience: Audience, now: datetime) -> Counter[str]:
    """Count the people of an audience by the section where they stopped."""
    sections = sections_of(connection, forms, audience.form)
    contacts = people(connection, forms, replace(audience, sections=()), now)
    return Counter(sections[contact] for contact in contacts if contact in sections)


def _section(connection: Connection, forms: Forms, stop: DropOff) -> str:
    flow = forms.flow(connection, stop.flow, stop.version)
    if stop.question is None or not flow.has(stop.question):
        return f"{flow.id}/{END}"
    return f"{flow.id}/{flow.section_of(stop.question).id}"


def _dated(audience: Audience, now: datetime) -> Audience:
    """Return the audience with its days counted back from now; of a moment and days, the narrower one counts."""
    since, until = audience.active_since, audience.silent_since
    if audience.active_days:
        since = max(filter(None, (since, now - timedelta(days=audience.active_days))))
    if audience.silent_days:
        until = min(filter(None, (until, now - timedelta(days=audience.silent_days))))
    return replace(audience, active_since=since, silent_since=until)
