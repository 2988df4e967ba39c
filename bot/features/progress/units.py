"""Progress of one kind of units, of one unit with its drafts, and the documents of a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.chat.context import ChatContext
from bot.chat.forms import OPENING
from bot.chat.paging import page_of
from bot.chat.payload import decode, row_number
from bot.chat.unit_prompt import UnitPrompt
from bot.features.progress.reports import kind_word, read_units, versions_for
from bot.features.progress.zip_files import files_of
from bot.language.durations import waited
from bot.render.progress_picture import LOOKS, short_name
from bot.texts import say, word
from flows.messages import Button, Input, Reply, Rich, TextInput
from flows.text_format import listed
from flows.texts import lines
from storage.outreach.audience import Stage
from storage.reports import draft_list
from storage.reports.draft_list import DraftProgress, LatestSubmission
from storage.reports.progress import UnitProgress, coverage

SEARCH = "board_search"
"""The kind of prompt for a unit's name."""
MOST_FOUND = 8
"""Likely units that a search offers: with a way back they fit into ten rows, the longest list of WhatsApp."""
MOST_NAMES = 15
"""Units named in one state; the others are counted, and found by typing: a message stays readable."""
MOST_DRAFTS = 6
"""Drafts of a unit that are shown without pages: each takes three lines."""
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class UnitPayload:
    """What the button of a unit carries: "7", or "7 2" for the second page of its drafts."""

    unit: int
    page: int = 1


@dataclass(frozen=True, slots=True)
class UnitPage:
    """The progress of a unit, and the page of its drafts to show."""

    progress: UnitProgress
    page: int = 1


# --- readers -------------------------------------------------------------------------------------


def read_unit(ctx: ChatContext, argument: str) -> UnitPage | None:
    """Return the progress of a unit; None, after offering the kinds of units, where there is none."""
    payload = decode(UnitPayload, argument)
    for progress in read_units(ctx.connection) if payload is not None else []:
        if payload is not None and progress.unit == payload.unit:
            return UnitPage(progress, payload.page)
    show_kinds(ctx)
    return None


def read_submission(ctx: ChatContext, argument: str) -> LatestSubmission | None:
    """Return the latest submission of a draft that this person may read; None, after saying so, where there is none."""
    readable = versions_for(ctx.connection, ctx.contact.id, ctx.roles)
    for submission in draft_list.handed_in(ctx.connection, OPENING, readable):
        if submission.draft == row_number(argument):
            return submission
    ctx.say(Reply(text=say("board.files_gone"), actions=(back(),)))
    return None


# --- screens -------------------------------------------------------------------------------------


def show_kinds(ctx: ChatContext) -> None:
    """Offer the kinds of units; if there is only one, show its units."""
    units = read_units(ctx.connection)
    kinds = list(dict.fromkeys(unit.kind for unit in units))
    if len(kinds) == 1:
        show_kind(ctx, kinds[0])
        return
    ctx.expect(SEARCH)
    choices = []
    for kind in kinds:
        covered = coverage(unit for unit in units if unit.kind == kind)
        label = word("board.kind_button", kind=kind_word(kind), delivered=covered.delivered, units=covered.units)
        choices.append(Button(label, "rekap_kind", kind))
    ctx.say(Reply(text=say("board.which_kind"), choices=tuple(choices), actions=(back(),)))


def show_kind(ctx: ChatContext, kind: str) -> None:
    """Show the units of one kind by state, the states furthest behind first."""
    units = [unit for unit in read_units(ctx.connection) if unit.kind == kind]
    if not units:
        show_kinds(ctx)
        return
    ctx.expect(SEARCH)
    covered = coverage(units)
    rows = [
        say("board.at", state=LOOKS[stage].name.capitalize(), count=covered.counts[stage], names=_named(units, stage))
        for stage in Stage
        if covered.counts[stage]
    ]
    head = say("board.kind", kind=kind_word(kind), delivered=covered.delivered, units=covered.units)
    ctx.say(Reply(text=lines(head, *rows, say("board.type_unit")), actions=(back(),)))


def search(ctx: ChatContext, given: Input) -> None:
    """Show the unit whose name somebody types, or offer the likely ones."""
    if not isinstance(given, TextInput):
        show_kinds(ctx)
        return
    unit = _search_prompt().take(ctx, given)
    if unit is not None and (unit_page := read_unit(ctx, str(unit.id))) is not None:
        show_unit(ctx, unit_page)


def _search_prompt() -> UnitPrompt:
    return UnitPrompt(
        kind=SEARCH,
        choice=lambda unit: Button(unit.name, "rekap_unit", str(unit.id)),
        actions=(back(),),
        most=MOST_FOUND,
        takes_likely=True,
    )


def show_unit(ctx: ChatContext, asked: UnitPage) -> None:
    """Show one unit with a page of its drafts; drafts that this person may not read are only counted."""
    ctx.expect(SEARCH)
    unit = asked.progress
    readable = versions_for(ctx.connection, ctx.contact.id, ctx.roles)
    drafts = draft_list.drafts(ctx.connection, OPENING, unit=unit.unit)
    shown = [draft for draft in drafts if readable is None or draft.id in readable]
    submitted = {submission.draft for submission in draft_list.handed_in(ctx.connection, OPENING, readable)}
    page = page_of(shown, asked.page, MOST_DRAFTS)
    text = lines(
        say("board.unit", name=unit.name, state=LOOKS[unit.progress].name),
        _people(ctx, unit),
        *(_draft(ctx, position, draft) for position, draft in page.numbered),
        say("board.unread", count=len(drafts) - len(shown)) if len(drafts) > len(shown) else (),
        () if drafts or not unit.people else say("board.no_drafts"),
    )
    choices = tuple(
        Button(word("board.draft_button", place=position, name=draft.name), "rekap_draft", str(draft.id))
        for position, draft in page.numbered
        if draft.id in submitted
    )
    kind = Button(kind_word(unit.kind), "rekap_kind", unit.kind)
    actions = (*page.buttons("rekap_unit", str(unit.unit)), kind, back())
    ctx.say(Reply(text=text, choices=choices, actions=actions))


def show_files(ctx: ChatContext, submission: LatestSubmission) -> None:
    """Send the documents of a submission."""
    files, _ = files_of(ctx.connection, ctx.forms, ctx.app.zone, submission)
    text = say("board.files", name=submission.name, number=submission.number)
    ctx.say(Reply(text=text, attachments=files, actions=(back(),)), submission.draft)


# --- sentences -----------------------------------------------------------------------------------


def _people(ctx: ChatContext, unit: UnitProgress) -> Rich:
    if not unit.people or unit.active_at is None:
        return say("board.unit_nobody")
    return say("board.unit_people", people=unit.people, since=_ago(ctx.now - unit.active_at))


def _ago(span: timedelta) -> str:
    """Return how long ago something was: "baru saja", "3 hari lalu"."""
    return waited(span) if span < 2 * MINUTE else word("board.ago", span=waited(span))


def _draft(ctx: ChatContext, position: int, draft: DraftProgress) -> Rich:
    writers = [name or word("board.nameless") for name in (draft.owner_name, *draft.others)]
    coaches = listed(list(draft.coaches))
    return say(
        "board.draft",
        place=position,
        name=draft.name,
        form=ctx.forms.flow(ctx.connection, draft.flow, draft.version).short,
        state=LOOKS[draft.progress].name,
        version=word("board.draft_version", number=draft.revision) if draft.revision else "",
        writers=listed(writers),
        coaches=word("board.draft_coaches", names=coaches) if coaches else "",
        since=_ago(ctx.now - draft.updated_at),
    )


def _named(units: Sequence[UnitProgress], stage: Stage) -> str:
    names = [short_name(unit.name, kind_word(unit.kind)) for unit in units if unit.progress is stage]
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    return word("board.names_more", names=", ".join(names[:MOST_NAMES]), count=len(names) - MOST_NAMES)


def back() -> Button:
    """Return the button that leads to the progress of all units."""
    return Button(word("board.back"), "rekap")
