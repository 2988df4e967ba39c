"""Draws where people stop in a form, question by question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.chat.forms import OPENING
from bot.dashboard.charts import Series, draw_bars
from bot.dashboard.page_model import Cell, Chart, Column, DataTable, LegendItem, Metric, PageModel, Select
from bot.dashboard.view_context import PageContext, count
from bot.texts import word
from flows.forms.model import Flow
from flows.language.formatting import heading_of
from flows.language.numbers import write_whole
from storage.reports import draft_list
from storage.reports.funnel import END, FunnelStep, funnel

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


def draw(ctx: PageContext) -> PageModel:
    """Return the page of one form: the one that is asked for, or the first."""
    forms = {form.id: form for form in ctx.app.forms.offered()}
    form = forms.get(ctx.query.get("formulir", "")) or _busiest(ctx, forms)
    names = [question.id for _, question in form.questions()]
    found = funnel(ctx.connection, form.id, names, ctx.now, QUIET)
    grid = DataTable(
        caption=word("page_funnel.table", form=form.short),
        columns=COLUMNS,
        rows=[_row(form, funnel_step) for funnel_step in found]
        if any(funnel_step.reached for funnel_step in found)
        else [],
        empty=word("page_funnel.none", form=form.short),
    )
    pick = Select(
        name="formulir",
        label=word("column.form"),
        choices={flow.id: flow.short for flow in forms.values()},
        chosen=form.id,
    )
    return PageModel(
        title=word("page_funnel.title"),
        lead=word("page_funnel.lead"),
        figures=_figures(found),
        blocks=(ctx.narrow(pick), *_charts(form, found), grid),
    )


def _busiest(ctx: PageContext, forms: Mapping[str, Flow]) -> Flow:
    """Return the form in which most drafts are written."""
    counts = Counter(draft_progress.flow for draft_progress in draft_list.drafts(ctx.connection, OPENING))
    return max(forms.values(), key=lambda form: counts[form.id])


def _figures(found: Sequence[FunnelStep]) -> list[Metric]:
    begun = max((funnel_step.reached for funnel_step in found), default=0)
    here, stopped = sum(funnel_step.here for funnel_step in found), sum(funnel_step.stopped for funnel_step in found)
    return [
        Metric(number=write_whole(begun), counts=word("page_funnel.begun")),
        Metric(number=write_whole(here), counts=word("page_funnel.open")),
        Metric(number=write_whole(stopped), counts=word("page_funnel.stopped", days=QUIET.days)),
        Metric(number=write_whole(begun - here), counts=word("page_funnel.sent")),
    ]


def _charts(form: Flow, found: Sequence[FunnelStep]) -> list[Chart]:
    if not any(funnel_step.reached for funnel_step in found):
        return []
    return [_reached(form, found), *_stopped(form, found)]


def _reached(form: Flow, found: Sequence[FunnelStep]) -> Chart:
    """Show how many came to each section: as many as came to the question of it that most reached."""
    came: dict[str, int] = {}
    for funnel_step in found:
        title = _section(form, funnel_step.question)
        came[title] = max(came.get(title, 0), funnel_step.reached)
    caption = word("page_funnel.reached")
    words = word("page_funnel.reached_words", parts=", ".join(f"{title} {number}" for title, number in came.items()))
    picture = draw_bars(caption, list(came), [Series(tone="accent", numbers=list(came.values()))])
    return Chart(caption=caption, picture=picture, words=words)


def _stopped(form: Flow, found: Sequence[FunnelStep]) -> list[Chart]:
    """Show the questions at which most stand, in the form's order."""
    most = sorted(
        (funnel_step for funnel_step in found if funnel_step.here),
        key=lambda funnel_step: (-funnel_step.stopped, -funnel_step.here),
    )[:MOST_BARS]
    shown = [funnel_step for funnel_step in found if funnel_step in most]
    if not shown:
        return []
    caption = word("page_funnel.places")
    worst = most[0]
    words = word("page_funnel.worst", question=_label(form, worst.question), here=worst.here, stopped=worst.stopped)
    series = [
        Series(tone="revise", numbers=[funnel_step.stopped for funnel_step in shown]),
        Series(tone="writing", numbers=[funnel_step.here - funnel_step.stopped for funnel_step in shown]),
    ]
    picture = draw_bars(caption, [_label(form, funnel_step.question) for funnel_step in shown], series)
    legend = (
        LegendItem(tone="revise", name=word("page_funnel.is_still", days=QUIET.days)),
        LegendItem(tone="writing", name=word("page_funnel.is_moving")),
    )
    return [Chart(caption=caption, picture=picture, words=words, legend=legend, says_more=True)]


def _row(form: Flow, funnel_step: FunnelStep) -> tuple[Cell, ...]:
    where = Cell(text=_section(form, funnel_step.question))
    return (
        Cell(text=_label(form, funnel_step.question)),
        where,
        count(funnel_step.reached),
        count(funnel_step.here),
        count(funnel_step.stopped),
    )


def _label(form: Flow, name: str) -> str:
    return word("page_funnel.end") if name == END else form.question(name).label


def _section(form: Flow, name: str) -> str:
    return word("page_funnel.end") if name == END else heading_of(form.section_of(name))
