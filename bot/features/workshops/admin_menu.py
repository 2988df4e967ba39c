"""The screens on which an admin lists workshops, opens one to change it, invites and notifies."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.buttons import resume
from bot.chat.context import ChatContext
from bot.chat.paging import ListPage, page_of
from bot.features.workshops import card, formatting, notifications
from bot.language.moments import write_moment
from bot.texts import say, word
from flows.messages import Button, Reply, Rich
from flows.texts import lines
from storage.outreach import workshops
from storage.outreach.workshops import Rsvp, Workshop, WorkshopState

FIELDS = ("title", "when", "place", "capacity", "circle", "plan")


def schedule(ctx: ChatContext, number: int = 1) -> None:
    """Show a page of the coming workshops, with the counts of the answers."""
    coming, past_count = workshops.coming(ctx.connection, ctx.now), len(workshops.past(ctx.connection, ctx.now))
    head = say("workshop.overview" if coming else "workshop.overview_none", coming=len(coming), past=past_count)
    see_past = (Button(word("workshop.see_past", count=past_count), "ws_past"),) if past_count else ()
    new = Button(word("workshop.new"), "ws_new")
    page = page_of(coming, number)
    _show_page(ctx, head, page, _line, (*page.buttons("jadwal"), new, *see_past, resume()))


def past(ctx: ChatContext, number: int) -> None:
    """Show a page of the past workshops, with how many came."""
    found = workshops.past(ctx.connection, ctx.now)
    head = say("workshop.past", count=len(found)) if found else say("workshop.past_none")
    page = page_of(found, number)
    _show_page(ctx, head, page, _past_line, (*page.buttons("ws_past"), card.back_button()))


def edit(ctx: ChatContext, workshop: Workshop) -> None:
    """Offer the fields that can be changed."""
    choices = [Button(word(f"workshop.change_{field}"), "ws_ask", f"{workshop.id} {field} -") for field in FIELDS]
    cancel = Button(word("workshop.cancel"), "ws_cancel", str(workshop.id))
    text = say("workshop.ask_change", title=workshop.title)
    ctx.say(Reply(text=text, choices=(*choices, cancel), actions=(card.leave_button(workshop),)))


def invite(ctx: ChatContext, workshop: Workshop) -> None:
    """Invite everybody of the audience who was not invited yet: now, or at the next good hour."""
    count = len(notifications.uninvited(ctx.connection, ctx.app, workshop, ctx.now))
    if not count:
        ctx.say_first(say("workshop.none_new" if workshop.state is WorkshopState.PLANNED else "workshop.nobody"))
        card.show(ctx, workshop)
        return
    due = notifications.publish(ctx.connection, ctx.app, workshop, ctx.now)
    ctx.audit("workshop invited", f"{workshop.id}: {count}")
    if due > ctx.now:
        ctx.say_first(say("workshop.invited_later", count=count, when=write_moment(due, ctx.app.zone)))
    else:
        ctx.say_first(say("workshop.invited", count=count))
    card.show(ctx, workshops.get(ctx.connection, workshop.id) or workshop)


def notify(ctx: ChatContext, workshop: Workshop) -> None:
    """Notify people of what changed, now."""
    has_news = notifications.has_news(ctx.connection, workshop)
    count = notifications.notify_now(ctx.connection, ctx.app, workshop, ctx.now) if has_news else 0
    ctx.say_first(say("workshop.told", count=count) if has_news else say("workshop.nothing_to_tell"))
    card.show(ctx, workshop)


def _show_page(
    ctx: ChatContext,
    head: Rich,
    page: ListPage[Workshop],
    line: Callable[[ChatContext, int, Workshop], Rich],
    actions: tuple[Button, ...],
) -> None:
    rows = [line(ctx, number, workshop) for number, workshop in page.numbered]
    choices = (Button(f"{number}. {workshop.title}", "ws_show", str(workshop.id)) for number, workshop in page.numbered)
    ctx.say(Reply(text=lines(head, *rows), choices=tuple(choices), actions=actions))


def _line(ctx: ChatContext, number: int, workshop: Workshop) -> Rich:
    counts = formatting.counted(workshops.attendances_of(ctx.connection, workshop.id))
    answers = word(
        "workshop.line_draft" if workshop.state is WorkshopState.DRAFT else "workshop.line_counts",
        yes=counts[Rsvp.YES],
        maybe=counts[Rsvp.MAYBE],
        silent=counts[Rsvp.NONE],
    )
    when = formatting.when(ctx.app, workshop)
    return say("workshop.line", number=number, when=when, title=workshop.title, counts=answers)


def _past_line(ctx: ChatContext, number: int, workshop: Workshop) -> Rich:
    attendances = workshops.attendances_of(ctx.connection, workshop.id)
    present = sum(attendance.present_at is not None for attendance in attendances)
    when, yes = formatting.when(ctx.app, workshop), formatting.counted(attendances)[Rsvp.YES]
    return say("workshop.line_past", number=number, when=when, title=workshop.title, present=present, yes=yes)
