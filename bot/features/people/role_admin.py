"""Knows who has which role: gives it, shows it, takes it away again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.context import Visit
from bot.chat.roles import Role
from bot.chat.row_ids import row_number
from bot.language.unit_names import find, likely
from bot.texts import say, word
from flows.messages import Button, Input, Reply, Rich, Said, Wants
from flows.text_format import listed
from flows.texts import lines
from storage.people import addresses as reach
from storage.people import audit, coaches, codes, contacts, units
from storage.people import web_sessions as logins
from storage.people.invitations import ROLE
from storage.records import Contact, Unit
from storage.reviews import reviews

SEARCH = "people_search"
ADD_UNIT = "coach_unit"
"""What an admin's next words are for: a person's name, and a unit for a coach."""
EVERY_UNIT = "all"
"""What says that a coach without units is to read what all units hand in."""
MOST_SHOWN = 8
MOST_UNITS = 5
GIVEN = (Role.COACH, Role.ADMIN)
"""The roles that are given and taken."""


def role_name(role: Role) -> str:
    """Return what a role is called."""
    return word(f"role.{role.value}")


def give(visit: Visit, contact: int, role: Role, *, unit: int | None = None) -> None:
    """Give a person a role; a coach may be assigned to a unit at once."""
    found = contacts.get(visit.connection, contact)
    if found is None:
        return
    _set(visit, contact, frozenset(found.roles) | {role.value})
    if role is Role.COACH and unit is not None:
        reviews.assign(visit.connection, contact, unit)


def call(visit: Visit, name: str) -> None:
    """Call the person so from now on."""
    contacts.update(visit.connection, visit.contact.id, name=name)
    visit.contact = replace(visit.contact, name=name)


def people(visit: Visit, _: str) -> None:
    """List whoever has a role beside that of an inovator."""
    found = _holders(visit)
    visit.expect(SEARCH)
    _list(visit, found, say("people.list", count=len(found)))


def search(visit: Visit, given: Input, _: str) -> None:
    """Take a name that an admin types: show whoever with a role is called so."""
    visit.expect(SEARCH)
    text = given.text.strip() if isinstance(given, Said) else ""
    found = [one for one in _holders(visit) if text and text.lower() in one.name.lower()]
    if len(found) == 1:
        show(visit, str(found[0].id))
        return
    _list(visit, found, say("people.found" if found else "people.not_found", text=text))


def show(visit: Visit, number: str) -> None:
    """Show one person: roles, units, and what can be changed."""
    one = _person(visit, number)
    if one is None:
        people(visit, "")
        return
    visit.expect(SEARCH)
    roles = [role for role in GIVEN if role.value in one.roles]
    own = units.of_coach(visit.connection, one.id) if Role.COACH in roles else []
    text = lines(
        say("people.card", name=_name(one), roles=listed(_roles(visit, one))),
        say("people.units", names=listed([unit.name for unit in own])) if own else (),
        say("people.common") if Role.COACH in roles and not own else (),
        say("people.fixed") if one.id in _fixed(visit) else (),
    )
    takes = tuple(
        Button(word("people.take", role=role_name(role)), "role_take", f"{one.id} {role.value}") for role in roles
    )
    leave = tuple(
        Button(word("people.leave_unit", name=unit.name), "coach_leave", f"{one.id} {unit.id}")
        for unit in own[:MOST_UNITS]
    )
    add = (Button(word("people.add_unit"), ADD_UNIT, str(one.id)),) if Role.COACH in roles else ()
    visit.say(Reply(text=text, choices=(*add, *leave, *takes), actions=(_back(),), wants=Wants.CHOICE))


def take(visit: Visit, argument: str) -> None:
    """Take a role away; the person is told, and a tap gives it back."""
    one, role = _meant(visit, argument)
    if one is None or role is None or role.value not in one.roles:
        people(visit, "")
        return
    own = [unit.id for unit in units.of_coach(visit.connection, one.id)][:MOST_UNITS] if role is Role.COACH else []
    _set(visit, one.id, frozenset(one.roles) - {role.value})
    if role is Role.COACH:
        _put_down(visit, one.id)
    else:
        _take_back(visit, one.id)
    logins.end(visit.connection, one.id)
    audit.add(visit.connection, visit.contact.id, "role removed", f"{role.value} of {one.id}", visit.now)
    if one.id != visit.contact.id:
        visit.post(one.id, Reply(text=say("people.was_taken", role=role_name(role))))
    back = Button(word("people.give_back"), "role_give", " ".join((argument, *map(str, own))))
    visit.say(Reply(text=say("people.taken", name=_name(one), role=role_name(role)), actions=(back, _back())))


def give_back(visit: Visit, argument: str) -> None:
    """Give back a role that was taken a moment ago."""
    one, role = _meant(visit, argument)
    if one is None or role is None:
        people(visit, "")
        return
    if role.value not in one.roles:
        give(visit, one.id, role)
        for unit in argument.split()[2:]:
            if (found := units.get(visit.connection, row_number(unit))) is not None:
                give(visit, one.id, role, unit=found.id)
        audit.add(visit.connection, visit.contact.id, "role given", f"{role.value} of {one.id}", visit.now)
        if one.id != visit.contact.id:
            visit.post(one.id, Reply(text=say("people.was_given", role=role_name(role))))
    show(visit, str(one.id))


def ask_unit(visit: Visit, number: str) -> None:
    """Ask which unit a coach is to look after; with a unit behind the number, assign it."""
    person, _, chosen = number.partition(" ")
    one = _coach(visit, person)
    unit = units.get(visit.connection, row_number(chosen))
    if one is None:
        people(visit, "")
    elif unit is not None:
        _assign(visit, one, unit.id, unit.name)
    else:
        visit.expect(ADD_UNIT, person)
        visit.say(Reply(text=say("people.which_unit", name=_name(one)), actions=(_back(),)))


def take_unit(visit: Visit, given: Input, number: str) -> None:
    """Take the name of the unit that a coach is to look after."""
    one = _coach(visit, number)
    if one is None or not isinstance(given, Said):
        people(visit, "")
        return
    known = units.of(visit.connection)
    unit = find(known, given.text)
    if unit is not None:
        _assign(visit, one, unit.id, unit.name)
        return
    near = likely(known, given.text)
    visit.expect(ADD_UNIT, number)
    choices = tuple(Button(found.name, ADD_UNIT, f"{one.id} {found.id}") for found in near)
    text = say("unit.found" if near else "unit.not_found", text=given.text.strip(), count=len(near))
    visit.say(Reply(text=text, choices=choices, actions=(_back(),), wants=Wants.CHOICE))


def leave_unit(visit: Visit, argument: str) -> None:
    """Let a coach look after a unit no more; of the last one, ask first: without any they would read all."""
    person, chosen, is_meant, *_ = (*argument.split(), "", "", "")
    one = _coach(visit, person)
    unit = units.get(visit.connection, row_number(chosen))
    if one is not None and unit is not None:
        own = [found.id for found in units.of_coach(visit.connection, one.id)]
        if own == [unit.id] and is_meant != EVERY_UNIT:
            _ask_last(visit, one, unit)
            return
        reviews.unassign(visit.connection, one.id, unit.id)
        audit.add(visit.connection, visit.contact.id, "coach unassigned", f"{one.id} from {unit.code}", visit.now)
    show(visit, person)


def _ask_last(visit: Visit, one: Contact, unit: Unit) -> None:
    """Ask what is meant by taking a coach's last unit away."""
    choices = (
        Button(word("people.add_unit"), ADD_UNIT, str(one.id)),
        Button(word("people.every_unit"), "coach_leave", f"{one.id} {unit.id} {EVERY_UNIT}"),
        Button(word("people.take", role=role_name(Role.COACH)), "role_take", f"{one.id} {Role.COACH.value}"),
    )
    keep = Button(word("people.keep_unit", name=unit.name), "person", str(one.id))
    text = say("people.last_unit", name=_name(one), unit=unit.name)
    visit.say(Reply(text=text, choices=choices, actions=(keep,), wants=Wants.CHOICE))


def _assign(visit: Visit, one: Contact, unit: int, name: str) -> None:
    reviews.assign(visit.connection, one.id, unit)
    audit.add(visit.connection, visit.contact.id, "coach assigned", f"{one.id} to {unit}", visit.now)
    visit.tell(say("people.assigned", name=_name(one), unit=name))
    show(visit, str(one.id))


def _put_down(visit: Visit, coach: int) -> None:
    """Let others go on with a coach's units; a review that was not sent takes no place from now on."""
    for unit in units.of_coach(visit.connection, coach):
        reviews.unassign(visit.connection, coach, unit.id)


def _take_back(visit: Visit, admin: int) -> None:
    """Let nobody come in any more by the invitations of somebody who is no admin any more."""
    codes.revoke_open(visit.connection, admin, ROLE, visit.now)


def _list(visit: Visit, found: Sequence[Contact], head: Rich) -> None:
    rows = [say("people.line", name=_name(one), roles=listed(_roles(visit, one))) for one in found[:MOST_SHOWN]]
    choices = tuple(Button(_name(one), "person", str(one.id)) for one in found[:MOST_SHOWN])
    more = say("people.more", count=len(found) - MOST_SHOWN) if len(found) > MOST_SHOWN else ()
    back = Button(word("invite.back"), "undang")
    visit.say(Reply(text=lines(head, *rows, more), choices=choices, actions=(back,), wants=Wants.CHOICE))


def _set(visit: Visit, contact: int, roles: frozenset[str]) -> None:
    contacts.update(visit.connection, contact, roles=roles)
    visit.appointed.add(contact)
    if contact == visit.contact.id:
        visit.contact = replace(visit.contact, roles=roles)


def _holders(visit: Visit) -> list[Contact]:
    numbers = dict.fromkeys(
        (*coaches.with_role(visit.connection, Role.COACH.value), *coaches.admins(visit.connection, visit.house.admins))
    )
    return [found for one in numbers if (found := contacts.get(visit.connection, one)) is not None]


def _fixed(visit: Visit) -> set[int | None]:
    """Return who is an admin by setting, which no tap can change."""
    return {reach.owner(visit.connection, address) for address in visit.house.admins}


def _roles(visit: Visit, one: Contact) -> list[str]:
    given = {Role(role) for role in one.roles} | ({Role.ADMIN} if one.id in _fixed(visit) else set())
    return [role_name(role) for role in Role if role in given] or [role_name(Role.INOVATOR)]


def _person(visit: Visit, number: str) -> Contact | None:
    return contacts.get(visit.connection, row_number(number))


def _coach(visit: Visit, number: str) -> Contact | None:
    one = _person(visit, number)
    return one if one is not None and Role.COACH.value in one.roles else None


def _meant(visit: Visit, argument: str) -> tuple[Contact | None, Role | None]:
    person, role, *_ = (*argument.split(), "", "")
    return _person(visit, person), Role(role) if role in [one.value for one in GIVEN] else None


def _name(one: Contact) -> str:
    return one.name or word("unit.nameless")


def _back() -> Button:
    return Button(word("people.back"), "people")
