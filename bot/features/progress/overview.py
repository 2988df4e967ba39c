"""Is the board in chat: which unit has delivered, as numbers and as a picture, and the taps that follow from it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.context import Visit
from bot.chat.forms import OPENING
from bot.chat.roles import Permission, Role
from bot.features.broadcasts.preview import prepare
from bot.features.progress.reports import kind_word, picture_of, read_units, sheet_names, workbook_for
from bot.features.progress.units import search
from bot.render.progress_picture import LOOKS
from bot.texts import say, word
from flows.language.formatting import long_date
from flows.messages import Button, Reply, Rich, Said, Wants
from flows.text_format import listed
from flows.texts import lines
from storage.outreach.audience import Audience, Progress
from storage.reports import progress
from storage.reports.progress import UnitProgress, coverage

BEHIND = (Progress.NOTHING, Progress.WRITING)
"""Who is this far has not delivered, and may be reminded."""


def show(visit: Visit, argument: str = "") -> None:
    """Show the whole board; with a name behind the word, one unit."""
    if argument.strip():
        search(visit, Said(text=argument), "")
        return
    units = read_units(visit.connection)
    if not units:
        _nothing(visit)
        return
    is_admin = Role.ADMIN in visit.roles
    text = lines(_goal(units), _states(units), _kinds(units), _unplaced(visit) if is_admin else ())
    picture = picture_of(long_date(visit.day(visit.now)))
    visit.say(Reply(text=text, attachments=(picture,), choices=_buttons(visit, units), wants=Wants.CHOICE))


def excel(visit: Visit, _: str) -> None:
    """Send the board as a workbook."""
    file = workbook_for(visit.contact.id, visit.address, long_date(visit.day(visit.now)))
    text = say("board.sheet_ready", sheets=listed(sheet_names(visit.roles)))
    visit.say(Reply(text=text, attachments=(file,), actions=(Button(word("board.back"), "rekap"),)))


def remind(visit: Visit, _: str) -> None:
    """Open a prepared announcement to everybody whose unit has not delivered and who has not either."""
    units = read_units(visit.connection)
    done = tuple(one.unit for one in units if one.is_delivered)
    if len(done) == len(units):
        visit.tell(say("board.all_delivered"))
        show(visit)
        return
    words = Reply(text=say("board.reminder"), actions=(Button(word("board.reminder_go"), "open"),))
    prepare(visit, words, Audience(roles=(Role.INOVATOR.value,), progress=BEHIND, without_units=done))


def _nothing(visit: Visit) -> None:
    may_fill = visit.may(Permission.UNITS)
    action = Button(word("board.fill"), "unit") if may_fill else Button(word("drafts.resume"), "open")
    visit.say(Reply(text=say("board.nothing" if may_fill else "board.nothing_coach"), actions=(action,)))


def _buttons(visit: Visit, units: Sequence[UnitProgress]) -> tuple[Button, ...]:
    is_behind = any(not one.is_delivered for one in units)
    remind = (Button(word("board.remind"), "rekap_remind"),) if is_behind and visit.may(Permission.BROADCAST) else ()
    return (
        *remind,
        Button(word("board.excel"), "rekap_excel"),
        Button(word("board.documents"), "rekap_zip"),
        Button(word("board.by_unit"), "rekap_kinds"),
    )


def _goal(units: Sequence[UnitProgress]) -> Rich:
    seen = coverage(units)
    return say("board.goal", delivered=seen.delivered, units=seen.units)


def _states(units: Sequence[UnitProgress]) -> Rich:
    counts = coverage(units).counts
    told = [
        word("board.count", count=counts[one], name=look.name) for one, look in reversed(LOOKS.items()) if counts[one]
    ]
    return say("board.states", counts=listed(told))


def _kinds(units: Sequence[UnitProgress]) -> Rich:
    kinds = dict.fromkeys(one.kind for one in units)
    if len(kinds) < 2:
        return ()
    shares = [
        word("board.share", kind=kind_word(kind), delivered=seen.delivered, units=seen.units)
        for kind in kinds
        if (seen := coverage(one for one in units if one.kind == kind))
    ]
    return say("board.kinds", kinds=", ".join(shares))


def _unplaced(visit: Visit) -> Rich:
    count = sum(one.unit is None for one in progress.people(visit.connection, OPENING))
    return say("board.unplaced", count=count) if count else ()
