"""What an admin prints or counts of a workshop: the poster for the wall, the list of who came."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.context import ChatContext
from bot.chat.unit_prompt import UnitPrompt
from bot.features.workshops import card, formatting
from bot.features.workshops.files import PEOPLE, POSTER
from bot.texts import say, word
from flows.messages import Attachment, Button, Input, Reply
from flows.text_format import listed
from flows.texts import lines
from storage.outreach import workshops
from storage.outreach.workshops import Rsvp, Workshop
from storage.people import units
from storage.records import Unit

POSTER_UNIT = "ws_poster_unit"
"""The prompt for the unit of a poster."""
MOST_UNITS = 8
"""Units that are named in a message; the file has all."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class PosterOf:
    """A workshop, and the unit whose people its poster checks in; None: a poster for all."""

    workshop: Workshop
    unit: Unit | None


def poster_of(ctx: ChatContext, argument: str) -> PosterOf | None:
    """Return what a poster's button means: "7" or "7 pkm-wotu" (a Reader)."""
    number, _, code = argument.partition(" ")
    workshop = card.any_workshop(ctx, number)
    return None if workshop is None else PosterOf(workshop, units.by_code(ctx.connection, code) if code else None)


def poster(ctx: ChatContext, wanted: PosterOf) -> None:
    """Send the poster for the wall; the codes on a unit's poster carry the unit too."""
    workshop, unit = wanted.workshop, wanted.unit
    attachment = Attachment(
        name=word("workshop.poster_name", title=formatting.file_title(workshop)),
        mime="application/pdf",
        document=POSTER,
        about=workshop.id,
        variant=0 if unit is None else unit.id,
    )
    ready = say("workshop.poster_ready", code=workshop.code)
    text = ready if unit is None else say("workshop.poster_ready_unit", unit=unit.name)
    for_unit = Button(word("workshop.poster_unit"), "ws_poster_ask", str(workshop.id))
    ctx.say(Reply(text=text, attachments=(attachment,), actions=(for_unit, card.leave_button(workshop))))


def ask_poster_unit(ctx: ChatContext, workshop: Workshop) -> None:
    """Ask for the unit of a poster."""
    _unit_prompt(workshop).ask(ctx, say("workshop.ask_poster_unit"))


def take_poster_unit(ctx: ChatContext, given: Input, workshop: Workshop) -> None:
    """Send the poster of the unit that a message names."""
    unit = _unit_prompt(workshop).take(ctx, given)
    if unit is not None:
        poster(ctx, PosterOf(workshop, unit))


def _unit_prompt(workshop: Workshop) -> UnitPrompt:
    return UnitPrompt(
        kind=POSTER_UNIT,
        argument=str(workshop.id),
        choice=lambda unit: Button(unit.name, "ws_poster", f"{workshop.id} {unit.code}"),
        actions=(card.leave_button(workshop),),
    )


def people(ctx: ChatContext, workshop: Workshop) -> None:
    """Show who came, by unit."""
    attendances = workshops.attendances_of(ctx.connection, workshop.id)
    present: dict[str, list[str]] = {}
    for attendance in attendances:
        if attendance.present_at is not None:
            unit = attendance.unit or word("workshop.no_unit")
            present.setdefault(unit, []).append(attendance.name or word("workshop.no_name"))
    rows = [say("workshop.people_line", unit=unit, names=listed(names)) for unit, names in present.items()]
    more = len(rows) - MOST_UNITS
    count, yes = sum(map(len, present.values())), formatting.counted(attendances)[Rsvp.YES]
    text = lines(
        say("workshop.people", title=workshop.title, present=count, yes=yes, invited=len(attendances)),
        *(rows[:MOST_UNITS] or [say("workshop.people_none")]),
        say("workshop.people_more", count=more) if more > 0 else (),
    )
    as_file = Button(word("workshop.people_file"), "ws_file", str(workshop.id))
    ctx.say(Reply(text=text, actions=(as_file, card.leave_button(workshop))))


def people_file(ctx: ChatContext, workshop: Workshop) -> None:
    """Send the table of who was invited, what they answered, and who came."""
    attendances = workshops.attendances_of(ctx.connection, workshop.id)
    present = sum(attendance.present_at is not None for attendance in attendances)
    name = word("workshop.people_name", title=formatting.file_title(workshop))
    text = say("workshop.people_ready", title=workshop.title, present=present, invited=len(attendances))
    attachment = Attachment(name=name, mime=XLSX, document=PEOPLE, about=workshop.id)
    ctx.say(Reply(text=text, attachments=(attachment,), actions=(card.leave_button(workshop),)))
