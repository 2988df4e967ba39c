"""Messages to many people about a workshop: invitations, changes, cancellation, reminders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.chat.context import AppContext
from bot.features.audience.recipients import people
from bot.features.workshops import formatting
from bot.features.workshops.reminder_plan import MINUTE, drop_all, is_exact, overtaken, set_reminders
from bot.language.moments import near
from bot.scheduling.quiet_hours import good, is_good
from bot.scheduling.scheduler import DueTimer
from bot.texts import say, word
from flows.messages import Reply, Rich, TemplateNotice
from flows.texts import lines
from storage.messages import timers
from storage.outreach import broadcasts, workshops
from storage.outreach.audience import Audience
from storage.outreach.broadcasts import BroadcastState
from storage.outreach.workshops import Rsvp, Workshop, WorkshopState
from storage.people import coaches

INVITE = "workshop_invite"
"""The kind of timer that invites people; its subject is the workshop."""
NEWS = "workshop_news"
"""The kind of timer that notifies people of changes; its subject is the workshop."""
SEND = "workshop_send"
"""The kind of timer that sends a broadcast at a good hour; its subject is the broadcast."""
NOTICED = "broadcast_notice"
GATHER = timedelta(minutes=10)
"""How long a change waits for more changes, so that people are notified once."""
URGENT = timedelta(hours=18)
"""What is nearer than this to a workshop's start is sent at any hour."""


# --- inviting ------------------------------------------------------------------------------------


def uninvited(connection: Connection, app: AppContext, workshop: Workshop, now: datetime) -> list[int]:
    """Return the contacts of the audience who can be reached, are subscribed, and were not invited yet."""
    if workshop.audience == Audience():
        return []  # none was chosen yet, which is not everybody
    known = {attendance.contact for attendance in workshops.attendances_of(connection, workshop.id)}
    known |= set(coaches.admins(connection, app.admins))
    new = [contact for contact in people(connection, app.forms, workshop.audience, now) if contact not in known]
    unsubscribed = set(broadcasts.unsubscribed(connection, new))
    reachable = broadcasts.reachable_addresses(connection, new)
    return [contact for contact in new if contact in reachable and contact not in unsubscribed]


def publish(connection: Connection, app: AppContext, workshop: Workshop, now: datetime) -> datetime:
    """Plan a workshop and invite its audience at the next good hour; return that hour."""
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
    """Invite the audience of a workshop (a timer)."""
    workshop = _planned(due_timer)
    if workshop is not None:
        _invite(due_timer.connection, due_timer.app, workshop, due_timer.now)


def _invite(connection: Connection, app: AppContext, workshop: Workshop, now: datetime) -> None:
    invited = workshops.invite(connection, workshop.id, uninvited(connection, app, workshop, now))
    if invited:
        spread(connection, workshop, invited, invitation(app, workshop), now)


def invitation(app: AppContext, workshop: Workshop) -> Reply:
    """Return the invitation."""
    return Reply(
        text=_text(app, workshop, say("invitation.invited", title=workshop.title), say("invitation.ask")),
        choices=formatting.buttons(workshop),
        attachments=formatting.calendar(app, workshop),
        notice=_notice("workshop_invitation", app, workshop),
    )


# --- changing ------------------------------------------------------------------------------------


def concerned(connection: Connection, workshop: Workshop) -> list[int]:
    """Return who is notified of changes: all invited but those who declined, or did not answer and unsubscribed."""
    attendances = workshops.attendances_of(connection, workshop.id)
    silent = [attendance.contact for attendance in attendances if attendance.answer is Rsvp.NONE]
    unsubscribed = set(broadcasts.unsubscribed(connection, silent))
    return [
        attendance.contact
        for attendance in attendances
        if attendance.answer is not Rsvp.NO and attendance.contact not in unsubscribed
    ]


def schedule_notice(connection: Connection, app: AppContext, workshop: Workshop, now: datetime) -> datetime:
    """Schedule the notification of a change, together with the changes of the next minutes; return its time."""
    due = _at_good_hour(app, workshop, now + GATHER)
    timers.put(connection, NEWS, str(workshop.id), due)
    return due


def notify_now(connection: Connection, app: AppContext, workshop: Workshop, now: datetime) -> int:
    """Notify people of changes now; return how many."""
    timers.drop(connection, NEWS, str(workshop.id))
    contacts = concerned(connection, workshop)
    text = _text(app, workshop, say("invitation.moved", title=workshop.title), say("invitation.ask_still"))
    reply = Reply(
        text=text,
        choices=formatting.buttons(workshop),
        attachments=formatting.calendar(app, workshop),
        notice=_news("invitation.subject_moved", workshop),
    )
    spread(connection, workshop, contacts, reply, now)
    return len(contacts)


def has_news(connection: Connection, workshop: Workshop) -> bool:
    """Tell whether a notification of changes is scheduled."""
    return timers.waiting(connection, NEWS, str(workshop.id)) is not None


def news_due(due_timer: DueTimer) -> None:
    """Notify people of the changes of the last minutes (a timer)."""
    workshop = _planned(due_timer)
    if workshop is not None:
        notify_now(due_timer.connection, due_timer.app, workshop, due_timer.now)


def cancel(connection: Connection, app: AppContext, workshop: Workshop, why: str, now: datetime) -> int:
    """Cancel a workshop and notify who may still mean to come; return how many."""
    contacts = concerned(connection, workshop) if workshop.state is WorkshopState.PLANNED else []
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
    spread(connection, gone, contacts, reply, now, due=_at_good_hour(app, workshop, now))
    return len(contacts)


def stop_running(connection: Connection, workshop: Workshop, now: datetime) -> None:
    """Stop every broadcast about a workshop that is being sent."""
    for number in broadcasts.sending(connection):
        broadcast = broadcasts.get(connection, number)
        if broadcast is not None and broadcast.audience.workshop == workshop.id:
            broadcasts.change_state(connection, number, [BroadcastState.SENDING], BroadcastState.STOPPED, now)
            broadcasts.recall(connection, number)


# --- reminding -----------------------------------------------------------------------------------


def remind_due(due_timer: DueTimer) -> None:
    """Remind who comes or may come (a timer), unless a later reminder is due too; at a bad hour, postpone it."""
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
    """Remind who accepted; ask who did not know yet once more."""
    attendances = workshops.attendances_of(connection, workshop.id)
    taken = formatting.counted(attendances)[Rsvp.YES]
    head = say("invitation.reminder", near=near(workshop.starts_at, now, app.zone).capitalize(), title=workshop.title)
    coming = Reply(
        text=_text(app, workshop, head, say("invitation.see_you")),
        choices=formatting.buttons(workshop, Rsvp.MAYBE),
        notice=_notice("workshop_reminder", app, workshop),
        until=workshop.starts_at,
    )
    open_ = Reply(
        text=_text(app, workshop, head, lines(_seats(workshop, taken), say("invitation.ask_again"))),
        choices=formatting.buttons(workshop),
        notice=_notice("workshop_invitation", app, workshop),
        until=workshop.starts_at,
    )
    for rsvp, reply in ((Rsvp.YES, coming), (Rsvp.MAYBE, open_)):
        contacts = [attendance.contact for attendance in attendances if attendance.answer is rsvp]
        spread(connection, workshop, contacts, reply, now, rsvp)


def _seats(workshop: Workshop, taken: int) -> Rich:
    if workshop.capacity is None:
        return ()
    left = workshop.capacity - taken
    return say("invitation.seats_left", count=left) if left > 0 else say("invitation.seats_none")


# --- sending -------------------------------------------------------------------------------------


def spread(
    connection: Connection,
    workshop: Workshop,
    contacts: Sequence[int],
    reply: Reply,
    now: datetime,
    *answers: Rsvp,
    due: datetime | None = None,
) -> None:
    """Send a reply to many as a broadcast, at `due` or now; one for some answers is automatic and has no maker."""
    if not contacts:
        return
    audience = Audience(workshop=workshop.id, answers=tuple(answer.value for answer in answers))
    sent = broadcasts.create(connection, reply, audience, None if answers else workshop.maker, now)
    broadcasts.set_recipients(connection, sent.id, contacts, {})
    if due is None or due <= now:
        broadcasts.change_state(connection, sent.id, [BroadcastState.DRAFT], BroadcastState.SENDING, now)
    else:
        timers.put(connection, SEND, str(sent.id), due)


def send_due(due_timer: DueTimer) -> None:
    """Send a broadcast at a good hour (a timer)."""
    number = int(due_timer.timer.subject)
    broadcasts.change_state(due_timer.connection, number, [BroadcastState.DRAFT], BroadcastState.SENDING, due_timer.now)


def _at_good_hour(app: AppContext, workshop: Workshop, moment: datetime) -> datetime:
    """Return the moment, or the next good hour if the workshop is not near."""
    later = good(moment, app.zone)
    return later if later < workshop.starts_at - URGENT else moment


def _text(app: AppContext, workshop: Workshop, head: Rich, tail: Rich) -> Rich:
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
    """Return the workshop of a timer; None if it is cancelled or past."""
    workshop = workshops.get(due_timer.connection, int(due_timer.timer.subject))
    is_coming = workshop is not None and workshop.state is WorkshopState.PLANNED and due_timer.now < workshop.ends_at
    return workshop if is_coming else None
