"""Is an admin's side of the workshops: the list, what is to be changed, inviting, telling."""

from __future__ import annotations

from bot.chat.context import ChatContext
from bot.features.workshops import card, formatting, notifications
from bot.language.moments import write_moment
from bot.texts import say, word
from flows.messages import Button, Reply, Rich
from flows.texts import lines
from storage.outreach import workshops
from storage.outreach.workshops import Rsvp, Workshop, WorkshopState

MOST_LISTED = 8
FIELDS = ("title", "when", "place", "capacity", "circle", "plan")


# --- the list ------------------------------------------------------------------------------------


def schedule(ctx: ChatContext, _: str) -> None:
    """List the workshops that come, with how many said what."""
    coming = workshops.coming(ctx.connection, ctx.now)
    past = workshops.past(ctx.connection, ctx.now, MOST_LISTED)
    head = "workshop.overview" if coming else "workshop.overview_none"
    rows = [_line(ctx, number, workshop) for number, workshop in enumerate(coming[:MOST_LISTED], 1)]
    see_past = (Button(word("workshop.see_past", count=len(past)), "ws_past"),) if past else ()
    ctx.say(
        Reply(
            text=lines(say(head, coming=len(coming), past=len(past)), *rows),
            choices=_choices(coming[:MOST_LISTED]),
            actions=(Button(word("workshop.new"), "ws_new"), *see_past, Button(word("drafts.resume"), "open")),
        )
    )


def past(ctx: ChatContext, _: str) -> None:
    """List the workshops that are over, with how many came."""
    found = workshops.past(ctx.connection, ctx.now, MOST_LISTED)
    rows = [_past_line(ctx, number, workshop) for number, workshop in enumerate(found, 1)]
    text = say("workshop.past", count=len(found)) if found else say("workshop.past_none")
    ctx.say(Reply(text=lines(text, *rows), choices=_choices(found), actions=(card.back(),)))


def show(ctx: ChatContext, number: str) -> None:
    """Show one workshop."""
    workshop = card.found(ctx, number)
    if workshop is not None:
        card.show(ctx, workshop)


def edit(ctx: ChatContext, number: str) -> None:
    """Ask what is to be changed."""
    workshop = card.opened(ctx, number)
    if workshop is None:
        return
    choices = [Button(word(f"workshop.change_{field}"), "ws_ask", f"{workshop.id} {field} -") for field in FIELDS]
    cancel = Button(word("workshop.cancel"), "ws_cancel", number)
    text = say("workshop.ask_change", title=workshop.title)
    ctx.say(Reply(text=text, choices=(*choices, cancel), actions=(card.leave(workshop),)))


def _line(ctx: ChatContext, number: int, workshop: Workshop) -> Rich:
    said = formatting.counted(workshops.attendances_of(ctx.connection, workshop.id))
    counts = word(
        "workshop.line_draft" if workshop.state is WorkshopState.DRAFT else "workshop.line_counts",
        yes=said[Rsvp.YES],
        maybe=said[Rsvp.MAYBE],
        silent=said[Rsvp.NONE],
    )
    return say(
        "workshop.line", number=number, when=formatting.when(ctx.app, workshop), title=workshop.title, counts=counts
    )


def _past_line(ctx: ChatContext, number: int, workshop: Workshop) -> Rich:
    found = workshops.attendances_of(ctx.connection, workshop.id)
    present = sum(each.present_at is not None for each in found)
    when, yes = formatting.when(ctx.app, workshop), formatting.counted(found)[Rsvp.YES]
    return say("workshop.line_past", number=number, when=when, title=workshop.title, present=present, yes=yes)


def _choices(found: list[Workshop]) -> tuple[Button, ...]:
    return tuple(
        Button(f"{number}. {workshop.title}", "ws_show", str(workshop.id)) for number, workshop in enumerate(found, 1)
    )


# --- inviting and telling ------------------------------------------------------------------------


def invite(ctx: ChatContext, number: str) -> None:
    """Invite whoever belongs to the circle and was not invited yet: now, or in the morning."""
    workshop = card.opened(ctx, number)
    if workshop is None:
        return
    people = len(notifications.uninvited(ctx.connection, ctx.app, workshop))
    if not people:
        ctx.say_first(say("workshop.none_new" if workshop.state is WorkshopState.PLANNED else "workshop.nobody"))
        card.show(ctx, workshop)
        return
    due = notifications.publish(ctx.connection, ctx.app, workshop, ctx.now)
    ctx.audit("workshop invited", f"{workshop.id}: {people}")
    if due > ctx.now:
        ctx.say_first(say("workshop.invited_later", count=people, when=write_moment(due, ctx.app.zone)))
    else:
        ctx.say_first(say("workshop.invited", count=people))
    show(ctx, number)


def tell(ctx: ChatContext, number: str) -> None:
    """Tell people at once what changed."""
    workshop = card.opened(ctx, number)
    if workshop is None:
        return
    is_news = notifications.has_news(ctx.connection, workshop)
    count = notifications.tell_now(ctx.connection, ctx.app, workshop, ctx.now) if is_news else 0
    ctx.say_first(say("workshop.told", count=count) if is_news else say("workshop.nothing_to_tell"))
    card.show(ctx, workshop)
