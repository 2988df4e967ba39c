"""The page of units, each with a button that closes or reopens it."""

from __future__ import annotations

from bot.dashboard.page_model import PRESS, Cell, Column, DataTable, Metric, PageModel, PostButton
from bot.dashboard.state_cells import kind
from bot.dashboard.view_context import NOTHING, PageContext, count, named
from bot.language.unit_names import KINDS
from bot.texts import word
from flows.language.numbers import write_whole
from flows.text_format import listed
from storage.people import units
from storage.records import Unit, UnitState

COLUMNS = (
    Column("unit"),
    Column("state", is_plain=True),
    Column("kind", is_plain=True),
    Column("code"),
    Column("people", is_number=True),
    Column("coaches"),
    Column(PRESS, is_plain=True),
)
STATES = {unit_state: f"page_units.is_{unit_state.value}" for unit_state in UnitState}
CLOSE, OPEN = "/dashboard/unit/tutup", "/dashboard/unit/buka"


def draw(ctx: PageContext) -> PageModel:
    """Return the page of units, proposed ones first."""
    every = units.in_states(ctx.connection, *UnitState)
    order = [UnitState.PROPOSED, UnitState.LISTED, UnitState.CLOSED]
    shown = sorted(
        (unit for unit in every if _is_wanted(ctx, unit)), key=lambda unit: (order.index(unit.state), unit.name)
    )
    rows, pager = ctx.paged(shown)
    table = DataTable(
        caption=word("page_units.table"),
        columns=COLUMNS,
        rows=[_row(ctx, unit) for unit in rows],
        empty=word("page_units.none"),
        pager=pager,
    )
    states = {unit_state.value: word(key) for unit_state, key in STATES.items()}
    kinds = {name: KINDS.get(name, name) for name in dict.fromkeys(unit.kind for unit in every)}
    return PageModel(
        title=word("page_units.title"),
        lead=word("page_units.lead"),
        figures=[
            Metric(
                number=write_whole(sum(unit.state is state for unit in every)),
                counts=word(key),
                href=ctx.href(keadaan=state.value),
            )
            for state, key in STATES.items()
        ],
        blocks=(
            ctx.filter_bar(
                ctx.select("keadaan", word("column.state"), states),
                ctx.select("jenis", word("column.kind"), kinds),
                search=word("page_units.search"),
            ),
            table,
        ),
    )


def _is_wanted(ctx: PageContext, unit: Unit) -> bool:
    state, kind_name = ctx.query.get("keadaan", ""), ctx.query.get("jenis", "")
    text = " ".join((unit.name, unit.code, *unit.aliases)).lower()
    parts = ctx.query.get("cari", "").lower().split()
    return state in ("", unit.state.value) and kind_name in ("", unit.kind) and all(part in text for part in parts)


def _row(ctx: PageContext, unit: Unit) -> tuple[Cell, ...]:
    coaches = [named(name) for name in units.coaches(ctx.connection, unit.id).values()]
    is_proposed = unit.state is UnitState.PROPOSED
    return (
        Cell(text=unit.name),
        Cell(text=word(STATES[unit.state])),
        kind(unit.kind),
        Cell(text=NOTHING if is_proposed else unit.code),
        count(units.people(ctx.connection, unit.id)),
        Cell(text=listed(coaches) or NOTHING),
        Cell(text=word("page_units.decide")) if is_proposed else Cell(press=_press(unit)),
    )


def _press(unit: Unit) -> PostButton:
    is_closed = unit.state is UnitState.CLOSED
    return PostButton(
        label=word("unit.unit_open" if is_closed else "unit.unit_close"),
        path=OPEN if is_closed else CLOSE,
        fields={"unit": str(unit.id)},
        about=unit.name,
    )
