"""Takes what people answer to an invitation; each may change their mind by tapping again."""

from __future__ import annotations

from bot.chat.context import ChatContext
from bot.chat.row_ids import row_number
from bot.features.drafts.drafts import go_on
from bot.features.workshops import formatting
from bot.texts import say, word
from flows.messages import Button, Reply
from flows.texts import lines
from storage.outreach import workshops
from storage.outreach.workshops import Rsvp, Workshop, WorkshopState

KEYS = {Rsvp.YES: "invitation.said_yes", Rsvp.NO: "invitation.said_no", Rsvp.MAYBE: "invitation.said_maybe"}


def come(ctx: ChatContext, number: str) -> None:
    """Note that the person comes, if there is a seat left."""
    _answer(ctx, number, Rsvp.YES)


def stay_away(ctx: ChatContext, number: str) -> None:
    """Note that the person does not come."""
    _answer(ctx, number, Rsvp.NO)


def think(ctx: ChatContext, number: str) -> None:
    """Note that the person does not know yet."""
    _answer(ctx, number, Rsvp.MAYBE)


def _answer(ctx: ChatContext, number: str, says: Rsvp) -> None:
    workshop = _invited(ctx, number)
    if workshop is None:
        return
    if workshop.state is WorkshopState.CANCELLED or workshop.ends_at <= ctx.now:
        is_cancelled = workshop.state is WorkshopState.CANCELLED
        ctx.say_first(say("invitation.is_cancelled" if is_cancelled else "invitation.is_over", title=workshop.title))
        go_on(ctx)
    elif workshops.answer(ctx.connection, workshop.id, ctx.contact.id, says, ctx.now):
        _noted(ctx, workshop, says)
    else:
        text = say("invitation.full", title=workshop.title, count=workshop.capacity)
        ctx.say(Reply(text=text, choices=formatting.buttons(workshop, Rsvp.YES)))


def _noted(ctx: ChatContext, workshop: Workshop, says: Rsvp) -> None:
    """Say what was noted; whoever comes gets all they need for it."""
    comes = says is Rsvp.YES
    text = lines(
        say(KEYS[says], title=workshop.title),
        lines(say("invitation.when", when=formatting.when(ctx.app, workshop)), formatting.where(workshop))
        if comes
        else (),
        gap="\n\n",
    )
    others = formatting.buttons(workshop, says)
    ctx.say(
        Reply(
            text=text,
            actions=(*others, Button(word("drafts.resume"), "open")),
            attachments=formatting.calendar(ctx.app, workshop) if comes else (),
        )
    )


def _invited(ctx: ChatContext, number: str) -> Workshop | None:
    """Return the workshop if the person is invited to it; say so where they are not."""
    workshop = workshops.get(ctx.connection, row_number(number))
    mine = None if workshop is None else workshops.attendance_of(ctx.connection, workshop.id, ctx.contact.id)
    if mine is not None:
        return workshop
    ctx.say_first(say("invitation.not_for_you"))
    go_on(ctx)
    return None
