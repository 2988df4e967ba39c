"""Takes the order of a ZIP of all documents: says how long it takes, and where it comes to."""

from __future__ import annotations

from bot.chat.app_names import app
from bot.chat.context import Visit
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
from storage.reports import draft_list as overview

KIND = "bundle"
"""The kind of timer that is an order; its subject is the place the ZIP goes to."""
SECONDS = 0.5
"""That the two files of one draft take on a small server."""


def order(visit: Visit, _: str) -> None:
    """Order the documents of all drafts that were handed in and that this person may read."""
    readable = versions_for(visit.connection, visit.contact.id, visit.roles)
    count = len(overview.handed_in(visit.connection, OPENING, readable))
    place = _place(visit)
    if not count:
        _say(visit, say("bundle.none" if Role.ADMIN in visit.roles else "bundle.none_coach"))
    elif place is None:
        _say(visit, say("bundle.not_here", app=app(visit.address.channel)))
    elif timers.waiting(visit.connection, KIND, subject_of(place)) is not None:
        _say(visit, say("bundle.running"))
    else:
        timers.put(visit.connection, KIND, subject_of(place), visit.now, contact=visit.contact.id)
        elsewhere = (
            ()
            if place == visit.address
            else say("bundle.elsewhere", app=app(visit.address.channel), other=app(place.channel))
        )
        _say(visit, lines(say("bundle.begun", count=count, span=lasting(count * SECONDS)), elsewhere))


def subject_of(place: Address) -> str:
    """Return what an order is known by: where it goes to."""
    return f"{place.channel} {place.id}"


def place_of(order: Timer) -> Address:
    """Return where an order goes to."""
    channel, _, number = order.subject.partition(" ")
    return Address(channel=channel, id=number)


def _say(visit: Visit, text: Rich) -> None:
    visit.say(Reply(text=text, actions=(Button(word("board.back"), "rekap"),)))


def _place(visit: Visit) -> Address | None:
    """Return where a ZIP can go: here, or the next of the person's places that takes such files and may have it."""
    places = [visit.address, *contacts.addresses_of(visit.connection, visit.contact.id, reachable=True)]
    return next((one for one in places if one.channel not in visit.house.unpacked and _is_same_at(visit, one)), None)


def _is_same_at(visit: Visit, place: Address) -> bool:
    """Tell whether the person may as much at another of their places as here."""
    return visit.roles <= roles_at(visit.connection, visit.contact, place, visit.house.admins)
