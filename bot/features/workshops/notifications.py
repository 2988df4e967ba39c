"""Tells many people of a workshop: invites them, tells what changed, reminds; each person at most once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.chat.context import AppContext
from bot.chat.forms import OPENING
from bot.features.workshops import formatting
from bot.features.workshops.reminder_plan import MINUTE, drop_all, is_exact, overtaken, set_reminders
from bot.language.moments import near
from bot.scheduling.quiet_hours import good, is_good
from bot.texts import say, word
from flows.messages import Reply, Rich, TemplateNotice
from flows.texts import lines
from storage.messages import timers
from storage.outreach import broadcasts, workshops
from storage.outreach.audience import Audience, choose
from storage.outreach.broadcasts import BroadcastState
from storage.outreach.workshops import Rsvp, Workshop, WorkshopState
from storage.people import coaches

if TYPE_CHECKING:  # the clockwork needs the service, which needs the commands
    from bot.scheduling.scheduler import DueTimer

INVITE = "workshop_invite"
"""A timer's kind: people are invited; its subject is the workshop."""
NEWS = "workshop_news"
"""A timer's kind: people are told what changed; its subject is the workshop."""
SEND = "workshop_send"
"""A timer's kind: a broadcast goes that waited for a good hour; its subject is the broadcast."""
NOTICED = "broadcast_notice"
GATHER = timedelta(minutes=10)
"""How long a change waits for others, so that people are told once."""
URGENT = timedelta(hours=18)
"""What is nearer than this to a workshop's beginning is told at any hour."""


# --- inviting ------------------------------------------------------------------------------------


def uninvited(connection: Connection, app: AppContext, workshop: Workshop) -> list[int]:
    """Return who belongs to the circle, can be reached, wants broadcasts, and was not invited yet."""
    if workshop.audience == Audience():
        return []  # nobody was chosen yet, which is not everybody
    known = {attendance.contact for attendance in workshops.attendances_of(connection, workshop.id)}
    known |= set(coaches.admins(connection, app.admins))
    found = [person for person in choose(connection, workshop.audience, OPENING) if person not in known]
    unwilling, reached = (
        set(broadcasts.unsubscribed(connection, found)),
        broadcasts.reachable_addresses(connection, found),
    )
    return [person for person in found if person in reached and person not in unwilling]


def publish(connection: Connection, app: AppContext, workshop: Workshop, now: datetime) -> datetime:
    """Plan a workshop, and invite its circle at the next good hour; return when that is."""
    if workshop.state is not WorkshopState.PLANNED:
        workshop = workshops.change(connection, workshop.id, state=WorkshopState.PLANNED) or workshop
        set_reminders(connection, app, workshop, now)
    due = good(now, app.zone)
    if due > now:
        timers.put(connection, INVITE, str(workshop.id), due)
    else:
        _invite(connection, app, workshop, now)
    return due


def invite_due(due_timer: DueTimer) -> None:
    """Invite whom a workshop is for, now that it is a good hour."""
    workshop = _planned(due_timer)
    if workshop is not None:
        _invite(due_timer.connection, due_timer.app, workshop, due_timer.now)


def _invite(connection: Connection, app: AppContext, workshop: Workshop, now: datetime) -> None:
    people = workshops.invite(connection, workshop.id, uninvited(connection, app, workshop))
    if people:
        spread(connection, workshop, people, invitation(app, workshop), now)


def invitation(app: AppContext, workshop: Workshop) -> Reply:
    """Return what whoever is invited reads."""
    return Reply(
        text=_told(app, workshop, say("invitation.invited", title=workshop.title), say("invitation.ask")),
        choices=formatting.buttons(workshop),
        attachments=formatting.calendar(app, workshop),
        notice=_notice("workshop_invitation", app, workshop),
    )


# --- changing ------------------------------------------------------------------------------------


def concerned(connection: Connection, workshop: Workshop) -> list[int]:
    """Return who hears of a change: whoever was invited and did not say no; who only unsubscribed, not."""
    found = [each for each in workshops.attendances_of(connection, workshop.id) if each.answer is not Rsvp.NO]
    silent = [each.contact for each in found if each.answer is Rsvp.NONE]
    unwilling = set(broadcasts.unsubscribed(connection, silent))
    return [each.contact for each in found if each.contact not in unwilling]


def tell_change(connection: Connection, app: AppContext, workshop: Workshop, now: datetime) -> datetime:
    """See to it that people hear of a change, together with what else changes now; return when."""
    due = _at_good_hour(app, workshop, now + GATHER)
    timers.put(connection, NEWS, str(workshop.id), due)
    return due


def tell_now(connection: Connection, app: AppContext, workshop: Workshop, now: datetime) -> int:
    """Tell people at once what changed; return to how many."""
    timers.drop(connection, NEWS, str(workshop.id))
    people = concerned(connection, workshop)
    text = _told(app, workshop, say("invitation.moved", title=workshop.title), say("invitation.ask_still"))
    reply = Reply(
        text=text,
        choices=formatting.buttons(workshop),
        attachments=formatting.calendar(app, workshop),
        notice=_news("invitation.subject_moved", workshop),
    )
    spread(connection, workshop, people, reply, now)
    return len(people)


def has_news(connection: Connection, workshop: Workshop) -> bool:
    """Tell whether people have yet to hear what changed."""
    return timers.waiting(connection, NEWS, str(workshop.id)) is not None


def news_due(due_timer: DueTimer) -> None:
    """Tell people what changed in the last minutes."""
    workshop = _planned(due_timer)
    if workshop is not None:
        tell_now(due_timer.connection, due_timer.app, workshop, due_timer.now)


def cancel(connection: Connection, app: AppContext, workshop: Workshop, why: str, now: datetime) -> int:
    """Cancel a workshop, and tell why to whoever may still think of coming; return to how many."""
    people = concerned(connection, workshop) if workshop.state is WorkshopState.PLANNED else []
    stop_running(connection, workshop, now)
    for kind in (INVITE, NEWS):
        timers.drop(connection, kind, str(workshop.id))
    drop_all(connection, workshop)
    gone = workshops.change(connection, workshop.id, state=WorkshopState.CANCELLED) or workshop
    text = lines(
        say("invitation.cancelled", title=workshop.title, why=why),
        say("invitation.cancelled_day", when=formatting.when(app, workshop)),
    )
    reply = Reply(
        text=text, attachments=formatting.calendar(app, gone), notice=_news("invitation.subject_cancelled", workshop)
    )
    spread(connection, gone, people, reply, now, due=_at_good_hour(app, workshop, now))
    return len(people)


def stop_running(connection: Connection, workshop: Workshop, now: datetime) -> None:
    """Send no more copies of what is on its way about a workshop."""
    for number in broadcasts.sending(connection):
        found = broadcasts.get(connection, number)
        if found is not None and found.audience.workshop == workshop.id:
            broadcasts.change_state(connection, number, [BroadcastState.SENDING], BroadcastState.STOPPED, now)
            broadcasts.recall(connection, number)


# --- reminding -----------------------------------------------------------------------------------


def remind_due(due_timer: DueTimer) -> None:
    """Remind whoever comes or may come, unless a later reminder is due as well, or it is night."""
    number, _, minutes = due_timer.timer.subject.partition(" ")
    workshop = workshops.get(due_timer.connection, int(number))
    if workshop is None or workshop.state is not WorkshopState.PLANNED or workshop.starts_at <= due_timer.now:
        return
    step = int(minutes) * MINUTE
    if overtaken(due_timer.app, workshop, step, due_timer.now):
        return
    if not is_exact(step) and not is_good(due_timer.now, due_timer.app.zone):
        later = good(due_timer.now, due_timer.app.zone)
        if later < workshop.starts_at:
            timers.put(due_timer.connection, due_timer.timer.kind, due_timer.timer.subject, later)
        return
    remind(due_timer.connection, due_timer.app, workshop, due_timer.now)


def remind(connection: Connection, app: AppContext, workshop: Workshop, now: datetime) -> None:
    """Remind whoever said yes; ask whoever did not know yet once more."""
    found = workshops.attendances_of(connection, workshop.id)
    said = formatting.counted(found)
    head = say("invitation.reminder", near=near(workshop.starts_at, now, app.zone).capitalize(), title=workshop.title)
    coming = Reply(
        text=_told(app, workshop, head, say("invitation.see_you")),
        choices=formatting.buttons(workshop, Rsvp.MAYBE),
        notice=_notice("workshop_reminder", app, workshop),
        until=workshop.starts_at,
    )
    open_ = Reply(
        text=_told(app, workshop, head, lines(_seats(workshop, said[Rsvp.YES]), say("invitation.ask_again"))),
        choices=formatting.buttons(workshop),
        notice=_notice("workshop_invitation", app, workshop),
        until=workshop.starts_at,
    )
    for says, reply in ((Rsvp.YES, coming), (Rsvp.MAYBE, open_)):
        people = [each.contact for each in found if each.answer is says]
        spread(connection, workshop, people, reply, now, says)


def _seats(workshop: Workshop, taken: int) -> Rich:
    if workshop.capacity is None:
        return ()
    left = workshop.capacity - taken
    return say("invitation.seats_left", count=left) if left > 0 else say("invitation.seats_none")


# --- sending -------------------------------------------------------------------------------------


def spread(
    connection: Connection,
    workshop: Workshop,
    people: Sequence[int],
    reply: Reply,
    now: datetime,
    *says: Rsvp,
    due: datetime | None = None,
) -> None:
    """Send the same to many, paced and kept like every broadcast; what goes by itself is nobody's."""
    if not people:
        return
    audience = Audience(workshop=workshop.id, answers=tuple(answer.value for answer in says))
    sent = broadcasts.create(connection, reply, audience, None if says else workshop.maker, now)
    broadcasts.set_recipients(connection, sent.id, people, {})
    if due is None or due <= now:
        broadcasts.change_state(connection, sent.id, [BroadcastState.DRAFT], BroadcastState.SENDING, now)
    else:
        timers.put(connection, SEND, str(sent.id), due)


def send_due(due_timer: DueTimer) -> None:
    """Let a broadcast go that waited for a good hour."""
    number = int(due_timer.timer.subject)
    broadcasts.change_state(due_timer.connection, number, [BroadcastState.DRAFT], BroadcastState.SENDING, due_timer.now)


def _at_good_hour(app: AppContext, workshop: Workshop, moment: datetime) -> datetime:
    """Return the moment, or the next good hour; what is near is told at any hour."""
    later = good(moment, app.zone)
    return later if later < workshop.starts_at - URGENT else moment


def _told(app: AppContext, workshop: Workshop, head: Rich, tail: Rich) -> Rich:
    return lines(
        lines(head, say("invitation.when", when=formatting.when(app, workshop)), formatting.where(workshop)),
        tail,
        gap="\n\n",
    )


def _notice(kind: str, app: AppContext, workshop: Workshop) -> TemplateNotice:
    return TemplateNotice(
        kind=kind, parameters=(workshop.title, formatting.when(app, workshop), formatting.place(workshop))
    )


def _news(key: str, workshop: Workshop) -> TemplateNotice:
    return TemplateNotice(kind=NOTICED, parameters=(word("workshop.organizer"), word(key, title=workshop.title)))


def _planned(due_timer: DueTimer) -> Workshop | None:
    """Return the workshop of a timer, unless it is cancelled or over."""
    workshop = workshops.get(due_timer.connection, int(due_timer.timer.subject))
    is_coming = workshop is not None and workshop.state is WorkshopState.PLANNED and due_timer.now < workshop.ends_at
    return workshop if is_coming else None
