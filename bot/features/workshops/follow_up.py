"""The message on the morning after a workshop: the next step in a draft, or the button that begins one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.chat.forms import OPENING, Forms
from bot.chat.roles import Role
from bot.features.drafts.drafts import listed_of
from bot.features.reminders.snooze import MONDAY, day_button
from bot.scheduling.quiet_hours import good, is_good
from bot.scheduling.scheduler import DueTimer
from bot.texts import say, word
from flows.conversation import Status
from flows.engine.moving.next_step import NextStep, next_step
from flows.messages import Button, Reply, Rich, TemplateNotice
from flows.texts import lines
from storage.drafts import conversations
from storage.messages import timers
from storage.outreach import broadcasts, workshops
from storage.outreach.workshops import Attendance, Workshop, WorkshopState
from storage.people import contacts
from storage.records import DraftSummary, Priority

OPEN = (Status.DRAFT, Status.REVISE)
"""Drafts that their writers can go on with."""


def follow_up(due_timer: DueTimer) -> None:
    """Write to who was invited or came (a timer); to who has handed in, nothing."""
    workshop = workshops.get(due_timer.connection, int(due_timer.timer.subject))
    if workshop is None or workshop.state is not WorkshopState.PLANNED:
        return
    if not is_good(due_timer.now, due_timer.app.zone):
        timers.put(
            due_timer.connection, due_timer.timer.kind, due_timer.timer.subject, good(due_timer.now, due_timer.app.zone)
        )
        return
    attendances = workshops.attendances_of(due_timer.connection, workshop.id)
    unsubscribed = set(broadcasts.unsubscribed(due_timer.connection, [row.contact for row in attendances]))
    for attendance in attendances:
        reply = None if attendance.contact in unsubscribed else letter(due_timer, workshop, attendance)
        if reply is not None:
            due_timer.notifier.to(attendance.contact, reply, priority=Priority.BROADCAST)


def letter(due_timer: DueTimer, workshop: Workshop, attendance: Attendance) -> Reply | None:
    """Return what a contact gets after a workshop; None for one who has handed in, and for coaches and admins."""
    connection = due_timer.connection
    person = contacts.get(connection, attendance.contact)
    if person is None or {Role.COACH.value, Role.ADMIN.value} & set(person.roles):
        return None
    drafts = listed_of(connection, attendance.contact)
    mine = next((draft for draft in drafts if draft.status in OPEN), None)
    head = say("afterwards.present" if attendance.present_at is not None else "afterwards.absent", title=workshop.title)
    if mine is None and drafts:
        return None
    if mine is None:
        text = say("afterwards.start")
        button = Button(word("afterwards.start_button"), "begin", OPENING)
        actions: tuple[Button, ...] = ()
        notice = TemplateNotice(
            kind="broadcast_notice", parameters=(word("workshop.organizer"), word("afterwards.subject"))
        )
    else:
        step = _next_of(connection, due_timer.app.forms, mine, attendance.contact, due_timer.now)
        text = lines(say("afterwards.go_on", draft=mine.name), _text(step))
        button = Button(word("afterwards.go_on_button"), "open", str(mine.id))
        today = due_timer.now.astimezone(due_timer.app.zone).date()
        actions = (day_button(MONDAY, today), Button(word("nudge.stop"), "nudge_stop"))  # the template's other buttons
        notice = TemplateNotice(kind="reminder_draft", parameters=(mine.name, _short(step), str(step.minutes)))
    return Reply(text=lines(head, text, gap="\n\n"), choices=(button,), actions=actions, notice=notice)


def _next_of(connection: Connection, forms: Forms, draft: DraftSummary, contact: int, now: datetime) -> NextStep:
    """Return the next step of a contact in a draft, the same that going on would ask for."""
    stored = conversations.load(connection, draft.id, contact)
    assert stored is not None, "it was listed in this transaction"
    flow = forms.flow(connection, stored.conversation.flow, stored.conversation.version)
    return next_step(flow, stored.conversation, now)


def _text(step: NextStep) -> Rich:
    key = f"nudge.{step.kind}_one" if step.left == 1 and step.label else f"nudge.{step.kind}"
    return say(key, label=step.label, place=step.place, left=step.left, minutes=step.minutes, who=step.who)


def _short(step: NextStep) -> str:
    return word(f"nudge_short.{step.kind}", label=step.label, place=step.place, left=step.left, who=step.who)
