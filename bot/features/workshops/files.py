"""Draws what belongs to a workshop: the file for calendars, the poster for the wall, the list of people."""

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
"""What an attachment's `document` is called."""


def calendar_of(workshop: Workshop, now: datetime) -> bytes:
    """Return a workshop's file for calendars."""
    from bot.render.calendar import draw_calendar  # a tenth of a second, which a start can do without

    return draw_calendar(workshop, organizer=word("workshop.organizer"), now=now)


def read_calendar(connection: Connection, desk: ReportContext, attachment: Attachment) -> Draw:
    """Read the file for calendars."""
    return partial(calendar_of, _workshop(connection, attachment), desk.now())


def read_poster(connection: Connection, desk: ReportContext, attachment: Attachment) -> Draw:
    """Read the poster; in the variant for a unit its doors lead in with that unit, and it says so."""
    workshop = _workshop(connection, attachment)
    unit = units.get(connection, attachment.variant) if attachment.variant else None
    doors = desk.links.by_channel(workshop.code if unit is None else f"{workshop.code}_{unit.code}")
    organizer = word("workshop.organizer")
    from bot.render.poster import draw_poster  # typst, which a start can do without

    return partial(
        draw_poster,
        title=workshop.title,
        when=write_span(TimeRange(workshop.starts_at, workshop.ends_at), desk.zone),
        place=workshop.place or (word("invitation.online") if workshop.link else ""),
        organizer=organizer if unit is None else f"{organizer} · {unit.name}",
        code=workshop.code,
        doors={_door(channel): address for channel, address in doors.items()},
    )


def _door(channel: str) -> str:
    """Name a channel under the code that opens it; the web is no app there, but a place to open it in."""
    return word("workshop.poster_web") if channel == "web" else app_name(channel)


def read_people(connection: Connection, desk: ReportContext, attachment: Attachment) -> Draw:
    """Read who was invited, what each said, and who came."""
    found = workshops.attendances_of(connection, attachment.about)
    sheet = Sheet(
        name=word("workshop.sheet"),
        columns=[word(f"workshop.column_{column}") for column in COLUMNS],
        rows=[_row(each, desk.zone) for each in found],
    )
    return partial(draw_sheets, [sheet])


def _row(each: Attendance, zone: ZoneInfo) -> tuple[Value, ...]:
    answered, present = (
        None if moment is None else moment.astimezone(zone) for moment in (each.answered_at, each.present_at)
    )
    return each.unit, each.name, word(f"workshop.says_{SAYS[each.answer]}"), answered, present


def _workshop(connection: Connection, attachment: Attachment) -> Workshop:
    workshop = workshops.get(connection, attachment.about)
    if workshop is None:
        raise LookupError(f"{attachment.name} is of no workshop")
    return workshop
