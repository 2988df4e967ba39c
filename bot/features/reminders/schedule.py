"""The schedule of reminders: whether, when and about which draft; only reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection

from bot.chat.context import AppContext
from bot.features.drafts.drafts import listed_of
from bot.features.reminders.usual_hour import next_at, usual_hour
from bot.scheduling.quiet_hours import EVENING, LATE, MORNING, good_before
from flows.conversation import Status
from flows.engine.moving.next_step import NextStep, next_step
from storage.drafts import conversations
from storage.outreach import reminders
from storage.outreach.reminders import SentReminder
from storage.people import addresses
from storage.records import Contact, StoredConversation
from storage.reviews import reviews

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
WEEKLY = 2
"""The most reminders a week, apart from those a person asked for."""
OVERDUE = 7
"""Days after the last step from which no reminder is sent any more."""
BEFORE_CLOSING = timedelta(hours=1)
"""How long before the channel's window closes its reminder is due."""
CLOSED = timedelta(minutes=20)
"""How long before the window closes it is given up: delivery takes a while, and clocks differ."""
REST = timedelta(hours=12)
"""Least silence before the first reminder, however early the window closes."""

Slot = tuple[datetime, datetime]
"""When a reminder is due, and when it expires: at night, or as the window closes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextReminder:
    """A planned reminder."""

    draft: StoredConversation
    step: int
    """Reminders since the person's last message, counting this one."""
    is_last: bool
    is_asked: bool
    """Whether the person chose the day."""
    next: NextStep
    due: datetime
    until: datetime
    """When it expires."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Silence:
    """The start of a silence, and the days after it on which reminders come."""

    since: datetime
    days: tuple[int, ...]
    """After how many days each comes."""
    is_asked: bool = False
    rest_until: date = date.min
    """The first day on which one may come, whatever `days` says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReminderQuery:
    """The reads and rules for one person at one moment."""

    connection: Connection
    app: AppContext
    contact: Contact
    now: datetime

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.app.zone).date()

    def draft(self) -> StoredConversation | None:
        """Return the person's latest draft; None if it is with a coach, or a co-writer wrote last."""
        numbers = [draft_summary.id for draft_summary in listed_of(self.connection, self.contact.id)]
        if not numbers:
            return None
        current = self.contact.conversation
        loaded = conversations.load(self.connection, current if current in numbers else numbers[0], self.contact.id)
        if loaded is None or loaded.conversation.status not in (Status.DRAFT, Status.REVISE):
            return None
        events = loaded.conversation.events
        writer = events[-1].source.contact if loaded.is_shared and events else str(loaded.contact)
        return loaded if writer == str(self.contact.id) else None

    def silence(self, draft: StoredConversation, wanted_from: datetime | None) -> _Silence:
        """Return the silence: from their last message, the day they chose, or a coach's review."""
        last = reminders.last_word(self.connection, self.contact.id) or self.contact.seen_at
        days = self.app.reminder_days
        if wanted_from is not None and wanted_from >= last:
            return _Silence(since=wanted_from, days=(0, *days[1:]), is_asked=True)
        if draft.conversation.status is Status.REVISE:
            handed_in = reviews.of_draft(self.connection, draft.conversation.id)
            decided = max(
                (submission.decided_at for submission in handed_in if submission.decided_at is not None), default=last
            )
            return _Silence(since=max(last, decided), days=days, rest_until=self.day(decided + WEEK))
        return _Silence(since=last, days=days)

    def step(self, silence: _Silence, recent: Sequence[SentReminder]) -> int | None:
        """Return the number of the next reminder, skipping those whose day has passed; None after the last."""
        came = max((sent_reminder.step for sent_reminder in recent if sent_reminder.at >= silence.since), default=0)
        silent = (self.day(self.now) - self.day(silence.since)).days
        step = max(came + 1, sum(silent >= after for after in silence.days))
        return step if step <= len(silence.days) and silent - silence.days[-1] <= OVERDUE else None

    def slot(self, silence: _Silence, step: int, recent: Sequence[SentReminder]) -> Slot:
        """Return the person's usual hour on the step's day, or on the next allowed day."""
        day = self.day(silence.since) + timedelta(days=silence.days[step - 1])
        if not (silence.is_asked and step == 1):
            day = max(day, silence.rest_until, self.rested(recent))
        earliest = datetime.combine(day, time(), self.app.zone)
        hour = usual_hour(reminders.writing_times(self.connection, self.contact.id), self.app.zone)
        return next_at(hour, earliest, self.now, self.app.zone)

    def slot_while_open(self, recent: Sequence[SentReminder]) -> Slot | None:
        """Return the last allowed hour before the window closes; None without a window or such an hour."""
        address = addresses.nearest(self.connection, self.contact.id)
        heard = None if address is None else addresses.reach(self.connection, address).heard_at
        profile = None if address is None else self.app.profiles.get(address.channel)
        window = None if profile is None else profile.window
        if heard is None or window is None:
            return None
        due = self._good_before(heard + window - BEFORE_CLOSING)
        evening = datetime.combine(self.day(due), EVENING, self.app.zone).astimezone(UTC)
        until = min(heard + window - CLOSED, evening)
        is_in_time = self.now < until and due - heard >= REST and self.day(due) >= self.rested(recent)
        return (due, until) if is_in_time else None

    def rested(self, recent: Sequence[SentReminder]) -> date:
        """Return the first day on which WEEKLY allows one more reminder."""
        return self.day(recent[WEEKLY - 1].at + WEEK) if len(recent) >= WEEKLY else date.min

    def _good_before(self, moment: datetime) -> datetime:
        local = moment.astimezone(self.app.zone)
        if local.time() < MORNING:
            local = datetime.combine(local.date() - timedelta(days=1), LATE, self.app.zone)
        return good_before(local, self.app.zone).astimezone(UTC)


def plan(connection: Connection, app: AppContext, contact: Contact, now: datetime) -> NextReminder | None:
    """Return a person's next reminder, about their latest draft; None if there is none to send."""
    look = _ReminderQuery(connection=connection, app=app, contact=contact, now=now)
    wanted_from = reminders.allowed_from(connection, contact.id)
    draft = look.draft() if app.reminder_days and wanted_from != reminders.NEVER else None
    if draft is None or addresses.nearest(connection, contact.id) is None:
        return None
    silence = look.silence(draft, wanted_from)
    recent = reminders.since(connection, contact.id, min(silence.since, now - WEEK - DAY))
    step = look.step(silence, recent)
    if step is None:
        return None
    flow = app.forms.flow(connection, draft.conversation.flow, draft.conversation.version)
    following = next_step(flow, draft.conversation, now)
    is_asked = silence.is_asked and step == 1
    is_cut_short = step == 1 and not is_asked and following.is_midway and draft.conversation.status is Status.DRAFT
    due, until = (look.slot_while_open(recent) if is_cut_short else None) or look.slot(silence, step, recent)
    is_last = step == len(silence.days)
    return NextReminder(
        draft=draft, step=step, is_last=is_last, is_asked=is_asked, next=following, due=due, until=until
    )
