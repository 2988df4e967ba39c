"""The readiness of the program, while it is ready and while something is in its way."""

from __future__ import annotations

import asyncio
import resource
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest

from bot.app import App, build
from bot.channels.telegram.channel import TelegramChannel, Webhook
from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.polling import SILENT_SECONDS, Polling
from bot.operations.health import EVERY, FLOOR, Health, Probe
from bot.settings import Settings
from storage.db import database, heartbeats
from storage.db.database import Database
from tests.fakes.fresh_database import make_fresh
from tests.fakes.paper import Clock, PaperChannel
from tests.fakes.program import Program
from tests.fakes.telegram.connection import SECRET, Inbox, within
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.web.server import serving
from tests.storage.conftest import postgresql, postgresql_url, sqlite_model, sqlite_url, url

__all__ = ["postgresql", "postgresql_url", "sqlite_model", "sqlite_url", "url"]

Get = Callable[[str], Awaitable[tuple[int, str]]]


class Ticking:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
async def get(app: App) -> AsyncIterator[Get]:
    """How a watcher asks."""
    async with serving(app.web().routes) as base, aiohttp.ClientSession() as session:

        async def get(path: str) -> tuple[int, str]:
            async with session.get(base + path) as answer:
                return answer.status, await answer.text()

        yield get


def is_refusal(answer: tuple[int, str], cause: str) -> bool:
    """Tell whether the program says that it is not ready, in lines that `grep -q ok` does not take for ready."""
    status, body = answer
    assert "ok" not in body, body
    return status == 503 and cause in body.splitlines()


async def test_a_program_that_works_is_ready_and_alive(get: Get) -> None:
    assert await get("/healthz") == (200, "ok\n")
    assert await get("/healthz/live") == (200, "ok\n")


@pytest.mark.parametrize("worker", ["receiver", "sender", "scheduler", "broadcast_worker", "zip_worker"])
async def test_a_worker_that_has_ended_is_named(app: App, get: Get, worker: str) -> None:
    await getattr(app, worker).stop()
    assert is_refusal(await get("/healthz"), f"{worker}: has ended")
    assert await get("/healthz/live") == (200, "ok\n")


async def test_a_program_whose_disk_takes_nothing_is_not_ready(tmp_path: Path) -> None:
    program = Program(tmp_path)
    base = (await program.start()).removesuffix("/chat")
    resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    async with aiohttp.ClientSession() as session, session.get(f"{base}/healthz") as answer:
        found = answer.status, await answer.text()
    program.kill()
    await program.ended()
    assert is_refusal(found, "data folder: takes no files (EFBIG)")
    assert is_refusal(found, "database: storage is in trouble (unavailable)")


async def test_a_disk_that_is_almost_full_is_said(app: App, get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    free = shutil.disk_usage(".")._replace(free=FLOOR - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)
    assert is_refusal(await get("/healthz"), "data folder: less than 64 MB are free")


async def test_a_folder_that_is_gone_is_said(app: App, tmp_path: Path) -> None:
    checking = Health(app.database, tmp_path / "gone", workers={}, channels={}, now=app.now)
    assert await checking.causes() == ["data folder: takes no files (ENOENT)"]


async def test_what_hangs_is_said_and_asked_only_once() -> None:
    answers, looks = asyncio.Event(), 0

    async def look() -> str:
        nonlocal looks
        looks += 1
        await answers.wait()
        return ""

    probe = Probe("database", look, patience=0.01)
    for _ in range(3):
        assert await probe.cause() == "database: no answer within 0.01 s"
    assert looks == 1
    answers.set()
    assert await probe.cause() == ""
    assert await probe.cause() == ""
    assert looks == 2


async def test_a_database_that_another_holds_is_said(app: App, settings: Settings) -> None:
    checking = Health(app.database, settings.data_dir, workers={}, channels={}, now=app.now)
    other = sqlite3.connect(settings.data_dir / "tuntun.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    causes = await checking.causes()
    other.execute("ROLLBACK")
    other.close()
    assert causes == ["database: storage is in trouble (locked)"]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for other writers a moment only."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)


async def test_however_many_ask_one_write_in_some_seconds_is_made(url: str, tmp_path: Path, clock: Clock) -> None:
    ticking = Ticking()
    async with Database(url) as opened:
        checking = Health(opened, tmp_path, workers={}, channels={}, now=clock, monotonic=ticking)
        beaten: list[datetime | None] = []
        for seconds in (0, 0, EVERY - 0.1, 0.2, EVERY - 0.1, 0.2):
            ticking.seconds += seconds
            clock.passes(seconds=1)
            assert await asyncio.gather(*(checking.causes() for _ in range(50))) == [[]] * 50
            beaten.append(await opened.read(heartbeats.last))
        assert [beaten.index(moment) for moment in beaten] == [0, 0, 0, 3, 3, 5]


async def test_whoever_stops_asking_takes_no_answer_from_others(app: App, settings: Settings) -> None:
    checking = Health(app.database, settings.data_dir, workers={}, channels={}, now=app.now)
    impatient = asyncio.create_task(checking.causes())
    patient = asyncio.create_task(checking.causes())
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient == []


# --- channels --------------------------------------------------------------------------------------


async def test_telegram_that_does_not_answer_for_minutes_is_said_and_forgotten_when_it_answers(
    fake: FakeTelegram,
) -> None:
    ticking, inbox = Ticking(), Inbox()
    client = TelegramClient(fake.token, fake.url)
    polling = Polling(client, lambda _: inbox.receive([]), (0.01,), ticking)
    assert polling.trouble() == "polling has ended"
    fake.fail_next("getUpdates", 502, "Bad Gateway", times=100_000)
    polling.start()
    assert polling.trouble() == ""
    ticking.seconds += SILENT_SECONDS + 1
    assert polling.trouble() == "Telegram has not answered for 181 s"
    fake.forgive()
    await fake.user(7, "Alice").says("halo")
    await within(fake.updates.empty.wait())
    assert polling.trouble() == ""
    await polling.stop()
    assert polling.trouble() == "polling has ended"
    await client.close()


async def test_a_channel_that_has_not_started_is_said(settings: Settings, clock: Clock, tmp_path: Path) -> None:
    hooked = TelegramChannel("1:a", webhook=Webhook("https://tuntun.id", SECRET))
    whole = settings.model_copy(
        update={
            "whatsapp_token": "EAAJ", "whatsapp_phone_id": "1",
            "whatsapp_app_secret": "s", "whatsapp_verify_token": "v",
        }
    )  # fmt: skip
    channels = {**build(whole, now=clock).channels, "telegram": hooked}
    make_fresh(settings.url)
    async with Database(settings.url) as opened:
        checking = Health(opened, tmp_path, workers={}, channels=channels, now=clock)
        causes = await checking.causes()
    assert causes == [
        "web: has not started",
        "whatsapp: has not started",
        "telegram: Telegram does not bring updates here yet",
    ]
    assert "ok" not in "".join(causes)


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as telegram:
        yield telegram


# --- figures ---------------------------------------------------------------------------------------


async def figures(app: App, **headers: str) -> tuple[int, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with (
        serving(app.web().routes) as base,
        aiohttp.ClientSession() as session,
        session.get(f"{base}/metrics", headers=named) as answer,
    ):
        return answer.status, await answer.text()


async def test_figures_are_shown_on_the_machine_itself(app: App) -> None:
    status, body = await figures(app)
    assert status == 200
    assert "tuntun_inbox_dead 0\n" in body


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Proto", "X-Forwarded-Host", "Via"]
)
async def test_figures_are_not_shown_through_a_proxy(app: App, header: str) -> None:
    status, body = await figures(app, **{header.replace("-", "_"): "127.0.0.1"})
    assert status == 403
    assert "tuntun_" not in body


@pytest.mark.parametrize(
    ("token", "given", "status"),
    [
        ("a-long-token", "Bearer a-long-token", 200),
        ("a-long-token", "Bearer a-long-tokem", 403),
        ("a-long-token", "a-long-token", 403),
        ("a-long-token", "Bearer é", 403),
        ("", "Bearer ", 403),
        ("", "", 403),
    ],
)
async def test_figures_are_shown_from_afar_to_who_has_the_token(
    settings: Settings, paper: PaperChannel, clock: Clock, token: str, given: str, status: int
) -> None:
    make_fresh(settings.url)
    tokened = settings.model_copy(update={"metrics_token": token})
    program = build(tokened, channels=[paper], now=clock, sleep=clock.sleep)
    await program.start()
    answered, _ = await figures(program, X_Forwarded_For="203.0.113.5", Authorization=given)
    await program.stop()
    assert answered == status
