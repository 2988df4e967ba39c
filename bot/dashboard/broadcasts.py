"""Draws what was announced, and what became of each copy."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.app_names import app
from bot.dashboard.charts import Series, draw_bars
from bot.dashboard.page_model import Cell, Chart, Column, Facts, Figure, Grid, Screen
from bot.dashboard.view_context import NOTHING, Sight, count, named
from bot.texts import word
from flows.language.formatting import one_line
from flows.language.numbers import write_whole
from flows.messages import plain
from storage.outreach import broadcasts
from storage.outreach.broadcasts import Broadcast, Copy, Fate
from storage.people import contacts, units
from storage.records import UnitState

MOST = 500
"""Announcements that are looked at: ten years of one a week."""
SUBJECT = 60
"""Characters of an announcement's first words."""
ARRIVED = (Fate.SENT, Fate.DELIVERED, Fate.READ)
LOST = (Fate.FAILED, Fate.UNCERTAIN, Fate.UNREACHABLE)
COLUMNS = (
    Column("announcement"),
    Column("state", is_plain=True),
    Column("when", is_plain=True),
    Column("recipients", is_number=True),
    Column("arrived", is_number=True),
    Column("read", is_number=True),
    Column("lost", is_number=True),
)
COPIES = (
    Column("person"),
    Column("fate", is_plain=True),
    Column("channel", is_plain=True),
    Column("when", is_plain=True),
    Column("unit", is_plain=True),
    Column("reason"),
)


def draw(sight: Sight) -> Screen:
    """Return the list, newest first."""
    every = broadcasts.last(sight.connection, MOST)
    rows, pager = sight.cut(every)
    grid = Grid(
        caption=word("page_news.table"),
        columns=COLUMNS,
        rows=[_row(sight, one) for one in rows],
        empty=word("page_news.none"),
        pager=pager,
    )
    return Screen(title=word("page_news.title"), lead=word("page_news.lead"), blocks=(grid,))


def draw_one(sight: Sight, number: int) -> Screen | None:
    """Return the page of one announcement."""
    one = broadcasts.get(sight.connection, number)
    if one is None:
        return None
    counts = broadcasts.tally(sight.connection, number)
    known = {unit.id: unit.name for unit in units.of(sight.connection, *UnitState)}
    copies = broadcasts.copies(sight.connection, number)
    rows, pager = sight.cut(copies)
    grid = Grid(
        caption=word("page_news.copies"),
        columns=COPIES,
        rows=[_copy(sight, copy, known) for copy in rows],
        empty=word("page_news.no_copies"),
        pager=pager,
    )
    maker = None if one.maker is None else contacts.get(sight.connection, one.maker)
    facts = (
        (word("column.state"), word(f"page_news.is_{one.state.value}")),
        (word("column.maker"), NOTHING if maker is None else named(maker.name)),
        (word("column.when"), _when(sight, one).text),
        (word("column.text"), plain(one.reply.text)),
    )
    return Screen(
        title=_subject(one),
        lead=word("page_news.one_lead", count=write_whole(sum(counts.values()))),
        figures=_figures(counts),
        blocks=(Facts(caption=word("page_news.facts"), facts=facts), *_charts(counts), grid),
    )


def _row(sight: Sight, one: Broadcast) -> tuple[Cell, ...]:
    counts = broadcasts.tally(sight.connection, one.id)
    return (
        Cell(text=_subject(one), href=f"/dashboard/siaran/{one.id}"),
        Cell(text=word(f"page_news.is_{one.state.value}")),
        _when(sight, one),
        count(sum(counts.values())),
        count(sum(counts.get(fate, 0) for fate in ARRIVED)),
        count(counts.get(Fate.READ, 0)),
        count(sum(counts.get(fate, 0) for fate in LOST)),
    )


def _figures(counts: Mapping[Fate, int]) -> list[Figure]:
    groups = {"arrived": ARRIVED, "read": (Fate.READ,), "lost": LOST, "left": (Fate.QUEUED, Fate.HELD)}
    return [
        Figure(number=write_whole(sum(counts.get(fate, 0) for fate in fates)), counts=word(f"page_news.{name}"))
        for name, fates in groups.items()
    ]


def _charts(counts: Mapping[Fate, int]) -> list[Chart]:
    shown = {fate: counts[fate] for fate in Fate if counts.get(fate)}
    if not shown:
        return []
    caption = word("page_news.chart")
    labels = [_fate(fate) for fate in shown]
    words = ", ".join(f"{label} {number}" for label, number in zip(labels, shown.values(), strict=True))
    picture = draw_bars(caption, labels, [Series(tone="accent", numbers=list(shown.values()))])
    return [Chart(caption=caption, picture=picture, words=f"{words}.")]


def _copy(sight: Sight, copy: Copy, known: Mapping[int, str]) -> tuple[Cell, ...]:
    return (
        Cell(text=named(copy.name)),
        Cell(text=_fate(copy.fate)),
        Cell(text=app(copy.channel) if copy.channel else NOTHING),
        sight.moment(copy.sent_at),
        Cell(text=known.get(copy.unit or 0, NOTHING)),
        Cell(text=copy.reason or NOTHING),
    )


def _when(sight: Sight, one: Broadcast) -> Cell:
    return sight.moment(one.started_at or one.due_at)


def _fate(fate: Fate) -> str:
    return word(f"fate.{fate.value}")


def _subject(one: Broadcast) -> str:
    text = one_line(plain(one.reply.text))
    return named(text if len(text) <= SUBJECT else text[: SUBJECT - 1].rstrip() + "…")
