"""Shows one kind of unit, one unit and its drafts, and a draft's documents, to whoever may read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.chat.context import Visit
from bot.chat.forms import OPENING
from bot.features.progress.reports import kind_word, read_units, versions_for
from bot.features.progress.zip_files import files_of
from bot.language.durations import waited
from bot.language.unit_names import meant
from bot.render.progress_picture import LOOKS, short_name
from bot.texts import say, word
from flows.messages import Button, Input, Reply, Rich, Said, Wants
from flows.text_format import listed
from flows.texts import lines
from storage.outreach.audience import Progress
from storage.people import units
from storage.reports import draft_list as overview
from storage.reports.draft_list import DraftProgress
from storage.reports.progress import UnitProgress, coverage

SEARCH = "board_search"
"""What the next words are for: the name of a unit."""
MOST_FOUND = 8
MOST_NAMES = 15
"""Units named of one state; the others are counted."""
MOST_DRAFTS = 6
MINUTE = timedelta(minutes=1)


def show_kinds(visit: Visit, _: str = "") -> None:
    """Offer the kinds of units; where there is only one, show it."""
    found = read_units(visit.connection)
    kinds = list(dict.fromkeys(one.kind for one in found))
    if len(kinds) == 1:
        show_kind(visit, kinds[0])
        return
    visit.expect(SEARCH)
    choices = []
    for kind in kinds:
        seen = coverage(one for one in found if one.kind == kind)
        label = word("board.kind_button", kind=kind_word(kind), delivered=seen.delivered, units=seen.units)
        choices.append(Button(label, "rekap_kind", kind))
    visit.say(Reply(text=say("board.which_kind"), choices=tuple(choices), actions=(_back(),), wants=Wants.CHOICE))


def show_kind(visit: Visit, kind: str) -> None:
    """Show the units of one kind by how far they are, those first of whom something is missing."""
    found = [one for one in read_units(visit.connection) if one.kind == kind]
    if not found:
        show_kinds(visit)
        return
    visit.expect(SEARCH)
    seen = coverage(found)
    rows = [
        say("board.at", state=LOOKS[at].name.capitalize(), count=seen.counts[at], names=_named(found, at))
        for at in Progress
        if seen.counts[at]
    ]
    head = say("board.kind", kind=kind_word(kind), delivered=seen.delivered, units=seen.units)
    visit.say(Reply(text=lines(head, *rows, say("board.type_unit")), actions=(_back(),)))


def search(visit: Visit, given: Input, _: str) -> None:
    """Take the name of a unit as people type it, and show it, or those it may mean."""
    visit.expect(SEARCH)
    if not isinstance(given, Said):
        show_kinds(visit)
        return
    text = given.text.strip()
    found = meant(units.of(visit.connection), text, MOST_FOUND)
    if len(found) == 1:
        show_unit(visit, str(found[0].id))
        return
    choices = tuple(Button(one.name, "rekap_unit", str(one.id)) for one in found)
    said = say("board.found" if found else "board.not_found", text=text, count=len(found))
    visit.say(Reply(text=said, choices=choices, actions=(_back(),), wants=Wants.CHOICE))


def show_unit(visit: Visit, number: str) -> None:
    """Show one unit with those of its drafts that this person may know of."""
    standing = next((one for one in read_units(visit.connection) if str(one.unit) == number), None)
    if standing is None:
        show_kinds(visit)
        return
    visit.expect(SEARCH)
    readable = versions_for(visit.connection, visit.contact.id, visit.roles)
    every = overview.drafts(visit.connection, OPENING, unit=standing.unit)
    shown = [one for one in every if readable is None or one.id in readable]
    ready = {one.draft for one in overview.handed_in(visit.connection, OPENING, readable)}
    text = lines(
        say("board.unit", name=standing.name, state=LOOKS[standing.progress].name),
        _people(visit, standing),
        *(_draft(visit, place, one) for place, one in enumerate(shown[:MOST_DRAFTS], 1)),
        say("board.drafts_more", count=len(shown) - MOST_DRAFTS) if len(shown) > MOST_DRAFTS else (),
        say("board.unread", count=len(every) - len(shown)) if len(every) > len(shown) else (),
        () if every or not standing.people else say("board.no_drafts"),
    )
    choices = tuple(
        Button(word("board.draft_button", place=place, name=one.name), "rekap_draft", str(one.id))
        for place, one in enumerate(shown[:MOST_DRAFTS], 1)
        if one.id in ready
    )
    kind = Button(kind_word(standing.kind), "rekap_kind", standing.kind)
    visit.say(Reply(text=text, choices=choices, actions=(kind, _back()), wants=Wants.CHOICE))


def show_files(visit: Visit, number: str) -> None:
    """Send the documents of a draft as it was handed in last, to whoever may read that version."""
    readable = versions_for(visit.connection, visit.contact.id, visit.roles)
    handed = overview.handed_in(visit.connection, OPENING, readable)
    one = next((one for one in handed if str(one.draft) == number), None)
    if one is None:
        visit.say(Reply(text=say("board.files_gone"), actions=(_back(),)))
        return
    files, _ = files_of(visit.connection, visit.forms, visit.house.zone, one)
    text = say("board.files", name=one.name, number=one.number)
    visit.say(Reply(text=text, attachments=files, actions=(_back(),)), one.draft)


def _people(visit: Visit, one: UnitProgress) -> Rich:
    if not one.people or one.active_at is None:
        return say("board.unit_nobody")
    return say("board.unit_people", people=one.people, since=_ago(visit.now - one.active_at))


def _ago(span: timedelta) -> str:
    """Return "baru saja", "3 hari lalu"."""
    return waited(span) if span < 2 * MINUTE else word("board.ago", span=waited(span))


def _draft(visit: Visit, place: int, one: DraftProgress) -> Rich:
    writers = [name or word("board.nameless") for name in (one.owner_name, *one.others)]
    return say(
        "board.draft",
        place=place,
        name=one.name,
        form=visit.forms.flow(visit.connection, one.flow, one.version).short,
        state=LOOKS[one.progress].name,
        version=word("board.draft_version", number=one.revision) if one.revision else "",
        writers=listed(writers),
        coaches=word("board.draft_coaches", names=listed(list(one.coaches))) if one.coaches else "",
        since=_ago(visit.now - one.updated_at),
    )


def _named(found: Sequence[UnitProgress], at: Progress) -> str:
    names = [short_name(one.name, kind_word(one.kind)) for one in found if one.progress is at]
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    return word("board.names_more", names=", ".join(names[:MOST_NAMES]), count=len(names) - MOST_NAMES)


def _back() -> Button:
    return Button(word("board.back"), "rekap")
