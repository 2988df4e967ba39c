"""Says how far an announcement is, in one message that changes as it goes, and once more when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.chat.channel_profile import Road
from bot.chat.context import House
from bot.features.broadcasts.estimate import NOTICE
from bot.features.broadcasts.preview import list_button, subject
from bot.texts import say, word
from flows.messages import Button, Notice, Reply, Wants
from flows.texts import lines
from storage.messages import timers
from storage.outreach import broadcasts
from storage.outreach.broadcasts import Broadcast, BroadcastState, Fate
from storage.people import addresses as reach
from storage.people import contacts
from storage.records import NewReply

if TYPE_CHECKING:  # the clockwork needs the service, which needs the commands
    from bot.scheduling.scheduler import Ring

KIND = "siaran_over"
"""The timer's kind that says at the end what became of an announcement; its subject is its number."""
SETTLES = timedelta(seconds=10)
"""How long the last copies may take to be sent."""
RESENDS = timedelta(days=3)
"""For how long what is uncertain can be sent once more: later it is no news."""
BAR = 10
"""Signs of the bar, which only decorates."""
LEFT_OUT = frozenset({Fate.UNSUBSCRIBED, Fate.UNREACHABLE})
ON_ITS_WAY = (BroadcastState.SENDING, BroadcastState.PAUSED)


def bulletin(connection: Connection, house: House, one: Broadcast, now: datetime) -> Reply:
    """Return what shows how far an announcement is, with what can be done."""
    counts = broadcasts.tally(connection, one.id)
    wanted = sum(count for fate, count in counts.items() if fate not in LEFT_OUT)
    done = wanted - counts.get(Fate.QUEUED, 0)
    maker = None if one.maker is None else contacts.get(connection, one.maker)
    who = maker.name if maker is not None and maker.name else word("bulletin.somebody")
    started = (one.started_at or now).astimezone(house.zone)
    is_settled = one.state is not BroadcastState.DONE or not counts.get(Fate.QUEUED)
    state = one.state if is_settled else BroadcastState.SENDING
    head = say(f"bulletin.{state.value}", subject=subject(one.reply))
    by = say("bulletin.by", who=who, time=f"{started:%H.%M}")
    rows = [say(f"copies.{fate.value}", count=counts[fate]) for fate in Fate if counts.get(fate)]
    bar = say("bulletin.bar", bar=_bar(done, wanted), done=done, wanted=wanted)
    unsure = counts.get(Fate.UNCERTAIN, 0) if is_settled and can_resend(one, now) else 0
    warning = say("bulletin.unsure", count=unsure) if unsure else ()
    actions = _buttons(one, unsure)
    return Reply(text=lines(head, by, bar, *rows, warning), actions=actions, wants=Wants.CHOICE, edits=True)


def can_resend(one: Broadcast, now: datetime) -> bool:
    """Tell whether what is uncertain of an announcement may be sent once more."""
    return one.state is BroadcastState.DONE and one.finished_at is not None and now - one.finished_at < RESENDS


def state_word(state: BroadcastState) -> str:
    """Say where an announcement stands."""
    return word(f"bulletin.is_{state.value}")


def refreshed(connection: Connection, house: House, number: int, now: datetime) -> NewReply | None:
    """Return what brings the maker's message up to date; None while there is nothing new, or no way to change it."""
    one = broadcasts.get(connection, number)
    if one is None or one.maker is None:
        return None
    reply = bulletin(connection, house, one, now)
    if one.shown is None:
        place = reach.nearest(connection, one.maker)
        can_show = place is not None and can_edit(house, place.channel)
        return NewReply(address=place, reply=reply, contact=one.maker) if place is not None and can_show else None
    shown = broadcasts.shown_at(connection, one)
    if shown is None or shown.reply == reply or not can_edit(house, shown.address.channel):
        return None
    return NewReply(address=shown.address, reply=reply, contact=one.maker, edits=shown.message)


def conclude(ring: Ring) -> None:
    """Say what became of an announcement, once all that can be sent is sent."""
    number = int(ring.timer.subject)
    one = broadcasts.get(ring.connection, number)
    if one is None or one.maker is None or one.finished_at is None:
        return
    if broadcasts.tally(ring.connection, number).get(Fate.QUEUED):
        later = max(SETTLES, (ring.now - one.finished_at) / 2)
        timers.put(ring.connection, KIND, str(number), ring.now + later, contact=one.maker)
        return
    shown = broadcasts.shown_at(ring.connection, one)
    if shown is not None and can_edit(ring.house, shown.address.channel):
        new = refreshed(ring.connection, ring.house, number, ring.now)
        ring.post.replies.extend([] if new is None else [new])
        return
    reply = bulletin(ring.connection, ring.house, one, ring.now)
    notice = Notice(kind=NOTICE, parameters=(word("bulletin.sender"), word("bulletin.notice")))
    ring.post.to(one.maker, Reply(text=reply.text, actions=reply.actions, wants=reply.wants, notice=notice))


def can_edit(house: House, channel: str) -> bool:
    """Tell whether a message can be changed on a channel."""
    return house.roads.get(channel, Road()).can_edit


def _buttons(one: Broadcast, unsure: int) -> tuple[Button, ...]:
    number = str(one.id)
    once_more = (Button(word("bulletin.resend", count=unsure), "siaran_resend", number),) if unsure else ()
    verbs = (Button(word(f"bulletin.{verb}"), f"siaran_{verb}", number) for verb in _VERBS[one.state])
    return (*once_more, *verbs, *((list_button(),) if one.state not in ON_ITS_WAY else ()))


def _bar(done: int, wanted: int) -> str:
    full = BAR * done // max(1, wanted)
    return "▰" * full + "▱" * (BAR - full)


_OVER = ("picture", "sheet", "again")
_VERBS: Mapping[BroadcastState, tuple[str, ...]] = {
    BroadcastState.DRAFT: (),
    BroadcastState.SCHEDULED: (),
    BroadcastState.SENDING: ("pause", "stop", "open"),
    BroadcastState.PAUSED: ("go", "stop", "open"),
    BroadcastState.STOPPED: _OVER,
    BroadcastState.DONE: _OVER,
}
