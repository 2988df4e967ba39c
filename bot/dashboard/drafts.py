"""The page of drafts, and the page of one draft with its documents and its history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import Connection

from bot.chat.forms import OPENING
from bot.chat.payload import row_number
from bot.dashboard.page_model import Cell, Column, DataTable, Facts, FilterBar, Metric, PageModel
from bot.dashboard.state_cells import NAMES, state
from bot.dashboard.view_context import NOTHING, PageContext, Viewer, named
from bot.texts import word
from flows.language.numbers import write_whole
from flows.text_format import listed
from storage.drafts import revisions
from storage.outreach.audience import Stage
from storage.records import Revision, SubmissionState
from storage.reports import draft_list
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
"""The last column, where the drafts are of several forms."""
VERSIONS = (
    Column("version"),
    Column("why", is_plain=True),
    Column("made", is_plain=True),
    Column("word", is_plain=True),
    Column("pdf", is_plain=True),
)
STEPS = (Column("when"), Column("what", is_plain=True), Column("who"))


def draw(ctx: PageContext) -> PageModel:
    """Return the page of drafts: of all for an admin, of those they may review or reviewed for a coach."""
    every = readable(ctx, row_number(ctx.query.get("unit", "")) or None)
    shown = [draft for draft in every if _is_wanted(ctx, draft)]
    rows, pager = ctx.paged(shown)
    forms = {draft.flow: _form(ctx, draft) for draft in every}
    table = DataTable(
        caption=word("page_drafts.table"),
        columns=(*COLUMNS, FORM) if len(forms) > 1 else COLUMNS,
        rows=[(*_row(ctx, draft), *([Cell(text=forms[draft.flow])] if len(forms) > 1 else [])) for draft in rows],
        empty=word("page_drafts.none"),
        pager=pager,
    )
    return PageModel(
        title=word("page_drafts.title"),
        lead=word("page_drafts.lead" if ctx.viewer.sees_all else "page_drafts.lead_coach"),
        figures=_figures(ctx, every),
        blocks=(_filters(ctx, forms), table),
    )


def draw_one(ctx: PageContext, number: int) -> PageModel | None:
    """Return the page of one draft; None when there is none that this viewer may see."""
    draft = next((draft for draft in readable(ctx) if draft.id == number), None)
    if draft is None:
        return None
    return PageModel(
        title=named(draft.name),
        lead=word("page_draft.lead", unit=draft.unit_name or NOTHING, writers=listed(_writers(draft))),
        blocks=(_facts(ctx, draft), _versions(ctx, number), _history(ctx, number)),
    )


def versions(connection: Connection, viewer: Viewer, draft: int) -> list[Revision]:
    """Return the revisions of a draft that a viewer may read: all for an admin, the submitted ones for its coach."""
    every = revisions.of_draft(connection, draft)
    if viewer.sees_all:
        return every
    mine = reviews.readable(connection, viewer.contact.id).get(draft, set())
    return [revision for revision in every if revision.number in mine]


def readable(ctx: PageContext, unit: int | None = None) -> list[DraftProgress]:
    """Return the drafts that a viewer may see."""
    every = draft_list.drafts(ctx.connection, OPENING, unit=unit)
    if ctx.viewer.sees_all:
        return every
    mine = reviews.readable(ctx.connection, ctx.viewer.contact.id)
    return [draft for draft in every if draft.id in mine]


def _figures(ctx: PageContext, every: Sequence[DraftProgress]) -> list[Metric]:
    counts = Counter(draft.progress for draft in every)
    whole = Metric(number=write_whole(len(every)), counts=word("page_drafts.all"))
    states = [stage for stage in Stage if stage is not Stage.NOTHING]
    return [
        whole,
        *(
            Metric(number=write_whole(counts[stage]), counts=NAMES[stage.value], href=ctx.href(keadaan=stage.value))
            for stage in states
        ),
    ]


def _filters(ctx: PageContext, forms: dict[str, str]) -> FilterBar:
    names = {key: name for key, name in NAMES.items() if key != Stage.NOTHING.value}
    selects = [ctx.select("keadaan", word("column.state"), names)]
    if len(forms) > 1:
        selects.append(ctx.select("formulir", word("column.form"), forms))
    return ctx.filter_bar(*selects, search=word("page_drafts.search"), keep=["unit"])


def _is_wanted(ctx: PageContext, draft: DraftProgress) -> bool:
    stage, form = ctx.query.get("keadaan", ""), ctx.query.get("formulir", "")
    words = ctx.query.get("cari", "").lower().split()
    text = " ".join((draft.name, draft.unit_name, *_writers(draft), *draft.coaches)).lower()
    return stage in ("", draft.progress.value) and form in ("", draft.flow) and all(part in text for part in words)


def _row(ctx: PageContext, draft: DraftProgress) -> tuple[Cell, ...]:
    return (
        Cell(text=named(draft.name), href=f"/dashboard/draf/{draft.id}"),
        state(draft.progress),
        Cell(text=draft.unit_name or NOTHING),
        Cell(text=listed(_writers(draft))),
        Cell(text=listed([named(coach) for coach in draft.coaches]) or NOTHING),
        ctx.day(draft.submitted_at),
        ctx.day(draft.updated_at),
    )


def _facts(ctx: PageContext, draft: DraftProgress) -> Facts:
    facts = (
        (word("column.state"), NAMES[draft.progress.value]),
        (word("column.form"), _form(ctx, draft)),
        (word("column.unit"), draft.unit_name or NOTHING),
        (word("column.writer"), listed(_writers(draft))),
        (word("column.coach"), listed([named(coach) for coach in draft.coaches]) or NOTHING),
        (word("column.changed"), ctx.moment(draft.updated_at).text),
    )
    return Facts(caption=word("page_draft.facts"), facts=facts)


def _versions(ctx: PageContext, draft: int) -> DataTable:
    approved = {
        submission.number
        for submission in reviews.of_draft(ctx.connection, draft)
        if submission.state is SubmissionState.APPROVED
    }
    readable_revisions = versions(ctx.connection, ctx.viewer, draft)
    return DataTable(
        caption=word("page_draft.versions"),
        columns=VERSIONS,
        rows=[_version(ctx, draft, revision, approved) for revision in reversed(readable_revisions)],
        empty=word("page_draft.no_version"),
    )


def _version(ctx: PageContext, draft: int, revision: Revision, approved: Collection[int]) -> tuple[Cell, ...]:
    why = "approved" if revision.number in approved else revision.kind.value
    below = f"/dashboard/draf/{draft}/{revision.number}"
    return (
        Cell(text=word("page_draft.version", number=revision.number), value=revision.number),
        Cell(text=word(f"page_draft.{why}")),
        ctx.moment(revision.created_at),
        Cell(text="Word", href=f"{below}.docx"),
        Cell(text="PDF", href=f"{below}.pdf"),
    )


def _history(ctx: PageContext, draft: int) -> DataTable:
    rows = [
        (
            ctx.moment(step.at),
            Cell(text=word(f"step.{step.kind.value}", number=step.number)),
            Cell(text=step.who or NOTHING),
        )
        for step in reversed(draft_list.history(ctx.connection, draft))
    ]
    return DataTable(caption=word("page_draft.history"), columns=STEPS, rows=rows, empty=word("page_draft.no_history"))


def _writers(draft: DraftProgress) -> list[str]:
    return [named(name) for name in (draft.owner_name, *draft.others)]


def _form(ctx: PageContext, draft: DraftProgress) -> str:
    return ctx.app.forms.flow(ctx.connection, draft.flow, draft.version).short
