"""The admin menu of units: an overview, a search, the card of a unit, and the decisions on proposed names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.chat.buttons import resume
from bot.chat.context import ChatContext
from bot.chat.payload import decode, encode, row_number
from bot.chat.unit_prompt import UnitPrompt
from bot.features.units.roster_import import SEARCH, back, preview
from bot.language.unit_names import KINDS, code_of, key, likely, meant
from bot.texts import say, word
from flows.messages import Button, FileInput, Input, Reply, TextInput
from flows.text_format import listed
from flows.texts import lines
from storage.drafts import files
from storage.people import audit, units
from storage.records import Unit, UnitState

JOIN = "unit_join"
"""The kind of prompt for the unit that a proposed name means."""
MOST_FOUND = 8
"""Likely units that a search offers: with a way back they fit into ten rows, the longest list of WhatsApp."""
MOST_NEAR = 2
"""Units that a proposal can be merged into by a tap: with "new" and "refuse" these are four buttons."""


@dataclass(frozen=True, slots=True)
class MergePayload:
    """What the button of a unit carries that a proposal may mean: "5 7"."""

    proposal: int
    unit: int


@dataclass(frozen=True, slots=True)
class Merge:
    """A proposal, and the unit it is merged into."""

    proposal: Unit
    unit: Unit


# --- readers -------------------------------------------------------------------------------------


def read_unit(ctx: ChatContext, argument: str) -> Unit | None:
    """Return a listed or closed unit; None, after the overview, where there is none."""
    unit = units.get(ctx.connection, row_number(argument))
    if unit is not None and unit.state is not UnitState.PROPOSED:
        return unit
    _overview(ctx)
    return None


def read_proposal(ctx: ChatContext, argument: str) -> Unit | None:
    """Return a proposal; None, after the next one, where it is decided already."""
    unit = units.get(ctx.connection, row_number(argument))
    if unit is not None and unit.state is UnitState.PROPOSED:
        return unit
    _decided_before(ctx)
    return None


def read_merge(ctx: ChatContext, argument: str) -> Merge | None:
    """Return a proposal and a unit; None, after the next proposal, where one of them is gone."""
    payload = decode(MergePayload, argument)
    proposal = None if payload is None else units.get(ctx.connection, payload.proposal)
    unit = None if payload is None else units.get(ctx.connection, payload.unit)
    if proposal is None or unit is None:
        _decided_before(ctx)
        return None
    if proposal.state is not UnitState.PROPOSED or unit.state is UnitState.PROPOSED:
        _decided_before(ctx)
        return None
    return Merge(proposal, unit)


# --- units ---------------------------------------------------------------------------------------


def menu(ctx: ChatContext, argument: str) -> None:
    """Show the overview; with a name, the units that match it; with the key of a roster file, what it would change."""
    sent = next((file for file in files.of_contact(ctx.connection, ctx.contact.id) if file.key == argument), None)
    if sent is not None:
        ctx.expect(SEARCH)
        preview(ctx, sent)
    elif argument.strip():
        search(ctx, TextInput(text=argument))
    else:
        _overview(ctx)


def search(ctx: ChatContext, given: Input) -> None:
    """Take what an admin types or sends after the overview: a name to search for, or a roster."""
    if isinstance(given, FileInput):
        ctx.expect(SEARCH)
        preview(ctx, given.file)
    elif isinstance(given, TextInput):
        unit = _search_prompt().take(ctx, given)
        if unit is not None:
            show(ctx, unit)
    else:
        _search_prompt().ask(ctx, say("roster.unreadable"))


def _search_prompt() -> UnitPrompt:
    return UnitPrompt(
        kind=SEARCH,
        choice=lambda unit: Button(unit.name, "unit_show", str(unit.id)),
        actions=(back(),),
        states=(UnitState.LISTED, UnitState.CLOSED),
        most=MOST_FOUND,
        takes_likely=True,
    )


def show(ctx: ChatContext, unit: Unit) -> None:
    """Show one unit: its people, coaches, other names, and links with its code."""
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
    ctx.say(Reply(text=text, actions=(Button(word(f"unit.{verb}"), verb, str(unit.id)), back())))


def close(ctx: ChatContext, unit: Unit) -> None:
    """Close a unit: it is offered to nobody any more; its people stay."""
    _set_state(ctx, unit, UnitState.CLOSED)


def reopen(ctx: ChatContext, unit: Unit) -> None:
    """List a closed unit again."""
    _set_state(ctx, unit, UnitState.LISTED)


def _set_state(ctx: ChatContext, unit: Unit, state: UnitState) -> None:
    set_state(ctx.connection, ctx.contact.id, unit, state, ctx.now)
    show(ctx, units.get(ctx.connection, unit.id) or unit)


def set_state(connection: Connection, admin: int, unit: Unit, state: UnitState, now: datetime) -> None:
    """Close a unit or list it again, and write that into the audit log; idempotent."""
    if unit.state is not state:
        units.change(connection, unit.id, state=state)
        audit.add(connection, admin, f"unit {state.value}", unit.code, now)


# --- proposals -----------------------------------------------------------------------------------


def queue(ctx: ChatContext) -> None:
    """Show the oldest proposal, to be merged into a unit, listed as a new one, or refused."""
    proposals = units.in_states(ctx.connection, UnitState.PROPOSED)
    if not proposals:
        ctx.say_first(say("unit.queue_empty"))
        _overview(ctx)
        return
    _ask_about(ctx, proposals[0], likely(units.in_states(ctx.connection), proposals[0].name, MOST_NEAR))


def merge_typed(ctx: ChatContext, given: Input, proposal: Unit) -> None:
    """Take the name that an admin types for a proposal: offer the units that it may mean."""
    if not isinstance(given, TextInput):
        queue(ctx)
        return
    near = meant(units.in_states(ctx.connection), given.text, MOST_NEAR)
    if not near:
        ctx.say_first(say("unit.not_found", text=given.text.strip()))
    _ask_about(ctx, proposal, near)


def merge(ctx: ChatContext, chosen: Merge) -> None:
    """Make a proposal another name of a unit, and move its people there."""
    proposal, unit = chosen.proposal, chosen.unit
    if key(proposal.name) not in {key(name) for name in (unit.name, *unit.aliases)}:
        units.change(ctx.connection, unit.id, aliases=(*unit.aliases, proposal.name))
    units.merge(ctx.connection, proposal.id, unit.id)
    ctx.audit("unit joined", unit.code)
    ctx.say_first(say("unit.was_joined", text=proposal.name, name=unit.name))
    _next(ctx)


def accept(ctx: ChatContext, proposal: Unit) -> None:
    """List a proposal as a unit of its own."""
    code = code_of(proposal.name, [unit.code for unit in units.in_states(ctx.connection, *UnitState)])
    units.change(ctx.connection, proposal.id, code=code, state=UnitState.LISTED)
    ctx.audit("unit accepted", code)
    ctx.say_first(say("unit.was_accepted", name=proposal.name))
    _next(ctx)


def refuse(ctx: ChatContext, proposal: Unit) -> None:
    """Remove a proposal; the answers of its people keep the name."""
    units.remove(ctx.connection, proposal.id)
    ctx.audit("unit refused", str(proposal.id))
    ctx.say_first(say("unit.was_refused", text=proposal.name))
    _next(ctx)


def _ask_about(ctx: ChatContext, proposal: Unit, near: list[Unit]) -> None:
    ctx.expect(JOIN, str(proposal.id))
    left = len(units.in_states(ctx.connection, UnitState.PROPOSED)) - 1
    text = lines(
        say("unit.proposal", text=proposal.name, people=units.people(ctx.connection, proposal.id)),
        say("unit.proposals_left", count=left) if left else (),
    )
    merges = tuple(
        Button(word("unit.join", name=unit.name), "unit_merge", encode(MergePayload(proposal.id, unit.id)))
        for unit in near
    )
    choices = (
        *merges,
        Button(word("unit.accept"), "unit_accept", str(proposal.id)),
        Button(word("unit.refuse"), "unit_refuse", str(proposal.id)),
    )
    ctx.say(Reply(text=text, choices=choices))


def _decided_before(ctx: ChatContext) -> None:
    ctx.say_first(say("unit.decided_before"))
    _next(ctx)


def _next(ctx: ChatContext) -> None:
    if units.in_states(ctx.connection, UnitState.PROPOSED):
        queue(ctx)
    else:
        _overview(ctx)


def _overview(ctx: ChatContext) -> None:
    ctx.expect(SEARCH)
    known = Counter(unit.kind for unit in units.in_states(ctx.connection))
    proposals = len(units.in_states(ctx.connection, UnitState.PROPOSED))
    kinds = listed([f"{known[kind]} {label}" for kind, label in KINDS.items() if known[kind]])
    text = lines(
        say("unit.overview", count=known.total(), kinds=kinds),
        say("unit.waiting", count=proposals) if proposals else (),
        say("unit.how"),
    )
    queue_button = (Button(word("unit.see_queue", count=proposals), "unit_queue"),) if proposals else ()
    ctx.say(Reply(text=text, actions=(*queue_button, resume())))
