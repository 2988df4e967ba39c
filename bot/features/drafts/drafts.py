"""Starts drafts, lists them, and goes from one to another."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.chat.context import OVER, Visit
from bot.chat.forms import OPENING
from bot.chat.row_ids import row_number
from bot.features.units import contact_unit as units
from bot.texts import say, word
from flows.conversation import Status
from flows.language.formatting import long_date
from flows.messages import Button, Reply, Rich, Wants
from flows.text_format import listed as spelled
from flows.texts import lines, normal
from storage.drafts import conversations, members
from storage.records import Listed

MOST_LISTED = 8


def offer_start(visit: Visit, wanted: str) -> None:
    """Start: with a form's id that form, with a unit's code the unit filled in, else what fits the person."""
    wanted = wanted.strip().lower()
    if wanted and wanted in visit.forms:
        _start_form(visit, wanted)
        return
    if wanted and not units.remember(visit, wanted):
        visit.tell(say("unknown.flow", name=wanted))
    drafts = listed(visit)
    if len(drafts) == 1:
        _resume_or_new(visit, drafts[0], OPENING)
    else:
        choose_draft(visit, "")


def welcome(visit: Visit) -> None:
    """Greet somebody new and lead to the right form."""
    first = visit.contact.name.split(" ")[0] if visit.contact.name else ""
    visit.tell(say("welcome.first", name=f", {first}" if first else ""))
    visit.begin(OPENING)


def _start_form(visit: Visit, flow_id: str) -> None:
    same = [draft for draft in listed(visit) if draft.flow == flow_id]
    if not same:
        visit.begin(flow_id)
        return
    _resume_or_new(visit, same[0], flow_id)


def _resume_or_new(visit: Visit, draft: Listed, flow_id: str) -> None:
    choices = (
        Button(word("drafts.resume"), "open", str(draft.id)),
        Button(word("drafts.new"), "begin", flow_id),
    )
    found = visit.open(draft.id)
    is_own = found is None or found.stored.member is None
    key = "drafts.exists" if is_own else "drafts.exists_shared"
    visit.say(Reply(text=say(key, name=draft.name), choices=choices, wants=Wants.CHOICE))


def begin(visit: Visit, flow_id: str) -> None:
    """Start a new draft, in this form or in the one the opening leads to."""
    visit.begin(flow_id if flow_id in visit.forms else OPENING)


def open_draft(visit: Visit, number: str) -> None:
    """Go on with a draft: the one named, or the current one."""
    found = visit.open(draft) if (draft := row_number(number)) else visit.current()
    if found is None or found.conversation.status in OVER:
        choose_draft(visit, "")
        return
    if found.conversation.id != visit.contact.conversation:
        visit.tell(say("drafts.opened", name=found.stored.name))
    visit.switch(found.conversation.id)
    visit.act(found.conversation.id, "greet")


def choose_draft(visit: Visit, _: str) -> None:
    """Show the person's drafts to choose from."""
    drafts = listed(visit)
    if not drafts:
        welcome(visit)
        return
    beside = members.companions(visit.connection, [draft.id for draft in drafts], visit.contact.id)
    rows = [_line(visit, number, draft, beside.get(draft.id, [])) for number, draft in enumerate(drafts, 1)]
    choices = tuple(Button(f"{number}. {draft.name}", "open", str(draft.id)) for number, draft in enumerate(drafts, 1))
    visit.say(
        Reply(
            text=lines(say("drafts.choose"), *rows),
            choices=choices,
            actions=(Button(word("drafts.new"), "begin", OPENING), *_other_apps(visit)),
            wants=Wants.CHOICE,
        )
    )


def _other_apps(visit: Visit) -> tuple[Button, ...]:
    """Offer to go on in another app, where there is one."""
    elsewhere = visit.house.links.doors("").keys() - {visit.address.channel}
    return (Button(word("link.button"), "pindah"),) if elsewhere else ()


def listed(visit: Visit) -> list[Listed]:
    """Return the drafts in which the person writes and that are not put away, the newest first."""
    return listed_of(visit.connection, visit.contact.id)


def listed_of(connection: Connection, contact: int) -> list[Listed]:
    """Return the drafts in which somebody writes."""
    found = conversations.of(connection, contact) + members.drafts(connection, contact)
    kept = [one for one in found if one.status not in OVER and one.flow != OPENING]
    return sorted(kept, key=lambda one: (one.updated_at, one.id), reverse=True)[:MOST_LISTED]


def _line(visit: Visit, number: int, draft: Listed, beside: list[str]) -> Rich:
    form = visit.forms.flow(visit.connection, draft.flow, draft.version).short
    day = long_date(visit.day(draft.updated_at))
    names = spelled([name or word("team.somebody") for name in beside])
    key = "drafts.line_shared" if beside else "drafts.line"
    line = say(key, number=number, name=draft.name, form=form, names=names, day=day)
    return (*line, *_open_points(visit, draft))


def _open_points(visit: Visit, draft: Listed) -> Rich:
    """Say how many of a coach's points are open in a draft that came back."""
    found = visit.open(draft.id) if draft.status is Status.REVISE else None
    count = 0 if found is None else len(found.conversation.points)
    return (*normal(" · "), *say("drafts.revise", count=count)) if count else ()


def go_on(visit: Visit) -> None:
    """Ask again what is open; without a draft, show those there are."""
    current = visit.current()
    if current is None:
        choose_draft(visit, "")
    else:
        visit.act(current.conversation.id, "repeat")
