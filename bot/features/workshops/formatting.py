"""What a workshop is, in words: when, where, for whom; and the attachment with its calendar file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.chat.context import AppContext, ChatContext
from bot.features.audience.filters import audience_words
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
from storage.reports.progress import INOVATOR

ICS = "text/calendar"
NAMED_UNITS = 3
"""Units of an audience that are named; more are counted."""
_FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|', " "))
YES, NO, MAYBE = "ws_yes", "ws_no", "ws_maybe"
"""The verbs of the buttons under an invitation."""
PATH = "/lokakarya/{key}.ics"
"""The address of a calendar file."""


def when(app: AppContext, workshop: Workshop) -> str:
    """Return the time of a workshop in words."""
    return write_span(TimeRange(workshop.starts_at, workshop.ends_at), app.zone)


def where(workshop: Workshop) -> Rich:
    """Return where a workshop is, with a link to the map and one to the meeting."""
    pin = map_link(workshop)
    return lines(
        say("invitation.place", place=workshop.place) if workshop.place else (),
        say("invitation.map", link=pin) if pin else (),
        say("invitation.link", link=workshop.link) if workshop.link else (),
        say("invitation.later") if not (workshop.place or pin or workshop.link) else (),
    )


def map_link(workshop: Workshop) -> str:
    """Return the address of the place on a map that every phone opens; "" if no point is known."""
    if workshop.latitude is None or workshop.longitude is None:
        return ""
    return f"https://maps.google.com/?q={workshop.latitude},{workshop.longitude}"


def place(workshop: Workshop) -> str:
    """Return the place in a word or two, for a parameter of a template."""
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
    """Return the attachment with the calendar file, and the link to it for channels that carry none."""
    link = app.links.page(PATH.format(key=workshop.key)) if workshop.key else ""
    if not link and app.paid_channels:
        return ()  # a channel that carries no such file could not even say where it is
    name = word("invitation.calendar_name", title=file_title(workshop))
    return (
        Attachment(name=name, mime=ICS, document=CALENDAR, about=workshop.id, variant=workshop.sequence, link=link),
    )


def file_title(workshop: Workshop) -> str:
    """Return the title of a workshop as a file name without an ending."""
    return " ".join(workshop.title.translate(_FORBIDDEN).split())[:60].strip(" .") or str(workshop.id)


def audience(ctx: ChatContext, audience: Audience) -> str:
    """Return in words who is invited."""
    is_usual = replace(audience, kinds=(), units=()) in (Audience(), Audience(roles=(INOVATOR,)))
    if not is_usual or (audience.kinds and audience.units):
        return audience_words(ctx, audience)
    if audience.kinds:
        return word("workshop.of_kinds", kinds=listed([KINDS.get(kind, kind) for kind in audience.kinds]))
    if not audience.units:
        return word("workshop.everybody") if audience.roles else word("workshop.nobody_yet")
    if len(audience.units) > NAMED_UNITS:
        return word("workshop.of_many", count=len(audience.units))
    found = [units.get(ctx.connection, number) for number in audience.units]
    return word("workshop.of_units", names=listed([unit.name for unit in found if unit is not None]))


def plan(steps: Sequence[timedelta]) -> str:
    """Return the times of the reminders: "7 hari, 1 hari dan 2 jam sebelum mulai"."""
    if not steps:
        return word("workshop.no_plan_set")
    return word("workshop.before", plan=listed([_step(step) for step in steps]))


def _step(step: timedelta) -> str:
    for unit, key in ((timedelta(days=1), "days"), (timedelta(hours=1), "hours"), (timedelta(minutes=1), "minutes")):
        if step % unit == timedelta(0):
            return word(f"workshop.{key}", count=step // unit)
    return str(step)


def counted(attendances: Sequence[Attendance]) -> Counter[Rsvp]:
    """Count the answers."""
    return Counter(attendance.answer for attendance in attendances)
