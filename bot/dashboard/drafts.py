"""Draws the list of drafts, and one draft with its documents and its history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import Connection

from bot.chat.forms import OPENING
from bot.chat.row_ids import row_number
from bot.dashboard.page_model import Cell, Column, Facts, Figure, Grid, Narrow, Screen
from bot.dashboard.state_cells import NAMES, state
from bot.dashboard.view_context import NOTHING, Sight, Viewer, named
from bot.texts import word
from flows.language.numbers import write_whole
from flows.text_format import listed
from storage.drafts import revisions
from storage.outreach.audience import Progress
from storage.records import Revision, SubmissionState
from storage.reports import draft_list as overview
from storage.reports.draft_list import DraftProgress
from storage.reviews import reviews

COLUMNS = (
    Column("draft"),
    Column("state", is_plain=True),
    Column("unit", is_plain=True),
    Column("writer"),
    Column("coach"),
    Column("submitted"),
    Column("changed"),
)
FORM = Column("form", is_plain=True)
"""The last column, where drafts of several forms stand side by side."""
VERSIONS = (
    Column("version"),
    Column("why", is_plain=True),
    Column("made", is_plain=True),
    Column("word", is_plain=True),
    Column("pdf", is_plain=True),
)
STEPS = (Column("when"), Column("what", is_plain=True), Column("who"))


def draw(sight: Sight) -> Screen:
    """Return the list: an admin sees all, a coach what is or was theirs to read."""
    every = readable(sight, row_number(sight.query.get("unit", "")) or None)
    shown = [one for one in every if _is_wanted(sight, one)]
    rows, pager = sight.cut(shown)
    forms = {one.flow: _form(sight, one) for one in every}
    grid = Grid(
        caption=word("page_drafts.table"),
        columns=(*COLUMNS, FORM) if len(forms) > 1 else COLUMNS,
        rows=[(*_row(sight, one), *([Cell(text=forms[one.flow])] if len(forms) > 1 else [])) for one in rows],
        empty=word("page_drafts.none"),
        pager=pager,
    )
    return Screen(
        title=word("page_drafts.title"),
        lead=word("page_drafts.lead" if sight.viewer.sees_all else "page_drafts.lead_coach"),
        figures=_figures(sight, every),
        blocks=(_narrow(sight, forms), grid),
    )


def draw_one(sight: Sight, number: int) -> Screen | None:
    """Return the page of one draft; None where there is none that this viewer may see."""
    one = next((one for one in readable(sight) if one.id == number), None)
    if one is None:
        return None
    return Screen(
        title=named(one.name),
        lead=word("page_draft.lead", unit=one.unit_name or NOTHING, writers=listed(_writers(one))),
        blocks=(_facts(sight, one), _versions(sight, number), _history(sight, number)),
    )


def versions(connection: Connection, viewer: Viewer, draft: int) -> list[Revision]:
    """Return the versions of a draft that a viewer may read: an admin all, a coach what was handed to them."""
    every = revisions.of(connection, draft)
    if viewer.sees_all:
        return every
    mine = reviews.readable(connection, viewer.contact.id).get(draft, set())
    return [one for one in every if one.number in mine]


def readable(sight: Sight, unit: int | None = None) -> list[DraftProgress]:
    """Return the drafts that a viewer may see."""
    every = overview.drafts(sight.connection, OPENING, unit=unit)
    if sight.viewer.sees_all:
        return every
    mine = reviews.readable(sight.connection, sight.viewer.contact.id)
    return [one for one in every if one.id in mine]


def _figures(sight: Sight, every: Sequence[DraftProgress]) -> list[Figure]:
    counts = Counter(one.progress for one in every)
    whole = Figure(number=write_whole(len(every)), counts=word("page_drafts.all"))
    states = [one for one in Progress if one is not Progress.NOTHING]
    return [
        whole,
        *(
            Figure(number=write_whole(counts[one]), counts=NAMES[one.value], href=sight.href(keadaan=one.value))
            for one in states
        ),
    ]


def _narrow(sight: Sight, forms: dict[str, str]) -> Narrow:
    names = {key: name for key, name in NAMES.items() if key != Progress.NOTHING.value}
    picks = [sight.pick("keadaan", word("column.state"), names)]
    if len(forms) > 1:
        picks.append(sight.pick("formulir", word("column.form"), forms))
    return sight.narrow(*picks, search=word("page_drafts.search"), keep=["unit"])


def _is_wanted(sight: Sight, one: DraftProgress) -> bool:
    at, form = sight.query.get("keadaan", ""), sight.query.get("formulir", "")
    words = sight.query.get("cari", "").lower().split()
    text = " ".join((one.name, one.unit_name, *_writers(one), *one.coaches)).lower()
    return at in ("", one.progress.value) and form in ("", one.flow) and all(part in text for part in words)


def _row(sight: Sight, one: DraftProgress) -> tuple[Cell, ...]:
    return (
        Cell(text=named(one.name), href=f"/dashboard/draf/{one.id}"),
        state(one.progress),
        Cell(text=one.unit_name or NOTHING),
        Cell(text=listed(_writers(one))),
        Cell(text=listed([named(coach) for coach in one.coaches]) or NOTHING),
        sight.day(one.submitted_at),
        sight.day(one.updated_at),
    )


def _facts(sight: Sight, one: DraftProgress) -> Facts:
    facts = (
        (word("column.state"), NAMES[one.progress.value]),
        (word("column.form"), _form(sight, one)),
        (word("column.unit"), one.unit_name or NOTHING),
        (word("column.writer"), listed(_writers(one))),
        (word("column.coach"), listed([named(coach) for coach in one.coaches]) or NOTHING),
        (word("column.changed"), sight.moment(one.updated_at).text),
    )
    return Facts(caption=word("page_draft.facts"), facts=facts)


def _versions(sight: Sight, draft: int) -> Grid:
    approved = {
        one.number for one in reviews.of_draft(sight.connection, draft) if one.state is SubmissionState.APPROVED
    }
    found = versions(sight.connection, sight.viewer, draft)
    return Grid(
        caption=word("page_draft.versions"),
        columns=VERSIONS,
        rows=[_version(sight, draft, one, approved) for one in reversed(found)],
        empty=word("page_draft.no_version"),
    )


def _version(sight: Sight, draft: int, one: Revision, approved: Collection[int]) -> tuple[Cell, ...]:
    why = "approved" if one.number in approved else one.kind.value
    below = f"/dashboard/draf/{draft}/{one.number}"
    return (
        Cell(text=word("page_draft.version", number=one.number), value=one.number),
        Cell(text=word(f"page_draft.{why}")),
        sight.moment(one.created_at),
        Cell(text="Word", href=f"{below}.docx"),
        Cell(text="PDF", href=f"{below}.pdf"),
    )


def _history(sight: Sight, draft: int) -> Grid:
    rows = [
        (
            sight.moment(step.at),
            Cell(text=word(f"step.{step.kind.value}", number=step.number)),
            Cell(text=step.who or NOTHING),
        )
        for step in reversed(overview.history(sight.connection, draft))
    ]
    return Grid(caption=word("page_draft.history"), columns=STEPS, rows=rows, empty=word("page_draft.no_history"))


def _writers(one: DraftProgress) -> list[str]:
    return [named(name) for name in (one.owner_name, *one.others)]


def _form(sight: Sight, one: DraftProgress) -> str:
    return sight.house.forms.flow(sight.connection, one.flow, one.version).short
