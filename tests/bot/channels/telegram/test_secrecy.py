"""Telegram broken in every way: the bot's token is in nothing that is said of it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable, Sequence

import pytest

from bot.channels.telegram import request
from bot.channels.telegram.client import TelegramClient
from tests.fakes.program import Program
from tests.fakes.telegram.connection import within
from tests.fakes.telegram.server import TOKEN, FakeTelegram, Person

ECHO = f"no such thing: /bot{TOKEN}/getMe"
"""What a vendor or a proxy may say: the address that was asked for."""
FAULTS = [
    *((status, False) for status in (200, 400, 401, 403, 404, 409, 413, 429, 500, 502)),
    *((status, True) for status in (200, 401, 404, 502)),
]
SECRET = TOKEN.partition(":")[2]


def everything(client: TelegramClient) -> list[Callable[[], Awaitable[object]]]:
    """Return one call of each kind that the channel makes."""
    return [
        client.connect,
        lambda: client.poll(None),
        lambda: client.use_webhook("https://tuntun.id/telegram", "a-secret"),
        client.use_polling,
        lambda: client.say("7", "halo", None),
        lambda: client.edit("7", "1", "halo", None),
        lambda: client.upload("7", b"%PDF", "a.pdf", "", None),
        lambda: client.show("7", b"PNG", "a.png", "", None),
        lambda: client.set_commands([("bantuan", "Bantuan")], None),
        lambda: client.fetch("FILE-document-1", 1000),
        lambda: client.delete("7", "1"),
        lambda: client.stop_spinner("1"),
    ]


async def said_by(calls: Sequence[Callable[[], Awaitable[object]]]) -> str:
    """Make calls that fail; return all that a traceback would show of them."""
    said: list[str] = []
    for call in calls:
        try:
            await within(call())
        except Exception as error:
            said += [str(error), repr(error), *traceback.format_exception(error)]
    assert said, "something failed"
    return "\n".join(said)


@pytest.fixture
def listening(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What the program logs as operators run it."""
    caplog.set_level(logging.INFO)
    return caplog


def nothing_told(said: str, caplog: pytest.LogCaptureFixture, captured: pytest.CaptureFixture[str]) -> None:
    out, err = captured.readouterr()
    for text in (said, caplog.text, *(record.getMessage() for record in caplog.records), out, err):
        assert SECRET not in text


@pytest.mark.parametrize(("status", "page"), FAULTS)
async def test_no_refusal_tells_the_token(
    fake: FakeTelegram, listening: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], status: int, page: bool
) -> None:
    client = TelegramClient(fake.token, fake.url)
    fake.break_down(status, ECHO, page=page)
    said = await said_by(everything(client))
    await client.close()
    nothing_told(said, listening, capsys)


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_no_line_that_can_not_be_opened_tells_the_token(
    fake: FakeTelegram, listening: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], scheme: str
) -> None:
    url = fake.url.replace("http://", f"{scheme}://")
    if scheme == "http":
        await fake.close()  # refused; with https a server answers that speaks no TLS
    client = TelegramClient(fake.token, url)
    said = await said_by(everything(client))
    await client.close()
    nothing_told(said, listening, capsys)


@pytest.mark.parametrize("hangs", [True, False])
async def test_no_line_that_hangs_or_breaks_tells_the_token(
    fake: FakeTelegram,
    listening: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    hangs: bool,
) -> None:
    client = TelegramClient(fake.token, fake.url)
    calls = [client.connect, *everything(client)[2:6], *everything(client)[8:]]  # a poll is there to hang
    if hangs:
        monkeypatch.setattr(request, "ANSWER_SECONDS", 0.05)
        fake.round_trip = 60.0
    else:
        for method in ("getMe", "sendMessage", "editMessageText", "setMyCommands", "getFile"):
            fake.cut_next(method)
    said = await said_by(calls)
    fake.round_trip = 0.0
    await client.close()
    nothing_told(said, listening, capsys)


async def test_a_file_that_can_not_be_downloaded_tells_no_token(
    fake: FakeTelegram, alice: Person, listening: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    await alice.sends_document(b"%PDF", "a.pdf")
    (stored,) = fake.world.files.values()
    client = TelegramClient(fake.token, fake.url)
    fake.world.files[stored.id] = type(stored)(stored.id, "", stored.name, stored.content, stored.size)
    said = await said_by([lambda: client.fetch(stored.id, 1000)])
    await client.close()
    nothing_told(said, listening, capsys)


async def test_a_program_whose_token_is_refused_writes_it_nowhere(fake: FakeTelegram, program: Program) -> None:
    fake.break_down(404, ECHO, page=True)
    log = program.folder / "log.txt"
    program.kill()
    await program.ended()
    await program.start()
    await within(program.logs("Telegram refuses the token"), 30)
    await within(program.logs("does not say yet what the bot is called"), 30)
    assert SECRET not in log.read_text()
