"""The import of a roster that an admin sends: a preview of its changes, applied at a tap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.chat import turns
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
"""Units and problems that are named before "and N more": a message holds no whole roster."""
SEARCH = "unit_search"
"""The kind of prompt for a unit's name, or another roster."""
ANNOUNCED = "siaran_text"
"""The kind of prompt for the text of a broadcast, to which a table can be attached."""
CLOSE = "close"
KEEP = "keep"
"""What the button of a preview does with units that are missing in the roster."""


@dataclass(frozen=True, slots=True)
class ImportPayload:
    """What the button of a preview carries, with dots between; an empty field in a forged one."""

    file: str
    """The start of the file's key."""
    plan_hash: str
    mode: str
    """CLOSE or KEEP."""


def read_import(_: ChatContext, argument: str) -> ImportPayload:
    """Return what the button of a preview carries (a Reader)."""
    file, plan_hash, mode, *_rest = (*argument.split(".", 2), "", "")
    return ImportPayload(file, plan_hash, mode)


def sent_roster(ctx: ChatContext, given: Input) -> str:
    """Return the key of a roster that an admin sends; "" for any other file, and for evidence of an own draft."""
    if not isinstance(given, FileInput) or not is_roster(given.file.name) or not ctx.may(Permission.UNITS):
        return ""
    if ctx.prompt is not None and ctx.prompt.kind == ANNOUNCED:
        return ""
    current = ctx.current()
    asked = None if current is None else turns.question_at(ctx, current, current.conversation.cursor)
    is_proof = isinstance(asked, Evidence) and bare(given.caption) != "unit" and ctx.prompt is None
    return "" if is_proof else given.file.key


def preview(ctx: ChatContext, file: File) -> None:
    """Show what a roster would change, or which rows are wrong; change nothing."""
    roster = _read(ctx, file)
    if roster is None:
        return
    if roster.problems:
        ctx.say(Reply(text=_problems(roster.problems), actions=(back(),)))
        return
    changes = plan(ctx.connection, roster)
    if changes.is_empty and not changes.missing:
        ctx.say(Reply(text=say("roster.same", name=file.name), actions=(back(),)))
        return
    ctx.say(Reply(text=_changes(file, changes), choices=_buttons(file, changes), actions=(back(),)))


def apply_roster(ctx: ChatContext, asked: ImportPayload) -> None:
    """Apply a roster as it was previewed; where units or file changed since, preview it again."""
    sent = files.of_contact(ctx.connection, ctx.contact.id)
    file = next((file for file in sent if asked.file and file.key.startswith(asked.file)), None)
    if file is None:
        ctx.say(Reply(text=say("roster.gone"), actions=(back(),)))
        return
    roster = _read(ctx, file)
    if roster is None:
        return
    changes = plan(ctx.connection, roster)
    if roster.problems or changes.hash != asked.plan_hash:
        if not (changes.is_empty and not changes.missing):
            ctx.say_first(say("roster.stale"))
        preview(ctx, file)
        return
    apply(ctx.connection, changes, ctx.now, close=asked.mode == CLOSE)
    new, renamed, changed = len(changes.new), len(changes.renamed), len(changes.changed)
    closed = len(changes.missing) if asked.mode == CLOSE else 0
    ctx.audit("units imported", f"{new} new, {renamed} renamed, {changed} changed, {closed} closed")
    ctx.expect(SEARCH)
    text = say("roster.applied", new=new, changed=renamed + changed, closed=closed)
    ctx.say(Reply(text=text, actions=(back(),)))


def _read(ctx: ChatContext, file: File) -> Roster | None:
    """Return the roster in a file; None, after naming the problem, if it can not be read as one."""
    problem = "unreadable"
    if is_roster(file.name):
        try:
            return read_roster(file.name, ctx.app.read(file.key))
        except LookupError:
            problem = "gone"
        except RosterError as error:
            problem = str(error)
    ctx.say(Reply(text=say(f"roster.{problem}"), actions=(back(),)))
    return None


def _changes(file: File, changes: RosterChanges) -> Rich:
    changed, unchanged = len(changes.renamed) + len(changes.changed), len(changes.unchanged)
    counts = say("roster.counts", name=file.name, new=len(changes.new), changed=changed, unchanged=unchanged)
    renamed = [f"{unit.name} → {entry.name}" for unit, entry in changes.renamed]
    return lines(
        counts,
        say("roster.new", names=_named([entry.name for entry in changes.new])) if changes.new else (),
        say("roster.renamed", names=_named(renamed)) if renamed else (),
        say("roster.missing", count=len(changes.missing), names=_named([unit.name for unit in changes.missing]))
        if changes.missing
        else (),
        say("roster.untouched"),
    )


def _buttons(file: File, changes: RosterChanges) -> tuple[Button, ...]:
    # A token carries 64 bytes: the beginning of the key tells one of the admin's own files from the others.
    previewed = f"{file.key[:16]}.{changes.hash}"
    keep = () if changes.is_empty else (Button(word("roster.apply"), "unit_apply", f"{previewed}.{KEEP}"),)
    if not changes.missing:
        return keep
    return (*keep, Button(word("roster.apply_close", count=len(changes.missing)), "unit_apply", f"{previewed}.{CLOSE}"))


def _problems(problems: Sequence[RowProblem]) -> Rich:
    shown = [
        say(f"fault_row.{problem.problem}", row=problem.row, text=problem.text, first_row=problem.first_row)
        for problem in problems[:NAMED]
    ]
    more = len(problems) - len(shown)
    return lines(
        say("roster.faults", count=len(problems)),
        *shown,
        say("roster.more_faults", count=more) if more > 0 else (),
        say("roster.mend"),
    )


def _named(names: Iterable[str]) -> str:
    every = list(names)
    shown, more = "; ".join(every[:NAMED]), len(every) - NAMED
    return word("roster.and_more", names=shown, count=more) if more > 0 else shown


def back() -> Button:
    """Return the button that leads to the overview of the units."""
    return Button(word("unit.back"), "unit")
