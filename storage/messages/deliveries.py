"""The delivery status of messages: it only moves forward, in whatever order reports come."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select, update

from storage.db.database import insert_new
from storage.records import DeliveryReport, DeliveryStatus
from storage.tables import deliveries

STEPS = {DeliveryStatus.SENT: 1, DeliveryStatus.DELIVERED: 2, DeliveryStatus.READ: 3, DeliveryStatus.FAILED: 9}
"""The order of statuses; a failure is final."""

_NEW = insert_new(deliveries)
_NOTE = _NEW.on_conflict_do_update(
    index_elements=["channel", "message"],
    set_={name: _NEW.excluded[name] for name in ("arrival", "step", "at", "code", "reason")},
    where=_NEW.excluded.step > deliveries.c.step,
).returning(deliveries.c.message)
_PRICE = (
    update(deliveries)
    .where(deliveries.c.channel == bindparam("on_channel"), deliveries.c.message == bindparam("its_message"))
    .values(
        billable=bindparam("is_billable"),
        pricing_model=bindparam("its_model"),
        pricing_type=bindparam("its_type"),
        pricing_category=bindparam("its_category"),
    )
)
_GET = select(deliveries).where(
    deliveries.c.channel == bindparam("on_channel"), deliveries.c.message == bindparam("its_message")
)


def note(connection: Connection, reported: DeliveryReport) -> bool:
    """Store a report; tell whether it moves the message's status forward."""
    row = {
        "channel": reported.channel,
        "message": reported.message,
        "address": reported.address,
        "reply": reported.reply,
        "arrival": reported.arrival.value,
        "step": STEPS[reported.arrival],
        "at": reported.at,
        "code": reported.code,
        "reason": reported.reason,
        "first_at": reported.at,
    }
    is_news = connection.execute(_NOTE, row).first() is not None
    if reported.pricing_category is not None or reported.billable is not None:
        price = {
            "on_channel": reported.channel,
            "its_message": reported.message,
            "is_billable": reported.billable,
            "its_model": reported.pricing_model,
            "its_type": reported.pricing_type,
            "its_category": reported.pricing_category,
        }
        connection.execute(_PRICE, price)
    return is_news


def get(connection: Connection, channel: str, message: str) -> DeliveryReport | None:
    """Return the last report on a message, or None."""
    row = connection.execute(_GET, {"on_channel": channel, "its_message": message}).mappings().first()
    if row is None:
        return None
    return DeliveryReport(
        channel=row["channel"],
        message=row["message"],
        address=row["address"],
        arrival=DeliveryStatus(row["arrival"]),
        at=row["at"],
        reply=row["reply"],
        code=row["code"],
        reason=row["reason"] or "",
        billable=row["billable"],
        pricing_model=row["pricing_model"],
        pricing_type=row["pricing_type"],
        pricing_category=row["pricing_category"],
    )
