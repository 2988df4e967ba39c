"""Lets people talk with the Telegram channel over a strict Bot API."""

from __future__ import annotations

import asyncio
import io
import logging
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from bot.channels.telegram import FILE_OUT, ONLY_PRIVATE, SHARE_LABEL, TelegramChannel
from bot.channels.telegram_translate import raw, translate
from bot.channels.tokens import token
from bot.ports import FetchError, RawUpdate, SendError
from flows.messages import (
    Address,
    Attachment,
    Button,
    Did,
    File,
    FileKind,
    IncomingMessage,
    Odd,
    OutgoingMessage,
    Pinned,
    Pressable,
    Rich,
    Said,
    Sent,
    Span,
    Wants,
)
from tests.fakes.telegram import FakeTelegram, Person, Speed
from tests.fakes.web import serving

KEYS = st.sampled_from([
    "chat", "from", "id", "type", "text", "caption", "photo", "document", "voice", "location", "message", "data",
    "date", "file_id", "file_size", "mime_type", "file_name", "width", "latitude", "message_id", "reply_to_message",
    "sticker", "new_chat_member", "status", "first_name", "edit_date", "emoji", "poll", "question",
])  # fmt: skip
PRIVATE: JsonValue = {"id": 7, "type": "private"}
NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
ALICE = Address(channel="telegram", id="7")
SECRET = "a-secret_1"
YES = Pressable("Ya", token(12, 34, Button("Ya", "choose", "ya")))
NO = Pressable("Tidak", token(12, 34, Button("Tidak", "choose", "tidak")))


@dataclass
class Inbox:
    """Stores updates as long as the test runs; fails as often as it is told to."""

    stored: list[RawUpdate] = field(default_factory=list)
    failures: int = 0
    came: asyncio.Event = field(default_factory=asyncio.Event)
    before: Callable[[], Awaitable[None]] | None = None

    async def receive(self, updates: Sequence[RawUpdate]) -> None:
        if self.before is not None:
            await self.before()
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        self.stored += updates
        self.came.set()

    async def next(self) -> RawUpdate:
        """Return the next stored update."""
        await within(self._some())
        return self.stored.pop(0)

    async def _some(self) -> None:
        while not self.stored:
            self.came.clear()
            await self.came.wait()


async def within(awaitable: Awaitable[object], seconds: float = 5.0) -> None:
    await asyncio.wait_for(awaitable, seconds)


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
def alice(fake: FakeTelegram) -> Person:
    return fake.user(7, "Alice")


@asynccontextmanager
async def channel_of(fake: FakeTelegram, *, given: str = "") -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(given or fake.token, api_url=fake.url, now=lambda: NOW, pauses=(0.01,))
    try:
        yield channel
    finally:
        await channel.stop()


@pytest.fixture
async def channel(fake: FakeTelegram) -> AsyncIterator[TelegramChannel]:
    """A channel that only sends."""
    async with channel_of(fake) as channel:
        yield channel


@pytest.fixture
async def inbox(fake: FakeTelegram, channel: TelegramChannel) -> Inbox:
    """Where a polling channel puts its updates."""
    inbox = Inbox()
    await channel.start(inbox.receive)
    return inbox


def saying(
    text: str | Rich = "Mulai?",
    rows: tuple[tuple[Pressable, ...], ...] = (),
    edits: str | None = None,
    wants: Wants = Wants.TEXT,
    content: bytes | None = None,
) -> OutgoingMessage:
    rich = (Span(text),) if isinstance(text, str) else text
    return OutgoingMessage(
        address=ALICE, text=rich, rows=rows, edits=edits, wants=wants, conversation=12, ask=34,
        attachment=None if content is None else PDF, content=content,
    )  # fmt: skip


async def heard(channel: TelegramChannel, inbox: Inbox) -> IncomingMessage:
    message = channel.translate(await inbox.next())
    assert message is not None
    return message


# --- what people send ----------------------------------------------------------------------------


async def test_a_text_says_who_when_and_where(inbox: Inbox, channel: TelegramChannel, alice: Person) -> None:
    first = await alice.says("/start PKM-01")
    second = await alice.says("Ibu hamil <terlambat> 😀", reply_to=first)
    assert (await heard(channel, inbox)).input == Said(text="/start PKM-01")
    message = await heard(channel, inbox)
    assert message.address == ALICE
    assert message.input == Said(text="Ibu hamil <terlambat> 😀")
    assert (message.name, message.position, message.reply_to) == ("Alice", second, str(first))
    assert abs(message.at.timestamp() - time.time()) < 60
    assert message.at.tzinfo is UTC


async def test_a_long_answer_arrives_in_the_order_it_was_cut(
    inbox: Inbox, channel: TelegramChannel, alice: Person
) -> None:
    story = " ".join(str(number) for number in range(3000))
    await alice.says(story)
    parts = [(await heard(channel, inbox)).input for _ in range(-(-len(story) // 4096))]
    assert "".join(part.text for part in parts if isinstance(part, Said)) == story


async def test_a_press_brings_back_what_the_button_meant(
    inbox: Inbox, channel: TelegramChannel, alice: Person, fake: FakeTelegram
) -> None:
    await alice.says("/mulai")
    await heard(channel, inbox)
    sent = await channel.send(saying(rows=((YES, NO),)))
    await alice.taps("Tidak")
    message = await heard(channel, inbox)
    assert message.input == Did(verb="choose", argument="tidak", ask=34)
    assert (message.conversation, message.ask, message.pressed) == (12, 34, sent.message)
    assert (message.address, message.at) == (ALICE, NOW)
    await within(answered(fake, alice))


async def answered(fake: FakeTelegram, alice: Person) -> None:
    while alice.spinning:  # noqa: ASYNC110 - the answer comes aside; nobody tells when
        await asyncio.sleep(0.001)


async def test_a_button_nobody_knows_is_odd(inbox: Inbox, channel: TelegramChannel, alice: Person) -> None:
    await alice.presses(55, "v0:lama")
    message = await heard(channel, inbox)
    assert message.input == Odd(what="button", text="v0:lama")
    assert message.pressed == "55"


async def test_files_come_as_references_with_their_caption(
    inbox: Inbox, channel: TelegramChannel, alice: Person
) -> None:
    await alice.sends_photo(b"\xff\xd8" + b"1" * 500, "Posyandu")
    photo = (await heard(channel, inbox)).input
    assert isinstance(photo, Sent)
    assert (photo.caption, photo.file.kind, photo.file.size, photo.file.mime) == (
        "Posyandu", FileKind.PHOTO, 502, "image/jpeg",
    )  # fmt: skip
    assert await channel.fetch(photo.file) == b"\xff\xd8" + b"1" * 500
    await alice.sends_document(b"%PDF-1.7", "SK.pdf")
    document = (await heard(channel, inbox)).input
    assert isinstance(document, Sent)
    assert (document.file.kind, document.file.name) == (FileKind.DOCUMENT, "SK.pdf")
    await alice.sends_voice()
    voice = (await heard(channel, inbox)).input
    assert isinstance(voice, Sent)
    assert voice.file.kind is FileKind.VOICE


async def test_a_file_that_cannot_be_fetched_is_refused_with_its_reason(
    inbox: Inbox, channel: TelegramChannel, alice: Person
) -> None:
    await alice.sends_document(b"x", size=(20 << 20) + 1, caption="Bukti")
    assert (await heard(channel, inbox)).input == Odd(what="document", text="Bukti", problem="too_large")
    await alice.sends_document(b"", "kosong.pdf")
    empty = (await heard(channel, inbox)).input
    assert isinstance(empty, Sent)
    with pytest.raises(FetchError) as error:
        await channel.fetch(empty.file)
    assert error.value.problem == "empty"


@pytest.mark.parametrize(
    ("status", "description", "problem"),
    [
        (400, "Bad Request: file is too big", "too_large"),
        (400, "Bad Request: wrong file_id or the file is temporarily unavailable", "gone"),
        (502, "Bad Gateway", ""),
        (429, "Too Many Requests: retry after 3", ""),
    ],
)
async def test_a_failed_fetch_says_whether_trying_again_helps(
    fake: FakeTelegram, channel: TelegramChannel, status: int, description: str, problem: str
) -> None:
    fake.fail_next("getFile", status, description, 3 if status == 429 else None)
    file = File(key="FILE", kind=FileKind.DOCUMENT, name="a", mime="b", size=3)
    with pytest.raises(FetchError) as error:
        await channel.fetch(file)
    assert error.value.problem == problem


async def test_a_place_is_pinned(inbox: Inbox, channel: TelegramChannel, alice: Person) -> None:
    await alice.shares_location(-2.9, 120.2)
    assert (await heard(channel, inbox)).input == Pinned(latitude=-2.9, longitude=120.2)


ODD: list[tuple[dict[str, JsonValue], str, str]] = [
    ({"contact": {"phone_number": "0812", "first_name": "Bob"}}, "contact", "Bob"),
    ({"poll": {"id": "1", "question": "Setuju?"}}, "poll", "Setuju?"),
    ({"dice": {"emoji": "🎲", "value": 3}}, "dice", "🎲"),
    ({"animation": {"file_id": "a"}, "document": {"file_id": "a"}}, "animation", ""),
    ({"game": {"title": "Ular"}}, "game", "Ular"),
    ({"something_of_next_year": {}, "caption": "Lihat"}, "other", "Lihat"),
]


@pytest.mark.parametrize(("content", "what", "text"), ODD)
async def test_what_no_question_takes_is_odd_and_keeps_its_words(
    inbox: Inbox, channel: TelegramChannel, alice: Person, content: dict[str, JsonValue], what: str, text: str
) -> None:
    await alice.sends(content)
    assert (await heard(channel, inbox)).input == Odd(what=what, text=text)


async def test_a_sticker_and_an_edited_message_are_odd(inbox: Inbox, channel: TelegramChannel, alice: Person) -> None:
    await alice.sends_sticker("👍")
    assert (await heard(channel, inbox)).input == Odd(what="sticker", text="👍")
    said = await alice.says("82 %")
    await heard(channel, inbox)
    await alice.edits(said, "64 %")
    edited = await heard(channel, inbox)
    assert edited.input == Odd(what="edited_message", text="64 %")
    assert edited.position == said


async def test_blocking_and_coming_back_is_told(inbox: Inbox, channel: TelegramChannel, alice: Person) -> None:
    await alice.says("/start")
    await heard(channel, inbox)
    await alice.blocks()
    assert (await heard(channel, inbox)).gone is True
    await alice.unblocks()
    back = await heard(channel, inbox)
    assert (back.gone, back.address) == (False, ALICE)


async def test_a_group_hears_once_that_only_private_chats_are_served(
    inbox: Inbox, channel: TelegramChannel, alice: Person, fake: FakeTelegram
) -> None:
    await alice.adds_bot_to(-100)
    await alice.says_in(-100, "Halo semua")
    assert channel.translate(await inbox.next()) is None
    update = await inbox.next()
    assert channel.translate(update) is None
    assert update.address == "-100"
    await within(told(fake))
    assert [call.parameters["text"] for call in fake.called("sendMessage")] == [ONLY_PRIVATE]


async def told(fake: FakeTelegram) -> None:
    while not fake.called("sendMessage"):  # noqa: ASYNC110 - said aside; nobody tells when
        await asyncio.sleep(0.001)


nonsense = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=30,
)


@given(nonsense, st.just(PRIVATE) | nonsense)
def test_reading_never_fails_whatever_an_update_holds(content: JsonValue, chat: JsonValue) -> None:
    for kind in ("message", "edited_message", "callback_query", "my_chat_member"):
        held = {**content, "chat": chat} if isinstance(content, dict) else content
        update = raw({"update_id": 1, kind: held})
        message = translate(update.body, lambda: NOW)
        assert message is None or message.address.channel == "telegram"


# --- nothing is lost on the way in ----------------------------------------------------------------


async def test_telegram_hears_of_an_update_only_when_it_is_durable(fake: FakeTelegram, alice: Person) -> None:
    gate = asyncio.Event()
    inbox = Inbox()
    reached = asyncio.Event()

    async def wait() -> None:
        reached.set()
        await gate.wait()

    inbox.before = wait
    async with channel_of(fake) as channel:
        await channel.start(inbox.receive)
        await alice.says("satu")
        await within(reached.wait())
        assert len(fake.updates.waiting) == 1
        assert alice.spinning == []
        gate.set()
        await inbox.next()
        await within(fake.updates.empty.wait())


async def test_updates_that_could_not_be_stored_come_again(
    fake: FakeTelegram, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    inbox = Inbox(failures=1)
    async with channel_of(fake) as channel:
        with caplog.at_level(logging.ERROR):
            await channel.start(inbox.receive)
            await alice.says("satu")
            update = await inbox.next()
        assert "could not be stored" in caplog.text
        message = channel.translate(update)
        assert message is not None
        assert message.input == Said(text="satu")


async def test_a_crash_before_the_update_is_durable_loses_nothing(fake: FakeTelegram, alice: Person) -> None:
    stuck = asyncio.Event()
    first, second = Inbox(), Inbox()

    async def hang() -> None:
        stuck.set()
        await asyncio.Event().wait()

    first.before = hang
    await alice.says("satu")
    async with channel_of(fake) as channel:
        await channel.start(first.receive)
        await within(stuck.wait())
    async with channel_of(fake) as channel:
        await channel.start(second.receive)
        one = await second.next()
        assert one.key == str(fake.updates.last)


async def test_a_repeated_update_has_the_same_key(fake: FakeTelegram, alice: Person) -> None:
    async def cut_off() -> None:
        fake.fail_next("getUpdates", 502, "Bad Gateway", times=1000)

    await alice.says("satu")
    keys: list[str] = []
    for before in (cut_off, None):  # the first bot stores the update and dies before Telegram hears of it
        inbox = Inbox(before=before)
        async with channel_of(fake) as channel:
            await channel.start(inbox.receive)
            keys.append((await inbox.next()).key)
        fake.forgive()
    assert keys[0] == keys[1]


async def test_a_poll_asks_for_what_we_understand_and_takes_a_webhook_away(
    inbox: Inbox, fake: FakeTelegram, alice: Person
) -> None:
    await alice.says("satu")
    await inbox.next()
    assert [call.method for call in fake.calls][:2] == ["deleteWebhook", "getUpdates"]
    assert fake.updates.allowed == ("message", "edited_message", "callback_query", "my_chat_member")


@pytest.mark.parametrize(
    ("status", "description", "retry_after", "words"),
    [
        (409, "Conflict: terminated by other getUpdates request", None, "Only one Tuntun may poll"),
        (401, "Unauthorized", None, "check TUNTUN_TELEGRAM_TOKEN"),
        (502, "Bad Gateway", None, "Telegram cannot be reached"),
        (429, "Too Many Requests: retry after 1", 1, ""),
    ],
)
async def test_polling_survives_refusals_and_says_what_to_do(
    fake: FakeTelegram,
    alice: Person,
    caplog: pytest.LogCaptureFixture,
    status: int,
    description: str,
    retry_after: int | None,
    words: str,
) -> None:
    fake.fail_next("getUpdates", status, description, retry_after, times=1 if retry_after else 2)
    inbox = Inbox()
    async with channel_of(fake) as channel:
        with caplog.at_level(logging.INFO):
            await channel.start(inbox.receive)
            await alice.says("satu")
            await inbox.next()
    assert words in caplog.text
    assert fake.token not in caplog.text


async def test_a_telegram_that_is_away_is_tried_again(
    fake: FakeTelegram, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    port = int(fake.url.rpartition(":")[2])
    await fake.close()
    inbox = Inbox()
    async with channel_of(fake) as channel:
        with caplog.at_level(logging.WARNING):
            await channel.start(inbox.receive)
            await within(logged(caplog, "cannot be reached"))
        assert fake.token not in caplog.text
        await fake.open(port)
        await alice.says("satu")
        await inbox.next()


async def logged(caplog: pytest.LogCaptureFixture, words: str) -> None:
    while words not in caplog.text:  # noqa: ASYNC110 - logs tell nobody
        await asyncio.sleep(0.005)


async def test_stopping_does_not_wait_for_a_poll(fake: FakeTelegram) -> None:
    inbox = Inbox()
    channel = TelegramChannel(fake.token, api_url=fake.url)
    await channel.start(inbox.receive)
    await within(fake.updates.polled.wait())
    await within(channel.stop(), 1.0)
    await channel.stop()


async def test_a_reply_after_the_end_waits_for_the_next_run(fake: FakeTelegram, alice: Person) -> None:
    await alice.says("/start")
    async with channel_of(fake) as channel:
        await channel.send(saying())
    with pytest.raises(SendError) as error:
        await channel.send(saying())
    assert not error.value.permanent


async def test_an_answer_that_is_no_answer_stops_nothing(
    fake: FakeTelegram, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    fake.fail_next("getUpdates", 200, "a proxy's idea of an answer", times=2)
    inbox = Inbox()
    async with channel_of(fake) as channel:
        with caplog.at_level(logging.ERROR):
            await channel.start(inbox.receive)
            await alice.says("satu")
            await inbox.next()
    assert "nobody foresaw" in caplog.text


# --- webhook --------------------------------------------------------------------------------------


@asynccontextmanager
async def hooked(fake: FakeTelegram, inbox: Inbox) -> AsyncIterator[tuple[TelegramChannel, str]]:
    channel = TelegramChannel(
        fake.token,
        api_url=fake.url,
        mode="webhook",
        secret=SECRET,
        public_url="https://tuntun.id/",
        now=lambda: NOW,
        pauses=(0.01,),
    )
    fake.updates.second = 0.001
    async with serving(channel.routes()) as base:
        fake.updates.leads_to["https://tuntun.id"] = base
        await channel.start(inbox.receive)
        try:
            yield channel, base
        finally:
            await channel.stop()


async def test_a_webhook_takes_updates_and_refuses_strangers(fake: FakeTelegram, alice: Person) -> None:
    inbox = Inbox(failures=1)
    await alice.says("sebelum")
    async with hooked(fake, inbox) as (channel, base):
        assert (await heard(channel, inbox)).input == Said(text="sebelum")
        await within(fake.updates.empty.wait())
        assert fake.updates.hook is not None
        assert fake.updates.hook.url == "https://tuntun.id/telegram"
        assert len(fake.updates.hook.errors) == 1  # the failure; Telegram brought it again
        await alice.says("sesudah")
        assert (await heard(channel, inbox)).input == Said(text="sesudah")
        async with aiohttp.ClientSession() as session:
            for headers, body, status in (
                ({}, "{}", 403),
                ({"X-Telegram-Bot-Api-Secret-Token": "wrong"}, "{}", 403),
                ({"X-Telegram-Bot-Api-Secret-Token": SECRET}, "no json", 400),
                ({"X-Telegram-Bot-Api-Secret-Token": SECRET}, "[" * 100_000, 400),
                ({"X-Telegram-Bot-Api-Secret-Token": SECRET}, " " * (2 << 20), 400),
            ):
                async with session.post(f"{base}/telegram", data=io.BytesIO(body.encode()), headers=headers) as answer:
                    assert answer.status == status
    assert inbox.stored == []


def test_a_webhook_needs_an_address_and_a_secret() -> None:
    for secret, url in (("", "https://x.id"), ("a b", "https://x.id"), ("a", "http://x.id"), ("a" * 257, "https://x")):
        with pytest.raises(ValueError, match="needs a public https address"):
            TelegramChannel("1:a", mode="webhook", secret=secret, public_url=url)


# --- what the bot sends ---------------------------------------------------------------------------


async def test_a_message_shows_bold_and_buttons_and_what_people_typed_as_typed(
    channel: TelegramChannel, alice: Person
) -> None:
    await alice.says("/start")
    text = (Span("Tersimpan <64 %> & </b>\n\n"), Span("Siapa yang terkena?", bold=True))
    delivered = await channel.send(saying(text, rows=((YES, NO),)))
    seen = await alice.hears()
    assert seen.text == "Tersimpan <64 %> & </b>\n\nSiapa yang terkena?"
    assert seen.bold == ("Siapa yang terkena?",)
    assert seen.buttons == (("Ya", "Tidak"),)
    assert (delivered.message, delivered.position) == (str(seen.id), seen.id)
    assert delivered.at is not None


async def test_a_message_is_changed_in_place(channel: TelegramChannel, alice: Person, fake: FakeTelegram) -> None:
    await alice.says("/start")
    first = await channel.send(saying("Satu?", rows=((YES,),)))
    changed = await channel.send(saying("Dua?", rows=((NO,),), edits=first.message))
    assert changed.message == first.message
    assert [(seen.text, seen.labels) for seen in alice.messages] == [("Dua?", ("Tidak",))]
    again = await channel.send(saying("Dua?", rows=((NO,),), edits=first.message))
    assert again.message == first.message
    assert len(alice.messages) == 1


async def test_a_message_that_is_gone_is_sent_anew(channel: TelegramChannel, alice: Person, fake: FakeTelegram) -> None:
    own = await alice.says("/start")
    file = await channel.send(saying(content=b"%PDF"))
    for target in ("99999", str(own), file.message):
        delivered = await channel.send(saying("Baru", edits=target))
        assert delivered.message not in ("99999", str(own), file.message)


PDF = Attachment(name="Proposal – Gizi Ibu.pdf", mime="application/pdf", document="proposal.pdf")


async def test_a_document_keeps_its_name_caption_and_buttons(
    channel: TelegramChannel, alice: Person, fake: FakeTelegram
) -> None:
    await alice.says("/start")
    await channel.send(saying("Ini <draf> Anda", content=b"%PDF-1", rows=((YES,),)))
    seen = await alice.hears()
    assert (seen.text, seen.document, seen.content) == ("Ini <draf> Anda", "Proposal – Gizi Ibu.pdf", b"%PDF-1")
    assert seen.labels == ("Ya",)
    assert [call.method for call in fake.calls] == ["sendChatAction", "sendDocument"]


async def test_a_document_of_several_megabytes_arrives_whole(channel: TelegramChannel, alice: Person) -> None:
    await alice.says("/start")
    content = b"%PDF" + bytes(range(256)) * 12_000
    await channel.send(saying("", content=content))
    assert (await alice.hears()).content == content


async def test_an_empty_or_huge_file_is_not_tried(channel: TelegramChannel, alice: Person, fake: FakeTelegram) -> None:
    for content in (b"", b"x" * (FILE_OUT + 1)):
        with pytest.raises(SendError) as error:
            await channel.send(saying(content=content))
        assert error.value.permanent
    assert fake.calls == []


async def test_a_place_is_asked_with_one_tap_and_the_keyboard_goes_again(
    channel: TelegramChannel, alice: Person
) -> None:
    await alice.says("/start")
    await channel.send(saying("Di mana?", rows=((YES,),), wants=Wants.LOCATION))
    question, offer = await alice.waits_for(2)
    assert question.labels == ("Ya",)
    assert offer.keyboard == ((SHARE_LABEL,),) == alice.keyboard
    await channel.send(saying("Berikutnya?"))
    await alice.hears()
    await within(letters(alice))
    assert [seen.text for seen in alice.messages] == ["Di mana?", "Berikutnya?"]


async def letters(alice: Person) -> None:
    while alice.keyboard:  # noqa: ASYNC110 - taken away aside; nobody tells when
        await asyncio.sleep(0.001)


@pytest.mark.parametrize(
    ("status", "description", "retry_after", "permanent", "unreachable"),
    [
        (403, "Forbidden: bot was blocked by the user", None, True, True),
        (403, "Forbidden: user is deactivated", None, True, True),
        (400, "Bad Request: chat not found", None, True, True),
        (400, "Bad Request: BUTTON_DATA_INVALID", None, True, False),
        (413, "Request Entity Too Large", None, True, False),
        (429, "Too Many Requests: retry after 17", 17, False, False),
        (500, "Internal Server Error", None, False, False),
        (502, "Bad Gateway", None, False, False),
        (401, "Unauthorized", None, False, False),
    ],
)
@pytest.mark.parametrize("kind", ["text", "edit", "file"])
async def test_a_refusal_says_what_follows_from_it(
    channel: TelegramChannel,
    alice: Person,
    fake: FakeTelegram,
    kind: str,
    status: int,
    description: str,
    retry_after: int | None,
    permanent: bool,
    unreachable: bool,
) -> None:
    await alice.says("/start")
    method = {"text": "sendMessage", "edit": "editMessageText", "file": "sendDocument"}[kind]
    fake.fail_next(method, status, description, retry_after)
    message = {
        "text": saying(),
        "edit": saying(edits="5"),
        "file": saying(content=b"%PDF"),
    }[kind]
    with pytest.raises(SendError) as error:
        await channel.send(message)
    assert (error.value.permanent, error.value.unreachable) == (permanent, unreachable)
    if status != 401:
        assert error.value.retry_after == retry_after
    assert fake.token not in str(error.value)


async def test_a_cut_connection_may_be_tried_again(channel: TelegramChannel, alice: Person, fake: FakeTelegram) -> None:
    await alice.says("/start")
    fake.cut_next("sendMessage")
    with pytest.raises(SendError) as error:
        await channel.send(saying())
    assert not error.value.permanent
    assert fake.token not in str(error.value)


async def test_too_fast_a_bot_hears_how_long_to_wait() -> None:
    async with FakeTelegram(speed=Speed(chat_burst=2)) as fake, channel_of(fake) as channel:
        await fake.user(7, "Alice").says("/start")
        await channel.send(saying())
        await channel.send(saying())
        with pytest.raises(SendError) as error:
            await channel.send(saying())
        assert error.value.retry_after in (2, 3)


async def test_menus_are_set_for_all_and_for_one(channel: TelegramChannel, alice: Person, fake: FakeTelegram) -> None:
    await alice.says("/start")
    await channel.set_commands([("mulai", "Mulai proposal")])
    await channel.set_commands([("antrean", "Draf yang menunggu")], ALICE)
    await channel.set_commands([("antrean", "Draf yang menunggu")], replace(ALICE, id="8"))  # never wrote: only logged
    assert fake.world.commands == {
        "all_private_chats": [{"command": "mulai", "description": "Mulai proposal"}],
        "chat 7": [{"command": "antrean", "description": "Draf yang menunggu"}],
    }
    assert await channel.username() == "tuntun_bot"


def test_a_terminal_does_not_wait_for_telegrams_library() -> None:
    code = "import sys, bot.channels.telegram; sys.exit('telegram' in sys.modules or 'aiohttp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
