"""Draws what messages cost: by month, and by draft at today's prices."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dashboard.charts import Series, draw_bars
from bot.dashboard.page_model import Cell, Chart, Column, Figure, Grid, Screen
from bot.dashboard.view_context import Sight, count, named
from bot.features.costs.report import CHANNEL, Counted, by_month, rupiah
from bot.texts import word
from flows.language.dates import write_date
from flows.language.numbers import write_whole
from flows.language.quantities import write_money
from storage.messages import costs
from storage.messages.costs import Cost

COLUMNS = (
    Column("month"),
    Column("messages", is_number=True),
    Column("billable", is_number=True),
    Column("rupiah", is_number=True),
)
DRAFTS = (Column("draft"), *COLUMNS[1:])
MOST_BARS = 12
"""Months of the picture: a year."""


def draw(sight: Sight) -> Screen:
    """Return the page; where no prices are known, numbers of messages alone."""
    months = by_month(sight.connection, sight.house.zone, sight.house.prices)
    drafts: dict[int | None, list[Cost]] = {}
    names: dict[int | None, str] = {None: word("page_costs.no_draft")}
    for one in costs.by_draft(sight.connection, CHANNEL):
        drafts.setdefault(one.draft, []).append(one.cost)
        names.setdefault(one.draft, named(one.name))
    rows, pager = sight.cut(list(drafts))
    periods = sight.house.prices.periods
    source = word("page_costs.estimate", source=periods[-1].source) if periods else word("page_costs.no_prices")
    return Screen(
        title=word("page_costs.title"),
        lead=word("page_costs.lead", source=source),
        figures=_figures(months),
        blocks=(
            *_charts(months),
            Grid(
                caption=word("page_costs.months"),
                columns=COLUMNS,
                rows=[_row(Cell(text=_month(one), value=one.name), one) for one in reversed(months)],
                empty=word("page_costs.none"),
            ),
            Grid(
                caption=word("page_costs.drafts"),
                columns=DRAFTS,
                rows=[_draft(sight, draft, names[draft], drafts[draft]) for draft in rows],
                empty=word("page_costs.none"),
                pager=pager,
            ),
        ),
    )


def _figures(months: Sequence[Counted]) -> list[Figure]:
    if not months:
        return []
    last = months[-1]
    money = Figure(number=_money(last).text, counts=word("page_costs.this_month", month=_month(last)))
    return [
        *([] if rupiah(last.costs, last.price) is None else [money]),
        Figure(number=write_whole(_messages(last)), counts=word("page_costs.messages", month=_month(last))),
        Figure(number=write_whole(_billable(last)), counts=word("page_costs.billable", month=_month(last))),
    ]


def _charts(months: Sequence[Counted]) -> list[Chart]:
    shown = months[-MOST_BARS:]
    if not shown:
        return []
    caption = word("page_costs.chart")
    labels = [_month(one) for one in shown]
    words = ", ".join(f"{label} {_billable(one)}" for label, one in zip(labels, shown, strict=True))
    picture = draw_bars(caption, labels, [Series(tone="accent", numbers=[_billable(one) for one in shown])])
    return [Chart(caption=caption, picture=picture, words=f"{words}.")]


def _draft(sight: Sight, draft: int | None, name: str, found: Sequence[Cost]) -> tuple[Cell, ...]:
    counted = Counted(name, found, sight.house.prices.on(sight.today()))
    return _row(Cell(text=name, href="" if draft is None else f"/dashboard/draf/{draft}"), counted)


def _row(name: Cell, one: Counted) -> tuple[Cell, ...]:
    return (name, count(_messages(one)), count(_billable(one)), _money(one))


def _money(one: Counted) -> Cell:
    total = rupiah(one.costs, one.price)
    return Cell(text=word("page_costs.unknown")) if total is None else Cell(text=write_money(total), value=total)


def _messages(one: Counted) -> int:
    return sum(cost.messages for cost in one.costs)


def _billable(one: Counted) -> int:
    return sum(cost.billable for cost in one.costs)


def _month(one: Counted) -> str:
    return write_date(one.name)
