"""The first page: which units have submitted at least one draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.forms import OPENING
from bot.dashboard.charts import Series, draw_bars
from bot.dashboard.page_model import Cell, Chart, Column, DataTable, Metric, PageModel
from bot.dashboard.state_cells import LEGEND, NAMES, kind, state
from bot.dashboard.view_context import PageContext, count, share
from bot.language.unit_names import KINDS
from bot.texts import word
from flows.language.numbers import write_whole
from flows.text_format import listed
from storage.outreach.audience import Stage
from storage.reports.progress import Coverage, UnitProgress, coverage, standings

COLUMNS = (
    Column("unit"),
    Column("state", is_plain=True),
    Column("kind", is_plain=True),
    Column("drafts", is_number=True),
    Column("people", is_number=True),
    Column("active"),
)
ORDER = list(Stage)
"""From the least stage to the furthest."""


def draw(ctx: PageContext) -> PageModel:
    """Return the page of all units, or of those of one kind or state."""
    every = standings(ctx.connection, OPENING)
    counts = coverage(every)
    kinds = {name: KINDS.get(name, name) for name in dict.fromkeys(unit.kind for unit in every)}
    shown = sorted(
        (unit for unit in every if _is_wanted(ctx, unit)),
        key=lambda unit: (-ORDER.index(unit.progress), unit.name),
    )
    rows, pager = ctx.paged(shown)
    table = DataTable(
        caption=word("page_coverage.table"),
        columns=COLUMNS,
        rows=[_row(ctx, unit) for unit in rows],
        empty=word("page_coverage.none"),
        pager=pager,
    )
    filters = ctx.filter_bar(
        ctx.select("keadaan", word("column.state"), NAMES), ctx.select("jenis", word("column.kind"), kinds)
    )
    return PageModel(
        title=word("page_coverage.title"),
        lead=word("page_coverage.lead"),
        figures=_figures(ctx, counts),
        blocks=(*_charts(every, kinds), filters, table),
    )


def _figures(ctx: PageContext, counts: Coverage) -> list[Metric]:
    goal = Metric(
        number=word("page_coverage.goal", done=counts.delivered, units=counts.units),
        counts=word("page_coverage.delivered", share=share(counts.delivered, counts.units)),
    )
    states = [
        Metric(number=write_whole(counts.counts[stage]), counts=NAMES[stage.value], href=ctx.href(keadaan=stage.value))
        for stage in Stage
    ]
    return [goal, *states]


def _charts(every: Sequence[UnitProgress], kinds: Mapping[str, str]) -> list[Chart]:
    if not every:
        return []
    of_kind = {name: coverage(unit for unit in every if unit.kind == name) for name in kinds}
    caption = word("page_coverage.chart")
    series = [
        Series(tone=progress.value, numbers=[of_kind[name].counts[progress] for name in kinds])
        for progress in reversed(Stage)
    ]
    words = listed(
        [
            word("page_coverage.of_kind", kind=label, done=of_kind[name].delivered, units=of_kind[name].units)
            for name, label in kinds.items()
        ]
    )
    labels = [f"{label} {of_kind[name].delivered}/{of_kind[name].units}" for name, label in kinds.items()]
    picture = draw_bars(caption, labels, series)
    return [Chart(caption=caption, picture=picture, words=f"{words}.", legend=LEGEND)]


def _row(ctx: PageContext, unit: UnitProgress) -> tuple[Cell, ...]:
    drafts = sum(unit.drafts.values())
    return (
        Cell(text=unit.name),
        state(unit.progress),
        kind(unit.kind),
        count(drafts, f"/dashboard/draf?unit={unit.unit}" if drafts and ctx.viewer.sees_all else ""),
        count(unit.people),
        ctx.day(unit.active_at),
    )


def _is_wanted(ctx: PageContext, unit: UnitProgress) -> bool:
    stage, kind_name = ctx.query.get("keadaan", ""), ctx.query.get("jenis", "")
    return stage in ("", unit.progress.value) and kind_name in ("", unit.kind)
