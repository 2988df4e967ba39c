"""Takes a roster that an admin sends: says what it would change, and changes it at a tap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.chat.context import ChatContext
from bot.chat.roles import Permission
from bot.features.units.roster import Roster, RosterError, RowProblem, is_roster, read_roster
from bot.features.units.roster_plan import RosterChanges, apply, plan
from bot.texts import say, word
from flows.forms.model import Evidence
from flows.language.command_words import bare
from flows.messages import Button, File, FileInput, Input, Reply, Rich
from flows.texts import lines
from storage.drafts import files

NAMED = 5
"""Units and faults named before "and others"."""
SEARCH = "unit_search"
"""What an admin's next words are for: a name to look for, or another roster."""
ANNOUNCED = "siaran_text"
"""The prompt for which a table is part of a broadcast."""
CLOSE = "close"
KEEP = "keep"


def sent_roster(ctx: ChatContext, given: Input) -> str:
    """Return the key of a roster that an admin sends, not as evidence for a draft of their own; "" if it is none."""
    if not isinstance(given, FileInput) or not is_roster(given.file.name) or not ctx.may(Permission.UNITS):
        return ""
    if ctx.prompt is not None and ctx.prompt.kind == ANNOUNCED:
        return ""
    current = ctx.current()
    asked = None if current is None else ctx.question(current.conversation.id, current.conversation.cursor)
    is_proof = isinstance(asked, Evidence) and bare(given.caption) != "unit" and ctx.prompt is None
    return "" if is_proof else given.file.key


def preview(ctx: ChatContext, file: File) -> None:
    """Say what a roster would change, row by row where it is wrong; nothing is changed yet."""
    roster = _read(ctx, file)
    if roster is None:
        return
    if roster.faults:
        ctx.say(Reply(text=_faults(roster.faults), actions=(_back(),)))
        return
    wanted = plan(ctx.connection, roster)
    if wanted.is_empty and not wanted.missing:
        ctx.say(Reply(text=say("roster.same", name=file.name), actions=(_back(),)))
        return
    ctx.say(Reply(text=_changes(file, wanted), choices=_buttons(file, wanted), actions=(_back(),)))


def apply_roster(ctx: ChatContext, argument: str) -> None:
    """Bring the units to a roster as it was previewed; where anything changed since, preview it anew."""
    start, _, rest = argument.partition(".")
    mark, _, mode = rest.partition(".")
    file = next(
        (
            other_file
            for other_file in files.of_contact(ctx.connection, ctx.contact.id)
            if start and other_file.key.startswith(start)
        ),
        None,
    )
    roster = _read(ctx, file) if file is not None else None
    if file is None or roster is None:
        ctx.say(Reply(text=say("roster.gone"), actions=(_back(),)))
        return
    wanted = plan(ctx.connection, roster)
    if roster.faults or wanted.mark != mark:
        if not (wanted.is_empty and not wanted.missing):
            ctx.say_first(say("roster.stale"))
        preview(ctx, file)
        return
    apply(ctx.connection, wanted, ctx.now, close=mode == CLOSE)
    closed = len(wanted.missing) if mode == CLOSE else 0
    detail = f"{len(wanted.new)} new, {len(wanted.renamed)} renamed, {len(wanted.changed)} changed, {closed} closed"
    ctx.audit("units imported", detail)
    changed = len(wanted.renamed) + len(wanted.changed)
    ctx.expect(SEARCH)
    text = say("roster.applied", new=len(wanted.new), changed=changed, closed=closed)
    ctx.say(Reply(text=text, actions=(_back(),)))


def _read(ctx: ChatContext, file: File) -> Roster | None:
    """Return what a file says; None, with a word to the admin, if it is no roster."""
    problem = "unreadable"
    if is_roster(file.name):
        try:
            return read_roster(file.name, ctx.app.read(file.key))
        except LookupError:
            problem = "gone"
        except RosterError as error:
            problem = str(error)
    ctx.say(Reply(text=say(f"roster.{problem}"), actions=(_back(),)))
    return None


def _changes(file: File, wanted: RosterChanges) -> Rich:
    changed = len(wanted.renamed) + len(wanted.changed)
    counts = say("roster.counts", name=file.name, new=len(wanted.new), changed=changed, unchanged=len(wanted.unchanged))
    renamed = [f"{unit.name} → {entry.name}" for unit, entry in wanted.renamed]
    return lines(
        counts,
        say("roster.new", names=_named([entry.name for entry in wanted.new])) if wanted.new else (),
        say("roster.renamed", names=_named(renamed)) if renamed else (),
        say("roster.missing", count=len(wanted.missing), names=_named([unit.name for unit in wanted.missing]))
        if wanted.missing
        else (),
        say("roster.untouched"),
    )


def _buttons(file: File, wanted: RosterChanges) -> tuple[Button, ...]:
    # A token carries 64 bytes: the beginning of the key tells one of the admin's own files from the others.
    meant = f"{file.key[:16]}.{wanted.mark}"
    keep = () if wanted.is_empty else (Button(word("roster.apply"), "unit_apply", f"{meant}.{KEEP}"),)
    if not wanted.missing:
        return keep
    return (*keep, Button(word("roster.apply_close", count=len(wanted.missing)), "unit_apply", f"{meant}.{CLOSE}"))


def _faults(faults: Sequence[RowProblem]) -> Rich:
    shown = [say(f"fault_row.{fault.problem}", row=fault.row, text=fault.text) for fault in faults[:NAMED]]
    more = len(faults) - len(shown)
    return lines(
        say("roster.faults", count=len(faults)),
        *shown,
        say("roster.more_faults", count=more) if more > 0 else (),
        say("roster.mend"),
    )


def _named(names: Iterable[str]) -> str:
    every = list(names)
    shown, more = "; ".join(every[:NAMED]), len(every) - NAMED
    return word("roster.and_more", names=shown, count=more) if more > 0 else shown


def _back() -> Button:
    return Button(word("unit.back"), "unit")
