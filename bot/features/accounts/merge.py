"""Merging two contacts into one: what each has, what a link would lend, and the notice to every app."""

from __future__ import annotations

from collections.abc import Iterable

from bot.chat.app_names import app_name
from bot.chat.buttons import resume
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
    """Return the names of a contact's roles beside that of an inovator, at any of their addresses."""
    return role_names(duties(ctx.connection, person, ctx.app.admins))


def roles_that_follow(ctx: ChatContext, person: Contact, to: str) -> Rich:
    """Say which roles of a contact an app gets when it is linked, and which it does not."""
    given = frozenset(Role(role) for role in person.roles) - {Role.INOVATOR}
    fixed = duties(ctx.connection, person, ctx.app.admins) - given
    return lines(
        say("link.lends", roles=listed(role_names(given)), app=to) if given else (),
        say("link.keeps", roles=listed(role_names(fixed)), app=to) if fixed else (),
    )


def draft_count(ctx: ChatContext, contact: int) -> str:
    """Return the number of a contact's drafts, in words."""
    drafts = len(listed_of(ctx.connection, contact))
    return word("link.count", count=drafts) if drafts else word("link.count_none")


def first_app(ctx: ChatContext, contact: int) -> str:
    """Return the name of the app in which a contact wrote last: they made the code there."""
    accounts = addresses.accounts(ctx.connection, contact)
    return app_name(accounts[0].channel) if accounts else app_name(ctx.address.channel)


def role_names(roles: Iterable[Role]) -> list[str]:
    """Return the names of roles in a fixed order."""
    return [word(f"role.{role}") for role in sorted(roles)]


# --- becoming one --------------------------------------------------------------------------------


def merge(ctx: ChatContext, into: int, gone: int, *, with_roles: bool = False) -> None:
    """Merge a contact into another, one of whom is here, and go on as the other; revoke open codes of the first."""
    ctx.close_all()
    codes.revoke_open(ctx.connection, gone, LINK, ctx.now)
    merge_contacts.merge(ctx.connection, into, gone, ctx.now, with_roles=with_roles)
    person = contacts.get(ctx.connection, into)
    assert person is not None, "just made"
    ctx.become(person)


def notify_linked(ctx: ChatContext, accounts: Iterable[ChannelAccount], address: Address) -> None:
    """Notify a contact in these apps of the app that is linked now, with a button that unlinks it."""
    for account in accounts:
        if account.reachable:
            text = say("link.came", app=app_name(address.channel))
            note = Reply(text=text, actions=(resume(), unlink_button(ctx, address)))
            ctx.notify_at(account.reachable[0], ctx.contact.id, note)


def unlink_button(ctx: ChatContext, address: Address) -> Button:
    """Return the button that undoes a link in one tap; an hour later it asks for a yes."""
    return Button(word("link.not_me"), "link_cut", f"{addresses.key_of(address)} {int(ctx.now.timestamp())}")
