"""No update is lost, by polling and by webhook, over a strict Bot API."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.channels.telegram.channel import TelegramChannel, Webhook
from bot.channels.telegram.request import AiohttpRequest
from bot.ports import Consequence, SendError
from flows.messages import TextInput
from tests.fakes.telegram.connection import NOW, SECRET, Inbox, channel_of, heard, saying, within
from tests.fakes.telegram.server import FakeTelegram, Person
from tests.fakes.web.server import serving


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
        assert message.input == TextInput(text="satu")


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
        raw_update = await second.next()
        assert raw_update.key == str(fake.updates.last)


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
    asked = [call.method for call in fake.calls if call.method != "getMe"]  # its name, asked at the same time
    assert asked[:2] == ["deleteWebhook", "getUpdates"]
    assert fake.updates.allowed == ("message", "edited_message", "callback_query", "my_chat_member")


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        ((409, "Conflict: terminated by other getUpdates request", None), "Only one Tuntun may poll"),
        ((401, "Unauthorized", None), "refuses the token: check TUNTUN_TELEGRAM_TOKEN"),
        (
            (404, "Not Found: method not found", None),
            "404 to getUpdates: the token is malformed, or this server has no",
        ),
        ((502, "Bad Gateway", None), "Telegram cannot be reached"),
        ((429, "Too Many Requests: retry after 1", 1), ""),
    ],
)
async def test_polling_survives_refusals_and_says_what_to_do(
    fake: FakeTelegram,
    alice: Person,
    caplog: pytest.LogCaptureFixture,
    refusal: tuple[int, str, int | None],
    words: str,
) -> None:
    status, _, retry_after = refusal
    fake.fail_next("getUpdates", *refusal, times=1 if retry_after else 2)
    inbox = Inbox()
    async with channel_of(fake) as channel:
        with caplog.at_level(logging.INFO):
            await channel.start(inbox.receive)
            await alice.says("satu")
            await inbox.next()
    assert words in caplog.text
    assert ("refuses the token" in caplog.text) == (status == 401)
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
    assert error.value.consequence is Consequence.RETRY


async def test_an_answer_that_is_no_answer_stops_nothing(
    fake: FakeTelegram, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    fake.fail_next("getUpdates", 200, "a proxy's idea of an answer", times=2)
    inbox = Inbox()
    async with channel_of(fake) as channel:
        with caplog.at_level(logging.WARNING):
            await channel.start(inbox.receive)
            await alice.says("satu")
            await inbox.next()
    assert "cannot be reached" in caplog.text


# --- webhook


@asynccontextmanager
async def hooked(fake: FakeTelegram, inbox: Inbox) -> AsyncIterator[tuple[TelegramChannel, str]]:
    channel = TelegramChannel(
        fake.token,
        api_url=fake.url,
        webhook=Webhook("https://tuntun.id/", SECRET),
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
        assert (await heard(channel, inbox)).input == TextInput(text="sebelum")
        await within(fake.updates.empty.wait())
        assert fake.updates.hook is not None
        assert fake.updates.hook.url == "https://tuntun.id/telegram"
        assert len(fake.updates.hook.errors) == 1  # the failure; Telegram brought it again
        await alice.says("sesudah")
        assert (await heard(channel, inbox)).input == TextInput(text="sesudah")
        async with aiohttp.ClientSession() as session:
            for headers, body, status in (
                ({}, "{}", 403),
                ({"X-Telegram-Bot-Api-Secret-Token": "wrong"}, "{}", 403),
                ({"X-Telegram-Bot-Api-Secret-Token": SECRET}, "no json", 200),
                ({"X-Telegram-Bot-Api-Secret-Token": SECRET}, "[" * 100_000, 200),
                ({"X-Telegram-Bot-Api-Secret-Token": SECRET}, " " * (2 << 20), 200),
            ):
                async with session.post(f"{base}/telegram", data=io.BytesIO(body.encode()), headers=headers) as answer:
                    assert answer.status == status
    assert inbox.stored == []


async def test_what_telegram_can_not_mend_is_taken_and_never_asked_for_again(
    fake: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    """A batch with an odd update between two good ones, as text: no library of ours writes such JSON."""
    batch = ",".join(
        [
            update(1, '"text": "satu"'),
            update(2, '"text": "lu\\ud83dka \\u0000", "forward_date": 1' + "0" * 5000),
            update(3, '"text": "dalam", "entities": ' + "[" * 5000 + "]" * 5000),
            '"what is this"',
            update(4, '"text": "dua"'),
        ]
    )
    found = AiohttpRequest.parse_json_payload(f'{{"ok": true, "result": [{batch}]}}'.encode())
    inbox = Inbox()
    async with hooked(fake, inbox) as (channel, base), aiohttp.ClientSession() as session:
        for item in found["result"]:
            body = io.BytesIO(json.dumps(item).encode())
            async with session.post(
                f"{base}/telegram", data=body, headers={"X-Telegram-Bot-Api-Secret-Token": SECRET}
            ) as answer:
                assert answer.status == 200
        said = [message.input for raw in inbox.stored if (message := channel.translate(raw)) is not None]
    assert said == [
        TextInput(text="satu"),
        TextInput(text="lu\ufffdka "),
        TextInput(text="dalam"),
        TextInput(text="dua"),
    ]
    assert "lu" not in caplog.text


def update(number: int, content: str) -> str:
    head = '"message_id": 5, "chat": {"id": 7, "type": "private"}, "from": {"id": 7}, "date": 1'
    return f'{{"update_id": {number}, "message": {{{head}, {content}}}}}'


async def test_an_update_that_no_database_takes_does_not_hold_up_its_batch(fake: FakeTelegram, alice: Person) -> None:
    inbox = Inbox()
    async with channel_of(fake) as channel:
        await channel.start(inbox.receive)
        fake.updates.add("message", {"chat": {"id": "\ud83d\x00", "type": "private"}, "text": "\udc00"})
        await alice.says("satu")
        await within(fake.updates.empty.wait())
    assert [raw.address for raw in inbox.stored] == ["\ufffd", "7"]


def test_a_webhook_needs_an_address_and_a_secret() -> None:
    for secret, url in (("", "https://x.id"), ("a b", "https://x.id"), ("a", "http://x.id"), ("a" * 257, "https://x")):
        with pytest.raises(ValueError, match="needs a public https address"):
            TelegramChannel("1:a", webhook=Webhook(url, secret))
