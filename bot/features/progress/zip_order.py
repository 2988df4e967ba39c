"""Takes the order of a ZIP of all documents: says how long it takes, and where it comes to."""

from __future__ import annotations

from bot.chat.app_names import app_name
from bot.chat.context import ChatContext
from bot.chat.effective_roles import roles_at
from bot.chat.forms import OPENING
from bot.chat.roles import Role
from bot.features.broadcasts.estimate import lasting
from bot.features.progress.reports import versions_for
from bot.texts import say, word
from flows.messages import Address, Button, Reply, Rich
from flows.texts import lines
from storage.messages import timers
from storage.people import contacts
from storage.records import Timer
from storage.reports import draft_list

KIND = "bundle"
"""The kind of timer that is an order; its subject is the place the ZIP goes to."""
SECONDS = 0.5
"""That the two files of one draft take on a small server."""


def order(ctx: ChatContext, _: str) -> None:
    """Order the documents of all drafts that were handed in and that this person may read."""
    readable = versions_for(ctx.connection, ctx.contact.id, ctx.roles)
    count = len(draft_list.handed_in(ctx.connection, OPENING, readable))
    place = _place(ctx)
    if not count:
        _say(ctx, say("bundle.none" if Role.ADMIN in ctx.roles else "bundle.none_coach"))
    elif place is None:
        _say(ctx, say("bundle.not_here", app=app_name(ctx.address.channel)))
    elif timers.waiting(ctx.connection, KIND, subject_of(place)) is not None:
        _say(ctx, say("bundle.running"))
    else:
        timers.put(ctx.connection, KIND, subject_of(place), ctx.now, contact=ctx.contact.id)
        elsewhere = (
            ()
            if place == ctx.address
            else say("bundle.elsewhere", app=app_name(ctx.address.channel), other=app_name(place.channel))
        )
        _say(ctx, lines(say("bundle.begun", count=count, span=lasting(count * SECONDS)), elsewhere))


def subject_of(place: Address) -> str:
    """Return what an order is known by: where it goes to."""
    return f"{place.channel} {place.id}"


def place_of(order: Timer) -> Address:
    """Return where an order goes to."""
    channel, _, number = order.subject.partition(" ")
    return Address(channel=channel, id=number)


def _say(ctx: ChatContext, text: Rich) -> None:
    ctx.say(Reply(text=text, actions=(Button(word("board.back"), "rekap"),)))


def _place(ctx: ChatContext) -> Address | None:
    """Return where a ZIP can go: here, or the next of the person's places that takes such files and may have it."""
    places = [ctx.address, *contacts.addresses_of(ctx.connection, ctx.contact.id, reachable=True)]
    return next(
        (place for place in places if place.channel not in ctx.app.channels_without_zip and _is_same_at(ctx, place)),
        None,
    )


def _is_same_at(ctx: ChatContext, place: Address) -> bool:
    """Tell whether the person may as much at another of their places as here."""
    return ctx.roles <= roles_at(ctx.connection, ctx.contact, place, ctx.app.admins)
