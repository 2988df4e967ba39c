"""The fake Bot API refuses what Telegram refuses, in its words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable

import aiohttp
import pytest
from pydantic import JsonValue
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken

from tests.fakes.telegram.server import FakeTelegram, Person, Speed
from tests.fakes.web.server import serving

Answer = dict[str, JsonValue]


@pytest.fixture
async def alice(fake: FakeTelegram) -> Person:
    alice = fake.user(7, "Alice")
    await alice.says("/start")
    return alice


async def ask(fake: FakeTelegram, method: str, token: JsonValue = "", **parameters: JsonValue) -> Answer:
    """Call a method with JSON; the HTTP status must be the error code."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{fake.url}/bot{token or fake.token}/{method}", json=parameters) as response,
    ):
        answer: Answer = json.loads(await response.read())
        assert response.status == answer.get("error_code", 200)
        return answer


async def within(awaitable: Awaitable[object], seconds: float = 5.0) -> None:
    await asyncio.wait_for(awaitable, seconds)


def button(text: str = "Ya", **action: JsonValue) -> JsonValue:
    return {"text": text, **(action or {"callback_data": "a"})}


def keys(*rows: list[JsonValue]) -> JsonValue:
    return {"inline_keyboard": [*rows]}


SENDING: list[tuple[Answer, str]] = [
    ({"text": ""}, "Bad Request: message text is empty"),
    ({"text": " \n "}, "Bad Request: message text is empty"),
    ({"text": "<b></b>", "parse_mode": "HTML"}, "Bad Request: message text is empty"),
    ({"text": "a" * 4097}, "Bad Request: message is too long"),
    ({"text": "😀" * 4097}, "Bad Request: message is too long"),
    ({"text": "a", "parse_mode": "XML"}, "Bad Request: unsupported parse_mode"),
    (
        {"text": "é <there> x", "parse_mode": "HTML"},
        'Bad Request: can\'t parse entities: Unsupported start tag "there" at byte offset 3',
    ),
    ({"text": "a <", "parse_mode": "HTML"}, "Bad Request: can't parse entities: Unclosed start tag at byte offset 2"),
    (
        {"text": "a </b>", "parse_mode": "HTML"},
        "Bad Request: can't parse entities: Unexpected end tag at byte offset 2",
    ),
    (
        {"text": "<b>a</i>", "parse_mode": "HTML"},
        'Bad Request: can\'t parse entities: Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    ),
    (
        {"text": "<b>a", "parse_mode": "HTML"},
        "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    ({"text": "a", "reply_markup": "{"}, "Bad Request: can't parse reply keyboard markup JSON object"),
    ({"text": "a", "reply_markup": keys([button(callback_data="é" * 33)])}, "Bad Request: BUTTON_DATA_INVALID"),
    ({"text": "a", "reply_markup": keys([button(callback_data="")])}, "Bad Request: BUTTON_DATA_INVALID"),
    ({"text": "a", "reply_markup": keys([button("")])}, "Bad Request: Inline keyboard button text must be non-empty"),
    (
        {"text": "a", "reply_markup": keys([{"text": "Ya"}])},
        "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    ({"text": "a", "reply_markup": keys([button()] * 9)}, "Bad Request: reply markup is too long"),
    ({"text": "a", "reply_markup": keys(*[[button()]] * 101)}, "Bad Request: reply markup is too long"),
    ({"text": "a", "reply_parameters": {"message_id": 1}}, "Bad Request: message to be replied not found"),
    ({"text": "a", "chat_id": 8}, "Bad Request: chat not found"),
    ({"text": "a", "chat_id": ""}, "Bad Request: chat_id is empty"),
]


@pytest.mark.parametrize(("parameters", "description"), SENDING)
async def test_a_message_is_refused_in_telegrams_words(
    fake: FakeTelegram, alice: Person, parameters: Answer, description: str
) -> None:
    answer = await ask(fake, "sendMessage", **{"chat_id": 7, **parameters})
    assert answer == {"ok": False, "error_code": 400, "description": description}
    assert alice.messages == []
    assert [call.method for call in fake.refused] == ["sendMessage"]


async def test_limits_count_what_people_see(fake: FakeTelegram, alice: Person) -> None:
    await ask(fake, "sendMessage", chat_id="7", text="<b>&lt;😀&gt;</b>" + "&amp;" * 4093, parse_mode="HTML")
    heard = await alice.hears()
    assert heard.text == "<😀>" + "&" * 4093
    assert heard.bold == ("<😀>",)


@pytest.mark.parametrize("method", ["SENDMESSAGE", "sendmessage", "send_message", "getUpdate"])
async def test_a_method_has_its_documented_name_and_no_other(fake: FakeTelegram, alice: Person, method: str) -> None:
    answer = await ask(fake, method, chat_id=7, text="a")
    assert answer == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
    assert alice.messages == []


async def test_nobody_is_written_to_who_never_wrote(fake: FakeTelegram) -> None:
    bob = fake.user(8, "Bob")
    assert (await ask(fake, "sendMessage", chat_id=8, text="a"))["description"] == "Bad Request: chat not found"
    await bob.says("/start")
    assert (await ask(fake, "sendMessage", chat_id=8, text="a"))["ok"] is True


async def test_a_person_who_blocked_the_bot_hears_nothing(fake: FakeTelegram, alice: Person) -> None:
    await alice.blocks()
    answer = await ask(fake, "sendMessage", chat_id=7, text="a")
    assert answer["error_code"] == 403
    assert answer["description"] == "Forbidden: bot was blocked by the user"
    await alice.unblocks()
    assert (await ask(fake, "sendMessage", chat_id=7, text="a"))["ok"] is True
    found = await ask(fake, "getUpdates")
    assert isinstance(found["result"], list)
    kinds = [[kind for kind in update if kind != "update_id"] for update in found["result"] if isinstance(update, dict)]
    assert kinds == [["message"], ["my_chat_member"], ["my_chat_member"]]


async def test_an_edit_without_a_keyboard_takes_the_buttons_away(fake: FakeTelegram, alice: Person) -> None:
    await ask(fake, "sendMessage", chat_id=7, text="a", reply_markup=keys([button()]))
    sent = await alice.hears()
    assert sent.labels == ("Ya",)
    same = await ask(fake, "editMessageText", chat_id=7, message_id=sent.id, text="a", reply_markup=keys([button()]))
    assert str(same["description"]).startswith("Bad Request: message is not modified: specified new message content")
    await ask(fake, "editMessageText", chat_id=7, message_id=sent.id, text="b")
    assert [(seen.text, seen.labels) for seen in alice.messages] == [("b", ())]
    missing = await ask(fake, "editMessageText", chat_id=7, message_id=9999, text="b")
    assert missing["description"] == "Bad Request: message to edit not found"
    own = await alice.says("halo")
    other = await ask(fake, "editMessageText", chat_id=7, message_id=own, text="b")
    assert other["description"] == "Bad Request: message can't be edited"


async def test_ids_rise_over_both_sides_of_a_chat(fake: FakeTelegram, alice: Person) -> None:
    first = await alice.says("satu")
    await ask(fake, "sendMessage", chat_id=7, text="dua")
    assert first < (await alice.hears()).id < await alice.says("tiga")


async def test_updates_come_again_until_a_higher_offset_is_asked(fake: FakeTelegram, alice: Person) -> None:
    await alice.says("dua")
    first, second = await updates(fake)
    assert second == first + 1
    await asyncio.sleep(0)
    assert (await updates(fake, offset=first))[0] == first
    assert await updates(fake, offset=second) == [second]
    assert await updates(fake, offset=second + 1) == []
    for word in ("a", "b", "c"):
        await alice.says(word)
    assert await updates(fake, offset=-1) == [second + 3]
    assert await updates(fake, limit=1000, timeout=-5) == [second + 3]


async def test_a_repeated_offset_gets_one_update(fake: FakeTelegram, alice: Person) -> None:
    await alice.says("dua")
    first, _ = await updates(fake, offset=1)
    assert await updates(fake, offset=1) == [first]


async def updates(fake: FakeTelegram, **parameters: JsonValue) -> list[int]:
    answer = await ask(fake, "getUpdates", **parameters)
    assert isinstance(answer["result"], list), answer
    return [int(str(update["update_id"])) for update in answer["result"] if isinstance(update, dict)]


async def test_a_waiting_poll_is_served_when_somebody_writes(fake: FakeTelegram) -> None:
    alice = fake.user(7, "Alice")
    poll = asyncio.create_task(updates(fake, timeout=50))
    await within(fake.updates.polled.wait())
    await alice.says("halo")
    assert len(await poll) == 1


async def test_the_older_of_two_polls_is_refused(fake: FakeTelegram) -> None:
    older = asyncio.create_task(ask(fake, "getUpdates", timeout=50))
    await within(fake.updates.polled.wait())
    newer = asyncio.create_task(ask(fake, "getUpdates", timeout=50))
    refused = await older
    assert refused["error_code"] == 409
    assert refused["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    await fake.user(7, "Alice").says("halo")
    assert (await newer)["ok"] is True


async def test_allowed_updates_hold_for_what_comes_later(fake: FakeTelegram, alice: Person) -> None:
    await ask(fake, "getUpdates", allowed_updates=["callback_query"])
    await alice.says("nobody asked")
    assert len(await updates(fake)) == 1
    await ask(fake, "getUpdates", allowed_updates=[])
    await alice.says("now they do")
    assert len(await updates(fake, timeout=0, offset=1)) == 2


WEBHOOKS = [
    ({"url": "http://x.id/t"}, "bad webhook: An HTTPS URL must be provided for webhook"),
    ({"url": "https://x.id:444/t"}, "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
    ({"url": "https://x.id/t", "secret_token": "a" * 257}, "secret token is too long"),
    ({"url": "https://x.id/t", "secret_token": "ä"}, "secret token contains unallowed characters"),
]


@pytest.mark.parametrize(("parameters", "description"), WEBHOOKS)
async def test_a_webhook_is_refused(fake: FakeTelegram, parameters: Answer, description: str) -> None:
    assert (await ask(fake, "setWebhook", **parameters))["description"] == f"Bad Request: {description}"


async def test_a_webhook_is_brought_with_its_secret_until_it_is_taken(fake: FakeTelegram) -> None:
    taken: list[tuple[str, str]] = []
    answers = [500, 302, 503, 200, 204]

    async def take(request: Request) -> Response:
        content = json.loads(await request.body())
        taken.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], content["message"]["text"]))
        status = answers.pop(0)
        return Response(status_code=status, headers={"Location": "/elsewhere"} if status == 302 else None)

    fake.updates.second = 0.001
    async with serving([Route("/t", take, methods=["POST"])]) as base:
        fake.updates.leads_to["https://x.id"] = base
        await ask(fake, "setWebhook", url="https://x.id/t", secret_token="s3cret")
        refused = await ask(fake, "getUpdates")
        assert refused["description"] == (
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
        alice = fake.user(7, "Alice")
        await alice.says("satu")
        await alice.says("dua")
        await within(fake.updates.empty.wait())
    assert taken == [("s3cret", "satu")] * 4 + [("s3cret", "dua")]


async def test_a_press_is_answered_once(fake: FakeTelegram, alice: Person) -> None:
    await ask(fake, "sendMessage", chat_id=7, text="a", reply_markup=keys([button()]))
    await alice.taps("Ya")
    (press,) = alice.spinning
    assert (await ask(fake, "answerCallbackQuery", callback_query_id=press))["result"] is True
    assert alice.spinning == []
    again = await ask(fake, "answerCallbackQuery", callback_query_id=press)
    assert again["description"] == ("Bad Request: query is too old and response timeout expired or query ID is invalid")


async def test_files_over_twenty_megabytes_are_not_handed_out(fake: FakeTelegram, alice: Person) -> None:
    await alice.sends_document(b"pdf", size=(20 << 20) + 1)
    await alice.sends_document(b"pdf")
    large, small = [file.id for file in fake.world.files.values()]
    assert (await ask(fake, "getFile", file_id=large))["description"] == "Bad Request: file is too big"
    assert (await ask(fake, "getFile", file_id=small))["ok"] is True
    unknown = await ask(fake, "getFile", file_id="x")
    assert unknown["description"] == "Bad Request: wrong file_id or the file is temporarily unavailable"


COMMANDS: list[tuple[JsonValue, str]] = [
    ([{"command": "a" * 33, "description": "x"}], "Command length must not exceed 32"),
    ([{"command": "Mulai", "description": "x"}], "BOT_COMMAND_INVALID"),
    ([{"command": "", "description": "x"}], "command must be non-empty"),
    ([{"command": "mulai", "description": " "}], "command description must be non-empty"),
    ([{"command": "mulai", "description": "x" * 257}], "Command description length must not exceed 256"),
    ([{"command": "mulai", "description": "x"}] * 101, "too many commands specified"),
]


@pytest.mark.parametrize(("commands", "description"), COMMANDS)
async def test_a_menu_is_refused(fake: FakeTelegram, commands: JsonValue, description: str) -> None:
    assert (await ask(fake, "setMyCommands", commands=commands))["description"] == f"Bad Request: {description}"


async def test_menus_belong_to_scopes(fake: FakeTelegram, alice: Person) -> None:
    menu: JsonValue = [{"command": "mulai", "description": "Mulai"}]
    await ask(fake, "setMyCommands", commands=menu, scope={"type": "chat", "chat_id": 7})
    assert fake.world.commands == {"chat 7": menu}
    assert (await ask(fake, "getMyCommands"))["result"] == []
    stranger = await ask(fake, "setMyCommands", commands=menu, scope={"type": "chat", "chat_id": 8})
    assert stranger["description"] == "Bad Request: chat not found"


async def test_an_unknown_action_or_method_or_token_is_refused(fake: FakeTelegram, alice: Person) -> None:
    action = await ask(fake, "sendChatAction", chat_id=7, action="dancing")
    assert action["description"] == "Bad Request: Wrong parameter action in request"
    assert (await ask(fake, "sendLove", chat_id=7))["description"] == "Not Found: method not found"
    assert (await ask(fake, "getMe", token="1:b"))["description"] == "Unauthorized"
    assert (await ask(fake, "getMe", token="b"))["error_code"] == 404


async def test_too_many_messages_are_refused_by_chat_and_overall() -> None:
    clock = [0.0]
    speed = Speed(clock=lambda: clock[0], per_second=4, chat_burst=2)
    async with FakeTelegram(speed=speed) as fake:
        for number in (1, 2, 3):
            await fake.user(number, "Siapa").says("/start")
        for number in (1, 1, 2, 2):
            assert (await ask(fake, "sendMessage", chat_id=number, text="a"))["ok"] is True
        overall = await ask(fake, "sendMessage", chat_id=3, text="a")
        assert overall["description"] == "Too Many Requests: retry after 2"
        assert overall["parameters"] == {"retry_after": 2}
        clock[0] = 1.0
        assert (await ask(fake, "sendMessage", chat_id=1, text="a"))["error_code"] == 429
        assert (await ask(fake, "sendMessage", chat_id=3, text="a"))["ok"] is True


async def test_a_group_that_was_upgraded_says_where_it_is(fake: FakeTelegram, alice: Person) -> None:
    await alice.adds_bot_to(-50)
    fake.world.chats[-50].upgraded_to = -100
    answer = await ask(fake, "sendMessage", chat_id=-50, text="a")
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": -100}


async def test_faults_come_once_and_a_cut_connection_did_the_work(fake: FakeTelegram, alice: Person) -> None:
    fake.fail_next("sendMessage", 502, "Bad Gateway")
    assert (await ask(fake, "sendMessage", chat_id=7, text="a"))["error_code"] == 502
    assert alice.messages == []
    fake.cut_next("sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await ask(fake, "sendMessage", chat_id=7, text="b")
    assert [seen.text for seen in alice.messages] == ["b"]
    assert (await ask(fake, "sendMessage", chat_id=7, text="c"))["ok"] is True
    assert [call.status for call in fake.called("sendMessage")] == [502, 0, 200]


async def test_the_library_with_its_own_transport_gets_along_with_it(fake: FakeTelegram, alice: Person) -> None:
    bot = Bot(fake.token, base_url=f"{fake.url}/bot", base_file_url=f"{fake.url}/file/bot")
    async with bot:
        assert bot.username == "tuntun_bot"
        (update,) = await bot.get_updates(allowed_updates=["message", "callback_query"])
        assert update.message is not None
        assert update.message.text == "/start"
        rows = InlineKeyboardMarkup([[InlineKeyboardButton("Ya", callback_data="1.1.yes.")]])
        sent = await bot.send_message(7, "<b>Mulai?</b>", parse_mode="HTML", reply_markup=rows)
        assert sent.entities[0].type == "bold"
        await alice.taps("Ya")
        (press,) = await bot.get_updates(offset=update.update_id + 1)
        assert press.callback_query is not None
        assert await press.callback_query.answer()
        await bot.edit_message_text("Baik", 7, sent.message_id)
        document = await bot.send_document(7, b"%PDF", caption="a", filename="Proposal – Gizi.pdf")
        assert document.document is not None
        file = await document.document.get_file()
        assert await file.download_as_bytearray() == b"%PDF"
        assert [(seen.text, seen.document) for seen in alice.messages] == [("Baik", ""), ("a", "Proposal – Gizi.pdf")]
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(8, "a")
        await alice.blocks()
        with pytest.raises(Forbidden):
            await bot.send_message(7, "a")
        await bot.set_webhook("https://x.id/t")
        with pytest.raises(Conflict):
            await bot.get_updates()
    stranger = Bot("1:b", base_url=f"{fake.url}/bot")
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()
