"""Knows who has which role: gives it, shows it, takes it away again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.context import ChatContext
from bot.chat.roles import Role
from bot.chat.row_ids import row_number
from bot.language.unit_names import find, likely
from bot.texts import say, word
from flows.messages import Button, Input, Reply, Rich, TextInput
from flows.text_format import listed
from flows.texts import lines
from storage.people import addresses, coaches, codes, contacts, units, web_sessions
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


def give(ctx: ChatContext, contact: int, role: Role, *, unit: int | None = None) -> None:
    """Give a person a role; a coach may be assigned to a unit at once."""
    found = contacts.get(ctx.connection, contact)
    if found is None:
        return
    _set(ctx, contact, frozenset(found.roles) | {role.value})
    if role is Role.COACH and unit is not None:
        reviews.assign(ctx.connection, contact, unit)


def call(ctx: ChatContext, name: str) -> None:
    """Call the person so from now on."""
    contacts.update(ctx.connection, ctx.contact.id, name=name)
    ctx.contact = replace(ctx.contact, name=name)


def people(ctx: ChatContext, _: str) -> None:
    """List whoever has a role beside that of an inovator."""
    found = _holders(ctx)
    ctx.expect(SEARCH)
    _list(ctx, found, say("people.list", count=len(found)))


def search(ctx: ChatContext, given: Input, _: str) -> None:
    """Take a name that an admin types: show whoever with a role is called so."""
    ctx.expect(SEARCH)
    text = given.text.strip() if isinstance(given, TextInput) else ""
    found = [contact for contact in _holders(ctx) if text and text.lower() in contact.name.lower()]
    if len(found) == 1:
        show(ctx, str(found[0].id))
        return
    _list(ctx, found, say("people.found" if found else "people.not_found", text=text))


def show(ctx: ChatContext, number: str) -> None:
    """Show one person: roles, units, and what can be changed."""
    contact = _person(ctx, number)
    if contact is None:
        people(ctx, "")
        return
    ctx.expect(SEARCH)
    roles = [role for role in GIVEN if role.value in contact.roles]
    own = units.of_coach(ctx.connection, contact.id) if Role.COACH in roles else []
    text = lines(
        say("people.card", name=_name(contact), roles=listed(_roles(ctx, contact))),
        say("people.units", names=listed([unit.name for unit in own])) if own else (),
        say("people.common") if Role.COACH in roles and not own else (),
        say("people.fixed") if contact.id in _fixed(ctx) else (),
    )
    takes = tuple(
        Button(word("people.take", role=role_name(role)), "role_take", f"{contact.id} {role.value}") for role in roles
    )
    leave = tuple(
        Button(word("people.leave_unit", name=unit.name), "coach_leave", f"{contact.id} {unit.id}")
        for unit in own[:MOST_UNITS]
    )
    add = (Button(word("people.add_unit"), ADD_UNIT, str(contact.id)),) if Role.COACH in roles else ()
    ctx.say(Reply(text=text, choices=(*add, *leave, *takes), actions=(_back(),)))


def take(ctx: ChatContext, argument: str) -> None:
    """Take a role away; the person is told, and a tap gives it back."""
    contact, role = _meant(ctx, argument)
    if contact is None or role is None or role.value not in contact.roles:
        people(ctx, "")
        return
    own = [unit.id for unit in units.of_coach(ctx.connection, contact.id)][:MOST_UNITS] if role is Role.COACH else []
    _set(ctx, contact.id, frozenset(contact.roles) - {role.value})
    if role is Role.COACH:
        _put_down(ctx, contact.id)
    else:
        _take_back(ctx, contact.id)
    web_sessions.end(ctx.connection, contact.id)
    ctx.audit("role removed", f"{role.value} of {contact.id}")
    if contact.id != ctx.contact.id:
        ctx.notify(contact.id, Reply(text=say("people.was_taken", role=role_name(role))))
    back = Button(word("people.give_back"), "role_give", " ".join((argument, *map(str, own))))
    ctx.say(Reply(text=say("people.taken", name=_name(contact), role=role_name(role)), actions=(back, _back())))


def give_back(ctx: ChatContext, argument: str) -> None:
    """Give back a role that was taken a moment ago."""
    contact, role = _meant(ctx, argument)
    if contact is None or role is None:
        people(ctx, "")
        return
    if role.value not in contact.roles:
        give(ctx, contact.id, role)
        for unit in argument.split()[2:]:
            if (found := units.get(ctx.connection, row_number(unit))) is not None:
                give(ctx, contact.id, role, unit=found.id)
        ctx.audit("role given", f"{role.value} of {contact.id}")
        if contact.id != ctx.contact.id:
            ctx.notify(contact.id, Reply(text=say("people.was_given", role=role_name(role))))
    show(ctx, str(contact.id))


def ask_unit(ctx: ChatContext, number: str) -> None:
    """Ask which unit a coach is to look after; with a unit behind the number, assign it."""
    person, _, chosen = number.partition(" ")
    contact = _coach(ctx, person)
    unit = units.get(ctx.connection, row_number(chosen))
    if contact is None:
        people(ctx, "")
    elif unit is not None:
        _assign(ctx, contact, unit.id, unit.name)
    else:
        ctx.expect(ADD_UNIT, person)
        ctx.say(Reply(text=say("people.which_unit", name=_name(contact)), actions=(_back(),)))


def take_unit(ctx: ChatContext, given: Input, number: str) -> None:
    """Take the name of the unit that a coach is to look after."""
    contact = _coach(ctx, number)
    if contact is None or not isinstance(given, TextInput):
        people(ctx, "")
        return
    known = units.in_states(ctx.connection)
    unit = find(known, given.text)
    if unit is not None:
        _assign(ctx, contact, unit.id, unit.name)
        return
    near = likely(known, given.text)
    ctx.expect(ADD_UNIT, number)
    choices = tuple(Button(found.name, ADD_UNIT, f"{contact.id} {found.id}") for found in near)
    text = say("unit.found" if near else "unit.not_found", text=given.text.strip(), count=len(near))
    ctx.say(Reply(text=text, choices=choices, actions=(_back(),)))


def leave_unit(ctx: ChatContext, argument: str) -> None:
    """Let a coach look after a unit no more; of the last one, ask first: without any they would read all."""
    person, chosen, is_meant, *_ = (*argument.split(), "", "", "")
    contact = _coach(ctx, person)
    unit = units.get(ctx.connection, row_number(chosen))
    if contact is not None and unit is not None:
        own = [found.id for found in units.of_coach(ctx.connection, contact.id)]
        if own == [unit.id] and is_meant != EVERY_UNIT:
            _ask_last(ctx, contact, unit)
            return
        reviews.unassign(ctx.connection, contact.id, unit.id)
        ctx.audit("coach unassigned", f"{contact.id} from {unit.code}")
    show(ctx, person)


def _ask_last(ctx: ChatContext, contact: Contact, unit: Unit) -> None:
    """Ask what is meant by taking a coach's last unit away."""
    choices = (
        Button(word("people.add_unit"), ADD_UNIT, str(contact.id)),
        Button(word("people.every_unit"), "coach_leave", f"{contact.id} {unit.id} {EVERY_UNIT}"),
        Button(word("people.take", role=role_name(Role.COACH)), "role_take", f"{contact.id} {Role.COACH.value}"),
    )
    keep = Button(word("people.keep_unit", name=unit.name), "person", str(contact.id))
    text = say("people.last_unit", name=_name(contact), unit=unit.name)
    ctx.say(Reply(text=text, choices=choices, actions=(keep,)))


def _assign(ctx: ChatContext, contact: Contact, unit: int, name: str) -> None:
    reviews.assign(ctx.connection, contact.id, unit)
    ctx.audit("coach assigned", f"{contact.id} to {unit}")
    ctx.say_first(say("people.assigned", name=_name(contact), unit=name))
    show(ctx, str(contact.id))


def _put_down(ctx: ChatContext, coach: int) -> None:
    """Let others go on with a coach's units; a review that was not sent takes no place from now on."""
    for unit in units.of_coach(ctx.connection, coach):
        reviews.unassign(ctx.connection, coach, unit.id)


def _take_back(ctx: ChatContext, admin: int) -> None:
    """Let nobody come in any more by the invitations of somebody who is no admin any more."""
    codes.revoke_open(ctx.connection, admin, ROLE, ctx.now)


def _list(ctx: ChatContext, found: Sequence[Contact], head: Rich) -> None:
    rows = [
        say("people.line", name=_name(contact), roles=listed(_roles(ctx, contact))) for contact in found[:MOST_SHOWN]
    ]
    choices = tuple(Button(_name(contact), "person", str(contact.id)) for contact in found[:MOST_SHOWN])
    more = say("people.more", count=len(found) - MOST_SHOWN) if len(found) > MOST_SHOWN else ()
    back = Button(word("invite.back"), "undang")
    ctx.say(Reply(text=lines(head, *rows, more), choices=choices, actions=(back,)))


def _set(ctx: ChatContext, contact: int, roles: frozenset[str]) -> None:
    contacts.update(ctx.connection, contact, roles=roles)
    ctx.role_changes.add(contact)
    if contact == ctx.contact.id:
        ctx.contact = replace(ctx.contact, roles=roles)


def _holders(ctx: ChatContext) -> list[Contact]:
    numbers = dict.fromkeys(
        (*coaches.with_role(ctx.connection, Role.COACH.value), *coaches.admins(ctx.connection, ctx.app.admins))
    )
    return [found for number in numbers if (found := contacts.get(ctx.connection, number)) is not None]


def _fixed(ctx: ChatContext) -> set[int | None]:
    """Return who is an admin by setting, which no tap can change."""
    return {addresses.owner(ctx.connection, address) for address in ctx.app.admins}


def _roles(ctx: ChatContext, contact: Contact) -> list[str]:
    given = {Role(role) for role in contact.roles} | ({Role.ADMIN} if contact.id in _fixed(ctx) else set())
    return [role_name(role) for role in Role if role in given] or [role_name(Role.INOVATOR)]


def _person(ctx: ChatContext, number: str) -> Contact | None:
    return contacts.get(ctx.connection, row_number(number))


def _coach(ctx: ChatContext, number: str) -> Contact | None:
    contact = _person(ctx, number)
    return contact if contact is not None and Role.COACH.value in contact.roles else None


def _meant(ctx: ChatContext, argument: str) -> tuple[Contact | None, Role | None]:
    person, role, *_ = (*argument.split(), "", "")
    return _person(ctx, person), Role(role) if role in [one.value for one in GIVEN] else None


def _name(contact: Contact) -> str:
    return contact.name or word("unit.nameless")


def _back() -> Button:
    return Button(word("people.back"), "people")
