"""The page of broadcasts, and the page of one broadcast with all its deliveries."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.app_names import app_name
from bot.dashboard.charts import Series, draw_bars
from bot.dashboard.page_model import Cell, Chart, Column, DataTable, Facts, Metric, PageModel
from bot.dashboard.view_context import NOTHING, PageContext, count, named
from bot.texts import word
from flows.language.formatting import one_line
from flows.language.numbers import write_whole
from flows.messages import plain
from storage.outreach import broadcasts
from storage.outreach.broadcasts import Broadcast, Delivery, DeliveryState
from storage.people import contacts, units
from storage.records import UnitState

MOST = 500
"""Broadcasts that are listed: ten years of one a week."""
SUBJECT = 60
"""Characters of a broadcast's first words in the list."""
ARRIVED = (DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ)
LOST = (DeliveryState.FAILED, DeliveryState.UNCERTAIN, DeliveryState.UNREACHABLE)
COLUMNS = (
    Column("announcement"),
    Column("state", is_plain=True),
    Column("when", is_plain=True),
    Column("recipients", is_number=True),
    Column("arrived", is_number=True),
    Column("read", is_number=True),
    Column("lost", is_number=True),
)
DELIVERIES = (
    Column("person"),
    Column("fate", is_plain=True),
    Column("channel", is_plain=True),
    Column("when", is_plain=True),
    Column("unit", is_plain=True),
    Column("reason"),
)


def draw(ctx: PageContext) -> PageModel:
    """Return the page of broadcasts, newest first."""
    rows, pager = ctx.paged(broadcasts.last(ctx.connection, MOST))
    table = DataTable(
        caption=word("page_news.table"),
        columns=COLUMNS,
        rows=[_row(ctx, broadcast) for broadcast in rows],
        empty=word("page_news.none"),
        pager=pager,
    )
    return PageModel(title=word("page_news.title"), lead=word("page_news.lead"), blocks=(table,))


def draw_one(ctx: PageContext, number: int) -> PageModel | None:
    """Return the page of one broadcast; None when there is none."""
    broadcast = broadcasts.get(ctx.connection, number)
    if broadcast is None:
        return None
    counts = broadcasts.tally(ctx.connection, number)
    unit_names = {unit.id: unit.name for unit in units.in_states(ctx.connection, *UnitState)}
    rows, pager = ctx.paged(broadcasts.deliveries_of(ctx.connection, number))
    table = DataTable(
        caption=word("page_news.copies"),
        columns=DELIVERIES,
        rows=[_delivery(ctx, delivery, unit_names) for delivery in rows],
        empty=word("page_news.no_copies"),
        pager=pager,
    )
    maker = None if broadcast.maker is None else contacts.get(ctx.connection, broadcast.maker)
    facts = (
        (word("column.state"), word(f"page_news.is_{broadcast.state.value}")),
        (word("column.maker"), NOTHING if maker is None else named(maker.name)),
        (word("column.when"), _when(ctx, broadcast).text),
        (word("column.text"), plain(broadcast.reply.text)),
    )
    return PageModel(
        title=_subject(broadcast),
        lead=word("page_news.one_lead", count=write_whole(sum(counts.values()))),
        figures=_figures(counts),
        blocks=(Facts(caption=word("page_news.facts"), facts=facts), *_charts(counts), table),
    )


def _row(ctx: PageContext, broadcast: Broadcast) -> tuple[Cell, ...]:
    counts = broadcasts.tally(ctx.connection, broadcast.id)
    return (
        Cell(text=_subject(broadcast), href=f"/dashboard/siaran/{broadcast.id}"),
        Cell(text=word(f"page_news.is_{broadcast.state.value}")),
        _when(ctx, broadcast),
        count(sum(counts.values())),
        count(sum(counts.get(state, 0) for state in ARRIVED)),
        count(counts.get(DeliveryState.READ, 0)),
        count(sum(counts.get(state, 0) for state in LOST)),
    )


def _figures(counts: Mapping[DeliveryState, int]) -> list[Metric]:
    groups = {
        "arrived": ARRIVED,
        "read": (DeliveryState.READ,),
        "lost": LOST,
        "left": (DeliveryState.QUEUED, DeliveryState.HELD),
    }
    return [
        Metric(number=write_whole(sum(counts.get(state, 0) for state in states)), counts=word(f"page_news.{name}"))
        for name, states in groups.items()
    ]


def _charts(counts: Mapping[DeliveryState, int]) -> list[Chart]:
    shown = {state: counts[state] for state in DeliveryState if counts.get(state)}
    if not shown:
        return []
    caption = word("page_news.chart")
    labels = [_state_name(state) for state in shown]
    words = ", ".join(f"{label} {number}" for label, number in zip(labels, shown.values(), strict=True))
    picture = draw_bars(caption, labels, [Series(tone="accent", numbers=list(shown.values()))])
    return [Chart(caption=caption, picture=picture, words=f"{words}.")]


def _delivery(ctx: PageContext, delivery: Delivery, unit_names: Mapping[int, str]) -> tuple[Cell, ...]:
    return (
        Cell(text=named(delivery.name)),
        Cell(text=_state_name(delivery.state)),
        Cell(text=app_name(delivery.channel) if delivery.channel else NOTHING),
        ctx.moment(delivery.sent_at),
        Cell(text=unit_names.get(delivery.unit or 0, NOTHING)),
        Cell(text=delivery.reason or NOTHING),
    )


def _when(ctx: PageContext, broadcast: Broadcast) -> Cell:
    return ctx.moment(broadcast.started_at or broadcast.due_at)


def _state_name(state: DeliveryState) -> str:
    return word(f"fate.{state.value}")


def _subject(broadcast: Broadcast) -> str:
    text = one_line(plain(broadcast.reply.text))
    return named(text if len(text) <= SUBJECT else text[: SUBJECT - 1].rstrip() + "…")
