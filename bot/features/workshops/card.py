"""Shows one workshop to an admin, with what can be done about it; keeps what an admin changes."""

from __future__ import annotations

from typing import Unpack

from bot.chat.context import Visit
from bot.chat.row_ids import row_number
from bot.features.workshops import formatting as words
from bot.features.workshops.notifications import GATHER, INVITE, concerned, has_news, tell_change, uninvited
from bot.features.workshops.reminder_plan import drop_all, set_reminders
from bot.language.moments import write_moment
from bot.texts import say, word
from flows.messages import Button, Reply, Rich, Wants
from flows.texts import lines
from storage.messages import timers
from storage.outreach import workshops
from storage.outreach.workshops import Answer, Attendance, Changes, Workshop, WorkshopState
from storage.people import audit

TOLD = frozenset({"title", "starts_at", "ends_at", "place", "link", "latitude", "longitude"})
"""What people are told of when it changes."""


def found(visit: Visit, number: str) -> Workshop | None:
    """Return a workshop by what a button carries; where there is none, say so."""
    one = workshops.get(visit.connection, row_number(number))
    if one is None:
        visit.expect_nothing()
        visit.say(Reply(text=say("workshop.gone"), actions=(back(),)))
    return one


def opened(visit: Visit, number: str) -> Workshop | None:
    """Return a workshop if it can still be changed; else say why not, and show how it is."""
    one = found(visit, number)
    if one is None or not is_over(visit, one):
        return one
    visit.expect_nothing()
    visit.tell(say("workshop.was_cancelled" if one.state is WorkshopState.CANCELLED else "workshop.is_over"))
    show(visit, one)
    return None


def is_over(visit: Visit, one: Workshop) -> bool:
    """Tell whether nothing about it changes any more."""
    return one.ends_at <= visit.now or one.state is WorkshopState.CANCELLED


def change(visit: Visit, one: Workshop, **changes: Unpack[Changes]) -> Workshop:
    """Change a workshop, move its timers, and see to it that people hear of it; say what follows."""
    if all(getattr(one, name) == value for name, value in changes.items()):
        return one
    changed = workshops.change(visit.connection, one.id, **changes) or one
    audit.add(visit.connection, visit.contact.id, "workshop changed", f"{one.id} {' '.join(changes)}", visit.now)
    if one.state is not WorkshopState.PLANNED:
        return changed
    drop_all(visit.connection, one)
    set_reminders(visit.connection, visit.house, changed, visit.now)
    people = concerned(visit.connection, changed) if TOLD & changes.keys() else []
    if not people:
        visit.tell(say("workshop.changed"))
        return changed
    due = tell_change(visit.connection, visit.house, changed, visit.now)
    is_soon = due <= visit.now + GATHER
    told_at = write_moment(due, visit.house.zone)
    visit.tell(say("workshop.changed_soon" if is_soon else "workshop.changed_later", count=len(people), when=told_at))
    return changed


def show(visit: Visit, one: Workshop) -> None:
    """Show a workshop: numbers first, then what can be done."""
    found = workshops.attendances_of(visit.connection, one.id)
    new = [] if is_over(visit, one) else uninvited(visit.connection, visit.house, one)
    text = lines(_head(visit, one), _facts(visit, one, len(found) + len(new)), _state(visit, one, found), gap="\n\n")
    visit.say(
        Reply(text=text, choices=_next(visit, one, len(new)), actions=_actions(visit, one, found), wants=Wants.CHOICE)
    )


def _head(visit: Visit, one: Workshop) -> Rich:
    return lines(
        say("workshop.card", title=one.title),
        say("workshop.card_when", when=words.when(visit.house, one)),
        words.where(one),
    )


def _facts(visit: Visit, one: Workshop, people: int) -> Rich:
    seats = say("workshop.card_boundless") if one.capacity is None else say("workshop.card_seats", count=one.capacity)
    return lines(
        seats,
        say("workshop.card_circle", circle=words.circle(visit.connection, one.audience), count=people),
        say("workshop.card_plan", plan=words.plan(one.plan)),
    )


def _state(visit: Visit, one: Workshop, found: list[Attendance]) -> Rich:
    if one.state is WorkshopState.CANCELLED:
        return say("workshop.card_cancelled")
    if one.state is WorkshopState.DRAFT:
        return say("workshop.card_draft")
    waits = timers.waiting(visit.connection, INVITE, str(one.id))
    return lines(
        presence(found) if one.starts_at <= visit.now else answers(found),
        say("workshop.card_code", code=one.code),
        say("workshop.card_waits", when=write_moment(waits.due_at, visit.house.zone)) if waits is not None else (),
    )


def answers(found: list[Attendance]) -> Rich:
    """Say what people answered."""
    said = words.counted(found)
    yes, maybe, no, silent = (said[one] for one in (Answer.YES, Answer.MAYBE, Answer.NO, Answer.NONE))
    return say("workshop.card_answers", yes=yes, maybe=maybe, no=no, silent=silent)


def presence(found: list[Attendance]) -> Rich:
    """Say who came of those who wanted to, and how many came besides."""
    came = [one for one in found if one.present_at is not None]
    expected = sum(one.answer is Answer.YES for one in came)
    yes = words.counted(found)[Answer.YES]
    return say("workshop.card_present", present=len(came), expected=expected, yes=yes, more=len(came) - expected)


def _next(visit: Visit, one: Workshop, new: int) -> tuple[Button, ...]:
    """Return what an admin wants most: to invite, or to tell what changed."""
    if is_over(visit, one):
        return ()
    number = str(one.id)
    if one.state is WorkshopState.DRAFT:
        return (Button(word("workshop.invite", count=new), "ws_invite", number),)
    waits = timers.waiting(visit.connection, INVITE, number) is not None
    again = Button(word("workshop.invite_new", count=new), "ws_invite", number)
    tell = Button(word("workshop.tell_now"), "ws_tell", number)
    return (*((tell,) if has_news(visit.connection, one) else ()), *((again,) if new and not waits else ()))


def _actions(visit: Visit, one: Workshop, found: list[Attendance]) -> tuple[Button, ...]:
    number = str(one.id)
    edit = Button(word("workshop.change"), "ws_edit", number)
    poster = Button(word("workshop.poster"), "ws_poster", number)
    who = Button(word("workshop.who"), "ws_people", number)
    is_planned = one.state is WorkshopState.PLANNED
    offered = ((edit, not is_over(visit, one)), (poster, is_planned and not is_over(visit, one)), (who, bool(found)))
    return (*(button for button, fits in offered if fits), back())


def back() -> Button:
    """Offer the list of all workshops."""
    return Button(word("workshop.back"), "jadwal")


def leave(one: Workshop) -> Button:
    """Offer the workshop itself."""
    return Button(word("workshop.leave"), "ws_show", str(one.id))
