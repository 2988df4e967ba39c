"""Draws the board as a picture and as a workbook; what stands in it depends on who asked for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from sqlalchemy import Connection

from bot.chat.forms import OPENING
from bot.chat.roles import Role
from bot.files.draft_source import ContentError
from bot.files.report_context import ReportContext
from bot.language.moments import write_moment
from bot.language.unit_names import KINDS
from bot.render.progress_picture import LOOKS, UnitStanding, draw_progress
from bot.render.workbook import Sheet, Value, draw_sheets
from bot.texts import word
from flows.messages import Address, Attachment
from flows.text_format import listed
from storage.outreach.audience import Stage
from storage.reports import draft_list, progress
from storage.reports.draft_list import DraftProgress
from storage.reports.progress import PersonProgress, UnitProgress
from storage.reviews import reviews

PICTURE, WORKBOOK = "board.png", "board.xlsx"
PNG = "image/png"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNITS = ("unit", "kind", "state", "people", "drafts")
DRAFTS = ("draft", "form", "state", "unit", "kind", "writer", "others", "version", "coaches")
DAYS = ("begun", "submitted", "changed")
IDLE = ("name", "unit", "kind", "joined", "active")


def kind_word(kind: str) -> str:
    """Return how a kind of unit is called at the beginning of a line: "Rumah sakit"."""
    name = KINDS.get(kind, kind)
    return name[:1].upper() + name[1:]


def read_units(connection: Connection) -> list[UnitProgress]:
    """Return where every unit stands, the kinds in the order in which they are always named."""
    order = list(KINDS)
    found = progress.standings(connection, OPENING)
    return sorted(
        found, key=lambda unit_progress: order.index(unit_progress.kind) if unit_progress.kind in order else len(order)
    )


def versions_for(connection: Connection, contact: int, roles: Collection[Role]) -> Mapping[int, Collection[int]] | None:
    """Return the drafts somebody may read, each with its versions; None: all of all, for an admin."""
    return None if Role.ADMIN in roles else reviews.readable(connection, contact)


def sheet_names(roles: Collection[Role]) -> list[str]:
    """Return what the workbook holds for whoever has these roles."""
    kinds = ("units", "drafts", "idle") if Role.ADMIN in roles else ("units", "drafts")
    return [word(f"board.sheet_{kind}") for kind in kinds]


def read_picture(connection: Connection, desk: ReportContext, _: Attachment) -> Callable[[], bytes]:
    """Read every unit's standing; it is the same for everybody who may see the board."""
    found = [
        UnitStanding(unit=unit_progress.name, kind=kind_word(unit_progress.kind), progress=unit_progress.progress)
        for unit_progress in read_units(connection)
    ]
    now = desk.now()
    foot = word("board.picture_foot", moment=write_moment(now, desk.zone))
    return partial(draw_progress, found, head=word("board.picture_head"), foot=foot)


def read_workbook(connection: Connection, desk: ReportContext, attachment: Attachment) -> Callable[[], bytes]:
    """Read what the one who asked may see: of drafts a coach only those they review, and no list of people."""
    place = attachment.asked_at
    roles = desk.roles(connection, attachment.about, place) if place is not None else frozenset()
    if not roles:
        raise ContentError(f"{attachment.about} may not see the board")
    sees_all = Role.ADMIN in roles
    readable = versions_for(connection, attachment.about, roles)
    drafts = [
        draft_progress
        for draft_progress in draft_list.drafts(connection, OPENING)
        if readable is None or draft_progress.id in readable
    ]
    sheets = [
        _units(desk, read_units(connection), names=sees_all),
        _drafts(connection, desk, drafts),
    ]
    if sees_all:
        idle = [
            person_progress
            for person_progress in progress.people(connection, OPENING)
            if person_progress.progress is Stage.NOTHING
        ]
        sheets.append(_idle(desk, idle))
    return partial(draw_sheets, sheets)


def _units(desk: ReportContext, units: Sequence[UnitProgress], *, names: bool) -> Sheet:
    states = [stage for stage in reversed(Stage) if stage is not Stage.NOTHING]
    columns = [
        *_heads(UNITS),
        *(LOOKS[stage].name for stage in states),
        *_heads(("names", "active") if names else ("active",)),
    ]
    rows: list[list[Value]] = [
        [
            unit_progress.name,
            kind_word(unit_progress.kind),
            LOOKS[unit_progress.progress].name,
            unit_progress.people,
            sum(unit_progress.drafts.values()),
            *(unit_progress.drafts.get(state, 0) for state in states),
            *([listed(list(unit_progress.names))] if names else []),
            desk.local(unit_progress.active_at),
        ]
        for unit_progress in units
    ]
    return Sheet(word("sheet_column.unit"), columns, rows)


def _drafts(connection: Connection, desk: ReportContext, drafts: Sequence[DraftProgress]) -> Sheet:
    rows: list[list[Value]] = [
        [
            draft_progress.name,
            desk.forms.flow(connection, draft_progress.flow, draft_progress.version).short,
            LOOKS[draft_progress.progress].name,
            draft_progress.unit_name,
            kind_word(draft_progress.kind),
            draft_progress.owner_name,
            ", ".join(draft_progress.others),
            draft_progress.revision,
            ", ".join(draft_progress.coaches),
            *(
                desk.local(at)
                for at in (draft_progress.created_at, draft_progress.submitted_at, draft_progress.updated_at)
            ),
        ]
        for draft_progress in drafts
    ]
    return Sheet(word("sheet_column.draft"), _heads((*DRAFTS, *DAYS)), rows)


def _idle(desk: ReportContext, people: Sequence[PersonProgress]) -> Sheet:
    rows: list[list[Value]] = [
        [
            person_progress.name,
            person_progress.unit_name,
            kind_word(person_progress.kind),
            desk.local(person_progress.created_at),
            desk.local(person_progress.seen_at),
        ]
        for person_progress in people
    ]
    return Sheet(LOOKS[Stage.NOTHING].name.capitalize(), _heads(IDLE), rows)


def _heads(columns: Sequence[str]) -> list[str]:
    return [word(f"sheet_column.{column}") for column in columns]


def picture_of(day: str) -> Attachment:
    """Name the picture of this day."""
    return Attachment(name=word("board.picture", day=day), mime=PNG, document=PICTURE)


def workbook_for(contact: int, place: Address, day: str) -> Attachment:
    """Name the workbook of this day for whoever asks for it at a place."""
    name = word("board.sheet", day=day)
    return Attachment(name=name, mime=XLSX, document=WORKBOOK, about=contact, asked_at=place)
