"""Roles and coached units of people: listed, shown, given and taken away by an admin."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.chat.context import ChatContext
from bot.chat.paging import MOST, ListPage, page_of
from bot.chat.payload import decode, encode, row_number
from bot.chat.roles import Role
from bot.chat.unit_prompt import UnitPrompt
from bot.texts import say, word
from flows.messages import Button, Input, Reply, Rich, TextInput
from flows.text_format import listed
from flows.texts import lines
from storage.people import addresses, coaches, codes, contacts, units, web_sessions
from storage.people.invitations import ROLE
from storage.records import Contact, Unit
from storage.reviews import reviews

SEARCH = "people_search"
"""The kind of prompt for a person's name."""
ADD_UNIT = "coach_unit"
"""The verb, and the kind of prompt, for another unit of a coach."""
EVERY_UNIT = "all"
"""The scope of a button that takes a coach's last unit: a coach without units reads the drafts of all."""
MOST_UNITS = 5
"""Units of a coach that a card has buttons for, and that are given back with the role: more fill a screen."""
GIVEN = (Role.COACH, Role.ADMIN)
"""The roles that are given and taken; everybody is an inovator."""


@dataclass(frozen=True, slots=True)
class RolePayload:
    """What the buttons of a role carry: "5 coach"; to give it back with its units, "5 coach 7 9"."""

    contact: int
    role: Role
    units: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactRole:
    """A contact and a role, given or not, with the units that are given back with it."""

    contact: Contact
    role: Role
    units: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CoachUnitPayload:
    """What the buttons of a coach's unit carry: "5 7", "5 7 all"; "5" asks for a unit."""

    coach: int
    unit: int = 0
    scope: str = ""


@dataclass(frozen=True, slots=True)
class CoachUnit:
    """A coach and a unit; None where it is still to be asked for."""

    coach: Contact
    unit: Unit | None
    scope: str = ""


# --- readers -------------------------------------------------------------------------------------


def read_person(ctx: ChatContext, argument: str) -> Contact | None:
    """Return the contact; None, after listing all, where there is none."""
    contact = contacts.get(ctx.connection, row_number(argument))
    if contact is None:
        people(ctx)
    return contact


def read_coach(ctx: ChatContext, argument: str) -> Contact | None:
    """Return the coach; None, after listing all, where the contact is none (any more)."""
    contact = contacts.get(ctx.connection, row_number(argument))
    if contact is not None and Role.COACH.value in contact.roles:
        return contact
    people(ctx)
    return None


def read_role(ctx: ChatContext, argument: str) -> ContactRole | None:
    """Return a contact and a role that can be given; None, after listing all, where there is none."""
    payload = decode(RolePayload, argument)
    contact = None if payload is None else contacts.get(ctx.connection, payload.contact)
    if payload is None or contact is None or payload.role not in GIVEN:
        people(ctx)
        return None
    return ContactRole(contact, payload.role, payload.units)


def read_coach_unit(ctx: ChatContext, argument: str) -> CoachUnit | None:
    """Return a coach and, where it exists, the unit; None, after listing all, where there is no such coach."""
    payload = decode(CoachUnitPayload, argument)
    coach = read_coach(ctx, "" if payload is None else str(payload.coach))
    if payload is None or coach is None:
        return None
    return CoachUnit(coach, units.get(ctx.connection, payload.unit), payload.scope)


# --- changing roles ------------------------------------------------------------------------------


def role_name(role: Role) -> str:
    """Return the Indonesian name of a role."""
    return word(f"role.{role.value}")


def give(ctx: ChatContext, contact: int, role: Role, *, unit: int | None = None) -> None:
    """Give a contact a role; assign a coach to the unit, if one is named."""
    person = contacts.get(ctx.connection, contact)
    if person is None:
        return
    _set(ctx, contact, frozenset(person.roles) | {role.value})
    if role is Role.COACH and unit is not None:
        reviews.assign(ctx.connection, contact, unit)


def rename(ctx: ChatContext, name: str) -> None:
    """Store the name of the contact who writes."""
    contacts.update(ctx.connection, ctx.contact.id, name=name)
    ctx.contact = replace(ctx.contact, name=name)


def take(ctx: ChatContext, asked: ContactRole) -> None:
    """Take a role away, with its units and open invitations; notify the contact, and offer to give it back."""
    contact, role = asked.contact, asked.role
    if role.value not in contact.roles:
        people(ctx)
        return
    own = [unit.id for unit in units.of_coach(ctx.connection, contact.id)] if role is Role.COACH else []
    _set(ctx, contact.id, frozenset(contact.roles) - {role.value})
    for unit in own:
        reviews.unassign(ctx.connection, contact.id, unit)
    if role is Role.ADMIN:
        codes.revoke_open(ctx.connection, contact.id, ROLE, ctx.now)
    web_sessions.end(ctx.connection, contact.id)
    ctx.audit("role removed", f"{role.value} of {contact.id}")
    if contact.id != ctx.contact.id:
        ctx.notify(contact.id, Reply(text=say("people.was_taken", role=role_name(role))))
    payload = RolePayload(contact.id, role, tuple(own[:MOST_UNITS]))
    undo = Button(word("people.give_back"), "role_give", encode(payload))
    ctx.say(Reply(text=say("people.taken", name=_name(contact), role=role_name(role)), actions=(undo, _back())))


def give_back(ctx: ChatContext, asked: ContactRole) -> None:
    """Give back a role that was just taken, with its units; idempotent."""
    contact, role = asked.contact, asked.role
    if role.value not in contact.roles:
        give(ctx, contact.id, role)
        for number in asked.units:
            if (unit := units.get(ctx.connection, number)) is not None:
                give(ctx, contact.id, role, unit=unit.id)
        ctx.audit("role given", f"{role.value} of {contact.id}")
        if contact.id != ctx.contact.id:
            ctx.notify(contact.id, Reply(text=say("people.was_given", role=role_name(role))))
    _show_again(ctx, contact)


# --- lists and cards -----------------------------------------------------------------------------


def people(ctx: ChatContext, page: int = 1) -> None:
    """List everybody with a role besides inovator, by page."""
    holders = _holders(ctx)
    ctx.expect(SEARCH)
    _list(ctx, page_of(holders, page), say("people.list", count=len(holders)))


def search(ctx: ChatContext, given: Input) -> None:
    """Show the one with a role whose name contains what an admin types, or list all of them."""
    ctx.expect(SEARCH)
    text = given.text.strip() if isinstance(given, TextInput) else ""
    matches = [contact for contact in _holders(ctx) if text and text.lower() in contact.name.lower()]
    if len(matches) == 1:
        show(ctx, matches[0])
        return
    shown = page_of(matches[:MOST])
    more = say("people.more", count=len(matches) - MOST) if len(matches) > MOST else ()
    _list(ctx, shown, say("people.found" if matches else "people.not_found", text=text), more)


def show(ctx: ChatContext, contact: Contact) -> None:
    """Show one contact: roles, units, and what can be changed."""
    ctx.expect(SEARCH)
    roles = [role for role in GIVEN if role.value in contact.roles]
    own = units.of_coach(ctx.connection, contact.id) if Role.COACH in roles else []
    text = lines(
        say("people.card", name=_name(contact), roles=listed(_roles(ctx, contact))),
        say("people.units", names=listed([unit.name for unit in own])) if own else (),
        say("people.common") if Role.COACH in roles and not own else (),
        say("people.fixed") if contact.id in _fixed(ctx) else (),
    )
    leave = tuple(
        Button(word("people.leave_unit", name=unit.name), "coach_leave", encode(CoachUnitPayload(contact.id, unit.id)))
        for unit in own[:MOST_UNITS]
    )
    add = (_add_unit(contact),) if Role.COACH in roles else ()
    takes = tuple(_take(contact, role) for role in roles)
    ctx.say(Reply(text=text, choices=(*add, *leave, *takes), actions=(_back(),)))


# --- the units of a coach ------------------------------------------------------------------------


def add_unit(ctx: ChatContext, asked: CoachUnit) -> None:
    """Assign the unit to the coach; without one, ask for it."""
    if asked.unit is None:
        _unit_prompt(asked.coach).ask(ctx, say("people.which_unit", name=_name(asked.coach)))
    else:
        _assign(ctx, asked.coach, asked.unit)


def take_unit(ctx: ChatContext, given: Input, coach: Contact) -> None:
    """Assign the unit that an admin types to the coach."""
    unit = _unit_prompt(coach).take(ctx, given)
    if unit is not None:
        _assign(ctx, coach, unit)


def leave_unit(ctx: ChatContext, asked: CoachUnit) -> None:
    """Unassign a coach from a unit; ask before the last one, because a coach without units reads all."""
    coach, unit = asked.coach, asked.unit
    if unit is not None:
        own = [listed_unit.id for listed_unit in units.of_coach(ctx.connection, coach.id)]
        if own == [unit.id] and asked.scope != EVERY_UNIT:
            _ask_last(ctx, coach, unit)
            return
        reviews.unassign(ctx.connection, coach.id, unit.id)
        ctx.audit("coach unassigned", f"{coach.id} from {unit.code}")
    show(ctx, coach)


def _ask_last(ctx: ChatContext, coach: Contact, unit: Unit) -> None:
    """Ask what is meant by taking a coach's last unit away."""
    payload = CoachUnitPayload(coach.id, unit.id, EVERY_UNIT)
    choices = (
        _add_unit(coach),
        Button(word("people.every_unit"), "coach_leave", encode(payload)),
        _take(coach, Role.COACH),
    )
    keep = Button(word("people.keep_unit", name=unit.name), "person", str(coach.id))
    ctx.say(Reply(text=say("people.last_unit", name=_name(coach), unit=unit.name), choices=choices, actions=(keep,)))


def _unit_prompt(coach: Contact) -> UnitPrompt:
    return UnitPrompt(
        kind=ADD_UNIT,
        argument=str(coach.id),
        choice=lambda unit: Button(unit.name, ADD_UNIT, encode(CoachUnitPayload(coach.id, unit.id))),
        actions=(_back(),),
    )


def _assign(ctx: ChatContext, coach: Contact, unit: Unit) -> None:
    reviews.assign(ctx.connection, coach.id, unit.id)
    ctx.audit("coach assigned", f"{coach.id} to {unit.id}")
    ctx.say_first(say("people.assigned", name=_name(coach), unit=unit.name))
    show(ctx, coach)


def _show_again(ctx: ChatContext, contact: Contact) -> None:
    """Show a contact as it is stored now."""
    show(ctx, contacts.get(ctx.connection, contact.id) or contact)


def _list(ctx: ChatContext, page: ListPage[Contact], head: Rich, more: Rich = ()) -> None:
    rows = [say("people.line", name=_name(contact), roles=listed(_roles(ctx, contact))) for contact in page.items]
    choices = tuple(Button(_name(contact), "person", str(contact.id)) for contact in page.items)
    actions = (*page.buttons("people"), Button(word("invite.back"), "undang"))
    ctx.say(Reply(text=lines(head, *rows, more), choices=choices, actions=actions))


def _set(ctx: ChatContext, contact: int, roles: frozenset[str]) -> None:
    contacts.update(ctx.connection, contact, roles=roles)
    ctx.role_changes.add(contact)
    if contact == ctx.contact.id:
        ctx.contact = replace(ctx.contact, roles=roles)


def _holders(ctx: ChatContext) -> list[Contact]:
    numbers = dict.fromkeys(
        (*coaches.with_role(ctx.connection, Role.COACH.value), *coaches.admins(ctx.connection, ctx.app.admins))
    )
    return [contact for number in numbers if (contact := contacts.get(ctx.connection, number)) is not None]


def _fixed(ctx: ChatContext) -> set[int | None]:
    """Return the contacts that are admins by setting, which no tap can change."""
    return {addresses.owner(ctx.connection, address) for address in ctx.app.admins}


def _roles(ctx: ChatContext, contact: Contact) -> list[str]:
    given = {Role(role) for role in contact.roles} | ({Role.ADMIN} if contact.id in _fixed(ctx) else set())
    return [role_name(role) for role in Role if role in given] or [role_name(Role.INOVATOR)]


def _name(contact: Contact) -> str:
    return contact.name or word("unit.nameless")


def _add_unit(coach: Contact) -> Button:
    return Button(word("people.add_unit"), ADD_UNIT, str(coach.id))


def _take(contact: Contact, role: Role) -> Button:
    payload = encode(RolePayload(contact.id, role))
    return Button(word("people.take", role=role_name(role)), "role_take", payload)


def _back() -> Button:
    return Button(word("people.back"), "people")
