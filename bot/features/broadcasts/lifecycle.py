"""Sends announcements: now or at a time, and pauses, goes on and stops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.chat.context import House, Visit
from bot.features.broadcasts.estimate import forecast
from bot.features.broadcasts.filters import circle_words
from bot.features.broadcasts.preview import EARLY, draft_of, known, lost, rehearse, subject
from bot.features.broadcasts.send_time import better, read_due
from bot.features.broadcasts.status_message import KIND as OVER
from bot.features.broadcasts.status_message import SETTLES, bulletin, can_resend
from bot.language.moments import Unread, write_moment
from bot.scheduling.quiet_hours import good, is_good
from bot.texts import say, word
from flows.language.dates import DAYS
from flows.messages import Button, Input, Reply, Rich, Said, Wants
from flows.texts import lines
from storage.messages import timers
from storage.outreach import broadcasts
from storage.outreach.broadcasts import Broadcast, BroadcastState
from storage.people import audit
from storage.records import QueuedReply

if TYPE_CHECKING:  # the clockwork needs the service, which needs the commands
    from bot.scheduling.scheduler import Ring

KIND = "siaran"
"""The timer's kind that sends an announcement; its subject is its number."""
WHEN = "siaran_when"
"""What an admin's next words are for: when an announcement goes."""
MINUTE = 60


def send(visit: Visit, number: str) -> None:
    """Send an announcement now, unless people rest."""
    one = draft_of(visit, number)
    if one is None:
        lost(visit)
    elif not is_good(visit.now, visit.house.zone):
        _offer(visit, one, say("siaran.night_now"), visit.now)
    elif not forecast(visit.connection, visit.house, one.audience, visit.now).wanted:
        rehearse(visit, one)
    else:
        timers.drop(visit.connection, KIND, number)
        depart(visit.connection, visit.house, one, visit.now)
        broadcasts.sent_by(visit.connection, one.id, visit.contact.id)
        audit.add(visit.connection, visit.contact.id, "announcement sent", number, visit.now)
        _show(visit, one.id)


def depart(connection: Connection, house: House, one: Broadcast, now: datetime) -> None:
    """Write down who gets an announcement, and let it go."""
    found = forecast(connection, house, one.audience, now)
    broadcasts.address_to(connection, one.id, found.wanted, found.skipped)
    broadcasts.turn(connection, one.id, EARLY, BroadcastState.SENDING, now)


def ask_when(visit: Visit, number: str) -> None:
    """Ask when an announcement is to go."""
    one = draft_of(visit, number)
    if one is None:
        lost(visit)
        return
    local = better(visit.now, visit.now, visit.house.zone)[-1].astimezone(visit.house.zone)
    example = f"{DAYS[local.weekday()]} {local.day}/{local.month} pukul {local:%H.%M}"
    _offer(visit, one, say("siaran.when", example=example), visit.now)


def take_when(visit: Visit, given: Input, number: str) -> None:
    """Take a time as it is typed, and say back what was understood."""
    one = draft_of(visit, number)
    if one is None:
        lost(visit)
        return
    visit.expect(WHEN, number)
    read = read_due(given.text if isinstance(given, Said) else "", visit.now, visit.house.zone)
    if isinstance(read, Unread):
        _offer(visit, one, say("siaran.unread", problem=read.text), visit.now)
    else:
        _plan(visit, one, read)


def tap_when(visit: Visit, argument: str) -> None:
    """Take a time that was offered."""
    number, _, minutes = argument.partition(" ")
    one = draft_of(visit, number)
    if one is None or not (minutes.isascii() and minutes.isdecimal() and len(minutes) < 10):
        lost(visit)
    else:
        _plan(visit, one, datetime.fromtimestamp(int(minutes) * MINUTE, UTC))


def show_plan(visit: Visit, one: Broadcast) -> None:
    """Show when an announcement goes, and to whom."""
    assert one.due_at is not None, "it is planned"
    count = len(forecast(visit.connection, visit.house, one.audience, visit.now).wanted)
    number = str(one.id)
    text = lines(
        say("siaran.about", subject=subject(one.reply)),
        say("siaran.planned", when=write_moment(one.due_at, visit.house.zone), count=count),
        say("siaran.circle", circle=circle_words(visit, one.audience)),
        say("siaran.counted_then"),
    )
    actions = (
        Button(word("siaran.other_time"), "siaran_plan", number),
        Button(word("siaran.now"), "siaran_send", number),
        Button(word("siaran.unplan"), "siaran_unplan", number),
    )
    visit.say(Reply(text=text, actions=actions, wants=Wants.CHOICE, edits=True))


def unplan(visit: Visit, number: str) -> None:
    """Let a planned announcement be a draft again."""
    one = draft_of(visit, number)
    if one is None:
        lost(visit)
        return
    timers.drop(visit.connection, KIND, number)
    if broadcasts.turn(visit.connection, one.id, EARLY, BroadcastState.DRAFT, visit.now):
        audit.add(visit.connection, visit.contact.id, "announcement unplanned", number, visit.now)
    visit.tell(say("siaran.unplanned"))
    rehearse(visit, one)


def go_off(ring: Ring) -> None:
    """Send a planned announcement; in the night, after a standstill, it waits for the morning and says so."""
    one = broadcasts.get(ring.connection, int(ring.timer.subject))
    if one is None or one.state is not BroadcastState.SCHEDULED:
        return
    if not is_good(ring.now, ring.house.zone):
        due = good(ring.now, ring.house.zone)
        broadcasts.schedule(ring.connection, one.id, due, ring.now)
        timers.put(ring.connection, KIND, ring.timer.subject, due)
        return
    depart(ring.connection, ring.house, one, ring.now)


# --- under way -----------------------------------------------------------------------------------


def pause(visit: Visit, number: str) -> None:
    """Hold an announcement: who has a copy has it, the others wait."""
    _turn(visit, number, (BroadcastState.SENDING,), BroadcastState.PAUSED)


def go_on(visit: Visit, number: str) -> None:
    """Go on with an announcement that was held."""
    _turn(visit, number, (BroadcastState.PAUSED,), BroadcastState.SENDING)


def stop(visit: Visit, number: str) -> None:
    """End an announcement: nobody else gets it."""

    def end(one: Broadcast) -> None:
        broadcasts.recall(visit.connection, one.id)
        timers.put(visit.connection, OVER, str(one.id), visit.now + SETTLES)

    _turn(visit, number, (BroadcastState.SENDING, BroadcastState.PAUSED), BroadcastState.STOPPED, end)


def resend(visit: Visit, number: str) -> None:
    """Send an announcement once more to those of whom nobody knows whether they have it; a second tap finds none."""
    one = known(visit, number)
    if one is None or one.state in EARLY:
        lost(visit)
    elif one.state is BroadcastState.DONE and not can_resend(one, visit.now):
        _refuse(visit, one, "siaran.too_late")
    elif one.state is BroadcastState.DONE and not is_good(visit.now, visit.house.zone):
        _refuse(visit, one, "siaran.night_resend")
    else:
        if one.state is BroadcastState.DONE and (count := broadcasts.again(visit.connection, one.id)):
            broadcasts.turn(visit.connection, one.id, [BroadcastState.DONE], BroadcastState.SENDING, visit.now)
            audit.add(visit.connection, visit.contact.id, "announcement resent", f"{number}: {count}", visit.now)
        _show(visit, one.id)


def _refuse(visit: Visit, one: Broadcast, phrase: str) -> None:
    """Say why it does not go now; the report stays where it was."""
    visit.say(Reply(text=say(phrase), actions=(_back(one),)))


def _turn(
    visit: Visit,
    number: str,
    before: Sequence[BroadcastState],
    after: BroadcastState,
    then: Callable[[Broadcast], None] = lambda _: None,
) -> None:
    """Bring an announcement from one state to another, and show how far it is."""
    one = known(visit, number)
    if one is None or one.state in EARLY:
        lost(visit)
        return
    if broadcasts.turn(visit.connection, one.id, before, after, visit.now):
        then(one)
        audit.add(visit.connection, visit.contact.id, f"announcement {after.value}", number, visit.now)
    _show(visit, one.id)


def _show(visit: Visit, number: int) -> None:
    """Show how far an announcement is, in the message that goes on showing it."""
    one = broadcasts.get(visit.connection, number)
    assert one is not None, "it was there a moment ago"
    visit.say(bulletin(visit.connection, visit.house, one, visit.now))
    visit.kept.append(_remember(visit, one))


def _remember(visit: Visit, one: Broadcast) -> Callable[[Sequence[QueuedReply]], None]:
    def learn(rows: Sequence[QueuedReply]) -> None:
        row = next((row.id for row in reversed(rows) if row.address == visit.address), None)
        if row is not None:
            broadcasts.show(visit.connection, one.id, row, one.shown)

    return learn


# --- times ---------------------------------------------------------------------------------------


def _plan(visit: Visit, one: Broadcast, due: datetime) -> None:
    """Plan an announcement, unless the time is over or people rest then."""
    zone = visit.house.zone
    if due <= visit.now:
        _offer(visit, one, say("siaran.past", when=write_moment(due, zone)), visit.now)
    elif not is_good(due, zone):
        _offer(visit, one, say("siaran.night", when=write_moment(due, zone)), due)
    elif broadcasts.schedule(visit.connection, one.id, due, visit.now):
        visit.expect_nothing()
        timers.put(visit.connection, KIND, str(one.id), due)
        broadcasts.sent_by(visit.connection, one.id, visit.contact.id)
        audit.add(visit.connection, visit.contact.id, "announcement planned", str(one.id), visit.now)
        planned = broadcasts.get(visit.connection, one.id)
        assert planned is not None, "it was planned a moment ago"
        show_plan(visit, planned)
    else:
        lost(visit)


def _offer(visit: Visit, one: Broadcast, said: Rich, near: datetime) -> None:
    """Ask for a time, or say why one will not do; the next good ones are a tap away, and another can be typed."""
    visit.expect(WHEN, str(one.id))
    visit.say(Reply(text=said, choices=_times(visit, one, near), actions=(_back(one),), wants=Wants.CHOICE))


def _times(visit: Visit, one: Broadcast, near: datetime) -> tuple[Button, ...]:
    found = dict.fromkeys(better(near, visit.now, visit.house.zone))
    return tuple(
        Button(_short(moment, visit.house), "siaran_at", f"{one.id} {int(moment.timestamp()) // MINUTE}")
        for moment in found
    )


def _short(moment: datetime, house: House) -> str:
    """Name a moment for a button: "Kam 26/11 07.30"."""
    local = moment.astimezone(house.zone)
    return f"{word(f'siaran.day_{local.weekday()}')} {local.day}/{local.month} {local:%H.%M}"


def _back(one: Broadcast) -> Button:
    return Button(word("siaran.back"), "siaran_open", str(one.id))
