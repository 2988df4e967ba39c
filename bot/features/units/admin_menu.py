"""Is the admins' side of the units: how many there are, what people proposed, search, close and open."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection

from bot.chat.context import Visit
from bot.chat.row_ids import row_number
from bot.features.units.roster_import import SEARCH, preview
from bot.language.unit_names import KINDS, code_of, key, likely, meant
from bot.texts import say, word
from flows.messages import Button, Input, Reply, Said, Sent, Wants
from flows.text_format import listed
from flows.texts import lines
from storage.drafts import files
from storage.people import audit, units
from storage.records import Unit, UnitState

JOIN = "unit_join"
"""What an admin's next words are for: the unit that a proposal is joined to."""
MOST_FOUND = 8
MOST_NEAR = 2
"""Units a proposal can be joined to by a tap: with "new" and "refuse" these are four buttons."""


def unit(visit: Visit, argument: str) -> None:
    """Show how many units there are; with a name, the units that are called so; with a file, what it would change."""
    sent = next((file for file in files.of(visit.connection, visit.contact.id) if file.key == argument), None)
    if sent is not None:
        visit.expect(SEARCH)
        preview(visit, sent)
    elif argument.strip():
        search(visit, Said(text=argument), "")
    else:
        _overview(visit)


def search(visit: Visit, given: Input, _: str) -> None:
    """Take what an admin writes or sends after /unit: a name to look for, or a roster."""
    visit.expect(SEARCH)
    if isinstance(given, Sent):
        preview(visit, given.file)
        return
    if not isinstance(given, Said):
        visit.say(Reply(text=say("roster.unreadable"), actions=(_back(),)))
        return
    text = given.text.strip()
    known = units.of(visit.connection, UnitState.LISTED, UnitState.CLOSED)
    found = meant(known, text, MOST_FOUND)
    if len(found) == 1:
        show(visit, str(found[0].id))
        return
    choices = tuple(Button(one.name, "unit_show", str(one.id)) for one in found)
    text_said = say("unit.found" if found else "unit.not_found", text=text, count=len(found))
    visit.say(Reply(text=text_said, choices=choices, actions=(_back(),), wants=Wants.CHOICE))


def show(visit: Visit, number: str) -> None:
    """Show one unit: who is of it, who coaches it, the code of its link."""
    one = _unit(visit, number)
    if one is None:
        _overview(visit)
        return
    visit.expect(SEARCH)
    coaches = [name or word("unit.nameless") for name in units.coaches(visit.connection, one.id).values()]
    text = lines(
        say("unit.card", name=one.name, kind=KINDS.get(one.kind, one.kind), code=one.code),
        say("unit.card_people", count=units.people(visit.connection, one.id)),
        say("unit.card_coaches", names=listed(coaches)) if coaches else (),
        say("unit.card_aliases", names=listed(list(one.aliases))) if one.aliases else (),
        say("unit.card_closed") if one.state is UnitState.CLOSED else (),
        *(say("unit.card_link", link=link) for link in visit.house.links.to(one.code)),
    )
    verb = "unit_open" if one.state is UnitState.CLOSED else "unit_close"
    visit.say(Reply(text=text, actions=(Button(word(f"unit.{verb}"), verb, str(one.id)), _back())))


def close(visit: Visit, number: str) -> None:
    """Take a unit off the list: nobody is offered it any more; whoever is of it stays."""
    _turn(visit, number, UnitState.CLOSED)


def reopen(visit: Visit, number: str) -> None:
    """Put a unit back on the list."""
    _turn(visit, number, UnitState.LISTED)


def queue(visit: Visit, _: str) -> None:
    """Show the oldest proposal, to be joined to a unit, listed as a new one, or refused."""
    waiting = units.of(visit.connection, UnitState.PROPOSED)
    if not waiting:
        visit.tell(say("unit.queue_empty"))
        _overview(visit)
        return
    one = waiting[0]
    visit.expect(JOIN, str(one.id))
    near = likely(units.of(visit.connection), one.name, MOST_NEAR)
    _ask_about(visit, one, near, len(waiting))


def join_typed(visit: Visit, given: Input, proposal: str) -> None:
    """Take the name that an admin types for a proposal: offer the units that it may mean."""
    one = _proposal(visit, proposal)
    if one is None or not isinstance(given, Said):
        queue(visit, "")
        return
    visit.expect(JOIN, proposal)
    near = meant(units.of(visit.connection), given.text, MOST_NEAR)
    if not near:
        visit.tell(say("unit.not_found", text=given.text.strip()))
    _ask_about(visit, one, near, len(units.of(visit.connection, UnitState.PROPOSED)))


def join_tapped(visit: Visit, argument: str) -> None:
    """Make a proposal another name of a listed unit, and its people that unit's."""
    proposal, _, into = argument.partition(" ")
    one, target = _proposal(visit, proposal), _unit(visit, into)
    if one is None or target is None:
        _decided_before(visit)
        return
    if key(one.name) not in {key(name) for name in (target.name, *target.aliases)}:
        units.change(visit.connection, target.id, aliases=(*target.aliases, one.name))
    units.merge(visit.connection, one.id, target.id)
    _keep(visit, "unit joined", target.code)
    visit.tell(say("unit.was_joined", text=one.name, name=target.name))
    _next(visit)


def accept(visit: Visit, proposal: str) -> None:
    """List a proposal as a unit of its own."""
    one = _proposal(visit, proposal)
    if one is None:
        _decided_before(visit)
        return
    code = code_of(one.name, [other.code for other in units.of(visit.connection, *UnitState)])
    units.change(visit.connection, one.id, code=code, state=UnitState.LISTED)
    _keep(visit, "unit accepted", code)
    visit.tell(say("unit.was_accepted", name=one.name))
    _next(visit)


def refuse(visit: Visit, proposal: str) -> None:
    """Drop a proposal; what its people wrote in their drafts stays."""
    one = _proposal(visit, proposal)
    if one is None:
        _decided_before(visit)
        return
    units.remove(visit.connection, one.id)
    _keep(visit, "unit refused", str(one.id))
    visit.tell(say("unit.was_refused", text=one.name))
    _next(visit)


def _overview(visit: Visit) -> None:
    visit.expect(SEARCH)
    known = Counter(one.kind for one in units.of(visit.connection))
    waiting = len(units.of(visit.connection, UnitState.PROPOSED))
    kinds = listed([f"{known[kind]} {label}" for kind, label in KINDS.items() if known[kind]])
    text = lines(
        say("unit.overview", count=known.total(), kinds=kinds),
        say("unit.waiting", count=waiting) if waiting else (),
        say("unit.how"),
    )
    queue_button = (Button(word("unit.see_queue", count=waiting), "unit_queue"),) if waiting else ()
    visit.say(Reply(text=text, actions=(*queue_button, Button(word("drafts.resume"), "open"))))


def _ask_about(visit: Visit, one: Unit, near: list[Unit], waiting: int) -> None:
    text = lines(
        say("unit.proposal", text=one.name, people=units.people(visit.connection, one.id)),
        say("unit.proposals_left", count=waiting - 1) if waiting > 1 else (),
    )
    joins = tuple(
        Button(word("unit.join", name=unit.name), "unit_merge", f"{one.id} {unit.id}") for unit in near[:MOST_NEAR]
    )
    choices = (
        *joins,
        Button(word("unit.accept"), "unit_accept", str(one.id)),
        Button(word("unit.refuse"), "unit_refuse", str(one.id)),
    )
    visit.say(Reply(text=text, choices=choices, wants=Wants.CHOICE))


def _turn(visit: Visit, number: str, state: UnitState) -> None:
    one = _unit(visit, number)
    if one is not None:
        turn(visit.connection, visit.contact.id, one, state, visit.now)
    show(visit, number)


def turn(connection: Connection, admin: int, one: Unit, state: UnitState, now: datetime) -> None:
    """Close a unit or open it again, and write down who saw to it."""
    if one.state is not state:
        units.change(connection, one.id, state=state)
        audit.add(connection, admin, f"unit {state.value}", one.code, now)


def _decided_before(visit: Visit) -> None:
    visit.tell(say("unit.decided_before"))
    _next(visit)


def _next(visit: Visit) -> None:
    if units.of(visit.connection, UnitState.PROPOSED):
        queue(visit, "")
    else:
        _overview(visit)


def _unit(visit: Visit, number: str) -> Unit | None:
    one = units.get(visit.connection, row_number(number))
    return None if one is None or one.state is UnitState.PROPOSED else one


def _proposal(visit: Visit, number: str) -> Unit | None:
    one = units.get(visit.connection, row_number(number))
    return one if one is not None and one.state is UnitState.PROPOSED else None


def _keep(visit: Visit, action: str, detail: str) -> None:
    audit.add(visit.connection, visit.contact.id, action, detail, visit.now)


def _back() -> Button:
    return Button(word("unit.back"), "unit")
