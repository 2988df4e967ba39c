"""Is an admin's side of the workshops: the list, what is to be changed, inviting, telling."""

from __future__ import annotations

from bot.chat.context import Visit
from bot.features.workshops import card
from bot.features.workshops import formatting as words
from bot.features.workshops import notifications as news
from bot.language.moments import write_moment
from bot.texts import say, word
from flows.messages import Button, Reply, Rich, Wants
from flows.texts import lines
from storage.outreach import workshops
from storage.outreach.workshops import Answer, Workshop, WorkshopState
from storage.people import audit

MOST_LISTED = 8
FIELDS = ("title", "when", "place", "capacity", "circle", "plan")


# --- the list ------------------------------------------------------------------------------------


def schedule(visit: Visit, _: str) -> None:
    """List the workshops that come, with how many said what."""
    coming = workshops.coming(visit.connection, visit.now)
    past = workshops.past(visit.connection, visit.now, MOST_LISTED)
    head = "workshop.overview" if coming else "workshop.overview_none"
    rows = [_line(visit, number, one) for number, one in enumerate(coming[:MOST_LISTED], 1)]
    see_past = (Button(word("workshop.see_past", count=len(past)), "ws_past"),) if past else ()
    visit.say(
        Reply(
            text=lines(say(head, coming=len(coming), past=len(past)), *rows),
            choices=_choices(coming[:MOST_LISTED]),
            actions=(Button(word("workshop.new"), "ws_new"), *see_past, Button(word("drafts.resume"), "open")),
            wants=Wants.CHOICE,
        )
    )


def past(visit: Visit, _: str) -> None:
    """List the workshops that are over, with how many came."""
    found = workshops.past(visit.connection, visit.now, MOST_LISTED)
    rows = [_past_line(visit, number, one) for number, one in enumerate(found, 1)]
    text = say("workshop.past", count=len(found)) if found else say("workshop.past_none")
    visit.say(Reply(text=lines(text, *rows), choices=_choices(found), actions=(card.back(),), wants=Wants.CHOICE))


def show(visit: Visit, number: str) -> None:
    """Show one workshop."""
    one = card.found(visit, number)
    if one is not None:
        card.show(visit, one)


def edit(visit: Visit, number: str) -> None:
    """Ask what is to be changed."""
    one = card.opened(visit, number)
    if one is None:
        return
    choices = [Button(word(f"workshop.change_{field}"), "ws_ask", f"{one.id} {field} -") for field in FIELDS]
    cancel = Button(word("workshop.cancel"), "ws_cancel", number)
    text = say("workshop.ask_change", title=one.title)
    visit.say(Reply(text=text, choices=(*choices, cancel), actions=(card.leave(one),), wants=Wants.CHOICE))


def _line(visit: Visit, number: int, one: Workshop) -> Rich:
    said = words.counted(workshops.attendances_of(visit.connection, one.id))
    counts = word(
        "workshop.line_draft" if one.state is WorkshopState.DRAFT else "workshop.line_counts",
        yes=said[Answer.YES],
        maybe=said[Answer.MAYBE],
        silent=said[Answer.NONE],
    )
    return say("workshop.line", number=number, when=words.when(visit.house, one), title=one.title, counts=counts)


def _past_line(visit: Visit, number: int, one: Workshop) -> Rich:
    found = workshops.attendances_of(visit.connection, one.id)
    present = sum(each.present_at is not None for each in found)
    when, yes = words.when(visit.house, one), words.counted(found)[Answer.YES]
    return say("workshop.line_past", number=number, when=when, title=one.title, present=present, yes=yes)


def _choices(found: list[Workshop]) -> tuple[Button, ...]:
    return tuple(Button(f"{number}. {one.title}", "ws_show", str(one.id)) for number, one in enumerate(found, 1))


# --- inviting and telling ------------------------------------------------------------------------


def invite(visit: Visit, number: str) -> None:
    """Invite whoever belongs to the circle and was not invited yet: now, or in the morning."""
    one = card.opened(visit, number)
    if one is None:
        return
    people = len(news.uninvited(visit.connection, visit.house, one))
    if not people:
        visit.tell(say("workshop.none_new" if one.state is WorkshopState.PLANNED else "workshop.nobody"))
        card.show(visit, one)
        return
    due = news.publish(visit.connection, visit.house, one, visit.now)
    audit.add(visit.connection, visit.contact.id, "workshop invited", f"{one.id}: {people}", visit.now)
    if due > visit.now:
        visit.tell(say("workshop.invited_later", count=people, when=write_moment(due, visit.house.zone)))
    else:
        visit.tell(say("workshop.invited", count=people))
    show(visit, number)


def tell(visit: Visit, number: str) -> None:
    """Tell people at once what changed."""
    one = card.opened(visit, number)
    if one is None:
        return
    is_news = news.has_news(visit.connection, one)
    count = news.tell_now(visit.connection, visit.house, one, visit.now) if is_news else 0
    visit.tell(say("workshop.told", count=count) if is_news else say("workshop.nothing_to_tell"))
    card.show(visit, one)
