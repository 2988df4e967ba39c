"""The report of a broadcast's deliveries: a picture, and a table with a row for each person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.channels.failures import failure_of
from bot.chat.app_names import app_name
from bot.chat.context import ChatContext
from bot.features.broadcasts.buttons import back_button
from bot.features.broadcasts.preview import subject
from bot.files.report_context import ReportContext
from bot.language.moments import write_moment
from bot.texts import say, word
from flows.messages import Attachment, Reply
from storage.outreach import broadcasts
from storage.outreach.broadcasts import Broadcast, Delivery, DeliveryState
from storage.people import contacts, units
from storage.records import UnitState

PICTURE, SHEET = "siaran.png", "siaran.xlsx"
PNG = "image/png"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = ("name", "unit", "channel", "fate", "why", "when")
ORDER = (
    DeliveryState.READ,
    DeliveryState.DELIVERED,
    DeliveryState.SENT,
    DeliveryState.QUEUED,
    DeliveryState.HELD,
    DeliveryState.FAILED,
    DeliveryState.UNCERTAIN,
    DeliveryState.STOPPED,
    DeliveryState.UNSUBSCRIBED,
    DeliveryState.UNREACHABLE,
)
"""The states from best to worst, as a report lists them."""


def show_picture(ctx: ChatContext, broadcast: Broadcast) -> None:
    """Send the report as a picture."""
    _send(ctx, broadcast, PICTURE, PNG)


def show_sheet(ctx: ChatContext, broadcast: Broadcast) -> None:
    """Send the report as a table."""
    _send(ctx, broadcast, SHEET, XLSX)


def read_picture(connection: Connection, report: ReportContext, attachment: Attachment) -> Callable[[], bytes]:
    """Return the drawing of the picture, with all it shows read."""
    broadcast = _read(connection, attachment)
    counts = Counter(broadcasts.tally(connection, broadcast.id))
    maker = None if broadcast.maker is None else contacts.get(connection, broadcast.maker)
    who = word("bulletin.somebody") if maker is None or not maker.name else maker.name
    when = write_moment(broadcast.started_at or broadcast.created_at, report.zone)
    from bot.render.delivery_chart import Bar, draw_deliveries  # typst, which a start can do without

    return partial(
        draw_deliveries,
        [Bar(state.value, state_label(state), counts[state]) for state in ORDER if counts[state]],
        head=subject(broadcast.reply),
        foot=word("report.foot", number=broadcast.id, who=who, when=when),
    )


def read_sheet(connection: Connection, report: ReportContext, attachment: Attachment) -> Callable[[], bytes]:
    """Return the drawing of the table, with its rows read."""
    from bot.render.workbook import Sheet, draw_sheets

    broadcast = _read(connection, attachment)
    names = {unit.id: unit.name for unit in units.in_states(connection, *UnitState)}
    rows = [
        (
            copy.name or word("unit.nameless"),
            names.get(copy.unit or 0, ""),
            app_name(copy.channel),
            state_label(copy.state),
            why(copy),
            _local(copy.sent_at, report.zone),
        )
        for copy in broadcasts.deliveries_of(connection, broadcast.id)
    ]
    columns = [word(f"report.column_{name}") for name in COLUMNS]
    return partial(draw_sheets, [Sheet(word("report.sheet", number=broadcast.id), columns, rows)])


def state_label(state: DeliveryState) -> str:
    """Return the words for a delivery's state."""
    return word(f"report.fate_{state.value}")


def why(copy: Delivery) -> str:
    """Return why a copy has not arrived, in words an admin can act on; "" if it has, or is on its way."""
    if copy.state in (DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ, DeliveryState.QUEUED):
        return ""
    if copy.state is not DeliveryState.FAILED:
        return word(f"report.why_{copy.state.value}")
    return word(f"report.why_{failure_of(copy.channel, copy.reason) or 'refused'}")


def _send(ctx: ChatContext, broadcast: Broadcast, document: str, mime: str) -> None:
    stem, _, ending = document.partition(".")
    attachment = Attachment(name=f"{stem}-{broadcast.id}.{ending}", mime=mime, document=document, about=broadcast.id)
    text = say("report.caption", subject=subject(broadcast.reply))
    ctx.say(Reply(text=text, attachments=(attachment,), actions=(back_button(broadcast),)))


def _read(connection: Connection, attachment: Attachment) -> Broadcast:
    broadcast = broadcasts.get(connection, attachment.about)
    if broadcast is None:
        raise LookupError(f"there is no announcement {attachment.about}")
    return broadcast


def _local(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return None if moment is None else moment.astimezone(zone).replace(microsecond=0)
