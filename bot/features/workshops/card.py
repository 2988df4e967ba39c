"""The screen of a workshop for admins, the readers of the workshop that a button names, and changes to it."""

from __future__ import annotations

from typing import Unpack

from bot.chat.context import ChatContext
from bot.chat.payload import row_number
from bot.features.workshops import formatting
from bot.features.workshops.notifications import GATHER, INVITE, concerned, has_news, schedule_notice, uninvited
from bot.features.workshops.reminder_plan import drop_all, set_reminders
from bot.language.moments import write_moment
from bot.texts import say, word
from flows.messages import Button, Reply, Rich
from flows.texts import lines
from storage.messages import timers
from storage.outreach import workshops
from storage.outreach.workshops import Attendance, Rsvp, Workshop, WorkshopChanges, WorkshopState

TOLD = frozenset({"title", "starts_at", "ends_at", "place", "link", "latitude", "longitude"})
"""The fields of which people are told when they change."""


def any_workshop(ctx: ChatContext, argument: str) -> Workshop | None:
    """Return the workshop of this number; else say that it is gone (a Reader)."""
    workshop = workshops.get(ctx.connection, row_number(argument))
    if workshop is None:
        ctx.expect_nothing()
        ctx.say(Reply(text=say("workshop.gone"), actions=(back_button(),)))
    return workshop


def open_workshop(ctx: ChatContext, argument: str) -> Workshop | None:
    """Return the workshop of this number if it can still be changed; else say why not and show it (a Reader)."""
    workshop = any_workshop(ctx, argument)
    if workshop is None or not is_over(ctx, workshop):
        return workshop
    ctx.expect_nothing()
    ctx.say_first(say("workshop.was_cancelled" if workshop.state is WorkshopState.CANCELLED else "workshop.is_over"))
    show(ctx, workshop)
    return None


def is_over(ctx: ChatContext, workshop: Workshop) -> bool:
    """Tell whether a workshop is past or cancelled, so that nothing about it changes any more."""
    return workshop.ends_at <= ctx.now or workshop.state is WorkshopState.CANCELLED


def change(ctx: ChatContext, workshop: Workshop, **changes: Unpack[WorkshopChanges]) -> Workshop:
    """Change a workshop, move its timers and schedule the notification of people; say what follows."""
    if all(getattr(workshop, name) == value for name, value in changes.items()):
        return workshop
    changed = workshops.change(ctx.connection, workshop.id, **changes) or workshop
    ctx.audit("workshop changed", f"{workshop.id} {' '.join(changes)}")
    if workshop.state is not WorkshopState.PLANNED:
        return changed
    drop_all(ctx.connection, workshop)
    set_reminders(ctx.connection, ctx.app, changed, ctx.now)
    people = concerned(ctx.connection, changed) if TOLD & changes.keys() else []
    if not people:
        ctx.say_first(say("workshop.changed"))
        return changed
    due = schedule_notice(ctx.connection, ctx.app, changed, ctx.now)
    is_soon = due <= ctx.now + GATHER
    told_at = write_moment(due, ctx.app.zone)
    ctx.say_first(
        say("workshop.changed_soon" if is_soon else "workshop.changed_later", count=len(people), when=told_at)
    )
    return changed


def show(ctx: ChatContext, workshop: Workshop) -> None:
    """Show a workshop with the actions that are possible now."""
    attendances = workshops.attendances_of(ctx.connection, workshop.id)
    new = [] if is_over(ctx, workshop) else uninvited(ctx.connection, ctx.app, workshop, ctx.now)
    facts = _facts(ctx, workshop, len(attendances) + len(new))
    text = lines(_head(ctx, workshop), facts, _state(ctx, workshop, attendances), gap="\n\n")
    ctx.say(
        Reply(
            text=text,
            choices=_next(ctx, workshop, len(new)),
            actions=_actions(ctx, workshop, attendances),
        )
    )


def _head(ctx: ChatContext, workshop: Workshop) -> Rich:
    return lines(
        say("workshop.card", title=workshop.title),
        say("workshop.card_when", when=formatting.when(ctx.app, workshop)),
        formatting.where(workshop),
    )


def _facts(ctx: ChatContext, workshop: Workshop, people: int) -> Rich:
    seats = (
        say("workshop.card_boundless")
        if workshop.capacity is None
        else say("workshop.card_seats", count=workshop.capacity)
    )
    return lines(
        seats,
        say("workshop.card_audience", audience=formatting.audience(ctx, workshop.audience), count=people),
        say("workshop.card_plan", plan=formatting.plan(workshop.plan)),
    )


def _state(ctx: ChatContext, workshop: Workshop, attendances: list[Attendance]) -> Rich:
    if workshop.state is WorkshopState.CANCELLED:
        return say("workshop.card_cancelled")
    if workshop.state is WorkshopState.DRAFT:
        return say("workshop.card_draft")
    waits = timers.waiting(ctx.connection, INVITE, str(workshop.id))
    return lines(
        presence(attendances) if workshop.starts_at <= ctx.now else answers(attendances),
        say("workshop.card_code", code=workshop.code),
        say("workshop.card_waits", when=write_moment(waits.due_at, ctx.app.zone)) if waits is not None else (),
    )


def answers(attendances: list[Attendance]) -> Rich:
    """Return the counts of the answers in words."""
    counts = formatting.counted(attendances)
    yes, maybe, no, silent = (counts[rsvp] for rsvp in (Rsvp.YES, Rsvp.MAYBE, Rsvp.NO, Rsvp.NONE))
    return say("workshop.card_answers", yes=yes, maybe=maybe, no=no, silent=silent)


def presence(attendances: list[Attendance]) -> Rich:
    """Return in words how many came: of those who had said yes, and besides them."""
    came = [attendance for attendance in attendances if attendance.present_at is not None]
    expected = sum(attendance.answer is Rsvp.YES for attendance in came)
    yes = formatting.counted(attendances)[Rsvp.YES]
    return say("workshop.card_present", present=len(came), expected=expected, yes=yes, more=len(came) - expected)


def _next(ctx: ChatContext, workshop: Workshop, new: int) -> tuple[Button, ...]:
    """Return the likeliest actions: to invite, or to notify of changes."""
    if is_over(ctx, workshop):
        return ()
    number = str(workshop.id)
    if workshop.state is WorkshopState.DRAFT:
        return (Button(word("workshop.invite", count=new), "ws_invite", number),)
    waits = timers.waiting(ctx.connection, INVITE, number) is not None
    again = Button(word("workshop.invite_new", count=new), "ws_invite", number)
    tell = Button(word("workshop.tell_now"), "ws_tell", number)
    return (*((tell,) if has_news(ctx.connection, workshop) else ()), *((again,) if new and not waits else ()))


def _actions(ctx: ChatContext, workshop: Workshop, attendances: list[Attendance]) -> tuple[Button, ...]:
    number = str(workshop.id)
    edit = Button(word("workshop.change"), "ws_edit", number)
    poster = Button(word("workshop.poster"), "ws_poster", number)
    who = Button(word("workshop.who"), "ws_people", number)
    is_planned = workshop.state is WorkshopState.PLANNED
    offered = (
        (edit, not is_over(ctx, workshop)),
        (poster, is_planned and not is_over(ctx, workshop)),
        (who, bool(attendances)),
    )
    return (*(button for button, fits in offered if fits), back_button())


def back_button() -> Button:
    """Return the button to the list of workshops."""
    return Button(word("workshop.back"), "jadwal")


def leave_button(workshop: Workshop) -> Button:
    """Return the button back to a workshop."""
    return Button(word("workshop.leave"), "ws_show", str(workshop.id))
