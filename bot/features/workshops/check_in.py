"""Lets people in by the code on the wall: who gives it on the day is there, whether known before or new."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.chat.context import Visit
from bot.chat.row_ids import row_number
from bot.features.drafts.drafts import go_on, listed, offer_start
from bot.features.people import role_admin as people
from bot.features.teams.join import NAME_LENGTH
from bot.features.units import contact_unit as units
from bot.features.workshops import formatting as words
from bot.language.unit_names import MOST_OFFERED, find, likely
from bot.texts import say, word
from flows.messages import Button, Input, Reply, Said, Wants
from flows.text_format import tidy
from storage.outreach import workshops
from storage.outreach.workshops import Workshop, WorkshopState
from storage.people import audit, codes
from storage.people import units as roster
from storage.records import UnitState

NAME, UNIT = "ws_name", "ws_unit"
"""What the next words of somebody who came are for: their name, their unit."""
LINGER = timedelta(hours=6)
"""How long after its end a code still counts: who forgot it sends it on the way home."""


def enter(visit: Visit, text: str) -> bool:
    """Take a code from the wall, with the unit that may stand behind it; tell whether it is one."""
    first, _, unit = text.strip().partition("_")
    code = codes.read(first)
    if code is None or codes.paused_until(visit.connection, visit.address, visit.now) is not None:
        return False
    one = workshops.by_code(visit.connection, code)
    if one is None or one.state is WorkshopState.DRAFT:
        return False
    if unit and visit.contact.unit is None:
        units.remember(visit, unit.lower())
    _arrive(visit, one)
    return True


def _arrive(visit: Visit, one: Workshop) -> None:
    when = words.when(visit.house, one)
    if one.state is WorkshopState.CANCELLED:
        visit.tell(say("presence.cancelled", title=one.title))
    elif visit.now < _opens(visit, one):
        visit.tell(say("presence.early", title=one.title, when=when))
    elif visit.now > one.ends_at + LINGER:
        visit.tell(say("presence.late", title=one.title))
    elif workshops.arrive(visit.connection, one.id, visit.contact.id, visit.now):
        audit.add(visit.connection, visit.contact.id, "workshop attended", str(one.id), visit.now)
        first = visit.contact.name.split(" ")[0] if visit.contact.name else ""
        visit.tell(say("presence.came", title=one.title, name=f", {first}" if first else ""))
        _ask_who(visit)
        return
    else:
        visit.tell(say("presence.came_again", title=one.title))
    _onward(visit)


def _opens(visit: Visit, one: Workshop) -> datetime:
    """Return when its day begins where the people are."""
    day = one.starts_at.astimezone(visit.house.zone).date()
    return datetime.combine(day, time(0), visit.house.zone)


def _ask_who(visit: Visit) -> None:
    """Ask for what the list lacks: a name where the channel tells none, a unit."""
    if not visit.contact.name:
        visit.expect(NAME)
        visit.say(Reply(text=say("presence.ask_name"), actions=(_later(),)))
    elif visit.contact.unit is None:
        _ask_unit(visit)
    else:
        _onward(visit)


def take_name(visit: Visit, given: Input, _: str) -> None:
    """Take the name of somebody who came."""
    name = tidy(given.text)[:NAME_LENGTH] if isinstance(given, Said) else ""
    if any(letter.isalpha() for letter in name):
        visit.expect_nothing()
        people.call(visit, name)
        visit.tell(say("presence.thanks", name=name))
    _ask_who(visit)


def _ask_unit(visit: Visit) -> None:
    visit.expect(UNIT)
    visit.say(Reply(text=say("presence.ask_unit"), actions=(_later(),)))


def take_unit(visit: Visit, given: Input, _: str) -> None:
    """Take the unit of somebody who came: as it is listed, from a tap, or as they write it."""
    text = tidy(given.text)[:NAME_LENGTH] if isinstance(given, Said) else ""
    if not any(letter.isalpha() for letter in text):
        _ask_unit(visit)
        return
    known = roster.of(visit.connection)
    unit = find(known, text)
    if unit is not None:
        _is_of(visit, unit.id, unit.name)
        return
    visit.expect_nothing()
    units.join(visit, units.propose(visit, text))
    near = likely(known, text, MOST_OFFERED)
    if not near:
        _onward(visit)
        return
    choices = tuple(Button(one.name, "ws_of", str(one.id)) for one in near)
    other = Button(word("presence.unit_as_written", text=text), "ws_of", "")
    visit.say(Reply(text=say("presence.unit_near"), choices=(*choices, other), wants=Wants.CHOICE))


def tap_unit(visit: Visit, number: str) -> None:
    """Take the unit that was tapped; what was written before stays where it is none."""
    unit = roster.get(visit.connection, row_number(number))
    if unit is not None and unit.state is UnitState.LISTED:
        _is_of(visit, unit.id, unit.name)
    else:
        _onward(visit)


def _is_of(visit: Visit, unit: int, name: str) -> None:
    visit.expect_nothing()
    units.join(visit, unit)
    visit.tell(say("presence.unit_known", unit=name))
    _onward(visit)


def _later() -> Button:
    return Button(word("presence.later"), "open")


def _onward(visit: Visit) -> None:
    """Go on with the open draft; lead whoever has none to the first question."""
    if visit.current() is not None or listed(visit):
        go_on(visit)
    else:
        offer_start(visit, "")
