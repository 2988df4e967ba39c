"""The page of one form's funnel: how many writers reached each question, and where they stopped."""

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
"""How long a draft is unchanged before it counts as stopped: a week with its weekend."""
MOST_BARS = 10
"""Questions of the picture: more bars do not fit on a phone."""
COLUMNS = (
    Column("question"),
    Column("section", is_plain=True),
    Column("reached", is_number=True),
    Column("here", is_number=True),
    Column("stopped", is_number=True),
)


def draw(ctx: PageContext) -> PageModel:
    """Return the page of the form that is asked for, else of the one with most drafts."""
    forms = {form.id: form for form in ctx.app.forms.offered()}
    form = forms.get(ctx.query.get("formulir", "")) or _busiest(ctx, forms)
    names = [question.id for _, question in form.questions()]
    steps = funnel(ctx.connection, form.id, names, ctx.now, QUIET)
    table = DataTable(
        caption=word("page_funnel.table", form=form.short),
        columns=COLUMNS,
        rows=[_row(form, step) for step in steps] if any(step.reached for step in steps) else [],
        empty=word("page_funnel.none", form=form.short),
    )
    form_select = Select(
        name="formulir",
        label=word("column.form"),
        choices={flow.id: flow.short for flow in forms.values()},
        chosen=form.id,
    )
    return PageModel(
        title=word("page_funnel.title"),
        lead=word("page_funnel.lead"),
        figures=_figures(steps),
        blocks=(ctx.filter_bar(form_select), *_charts(form, steps), table),
    )


def _busiest(ctx: PageContext, forms: Mapping[str, Flow]) -> Flow:
    """Return the form in which most drafts are written."""
    counts = Counter(draft_progress.flow for draft_progress in draft_list.drafts(ctx.connection, OPENING))
    return max(forms.values(), key=lambda form: counts[form.id])


def _figures(steps: Sequence[FunnelStep]) -> list[Metric]:
    begun = max((step.reached for step in steps), default=0)
    here, stopped = sum(step.here for step in steps), sum(step.stopped for step in steps)
    return [
        Metric(number=write_whole(begun), counts=word("page_funnel.begun")),
        Metric(number=write_whole(here), counts=word("page_funnel.open")),
        Metric(number=write_whole(stopped), counts=word("page_funnel.stopped", days=QUIET.days)),
        Metric(number=write_whole(begun - here), counts=word("page_funnel.sent")),
    ]


def _charts(form: Flow, steps: Sequence[FunnelStep]) -> list[Chart]:
    if not any(step.reached for step in steps):
        return []
    return [_reached(form, steps), *_stopped(form, steps)]


def _reached(form: Flow, steps: Sequence[FunnelStep]) -> Chart:
    """Return the bars of sections: how many reached the question of each that most reached."""
    reached: dict[str, int] = {}
    for step in steps:
        title = _section(form, step.question)
        reached[title] = max(reached.get(title, 0), step.reached)
    caption = word("page_funnel.reached")
    words = word("page_funnel.reached_words", parts=", ".join(f"{title} {number}" for title, number in reached.items()))
    picture = draw_bars(caption, list(reached), [Series(tone="accent", numbers=list(reached.values()))])
    return Chart(caption=caption, picture=picture, words=words)


def _stopped(form: Flow, steps: Sequence[FunnelStep]) -> list[Chart]:
    """Return the bars of the questions at which most drafts stand, in the form's order; none without such drafts."""
    most = sorted(
        (step for step in steps if step.here),
        key=lambda step: (-step.stopped, -step.here),
    )[:MOST_BARS]
    shown = [step for step in steps if step in most]
    if not shown:
        return []
    caption = word("page_funnel.places")
    worst = most[0]
    words = word("page_funnel.worst", question=_label(form, worst.question), here=worst.here, stopped=worst.stopped)
    series = [
        Series(tone="revise", numbers=[step.stopped for step in shown]),
        Series(tone="writing", numbers=[step.here - step.stopped for step in shown]),
    ]
    picture = draw_bars(caption, [_label(form, step.question) for step in shown], series)
    legend = (
        LegendItem(tone="revise", name=word("page_funnel.is_still", days=QUIET.days)),
        LegendItem(tone="writing", name=word("page_funnel.is_moving")),
    )
    return [Chart(caption=caption, picture=picture, words=words, legend=legend, says_more=True)]


def _row(form: Flow, step: FunnelStep) -> tuple[Cell, ...]:
    where = Cell(text=_section(form, step.question))
    return (
        Cell(text=_label(form, step.question)),
        where,
        count(step.reached),
        count(step.here),
        count(step.stopped),
    )


def _label(form: Flow, name: str) -> str:
    return word("page_funnel.end") if name == END else form.question(name).label


def _section(form: Flow, name: str) -> str:
    return word("page_funnel.end") if name == END else heading_of(form.section_of(name))
