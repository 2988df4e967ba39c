"""Says what a workshop is: when, where, for whom; and makes its calendar file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from bot.chat.context import House
from bot.features.workshops.files import CALENDAR
from bot.language.moments import Span, write_span
from bot.language.unit_names import KINDS
from bot.texts import say, word
from flows.messages import Attachment, Button, Rich
from flows.text_format import listed
from flows.texts import lines
from storage.outreach.audience import Audience
from storage.outreach.workshops import Answer, Attendance, Workshop
from storage.people import units

ICS = "text/calendar"
NAMED_UNITS = 3
"""Units of a circle that are named; more are counted."""
_FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|', " "))
YES, NO, MAYBE = "ws_yes", "ws_no", "ws_maybe"
"""What the buttons under an invitation do."""
PATH = "/lokakarya/{key}.ics"
"""Where a calendar file lies on the web."""


def when(house: House, one: Workshop) -> str:
    """Write when it is."""
    return write_span(Span(one.starts_at, one.ends_at), house.zone)


def where(one: Workshop) -> Rich:
    """Say where it is, with a link to the map and one to the meeting."""
    place = map_link(one)
    return lines(
        say("invitation.place", place=one.place) if one.place else (),
        say("invitation.map", link=place) if place else (),
        say("invitation.link", link=one.link) if one.link else (),
        say("invitation.later") if not (one.place or place or one.link) else (),
    )


def map_link(one: Workshop) -> str:
    """Return an address at which every phone shows the place; "" where none is known."""
    if one.latitude is None or one.longitude is None:
        return ""
    return f"https://maps.google.com/?q={one.latitude},{one.longitude}"


def place(one: Workshop) -> str:
    """Name the place in a word or two, for a template's gap."""
    return one.place or (word("invitation.online") if one.link else word("invitation.soon"))


def buttons(one: Workshop, *without: Answer) -> tuple[Button, ...]:
    """Return the buttons by which a person answers."""
    every = {
        Answer.YES: (word("invitation.come"), YES),
        Answer.NO: (word("invitation.stay_away"), NO),
        Answer.MAYBE: (word("invitation.think"), MAYBE),
    }
    return tuple(Button(*button, str(one.id)) for says, button in every.items() if says not in without)


def calendar(house: House, one: Workshop) -> tuple[Attachment, ...]:
    """Return the file for people's calendars, with where else it can be fetched."""
    link = house.links.page(PATH.format(key=one.key)) if one.key else ""
    if not link and house.priced:
        return ()  # a channel that carries no such file could not even say where it is
    name = word("invitation.calendar_name", title=file_title(one))
    return (Attachment(name=name, mime=ICS, document=CALENDAR, about=one.id, variant=one.sequence, link=link),)


def file_title(one: Workshop) -> str:
    """Return its title as the name of a file."""
    return " ".join(one.title.translate(_FORBIDDEN).split())[:60].strip(" .") or str(one.id)


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


def counted(found: Sequence[Attendance]) -> Counter[Answer]:
    """Count what people said."""
    return Counter(one.answer for one in found)
