"""Makes one person of two, and tells every app of theirs; knows what either has and would lend."""

from __future__ import annotations

from collections.abc import Iterable

from bot.chat.app_names import app_name
from bot.chat.context import ChatContext
from bot.chat.effective_roles import duties
from bot.chat.roles import Role
from bot.features.codes.check_code import LINK
from bot.features.drafts.drafts import listed_of
from bot.texts import say, word
from flows.messages import Address, Button, Reply, Rich
from flows.text_format import listed
from flows.texts import lines
from storage.lifecycle import merge_contacts
from storage.people import addresses, codes, contacts
from storage.people.addresses import ChannelAccount
from storage.records import Contact


def duties_of(ctx: ChatContext, person: Contact) -> list[str]:
    """Return what a person is beside an inovator, wherever they speak, as it is called."""
    return called(duties(ctx.connection, person, ctx.app.admins))


def lends(ctx: ChatContext, person: Contact, to: str) -> Rich:
    """Say what goes along to an app that is joined to a person, and what does not."""
    given = frozenset(Role(role) for role in person.roles) - {Role.INOVATOR}
    fixed = duties(ctx.connection, person, ctx.app.admins) - given
    return lines(
        say("link.lends", roles=listed(called(given)), app=to) if given else (),
        say("link.keeps", roles=listed(called(fixed)), app=to) if fixed else (),
    )


def count(ctx: ChatContext, contact: int) -> str:
    """Return how many drafts somebody has, in words."""
    drafts = len(listed_of(ctx.connection, contact))
    return word("link.count", count=drafts) if drafts else word("link.count_none")


def first_app(ctx: ChatContext, contact: int) -> str:
    """Return where a person wrote last: they had the code made there."""
    accounts = addresses.accounts(ctx.connection, contact)
    return app_name(accounts[0].channel) if accounts else app_name(ctx.address.channel)


def called(roles: Iterable[Role]) -> list[str]:
    """Return what roles are called, in one order."""
    return [word(f"role.{role}") for role in sorted(roles)]


# --- becoming one --------------------------------------------------------------------------------


def unite(ctx: ChatContext, into: int, gone: int, *, with_roles: bool = False) -> None:
    """Make one of two contacts, of whom one is here, and go on as that; no code of the other's leads to them."""
    ctx.close_all()
    codes.revoke_open(ctx.connection, gone, LINK, ctx.now)
    merge_contacts.merge(ctx.connection, into, gone, ctx.now, with_roles=with_roles)
    person = contacts.get(ctx.connection, into)
    assert person is not None, "just made"
    ctx.become(person)


def came(ctx: ChatContext, accounts: Iterable[ChannelAccount], place: Address) -> None:
    """Tell a person in their other apps which one is joined to them now; a tap takes it away again."""
    for account in accounts:
        if account.reachable:
            text = say("link.came", app=app_name(place.channel))
            note = Reply(text=text, actions=(resume(), not_me(ctx, place)))
            ctx.notify_at(account.reachable[0], ctx.contact.id, note)


def resume() -> Button:
    """Offer to go on."""
    return Button(word("drafts.resume"), "open")


def not_me(ctx: ChatContext, place: Address) -> Button:
    """Offer to undo, at one tap, a link that somebody did not mean; after an hour it asks whether that is meant."""
    return Button(word("link.not_me"), "link_cut", f"{addresses.key_of(place)} {int(ctx.now.timestamp())}")
