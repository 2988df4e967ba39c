"""What became of a message goes forward only, in whatever order the reports come."""

from __future__ import annotations

from itertools import permutations

import pytest

from storage.db.database import Database
from storage.lifecycle import erasure
from storage.messages import deliveries
from storage.people import contacts
from storage.records import Arrival, Delivery
from tests.fakes.storage_values import ALICE, NOW, later

LIFE = (Arrival.SENT, Arrival.DELIVERED, Arrival.READ)


def report(arrival: Arrival, message: str = "wamid.1", *, priced: bool = False) -> Delivery:
    return Delivery(
        channel=ALICE.channel,
        message=message,
        address=ALICE.id,
        arrival=arrival,
        at=later(list(Arrival).index(arrival)),
        reply=5,
        billable=True if priced else None,
        pricing_model="PMP" if priced else None,
        pricing_type="regular" if priced else None,
        pricing_category="service" if priced else None,
    )


@pytest.mark.parametrize("order", list(permutations(LIFE)))
async def test_reports_in_any_order_and_twice_end_at_the_furthest(
    database: Database, order: tuple[Arrival, ...]
) -> None:
    for arrival in (*order, *order):
        await database.write(deliveries.note, report(arrival))
    found = await database.read(deliveries.get, ALICE.channel, "wamid.1")
    assert found is not None
    assert (found.arrival, found.at, found.reply) == (Arrival.READ, later(2), 5)


async def test_only_what_is_further_is_news(database: Database) -> None:
    news = [await database.write(deliveries.note, report(one)) for one in (LIFE[1], LIFE[1], LIFE[0], LIFE[2])]
    assert news == [True, False, False, True]


async def test_a_failure_is_final(database: Database) -> None:
    for arrival in (Arrival.SENT, Arrival.FAILED, Arrival.DELIVERED, Arrival.READ):
        await database.write(deliveries.note, report(arrival))
    found = await database.read(deliveries.get, ALICE.channel, "wamid.1")
    assert found is not None
    assert found.arrival is Arrival.FAILED


async def test_a_price_is_kept_whichever_report_brings_it(database: Database) -> None:
    await database.write(deliveries.note, report(Arrival.DELIVERED))
    await database.write(deliveries.note, report(Arrival.SENT, priced=True))
    await database.write(deliveries.note, report(Arrival.READ))
    found = await database.read(deliveries.get, ALICE.channel, "wamid.1")
    assert found is not None
    assert (found.arrival, found.billable, found.pricing_category) == (Arrival.READ, True, "service")


async def test_who_is_forgotten_leaves_only_the_price(database: Database) -> None:
    alice = await database.write(contacts.at, ALICE, "Alice", NOW)
    await database.write(deliveries.note, report(Arrival.SENT, priced=True))
    await database.write(erasure.forget, alice.id, NOW)
    found = await database.read(deliveries.get, ALICE.channel, "wamid.1")
    assert found is not None
    assert (found.address, found.pricing_category) == ("", "service")
