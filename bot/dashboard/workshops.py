"""The page of workshops, and the page of one workshop with its attendances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.dashboard.charts import Series, draw_bars
from bot.dashboard.page_model import Cell, Chart, Column, DataTable, Facts, Metric, PageModel
from bot.dashboard.view_context import NOTHING, PageContext, count, named
from bot.language.moments import TimeRange, write_span
from bot.texts import word
from flows.language.numbers import write_whole
from storage.outreach import workshops
from storage.outreach.workshops import Attendance, Rsvp, Workshop, WorkshopState

MOST = 500
"""Past workshops that are listed: ten years of one a week."""
COLUMNS = (
    Column("workshop"),
    Column("time", is_plain=True),
    Column("place", is_plain=True),
    Column("invited", is_number=True),
    Column("comes", is_number=True),
    Column("maybe", is_number=True),
    Column("present", is_number=True),
)
PEOPLE = (Column("person"), Column("answer", is_plain=True), Column("unit", is_plain=True), Column("arrived_at"))


def draw(ctx: PageContext) -> PageModel:
    """Return the page: coming workshops, then past ones."""
    coming = [
        workshop for workshop in workshops.coming(ctx.connection, ctx.now) if workshop.state is not WorkshopState.DRAFT
    ]
    past = workshops.past(ctx.connection, ctx.now, MOST)
    rows, pager = ctx.paged(past)
    return PageModel(
        title=word("page_meetings.title"),
        lead=word("page_meetings.lead"),
        figures=(
            Metric(number=write_whole(len(coming)), counts=word("page_meetings.coming_count")),
            Metric(number=write_whole(len(past)), counts=word("page_meetings.past_count")),
        ),
        blocks=(
            _table(ctx, "coming", coming),
            DataTable(
                caption=word("page_meetings.past"),
                columns=COLUMNS,
                rows=[_row(ctx, workshop) for workshop in rows],
                empty=word("page_meetings.no_past"),
                pager=pager,
            ),
        ),
    )


def draw_one(ctx: PageContext, number: int) -> PageModel | None:
    """Return the page of one workshop; None when there is none."""
    workshop = workshops.get(ctx.connection, number)
    if workshop is None:
        return None
    attendances = workshops.attendances_of(ctx.connection, number)
    rows, pager = ctx.paged(attendances)
    table = DataTable(
        caption=word("page_meetings.people"),
        columns=PEOPLE,
        rows=[_attendance(ctx, attendance) for attendance in rows],
        empty=word("page_meetings.nobody"),
        pager=pager,
    )
    facts = (
        (word("column.time"), _time(ctx, workshop)),
        (word("column.place"), workshop.place or NOTHING),
        (word("column.link"), workshop.link or NOTHING),
        (word("column.capacity"), NOTHING if workshop.capacity is None else write_whole(workshop.capacity)),
    )
    return PageModel(
        title=named(workshop.title),
        lead=word(f"page_meetings.is_{workshop.state.value}"),
        figures=_figures(attendances),
        blocks=(Facts(caption=word("page_meetings.facts"), facts=facts), *_charts(attendances), table),
    )


def _table(ctx: PageContext, name: str, listed: Sequence[Workshop]) -> DataTable:
    rows = [_row(ctx, workshop) for workshop in listed]
    caption, empty = word(f"page_meetings.{name}"), word(f"page_meetings.no_{name}")
    return DataTable(caption=caption, columns=COLUMNS, rows=rows, empty=empty)


def _row(ctx: PageContext, workshop: Workshop) -> tuple[Cell, ...]:
    people = workshops.attendances_of(ctx.connection, workshop.id)
    answers = Counter(person.answer for person in people)
    return (
        Cell(text=named(workshop.title), href=f"/dashboard/jadwal/{workshop.id}"),
        Cell(text=_time(ctx, workshop), value=ctx.local(workshop.starts_at)),
        Cell(text=workshop.place or workshop.link or NOTHING),
        count(len(people)),
        count(answers[Rsvp.YES]),
        count(answers[Rsvp.MAYBE]),
        count(_present(people)),
    )


def _figures(people: Sequence[Attendance]) -> list[Metric]:
    answers = Counter(person.answer for person in people)
    return [
        Metric(number=write_whole(len(people)), counts=word("page_meetings.invited")),
        *(Metric(number=write_whole(answers[rsvp]), counts=_answer(rsvp)) for rsvp in (Rsvp.YES, Rsvp.MAYBE, Rsvp.NO)),
        Metric(number=write_whole(_present(people)), counts=word("page_meetings.present")),
    ]


def _charts(people: Sequence[Attendance]) -> list[Chart]:
    if not people:
        return []
    answers = Counter(person.answer for person in people)
    shown = {_answer(rsvp): answers[rsvp] for rsvp in (Rsvp.YES, Rsvp.MAYBE, Rsvp.NO, Rsvp.NONE)}
    shown[word("page_meetings.present")] = _present(people)
    caption = word("page_meetings.chart")
    words = ", ".join(f"{label} {number}" for label, number in shown.items())
    picture = draw_bars(caption, list(shown), [Series(tone="accent", numbers=list(shown.values()))])
    return [Chart(caption=caption, picture=picture, words=f"{words}.")]


def _attendance(ctx: PageContext, attendance: Attendance) -> tuple[Cell, ...]:
    return (
        Cell(text=named(attendance.name)),
        Cell(text=_answer(attendance.answer)),
        Cell(text=attendance.unit or NOTHING),
        ctx.moment(attendance.present_at),
    )


def _present(people: Sequence[Attendance]) -> int:
    return sum(person.present_at is not None for person in people)


def _answer(answer: Rsvp) -> str:
    return word(f"page_meetings.says_{answer.value or 'nothing'}")


def _time(ctx: PageContext, workshop: Workshop) -> str:
    return write_span(TimeRange(workshop.starts_at, workshop.ends_at), ctx.app.zone)
