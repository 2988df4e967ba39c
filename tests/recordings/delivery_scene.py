"""Messages on their way: not handled yet, queued, held, sent elsewhere; orders and timers too."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

from sqlalchemy import Connection, text

from tests.fakes.telegram.rules import Json
from tests.recordings import outreach_scene, teams_scene
from tests.recordings.acts import act, code_in, press_below
from tests.recordings.people import OnTelegram, OnTheWeb, OnWhatsApp
from tests.recordings.people_scene import somebody
from tests.recordings.town import PUBLIC_URL, Town

CUT = 4096
"""Letters at which Telegram's apps cut a text: its rest is waited for."""
SLOW = 2.0
"""Seconds that a message stays on its way."""


async def play(town: Town) -> None:
    """Let a day go by, begin to write to many in the afternoon, and go on at night."""
    await town.passes(days=1)
    bella, again = town.on_telegram("Bella"), town.on_whatsapp("Bella di WhatsApp")
    await _until(town, 16)
    await act(again, "lanjut")
    await act(town.on_whatsapp("Zul"), "contoh")
    code = code_in(await act(bella, "ajak"))
    other = code_in(await act(town.on_telegram("Alice"), "ajak"))
    await act(again, "lanjut")
    await _visit_the_dashboard(town)
    await outreach_scene.leave_under_way(town)
    await _until(town, 21)
    town.pause = 0.0
    await outreach_scene.leave_for_the_morning(town)
    await teams_scene.ask(town)
    await act(somebody(town, "Nano"), "[Hentikan")
    await act(await town.on_the_web("Xenia"), f"/start {other}", "[Ya, terima", "Xenia")
    assert isinstance(again.app, OnWhatsApp)
    again.app.user.user.blocked = True
    await act(await town.on_the_web("Yolanda"), f"/start {code}", "[Ya, terima", "Yolanda")
    town.telegram.fail_next("sendMessage", 500, "Internal Server Error")
    await act(town.on_telegram("Aminah"), "bantuan")
    gita = town.on_telegram("Gita").app
    assert isinstance(gita, OnTelegram)
    await gita.user.blocks()
    await act(somebody(town, "Dan"), "rekap", "[Semua dokumen")
    await act(somebody(town, "Dan"), "jadwal", "[Bedah")
    await _half_of_a_document(town)
    await _files_that_wait(town)


async def _until(town: Town, hour: int) -> None:
    """Let time go by until an hour of the day in Makassar."""
    local = town.clock.time + timedelta(hours=8)
    wanted = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    await town.passes(hours=((wanted - local) % timedelta(days=1)) / timedelta(hours=1))


async def _visit_the_dashboard(town: Town) -> None:
    """Let an admin come in by a link, and ask for another that is not used."""
    said = await act(somebody(town, "Galih"), "dasbor")
    secret = re.search(r"/dashboard/masuk/([\w-]+)", said)
    assert secret is not None, said
    browser = (await town.on_the_web("Vera")).app
    assert isinstance(browser, OnTheWeb)
    path = f"{town.base}/dashboard/masuk/{secret[1]}"
    async with browser.visitor.session.post(path, headers={"Origin": PUBLIC_URL}) as answer:
        assert answer.status in (200, 303), await answer.text()
    await act(somebody(town, "Dan"), "dasbor")


async def _half_of_a_document(town: Town) -> None:
    """Let the Word file of a draft arrive, and the PDF behind it not."""

    def fail_after_the_first(moment: str, method: str, _: Json) -> None:
        if (moment, method) == ("answered", "sendDocument"):
            town.telegram.fail_next("sendDocument", 500, "Internal Server Error")
            town.telegram.watch = lambda *_: None

    town.telegram.watch = fail_after_the_first
    await act(town.on_telegram("Fitri"), "draf")


async def _files_that_wait(town: Town) -> None:
    """Let one file of each kind wait, because Telegram takes none for a while."""
    for method in ("sendDocument", "sendPhoto"):
        town.telegram.fail_next(method, 500, "Internal Server Error", times=20)
    await act(town.on_telegram("Fitri"), "[Lembar pendamping")
    await act(somebody(town, "Dan"), "[Excel", "[Poster QR", "[Daftar hadir", "rekap")
    await act(somebody(town, "Nano"), "[Gambar laporan", "[Tabel Excel")
    await press_below(town.on_telegram("Mira"), "Anda diundang: Bedah draf", "Hadir")
    await act(town.on_telegram("Rudi"), "draf")
    await act(town.on_telegram("Cici"), "catatan", "[4.", "[Balas pendamping")


async def leave_in_the_air(town: Town) -> None:
    """Leave, as a power cut would, a broadcast that goes on, a message on its way, and one that is not handled."""
    town.whatsapp.fail_next(131042, "payment")
    await act(town.on_whatsapp("Zul"), "contoh")
    await act(somebody(town, "Ogi"), "[Lanjutkan kirim")
    town.telegram.round_trip = SLOW
    await town.on_telegram("Basri").app.says("contoh")
    await town.on_telegram("Kartini").app.says("a" * CUT)
    await _until_there_is(town, "SELECT count(*) FROM outbox WHERE state = 'sending'")
    await _until_there_is(town, "SELECT count(*) FROM inbox WHERE state = 'waiting'")


async def let_go(town: Town) -> None:
    """Let happen what was left in the air, so that the program can end."""
    town.telegram.round_trip = 0.0
    await asyncio.sleep(SLOW)
    town.clock.passes(seconds=3)
    await town.rest()


async def _until_there_is(town: Town, count: str) -> None:
    def read(connection: Connection) -> int:
        return int(connection.execute(text(count)).scalar_one())

    async with asyncio.timeout(4 * SLOW):
        while not await town.app.database.read(read):  # noqa: ASYNC110 - no event tells of rows
            await asyncio.sleep(0.02)
