"""Shows one kind of unit, one unit and its drafts, and a draft's documents, to whoever may read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.chat.context import ChatContext
from bot.chat.forms import OPENING
from bot.features.progress.reports import kind_word, read_units, versions_for
from bot.features.progress.zip_files import files_of
from bot.language.durations import waited
from bot.language.unit_names import meant
from bot.render.progress_picture import LOOKS, short_name
from bot.texts import say, word
from flows.messages import Button, Input, Reply, Rich, TextInput
from flows.text_format import listed
from flows.texts import lines
from storage.outreach.audience import Stage
from storage.people import units
from storage.reports import draft_list
from storage.reports.draft_list import DraftProgress
from storage.reports.progress import UnitProgress, coverage

SEARCH = "board_search"
"""What the next words are for: the name of a unit."""
MOST_FOUND = 8
MOST_NAMES = 15
"""Units named of one state; the others are counted."""
MOST_DRAFTS = 6
MINUTE = timedelta(minutes=1)


def show_kinds(ctx: ChatContext, _: str = "") -> None:
    """Offer the kinds of units; where there is only one, show it."""
    found = read_units(ctx.connection)
    kinds = list(dict.fromkeys(unit_progress.kind for unit_progress in found))
    if len(kinds) == 1:
        show_kind(ctx, kinds[0])
        return
    ctx.expect(SEARCH)
    choices = []
    for kind in kinds:
        seen = coverage(unit_progress for unit_progress in found if unit_progress.kind == kind)
        label = word("board.kind_button", kind=kind_word(kind), delivered=seen.delivered, units=seen.units)
        choices.append(Button(label, "rekap_kind", kind))
    ctx.say(Reply(text=say("board.which_kind"), choices=tuple(choices), actions=(_back(),)))


def show_kind(ctx: ChatContext, kind: str) -> None:
    """Show the units of one kind by how far they are, those first of whom something is missing."""
    found = [unit_progress for unit_progress in read_units(ctx.connection) if unit_progress.kind == kind]
    if not found:
        show_kinds(ctx)
        return
    ctx.expect(SEARCH)
    seen = coverage(found)
    rows = [
        say("board.at", state=LOOKS[at].name.capitalize(), count=seen.counts[at], names=_named(found, at))
        for at in Stage
        if seen.counts[at]
    ]
    head = say("board.kind", kind=kind_word(kind), delivered=seen.delivered, units=seen.units)
    ctx.say(Reply(text=lines(head, *rows, say("board.type_unit")), actions=(_back(),)))


def search(ctx: ChatContext, given: Input, _: str) -> None:
    """Take the name of a unit as people type it, and show it, or those it may mean."""
    ctx.expect(SEARCH)
    if not isinstance(given, TextInput):
        show_kinds(ctx)
        return
    text = given.text.strip()
    found = meant(units.in_states(ctx.connection), text, MOST_FOUND)
    if len(found) == 1:
        show_unit(ctx, str(found[0].id))
        return
    choices = tuple(Button(unit.name, "rekap_unit", str(unit.id)) for unit in found)
    said = say("board.found" if found else "board.not_found", text=text, count=len(found))
    ctx.say(Reply(text=said, choices=choices, actions=(_back(),)))


def show_unit(ctx: ChatContext, number: str) -> None:
    """Show one unit with those of its drafts that this person may know of."""
    standing = next(
        (unit_progress for unit_progress in read_units(ctx.connection) if str(unit_progress.unit) == number), None
    )
    if standing is None:
        show_kinds(ctx)
        return
    ctx.expect(SEARCH)
    readable = versions_for(ctx.connection, ctx.contact.id, ctx.roles)
    every = draft_list.drafts(ctx.connection, OPENING, unit=standing.unit)
    shown = [draft_progress for draft_progress in every if readable is None or draft_progress.id in readable]
    ready = {latest_submission.draft for latest_submission in draft_list.handed_in(ctx.connection, OPENING, readable)}
    text = lines(
        say("board.unit", name=standing.name, state=LOOKS[standing.progress].name),
        _people(ctx, standing),
        *(_draft(ctx, place, draft_progress) for place, draft_progress in enumerate(shown[:MOST_DRAFTS], 1)),
        say("board.drafts_more", count=len(shown) - MOST_DRAFTS) if len(shown) > MOST_DRAFTS else (),
        say("board.unread", count=len(every) - len(shown)) if len(every) > len(shown) else (),
        () if every or not standing.people else say("board.no_drafts"),
    )
    choices = tuple(
        Button(word("board.draft_button", place=place, name=draft_progress.name), "rekap_draft", str(draft_progress.id))
        for place, draft_progress in enumerate(shown[:MOST_DRAFTS], 1)
        if draft_progress.id in ready
    )
    kind = Button(kind_word(standing.kind), "rekap_kind", standing.kind)
    ctx.say(Reply(text=text, choices=choices, actions=(kind, _back())))


def show_files(ctx: ChatContext, number: str) -> None:
    """Send the documents of a draft as it was handed in last, to whoever may read that version."""
    readable = versions_for(ctx.connection, ctx.contact.id, ctx.roles)
    handed = draft_list.handed_in(ctx.connection, OPENING, readable)
    latest_submission = next(
        (latest_submission for latest_submission in handed if str(latest_submission.draft) == number), None
    )
    if latest_submission is None:
        ctx.say(Reply(text=say("board.files_gone"), actions=(_back(),)))
        return
    files, _ = files_of(ctx.connection, ctx.forms, ctx.app.zone, latest_submission)
    text = say("board.files", name=latest_submission.name, number=latest_submission.number)
    ctx.say(Reply(text=text, attachments=files, actions=(_back(),)), latest_submission.draft)


def _people(ctx: ChatContext, unit_progress: UnitProgress) -> Rich:
    if not unit_progress.people or unit_progress.active_at is None:
        return say("board.unit_nobody")
    return say("board.unit_people", people=unit_progress.people, since=_ago(ctx.now - unit_progress.active_at))


def _ago(span: timedelta) -> str:
    """Return "baru saja", "3 hari lalu"."""
    return waited(span) if span < 2 * MINUTE else word("board.ago", span=waited(span))


def _draft(ctx: ChatContext, place: int, draft_progress: DraftProgress) -> Rich:
    writers = [name or word("board.nameless") for name in (draft_progress.owner_name, *draft_progress.others)]
    return say(
        "board.draft",
        place=place,
        name=draft_progress.name,
        form=ctx.forms.flow(ctx.connection, draft_progress.flow, draft_progress.version).short,
        state=LOOKS[draft_progress.progress].name,
        version=word("board.draft_version", number=draft_progress.revision) if draft_progress.revision else "",
        writers=listed(writers),
        coaches=word("board.draft_coaches", names=listed(list(draft_progress.coaches)))
        if draft_progress.coaches
        else "",
        since=_ago(ctx.now - draft_progress.updated_at),
    )


def _named(found: Sequence[UnitProgress], at: Stage) -> str:
    names = [
        short_name(unit_progress.name, kind_word(unit_progress.kind))
        for unit_progress in found
        if unit_progress.progress is at
    ]
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    return word("board.names_more", names=", ".join(names[:MOST_NAMES]), count=len(names) - MOST_NAMES)


def _back() -> Button:
    return Button(word("board.back"), "rekap")
