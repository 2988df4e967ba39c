"""Sends broadcasts: now or at a time, and pauses, goes on and stops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.chat.context import AppContext, ChatContext
from bot.features.broadcasts.estimate import forecast
from bot.features.broadcasts.filters import circle_words
from bot.features.broadcasts.preview import EARLY, draft_of, known, lost, rehearse, subject
from bot.features.broadcasts.send_time import better, read_due
from bot.features.broadcasts.status_message import KIND as OVER
from bot.features.broadcasts.status_message import SETTLES, bulletin, can_resend
from bot.language.moments import TimeProblem, write_moment
from bot.scheduling.quiet_hours import good, is_good
from bot.texts import say, word
from flows.language.dates import DAYS
from flows.messages import Button, Input, Reply, Rich, TextInput
from flows.texts import lines
from storage.messages import timers
from storage.outreach import broadcasts
from storage.outreach.broadcasts import Broadcast, BroadcastState
from storage.records import QueuedReply

if TYPE_CHECKING:  # the clockwork needs the service, which needs the commands
    from bot.scheduling.scheduler import DueTimer

KIND = "siaran"
"""The timer's kind that sends a broadcast; its subject is its number."""
WHEN = "siaran_when"
"""What an admin's next words are for: when a broadcast goes."""
MINUTE = 60


def send(ctx: ChatContext, number: str) -> None:
    """Send a broadcast now, unless people rest."""
    broadcast = draft_of(ctx, number)
    if broadcast is None:
        lost(ctx)
    elif not is_good(ctx.now, ctx.app.zone):
        _offer(ctx, broadcast, say("siaran.night_now"), ctx.now)
    elif not forecast(ctx.connection, ctx.app, broadcast.audience, ctx.now).wanted:
        rehearse(ctx, broadcast)
    else:
        timers.drop(ctx.connection, KIND, number)
        depart(ctx.connection, ctx.app, broadcast, ctx.now)
        broadcasts.sent_by(ctx.connection, broadcast.id, ctx.contact.id)
        ctx.audit("announcement sent", number)
        _show(ctx, broadcast.id)


def depart(connection: Connection, app: AppContext, broadcast: Broadcast, now: datetime) -> None:
    """Write down who gets a broadcast, and let it go."""
    found = forecast(connection, app, broadcast.audience, now)
    broadcasts.set_recipients(connection, broadcast.id, found.wanted, found.skipped)
    broadcasts.change_state(connection, broadcast.id, EARLY, BroadcastState.SENDING, now)


def ask_when(ctx: ChatContext, number: str) -> None:
    """Ask when a broadcast is to go."""
    broadcast = draft_of(ctx, number)
    if broadcast is None:
        lost(ctx)
        return
    local = better(ctx.now, ctx.now, ctx.app.zone)[-1].astimezone(ctx.app.zone)
    example = f"{DAYS[local.weekday()]} {local.day}/{local.month} pukul {local:%H.%M}"
    _offer(ctx, broadcast, say("siaran.when", example=example), ctx.now)


def take_when(ctx: ChatContext, given: Input, number: str) -> None:
    """Take a time as it is typed, and say back what was understood."""
    broadcast = draft_of(ctx, number)
    if broadcast is None:
        lost(ctx)
        return
    ctx.expect(WHEN, number)
    read = read_due(given.text if isinstance(given, TextInput) else "", ctx.now, ctx.app.zone)
    if isinstance(read, TimeProblem):
        _offer(ctx, broadcast, say("siaran.unread", problem=read.text), ctx.now)
    else:
        _plan(ctx, broadcast, read)


def tap_when(ctx: ChatContext, argument: str) -> None:
    """Take a time that was offered."""
    number, _, minutes = argument.partition(" ")
    broadcast = draft_of(ctx, number)
    if broadcast is None or not (minutes.isascii() and minutes.isdecimal() and len(minutes) < 10):
        lost(ctx)
    else:
        _plan(ctx, broadcast, datetime.fromtimestamp(int(minutes) * MINUTE, UTC))


def show_plan(ctx: ChatContext, broadcast: Broadcast) -> None:
    """Show when a broadcast goes, and to whom."""
    assert broadcast.due_at is not None, "it is planned"
    count = len(forecast(ctx.connection, ctx.app, broadcast.audience, ctx.now).wanted)
    number = str(broadcast.id)
    text = lines(
        say("siaran.about", subject=subject(broadcast.reply)),
        say("siaran.planned", when=write_moment(broadcast.due_at, ctx.app.zone), count=count),
        say("siaran.circle", circle=circle_words(ctx, broadcast.audience)),
        say("siaran.counted_then"),
    )
    actions = (
        Button(word("siaran.other_time"), "siaran_plan", number),
        Button(word("siaran.now"), "siaran_send", number),
        Button(word("siaran.unplan"), "siaran_unplan", number),
    )
    ctx.say(Reply(text=text, actions=actions, edits=True))


def unplan(ctx: ChatContext, number: str) -> None:
    """Let a planned broadcast be a draft again."""
    broadcast = draft_of(ctx, number)
    if broadcast is None:
        lost(ctx)
        return
    timers.drop(ctx.connection, KIND, number)
    if broadcasts.change_state(ctx.connection, broadcast.id, EARLY, BroadcastState.DRAFT, ctx.now):
        ctx.audit("announcement unplanned", number)
    ctx.say_first(say("siaran.unplanned"))
    rehearse(ctx, broadcast)


def go_off(due_timer: DueTimer) -> None:
    """Send a planned broadcast; in the night, after a standstill, it waits for the morning and says so."""
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


def pause(ctx: ChatContext, number: str) -> None:
    """Hold a broadcast: who has a copy has it, the others wait."""
    _turn(ctx, number, (BroadcastState.SENDING,), BroadcastState.PAUSED)


def go_on(ctx: ChatContext, number: str) -> None:
    """Go on with a broadcast that was held."""
    _turn(ctx, number, (BroadcastState.PAUSED,), BroadcastState.SENDING)


def stop(ctx: ChatContext, number: str) -> None:
    """End a broadcast: nobody else gets it."""

    def end(broadcast: Broadcast) -> None:
        broadcasts.recall(ctx.connection, broadcast.id)
        timers.put(ctx.connection, OVER, str(broadcast.id), ctx.now + SETTLES)

    _turn(ctx, number, (BroadcastState.SENDING, BroadcastState.PAUSED), BroadcastState.STOPPED, end)


def resend(ctx: ChatContext, number: str) -> None:
    """Send a broadcast once more to those of whom nobody knows whether they have it; a second tap finds none."""
    broadcast = known(ctx, number)
    if broadcast is None or broadcast.state in EARLY:
        lost(ctx)
    elif broadcast.state is BroadcastState.DONE and not can_resend(broadcast, ctx.now):
        _refuse(ctx, broadcast, "siaran.too_late")
    elif broadcast.state is BroadcastState.DONE and not is_good(ctx.now, ctx.app.zone):
        _refuse(ctx, broadcast, "siaran.night_resend")
    else:
        if broadcast.state is BroadcastState.DONE and (count := broadcasts.again(ctx.connection, broadcast.id)):
            broadcasts.change_state(
                ctx.connection, broadcast.id, [BroadcastState.DONE], BroadcastState.SENDING, ctx.now
            )
            ctx.audit("announcement resent", f"{number}: {count}")
        _show(ctx, broadcast.id)


def _refuse(ctx: ChatContext, broadcast: Broadcast, phrase: str) -> None:
    """Say why it does not go now; the report stays where it was."""
    ctx.say(Reply(text=say(phrase), actions=(_back(broadcast),)))


def _turn(
    ctx: ChatContext,
    number: str,
    before: Sequence[BroadcastState],
    after: BroadcastState,
    then: Callable[[Broadcast], None] = lambda _: None,
) -> None:
    """Bring a broadcast from one state to another, and show how far it is."""
    broadcast = known(ctx, number)
    if broadcast is None or broadcast.state in EARLY:
        lost(ctx)
        return
    if broadcasts.change_state(ctx.connection, broadcast.id, before, after, ctx.now):
        then(broadcast)
        ctx.audit(f"announcement {after.value}", number)
    _show(ctx, broadcast.id)


def _show(ctx: ChatContext, number: int) -> None:
    """Show how far a broadcast is, in the message that goes on showing it."""
    broadcast = broadcasts.get(ctx.connection, number)
    assert broadcast is not None, "it was there a moment ago"
    ctx.say(bulletin(ctx.connection, ctx.app, broadcast, ctx.now))
    ctx.on_queued.append(_remember(ctx, broadcast))


def _remember(ctx: ChatContext, broadcast: Broadcast) -> Callable[[Sequence[QueuedReply]], None]:
    def learn(rows: Sequence[QueuedReply]) -> None:
        row = next((row.id for row in reversed(rows) if row.address == ctx.address), None)
        if row is not None:
            broadcasts.set_status_message(ctx.connection, broadcast.id, row, broadcast.shown)

    return learn


# --- times ---------------------------------------------------------------------------------------


def _plan(ctx: ChatContext, broadcast: Broadcast, due: datetime) -> None:
    """Plan a broadcast, unless the time is over or people rest then."""
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
        assert planned is not None, "it was planned a moment ago"
        show_plan(ctx, planned)
    else:
        lost(ctx)


def _offer(ctx: ChatContext, broadcast: Broadcast, said: Rich, near: datetime) -> None:
    """Ask for a time, or say why one will not do; the next good ones are a tap away, and another can be typed."""
    ctx.expect(WHEN, str(broadcast.id))
    ctx.say(Reply(text=said, choices=_times(ctx, broadcast, near), actions=(_back(broadcast),)))


def _times(ctx: ChatContext, broadcast: Broadcast, near: datetime) -> tuple[Button, ...]:
    found = dict.fromkeys(better(near, ctx.now, ctx.app.zone))
    return tuple(
        Button(_short(moment, ctx.app), "siaran_at", f"{broadcast.id} {int(moment.timestamp()) // MINUTE}")
        for moment in found
    )


def _short(moment: datetime, app: AppContext) -> str:
    """Name a moment for a button: "Kam 26/11 07.30"."""
    local = moment.astimezone(app.zone)
    return f"{word(f'siaran.day_{local.weekday()}')} {local.day}/{local.month} {local:%H.%M}"


def _back(broadcast: Broadcast) -> Button:
    return Button(word("siaran.back"), "siaran_open", str(broadcast.id))
