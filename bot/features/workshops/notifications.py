"""Tells many people of a workshop: invites them, tells what changed, reminds; each person at most once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.chat.context import House
from bot.chat.forms import OPENING
from bot.features.workshops import formatting as words
from bot.features.workshops.reminder_plan import MINUTE, drop_all, is_exact, overtaken, set_reminders
from bot.language.moments import near
from bot.scheduling.quiet_hours import good, is_good
from bot.texts import say, word
from flows.messages import Notice, Reply, Rich, Wants
from flows.texts import lines
from storage.messages import timers
from storage.outreach import broadcasts, workshops
from storage.outreach.audience import Audience, choose
from storage.outreach.broadcasts import BroadcastState
from storage.outreach.workshops import Answer, Workshop, WorkshopState
from storage.people import coaches

if TYPE_CHECKING:  # the clockwork needs the service, which needs the commands
    from bot.scheduling.scheduler import Ring

INVITE = "workshop_invite"
"""A timer's kind: people are invited; its subject is the workshop."""
NEWS = "workshop_news"
"""A timer's kind: people are told what changed; its subject is the workshop."""
SEND = "workshop_send"
"""A timer's kind: an announcement goes that waited for a good hour; its subject is the announcement."""
NOTICED = "broadcast_notice"
GATHER = timedelta(minutes=10)
"""How long a change waits for others, so that people are told once."""
URGENT = timedelta(hours=18)
"""What is nearer than this to a workshop's beginning is told at any hour."""


# --- inviting ------------------------------------------------------------------------------------


def uninvited(connection: Connection, house: House, one: Workshop) -> list[int]:
    """Return who belongs to the circle, can be reached, wants announcements, and was not invited yet."""
    if one.audience == Audience():
        return []  # nobody was chosen yet, which is not everybody
    known = {attendance.contact for attendance in workshops.attendances_of(connection, one.id)}
    known |= set(coaches.admins(connection, house.admins))
    found = [person for person in choose(connection, one.audience, OPENING) if person not in known]
    unwilling, reached = set(broadcasts.unsubscribed(connection, found)), broadcasts.doors(connection, found)
    return [person for person in found if person in reached and person not in unwilling]


def publish(connection: Connection, house: House, one: Workshop, now: datetime) -> datetime:
    """Plan a workshop, and invite its circle at the next good hour; return when that is."""
    if one.state is not WorkshopState.PLANNED:
        one = workshops.change(connection, one.id, state=WorkshopState.PLANNED) or one
        set_reminders(connection, house, one, now)
    due = good(now, house.zone)
    if due > now:
        timers.put(connection, INVITE, str(one.id), due)
    else:
        _invite(connection, house, one, now)
    return due


def invite_due(ring: Ring) -> None:
    """Invite whom a workshop is for, now that it is a good hour."""
    one = _planned(ring)
    if one is not None:
        _invite(ring.connection, ring.house, one, ring.now)


def _invite(connection: Connection, house: House, one: Workshop, now: datetime) -> None:
    people = workshops.invite(connection, one.id, uninvited(connection, house, one))
    if people:
        spread(connection, one, people, invitation(house, one), now)


def invitation(house: House, one: Workshop) -> Reply:
    """Return what whoever is invited reads."""
    return Reply(
        text=_told(house, one, say("invitation.invited", title=one.title), say("invitation.ask")),
        choices=words.buttons(one),
        wants=Wants.CHOICE,
        attachments=words.calendar(house, one),
        notice=_notice("workshop_invitation", house, one),
    )


# --- changing ------------------------------------------------------------------------------------


def concerned(connection: Connection, one: Workshop) -> list[int]:
    """Return who hears of a change: whoever was invited and did not say no; who only unsubscribed, not."""
    found = [each for each in workshops.attendances_of(connection, one.id) if each.answer is not Answer.NO]
    silent = [each.contact for each in found if each.answer is Answer.NONE]
    unwilling = set(broadcasts.unsubscribed(connection, silent))
    return [each.contact for each in found if each.contact not in unwilling]


def tell_change(connection: Connection, house: House, one: Workshop, now: datetime) -> datetime:
    """See to it that people hear of a change, together with what else changes now; return when."""
    due = _at_good_hour(house, one, now + GATHER)
    timers.put(connection, NEWS, str(one.id), due)
    return due


def tell_now(connection: Connection, house: House, one: Workshop, now: datetime) -> int:
    """Tell people at once what changed; return to how many."""
    timers.drop(connection, NEWS, str(one.id))
    people = concerned(connection, one)
    text = _told(house, one, say("invitation.moved", title=one.title), say("invitation.ask_still"))
    reply = Reply(
        text=text,
        choices=words.buttons(one),
        wants=Wants.CHOICE,
        attachments=words.calendar(house, one),
        notice=_news("invitation.subject_moved", one),
    )
    spread(connection, one, people, reply, now)
    return len(people)


def has_news(connection: Connection, one: Workshop) -> bool:
    """Tell whether people have yet to hear what changed."""
    return timers.waiting(connection, NEWS, str(one.id)) is not None


def news_due(ring: Ring) -> None:
    """Tell people what changed in the last minutes."""
    one = _planned(ring)
    if one is not None:
        tell_now(ring.connection, ring.house, one, ring.now)


def cancel(connection: Connection, house: House, one: Workshop, why: str, now: datetime) -> int:
    """Cancel a workshop, and tell why to whoever may still think of coming; return to how many."""
    people = concerned(connection, one) if one.state is WorkshopState.PLANNED else []
    stop_running(connection, one, now)
    for kind in (INVITE, NEWS):
        timers.drop(connection, kind, str(one.id))
    drop_all(connection, one)
    gone = workshops.change(connection, one.id, state=WorkshopState.CANCELLED) or one
    text = lines(
        say("invitation.cancelled", title=one.title, why=why),
        say("invitation.cancelled_day", when=words.when(house, one)),
    )
    reply = Reply(text=text, attachments=words.calendar(house, gone), notice=_news("invitation.subject_cancelled", one))
    spread(connection, gone, people, reply, now, due=_at_good_hour(house, one, now))
    return len(people)


def stop_running(connection: Connection, one: Workshop, now: datetime) -> None:
    """Send no more copies of what is on its way about a workshop."""
    for number in broadcasts.sending(connection):
        found = broadcasts.get(connection, number)
        if found is not None and found.audience.workshop == one.id:
            broadcasts.turn(connection, number, [BroadcastState.SENDING], BroadcastState.STOPPED, now)
            broadcasts.recall(connection, number)


# --- reminding -----------------------------------------------------------------------------------


def remind_due(ring: Ring) -> None:
    """Remind whoever comes or may come, unless a later reminder is due as well, or it is night."""
    number, _, minutes = ring.timer.subject.partition(" ")
    one = workshops.get(ring.connection, int(number))
    if one is None or one.state is not WorkshopState.PLANNED or one.starts_at <= ring.now:
        return
    step = int(minutes) * MINUTE
    if overtaken(ring.house, one, step, ring.now):
        return
    if not is_exact(step) and not is_good(ring.now, ring.house.zone):
        later = good(ring.now, ring.house.zone)
        if later < one.starts_at:
            timers.put(ring.connection, ring.timer.kind, ring.timer.subject, later)
        return
    remind(ring.connection, ring.house, one, ring.now)


def remind(connection: Connection, house: House, one: Workshop, now: datetime) -> None:
    """Remind whoever said yes; ask whoever did not know yet once more."""
    found = workshops.attendances_of(connection, one.id)
    said = words.counted(found)
    head = say("invitation.reminder", near=near(one.starts_at, now, house.zone).capitalize(), title=one.title)
    coming = Reply(
        text=_told(house, one, head, say("invitation.see_you")),
        choices=words.buttons(one, Answer.MAYBE),
        wants=Wants.CHOICE,
        notice=_notice("workshop_reminder", house, one),
        until=one.starts_at,
    )
    open_ = Reply(
        text=_told(house, one, head, lines(_seats(one, said[Answer.YES]), say("invitation.ask_again"))),
        choices=words.buttons(one),
        wants=Wants.CHOICE,
        notice=_notice("workshop_invitation", house, one),
        until=one.starts_at,
    )
    for says, reply in ((Answer.YES, coming), (Answer.MAYBE, open_)):
        people = [each.contact for each in found if each.answer is says]
        spread(connection, one, people, reply, now, says)


def _seats(one: Workshop, taken: int) -> Rich:
    if one.capacity is None:
        return ()
    left = one.capacity - taken
    return say("invitation.seats_left", count=left) if left > 0 else say("invitation.seats_none")


# --- sending -------------------------------------------------------------------------------------


def spread(
    connection: Connection,
    one: Workshop,
    people: Sequence[int],
    reply: Reply,
    now: datetime,
    *says: Answer,
    due: datetime | None = None,
) -> None:
    """Send the same to many, paced and kept like every announcement; what goes by itself is nobody's."""
    if not people:
        return
    audience = Audience(workshop=one.id, answers=tuple(answer.value for answer in says))
    sent = broadcasts.create(connection, reply, audience, None if says else one.maker, now)
    broadcasts.address_to(connection, sent.id, people, {})
    if due is None or due <= now:
        broadcasts.turn(connection, sent.id, [BroadcastState.DRAFT], BroadcastState.SENDING, now)
    else:
        timers.put(connection, SEND, str(sent.id), due)


def send_due(ring: Ring) -> None:
    """Let an announcement go that waited for a good hour."""
    number = int(ring.timer.subject)
    broadcasts.turn(ring.connection, number, [BroadcastState.DRAFT], BroadcastState.SENDING, ring.now)


def _at_good_hour(house: House, one: Workshop, moment: datetime) -> datetime:
    """Return the moment, or the next good hour; what is near is told at any hour."""
    later = good(moment, house.zone)
    return later if later < one.starts_at - URGENT else moment


def _told(house: House, one: Workshop, head: Rich, tail: Rich) -> Rich:
    return lines(lines(head, say("invitation.when", when=words.when(house, one)), words.where(one)), tail, gap="\n\n")


def _notice(kind: str, house: House, one: Workshop) -> Notice:
    return Notice(kind=kind, parameters=(one.title, words.when(house, one), words.place(one)))


def _news(key: str, one: Workshop) -> Notice:
    return Notice(kind=NOTICED, parameters=(word("workshop.organizer"), word(key, title=one.title)))


def _planned(ring: Ring) -> Workshop | None:
    """Return the workshop of a timer, unless it is cancelled or over."""
    one = workshops.get(ring.connection, int(ring.timer.subject))
    is_coming = one is not None and one.state is WorkshopState.PLANNED and ring.now < one.ends_at
    return one if is_coming else None
