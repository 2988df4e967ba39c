"""What the webhook brings: signed, whole, once, durable before the answer."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import AsyncIterator, Sequence

import aiohttp
import pytest
from pydantic import JsonValue

from bot.channels.whatsapp.channel import PATH, WhatsAppChannel
from bot.ports import RawUpdate
from flows.messages import ButtonPress, FileInput, FileKind, IncomingMessage, LocationInput, TextInput, UnsupportedInput
from tests.fakes.drivers.whatsapp import channel_of
from tests.fakes.web.server import serving
from tests.fakes.whatsapp.rules import Json
from tests.fakes.whatsapp.server import FakeWhatsApp, Person
from tests.fakes.whatsapp.webhooks import PHONE, envelope, sign, value_of


class Inbox:
    """A store of updates that fails while it is told to."""

    def __init__(self) -> None:
        self.stored: list[RawUpdate] = []
        self.fails = False

    async def receive(self, updates: Sequence[RawUpdate]) -> None:
        if self.fails:
            raise OSError("disk full")
        self.stored += updates


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def fake() -> AsyncIterator[FakeWhatsApp]:
    async with FakeWhatsApp() as whatsapp:
        yield whatsapp


@pytest.fixture
async def channel(fake: FakeWhatsApp, inbox: Inbox) -> AsyncIterator[WhatsAppChannel]:
    channel = channel_of(fake)
    await channel.start(inbox.receive)
    async with serving(channel.routes()) as base:
        fake.hooks.url = base + PATH
        yield channel
        await channel.stop()


@pytest.fixture
def alice(fake: FakeWhatsApp, channel: WhatsAppChannel) -> Person:
    return fake.user("628111222333", "Alice")


def heard(channel: WhatsAppChannel, inbox: Inbox) -> IncomingMessage:
    message = channel.translate(inbox.stored[-1])
    assert message is not None
    return message


async def test_the_handshake_is_answered_only_to_who_knows_the_token(
    fake: FakeWhatsApp, channel: WhatsAppChannel
) -> None:
    assert await fake.hooks.verify() == (200, "1158201444")
    for wrong in ("", "another", "a-verify-tokén"):
        assert (await fake.hooks.verify(wrong))[0] == 403
    async with aiohttp.ClientSession() as session, session.get(fake.hooks.url) as answer:
        assert answer.status == 403


async def test_what_is_not_signed_is_not_even_read(fake: FakeWhatsApp, channel: WhatsAppChannel, inbox: Inbox) -> None:
    whole = envelope([value_of(messages=[{"from": "1", "id": "a", "type": "text", "text": {"body": "x"}}])])
    body = json.dumps(whole).replace("/", "\\/").encode()
    for wrong in ("", "sha256=", "sha256=" + "0" * 64, sign(body, "another"), sign(body)[7:], "sha1=é"):
        assert await fake.hooks.post(whole, wrong or "sha256") == 403
    assert inbox.stored == []
    assert await fake.hooks.post(whole, sign(body)) == 200
    assert len(inbox.stored) == 1


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
async def test_a_signed_body_that_is_no_envelope_is_said_and_not_brought_again(
    fake: FakeWhatsApp, channel: WhatsAppChannel, inbox: Inbox, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    headers = {"X-Hub-Signature-256": sign(body)}
    async with aiohttp.ClientSession() as session, session.post(fake.hooks.url, data=body, headers=headers) as answer:
        assert answer.status == 200
    assert f"signed and of {len(body)} bytes, is not readable" in caplog.text
    assert inbox.stored == []


ODD: list[object] = [
    {"from": "628444", "id": "odd", "type": "text", "text": {"body": "lu\ud83dka \x00 rahasia"}},
    {"from": "628444", "id": "odd", "type": "text", "text": {"body": "rahasia"}, "timestamp": 10**400},
    {"from": "628444", "id": "odd", "type": "text", "text": {"body": "rahasia"}, "timestamp": "nan"},
    {"from": "628444", "id": "odd", "type": "text", "text": ["rahasia", float("inf")]},
    {"from": "628444", "id": "odd\ud83d\x00", "type": "text", "text": {"body": "rahasia"}},
    {"from": "628444", "id": "odd", "type": "text", "text": {"body": "rahasia"}, "\ud83d": [[[[]]]] * 9},
    "rahasia",
    [["rahasia"]],
]


@pytest.mark.parametrize("odd", ODD)
async def test_an_odd_message_never_takes_its_batch_along(
    fake: FakeWhatsApp, channel: WhatsAppChannel, inbox: Inbox, caplog: pytest.LogCaptureFixture, odd: object
) -> None:
    caplog.set_level(logging.INFO)
    good: Json = {"from": "628111", "id": "good", "type": "text", "text": {"body": "Cakupan turun"}, "timestamp": "5"}
    whole = envelope([value_of(messages=[odd, good])])
    assert await fake.hooks.post(whole) == 200
    heard = {raw.address: message.input for raw in inbox.stored if (message := channel.translate(raw)) is not None}
    assert heard[f"{PHONE}/628111"] == TextInput(text="Cakupan turun")
    assert heard.get(f"{PHONE}/628444") in (
        TextInput(text="lu\ufffdka  rahasia"),
        TextInput(text="rahasia"),
        ODDLY,
        None,
    )
    assert len(inbox.stored) == (2 if isinstance(odd, dict) else 1), "what can be read of it is kept"
    assert "rahasia" not in caplog.text


ODDLY = UnsupportedInput(what="other")


@pytest.mark.parametrize(
    "entry",
    [
        5,
        {"changes": "x"},
        {"changes": ["x", {"field": 5}, {"field": "messages", "value": "x"}]},
        {"changes": [{"field": "messages", "value": {"metadata": "x", "statuses": "x", "messages": [5]}}]},
        {"changes": [{"field": "messages", "value": {"statuses": [{"id": [], "status": {}}, 5], "contacts": 5}}]},
    ],
)
async def test_an_odd_entry_spoils_no_other(
    fake: FakeWhatsApp, channel: WhatsAppChannel, inbox: Inbox, entry: JsonValue
) -> None:
    good: Json = {"from": "628111", "id": "good", "type": "text", "text": {"body": "Cakupan turun"}}
    whole = envelope([value_of(messages=[good])])
    entries = whole["entry"]
    assert isinstance(entries, list)
    entries.insert(0, entry)
    assert await fake.hooks.post(whole) == 200
    assert [raw.key for raw in inbox.stored] == ["good"]


async def test_messages_are_taken_beside_a_status_that_is_no_list(
    fake: FakeWhatsApp, channel: WhatsAppChannel, inbox: Inbox
) -> None:
    good: Json = {"from": "628111", "id": "good", "type": "text", "text": {"body": "Cakupan turun"}}
    assert await fake.hooks.post(envelope([value_of(messages=[good], statuses="x", errors={}, contacts=7)])) == 200
    assert [raw.key for raw in inbox.stored] == ["good"]


async def test_a_webhook_is_taken_only_when_it_is_durable(fake: FakeWhatsApp, alice: Person, inbox: Inbox) -> None:
    inbox.fails = True
    await alice.says("Cakupan turun")
    assert fake.hooks.answers == [500]
    inbox.fails = False
    await fake.hooks.flush()
    assert [fake.hooks.answers[-1], len(inbox.stored)] == [200, 1]


async def test_every_entry_change_and_message_is_taken_oldest_first(
    fake: FakeWhatsApp, alice: Person, channel: WhatsAppChannel, inbox: Inbox
) -> None:
    bob = fake.user("628444", "Bob", has_user_id=False)
    fake.hooks.held = True
    now = fake.world.now()
    for number, person in enumerate((alice, bob, alice, bob, alice)):
        await person.says(f"pesan {number}", at=now - 100 + number)
    values, fake.hooks.waiting = fake.hooks.waiting, []
    random.Random(5).shuffle(values)
    whole = envelope(values[:2])
    entries = whole["entry"]
    assert isinstance(entries, list)
    entries.append({"id": "1", "changes": [{"field": "messages", "value": value} for value in values[2:]]})
    assert await fake.hooks.post(whole) == 200
    messages = [channel.translate(update) for update in inbox.stored]
    assert [message.input for message in messages if message] == [
        TextInput(text=f"pesan {number}") for number in range(5)
    ]
    assert {update.address for update in inbox.stored} == {f"{PHONE}/ID.333222111826", f"{PHONE}/628444"}
    assert len({update.key for update in inbox.stored}) == 5


async def test_several_messages_in_one_value_find_their_own_people(
    fake: FakeWhatsApp, channel: WhatsAppChannel, inbox: Inbox
) -> None:
    people: list[Json] = [{"wa_id": "1", "profile": {"name": "Satu"}}, {"wa_id": "2", "user_id": "ID.2"}]
    texts: list[Json] = [{"from": str(n), "id": f"w{n}", "type": "text", "text": {"body": "x"}} for n in (2, 1, 3)]
    assert await fake.hooks.post(envelope([value_of(contacts=people, messages=texts)])) == 200
    assert [update.address for update in inbox.stored] == [f"{PHONE}/{item}" for item in ("ID.2", "1", "3")]


async def test_messages_for_another_number_and_from_nobody_are_left(
    fake: FakeWhatsApp, channel: WhatsAppChannel, inbox: Inbox
) -> None:
    other: Json = {"metadata": {"phone_number_id": "55"}, "messages": [{"from": "1", "id": "a", "type": "text"}]}
    nobody = value_of(messages=[{"id": "b", "type": "text"}, "odd", None])
    whole = envelope([other, nobody])
    entries = whole["entry"]
    assert isinstance(entries, list)
    entries += [
        {"id": "1"},
        {"id": "1", "changes": [{"field": "account_update", "value": {"event": "X"}}, {"field": "messages"}, {}]},
    ]
    assert await fake.hooks.post(whole) == 200
    assert inbox.stored == []


async def test_a_message_says_who_when_and_what_it_answers(
    alice: Person, fake: FakeWhatsApp, channel: WhatsAppChannel, inbox: Inbox
) -> None:
    written = fake.world.now() - 3 * 86400
    await alice.says("Cakupan turun", reply_to="wamid.earlier", at=written)
    message = heard(channel, inbox)
    assert (message.input, message.name, message.reply_to) == (
        TextInput(text="Cakupan turun"),
        "Alice",
        "wamid.earlier",
    )
    assert message.also == f"{PHONE}/628111222333"
    assert message.at.timestamp() == int(written)


async def test_files_places_and_oddities_arrive_as_what_they_are(
    alice: Person, fake: FakeWhatsApp, channel: WhatsAppChannel, inbox: Inbox
) -> None:
    await alice.sends_photo(b"jpeg", caption="Kelas ibu")
    photo = heard(channel, inbox).input
    assert isinstance(photo, FileInput)
    assert (photo.file.kind, photo.file.mime, photo.caption) == (FileKind.PHOTO, "image/jpeg", "Kelas ibu")
    assert await channel.fetch(photo.file) == b"jpeg"
    await alice.sends_voice()
    voice = heard(channel, inbox).input
    assert isinstance(voice, FileInput)
    assert (voice.file.kind, voice.file.mime) == (FileKind.VOICE, "audio/ogg")
    await alice.sends_document(b"png", "layar.png", "image/png")
    screen = heard(channel, inbox).input
    assert isinstance(screen, FileInput)
    assert (screen.file.kind, screen.file.name) == (FileKind.PHOTO, "layar.png")
    await alice.shares_location(-2.6, 121.1)
    assert heard(channel, inbox).input == LocationInput(latitude=-2.6, longitude=121.1)
    for kind, what in (("sticker", "sticker"), ("contacts", "contact"), ("unsupported", "other"), ("poll", "other")):
        await alice.sends({"type": kind, kind: [] if kind == "contacts" else {}})
        assert heard(channel, inbox).input == UnsupportedInput(what=what)


async def test_a_reaction_is_a_sign_of_life_and_nothing_else(
    alice: Person, channel: WhatsAppChannel, inbox: Inbox
) -> None:
    await alice.reacts("👍", "wamid.x")
    assert heard(channel, inbox).gone is False


async def test_a_templates_button_is_what_its_payload_means_or_what_it_says(
    alice: Person, channel: WhatsAppChannel, inbox: Inbox
) -> None:
    for payload, meant in (
        ("12.34.next.", ButtonPress(verb="next", ask=34)),
        ("Lanjutkan", TextInput(text="Lanjutkan")),
    ):
        button: Json = {"type": "button", "button": {"payload": payload, "text": "Lanjutkan"}}
        await alice.sends(button, reply_to="wamid.t")
        message = heard(channel, inbox)
        assert message.input == meant
        assert message.pressed == "wamid.t"


async def test_a_person_is_shown_that_their_fresh_message_is_being_read(
    alice: Person, fake: FakeWhatsApp, channel: WhatsAppChannel
) -> None:
    name = await alice.says("halo")
    await alice.says("lama", at=fake.world.now() - 86400)
    await channel.stop()  # what goes aside ends with it
    reads = [call for call in fake.calls if call.kind == "read"]
    assert [call.content["message_id"] for call in reads] in ([], [name])
    assert fake.refused == []


async def test_a_channel_that_has_not_started_asks_for_another_try(fake: FakeWhatsApp) -> None:
    channel = channel_of(fake)
    async with serving(channel.routes()) as base:
        fake.hooks.url = base + PATH
        assert await fake.hooks.post(envelope([value_of()])) == 503
