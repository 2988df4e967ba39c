"""Is the admins' side of the units: how many there are, what people proposed, search, close and open."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection

from bot.chat.context import ChatContext
from bot.chat.row_ids import row_number
from bot.features.units.roster_import import SEARCH, preview
from bot.language.unit_names import KINDS, code_of, key, likely, meant
from bot.texts import say, word
from flows.messages import Button, FileInput, Input, Reply, TextInput
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


def unit(ctx: ChatContext, argument: str) -> None:
    """Show how many units there are; with a name, the units that are called so; with a file, what it would change."""
    sent = next((file for file in files.of_contact(ctx.connection, ctx.contact.id) if file.key == argument), None)
    if sent is not None:
        ctx.expect(SEARCH)
        preview(ctx, sent)
    elif argument.strip():
        search(ctx, TextInput(text=argument), "")
    else:
        _overview(ctx)


def search(ctx: ChatContext, given: Input, _: str) -> None:
    """Take what an admin writes or sends after /unit: a name to look for, or a roster."""
    ctx.expect(SEARCH)
    if isinstance(given, FileInput):
        preview(ctx, given.file)
        return
    if not isinstance(given, TextInput):
        ctx.say(Reply(text=say("roster.unreadable"), actions=(_back(),)))
        return
    text = given.text.strip()
    known = units.in_states(ctx.connection, UnitState.LISTED, UnitState.CLOSED)
    found = meant(known, text, MOST_FOUND)
    if len(found) == 1:
        show(ctx, str(found[0].id))
        return
    choices = tuple(Button(unit.name, "unit_show", str(unit.id)) for unit in found)
    text_said = say("unit.found" if found else "unit.not_found", text=text, count=len(found))
    ctx.say(Reply(text=text_said, choices=choices, actions=(_back(),)))


def show(ctx: ChatContext, number: str) -> None:
    """Show one unit: who is of it, who coaches it, the code of its link."""
    unit = _unit(ctx, number)
    if unit is None:
        _overview(ctx)
        return
    ctx.expect(SEARCH)
    coaches = [name or word("unit.nameless") for name in units.coaches(ctx.connection, unit.id).values()]
    text = lines(
        say("unit.card", name=unit.name, kind=KINDS.get(unit.kind, unit.kind), code=unit.code),
        say("unit.card_people", count=units.people(ctx.connection, unit.id)),
        say("unit.card_coaches", names=listed(coaches)) if coaches else (),
        say("unit.card_aliases", names=listed(list(unit.aliases))) if unit.aliases else (),
        say("unit.card_closed") if unit.state is UnitState.CLOSED else (),
        *(say("unit.card_link", link=link) for link in ctx.app.links.to(unit.code)),
    )
    verb = "unit_open" if unit.state is UnitState.CLOSED else "unit_close"
    ctx.say(Reply(text=text, actions=(Button(word(f"unit.{verb}"), verb, str(unit.id)), _back())))


def close(ctx: ChatContext, number: str) -> None:
    """Take a unit off the list: nobody is offered it any more; whoever is of it stays."""
    _turn(ctx, number, UnitState.CLOSED)


def reopen(ctx: ChatContext, number: str) -> None:
    """Put a unit back on the list."""
    _turn(ctx, number, UnitState.LISTED)


def queue(ctx: ChatContext, _: str) -> None:
    """Show the oldest proposal, to be joined to a unit, listed as a new one, or refused."""
    waiting = units.in_states(ctx.connection, UnitState.PROPOSED)
    if not waiting:
        ctx.say_first(say("unit.queue_empty"))
        _overview(ctx)
        return
    unit = waiting[0]
    ctx.expect(JOIN, str(unit.id))
    near = likely(units.in_states(ctx.connection), unit.name, MOST_NEAR)
    _ask_about(ctx, unit, near, len(waiting))


def join_typed(ctx: ChatContext, given: Input, proposal: str) -> None:
    """Take the name that an admin types for a proposal: offer the units that it may mean."""
    unit = _proposal(ctx, proposal)
    if unit is None or not isinstance(given, TextInput):
        queue(ctx, "")
        return
    ctx.expect(JOIN, proposal)
    near = meant(units.in_states(ctx.connection), given.text, MOST_NEAR)
    if not near:
        ctx.say_first(say("unit.not_found", text=given.text.strip()))
    _ask_about(ctx, unit, near, len(units.in_states(ctx.connection, UnitState.PROPOSED)))


def join_tapped(ctx: ChatContext, argument: str) -> None:
    """Make a proposal another name of a listed unit, and its people that unit's."""
    proposal, _, into = argument.partition(" ")
    unit, target = _proposal(ctx, proposal), _unit(ctx, into)
    if unit is None or target is None:
        _decided_before(ctx)
        return
    if key(unit.name) not in {key(name) for name in (target.name, *target.aliases)}:
        units.change(ctx.connection, target.id, aliases=(*target.aliases, unit.name))
    units.merge(ctx.connection, unit.id, target.id)
    _keep(ctx, "unit joined", target.code)
    ctx.say_first(say("unit.was_joined", text=unit.name, name=target.name))
    _next(ctx)


def accept(ctx: ChatContext, proposal: str) -> None:
    """List a proposal as a unit of its own."""
    unit = _proposal(ctx, proposal)
    if unit is None:
        _decided_before(ctx)
        return
    code = code_of(unit.name, [other.code for other in units.in_states(ctx.connection, *UnitState)])
    units.change(ctx.connection, unit.id, code=code, state=UnitState.LISTED)
    _keep(ctx, "unit accepted", code)
    ctx.say_first(say("unit.was_accepted", name=unit.name))
    _next(ctx)


def refuse(ctx: ChatContext, proposal: str) -> None:
    """Drop a proposal; what its people wrote in their drafts stays."""
    unit = _proposal(ctx, proposal)
    if unit is None:
        _decided_before(ctx)
        return
    units.remove(ctx.connection, unit.id)
    _keep(ctx, "unit refused", str(unit.id))
    ctx.say_first(say("unit.was_refused", text=unit.name))
    _next(ctx)


def _overview(ctx: ChatContext) -> None:
    ctx.expect(SEARCH)
    known = Counter(unit.kind for unit in units.in_states(ctx.connection))
    waiting = len(units.in_states(ctx.connection, UnitState.PROPOSED))
    kinds = listed([f"{known[kind]} {label}" for kind, label in KINDS.items() if known[kind]])
    text = lines(
        say("unit.overview", count=known.total(), kinds=kinds),
        say("unit.waiting", count=waiting) if waiting else (),
        say("unit.how"),
    )
    queue_button = (Button(word("unit.see_queue", count=waiting), "unit_queue"),) if waiting else ()
    ctx.say(Reply(text=text, actions=(*queue_button, Button(word("drafts.resume"), "open"))))


def _ask_about(ctx: ChatContext, other_unit: Unit, near: list[Unit], waiting: int) -> None:
    text = lines(
        say("unit.proposal", text=other_unit.name, people=units.people(ctx.connection, other_unit.id)),
        say("unit.proposals_left", count=waiting - 1) if waiting > 1 else (),
    )
    joins = tuple(
        Button(word("unit.join", name=unit.name), "unit_merge", f"{other_unit.id} {unit.id}")
        for unit in near[:MOST_NEAR]
    )
    choices = (
        *joins,
        Button(word("unit.accept"), "unit_accept", str(other_unit.id)),
        Button(word("unit.refuse"), "unit_refuse", str(other_unit.id)),
    )
    ctx.say(Reply(text=text, choices=choices))


def _turn(ctx: ChatContext, number: str, state: UnitState) -> None:
    unit = _unit(ctx, number)
    if unit is not None:
        turn(ctx.connection, ctx.contact.id, unit, state, ctx.now)
    show(ctx, number)


def turn(connection: Connection, admin: int, unit: Unit, state: UnitState, now: datetime) -> None:
    """Close a unit or open it again, and write down who saw to it."""
    if unit.state is not state:
        units.change(connection, unit.id, state=state)
        audit.add(connection, admin, f"unit {state.value}", unit.code, now)


def _decided_before(ctx: ChatContext) -> None:
    ctx.say_first(say("unit.decided_before"))
    _next(ctx)


def _next(ctx: ChatContext) -> None:
    if units.in_states(ctx.connection, UnitState.PROPOSED):
        queue(ctx, "")
    else:
        _overview(ctx)


def _unit(ctx: ChatContext, number: str) -> Unit | None:
    unit = units.get(ctx.connection, row_number(number))
    return None if unit is None or unit.state is UnitState.PROPOSED else unit


def _proposal(ctx: ChatContext, number: str) -> Unit | None:
    unit = units.get(ctx.connection, row_number(number))
    return unit if unit is not None and unit.state is UnitState.PROPOSED else None


def _keep(ctx: ChatContext, action: str, detail: str) -> None:
    ctx.audit(action, detail)


def _back() -> Button:
    return Button(word("unit.back"), "unit")
