"""Shows one workshop to an admin, with what can be done about it; keeps what an admin changes."""

from __future__ import annotations

from typing import Unpack

from bot.chat.context import ChatContext
from bot.chat.row_ids import row_number
from bot.features.workshops import formatting
from bot.features.workshops.notifications import GATHER, INVITE, concerned, has_news, tell_change, uninvited
from bot.features.workshops.reminder_plan import drop_all, set_reminders
from bot.language.moments import write_moment
from bot.texts import say, word
from flows.messages import Button, Reply, Rich
from flows.texts import lines
from storage.messages import timers
from storage.outreach import workshops
from storage.outreach.workshops import Attendance, Rsvp, Workshop, WorkshopChanges, WorkshopState

TOLD = frozenset({"title", "starts_at", "ends_at", "place", "link", "latitude", "longitude"})
"""What people are told of when it changes."""


def found(ctx: ChatContext, number: str) -> Workshop | None:
    """Return a workshop by what a button carries; where there is none, say so."""
    workshop = workshops.get(ctx.connection, row_number(number))
    if workshop is None:
        ctx.expect_nothing()
        ctx.say(Reply(text=say("workshop.gone"), actions=(back(),)))
    return workshop


def opened(ctx: ChatContext, number: str) -> Workshop | None:
    """Return a workshop if it can still be changed; else say why not, and show how it is."""
    workshop = found(ctx, number)
    if workshop is None or not is_over(ctx, workshop):
        return workshop
    ctx.expect_nothing()
    ctx.say_first(say("workshop.was_cancelled" if workshop.state is WorkshopState.CANCELLED else "workshop.is_over"))
    show(ctx, workshop)
    return None


def is_over(ctx: ChatContext, workshop: Workshop) -> bool:
    """Tell whether nothing about it changes any more."""
    return workshop.ends_at <= ctx.now or workshop.state is WorkshopState.CANCELLED


def change(ctx: ChatContext, workshop: Workshop, **changes: Unpack[WorkshopChanges]) -> Workshop:
    """Change a workshop, move its timers, and see to it that people hear of it; say what follows."""
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
    due = tell_change(ctx.connection, ctx.app, changed, ctx.now)
    is_soon = due <= ctx.now + GATHER
    told_at = write_moment(due, ctx.app.zone)
    ctx.say_first(
        say("workshop.changed_soon" if is_soon else "workshop.changed_later", count=len(people), when=told_at)
    )
    return changed


def show(ctx: ChatContext, workshop: Workshop) -> None:
    """Show a workshop: numbers first, then what can be done."""
    found = workshops.attendances_of(ctx.connection, workshop.id)
    new = [] if is_over(ctx, workshop) else uninvited(ctx.connection, ctx.app, workshop)
    text = lines(
        _head(ctx, workshop), _facts(ctx, workshop, len(found) + len(new)), _state(ctx, workshop, found), gap="\n\n"
    )
    ctx.say(
        Reply(
            text=text,
            choices=_next(ctx, workshop, len(new)),
            actions=_actions(ctx, workshop, found),
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
        say("workshop.card_circle", circle=formatting.circle(ctx.connection, workshop.audience), count=people),
        say("workshop.card_plan", plan=formatting.plan(workshop.plan)),
    )


def _state(ctx: ChatContext, workshop: Workshop, found: list[Attendance]) -> Rich:
    if workshop.state is WorkshopState.CANCELLED:
        return say("workshop.card_cancelled")
    if workshop.state is WorkshopState.DRAFT:
        return say("workshop.card_draft")
    waits = timers.waiting(ctx.connection, INVITE, str(workshop.id))
    return lines(
        presence(found) if workshop.starts_at <= ctx.now else answers(found),
        say("workshop.card_code", code=workshop.code),
        say("workshop.card_waits", when=write_moment(waits.due_at, ctx.app.zone)) if waits is not None else (),
    )


def answers(found: list[Attendance]) -> Rich:
    """Say what people answered."""
    said = formatting.counted(found)
    yes, maybe, no, silent = (said[one] for one in (Rsvp.YES, Rsvp.MAYBE, Rsvp.NO, Rsvp.NONE))
    return say("workshop.card_answers", yes=yes, maybe=maybe, no=no, silent=silent)


def presence(found: list[Attendance]) -> Rich:
    """Say who came of those who wanted to, and how many came besides."""
    came = [attendance for attendance in found if attendance.present_at is not None]
    expected = sum(attendance.answer is Rsvp.YES for attendance in came)
    yes = formatting.counted(found)[Rsvp.YES]
    return say("workshop.card_present", present=len(came), expected=expected, yes=yes, more=len(came) - expected)


def _next(ctx: ChatContext, workshop: Workshop, new: int) -> tuple[Button, ...]:
    """Return what an admin wants most: to invite, or to tell what changed."""
    if is_over(ctx, workshop):
        return ()
    number = str(workshop.id)
    if workshop.state is WorkshopState.DRAFT:
        return (Button(word("workshop.invite", count=new), "ws_invite", number),)
    waits = timers.waiting(ctx.connection, INVITE, number) is not None
    again = Button(word("workshop.invite_new", count=new), "ws_invite", number)
    tell = Button(word("workshop.tell_now"), "ws_tell", number)
    return (*((tell,) if has_news(ctx.connection, workshop) else ()), *((again,) if new and not waits else ()))


def _actions(ctx: ChatContext, workshop: Workshop, found: list[Attendance]) -> tuple[Button, ...]:
    number = str(workshop.id)
    edit = Button(word("workshop.change"), "ws_edit", number)
    poster = Button(word("workshop.poster"), "ws_poster", number)
    who = Button(word("workshop.who"), "ws_people", number)
    is_planned = workshop.state is WorkshopState.PLANNED
    offered = (
        (edit, not is_over(ctx, workshop)),
        (poster, is_planned and not is_over(ctx, workshop)),
        (who, bool(found)),
    )
    return (*(button for button, fits in offered if fits), back())


def back() -> Button:
    """Offer the list of all workshops."""
    return Button(word("workshop.back"), "jadwal")


def leave(workshop: Workshop) -> Button:
    """Offer the workshop itself."""
    return Button(word("workshop.leave"), "ws_show", str(workshop.id))
