"""Replies sent over a strict Cloud API, and what follows from each refusal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.whatsapp.channel import FILE_OUT, MARGIN, WINDOW, WhatsAppChannel
from bot.channels.whatsapp.errors import VERDICTS, ErrorPolicy, verdict_of
from bot.delivery.rate_limit import WHATSAPP, Throttle
from bot.ports import Consequence, FetchError, SendError
from flows.messages import Address, Attachment, File, FileKind, KeyButton, OutgoingMessage, TextSpan
from storage.records import AddressInfo
from tests.fakes.drivers.whatsapp import access_to, unheard, unnoted
from tests.fakes.whatsapp.rules import Refused
from tests.fakes.whatsapp.server import FakeWhatsApp, Person
from tests.fakes.whatsapp.webhooks import PHONE
from tests.fakes.whatsapp.world import PER_SECOND

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ALICE = Address(channel="whatsapp", id=f"{PHONE}/628111222333")
USER = Address(channel="whatsapp", id=f"{PHONE}/ID.333222111826")
PDF = Attachment(name="Proposal – Gizi Ibu.pdf", mime="application/pdf", document="proposal.pdf")
PNG = Attachment(name="peta.png", mime="image/png", key="x")


class Known:
    """What the database knows of an address."""

    def __init__(self) -> None:
        self.reach = AddressInfo(heard_at=NOW)

    async def __call__(self, _: Address) -> AddressInfo:
        return self.reach


@pytest.fixture
def known() -> Known:
    return Known()


@pytest.fixture
async def fake() -> AsyncIterator[FakeWhatsApp]:
    async with FakeWhatsApp(now=NOW.timestamp) as whatsapp:
        whatsapp.reports = False
        yield whatsapp


@pytest.fixture
async def channel(fake: FakeWhatsApp, known: Known) -> AsyncIterator[WhatsAppChannel]:
    channel = made(fake, known)
    yield channel
    await channel.stop()


@pytest.fixture
def alice(fake: FakeWhatsApp) -> Person:
    person = fake.user("628111222333", "Alice")
    person.user.last_message = NOW.timestamp()
    return person


def made(fake: FakeWhatsApp, known: Known, token: str = "") -> WhatsAppChannel:
    return WhatsAppChannel(
        access_to(fake, token), reach=known, note=unnoted, alarm=unheard, now=lambda: NOW,
    )  # fmt: skip


def saying(
    text: str = "Mulai?", *labels: str, address: Address = ALICE, attachment: Attachment | None = None,
    content: bytes | None = b"%PDF-1",
) -> OutgoingMessage:  # fmt: skip
    rows = tuple((KeyButton(label, f"1.2.choose.{place}"),) for place, label in enumerate(labels))
    return OutgoingMessage(
        address=address, text=(TextSpan(text),), rows=rows, ref=7, attachment=attachment,
        content=content if attachment else None,
    )  # fmt: skip


async def test_a_message_arrives_with_its_words_and_its_time(channel: WhatsAppChannel, alice: Person) -> None:
    delivered = await channel.send(saying("Tersimpan <64 %> & *ini*", "Ya", "Tidak"))
    seen = await alice.hears()
    assert (seen.text, seen.buttons, seen.bold) == ("Tersimpan <64 %> & ∗ini∗", ("Ya", "Tidak"), ())
    assert (delivered.message, delivered.at) == (seen.id, NOW)


async def test_a_number_is_used_where_one_is_known_and_a_user_id_where_none_is(
    channel: WhatsAppChannel, alice: Person, fake: FakeWhatsApp, known: Known
) -> None:
    await channel.send(saying())
    await channel.send(saying(address=USER))
    known.reach = AddressInfo(alias_id=ALICE.id, heard_at=NOW)
    await channel.send(saying(address=USER))
    to = [(call.content.get("to"), call.content.get("recipient")) for call in fake.messages]
    assert to == [("628111222333", None), (None, "ID.333222111826"), ("628111222333", None)]
    assert {call.content["biz_opaque_callback_data"] for call in fake.messages} == {"7.0"}


async def test_files_arrive_whole_with_name_words_and_buttons(channel: WhatsAppChannel, alice: Person) -> None:
    await channel.send(saying("Ini draf Anda", attachment=PDF))
    await channel.send(saying("Ini draf Anda", "Ubah", attachment=PDF))
    await channel.send(saying("Peta", attachment=PNG, content=b"png"))
    plain, pressed, picture = await alice.waits_for(3)
    assert (plain.kind, plain.document, plain.content, plain.text) == ("document", PDF.name, b"%PDF-1", "Ini draf Anda")
    assert (pressed.document, pressed.content, pressed.buttons) == (PDF.name, b"%PDF-1", ("Ubah",))
    assert (picture.kind, picture.content, picture.text) == ("image", b"png", "Peta")


async def test_a_list_beside_a_file_is_a_message_of_its_own(channel: WhatsAppChannel, alice: Person) -> None:
    await channel.send(saying("Mana?", "a", "b", "c", "d", attachment=PDF))
    file, listed = await alice.waits_for(2)
    assert (file.document, file.labels, listed.rows, listed.text) == (PDF.name, (), ("a", "b", "c", "d"), "Mana?")


async def test_an_empty_or_huge_file_is_not_tried(channel: WhatsAppChannel, fake: FakeWhatsApp) -> None:
    for content in (b"", b"x" * (FILE_OUT + 1)):
        with pytest.raises(SendError) as error:
            await channel.send(saying(attachment=PDF, content=content))
        assert error.value.consequence is Consequence.NEVER
    assert fake.calls == []


# --- the window -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ago", "is_open"),
    [
        (timedelta(0), True),
        (WINDOW - MARGIN - timedelta(seconds=1), True),
        (WINDOW - MARGIN, False),
        (timedelta(days=9), False),
        (None, False),
    ],
)
async def test_what_comes_too_late_waits_for_the_persons_word(
    channel: WhatsAppChannel, alice: Person, fake: FakeWhatsApp, known: Known, ago: timedelta | None, is_open: bool
) -> None:
    known.reach = AddressInfo(heard_at=None if ago is None else NOW - ago)
    if is_open:
        await channel.send(saying())
        return
    with pytest.raises(SendError) as error:
        await channel.send(saying())
    assert error.value.consequence is Consequence.HOLD
    assert fake.messages == []


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refusal", "consequence", "retry_after"),
    [
        ((131000, 500), Consequence.RETRY, None),
        ((131016, 400), Consequence.RETRY, None),
        ((131056, 400), Consequence.RETRY, 6.0),
        ((130429, 429), Consequence.CHANNEL_DOWN, 2.0),
        ((80007, 429), Consequence.CHANNEL_DOWN, 60.0),
        ((190, 401), Consequence.CHANNEL_DOWN, 60.0),
        ((131031, 400), Consequence.CHANNEL_DOWN, 60.0),
        ((299, 403), Consequence.CHANNEL_DOWN, 60.0),
        ((131047, 400), Consequence.HOLD, None),
        ((131026, 400), Consequence.UNREACHABLE, None),
        ((131009, 400), Consequence.NEVER, None),
        ((132001, 404), Consequence.HOLD, None),
        ((131050, 400), Consequence.HOLD, None),
        ((999999, 400), Consequence.NEVER, None),
        ((999999, 503), Consequence.RETRY, None),
        ((131026, 200), Consequence.UNREACHABLE, None),  # what calls itself a success is a refusal all the same
        ((999999, 200), Consequence.RETRY, None),
    ],
)
async def test_a_refusal_says_what_follows_from_it(
    alice: Person,
    channel: WhatsAppChannel,
    fake: FakeWhatsApp,
    refusal: tuple[int, int],
    consequence: Consequence,
    retry_after: float | None,
) -> None:
    code, status = refusal
    fake.fail_next(code, "the details", status)
    with pytest.raises(SendError) as error:
        await channel.send(saying())
    found = error.value
    assert (found.consequence, found.retry_after) == (consequence, retry_after)
    assert "the details" in str(found)
    assert fake.token not in str(found)
    await channel.send(saying())


def test_every_code_that_is_known_has_one_meaning() -> None:
    assert {verdict_of(code) for code in VERDICTS} == set(ErrorPolicy)
    assert verdict_of(None, 502) is ErrorPolicy.RETRY
    assert verdict_of(None, 401) is ErrorPolicy.ALARM
    assert verdict_of(None, 404) is ErrorPolicy.NEVER


async def test_a_bad_token_holds_everything_and_names_itself_in_no_message(
    fake: FakeWhatsApp, known: Known, caplog: pytest.LogCaptureFixture
) -> None:
    channel = made(fake, known, token="wrong-token")
    with pytest.raises(SendError) as error:
        await channel.send(saying())
    assert error.value.consequence is Consequence.CHANNEL_DOWN
    assert "until somebody has looked" in caplog.text
    assert "wrong-token" not in caplog.text + str(error.value)
    await channel.stop()


async def test_a_cut_line_is_doubtful_for_the_message_may_have_arrived(
    channel: WhatsAppChannel, alice: Person, fake: FakeWhatsApp
) -> None:
    fake.cut_next()
    with pytest.raises(SendError) as error:
        await channel.send(saying())
    assert error.value.consequence is Consequence.UNCERTAIN
    assert (await alice.hears()).text == "Mulai?"


async def test_nobody_at_the_other_end_is_not_doubtful(known: Known) -> None:
    async with FakeWhatsApp() as gone:
        pass
    channel = made(gone, known)
    with pytest.raises(SendError) as error:
        await channel.send(saying())
    assert error.value.consequence is Consequence.RETRY
    await channel.stop()


async def test_a_file_is_fetched_only_while_it_is_there_and_fits(channel: WhatsAppChannel, fake: FakeWhatsApp) -> None:
    def file(key: str) -> File:
        return File(key=key, kind=FileKind.DOCUMENT, name="a.pdf", mime="application/pdf", size=0)

    there = fake.world.store("application/pdf", "a.pdf", b"%PDF", inbound=True)
    huge = fake.world.store("application/pdf", "b.pdf", b"%PDF", inbound=True, size=90 << 20)
    empty = fake.world.store("application/pdf", "c.pdf", b"", inbound=True)
    assert await channel.fetch(file(there.id)) == b"%PDF"
    for key, problem in ((huge.id, "too_large"), (empty.id, "empty"), ("9999", "gone"), ("a/../b", "gone")):
        with pytest.raises(FetchError) as error:
            await channel.fetch(file(key))
        assert error.value.problem == problem


# --- pacing ---------------------------------------------------------------------------------------


def test_the_pace_never_asks_more_than_whatsapp_takes(fake: FakeWhatsApp) -> None:
    pace, now = Throttle(WHATSAPP), 1000.0
    fake.world.now = lambda: now
    people = [Address(channel="whatsapp", id=str(number)) for number in range(3)]
    for turn in range(300):
        person = people[turn % 3]
        if turn % 4 == 0:
            pace.came(1, now)
            fake.world.count(None)
        now = max(now, pace.any_at(), pace.chat_at(person))
        pace.take(person, now)
        pace.leave(now)
        fake.world.count(person.id)
    assert now > 1000 + (100 - 45) * 6


def test_both_ways_together_stay_below_the_throughput(fake: FakeWhatsApp) -> None:
    pace, now = Throttle(WHATSAPP), 1000.0
    fake.world.now = lambda: now
    for number in range(PER_SECOND * 5):
        if number % 2:
            pace.came(1, now)
            fake.world.count(None)
            continue
        person = Address(channel="whatsapp", id=str(number))
        now = max(now, pace.any_at(), pace.chat_at(person))
        pace.take(person, now)
        pace.leave(now)
        fake.world.count(person.id)
    assert 4.9 < now - 1000 < 5.3


def test_two_people_who_are_too_fast_hold_up_nobody_else() -> None:
    pace = Throttle(WHATSAPP)
    for number in range(2):
        pace.refuse(Address(channel="whatsapp", id=str(number)), 6.0, 1000.0)
    assert pace.any_at() <= 1000.0
    assert pace.chat_at(Address(channel="whatsapp", id="1")) == 1006.0


async def test_too_fast_a_bot_is_refused(channel: WhatsAppChannel, alice: Person, fake: FakeWhatsApp) -> None:
    for _ in range(45):
        fake.world.count(alice.user.number)
        fake.world.traffic.clear()
    with pytest.raises(SendError) as error:
        await channel.send(saying())
    assert (error.value.retry_after, error.value.consequence) == (6.0, Consequence.RETRY)
    while len(fake.world.traffic) < PER_SECOND:
        fake.world.count(str(len(fake.world.traffic)))
    with pytest.raises(Refused):
        fake.world.count("one more")
