"""The sums of what messages cost, by time and by draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from storage.db.database import Database
from storage.messages import costs, deliveries, outbox
from storage.messages.costs import Cost
from storage.records import DeliveryReport, DeliveryStatus
from tests.fakes.storage_values import ALICE, NOW, begin, later, reply

JULY, AUGUST = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC)


def report(name: str, at: datetime, category: str | None = "service", **more: object) -> DeliveryReport:
    first = DeliveryReport(
        channel="whatsapp", message=name, address="1/2", arrival=DeliveryStatus.SENT, at=at, pricing_category=category,
        billable=None if category is None else True,
    )  # fmt: skip
    return replace(first, **more)  # type: ignore[arg-type]


async def note(database: Database, *reports: DeliveryReport) -> None:
    for delivery_report in reports:
        await database.write(deliveries.note, delivery_report)


async def test_messages_are_counted_once_however_often_they_are_reported(database: Database) -> None:
    sent = report("a", JULY)
    await note(database, sent, sent, replace(sent, arrival=DeliveryStatus.READ, at=AUGUST))
    assert await database.read(costs.between, "whatsapp", JULY, AUGUST) == [
        Cost(category="service", messages=1, billable=1)
    ]
    assert await database.read(costs.between, "whatsapp", AUGUST, later(0)) == []
    assert await database.read(costs.span, "whatsapp") == (JULY, JULY)


async def test_what_failed_or_is_free_is_not_paid_for(database: Database) -> None:
    await note(
        database,
        report("a", JULY, "UTILITY"),
        report("b", JULY, "utility", billable=False),
        report("c", JULY, "utility", arrival=DeliveryStatus.FAILED),
        report("d", JULY, None),
        report("f", JULY, "utility", pricing_type="free_customer_service"),
        report("g", JULY, "utility", pricing_type="regular", billable=None),
        replace(report("e", JULY), channel="another"),
    )
    assert await database.read(costs.between, "whatsapp", JULY, AUGUST) == [
        Cost(category="", messages=1, billable=0),
        Cost(category="utility", messages=4, billable=2),
    ]


async def test_each_draft_has_its_messages_and_the_rest_belongs_to_none(database: Database) -> None:
    _, stored = await database.write(begin)
    new = replace(reply("1", ALICE), conversation=stored.conversation.id)
    (row,) = await database.write(outbox.add, [new], NOW)
    await note(database, report("a", JULY, reply=row.id), report("b", JULY), report("c", JULY, "utility", reply=9999))
    found = {
        (draft_cost.draft, draft_cost.cost.category): draft_cost.cost.messages
        for draft_cost in await database.read(costs.by_draft, "whatsapp")
    }
    assert found == {(stored.conversation.id, "service"): 1, (None, "service"): 1, (None, "utility"): 1}


async def test_nothing_sent_costs_nothing(database: Database) -> None:
    assert await database.read(costs.span, "whatsapp") is None
    assert await database.read(costs.by_draft, "whatsapp") == []
