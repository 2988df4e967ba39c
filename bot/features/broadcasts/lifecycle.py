"""The life of a broadcast: sent now or at a time, paused, continued, stopped, sent once more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from bot.chat.context import AppContext, ChatContext
from bot.chat.payload import decode
from bot.features.audience.filters import audience_words
from bot.features.broadcasts.buttons import back_button
from bot.features.broadcasts.estimate import forecast
from bot.features.broadcasts.preview import rehearse, subject
from bot.features.broadcasts.readers import EARLY, say_gone, unsent_broadcast
from bot.features.broadcasts.send_time import better, read_due
from bot.features.broadcasts.status_message import KIND as OVER
from bot.features.broadcasts.status_message import SETTLES, can_resend, status_reply
from bot.language.moments import TimeProblem, write_moment
from bot.scheduling.quiet_hours import good, is_good
from bot.scheduling.scheduler import DueTimer
from bot.texts import say, word
from flows.language.dates import DAYS
from flows.messages import Button, Input, Reply, Rich, TextInput
from flows.texts import lines
from storage.messages import timers
from storage.outreach import broadcasts
from storage.outreach.broadcasts import Broadcast, BroadcastState
from storage.records import QueuedReply

KIND = "siaran"
"""The kind of timer that sends a broadcast; its subject is the broadcast."""
WHEN = "siaran_when"
"""The prompt for the time of a broadcast."""
MINUTE = 60
LAST_MINUTE = 10**9
"""Minutes since 1970 that are a date in any case; later ones are forged."""


@dataclass(frozen=True, slots=True)
class TimePayload:
    """What the button of an offered time carries: the broadcast and minutes since 1970."""

    broadcast: int
    minutes: int


@dataclass(frozen=True, slots=True)
class ChosenTime:
    """An unsent broadcast and the time that was tapped for it."""

    broadcast: Broadcast
    due: datetime


def chosen_time(ctx: ChatContext, argument: str) -> ChosenTime | None:
    """Return what the button of an offered time means (a Reader)."""
    payload = decode(TimePayload, argument)
    if payload is None or payload.minutes >= LAST_MINUTE:
        say_gone(ctx)
        return None
    broadcast = unsent_broadcast(ctx, str(payload.broadcast))
    return None if broadcast is None else ChosenTime(broadcast, datetime.fromtimestamp(payload.minutes * MINUTE, UTC))


def send(ctx: ChatContext, broadcast: Broadcast) -> None:
    """Send a broadcast now, or offer times if people rest."""
    if not is_good(ctx.now, ctx.app.zone):
        _offer(ctx, broadcast, say("siaran.night_now"), ctx.now)
    elif not forecast(ctx.connection, ctx.app, broadcast.audience, ctx.now).wanted:
        rehearse(ctx, broadcast)
    else:
        timers.drop(ctx.connection, KIND, str(broadcast.id))
        depart(ctx.connection, ctx.app, broadcast, ctx.now)
        broadcasts.sent_by(ctx.connection, broadcast.id, ctx.contact.id)
        ctx.audit("announcement sent", str(broadcast.id))
        _show(ctx, broadcast.id)


def depart(connection: Connection, app: AppContext, broadcast: Broadcast, now: datetime) -> None:
    """Store the recipients of a broadcast and start sending it."""
    estimate = forecast(connection, app, broadcast.audience, now)
    broadcasts.set_recipients(connection, broadcast.id, estimate.wanted, estimate.skipped)
    broadcasts.change_state(connection, broadcast.id, EARLY, BroadcastState.SENDING, now)


def ask_when(ctx: ChatContext, broadcast: Broadcast) -> None:
    """Ask for the time at which a broadcast is sent."""
    local = better(ctx.now, ctx.now, ctx.app.zone)[-1].astimezone(ctx.app.zone)
    example = f"{DAYS[local.weekday()]} {local.day}/{local.month} pukul {local:%H.%M}"
    _offer(ctx, broadcast, say("siaran.when", example=example), ctx.now)


def take_when(ctx: ChatContext, given: Input, broadcast: Broadcast) -> None:
    """Schedule a broadcast for a typed time."""
    ctx.expect(WHEN, str(broadcast.id))
    read = read_due(given.text if isinstance(given, TextInput) else "", ctx.now, ctx.app.zone)
    if isinstance(read, TimeProblem):
        _offer(ctx, broadcast, say("siaran.unread", problem=read.text), ctx.now)
    else:
        _plan(ctx, broadcast, read)


def tap_when(ctx: ChatContext, chosen: ChosenTime) -> None:
    """Schedule a broadcast for an offered time."""
    _plan(ctx, chosen.broadcast, chosen.due)


def show_plan(ctx: ChatContext, broadcast: Broadcast) -> None:
    """Show the time and the audience of a scheduled broadcast."""
    assert broadcast.due_at is not None, "it is planned"
    count = len(forecast(ctx.connection, ctx.app, broadcast.audience, ctx.now).wanted)
    number = str(broadcast.id)
    text = lines(
        say("siaran.about", subject=subject(broadcast.reply)),
        say("siaran.planned", when=write_moment(broadcast.due_at, ctx.app.zone), count=count),
        say("siaran.audience", audience=audience_words(ctx, broadcast.audience)),
        say("siaran.counted_then"),
    )
    actions = (
        Button(word("siaran.other_time"), "siaran_plan", number),
        Button(word("siaran.now"), "siaran_send", number),
        Button(word("siaran.unplan"), "siaran_unplan", number),
    )
    ctx.say(Reply(text=text, actions=actions, edits=True))


def unplan(ctx: ChatContext, broadcast: Broadcast) -> None:
    """Make a scheduled broadcast a draft again."""
    timers.drop(ctx.connection, KIND, str(broadcast.id))
    if broadcasts.change_state(ctx.connection, broadcast.id, EARLY, BroadcastState.DRAFT, ctx.now):
        ctx.audit("announcement unplanned", str(broadcast.id))
    ctx.say_first(say("siaran.unplanned"))
    rehearse(ctx, broadcast)


def go_off(due_timer: DueTimer) -> None:
    """Send a scheduled broadcast (a timer); after a standstill, while people rest, move it to the next good hour."""
    broadcast = broadcasts.get(due_timer.connection, int(due_timer.timer.subject))
    if broadcast is None or broadcast.state is not BroadcastState.SCHEDULED:
        return
    if not is_good(due_timer.now, due_timer.app.zone):
        due = good(due_timer.now, due_timer.app.zone)
        broadcasts.schedule(due_timer.connection, broadcast.id, due, due_timer.now)
        timers.put(due_timer.connection, KIND, due_timer.timer.subject, due)
        return
    depart(due_timer.connection, due_timer.app, broadcast, due_timer.now)


# --- under way -----------------------------------------------------------------------------------


def pause(ctx: ChatContext, broadcast: Broadcast) -> None:
    """Pause a broadcast; copies in the outbox still go."""
    _change_state(ctx, broadcast, (BroadcastState.SENDING,), BroadcastState.PAUSED)
    _show(ctx, broadcast.id)


def go_on(ctx: ChatContext, broadcast: Broadcast) -> None:
    """Continue a paused broadcast."""
    _change_state(ctx, broadcast, (BroadcastState.PAUSED,), BroadcastState.SENDING)
    _show(ctx, broadcast.id)


def stop(ctx: ChatContext, broadcast: Broadcast) -> None:
    """Stop a broadcast and recall every copy that was not sent."""
    if _change_state(ctx, broadcast, (BroadcastState.SENDING, BroadcastState.PAUSED), BroadcastState.STOPPED):
        broadcasts.recall(ctx.connection, broadcast.id)
        timers.put(ctx.connection, OVER, str(broadcast.id), ctx.now + SETTLES)
    _show(ctx, broadcast.id)


def resend(ctx: ChatContext, broadcast: Broadcast) -> None:
    """Send a broadcast once more to those whose delivery is uncertain; idempotent."""
    if broadcast.state is BroadcastState.DONE and not can_resend(broadcast, ctx.now):
        _refuse(ctx, broadcast, "siaran.too_late")
    elif broadcast.state is BroadcastState.DONE and not is_good(ctx.now, ctx.app.zone):
        _refuse(ctx, broadcast, "siaran.night_resend")
    else:
        if broadcast.state is BroadcastState.DONE and (
            count := broadcasts.requeue_uncertain(ctx.connection, broadcast.id)
        ):
            broadcasts.change_state(
                ctx.connection, broadcast.id, [BroadcastState.DONE], BroadcastState.SENDING, ctx.now
            )
            ctx.audit("announcement resent", f"{broadcast.id}: {count}")
        _show(ctx, broadcast.id)


def _refuse(ctx: ChatContext, broadcast: Broadcast, phrase: str) -> None:
    """Say why a broadcast is not sent now, in a message of its own: the report stays."""
    ctx.say(Reply(text=say(phrase), actions=(back_button(broadcast),)))


def _change_state(
    ctx: ChatContext, broadcast: Broadcast, before: Sequence[BroadcastState], after: BroadcastState
) -> bool:
    """Bring a broadcast from one of some states to another; tell whether it was in one of them."""
    if not broadcasts.change_state(ctx.connection, broadcast.id, before, after, ctx.now):
        return False
    ctx.audit(f"announcement {after.value}", str(broadcast.id))
    return True


def _show(ctx: ChatContext, number: int) -> None:
    """Show the status of a broadcast; the message becomes its status message."""
    broadcast = broadcasts.get(ctx.connection, number)
    assert broadcast is not None, "it was read in this transaction"
    ctx.say(status_reply(ctx.connection, ctx.app, broadcast, ctx.now))
    ctx.on_queued.append(_remember(ctx, broadcast))


def _remember(ctx: ChatContext, broadcast: Broadcast) -> Callable[[Sequence[QueuedReply]], None]:
    def learn(rows: Sequence[QueuedReply]) -> None:
        row = next((row.id for row in reversed(rows) if row.address == ctx.address), None)
        if row is not None:
            broadcasts.set_status_message(ctx.connection, broadcast.id, row, broadcast.shown)

    return learn


# --- times ---------------------------------------------------------------------------------------


def _plan(ctx: ChatContext, broadcast: Broadcast, due: datetime) -> None:
    """Schedule a broadcast, or say that the time is past or that people rest then."""
    zone = ctx.app.zone
    if due <= ctx.now:
        _offer(ctx, broadcast, say("siaran.past", when=write_moment(due, zone)), ctx.now)
    elif not is_good(due, zone):
        _offer(ctx, broadcast, say("siaran.night", when=write_moment(due, zone)), due)
    elif broadcasts.schedule(ctx.connection, broadcast.id, due, ctx.now):
        ctx.expect_nothing()
        timers.put(ctx.connection, KIND, str(broadcast.id), due)
        broadcasts.sent_by(ctx.connection, broadcast.id, ctx.contact.id)
        ctx.audit("announcement planned", str(broadcast.id))
        planned = broadcasts.get(ctx.connection, broadcast.id)
        assert planned is not None, "it was scheduled in this transaction"
        show_plan(ctx, planned)
    else:
        say_gone(ctx)


def _offer(ctx: ChatContext, broadcast: Broadcast, text: Rich, near: datetime) -> None:
    """Say a text and offer good times near a moment as buttons; another can be typed."""
    ctx.expect(WHEN, str(broadcast.id))
    ctx.say(Reply(text=text, choices=_times(ctx, broadcast, near), actions=(back_button(broadcast),)))


def _times(ctx: ChatContext, broadcast: Broadcast, near: datetime) -> tuple[Button, ...]:
    moments = dict.fromkeys(better(near, ctx.now, ctx.app.zone))
    return tuple(
        Button(_short(moment, ctx.app), "siaran_at", f"{broadcast.id} {int(moment.timestamp()) // MINUTE}")
        for moment in moments
    )


def _short(moment: datetime, app: AppContext) -> str:
    """Return a moment as the label of a button: "Kam 26/11 07.30"."""
    local = moment.astimezone(app.zone)
    return f"{word(f'siaran.day_{local.weekday()}')} {local.day}/{local.month} {local:%H.%M}"
