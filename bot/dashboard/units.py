"""Draws the list of units, each with a button that closes it or opens it again."""

from __future__ import annotations

from bot.dashboard.page_model import PRESS, Cell, Column, Figure, Grid, Press, Screen
from bot.dashboard.state_cells import kind
from bot.dashboard.view_context import NOTHING, Sight, count, named
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
STATES = {one: f"page_units.is_{one.value}" for one in UnitState}
CLOSE, OPEN = "/dashboard/unit/tutup", "/dashboard/unit/buka"


def draw(sight: Sight) -> Screen:
    """Return the units, those that people proposed first."""
    every = units.of(sight.connection, *UnitState)
    order = [UnitState.PROPOSED, UnitState.LISTED, UnitState.CLOSED]
    shown = sorted((one for one in every if _is_wanted(sight, one)), key=lambda one: (order.index(one.state), one.name))
    rows, pager = sight.cut(shown)
    grid = Grid(
        caption=word("page_units.table"),
        columns=COLUMNS,
        rows=[_row(sight, one) for one in rows],
        empty=word("page_units.none"),
        pager=pager,
    )
    states = {one.value: word(key) for one, key in STATES.items()}
    kinds = {name: KINDS.get(name, name) for name in dict.fromkeys(one.kind for one in every)}
    return Screen(
        title=word("page_units.title"),
        lead=word("page_units.lead"),
        figures=[
            Figure(
                number=write_whole(sum(one.state is state for one in every)),
                counts=word(key),
                href=sight.href(keadaan=state.value),
            )
            for state, key in STATES.items()
        ],
        blocks=(
            sight.narrow(
                sight.pick("keadaan", word("column.state"), states),
                sight.pick("jenis", word("column.kind"), kinds),
                search=word("page_units.search"),
            ),
            grid,
        ),
    )


def _is_wanted(sight: Sight, one: Unit) -> bool:
    at, of = sight.query.get("keadaan", ""), sight.query.get("jenis", "")
    text = " ".join((one.name, one.code, *one.aliases)).lower()
    parts = sight.query.get("cari", "").lower().split()
    return at in ("", one.state.value) and of in ("", one.kind) and all(part in text for part in parts)


def _row(sight: Sight, one: Unit) -> tuple[Cell, ...]:
    coaches = [named(name) for name in units.coaches(sight.connection, one.id).values()]
    is_proposed = one.state is UnitState.PROPOSED
    return (
        Cell(text=one.name),
        Cell(text=word(STATES[one.state])),
        kind(one.kind),
        Cell(text=NOTHING if is_proposed else one.code),
        count(units.people(sight.connection, one.id)),
        Cell(text=listed(coaches) or NOTHING),
        Cell(text=word("page_units.decide")) if is_proposed else Cell(press=_press(one)),
    )


def _press(one: Unit) -> Press:
    is_closed = one.state is UnitState.CLOSED
    return Press(
        label=word("unit.unit_open" if is_closed else "unit.unit_close"),
        path=OPEN if is_closed else CLOSE,
        fields={"unit": str(one.id)},
        about=one.name,
    )
