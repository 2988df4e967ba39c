"""Says what a workshop is: when, where, for whom; and makes its calendar file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from bot.chat.context import AppContext
from bot.features.workshops.files import CALENDAR
from bot.language.moments import TimeRange, write_span
from bot.language.unit_names import KINDS
from bot.texts import say, word
from flows.messages import Attachment, Button, Rich
from flows.text_format import listed
from flows.texts import lines
from storage.outreach.audience import Audience
from storage.outreach.workshops import Attendance, Rsvp, Workshop
from storage.people import units

ICS = "text/calendar"
NAMED_UNITS = 3
"""Units of a circle that are named; more are counted."""
_FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|', " "))
YES, NO, MAYBE = "ws_yes", "ws_no", "ws_maybe"
"""What the buttons under an invitation do."""
PATH = "/lokakarya/{key}.ics"
"""Where a calendar file lies on the web."""


def when(app: AppContext, workshop: Workshop) -> str:
    """Write when it is."""
    return write_span(TimeRange(workshop.starts_at, workshop.ends_at), app.zone)


def where(workshop: Workshop) -> Rich:
    """Say where it is, with a link to the map and one to the meeting."""
    place = map_link(workshop)
    return lines(
        say("invitation.place", place=workshop.place) if workshop.place else (),
        say("invitation.map", link=place) if place else (),
        say("invitation.link", link=workshop.link) if workshop.link else (),
        say("invitation.later") if not (workshop.place or place or workshop.link) else (),
    )


def map_link(workshop: Workshop) -> str:
    """Return an address at which every phone shows the place; "" where none is known."""
    if workshop.latitude is None or workshop.longitude is None:
        return ""
    return f"https://maps.google.com/?q={workshop.latitude},{workshop.longitude}"


def place(workshop: Workshop) -> str:
    """Name the place in a word or two, for a template's gap."""
    return workshop.place or (word("invitation.online") if workshop.link else word("invitation.soon"))


def buttons(workshop: Workshop, *without: Rsvp) -> tuple[Button, ...]:
    """Return the buttons by which a person answers."""
    every = {
        Rsvp.YES: (word("invitation.come"), YES),
        Rsvp.NO: (word("invitation.stay_away"), NO),
        Rsvp.MAYBE: (word("invitation.think"), MAYBE),
    }
    return tuple(Button(*button, str(workshop.id)) for says, button in every.items() if says not in without)


def calendar(app: AppContext, workshop: Workshop) -> tuple[Attachment, ...]:
    """Return the file for people's calendars, with where else it can be fetched."""
    link = app.links.page(PATH.format(key=workshop.key)) if workshop.key else ""
    if not link and app.paid_channels:
        return ()  # a channel that carries no such file could not even say where it is
    name = word("invitation.calendar_name", title=file_title(workshop))
    return (
        Attachment(name=name, mime=ICS, document=CALENDAR, about=workshop.id, variant=workshop.sequence, link=link),
    )


def file_title(workshop: Workshop) -> str:
    """Return its title as the name of a file."""
    return " ".join(workshop.title.translate(_FORBIDDEN).split())[:60].strip(" .") or str(workshop.id)


def circle(connection: Connection, audience: Audience) -> str:
    """Say who is invited."""
    if audience.kinds:
        return word("workshop.of_kinds", kinds=listed([KINDS.get(kind, kind) for kind in audience.kinds]))
    if not audience.units:
        return word("workshop.everybody") if audience.roles else word("workshop.nobody_yet")
    if len(audience.units) > NAMED_UNITS:
        return word("workshop.of_many", count=len(audience.units))
    found = [units.get(connection, number) for number in audience.units]
    return word("workshop.of_units", names=listed([unit.name for unit in found if unit is not None]))


def plan(steps: Sequence[timedelta]) -> str:
    """Say when people are reminded: "7 hari, 1 hari dan 2 jam sebelum mulai"."""
    if not steps:
        return word("workshop.no_plan_set")
    return word("workshop.before", plan=listed([_step(step) for step in steps]))


def _step(step: timedelta) -> str:
    for unit, key in ((timedelta(days=1), "days"), (timedelta(hours=1), "hours"), (timedelta(minutes=1), "minutes")):
        if step % unit == timedelta(0):
            return word(f"workshop.{key}", count=step // unit)
    return str(step)


def counted(found: Sequence[Attendance]) -> Counter[Rsvp]:
    """Count what people said."""
    return Counter(attendance.answer for attendance in found)
