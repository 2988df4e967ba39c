"""The answers to an invitation; each contact may change theirs by another tap."""

from __future__ import annotations

from bot.chat.buttons import resume
from bot.chat.context import ChatContext
from bot.chat.payload import row_number
from bot.features.drafts.drafts import go_on
from bot.features.workshops import formatting
from bot.texts import say
from flows.messages import Reply
from flows.texts import lines
from storage.outreach import workshops
from storage.outreach.workshops import Rsvp, Workshop, WorkshopState

KEYS = {Rsvp.YES: "invitation.said_yes", Rsvp.NO: "invitation.said_no", Rsvp.MAYBE: "invitation.said_maybe"}


def invited_workshop(ctx: ChatContext, argument: str) -> Workshop | None:
    """Return a workshop to which the contact is invited and can still answer, else say why not (a Reader)."""
    workshop = workshops.get(ctx.connection, row_number(argument))
    if workshop is None or workshops.attendance_of(ctx.connection, workshop.id, ctx.contact.id) is None:
        ctx.say_first(say("invitation.not_for_you"))
    elif workshop.state is WorkshopState.CANCELLED:
        ctx.say_first(say("invitation.is_cancelled", title=workshop.title))
    elif workshop.ends_at <= ctx.now:
        ctx.say_first(say("invitation.is_over", title=workshop.title))
    else:
        return workshop
    go_on(ctx)
    return None


def accept(ctx: ChatContext, workshop: Workshop) -> None:
    """Store that the contact comes, if there is a seat left."""
    _answer(ctx, workshop, Rsvp.YES)


def decline(ctx: ChatContext, workshop: Workshop) -> None:
    """Store that the contact does not come."""
    _answer(ctx, workshop, Rsvp.NO)


def defer(ctx: ChatContext, workshop: Workshop) -> None:
    """Store that the contact does not know yet."""
    _answer(ctx, workshop, Rsvp.MAYBE)


def _answer(ctx: ChatContext, workshop: Workshop, rsvp: Rsvp) -> None:
    if workshops.answer(ctx.connection, workshop.id, ctx.contact.id, rsvp, ctx.now):
        _confirm(ctx, workshop, rsvp)
    else:
        text = say("invitation.full", title=workshop.title, count=workshop.capacity)
        ctx.say(Reply(text=text, choices=formatting.buttons(workshop, Rsvp.YES)))


def _confirm(ctx: ChatContext, workshop: Workshop, rsvp: Rsvp) -> None:
    """Say what was stored; who comes gets time, place and the calendar file."""
    comes = rsvp is Rsvp.YES
    when = say("invitation.when", when=formatting.when(ctx.app, workshop))
    details = lines(when, formatting.where(workshop)) if comes else ()
    ctx.say(
        Reply(
            text=lines(say(KEYS[rsvp], title=workshop.title), details, gap="\n\n"),
            actions=(*formatting.buttons(workshop, rsvp), resume()),
            attachments=formatting.calendar(ctx.app, workshop) if comes else (),
        )
    )
