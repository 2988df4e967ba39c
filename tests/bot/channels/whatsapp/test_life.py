"""A person, their messages and the delivery of ours, through all that WhatsApp does."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest
from sqlalchemy import Connection, select

from bot.settings import Settings
from flows.messages import Address, Reply, TextSpan
from storage.drafts import conversations
from storage.messages import deliveries, outbox
from storage.people import contacts
from storage.records import DeliveryStatus, NewReply
from storage.tables import deliveries as deliveries_table
from storage.tables import inbox
from storage.tables import outbox as outbox_table
from tests.fakes.whatsapp.connection import Line
from tests.fakes.whatsapp.rules import Refused
from tests.fakes.whatsapp.server import Person
from tests.fakes.whatsapp.webhooks import PHONE


def address(person: Person) -> Address:
    user = person.user
    return Address(channel="whatsapp", id=f"{PHONE}/{user.user_id if user.has_user_id else user.number}")


async def contact_of(line: Line, person: Person) -> int:
    return (await line.app.database.write(contacts.at, address(person), "", line.clock())).id


async def says(line: Line, person: Person, text: str) -> str:
    line.clock.passes(seconds=20)
    await person.says(text)
    await line.rest()
    return person.messages[-1].text


async def tells(line: Line, person: Person, text: str) -> None:
    """Say something to a person who did not ask, as a coach does."""
    reply = NewReply(
        address=address(person), reply=Reply(text=(TextSpan(text),)), contact=await contact_of(line, person)
    )
    now = line.clock()
    line.app.sender.push(await line.app.database.write(outbox.add, [reply], now))
    await line.rest()


def rows(connection: Connection) -> list[tuple[str, int]]:
    found = connection.execute(select(outbox_table.c.state, outbox_table.c.attempts).order_by(outbox_table.c.id))
    return [(state, attempts) for state, attempts in found]


async def sweeps(line: Line, **span: float) -> None:
    """Let time pass, and the program look for what is to be sent."""
    line.clock.passes(**span)
    for _ in range(4):
        for _ in range(5):  # whoever woke gets to read and write
            await line.app.database.write(rows)
        await line.rest()
        line.clock.passes(seconds=6)


# --- who it is ------------------------------------------------------------------------------------


async def test_a_person_goes_on_when_the_number_hides_and_the_user_id_appears(line: Line, alice: Person) -> None:
    alice.user.has_user_id = False
    await says(line, alice, "/mulai rancangan")
    contact = await contact_of(line, alice)
    alice.user.has_user_id = True
    assert "Anda bertugas di mana?" in await says(line, alice, "Siti Contoh")
    alice.user.shows_number = False
    assert "judul" in await says(line, alice, "Puskesmas Wotu")
    assert await contact_of(line, alice) == contact
    assert line.fake.refused == []


async def test_a_person_without_a_number_is_answered_by_user_id(line: Line) -> None:
    eve = line.fake.user("628555", "Eve", shows_number=False)
    await says(line, eve, "/mulai rancangan")
    assert line.fake.messages[-1].content["recipient"] == eve.user.user_id
    assert "to" not in line.fake.messages[-1].content


async def test_a_new_number_keeps_the_person_and_the_drafts(line: Line, alice: Person) -> None:
    await says(line, alice, "/mulai rancangan")
    await says(line, alice, "Siti Contoh")
    contact = await contact_of(line, alice)
    del line.fake.world.users["628111222333"]
    await alice.changes_number("628777")
    line.fake.world.users["628777"], line.fake.people["628777"] = alice.user, alice
    assert "judul" in await says(line, alice, "Puskesmas Wotu")
    assert await contact_of(line, alice) == contact
    del line.fake.people["628111222333"]
    stranger = line.fake.user("628111222333", "Budi", has_user_id=False)
    await says(line, stranger, "mulai")
    assert await contact_of(line, stranger) != contact


@pytest.mark.parametrize("shows_number", [True, False])
@pytest.mark.parametrize("tells_number", [True, False])
async def test_a_new_user_id_keeps_the_person_and_the_drafts(
    line: Line, alice: Person, shows_number: bool, tells_number: bool
) -> None:
    alice.user.shows_number = shows_number
    await says(line, alice, "/mulai rancangan")
    await says(line, alice, "Siti Contoh")
    contact = await contact_of(line, alice)
    await alice.changes_user_id("MX.0987654321", shows_number=shows_number and tells_number)
    assert "judul" in await says(line, alice, "Puskesmas Wotu")
    assert await contact_of(line, alice) == contact
    assert line.fake.refused == []


async def test_an_admin_is_known_by_number_whichever_id_comes(line: Line, settings: Settings) -> None:
    assert settings.admin_addresses == {Address(channel="whatsapp", id=f"{PHONE}/628999")}


# --- what comes -----------------------------------------------------------------------------------


async def test_a_day_of_outage_is_replayed_shuffled_and_a_third_twice_and_nothing_is_lost_or_doubled(
    line: Line,
) -> None:
    people = [
        line.fake.user(f"62812000{number:02}", f"Orang {number}", has_user_id=number % 2 == 0) for number in range(12)
    ]
    for person in people:
        await says(line, person, "/mulai rancangan")
    line.fake.hooks.held, line.fake.reports = True, False
    for turn in range(25):
        line.clock.passes(minutes=55)
        for person in people:
            await person.says(f"cerita {turn} {person.user.number}")
    values = len(line.fake.hooks.waiting)
    line.fake.hooks.held = False
    line.clock.passes(hours=2)
    line.fake.world.per_second = 1000  # the test's clock stands still meanwhile
    taken = len(line.fake.hooks.brought)
    await line.fake.hooks.flush(chance=random.Random(7), repeated=1 / 3, batch=7)
    await line.rest()
    assert line.fake.hooks.waiting == []
    assert values == 300
    assert len(line.fake.hooks.brought) - taken > values * 1.25, "about a third came twice"
    assert await line.app.database.read(_keys) == sorted(line.fake.world.received), "each is dealt with once"
    kept = Counter(await line.app.database.read(_stories))
    told = {f"cerita {turn} {person.user.number}" for turn in range(25) for person in people}
    assert kept == Counter(told), "nothing is lost and nothing doubled"
    assert line.fake.refused == []


def _updates(connection: Connection) -> int:
    states = connection.execute(select(inbox.c.state).where(inbox.c.channel == "whatsapp")).scalars().all()
    assert set(states) == {"done"}
    return len(states)


def _keys(connection: Connection) -> list[str]:
    """Return which messages were dealt with."""
    done = select(inbox.c.key).where(inbox.c.channel == "whatsapp", inbox.c.state == "done")
    return sorted(connection.execute(done).scalars())


def _stories(connection: Connection) -> list[str]:
    """Return every story in every draft's log, as often as it is there."""
    return [
        word
        for number in conversations.numbers(connection)
        for event in conversations.events(connection, number)
        for word in re.findall(r"cerita \d+ \d+", event.raw)
    ]


async def test_a_message_that_is_days_old_belongs_to_what_was_asked_then(line: Line, alice: Person) -> None:
    await says(line, alice, "/mulai rancangan")
    then = line.clock().timestamp() + 5
    line.clock.passes(seconds=60)
    await says(line, alice, "Siti Contoh")
    await says(line, alice, "Puskesmas Wotu")
    line.clock.passes(days=3)
    await alice.says("Siti Rahma", at=then)
    await line.rest()
    found = await line.app.database.read(_values)
    assert "judul" not in found
    assert ("nama_inovator", "Siti Rahma") in await line.app.database.read(_kept)


def _kept(connection: Connection) -> list[tuple[str, str]]:
    """Return what was said, and at which question."""
    (number,) = conversations.numbers(connection)
    return [(event.question, event.raw) for event in conversations.events(connection, number)]


def _values(connection: Connection) -> dict[str, object]:
    (number,) = conversations.numbers(connection)
    stored = conversations.load(connection, number)
    assert stored is not None
    return {name: answer.value for name, answer in stored.conversation.draft.answers.items()}


# --- what became of ours --------------------------------------------------------------------------


async def test_statuses_are_kept_with_their_price_and_meet_no_conversation(line: Line, alice: Person) -> None:
    await says(line, alice, "/mulai rancangan")
    seen = alice.messages[-1]
    found = await line.app.database.read(deliveries.get, "whatsapp", seen.id)
    assert found is not None
    assert (found.arrival, found.billable, found.pricing_category) == (DeliveryStatus.READ, True, "service")
    assert found.reply is not None
    assert found.address == address(alice).id
    assert await line.app.database.read(_updates) == 1
    assert len(alice.messages) == 1


async def test_statuses_shuffled_and_twice_end_at_the_furthest(line: Line, alice: Person) -> None:
    line.fake.reports = False
    await says(line, alice, "/mulai rancangan")
    (sent,) = line.fake.world.sent.values()
    line.fake.hooks.held = True
    for status in ("sent", "delivered", "read"):
        await line.fake.hooks.bring(line.fake.status(sent, status))
    line.fake.hooks.held = False
    await line.fake.hooks.flush(chance=random.Random(1), repeated=1.0, batch=2)
    found = await line.app.database.read(deliveries.get, "whatsapp", sent.id)
    assert found is not None
    assert found.arrival is DeliveryStatus.READ


async def test_what_comes_after_a_day_waits_for_the_persons_word_and_then_goes_first(line: Line, alice: Person) -> None:
    await says(line, alice, "/mulai rancangan")
    line.clock.passes(hours=25)
    await tells(line, alice, "Bu Rahma sudah membaca draf Anda.")
    await sweeps(line, days=2)
    assert len(alice.messages) == 1
    assert (await line.app.database.read(rows))[-1] == ("queued", 0)
    await says(line, alice, "Siti Contoh")
    texts = [seen.text for seen in alice.messages[1:]]
    assert texts[0] == "Bu Rahma sudah membaca draf Anda."
    assert "Anda bertugas di mana?" in texts[1]
    assert line.fake.refused == []


async def test_a_reaction_opens_the_window_again(line: Line, alice: Person) -> None:
    await says(line, alice, "/mulai rancangan")
    line.clock.passes(hours=30)
    await tells(line, alice, "Kabar baik.")
    await alice.reacts("👍", alice.messages[0].id)
    await sweeps(line, seconds=6)
    assert alice.messages[-1].text == "Kabar baik."


async def test_a_window_that_closed_on_the_way_makes_the_message_wait(line: Line, alice: Person) -> None:
    await says(line, alice, "/mulai rancangan")
    alice.user.last_message = 0.0  # WhatsApp counts otherwise than we do
    await tells(line, alice, "Kabar baik.")
    assert [seen.text for seen in alice.messages[1:]] == []
    assert (await line.app.database.read(rows))[-1][0] == "queued"
    await says(line, alice, "Siti Contoh")
    assert alice.messages[1].text == "Kabar baik."


async def test_who_blocked_the_bot_is_unreachable_until_they_write(line: Line, alice: Person) -> None:
    await says(line, alice, "/mulai rancangan")
    alice.user.blocked = True
    await tells(line, alice, "Kabar baik.")
    assert (await line.app.database.read(rows))[-1][0] == "dead"
    contact = await contact_of(line, alice)
    assert address(alice) not in await line.app.database.read(contacts.addresses_of, contact, reachable=True)
    alice.user.blocked = False
    assert "Anda bertugas di mana?" in await says(line, alice, "Siti Contoh")
    assert address(alice) in await line.app.database.read(contacts.addresses_of, contact, reachable=True)


async def test_a_failure_that_may_pass_is_tried_again(line: Line, alice: Person) -> None:
    await says(line, alice, "/mulai rancangan")
    line.fake.reports = False
    await tells(line, alice, "Kabar baik.")
    sent = list(line.fake.world.sent.values())[-1]
    await line.fake.hooks.bring(line.fake.status(sent, "failed", Refused(131000, "Something went wrong")))
    await sweeps(line, seconds=70)
    assert [seen.text for seen in alice.messages[1:]] == ["Kabar baik."] * 2


async def test_a_part_of_a_long_reply_that_failed_late_goes_again_alone(line: Line, alice: Person) -> None:
    await says(line, alice, "/mulai rancangan")
    line.fake.reports = False
    await tells(line, alice, "Awal. " + "Panjang sekali ceritanya. " * 400 + "Akhir.")
    first, *others = list(line.fake.world.sent.values())[1:]
    assert len(others) >= 2
    await line.fake.hooks.bring(line.fake.status(first, "failed", Refused(131000, "Something went wrong")))
    for sent in others:
        await line.fake.hooks.bring(line.fake.status(sent, "delivered"))
    await sweeps(line, seconds=70)
    texts = [seen.text for seen in alice.messages[1:]]
    assert len(texts) == len(others) + 2
    assert texts[-1] == texts[0]
    assert texts[0].startswith("Awal.")
    assert (await line.app.database.read(rows))[-1][0] == "sent"


async def test_too_much_at_once_for_the_number_waits_a_moment_and_loses_nothing(line: Line, alice: Person) -> None:
    bob = line.fake.user("628444", "Bob")
    for person in (alice, bob):
        await says(line, person, "/mulai rancangan")
    line.fake.fail_next(130429, "throughput", 429, times=2)
    for person in (alice, bob):
        for number in range(3):
            await tells(line, person, f"Kabar {number}")
    await sweeps(line, seconds=30)
    for person in (alice, bob):
        assert [seen.text for seen in person.messages[1:]] == [f"Kabar {number}" for number in range(3)]
    assert [attempts for _, attempts in await line.app.database.read(rows)] == [0] * 8


async def test_too_much_at_once_for_one_person_waits_and_holds_up_nobody_else(line: Line, alice: Person) -> None:
    bob = line.fake.user("628444", "Bob")
    for person in (alice, bob):
        await says(line, person, "/mulai rancangan")
    line.fake.reports = False
    line.fake.world.per_second = 1000
    line.clock.passes(minutes=10)
    for number in range(50):
        await tells(line, alice, f"Kabar {number}")
    assert [call.answer["error"]["code"] for call in line.fake.refused] == [131056]  # type: ignore[index,call-overload]
    await tells(line, bob, "Kabar untuk Bob")
    assert bob.messages[-1].text == "Kabar untuk Bob"
    for _ in range(6):
        await sweeps(line, seconds=60)
    assert [seen.text for seen in alice.messages[1:]] == [f"Kabar {number}" for number in range(50)]


async def test_an_expired_token_keeps_everything_and_burns_no_attempt(line: Line, alice: Person) -> None:
    line.fake.fail_next(190, "Session has expired", 401, times=300)
    bob = line.fake.user("628444", "Bob")
    for person in (alice, bob):
        await person.says("/mulai rancangan")
    await line.rest()
    for _ in range(25):
        await sweeps(line, seconds=61)
    assert await line.app.database.read(rows) == [("queued", 0)] * 2
    assert (alice.messages, bob.messages) == ([], [])
    refused = len(line.fake.refused)
    assert refused <= 30, "it is asked once a minute, not once a message"
    line.fake.forgive()
    await sweeps(line, seconds=61)
    assert "Siapa nama lengkap Anda?" in alice.messages[-1].text
    assert "Siapa nama lengkap Anda?" in bob.messages[-1].text
    assert len(line.fake.refused) == refused


async def test_who_asks_to_be_forgotten_hears_so_and_leaves_only_prices(line: Line, alice: Person) -> None:
    await says(line, alice, "/mulai rancangan")
    await says(line, alice, "hapus data")
    line.clock.passes(seconds=20)
    await alice.taps("Ya, hapus semua")
    await line.rest()
    assert "Semua data Anda sudah dihapus" in alice.messages[-1].text
    kept = await line.app.database.read(
        lambda connection: connection.execute(select(deliveries_table.c.address)).scalars().all()
    )
    assert set(kept[:2]) == {""}


@pytest.mark.parametrize("text", ["1", "masih ide", "Masih ide"])
async def test_a_number_a_word_and_a_tap_mean_the_same(line: Line, alice: Person, text: str) -> None:
    await says(line, alice, "mulai")
    assert "Siapa nama lengkap Anda?" in await says(line, alice, text)
