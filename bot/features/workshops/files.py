"""The files of a workshop: for calendars, the poster for the wall, the table of people."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.chat.app_names import app_name
from bot.files.report_context import ReportContext
from bot.files.reports import Draw
from bot.language.moments import TimeRange, write_span
from bot.render.workbook import Sheet, Value, draw_sheets
from bot.texts import word
from flows.messages import Attachment
from storage.outreach import workshops
from storage.outreach.workshops import Attendance, Rsvp, Workshop
from storage.people import units

SAYS = {Rsvp.YES: "yes", Rsvp.NO: "no", Rsvp.MAYBE: "maybe", Rsvp.NONE: "nothing"}
COLUMNS = ("unit", "name", "answer", "answered", "present")

CALENDAR, POSTER, PEOPLE = "lokakarya.ics", "lokakarya.poster", "lokakarya.orang"
"""The `document` of an attachment, by which it is drawn."""


def calendar_of(workshop: Workshop, now: datetime) -> bytes:
    """Return the calendar file of a workshop."""
    from bot.render.calendar import draw_calendar  # a tenth of a second, which a start can do without

    return draw_calendar(workshop, organizer=word("workshop.organizer"), now=now)


def read_calendar(connection: Connection, report: ReportContext, attachment: Attachment) -> Draw:
    """Return the drawing of the calendar file."""
    return partial(calendar_of, _workshop(connection, attachment), report.now())


def read_poster(connection: Connection, report: ReportContext, attachment: Attachment) -> Draw:
    """Return the drawing of the poster; in the variant for a unit its links carry the unit, and it is named."""
    workshop = _workshop(connection, attachment)
    unit = units.get(connection, attachment.variant) if attachment.variant else None
    links = report.links.by_channel(workshop.code if unit is None else f"{workshop.code}_{unit.code}")
    organizer = word("workshop.organizer")
    from bot.render.poster import draw_poster  # typst, which a start can do without

    return partial(
        draw_poster,
        title=workshop.title,
        when=write_span(TimeRange(workshop.starts_at, workshop.ends_at), report.zone),
        place=workshop.place or (word("invitation.online") if workshop.link else ""),
        organizer=organizer if unit is None else f"{organizer} · {unit.name}",
        code=workshop.code,
        links={_link_name(channel): address for channel, address in links.items()},
    )


def _link_name(channel: str) -> str:
    """Return the name of a channel under its code; the web is no app, but opened in a browser."""
    return word("workshop.poster_web") if channel == "web" else app_name(channel)


def read_people(connection: Connection, report: ReportContext, attachment: Attachment) -> Draw:
    """Return the drawing of the table of who was invited, what they answered, and who came."""
    attendances = workshops.attendances_of(connection, attachment.about)
    sheet = Sheet(
        name=word("workshop.sheet"),
        columns=[word(f"workshop.column_{column}") for column in COLUMNS],
        rows=[_row(attendance, report.zone) for attendance in attendances],
    )
    return partial(draw_sheets, [sheet])


def _row(attendance: Attendance, zone: ZoneInfo) -> tuple[Value, ...]:
    moments = (attendance.answered_at, attendance.present_at)
    answered, present = (None if moment is None else moment.astimezone(zone) for moment in moments)
    answer = word(f"workshop.says_{SAYS[attendance.answer]}")
    return attendance.unit, attendance.name, answer, answered, present


def _workshop(connection: Connection, attachment: Attachment) -> Workshop:
    workshop = workshops.get(connection, attachment.about)
    if workshop is None:
        raise LookupError(f"{attachment.name} is of no workshop")
    return workshop
