"""Makes one person of two, and tells every app of theirs; knows what either has and would lend."""

from __future__ import annotations

from collections.abc import Iterable

from bot.chat.app_names import app
from bot.chat.context import Visit
from bot.chat.effective_roles import duties
from bot.chat.roles import Role
from bot.features.codes.check_code import LINK
from bot.features.drafts.drafts import listed_of
from bot.texts import say, word
from flows.messages import Address, Button, Reply, Rich
from flows.text_format import listed
from flows.texts import lines
from storage.lifecycle import merge_contacts as merging
from storage.people import addresses as reach
from storage.people import codes, contacts
from storage.people.addresses import Account
from storage.records import Contact


def duties_of(visit: Visit, person: Contact) -> list[str]:
    """Return what a person is beside an inovator, wherever they speak, as it is called."""
    return called(duties(visit.connection, person, visit.house.admins))


def lends(visit: Visit, person: Contact, to: str) -> Rich:
    """Say what goes along to an app that is joined to a person, and what does not."""
    given = frozenset(Role(role) for role in person.roles) - {Role.INOVATOR}
    fixed = duties(visit.connection, person, visit.house.admins) - given
    return lines(
        say("link.lends", roles=listed(called(given)), app=to) if given else (),
        say("link.keeps", roles=listed(called(fixed)), app=to) if fixed else (),
    )


def count(visit: Visit, contact: int) -> str:
    """Return how many drafts somebody has, in words."""
    drafts = len(listed_of(visit.connection, contact))
    return word("link.count", count=drafts) if drafts else word("link.count_none")


def first_app(visit: Visit, contact: int) -> str:
    """Return where a person wrote last: they had the code made there."""
    accounts = reach.accounts(visit.connection, contact)
    return app(accounts[0].channel) if accounts else app(visit.address.channel)


def called(roles: Iterable[Role]) -> list[str]:
    """Return what roles are called, in one order."""
    return [word(f"role.{role}") for role in sorted(roles)]


# --- becoming one --------------------------------------------------------------------------------


def unite(visit: Visit, into: int, gone: int, *, with_roles: bool = False) -> None:
    """Make one of two contacts, of whom one is here, and go on as that; no code of the other's leads to them."""
    visit.close_all()
    codes.revoke_open(visit.connection, gone, LINK, visit.now)
    merging.merge(visit.connection, into, gone, visit.now, with_roles=with_roles)
    person = contacts.get(visit.connection, into)
    assert person is not None, "just made"
    visit.become(person)


def came(visit: Visit, accounts: Iterable[Account], place: Address) -> None:
    """Tell a person in their other apps which one is joined to them now; a tap takes it away again."""
    for account in accounts:
        if account.reachable:
            text = say("link.came", app=app(place.channel))
            note = Reply(text=text, actions=(resume(), not_me(visit, place)))
            visit.post_at(account.reachable[0], visit.contact.id, note)


def resume() -> Button:
    """Offer to go on."""
    return Button(word("drafts.resume"), "open")


def not_me(visit: Visit, place: Address) -> Button:
    """Offer to undo, at one tap, a link that somebody did not mean; after an hour it asks whether that is meant."""
    return Button(word("link.not_me"), "link_cut", f"{reach.key_of(place)} {int(visit.now.timestamp())}")
