"""The cost of messages, summed from the vendor's delivery reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from storage.records import DeliveryStatus
from storage.tables import conversations, deliveries, outbox

REGULAR = "regular"
"""The type of a price that is charged; others are free for a reason they name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The messages of one category; "": the vendor has not said which."""

    category: str
    messages: int
    billable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCost:
    """The messages of one category that belong to one draft; None: to no draft that still exists."""

    draft: int | None
    name: str
    cost: Cost


_CATEGORY = func.lower(func.coalesce(deliveries.c.pricing_category, ""))
# The older report said `billable`; the newer says of what type the price is.
_PAID = case(
    (deliveries.c.pricing_type.is_not(None), deliveries.c.pricing_type == REGULAR), else_=deliveries.c.billable
)
_BILLABLE = func.sum(case((_PAID, 1), else_=0))
_FIRST = select(func.min(deliveries.c.first_at), func.max(deliveries.c.first_at))


def span(connection: Connection, channel: str) -> tuple[datetime, datetime] | None:
    """Return when the first and the last message were reported; None if none was."""
    first, last = connection.execute(_FIRST.where(deliveries.c.channel == channel)).one()
    return None if first is None else (first, last)


def between(connection: Connection, channel: str, start: datetime, end: datetime) -> list[Cost]:
    """Return what was sent from `start` on and before `end`, by category."""
    rows = connection.execute(
        select(_CATEGORY, func.count(), _BILLABLE)
        .where(_counts(channel), deliveries.c.first_at >= start, deliveries.c.first_at < end)
        .group_by(_CATEGORY)
        .order_by(_CATEGORY)
    )
    return [Cost(category=category, messages=count, billable=int(paid or 0)) for category, count, paid in rows]


def by_draft(connection: Connection, channel: str) -> list[DraftCost]:
    """Return what was sent for each draft, by category, the newest draft first."""
    rows = connection.execute(
        select(conversations.c.id, func.max(conversations.c.name), _CATEGORY, func.count(), _BILLABLE)
        .select_from(deliveries)
        .join(outbox, outbox.c.id == deliveries.c.reply, isouter=True)
        .join(conversations, conversations.c.id == outbox.c.conversation, isouter=True)
        .where(_counts(channel))
        .group_by(conversations.c.id, _CATEGORY)
        .order_by(conversations.c.id.desc(), _CATEGORY)
    )
    return [
        DraftCost(draft=number, name=name or "", cost=Cost(category=category, messages=count, billable=int(paid or 0)))
        for number, name, category, count, paid in rows
    ]


def _counts(channel: str) -> ColumnElement[bool]:
    """Return the condition for messages that arrived: a failed one costs nothing."""
    return and_(deliveries.c.channel == channel, deliveries.c.arrival != DeliveryStatus.FAILED.value)
