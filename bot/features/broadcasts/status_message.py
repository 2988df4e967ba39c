"""The message that shows its maker how far a broadcast is; it is edited as copies go, or sent again at the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.chat.channel_profile import ChannelProfile
from bot.chat.context import AppContext
from bot.features.broadcasts.buttons import list_button
from bot.features.broadcasts.estimate import NOTICE
from bot.features.broadcasts.preview import subject
from bot.scheduling.scheduler import DueTimer
from bot.texts import say, word
from flows.messages import Button, Reply, TemplateNotice
from flows.texts import lines
from storage.messages import timers
from storage.outreach import broadcasts
from storage.outreach.broadcasts import Broadcast, BroadcastState, DeliveryState
from storage.people import addresses, contacts
from storage.records import NewReply

KIND = "siaran_over"
"""The kind of timer that shows the result of a broadcast; its subject is the broadcast."""
SETTLES = timedelta(seconds=10)
"""How long the last copies get to be sent before the result is shown."""
RESENDS = timedelta(days=3)
"""How long uncertain copies can be sent once more: later it is no news."""
BAR = 10
"""Characters of the progress bar."""
LEFT_OUT = frozenset({DeliveryState.UNSUBSCRIBED, DeliveryState.UNREACHABLE})
ON_ITS_WAY = (BroadcastState.SENDING, BroadcastState.PAUSED)


def status_reply(connection: Connection, app: AppContext, broadcast: Broadcast, now: datetime) -> Reply:
    """Return the status of a broadcast with the actions that are possible now."""
    counts = broadcasts.tally(connection, broadcast.id)
    wanted = sum(count for state, count in counts.items() if state not in LEFT_OUT)
    done = wanted - counts.get(DeliveryState.QUEUED, 0)
    maker = None if broadcast.maker is None else contacts.get(connection, broadcast.maker)
    who = maker.name if maker is not None and maker.name else word("bulletin.somebody")
    started = (broadcast.started_at or now).astimezone(app.zone)
    is_settled = broadcast.state is not BroadcastState.DONE or not counts.get(DeliveryState.QUEUED)
    state = broadcast.state if is_settled else BroadcastState.SENDING
    head = say(f"bulletin.{state.value}", subject=subject(broadcast.reply))
    by = say("bulletin.by", who=who, time=f"{started:%H.%M}")
    rows = [say(f"copies.{state.value}", count=counts[state]) for state in DeliveryState if counts.get(state)]
    bar = say("bulletin.bar", bar=_bar(done, wanted), done=done, wanted=wanted)
    unsure = counts.get(DeliveryState.UNCERTAIN, 0) if is_settled and can_resend(broadcast, now) else 0
    warning = say("bulletin.unsure", count=unsure) if unsure else ()
    actions = _buttons(broadcast, unsure)
    return Reply(text=lines(head, by, bar, *rows, warning), actions=actions, edits=True)


def can_resend(broadcast: Broadcast, now: datetime) -> bool:
    """Tell whether uncertain copies of a broadcast may be sent once more."""
    return (
        broadcast.state is BroadcastState.DONE
        and broadcast.finished_at is not None
        and now - broadcast.finished_at < RESENDS
    )


def state_word(state: BroadcastState) -> str:
    """Return the word for the state of a broadcast."""
    return word(f"bulletin.is_{state.value}")


def refreshed(connection: Connection, app: AppContext, number: int, now: datetime) -> NewReply | None:
    """Return the update of a status message; None if nothing changed, or its channel can not edit."""
    broadcast = broadcasts.get(connection, number)
    if broadcast is None or broadcast.maker is None:
        return None
    reply = status_reply(connection, app, broadcast, now)
    if broadcast.shown is None:
        place = addresses.nearest(connection, broadcast.maker)
        can_show = place is not None and can_edit(app, place.channel)
        return NewReply(address=place, reply=reply, contact=broadcast.maker) if place is not None and can_show else None
    shown = broadcasts.status_message_of(connection, broadcast)
    if shown is None or shown.reply == reply or not can_edit(app, shown.address.channel):
        return None
    return NewReply(address=shown.address, reply=reply, contact=broadcast.maker, edits=shown.message)


def conclude(due_timer: DueTimer) -> None:
    """Show the result of a broadcast once nothing is queued any more (a timer)."""
    number = int(due_timer.timer.subject)
    broadcast = broadcasts.get(due_timer.connection, number)
    if broadcast is None or broadcast.maker is None or broadcast.finished_at is None:
        return
    if broadcasts.tally(due_timer.connection, number).get(DeliveryState.QUEUED):
        later = max(SETTLES, (due_timer.now - broadcast.finished_at) / 2)
        timers.put(due_timer.connection, KIND, str(number), due_timer.now + later, contact=broadcast.maker)
        return
    shown = broadcasts.status_message_of(due_timer.connection, broadcast)
    if shown is not None and can_edit(due_timer.app, shown.address.channel):
        new = refreshed(due_timer.connection, due_timer.app, number, due_timer.now)
        due_timer.notifier.replies.extend([] if new is None else [new])
        return
    reply = status_reply(due_timer.connection, due_timer.app, broadcast, due_timer.now)
    notice = TemplateNotice(kind=NOTICE, parameters=(word("bulletin.sender"), word("bulletin.notice")))
    due_timer.notifier.to(
        broadcast.maker, Reply(text=reply.text, actions=reply.actions, wants=reply.wants, notice=notice)
    )


def can_edit(app: AppContext, channel: str) -> bool:
    """Tell whether a message can be changed on a channel."""
    return app.profiles.get(channel, ChannelProfile()).can_edit


def _buttons(broadcast: Broadcast, unsure: int) -> tuple[Button, ...]:
    number = str(broadcast.id)
    once_more = (Button(word("bulletin.resend", count=unsure), "siaran_resend", number),) if unsure else ()
    verbs = (Button(word(f"bulletin.{verb}"), f"siaran_{verb}", number) for verb in _VERBS[broadcast.state])
    return (*once_more, *verbs, *((list_button(),) if broadcast.state not in ON_ITS_WAY else ()))


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
