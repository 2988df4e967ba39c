"""Gives an admin what is printed or counted of a workshop: the poster for the wall, who came."""

from __future__ import annotations

from bot.chat.context import ChatContext
from bot.features.workshops import card, formatting
from bot.features.workshops.files import PEOPLE, POSTER
from bot.language.unit_names import find, likely
from bot.texts import say, word
from flows.messages import Attachment, Button, Input, Reply, TextInput
from flows.text_format import listed
from flows.texts import lines
from storage.outreach import workshops
from storage.outreach.workshops import Rsvp
from storage.people import units

POSTER_UNIT = "ws_poster_unit"
"""What an admin's next words are for: the unit whose people a poster knows."""
MOST_UNITS = 8
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def poster(ctx: ChatContext, argument: str) -> None:
    """Give the poster for the wall; for one unit, its codes know that too."""
    number, _, code = argument.partition(" ")
    workshop = card.found(ctx, number)
    if workshop is None:
        return
    unit = units.by_code(ctx.connection, code) if code else None
    paper = Attachment(
        name=word("workshop.poster_name", title=formatting.file_title(workshop)),
        mime="application/pdf",
        document=POSTER,
        about=workshop.id,
        variant=0 if unit is None else unit.id,
    )
    ready = say("workshop.poster_ready", code=workshop.code)
    text = ready if unit is None else say("workshop.poster_ready_unit", unit=unit.name)
    actions = (Button(word("workshop.poster_unit"), "ws_poster_ask", number), card.leave(workshop))
    ctx.say(Reply(text=text, attachments=(paper,), actions=actions))


def ask_poster_unit(ctx: ChatContext, number: str) -> None:
    """Ask for which unit a poster is."""
    workshop = card.found(ctx, number)
    if workshop is not None:
        ctx.expect(POSTER_UNIT, number)
        ctx.say(Reply(text=say("workshop.ask_poster_unit"), actions=(card.leave(workshop),)))


def take_poster_unit(ctx: ChatContext, given: Input, number: str) -> None:
    """Take the name of the unit a poster is for."""
    workshop = card.found(ctx, number)
    if workshop is None or not isinstance(given, TextInput):
        ask_poster_unit(ctx, number)
        return
    known = units.in_states(ctx.connection)
    unit = find(known, given.text)
    if unit is not None:
        ctx.expect_nothing()
        poster(ctx, f"{number} {unit.code}")
        return
    near = likely(known, given.text)
    ctx.expect(POSTER_UNIT, number)
    choices = tuple(Button(each.name, "ws_poster", f"{number} {each.code}") for each in near)
    text = say("unit.found" if near else "unit.not_found", text=given.text.strip(), count=len(near))
    ctx.say(Reply(text=text, choices=choices, actions=(card.leave(workshop),)))


def people(ctx: ChatContext, number: str) -> None:
    """Say who came, by unit; all of it stands in the file."""
    workshop = card.found(ctx, number)
    if workshop is None:
        return
    found = workshops.attendances_of(ctx.connection, workshop.id)
    came: dict[str, list[str]] = {}
    for each in found:
        if each.present_at is not None:
            came.setdefault(each.unit or word("workshop.no_unit"), []).append(each.name or word("workshop.no_name"))
    rows = [say("workshop.people_line", unit=unit, names=listed(names)) for unit, names in came.items()]
    more = len(rows) - MOST_UNITS
    present, yes = sum(map(len, came.values())), formatting.counted(found)[Rsvp.YES]
    text = lines(
        say("workshop.people", title=workshop.title, present=present, yes=yes, invited=len(found)),
        *(rows[:MOST_UNITS] or [say("workshop.people_none")]),
        say("workshop.people_more", count=more) if more > 0 else (),
    )
    file = Button(word("workshop.people_file"), "ws_file", number)
    ctx.say(Reply(text=text, actions=(file, card.leave(workshop))))


def file(ctx: ChatContext, number: str) -> None:
    """Give the list of who was invited, said what, and came."""
    workshop = card.found(ctx, number)
    if workshop is None:
        return
    found = workshops.attendances_of(ctx.connection, workshop.id)
    present = sum(each.present_at is not None for each in found)
    name = word("workshop.people_name", title=formatting.file_title(workshop))
    text = say("workshop.people_ready", title=workshop.title, present=present, invited=len(found))
    attachment = Attachment(name=name, mime=XLSX, document=PEOPLE, about=workshop.id)
    ctx.say(Reply(text=text, attachments=(attachment,), actions=(card.leave(workshop),)))
