"""Makes one person of two contacts who turn out to have one account with a vendor."""

from __future__ import annotations

from bot.accounts.uniting import called, came, count, duties_of, has_anything, unite
from bot.drafts import go_on
from bot.people.roles import Role
from bot.texts import say, word
from bot.visit import Visit
from flows.messages import Address, Button
from flows.spelling import listed
from flows.texts import lines
from storage import contacts, reach


def meet(visit: Visit, other: int) -> None:
    """Deal with two contacts who turn out to have one account: nothing to ask where one of them has nothing."""
    twin = contacts.get(visit.connection, other)
    if twin is None or twin.id == visit.contact.id:
        return
    if has_anything(visit, visit.contact) and has_anything(visit, twin):
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
