"""The page of costs: of messages by month, and by draft at today's prices."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dashboard.charts import Series, draw_bars
from bot.dashboard.page_model import Cell, Chart, Column, DataTable, Metric, PageModel
from bot.dashboard.view_context import PageContext, count, named
from bot.features.costs.report import CHANNEL, CostRow, by_month, rupiah
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


def draw(ctx: PageContext) -> PageModel:
    """Return the page; without known prices, with the numbers of messages alone."""
    months = by_month(ctx.connection, ctx.app.zone, ctx.app.prices)
    drafts: dict[int | None, list[Cost]] = {}
    names: dict[int | None, str] = {None: word("page_costs.no_draft")}
    for draft_cost in costs.by_draft(ctx.connection, CHANNEL):
        drafts.setdefault(draft_cost.draft, []).append(draft_cost.cost)
        names.setdefault(draft_cost.draft, named(draft_cost.name))
    rows, pager = ctx.paged(list(drafts))
    periods = ctx.app.prices.periods
    source = word("page_costs.estimate", source=periods[-1].source) if periods else word("page_costs.no_prices")
    return PageModel(
        title=word("page_costs.title"),
        lead=word("page_costs.lead", source=source),
        figures=_figures(months),
        blocks=(
            *_charts(months),
            DataTable(
                caption=word("page_costs.months"),
                columns=COLUMNS,
                rows=[
                    _row(Cell(text=_month(cost_row), value=cost_row.name), cost_row) for cost_row in reversed(months)
                ],
                empty=word("page_costs.none"),
            ),
            DataTable(
                caption=word("page_costs.drafts"),
                columns=DRAFTS,
                rows=[_draft(ctx, draft, names[draft], drafts[draft]) for draft in rows],
                empty=word("page_costs.none"),
                pager=pager,
            ),
        ),
    )


def _figures(months: Sequence[CostRow]) -> list[Metric]:
    if not months:
        return []
    last = months[-1]
    money = Metric(number=_money(last).text, counts=word("page_costs.this_month", month=_month(last)))
    return [
        *([] if rupiah(last.costs, last.price) is None else [money]),
        Metric(number=write_whole(_messages(last)), counts=word("page_costs.messages", month=_month(last))),
        Metric(number=write_whole(_billable(last)), counts=word("page_costs.billable", month=_month(last))),
    ]


def _charts(months: Sequence[CostRow]) -> list[Chart]:
    shown = months[-MOST_BARS:]
    if not shown:
        return []
    caption = word("page_costs.chart")
    labels = [_month(cost_row) for cost_row in shown]
    words = ", ".join(f"{label} {_billable(cost_row)}" for label, cost_row in zip(labels, shown, strict=True))
    picture = draw_bars(caption, labels, [Series(tone="accent", numbers=[_billable(cost_row) for cost_row in shown])])
    return [Chart(caption=caption, picture=picture, words=f"{words}.")]


def _draft(ctx: PageContext, draft: int | None, name: str, draft_costs: Sequence[Cost]) -> tuple[Cell, ...]:
    counted = CostRow(name, draft_costs, ctx.app.prices.on(ctx.today()))
    return _row(Cell(text=name, href="" if draft is None else f"/dashboard/draf/{draft}"), counted)


def _row(name: Cell, cost_row: CostRow) -> tuple[Cell, ...]:
    return (name, count(_messages(cost_row)), count(_billable(cost_row)), _money(cost_row))


def _money(cost_row: CostRow) -> Cell:
    total = rupiah(cost_row.costs, cost_row.price)
    return Cell(text=word("page_costs.unknown")) if total is None else Cell(text=write_money(total), value=total)


def _messages(cost_row: CostRow) -> int:
    return sum(cost.messages for cost in cost_row.costs)


def _billable(cost_row: CostRow) -> int:
    return sum(cost.billable for cost in cost_row.costs)


def _month(cost_row: CostRow) -> str:
    return write_date(cost_row.name)
