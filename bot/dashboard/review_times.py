"""The page of review times: how long drafts wait for a coach."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.dashboard.charts import Series, draw_bars
from bot.dashboard.drafts import readable
from bot.dashboard.page_model import Cell, Chart, Column, DataTable, Metric, PageModel
from bot.dashboard.view_context import NOTHING, PageContext, count, named
from bot.language.durations import waited
from bot.texts import word
from flows.language.numbers import write_whole
from flows.text_format import listed
from storage.outreach.audience import Stage
from storage.reports.draft_list import DraftProgress
from storage.reports.funnel import DurationStats, ReviewTimes, review_times

STEPS = (
    Column("step"),
    Column("count", is_number=True),
    Column("median", is_number=True),
    Column("longest", is_number=True),
)
WAITING = (
    Column("draft"),
    Column("waits"),
    Column("unit", is_plain=True),
    Column("writer"),
    Column("coach"),
    Column("submitted"),
)
AGES = {"day": timedelta(days=1), "two": timedelta(days=2), "week": timedelta(days=7), "longer": timedelta.max}
"""Upper bounds of the bars: a day is usual, two are patience, after a week somebody should ask."""
HOUR = timedelta(hours=1)


def draw(ctx: PageContext) -> PageModel:
    """Return the page: the times of all drafts, and the waiting drafts that this viewer may see."""
    times = review_times(ctx.connection, ctx.now)
    waiting = [draft for draft in readable(ctx) if draft.progress is Stage.SUBMITTED and draft.submitted_at is not None]
    waiting.sort(key=lambda draft: draft.submitted_at or ctx.now)
    rows, pager = ctx.paged(waiting)
    return PageModel(
        title=word("page_times.title"),
        lead=word("page_times.lead"),
        figures=_figures(times),
        blocks=(
            *_charts(ctx, waiting),
            DataTable(
                caption=word("page_times.waiting"),
                columns=WAITING,
                rows=[_row(ctx, draft) for draft in rows],
                empty=word("page_times.nothing_waits"),
                pager=pager,
            ),
            DataTable(caption=word("page_times.steps"), columns=STEPS, rows=_steps(times), empty=""),
        ),
    )


def _figures(times: ReviewTimes) -> list[Metric]:
    return [
        Metric(number=write_whole(times.waiting.count), counts=word("page_times.wait_now")),
        Metric(number=_span(times.waiting.longest), counts=word("page_times.longest_now")),
        Metric(number=_span(times.taken.median), counts=word("page_times.until_taken")),
        Metric(number=_span(times.returned.median), counts=word("page_times.until_returned")),
        Metric(number=_span(times.approved.median), counts=word("page_times.until_approved")),
    ]


def _charts(ctx: PageContext, waiting: Sequence[DraftProgress]) -> list[Chart]:
    if not waiting:
        return []
    ages = [ctx.now - draft.submitted_at for draft in waiting if draft.submitted_at is not None]
    counts = dict.fromkeys(AGES, 0)
    for age in ages:
        counts[next(name for name, most in AGES.items() if age < most)] += 1
    labels = [word(f"page_times.age_{name}") for name in counts]
    words = ", ".join(f"{label} {number}" for label, number in zip(labels, counts.values(), strict=True))
    caption = word("page_times.ages")
    picture = draw_bars(caption, labels, [Series(tone="submitted", numbers=list(counts.values()))])
    return [Chart(caption=caption, picture=picture, words=f"{words}.")]


def _row(ctx: PageContext, draft: DraftProgress) -> tuple[Cell, ...]:
    age = ctx.now - (draft.submitted_at or ctx.now)
    return (
        Cell(text=named(draft.name), href=f"/dashboard/draf/{draft.id}"),
        Cell(text=waited(age), value=round(age / HOUR, 1)),
        Cell(text=draft.unit_name or NOTHING),
        Cell(text=named(draft.owner_name)),
        Cell(text=listed([named(coach) for coach in draft.coaches]) or word("page_times.nobody")),
        ctx.moment(draft.submitted_at),
    )


def _steps(times: ReviewTimes) -> list[tuple[Cell, ...]]:
    spans = {"taken": times.taken, "returned": times.returned, "approved": times.approved, "waiting": times.waiting}
    return [
        (Cell(text=word(f"page_times.step_{name}")), count(span.count), *_spans(span)) for name, span in spans.items()
    ]


def _spans(span: DurationStats) -> tuple[Cell, Cell]:
    return _duration(span.median), _duration(span.longest)


def _duration(span: timedelta | None) -> Cell:
    return Cell(text=_span(span), value=None if span is None else round(span / HOUR, 1))


def _span(span: timedelta | None) -> str:
    return NOTHING if span is None else waited(span)
