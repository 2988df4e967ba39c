"""What people send, read over a strict Bot API."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.translate import raw, translate
from bot.ports import FetchError
from bot.texts import word
from flows.messages import (
    ButtonPress,
    File,
    FileInput,
    FileKind,
    LocationInput,
    TextInput,
    TextSpan,
    UnsupportedInput,
    plain,
)
from tests.fakes.telegram.connection import ALICE, NO, NOW, YES, Inbox, heard, saying, within
from tests.fakes.telegram.server import FakeTelegram, Person

KEYS = st.sampled_from([
    "chat", "from", "id", "type", "text", "caption", "photo", "document", "voice", "location", "message", "data",
    "date", "file_id", "file_size", "mime_type", "file_name", "width", "latitude", "message_id", "reply_to_message",
    "sticker", "new_chat_member", "status", "first_name", "edit_date", "emoji", "poll", "question",
])  # fmt: skip
PRIVATE: JsonValue = {"id": 7, "type": "private"}


async def test_a_text_says_who_when_and_where(inbox: Inbox, channel: TelegramChannel, alice: Person) -> None:
    first = await alice.says("/start PKM-01")
    second = await alice.says("Ibu hamil <terlambat> 😀", reply_to=first)
    assert (await heard(channel, inbox)).input == TextInput(text="/start PKM-01")
    message = await heard(channel, inbox)
    assert message.address == ALICE
    assert message.input == TextInput(text="Ibu hamil <terlambat> 😀")
    assert (message.name, message.position, message.reply_to) == ("Alice", second, str(first))
    assert abs(message.at.timestamp() - time.time()) < 60
    assert message.at.tzinfo is UTC


def bold(text: str, *entities: JsonValue) -> JsonValue:
    return {"message": {"chat": PRIVATE, "message_id": 1, "text": text, "entities": list(entities)}}


def test_what_the_app_marks_as_bold_is_known_beside_the_text() -> None:
    marks: list[JsonValue] = [{"type": "bold", "offset": 3, "length": 9}, {"type": "url", "offset": 0, "length": 2}]
    message = translate(json.dumps(bold("😀 Lokakarya besok", *marks)), lambda: NOW)
    assert message is not None
    assert message.input == TextInput(
        text="😀 Lokakarya besok", rich=(TextSpan("😀 "), TextSpan("Lokakarya", bold=True), TextSpan(" besok"))
    )


@given(st.text(), st.lists(st.tuples(st.integers(-3, 50), st.integers(-3, 50))))
def test_bold_marks_never_change_the_text(text: str, marks: list[tuple[int, int]]) -> None:
    entities: list[JsonValue] = [{"type": "bold", "offset": offset, "length": length} for offset, length in marks]
    message = translate(json.dumps(bold(text, *entities)), lambda: NOW)
    assert message is not None
    assert isinstance(message.input, TextInput)
    assert plain(message.input.rich) in ("", message.input.text)


async def test_a_long_answer_arrives_in_the_order_it_was_cut(
    inbox: Inbox, channel: TelegramChannel, alice: Person
) -> None:
    story = " ".join(str(number) for number in range(3000))
    await alice.says(story)
    parts = [(await heard(channel, inbox)).input for _ in range(-(-len(story) // 4096))]
    assert "".join(part.text for part in parts if isinstance(part, TextInput)) == story


async def test_a_press_brings_back_what_the_button_meant(
    inbox: Inbox, channel: TelegramChannel, alice: Person, fake: FakeTelegram
) -> None:
    await alice.says("/mulai")
    await heard(channel, inbox)
    sent = await channel.send(saying(rows=((YES, NO),)))
    await alice.taps("Tidak")
    message = await heard(channel, inbox)
    assert message.input == ButtonPress(verb="choose", argument="tidak", ask=34)
    assert (message.conversation, message.ask, message.pressed) == (12, 34, sent.message)
    assert (message.address, message.at) == (ALICE, NOW)
    await within(answered(fake, alice))


async def answered(fake: FakeTelegram, alice: Person) -> None:
    while alice.spinning:  # noqa: ASYNC110 - the answer comes aside; nobody tells when
        await asyncio.sleep(0.001)


async def test_a_button_nobody_knows_is_odd(inbox: Inbox, channel: TelegramChannel, alice: Person) -> None:
    await alice.presses(55, "v0:lama")
    message = await heard(channel, inbox)
    assert message.input == UnsupportedInput(what="button", text="v0:lama")
    assert message.pressed == "55"


async def test_files_come_as_references_with_their_caption(
    inbox: Inbox, channel: TelegramChannel, alice: Person
) -> None:
    await alice.sends_photo(b"\xff\xd8" + b"1" * 500, "Posyandu")
    photo = (await heard(channel, inbox)).input
    assert isinstance(photo, FileInput)
    assert (photo.caption, photo.file.kind, photo.file.size, photo.file.mime) == (
        "Posyandu", FileKind.PHOTO, 502, "image/jpeg",
    )  # fmt: skip
    assert await channel.fetch(photo.file) == b"\xff\xd8" + b"1" * 500
    await alice.sends_document(b"%PDF-1.7", "SK.pdf")
    document = (await heard(channel, inbox)).input
    assert isinstance(document, FileInput)
    assert (document.file.kind, document.file.name) == (FileKind.DOCUMENT, "SK.pdf")
    await alice.sends_voice()
    voice = (await heard(channel, inbox)).input
    assert isinstance(voice, FileInput)
    assert voice.file.kind is FileKind.VOICE


async def test_a_file_that_cannot_be_fetched_is_refused_with_its_reason(
    inbox: Inbox, channel: TelegramChannel, alice: Person
) -> None:
    await alice.sends_document(b"x", size=(20 << 20) + 1, caption="Bukti")
    assert (await heard(channel, inbox)).input == UnsupportedInput(what="document", text="Bukti", problem="too_large")
    await alice.sends_document(b"", "kosong.pdf")
    empty = (await heard(channel, inbox)).input
    assert isinstance(empty, FileInput)
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
    assert (await heard(channel, inbox)).input == LocationInput(latitude=-2.9, longitude=120.2)


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
    assert (await heard(channel, inbox)).input == UnsupportedInput(what=what, text=text)


async def test_a_sticker_and_an_edited_message_are_odd(inbox: Inbox, channel: TelegramChannel, alice: Person) -> None:
    await alice.sends_sticker("👍")
    assert (await heard(channel, inbox)).input == UnsupportedInput(what="sticker", text="👍")
    said = await alice.says("82 %")
    await heard(channel, inbox)
    await alice.edits(said, "64 %")
    edited = await heard(channel, inbox)
    assert edited.input == UnsupportedInput(what="edited", text="64 %")
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
    assert [call.parameters["text"] for call in fake.called("sendMessage")] == [word("telegram.only_private")]


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


def test_a_terminal_does_not_wait_for_telegrams_library() -> None:
    code = "import sys, bot.channels.telegram; sys.exit('telegram' in sys.modules or 'aiohttp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
