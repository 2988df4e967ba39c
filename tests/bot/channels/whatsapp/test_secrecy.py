"""WhatsApp broken in every way: its secrets are in nothing that is said of it."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import Connection, select

from bot.channels.whatsapp import client as whatsapp_client
from bot.channels.whatsapp.account import AccountClient
from bot.channels.whatsapp.client import WhatsAppClient
from bot.settings import Settings
from flows.messages import Address
from storage.tables import outbox
from tests.fakes.telegram.connection import within
from tests.fakes.whatsapp.connection import Line
from tests.fakes.whatsapp.server import TOKEN, FakeWhatsApp, Person
from tests.fakes.whatsapp.webhooks import APP_SECRET, VERIFY_TOKEN

DAN = Address(channel="web", id="dan")
ECHO = f"Malformed access token {TOKEN}"
"""What Meta says of a token that it can not read."""
REFUSAL = json.dumps({"error": {"code": 190, "message": ECHO, "error_data": {"details": ECHO}}})


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Name an admin who writes on the web."""
    return settings.model_copy(update={"admins": "web:dan"})


def everything(client: WhatsAppClient, account: AccountClient) -> list[Callable[[], Awaitable[object]]]:
    """Return one call of each kind that the channel makes."""
    return [
        lambda: client.send({"messaging_product": "whatsapp", "to": "62811", "type": "text", "text": {"body": "a"}}),
        lambda: client.mark_read("wamid.1"),
        lambda: client.upload(b"%PDF", "a.pdf", "application/pdf"),
        lambda: client.fetch("9000000000000", 1000),
        account.templates,
        account.number,
        lambda: account.create({"name": "a"}),
        lambda: account.edit("8", {"name": "a"}),
        lambda: account.upload_sample(b"%PDF", "a.pdf", "application/pdf"),
    ]


async def said_by(fake: FakeWhatsApp, url: str, *, uploads: bool = True) -> str:
    """Make calls that fail; return all that a traceback would show of them."""
    client, account = WhatsAppClient(TOKEN, fake.phone, url), AccountClient(TOKEN, fake.phone, "1", url)
    said: list[str] = []
    for number, call in enumerate(everything(client, account)):
        if number == 2 and not uploads:
            continue
        try:
            await within(call())
        except Exception as error:
            said += [str(error), repr(error), *traceback.format_exception(error)]
    await client.close()
    await account.close()
    assert said, "something failed"
    return "\n".join(said)


def nothing_told(said: str, caplog: pytest.LogCaptureFixture, captured: pytest.CaptureFixture[str]) -> None:
    out, err = captured.readouterr()
    for text in (said, caplog.text, *(record.getMessage() for record in caplog.records), out, err):
        for secret in (TOKEN, APP_SECRET, VERIFY_TOKEN):
            assert secret not in text


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 409, 429, 500, 502])
@pytest.mark.parametrize("body", [REFUSAL, f"<html>{ECHO}</html>", json.dumps({"error": ECHO}), "[]"])
async def test_no_refusal_tells_a_secret(
    fake: FakeWhatsApp, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], status: int, body: str
) -> None:
    caplog.set_level(logging.INFO)
    fake.break_down(status, body)
    nothing_told(await said_by(fake, fake.url), caplog, capsys)


@pytest.mark.parametrize("fault", ["refused", "no TLS", "timeout"])
async def test_no_line_that_fails_tells_a_secret(
    fake: FakeWhatsApp,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
) -> None:
    caplog.set_level(logging.INFO)
    urls = {"refused": "http://127.0.0.1:1", "no TLS": fake.url.replace("http://", "https://"), "timeout": fake.url}
    if fault == "timeout":
        monkeypatch.setattr(whatsapp_client, "CONNECT_SECONDS", 0.000001)
    nothing_told(await said_by(fake, urls[fault], uploads=fault != "timeout"), caplog, capsys)


async def test_the_admins_hear_what_meta_says_without_the_token_in_it(
    line: Line, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await line.contact(DAN, "Dan")
    line.fake.fail_next(368, ECHO, 403)
    await line.says_unheard(alice, "/mulai rancangan")
    replies = await line.app.database.read(_of_dan)
    assert any("Malformed access token ***" in reply for reply in replies)
    everything_kept = "\n".join([*replies, *await line.app.database.read(_errors), caplog.text])
    assert TOKEN not in everything_kept


def _of_dan(connection: Connection) -> list[str]:
    return list(connection.execute(select(outbox.c.reply).where(outbox.c.channel == DAN.channel)).scalars())


def _errors(connection: Connection) -> list[str]:
    return [str(error) for error in connection.execute(select(outbox.c.error)).scalars()]
