"""Draws the first page: which units have handed in at least one draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.forms import OPENING
from bot.dashboard.charts import Series, draw_bars
from bot.dashboard.page_model import Cell, Chart, Column, Figure, Grid, Screen
from bot.dashboard.state_cells import LEGEND, NAMES, kind, state
from bot.dashboard.view_context import Sight, count, share
from bot.language.unit_names import KINDS
from bot.texts import word
from flows.language.numbers import write_whole
from flows.text_format import listed
from storage.outreach.audience import Progress
from storage.reports.progress import Coverage, UnitProgress, coverage, standings

COLUMNS = (
    Column("unit"),
    Column("state", is_plain=True),
    Column("kind", is_plain=True),
    Column("drafts", is_number=True),
    Column("people", is_number=True),
    Column("active"),
)
ORDER = list(Progress)


def draw(sight: Sight) -> Screen:
    """Return the page of all units, or of those of one kind or state."""
    every = standings(sight.connection, OPENING)
    counts = coverage(every)
    kinds = {name: KINDS.get(name, name) for name in dict.fromkeys(one.kind for one in every)}
    shown = sorted(
        (one for one in every if _is_wanted(sight, one)), key=lambda one: (-ORDER.index(one.progress), one.name)
    )
    rows, pager = sight.cut(shown)
    grid = Grid(
        caption=word("page_coverage.table"),
        columns=COLUMNS,
        rows=[_row(sight, one) for one in rows],
        empty=word("page_coverage.none"),
        pager=pager,
    )
    narrow = sight.narrow(
        sight.pick("keadaan", word("column.state"), NAMES), sight.pick("jenis", word("column.kind"), kinds)
    )
    return Screen(
        title=word("page_coverage.title"),
        lead=word("page_coverage.lead"),
        figures=_figures(sight, counts),
        blocks=(*_charts(every, kinds), narrow, grid),
    )


def _figures(sight: Sight, counts: Coverage) -> list[Figure]:
    goal = Figure(
        number=word("page_coverage.goal", done=counts.delivered, units=counts.units),
        counts=word("page_coverage.delivered", share=share(counts.delivered, counts.units)),
    )
    states = [
        Figure(number=write_whole(counts.counts[one]), counts=NAMES[one.value], href=sight.href(keadaan=one.value))
        for one in Progress
    ]
    return [goal, *states]


def _charts(every: Sequence[UnitProgress], kinds: Mapping[str, str]) -> list[Chart]:
    if not every:
        return []
    of_kind = {name: coverage(one for one in every if one.kind == name) for name in kinds}
    caption = word("page_coverage.chart")
    series = [
        Series(tone=progress.value, numbers=[of_kind[name].counts[progress] for name in kinds])
        for progress in reversed(Progress)
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


def _row(sight: Sight, one: UnitProgress) -> tuple[Cell, ...]:
    drafts = sum(one.drafts.values())
    return (
        Cell(text=one.name),
        state(one.progress),
        kind(one.kind),
        count(drafts, f"/dashboard/draf?unit={one.unit}" if drafts and sight.viewer.sees_all else ""),
        count(one.people),
        sight.day(one.active_at),
    )


def _is_wanted(sight: Sight, one: UnitProgress) -> bool:
    at, of = sight.query.get("keadaan", ""), sight.query.get("jenis", "")
    return at in ("", one.progress.value) and of in ("", one.kind)
