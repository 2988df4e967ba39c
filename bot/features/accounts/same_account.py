"""Merging two contacts that turn out to have one account with a vendor."""

from __future__ import annotations

from bot.chat.context import ChatContext
from bot.chat.forms import OPENING
from bot.chat.roles import Role
from bot.features.accounts.merge import draft_count, duties_of, merge, notify_linked, role_names
from bot.features.drafts.drafts import go_on
from bot.texts import say, word
from flows.messages import Address, Button
from flows.text_format import listed
from flows.texts import lines
from storage.drafts import conversations, members
from storage.people import addresses, contacts
from storage.records import Contact


def _has_anything(ctx: ChatContext, person: Contact) -> bool:
    """Return whether a merge would concern the contact: drafts, teams, roles or other apps of their own."""
    own = any(
        draft_summary.events and draft_summary.flow != OPENING
        for draft_summary in conversations.of_contact(ctx.connection, person.id)
    )
    seats = members.drafts(ctx.connection, person.id)
    return bool(own or seats or person.roles or len(addresses.accounts(ctx.connection, person.id)) > 1)


def merge_same_account(ctx: ChatContext, other: int) -> None:
    """Merge two contacts with one account; ask first if both have something of their own."""
    twin = contacts.get(ctx.connection, other)
    if twin is None or twin.id == ctx.contact.id:
        return
    if _has_anything(ctx, ctx.contact) and _has_anything(ctx, twin):
        here, there = draft_count(ctx, ctx.contact.id), draft_count(ctx, other)
        roles = role_names(Role(role) for role in {*twin.roles, *ctx.contact.roles} - {Role.INOVATOR})
        union = say("link.twin_roles", roles=listed(roles)) if roles else ()
        text = lines(say("link.twin", here=here, there=there), union)
        ctx.say_first(text, Button(word("link.unite"), "link_twin"))
    else:
        _unite_twins(ctx, other)


def confirm_twin(ctx: ChatContext) -> None:
    """Merge the two contacts of this account after a yes."""
    number = addresses.reach(ctx.connection, ctx.address).alias_id
    alias = None if number is None else Address(channel=ctx.address.channel, id=number)
    other = None if alias is None else addresses.owner(ctx.connection, alias)
    if other is not None and other != ctx.contact.id:
        _unite_twins(ctx, other)
        ctx.say_first(say("link.united"))
    go_on(ctx)


def _unite_twins(ctx: ChatContext, other: int) -> None:
    """Merge the two contacts of one account; roles by invitation of either stay."""
    merge(ctx, ctx.contact.id, other, with_roles=True)
    accounts = addresses.accounts(ctx.connection, ctx.contact.id)
    if duties_of(ctx, ctx.contact):
        notify_linked(
            ctx,
            [account for account in accounts if ctx.address not in account.addresses],
            ctx.address,
        )
