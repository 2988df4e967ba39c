"""The report on what WhatsApp costs: by month, or by draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.operations.prices import PricePeriod, Prices, read_prices
from bot.render.text_table import tabled
from bot.settings import Settings
from flows.language.numbers import write_whole
from storage.db.database import Database
from storage.messages import costs
from storage.messages.costs import Cost

CHANNEL = "whatsapp"
NAME_WIDTH = 40
"""Characters of a draft's name: a row stays below the width of a terminal."""
NOTHING = "No message of WhatsApp is reported yet."
NO_PRICES = "No prices are known: write them into a file and name it in TUNTUN_WHATSAPP_PRICES (docs/whatsapp.md)."
ESTIMATE = "An estimate: Meta's invoice counts. {source}"


@dataclass(frozen=True, slots=True)
class CostRow:
    """A month or a draft with its counts, and the price list of that time; None where none is known."""

    name: str
    costs: Sequence[Cost]
    price: PricePeriod | None


async def cost_lines(settings: Settings, *, by_draft: bool) -> list[str]:
    """Return the report as lines of text."""
    prices = read_prices(settings.whatsapp_prices)
    async with Database(settings.url) as database:
        counted = await database.read(_by_draft if by_draft else by_month, settings.zone, prices)
    return _lines("draft" if by_draft else "month", counted, prices)


def by_month(connection: Connection, zone: ZoneInfo, prices: Prices) -> list[CostRow]:
    """Return a row for each month, at its own prices, oldest first: "2026-08"."""
    span = costs.span(connection, CHANNEL)
    if span is None:
        return []
    return [
        CostRow(
            f"{month:%Y-%m}",
            costs.between(connection, CHANNEL, _midnight(month, zone), _midnight(_next(month), zone)),
            prices.on(month),
        )
        for month in _months(span[0].astimezone(zone).date(), span[1].astimezone(zone).date())
    ]


def _by_draft(connection: Connection, zone: ZoneInfo, prices: Prices) -> list[CostRow]:
    """Return a row for each draft, at today's prices."""
    today = prices.on(datetime.now(zone).date())
    by_draft: dict[int | None, list[Cost]] = {}
    names: dict[int | None, str] = {None: "none (greetings, notices, forgotten people)"}
    for draft_cost in costs.by_draft(connection, CHANNEL):
        by_draft.setdefault(draft_cost.draft, []).append(draft_cost.cost)
        if draft_cost.draft is not None:
            names[draft_cost.draft] = f"{draft_cost.draft} {draft_cost.name[:NAME_WIDTH]}"
    return [CostRow(names[draft], draft_costs, today) for draft, draft_costs in by_draft.items()]


def _lines(subject: str, counted: Sequence[CostRow], prices: Prices) -> list[str]:
    if not counted:
        return [NOTHING]
    categories = sorted({cost.category for cost_row in counted for cost in cost_row.costs})
    head = [subject, "messages", "billable", *(category or "not told" for category in categories), "rupiah"]
    rows = [_row(cost_row, categories) for cost_row in counted]
    lines = tabled(head, rows, right=range(1, len(head)))
    if not prices.periods:
        return [*lines, NO_PRICES]
    return [*lines, ESTIMATE.format(source=prices.periods[-1].source)]


def _row(cost_row: CostRow, categories: Sequence[str]) -> list[str]:
    by_category = {cost.category: cost for cost in cost_row.costs}
    return [
        cost_row.name,
        str(sum(cost.messages for cost in cost_row.costs)),
        str(sum(cost.billable for cost in cost_row.costs)),
        *(str(by_category[category].billable) if category in by_category else "0" for category in categories),
        _written(rupiah(cost_row.costs, cost_row.price)),
    ]


def rupiah(counted: Sequence[Cost], price: PricePeriod | None) -> float | None:
    """Return the sum in rupiah; None if the price of any billable message is unknown."""
    if price is None or any(cost.billable and cost.category not in price.rupiah for cost in counted):
        return None
    return sum(cost.billable * price.rupiah.get(cost.category, 0.0) for cost in counted)


def _written(total: float | None) -> str:
    return "?" if total is None else write_whole(total)


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = _next(month)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
