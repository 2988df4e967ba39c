"""The progress of all units in a chat: how many have submitted, in numbers and as a picture."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.buttons import resume
from bot.chat.context import ChatContext
from bot.chat.forms import OPENING
from bot.chat.roles import Permission, Role
from bot.features.broadcasts.preview import prepare
from bot.features.progress.reports import kind_word, picture_of, read_units, sheet_names, workbook_for
from bot.features.progress.units import back, search
from bot.render.progress_picture import LOOKS
from bot.texts import say, word
from flows.language.formatting import long_date
from flows.messages import Button, Reply, Rich, TextInput
from flows.text_format import listed
from flows.texts import lines
from storage.outreach.audience import Audience, Stage
from storage.reports import progress
from storage.reports.progress import UnitProgress, coverage

BEHIND = (Stage.NOTHING, Stage.WRITING)
"""The states of people who have submitted nothing, and whom a broadcast reminds."""


def show(ctx: ChatContext, argument: str = "") -> None:
    """Show the progress of all units; with a name typed behind the command, of one unit."""
    if argument.strip():
        search(ctx, TextInput(text=argument))
        return
    units = read_units(ctx.connection)
    if not units:
        _nothing(ctx)
        return
    is_admin = Role.ADMIN in ctx.roles
    text = lines(_goal(units), _states(units), _kinds(units), _unplaced(ctx) if is_admin else ())
    picture = picture_of(long_date(ctx.day(ctx.now)))
    ctx.say(Reply(text=text, attachments=(picture,), choices=_buttons(ctx, units)))


def excel(ctx: ChatContext) -> None:
    """Send the progress of all units as a workbook."""
    file = workbook_for(ctx.contact.id, ctx.address, long_date(ctx.day(ctx.now)))
    text = say("board.sheet_ready", sheets=listed(sheet_names(ctx.roles)))
    ctx.say(Reply(text=text, attachments=(file,), actions=(back(),)))


def remind(ctx: ChatContext) -> None:
    """Prepare a broadcast to everybody who has submitted nothing, in units that have submitted nothing."""
    units = read_units(ctx.connection)
    done = tuple(unit.unit for unit in units if unit.is_delivered)
    if len(done) == len(units):
        ctx.say_first(say("board.all_delivered"))
        show(ctx)
        return
    words = Reply(text=say("board.reminder"), actions=(Button(word("board.reminder_go"), "open"),))
    prepare(ctx, words, Audience(roles=(Role.INOVATOR.value,), progress=BEHIND, without_units=done))


def _nothing(ctx: ChatContext) -> None:
    may_fill = ctx.may(Permission.UNITS)
    action = Button(word("board.fill"), "unit") if may_fill else resume()
    ctx.say(Reply(text=say("board.nothing" if may_fill else "board.nothing_coach"), actions=(action,)))


def _buttons(ctx: ChatContext, units: Sequence[UnitProgress]) -> tuple[Button, ...]:
    is_behind = any(not unit.is_delivered for unit in units)
    remind = (Button(word("board.remind"), "rekap_remind"),) if is_behind and ctx.may(Permission.BROADCAST) else ()
    return (
        *remind,
        Button(word("board.excel"), "rekap_excel"),
        Button(word("board.documents"), "rekap_zip"),
        Button(word("board.by_unit"), "rekap_kinds"),
    )


def _goal(units: Sequence[UnitProgress]) -> Rich:
    covered = coverage(units)
    return say("board.goal", delivered=covered.delivered, units=covered.units)


def _states(units: Sequence[UnitProgress]) -> Rich:
    counts = coverage(units).counts
    named = [
        word("board.count", count=counts[stage], name=look.name)
        for stage, look in reversed(LOOKS.items())
        if counts[stage]
    ]
    return say("board.states", counts=listed(named))


def _kinds(units: Sequence[UnitProgress]) -> Rich:
    kinds = dict.fromkeys(unit.kind for unit in units)
    if len(kinds) < 2:
        return ()
    shares = [
        word("board.share", kind=kind_word(kind), delivered=covered.delivered, units=covered.units)
        for kind in kinds
        if (covered := coverage(unit for unit in units if unit.kind == kind))
    ]
    return say("board.kinds", kinds=", ".join(shares))


def _unplaced(ctx: ChatContext) -> Rich:
    count = sum(person.unit is None for person in progress.people(ctx.connection, OPENING))
    return say("board.unplaced", count=count) if count else ()
