"""News go to the app where a person wrote last, and on to the next where they can not arrive."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from bot.chat.notifier import Notifier
from bot.ports import Consequence, SendError
from flows.messages import Address, Reply, TextSpan, plain
from storage.messages import outbox
from storage.people import contacts
from storage.records import QueuedReply
from tests.bot.features.accounts.three_apps import Town, joined
from tests.fakes.paper import Person


def post(town: Town, alice: int, text: str) -> Callable[[Connection], list[QueuedReply]]:
    """Return the work of having something sent to a person."""

    def add(connection: Connection) -> list[QueuedReply]:
        letters = Notifier(connection)
        letters.to(alice, Reply(text=(TextSpan(text),)))
        return outbox.add(connection, letters.replies, town.clock())

    return add


async def sent_to(town: Town, alice: Person, text: str) -> None:
    number = await town.number(alice, "telegram")
    assert number is not None
    town.app.sender.push(await town.app.database.write(post(town, number, text)))
    await town.app.idle()


def blocked(count: int = 1) -> list[SendError]:
    return [SendError("blocked", Consequence.UNREACHABLE) for _ in range(count)]


async def test_news_go_where_a_person_wrote_last_even_within_minutes(town: Town, alice: Person) -> None:
    (phone,) = await joined(town, alice, "whatsapp")
    await sent_to(town, alice, "satu")
    assert phone.text == "satu"
    await alice.says("daftar")
    await sent_to(town, alice, "dua")
    assert alice.text == "dua"


async def test_what_cannot_arrive_goes_to_the_next_app_once_to_each(town: Town, alice: Person) -> None:
    phone, page = await joined(town, alice, "whatsapp", "web")
    town.channels["web"].failures = blocked()
    town.channels["whatsapp"].failures = blocked()
    await sent_to(town, alice, "kabar")
    assert page.text != "kabar"
    assert phone.text != "kabar"
    assert alice.text == "kabar"
    await sent_to(town, alice, "kabar lagi")
    assert alice.text == "kabar lagi"
    await page.says("halo")  # a sign of life
    await sent_to(town, alice, "di sini lagi")
    assert page.text == "di sini lagi"


async def test_a_reply_to_what_was_typed_does_not_leave_the_app(town: Town, alice: Person) -> None:
    (phone,) = await joined(town, alice, "whatsapp")
    count = len(phone.messages)
    town.channels["telegram"].failures = blocked()
    await alice.says("daftar")
    assert len(phone.messages) == count


async def test_a_document_follows_its_person(town: Town, alice: Person) -> None:
    (phone,) = await joined(town, alice, "whatsapp")
    await phone.says("Ada 12 ibu hamil kurang darah.")
    town.channels["telegram"].failures = blocked()
    before = len(phone.messages)
    await alice.says("draf")
    arrived = phone.messages[before:]
    assert [
        outgoing_message.attachment.name.rpartition(".")[2]
        for outgoing_message in arrived
        if outgoing_message.attachment
    ] == ["docx", "pdf"]
    assert "versi 1" in plain(arrived[-1].text)


async def test_nothing_is_said_twice_where_the_first_way_is_only_slow(town: Town, alice: Person) -> None:
    (phone,) = await joined(town, alice, "whatsapp")
    count = len(alice.messages)
    town.channels["whatsapp"].failures = [SendError("busy", retry_after=1.0)]
    await sent_to(town, alice, "kabar")
    assert len(alice.messages) == count
    town.clock.passes(seconds=2)
    await town.channels["whatsapp"].until(len(town.channels["whatsapp"].sent) + 1)
    assert phone.text == "kabar"


async def test_what_may_not_be_written_yet_goes_where_it_may_and_never_to_a_page_nobody_looks_at(
    town: Town, alice: Person
) -> None:
    page, phone = await joined(town, alice, "web", "whatsapp")
    closed = SendError("the 24 hours are over", Consequence.HOLD)
    town.channels["whatsapp"].failures = [closed]
    count = len(page.heard)
    await sent_to(town, alice, "kabar")
    assert alice.text == "kabar"
    town.channels["whatsapp"].failures = [closed]
    await town.app.database.write(contacts.set_reachable, Address(channel="telegram", id="Alice"), False)
    await sent_to(town, alice, "kabar lagi")
    assert len(page.heard) == count
    assert "kabar lagi" not in [plain(outgoing_message.text) for outgoing_message in (*phone.heard, *alice.heard)], (
        "it waits"
    )


async def test_a_blocked_app_lets_what_waits_there_go_on(town: Town, alice: Person) -> None:
    (phone,) = await joined(town, alice, "whatsapp")
    await phone.gives(phone.update(gone=True))
    await sent_to(town, alice, "kabar")
    assert alice.text == "kabar"
    assert phone.text != "kabar"
