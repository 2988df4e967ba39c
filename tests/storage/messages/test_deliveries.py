"""What became of a message goes forward only, in whatever order the reports come."""

from __future__ import annotations

from itertools import permutations

import pytest

from storage.db.database import Database
from storage.lifecycle import erasure
from storage.messages import deliveries
from storage.people import contacts
from storage.records import DeliveryReport, DeliveryStatus
from tests.fakes.storage_values import ALICE, NOW, later

LIFE = (DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ)


def report(arrival: DeliveryStatus, message: str = "wamid.1", *, priced: bool = False) -> DeliveryReport:
    return DeliveryReport(
        channel=ALICE.channel,
        message=message,
        address=ALICE.id,
        arrival=arrival,
        at=later(list(DeliveryStatus).index(arrival)),
        reply=5,
        billable=True if priced else None,
        pricing_model="PMP" if priced else None,
        pricing_type="regular" if priced else None,
        pricing_category="service" if priced else None,
    )


@pytest.mark.parametrize("order", list(permutations(LIFE)))
async def test_reports_in_any_order_and_twice_end_at_the_furthest(
    database: Database, order: tuple[DeliveryStatus, ...]
) -> None:
    for arrival in (*order, *order):
        await database.write(deliveries.note, report(arrival))
    found = await database.read(deliveries.get, ALICE.channel, "wamid.1")
    assert found is not None
    assert (found.arrival, found.at, found.reply) == (DeliveryStatus.READ, later(2), 5)


async def test_only_what_is_further_is_news(database: Database) -> None:
    news = [await database.write(deliveries.note, report(item)) for item in (LIFE[1], LIFE[1], LIFE[0], LIFE[2])]
    assert news == [True, False, False, True]


async def test_a_failure_is_final(database: Database) -> None:
    for arrival in (DeliveryStatus.SENT, DeliveryStatus.FAILED, DeliveryStatus.DELIVERED, DeliveryStatus.READ):
        await database.write(deliveries.note, report(arrival))
    found = await database.read(deliveries.get, ALICE.channel, "wamid.1")
    assert found is not None
    assert found.arrival is DeliveryStatus.FAILED


async def test_a_price_is_kept_whichever_report_brings_it(database: Database) -> None:
    await database.write(deliveries.note, report(DeliveryStatus.DELIVERED))
    await database.write(deliveries.note, report(DeliveryStatus.SENT, priced=True))
    await database.write(deliveries.note, report(DeliveryStatus.READ))
    found = await database.read(deliveries.get, ALICE.channel, "wamid.1")
    assert found is not None
    assert (found.arrival, found.billable, found.pricing_category) == (DeliveryStatus.READ, True, "service")


async def test_who_is_forgotten_leaves_only_the_price(database: Database) -> None:
    alice = await database.write(contacts.at, ALICE, "Alice", NOW)
    await database.write(deliveries.note, report(DeliveryStatus.SENT, priced=True))
    await database.write(erasure.forget, alice.id, NOW)
    found = await database.read(deliveries.get, ALICE.channel, "wamid.1")
    assert found is not None
    assert (found.address, found.pricing_category) == ("", "service")
