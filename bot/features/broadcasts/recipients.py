"""Finds the people a broadcast is for, where a form must be known or a day counted back."""

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
"""Stands for a section where every question is asked and the draft was not handed in."""


def people(connection: Connection, forms: Forms, audience: Audience, now: datetime) -> list[int]:
    """Return the numbers of the people in a circle, as it is now."""
    found = choose(connection, _dated(audience, now), OPENING)
    if not audience.sections:
        return found
    places = places_of(connection, forms, audience.form)
    return [person for person in found if places.get(person) in audience.sections]


def places_of(connection: Connection, forms: Forms, form: str) -> Mapping[int, str]:
    """Return for each writer of an unfinished draft where they stopped: "rancangan/masalah"."""
    return {stop.contact: _place(connection, forms, stop) for stop in drop_offs(connection, form, OPENING)}


def stopped(connection: Connection, forms: Forms, audience: Audience, now: datetime) -> Counter[str]:
    """Count the people of a circle by where they stopped."""
    places = places_of(connection, forms, audience.form)
    circle = people(connection, forms, replace(audience, sections=()), now)
    return Counter(places[person] for person in circle if person in places)


def _place(connection: Connection, forms: Forms, stop: DropOff) -> str:
    flow = forms.flow(connection, stop.flow, stop.version)
    if stop.question is None or not flow.has(stop.question):
        return f"{flow.id}/{END}"
    return f"{flow.id}/{flow.section_of(stop.question).id}"


def _dated(audience: Audience, now: datetime) -> Audience:
    """Count days back from now; where a moment is given too, the narrower one holds."""
    since, until = audience.active_since, audience.silent_since
    if audience.active_days:
        since = max(filter(None, (since, now - timedelta(days=audience.active_days))))
    if audience.silent_days:
        until = min(filter(None, (until, now - timedelta(days=audience.silent_days))))
    return replace(audience, active_since=since, silent_since=until)
