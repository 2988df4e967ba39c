"""The order of a ZIP of all documents: a timer that a worker takes."""

from __future__ import annotations

from bot.chat.app_names import app_name
from bot.chat.context import ChatContext
from bot.chat.effective_roles import roles_at
from bot.chat.forms import OPENING
from bot.chat.roles import Role
from bot.features.broadcasts.estimate import lasting
from bot.features.progress.reports import versions_for
from bot.features.progress.units import back
from bot.texts import say
from flows.messages import Address, Reply, Rich
from flows.texts import lines
from storage.messages import timers
from storage.people import contacts
from storage.records import Timer
from storage.reports import draft_list

KIND = "bundle"
"""The kind of timer of an order; its subject is the address that the ZIP is sent to."""
SECONDS = 0.5
"""Seconds that drawing the two files of one draft takes on a small server."""


def order(ctx: ChatContext) -> None:
    """Order the documents of all submitted drafts that this person may read; idempotent while an order is open."""
    readable = versions_for(ctx.connection, ctx.contact.id, ctx.roles)
    count = len(draft_list.handed_in(ctx.connection, OPENING, readable))
    address = _address(ctx)
    here = app_name(ctx.address.channel)
    if not count:
        _say(ctx, say("bundle.none" if Role.ADMIN in ctx.roles else "bundle.none_coach"))
    elif address is None:
        _say(ctx, say("bundle.not_here", app=here))
    elif timers.waiting(ctx.connection, KIND, subject_of(address)) is not None:
        _say(ctx, say("bundle.running"))
    else:
        timers.put(ctx.connection, KIND, subject_of(address), ctx.now, contact=ctx.contact.id)
        is_here = address == ctx.address
        elsewhere = () if is_here else say("bundle.elsewhere", app=here, other=app_name(address.channel))
        _say(ctx, lines(say("bundle.begun", count=count, span=lasting(count * SECONDS)), elsewhere))


def subject_of(address: Address) -> str:
    """Return the timer subject of an order for an address."""
    return f"{address.channel} {address.id}"


def address_of(order: Timer) -> Address:
    """Return the address that an order is for."""
    channel, _, number = order.subject.partition(" ")
    return Address(channel=channel, id=number)


def _say(ctx: ChatContext, text: Rich) -> None:
    ctx.say(Reply(text=text, actions=(back(),)))


def _address(ctx: ChatContext) -> Address | None:
    """Return the address for a ZIP: this one, else the contact's next that carries ZIP files and has these roles."""
    own = [ctx.address, *contacts.addresses_of(ctx.connection, ctx.contact.id, reachable=True)]
    return next(
        (
            address
            for address in own
            if address.channel not in ctx.app.channels_without_zip and _has_roles(ctx, address)
        ),
        None,
    )


def _has_roles(ctx: ChatContext, address: Address) -> bool:
    """Tell whether the contact has all roles of this address at another one, too."""
    return ctx.roles <= roles_at(ctx.connection, ctx.contact, address, ctx.app.admins)
