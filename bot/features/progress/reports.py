"""Reports on the progress of all units: a picture, and a workbook whose content depends on who asks."""

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
    """Return the name of a kind of unit with a capital letter: "Rumah sakit"."""
    name = KINDS.get(kind, kind)
    return name[:1].upper() + name[1:]


def read_units(connection: Connection) -> list[UnitProgress]:
    """Return the progress of every unit, in the order of KINDS."""
    order = list(KINDS)
    standings = progress.standings(connection, OPENING)
    return sorted(standings, key=lambda unit: order.index(unit.kind) if unit.kind in order else len(order))


def versions_for(connection: Connection, contact: int, roles: Collection[Role]) -> Mapping[int, Collection[int]] | None:
    """Return the drafts that a contact may read, each with its versions; None for an admin, who may read all."""
    return None if Role.ADMIN in roles else reviews.readable(connection, contact)


def sheet_names(roles: Collection[Role]) -> list[str]:
    """Return the names of the sheets that somebody with these roles gets."""
    kinds = ("units", "drafts", "idle") if Role.ADMIN in roles else ("units", "drafts")
    return [word(f"board.sheet_{kind}") for kind in kinds]


def read_picture(connection: Connection, report: ReportContext, _: Attachment) -> Callable[[], bytes]:
    """Return what draws the picture; it is the same for everybody who may see the progress."""
    standings = [
        UnitStanding(unit=unit.name, kind=kind_word(unit.kind), progress=unit.progress)
        for unit in read_units(connection)
    ]
    now = report.now()
    foot = word("board.picture_foot", moment=write_moment(now, report.zone))
    return partial(draw_progress, standings, head=word("board.picture_head"), foot=foot)


def read_workbook(connection: Connection, report: ReportContext, attachment: Attachment) -> Callable[[], bytes]:
    """Return what draws the workbook: all for an admin; for a coach their own drafts, and no list of people."""
    address = attachment.asked_at
    roles = report.roles(connection, attachment.about, address) if address is not None else frozenset()
    if not roles:
        raise ContentError(f"{attachment.about} may not see the board")
    sees_all = Role.ADMIN in roles
    readable = versions_for(connection, attachment.about, roles)
    drafts = [draft for draft in draft_list.drafts(connection, OPENING) if readable is None or draft.id in readable]
    sheets = [
        _units(report, read_units(connection), names=sees_all),
        _drafts(connection, report, drafts),
    ]
    if sees_all:
        idle = [person for person in progress.people(connection, OPENING) if person.progress is Stage.NOTHING]
        sheets.append(_idle(report, idle))
    return partial(draw_sheets, sheets)


def _units(report: ReportContext, units: Sequence[UnitProgress], *, names: bool) -> Sheet:
    states = [stage for stage in reversed(Stage) if stage is not Stage.NOTHING]
    columns = [
        *_heads(UNITS),
        *(LOOKS[stage].name for stage in states),
        *_heads(("names", "active") if names else ("active",)),
    ]
    rows: list[list[Value]] = [
        [
            unit.name,
            kind_word(unit.kind),
            LOOKS[unit.progress].name,
            unit.people,
            sum(unit.drafts.values()),
            *(unit.drafts.get(state, 0) for state in states),
            *([listed(list(unit.names))] if names else []),
            report.local(unit.active_at),
        ]
        for unit in units
    ]
    return Sheet(word("sheet_column.unit"), columns, rows)


def _drafts(connection: Connection, report: ReportContext, drafts: Sequence[DraftProgress]) -> Sheet:
    rows: list[list[Value]] = [
        [
            draft.name,
            report.forms.flow(connection, draft.flow, draft.version).short,
            LOOKS[draft.progress].name,
            draft.unit_name,
            kind_word(draft.kind),
            draft.owner_name,
            ", ".join(draft.others),
            draft.revision,
            ", ".join(draft.coaches),
            *(report.local(at) for at in (draft.created_at, draft.submitted_at, draft.updated_at)),
        ]
        for draft in drafts
    ]
    return Sheet(word("sheet_column.draft"), _heads((*DRAFTS, *DAYS)), rows)


def _idle(report: ReportContext, people: Sequence[PersonProgress]) -> Sheet:
    rows: list[list[Value]] = [
        [
            person.name,
            person.unit_name,
            kind_word(person.kind),
            report.local(person.created_at),
            report.local(person.seen_at),
        ]
        for person in people
    ]
    return Sheet(LOOKS[Stage.NOTHING].name.capitalize(), _heads(IDLE), rows)


def _heads(columns: Sequence[str]) -> list[str]:
    return [word(f"sheet_column.{column}") for column in columns]


def picture_of(day: str) -> Attachment:
    """Return the attachment of the picture of a day; it is drawn when it is sent."""
    return Attachment(name=word("board.picture", day=day), mime=PNG, document=PICTURE)


def workbook_for(contact: int, address: Address, day: str) -> Attachment:
    """Return the attachment of the workbook of a day, for a contact at an address; it is drawn when it is sent."""
    name = word("board.sheet", day=day)
    return Attachment(name=name, mime=XLSX, document=WORKBOOK, about=contact, asked_at=address)
