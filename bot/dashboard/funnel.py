"""Draws where people stop in a form, question by question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.chat.forms import OPENING
from bot.dashboard.charts import Series, draw_bars
from bot.dashboard.page_model import Cell, Chart, Column, Figure, Grid, Pick, Screen, Swatch
from bot.dashboard.view_context import Sight, count
from bot.texts import word
from flows.forms.model import Flow
from flows.language.formatting import heading_of
from flows.language.numbers import write_whole
from storage.reports import draft_list as overview
from storage.reports.funnel import END, Stop, funnel

QUIET = timedelta(days=7)
"""How long a draft lies untouched before it counts as stopped: a week with its weekend."""
MOST_BARS = 10
COLUMNS = (
    Column("question"),
    Column("section", is_plain=True),
    Column("reached", is_number=True),
    Column("here", is_number=True),
    Column("stopped", is_number=True),
)


def draw(sight: Sight) -> Screen:
    """Return the page of one form: the one that is asked for, or the first."""
    forms = {form.id: form for form in sight.house.forms.offered()}
    form = forms.get(sight.query.get("formulir", "")) or _busiest(sight, forms)
    names = [question.id for _, question in form.questions()]
    found = funnel(sight.connection, form.id, names, sight.now, QUIET)
    grid = Grid(
        caption=word("page_funnel.table", form=form.short),
        columns=COLUMNS,
        rows=[_row(form, one) for one in found] if any(one.reached for one in found) else [],
        empty=word("page_funnel.none", form=form.short),
    )
    pick = Pick(
        name="formulir",
        label=word("column.form"),
        choices={one.id: one.short for one in forms.values()},
        chosen=form.id,
    )
    return Screen(
        title=word("page_funnel.title"),
        lead=word("page_funnel.lead"),
        figures=_figures(found),
        blocks=(sight.narrow(pick), *_charts(form, found), grid),
    )


def _busiest(sight: Sight, forms: Mapping[str, Flow]) -> Flow:
    """Return the form in which most drafts are written."""
    counts = Counter(one.flow for one in overview.drafts(sight.connection, OPENING))
    return max(forms.values(), key=lambda form: counts[form.id])


def _figures(found: Sequence[Stop]) -> list[Figure]:
    begun = max((one.reached for one in found), default=0)
    here, stopped = sum(one.here for one in found), sum(one.stopped for one in found)
    return [
        Figure(number=write_whole(begun), counts=word("page_funnel.begun")),
        Figure(number=write_whole(here), counts=word("page_funnel.open")),
        Figure(number=write_whole(stopped), counts=word("page_funnel.stopped", days=QUIET.days)),
        Figure(number=write_whole(begun - here), counts=word("page_funnel.sent")),
    ]


def _charts(form: Flow, found: Sequence[Stop]) -> list[Chart]:
    if not any(one.reached for one in found):
        return []
    return [_reached(form, found), *_stopped(form, found)]


def _reached(form: Flow, found: Sequence[Stop]) -> Chart:
    """Show how many came to each section: as many as came to the question of it that most reached."""
    came: dict[str, int] = {}
    for one in found:
        title = _section(form, one.question)
        came[title] = max(came.get(title, 0), one.reached)
    caption = word("page_funnel.reached")
    words = word("page_funnel.reached_words", parts=", ".join(f"{title} {number}" for title, number in came.items()))
    picture = draw_bars(caption, list(came), [Series(tone="accent", numbers=list(came.values()))])
    return Chart(caption=caption, picture=picture, words=words)


def _stopped(form: Flow, found: Sequence[Stop]) -> list[Chart]:
    """Show the questions at which most stand, in the form's order."""
    most = sorted((one for one in found if one.here), key=lambda one: (-one.stopped, -one.here))[:MOST_BARS]
    shown = [one for one in found if one in most]
    if not shown:
        return []
    caption = word("page_funnel.places")
    worst = most[0]
    words = word("page_funnel.worst", question=_label(form, worst.question), here=worst.here, stopped=worst.stopped)
    series = [
        Series(tone="revise", numbers=[one.stopped for one in shown]),
        Series(tone="writing", numbers=[one.here - one.stopped for one in shown]),
    ]
    picture = draw_bars(caption, [_label(form, one.question) for one in shown], series)
    legend = (
        Swatch(tone="revise", name=word("page_funnel.is_still", days=QUIET.days)),
        Swatch(tone="writing", name=word("page_funnel.is_moving")),
    )
    return [Chart(caption=caption, picture=picture, words=words, legend=legend, says_more=True)]


def _row(form: Flow, one: Stop) -> tuple[Cell, ...]:
    where = Cell(text=_section(form, one.question))
    return (Cell(text=_label(form, one.question)), where, count(one.reached), count(one.here), count(one.stopped))


def _label(form: Flow, name: str) -> str:
    return word("page_funnel.end") if name == END else form.question(name).label


def _section(form: Flow, name: str) -> str:
    return word("page_funnel.end") if name == END else heading_of(form.section_of(name))
