"""Draws workshops: who comes, who was there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.dashboard.charts import Series, draw_bars
from bot.dashboard.page_model import Cell, Chart, Column, Facts, Figure, Grid, Screen
from bot.dashboard.view_context import NOTHING, Sight, count, named
from bot.language.moments import Span, write_span
from bot.texts import word
from flows.language.numbers import write_whole
from storage.outreach import workshops
from storage.outreach.workshops import Answer, Attendance, Workshop, WorkshopState

MOST = 500
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


def draw(sight: Sight) -> Screen:
    """Return what is coming, then what is over."""
    coming = [one for one in workshops.coming(sight.connection, sight.now) if one.state is not WorkshopState.DRAFT]
    past = workshops.past(sight.connection, sight.now, MOST)
    rows, pager = sight.cut(past)
    return Screen(
        title=word("page_meetings.title"),
        lead=word("page_meetings.lead"),
        figures=(
            Figure(number=write_whole(len(coming)), counts=word("page_meetings.coming_count")),
            Figure(number=write_whole(len(past)), counts=word("page_meetings.past_count")),
        ),
        blocks=(
            _grid(sight, "coming", coming),
            Grid(
                caption=word("page_meetings.past"),
                columns=COLUMNS,
                rows=[_row(sight, one) for one in rows],
                empty=word("page_meetings.no_past"),
                pager=pager,
            ),
        ),
    )


def draw_one(sight: Sight, number: int) -> Screen | None:
    """Return the page of one workshop."""
    one = workshops.get(sight.connection, number)
    if one is None:
        return None
    people = workshops.attendances_of(sight.connection, number)
    rows, pager = sight.cut(people)
    grid = Grid(
        caption=word("page_meetings.people"),
        columns=PEOPLE,
        rows=[_person(sight, person) for person in rows],
        empty=word("page_meetings.nobody"),
        pager=pager,
    )
    facts = (
        (word("column.time"), _time(sight, one)),
        (word("column.place"), one.place or NOTHING),
        (word("column.link"), one.link or NOTHING),
        (word("column.capacity"), NOTHING if one.capacity is None else write_whole(one.capacity)),
    )
    return Screen(
        title=named(one.title),
        lead=word(f"page_meetings.is_{one.state.value}"),
        figures=_figures(people),
        blocks=(Facts(caption=word("page_meetings.facts"), facts=facts), *_charts(people), grid),
    )


def _grid(sight: Sight, name: str, found: Sequence[Workshop]) -> Grid:
    rows = [_row(sight, one) for one in found]
    caption, empty = word(f"page_meetings.{name}"), word(f"page_meetings.no_{name}")
    return Grid(caption=caption, columns=COLUMNS, rows=rows, empty=empty)


def _row(sight: Sight, one: Workshop) -> tuple[Cell, ...]:
    people = workshops.attendances_of(sight.connection, one.id)
    answers = Counter(person.answer for person in people)
    return (
        Cell(text=named(one.title), href=f"/dashboard/jadwal/{one.id}"),
        Cell(text=_time(sight, one), value=sight.local(one.starts_at)),
        Cell(text=one.place or one.link or NOTHING),
        count(len(people)),
        count(answers[Answer.YES]),
        count(answers[Answer.MAYBE]),
        count(_present(people)),
    )


def _figures(people: Sequence[Attendance]) -> list[Figure]:
    answers = Counter(person.answer for person in people)
    return [
        Figure(number=write_whole(len(people)), counts=word("page_meetings.invited")),
        *(
            Figure(number=write_whole(answers[one]), counts=_answer(one))
            for one in (Answer.YES, Answer.MAYBE, Answer.NO)
        ),
        Figure(number=write_whole(_present(people)), counts=word("page_meetings.present")),
    ]


def _charts(people: Sequence[Attendance]) -> list[Chart]:
    if not people:
        return []
    answers = Counter(person.answer for person in people)
    shown = {_answer(one): answers[one] for one in (Answer.YES, Answer.MAYBE, Answer.NO, Answer.NONE)}
    shown[word("page_meetings.present")] = _present(people)
    caption = word("page_meetings.chart")
    words = ", ".join(f"{label} {number}" for label, number in shown.items())
    picture = draw_bars(caption, list(shown), [Series(tone="accent", numbers=list(shown.values()))])
    return [Chart(caption=caption, picture=picture, words=f"{words}.")]


def _person(sight: Sight, person: Attendance) -> tuple[Cell, ...]:
    return (
        Cell(text=named(person.name)),
        Cell(text=_answer(person.answer)),
        Cell(text=person.unit or NOTHING),
        sight.moment(person.present_at),
    )


def _present(people: Sequence[Attendance]) -> int:
    return sum(person.present_at is not None for person in people)


def _answer(answer: Answer) -> str:
    return word(f"page_meetings.says_{answer.value or 'nothing'}")


def _time(sight: Sight, one: Workshop) -> str:
    return write_span(Span(one.starts_at, one.ends_at), sight.house.zone)
