"""Reports what became of an announcement: as a picture, and as a table with a row for each person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.channels.failures import failure_of
from bot.chat.app_names import app
from bot.chat.context import Visit
from bot.features.broadcasts.preview import known, lost, subject
from bot.files.report_context import Desk
from bot.language.moments import write_moment
from bot.texts import say, word
from flows.messages import Attachment, Button, Reply
from storage.outreach import broadcasts
from storage.outreach.broadcasts import Broadcast, Copy, Fate
from storage.people import contacts, units
from storage.records import UnitState

PICTURE, SHEET = "siaran.png", "siaran.xlsx"
PNG = "image/png"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = ("name", "unit", "channel", "fate", "why", "when")
ORDER = (
    Fate.READ,
    Fate.DELIVERED,
    Fate.SENT,
    Fate.QUEUED,
    Fate.HELD,
    Fate.FAILED,
    Fate.UNCERTAIN,
    Fate.STOPPED,
    Fate.UNSUBSCRIBED,
    Fate.UNREACHABLE,
)
"""The fates from best to worst, as a report lists them."""


def show_picture(visit: Visit, number: str) -> None:
    """Send the report as a picture."""
    _send(visit, number, PICTURE, PNG)


def show_sheet(visit: Visit, number: str) -> None:
    """Send the report as a table."""
    _send(visit, number, SHEET, XLSX)


def read_picture(connection: Connection, desk: Desk, attachment: Attachment) -> Callable[[], bytes]:
    """Read what the picture shows."""
    one = _read(connection, attachment)
    counts = Counter(broadcasts.tally(connection, one.id))
    maker = None if one.maker is None else contacts.get(connection, one.maker)
    who = word("bulletin.somebody") if maker is None or not maker.name else maker.name
    when = write_moment(one.started_at or one.created_at, desk.zone)
    from bot.render.delivery_chart import Bar, draw_fates  # typst, which a start can do without

    return partial(
        draw_fates,
        [Bar(fate.value, fate_word(fate), counts[fate]) for fate in ORDER if counts[fate]],
        head=subject(one.reply),
        foot=word("report.foot", number=one.id, who=who, when=when),
    )


def read_sheet(connection: Connection, desk: Desk, attachment: Attachment) -> Callable[[], bytes]:
    """Read the rows of the table."""
    from bot.render.workbook import Sheet, draw_sheets

    one = _read(connection, attachment)
    names = {unit.id: unit.name for unit in units.of(connection, *UnitState)}
    rows = [
        (
            copy.name or word("unit.nameless"),
            names.get(copy.unit or 0, ""),
            app(copy.channel),
            fate_word(copy.fate),
            why(copy),
            _local(copy.sent_at, desk.zone),
        )
        for copy in broadcasts.copies(connection, one.id)
    ]
    columns = [word(f"report.column_{name}") for name in COLUMNS]
    return partial(draw_sheets, [Sheet(word("report.sheet", number=one.id), columns, rows)])


def fate_word(fate: Fate) -> str:
    """Say in few words what became of a copy."""
    return word(f"report.fate_{fate.value}")


def why(copy: Copy) -> str:
    """Say why a copy has not arrived, in words an admin can do something with."""
    if copy.fate in (Fate.SENT, Fate.DELIVERED, Fate.READ, Fate.QUEUED):
        return ""
    if copy.fate is not Fate.FAILED:
        return word(f"report.why_{copy.fate.value}")
    return word(f"report.why_{failure_of(copy.channel, copy.reason) or 'refused'}")


def _send(visit: Visit, number: str, document: str, mime: str) -> None:
    one = known(visit, number)
    if one is None or one.started_at is None:
        lost(visit)
        return
    stem, _, ending = document.partition(".")
    attachment = Attachment(name=f"{stem}-{one.id}.{ending}", mime=mime, document=document, about=one.id)
    actions = (Button(word("siaran.back"), "siaran_open", number),)
    text = say("report.caption", subject=subject(one.reply))
    visit.say(Reply(text=text, attachments=(attachment,), actions=actions))


def _read(connection: Connection, attachment: Attachment) -> Broadcast:
    one = broadcasts.get(connection, attachment.about)
    if one is None:
        raise LookupError(f"there is no announcement {attachment.about}")
    return one


def _local(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return None if moment is None else moment.astimezone(zone).replace(microsecond=0)
