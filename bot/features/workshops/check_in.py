"""Lets people in by the code on the wall: who gives it on the day is there, whether known before or new."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.chat.context import ChatContext
from bot.chat.row_ids import row_number
from bot.features.drafts.drafts import go_on, listed, offer_start
from bot.features.people import role_admin
from bot.features.teams.join import NAME_LENGTH
from bot.features.units import contact_unit
from bot.features.workshops import formatting
from bot.language.unit_names import MOST_OFFERED, find, likely
from bot.texts import say, word
from flows.messages import Button, Input, Reply, TextInput
from flows.text_format import tidy
from storage.outreach import workshops
from storage.outreach.workshops import Workshop, WorkshopState
from storage.people import codes, units
from storage.records import UnitState

NAME, UNIT = "ws_name", "ws_unit"
"""What the next words of somebody who came are for: their name, their unit."""
LINGER = timedelta(hours=6)
"""How long after its end a code still counts: who forgot it sends it on the way home."""


def enter(ctx: ChatContext, text: str) -> bool:
    """Take a code from the wall, with the unit that may stand behind it; tell whether it is one."""
    first, _, unit = text.strip().partition("_")
    code = codes.read(first)
    if code is None or codes.paused_until(ctx.connection, ctx.address, ctx.now) is not None:
        return False
    workshop = workshops.by_code(ctx.connection, code)
    if workshop is None or workshop.state is WorkshopState.DRAFT:
        return False
    if unit and ctx.contact.unit is None:
        contact_unit.remember(ctx, unit.lower())
    _arrive(ctx, workshop)
    return True


def _arrive(ctx: ChatContext, workshop: Workshop) -> None:
    when = formatting.when(ctx.app, workshop)
    if workshop.state is WorkshopState.CANCELLED:
        ctx.say_first(say("presence.cancelled", title=workshop.title))
    elif ctx.now < _opens(ctx, workshop):
        ctx.say_first(say("presence.early", title=workshop.title, when=when))
    elif ctx.now > workshop.ends_at + LINGER:
        ctx.say_first(say("presence.late", title=workshop.title))
    elif workshops.arrive(ctx.connection, workshop.id, ctx.contact.id, ctx.now):
        ctx.audit("workshop attended", str(workshop.id))
        first = ctx.contact.name.split(" ")[0] if ctx.contact.name else ""
        ctx.say_first(say("presence.came", title=workshop.title, name=f", {first}" if first else ""))
        _ask_who(ctx)
        return
    else:
        ctx.say_first(say("presence.came_again", title=workshop.title))
    _onward(ctx)


def _opens(ctx: ChatContext, workshop: Workshop) -> datetime:
    """Return when its day begins where the people are."""
    day = workshop.starts_at.astimezone(ctx.app.zone).date()
    return datetime.combine(day, time(0), ctx.app.zone)


def _ask_who(ctx: ChatContext) -> None:
    """Ask for what the list lacks: a name where the channel tells none, a unit."""
    if not ctx.contact.name:
        ctx.expect(NAME)
        ctx.say(Reply(text=say("presence.ask_name"), actions=(_later(),)))
    elif ctx.contact.unit is None:
        _ask_unit(ctx)
    else:
        _onward(ctx)


def take_name(ctx: ChatContext, given: Input, _: str) -> None:
    """Take the name of somebody who came."""
    name = tidy(given.text)[:NAME_LENGTH] if isinstance(given, TextInput) else ""
    if any(letter.isalpha() for letter in name):
        ctx.expect_nothing()
        role_admin.rename(ctx, name)
        ctx.say_first(say("presence.thanks", name=name))
    _ask_who(ctx)


def _ask_unit(ctx: ChatContext) -> None:
    ctx.expect(UNIT)
    ctx.say(Reply(text=say("presence.ask_unit"), actions=(_later(),)))


def take_unit(ctx: ChatContext, given: Input, _: str) -> None:
    """Take the unit of somebody who came: as it is listed, from a tap, or as they write it."""
    text = tidy(given.text)[:NAME_LENGTH] if isinstance(given, TextInput) else ""
    if not any(letter.isalpha() for letter in text):
        _ask_unit(ctx)
        return
    known = units.in_states(ctx.connection)
    unit = find(known, text)
    if unit is not None:
        _is_of(ctx, unit.id, unit.name)
        return
    ctx.expect_nothing()
    contact_unit.join(ctx, contact_unit.propose(ctx, text))
    near = likely(known, text, MOST_OFFERED)
    if not near:
        _onward(ctx)
        return
    choices = tuple(Button(other_unit.name, "ws_of", str(other_unit.id)) for other_unit in near)
    other = Button(word("presence.unit_as_written", text=text), "ws_of", "")
    ctx.say(Reply(text=say("presence.unit_near"), choices=(*choices, other)))


def tap_unit(ctx: ChatContext, number: str) -> None:
    """Take the unit that was tapped; what was written before stays where it is none."""
    unit = units.get(ctx.connection, row_number(number))
    if unit is not None and unit.state is UnitState.LISTED:
        _is_of(ctx, unit.id, unit.name)
    else:
        _onward(ctx)


def _is_of(ctx: ChatContext, unit: int, name: str) -> None:
    ctx.expect_nothing()
    contact_unit.join(ctx, unit)
    ctx.say_first(say("presence.unit_known", unit=name))
    _onward(ctx)


def _later() -> Button:
    return Button(word("presence.later"), "open")


def _onward(ctx: ChatContext) -> None:
    """Go on with the open draft; lead whoever has none to the first question."""
    if ctx.current() is not None or listed(ctx):
        go_on(ctx)
    else:
        offer_start(ctx, "")
