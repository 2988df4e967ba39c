"""Replies sent over a strict Bot API, and what follows from each refusal."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace

import pytest
from PIL import Image

from bot.channels.telegram.channel import FILE_OUT, TelegramChannel
from bot.channels.telegram.client import TOKEN_REFUSED_SECONDS, TelegramClient
from bot.channels.telegram.request import LONGEST_WAIT
from bot.ports import Consequence, SendError
from bot.texts import word
from flows.messages import Attachment, InputKind, TextSpan
from tests.bot.channels.telegram.test_secrecy import everything, said_by
from tests.fakes.telegram.connection import ALICE, NO, YES, channel_of, saying, within
from tests.fakes.telegram.methods import METHODS
from tests.fakes.telegram.rules import Json
from tests.fakes.telegram.server import FakeTelegram, Person, Speed


async def test_a_message_shows_bold_and_buttons_and_what_people_typed_as_typed(
    channel: TelegramChannel, alice: Person
) -> None:
    await alice.says("/start")
    text = (TextSpan("Tersimpan <64 %> & </b>\n\n"), TextSpan("Siapa yang terkena?", bold=True))
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


async def test_a_document_keeps_its_name_caption_and_buttons(
    channel: TelegramChannel, alice: Person, fake: FakeTelegram
) -> None:
    await alice.says("/start")
    await channel.send(saying("Ini <draf> Anda", content=b"%PDF-1", rows=((YES,),)))
    seen = await alice.hears()
    assert (seen.text, seen.document, seen.content) == ("Ini <draf> Anda", "Proposal – Gizi Ibu.pdf", b"%PDF-1")
    assert seen.labels == ("Ya",)
    assert [call.method for call in fake.calls] == ["sendChatAction", "sendDocument"]


@pytest.mark.parametrize(
    ("size", "method"),
    [
        ((1200, 2500), "sendPhoto"),
        ((1200, 5100), "sendDocument"),
        ((3000, 100), "sendDocument"),
        (None, "sendDocument"),
    ],
)
async def test_a_picture_is_seen_in_the_chat_where_telegram_shows_it_well(
    channel: TelegramChannel, alice: Person, fake: FakeTelegram, size: tuple[int, int] | None, method: str
) -> None:
    drawn = io.BytesIO()
    Image.new("1", size or (1, 1)).save(drawn, "png")
    content = drawn.getvalue() if size else b"no picture at all"
    board = Attachment(name="Rekap.png", mime="image/png", document="board.png")
    await alice.says("/start")
    await channel.send(replace(saying("31 dari 54 unit", content=content, rows=((YES,),)), attachment=board))
    seen = await alice.hears()
    assert (seen.text, seen.document, seen.content, seen.labels) == ("31 dari 54 unit", "Rekap.png", content, ("Ya",))
    assert [call.method for call in fake.calls] == ["sendChatAction", method]
    assert seen.is_photo is (method == "sendPhoto")


async def test_a_document_of_several_megabytes_arrives_whole(channel: TelegramChannel, alice: Person) -> None:
    await alice.says("/start")
    content = b"%PDF" + bytes(range(256)) * 12_000
    await channel.send(saying("", content=content))
    assert (await alice.hears()).content == content


async def test_an_empty_or_huge_file_is_not_tried(channel: TelegramChannel, alice: Person, fake: FakeTelegram) -> None:
    for content in (b"", b"x" * (FILE_OUT + 1)):
        with pytest.raises(SendError) as error:
            await channel.send(saying(content=content))
        assert error.value.consequence is Consequence.NEVER
    assert fake.calls == []


async def test_a_place_is_asked_with_one_tap_and_the_keyboard_goes_again(
    channel: TelegramChannel, alice: Person
) -> None:
    await alice.says("/start")
    await channel.send(saying("Di mana?", rows=((YES,),), wants=InputKind.LOCATION))
    question, offer = await alice.waits_for(2)
    assert question.labels == ("Ya",)
    assert offer.keyboard == ((word("telegram.share_label"),),) == alice.keyboard
    await channel.send(saying("Berikutnya?"))
    await alice.hears()
    await within(letters(alice))
    assert [seen.text for seen in alice.messages] == ["Di mana?", "Berikutnya?"]


async def letters(alice: Person) -> None:
    while alice.keyboard:  # noqa: ASYNC110 - taken away aside; nobody tells when
        await asyncio.sleep(0.001)


@pytest.mark.parametrize(
    ("refusal", "consequence"),
    [
        ((403, "Forbidden: bot was blocked by the user", None), Consequence.UNREACHABLE),
        ((403, "Forbidden: user is deactivated", None), Consequence.UNREACHABLE),
        ((400, "Bad Request: chat not found", None), Consequence.UNREACHABLE),
        ((400, "Bad Request: BUTTON_DATA_INVALID", None), Consequence.NEVER),
        ((413, "Request Entity Too Large", None), Consequence.NEVER),
        ((429, "Too Many Requests: retry after 17", 17), Consequence.RETRY),
        ((500, "Internal Server Error", None), Consequence.RETRY),
        ((502, "Bad Gateway", None), Consequence.RETRY),
        ((401, "Unauthorized", None), Consequence.RETRY),
        ((404, "Not Found: method not found", None), Consequence.RETRY),
    ],
)
@pytest.mark.parametrize("kind", ["text", "edit", "file"])
async def test_a_refusal_says_what_follows_from_it(
    channel: TelegramChannel,
    alice: Person,
    fake: FakeTelegram,
    kind: str,
    refusal: tuple[int, str, int | None],
    consequence: Consequence,
) -> None:
    status, description, retry_after = refusal
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
    assert error.value.consequence is consequence
    assert error.value.retry_after == (TOKEN_REFUSED_SECONDS if status in (401, 404) else retry_after)
    assert ("Telegram refuses the token" in str(error.value)) == (status == 401)
    assert fake.token not in str(error.value)


async def test_every_method_is_called_by_its_documented_name(alice: Person, fake: FakeTelegram) -> None:
    await alice.says("/start")  # or a poll would wait
    client = TelegramClient(fake.token, fake.url)
    await said_by(everything(client))
    await client.close()
    called = {call.method for call in fake.calls}
    assert called >= {"getUpdates", "sendMessage", "editMessageText", "deleteMessage", "answerCallbackQuery"}
    assert called <= METHODS.keys()


async def test_a_cut_connection_may_be_tried_again(channel: TelegramChannel, alice: Person, fake: FakeTelegram) -> None:
    await alice.says("/start")
    fake.cut_next("sendMessage")
    with pytest.raises(SendError) as error:
        await channel.send(saying())
    assert error.value.consequence is Consequence.UNCERTAIN
    assert fake.token not in str(error.value)


@pytest.mark.parametrize(
    ("refusal", "consequence"),
    [
        ((400, "Bad Request: chat not found"), Consequence.UNREACHABLE),
        ((400, "Bad Request: can't parse entities"), Consequence.NEVER),
        ((403, "Forbidden: bot was blocked by the user"), Consequence.UNREACHABLE),
        ((500, "Internal Server Error"), Consequence.RETRY),
        ((200, "no code of an error"), Consequence.RETRY),
    ],
)
@pytest.mark.parametrize("kind", ["text", "file"])
async def test_a_refusal_that_calls_itself_a_success_is_a_refusal(
    channel: TelegramChannel, alice: Person, fake: FakeTelegram, kind: str, refusal: tuple[int, str],
    consequence: Consequence,
) -> None:  # fmt: skip
    await alice.says("/start")
    fake.fail_next({"text": "sendMessage", "file": "sendDocument"}[kind], *refusal, http=200)
    with pytest.raises(SendError) as error:
        await channel.send(saying(content=b"%PDF" if kind == "file" else None))
    assert error.value.consequence is consequence


@pytest.mark.parametrize("answer", [{"ok": True}, {}, {"ok": True, "result": True}])
async def test_an_answer_that_is_none_leaves_it_open_whether_the_message_arrived(
    channel: TelegramChannel, alice: Person, fake: FakeTelegram, answer: Json
) -> None:
    await alice.says("/start")
    fake.answer_next("sendMessage", answer)
    with pytest.raises(SendError) as error:
        await channel.send(saying())
    assert error.value.consequence is Consequence.UNCERTAIN


@pytest.mark.parametrize("asked", [10**9, 1e300, -5, float("nan"), float("inf")])
@pytest.mark.parametrize("http", [429, 200])
async def test_no_wait_that_is_asked_for_silences_the_bot(
    channel: TelegramChannel, alice: Person, fake: FakeTelegram, asked: float, http: int
) -> None:
    await alice.says("/start")
    fake.fail_next("sendMessage", 429, "Too Many Requests", asked, http=http)
    with pytest.raises(SendError) as error:
        await channel.send(saying())
    assert error.value.retry_after is not None
    assert 0 <= error.value.retry_after <= LONGEST_WAIT


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
