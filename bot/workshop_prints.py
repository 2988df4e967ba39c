"""Draws what belongs to a workshop: the file for calendars, the poster for the wall, the list of people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.links import Links
from bot.moments import Span, write_span
from bot.prints.sheets import Sheet, Value, draw_sheets
from bot.texts import word
from storage import units, workshops
from storage.workshops import Answer, Attendance, Workshop

SAYS = {Answer.YES: "yes", Answer.NO: "no", Answer.MAYBE: "maybe", Answer.NONE: "nothing"}
COLUMNS = ("unit", "name", "answer", "answered", "present")

Draw = Callable[[], bytes]
"""Draws a file from what was read before, outside every transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Is what drawing needs of the program."""

    zone: ZoneInfo
    links: Links
    now: Callable[[], datetime]


def read_print(connection: Connection, press: Press, document: str) -> Draw:
    """Read what a workshop's file is drawn from; LookupError if there is no such workshop or file."""
    _, number, kind, *rest = (*document.split("."), "", "")
    one = workshops.get(connection, int(number)) if number.isdecimal() else None
    if one is None or kind not in PRINTS:
        raise LookupError(f"{document} is no file of a workshop")
    return PRINTS[kind](connection, press, one, rest[0])


def calendar_of(one: Workshop, now: datetime) -> bytes:
    """Return a workshop's file for calendars."""
    from bot.prints.calendar import draw_calendar  # a tenth of a second, which a start can do without

    return draw_calendar(one, organizer=word("workshop.organizer"), now=now)


def _calendar(_: Connection, press: Press, one: Workshop, __: str) -> Draw:
    now = press.now()
    return lambda: calendar_of(one, now)


def _poster(connection: Connection, press: Press, one: Workshop, number: str) -> Draw:
    """Read the poster; where it is for one unit, its doors lead in with that unit, and it says so."""
    unit = units.get(connection, int(number)) if number.isdecimal() else None
    doors = press.links.doors(one.code if unit is None else f"{one.code}_{unit.code}")
    organizer = word("workshop.organizer")

    def draw() -> bytes:
        from bot.prints.poster import draw_poster

        return draw_poster(
            title=one.title,
            when=write_span(Span(one.starts_at, one.ends_at), press.zone),
            place=one.place or (word("invitation.online") if one.link else ""),
            organizer=organizer if unit is None else f"{organizer} · {unit.name}",
            code=one.code,
            doors=doors,
        )

    return draw


def _people(connection: Connection, press: Press, one: Workshop, _: str) -> Draw:
    found = workshops.attendances_of(connection, one.id)
    sheet = Sheet(
        name=word("workshop.sheet"),
        columns=[word(f"workshop.column_{column}") for column in COLUMNS],
        rows=[_row(each, press.zone) for each in found],
    )
    return lambda: draw_sheets([sheet])


def _row(each: Attendance, zone: ZoneInfo) -> tuple[Value, ...]:
    answered, present = (
        None if moment is None else moment.astimezone(zone) for moment in (each.answered_at, each.present_at)
    )
    return each.unit, each.name, word(f"workshop.says_{SAYS[each.answer]}"), answered, present


PRINTS: Mapping[str, Callable[[Connection, Press, Workshop, str], Draw]] = {
    "ics": _calendar,
    "poster": _poster,
    "people": _people,
}
"""What can be drawn of a workshop, as the middle of its document's name has it."""
