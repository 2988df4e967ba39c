"""Makes one person of two contacts who turn out to have one account with a vendor."""

from __future__ import annotations

from bot.chat.context import Visit
from bot.chat.forms import OPENING
from bot.chat.roles import Role
from bot.features.accounts.merge import called, came, count, duties_of, unite
from bot.features.drafts.drafts import go_on
from bot.texts import say, word
from flows.messages import Address, Button
from flows.text_format import listed
from flows.texts import lines
from storage.drafts import conversations, members
from storage.people import addresses as reach
from storage.people import contacts
from storage.records import Contact


def _has_anything(visit: Visit, person: Contact) -> bool:
    """Tell whether somebody would lose sight of something, or lend out a right, by being somebody else as well."""
    own = any(one.events and one.flow != OPENING for one in conversations.of(visit.connection, person.id))
    seats = members.drafts(visit.connection, person.id)
    return bool(own or seats or person.roles or len(reach.accounts(visit.connection, person.id)) > 1)


def meet(visit: Visit, other: int) -> None:
    """Deal with two contacts who turn out to have one account: nothing to ask where one of them has nothing."""
    twin = contacts.get(visit.connection, other)
    if twin is None or twin.id == visit.contact.id:
        return
    if _has_anything(visit, visit.contact) and _has_anything(visit, twin):
        here, there = count(visit, visit.contact.id), count(visit, other)
        roles = called(Role(role) for role in {*twin.roles, *visit.contact.roles} - {Role.INOVATOR})
        union = say("link.twin_roles", roles=listed(roles)) if roles else ()
        text = lines(say("link.twin", here=here, there=there), union)
        visit.tell(text, Button(word("link.unite"), "link_twin"))
    else:
        _unite_twins(visit, other)


def confirm_twin(visit: Visit, _: str) -> None:
    """Make one of the two contacts of this account after a yes."""
    number = reach.reach(visit.connection, visit.address).also
    place = None if number is None else Address(channel=visit.address.channel, id=number)
    other = None if place is None else reach.owner(visit.connection, place)
    if other is not None and other != visit.contact.id:
        _unite_twins(visit, other)
        visit.tell(say("link.united"))
    go_on(visit)


def _unite_twins(visit: Visit, other: int) -> None:
    """Make one of two contacts with one account, and keep what either was invited to be."""
    unite(visit, visit.contact.id, other, with_roles=True)
    accounts = reach.accounts(visit.connection, visit.contact.id)
    if duties_of(visit, visit.contact):
        came(visit, [one for one in accounts if visit.address not in one.places], visit.address)
