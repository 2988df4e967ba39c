"""An admin on WhatsApp writes to people on Telegram, WhatsApp and the web, whose vendors are strict."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, update

from bot.channels.whatsapp.templates import definitions
from bot.chat.channel_profile import ChannelProfile
from bot.chat.context import AppContext
from bot.features.broadcasts.estimate import CATEGORY, NOTICE, describe, forecast
from bot.operations.prices import PricePeriod, Prices
from flows.messages import plain
from storage.outreach.audience import Audience
from storage.tables import addresses
from tests.fakes.all_channels import PHONE, Office, opened
from tests.fakes.paper import Clock

ZONE = ZoneInfo("Asia/Makassar")
NEWS = "*Lokakarya* besok pukul 09.00."


@pytest.fixture
async def office(tmp_path: Path, clock: Clock) -> AsyncIterator[Office]:
    async with opened(tmp_path, joko="Dan", admins=f"whatsapp:{PHONE}", clock=clock) as office:
        await office.alice_says("/start")
        await office.erna.says("/start")
        yield office


def last(office: Office) -> str:
    return office.joko.messages[-1].text


async def test_the_whole_way_fits_into_what_whatsapp_shows(office: Office) -> None:
    await office.joko_says("siaran")
    assert last(office).startswith("Belum ada siaran.")
    await office.joko_says(NEWS)
    assert last(office).startswith("Tersimpan sebagai draf: “Lokakarya besok pukul 09.00.”.\n\n3 orang")
    assert len(office.joko.messages[-1].rows) == 9, "one list: the facets and the way on"
    await office.joko_taps("Peran")
    await office.joko_taps("inovator (3)")
    assert "✓ inovator (3)" in office.joko.messages[-1].labels
    await office.joko_taps("Kembali (3 orang)")
    await office.joko_taps("Lanjut (3 orang)")
    assert "• 1 WhatsApp, masih dalam 24 jam, tanpa biaya" in last(office)
    assert "• 1 Telegram, langsung" in last(office)
    assert "• 1 Web, langsung" in last(office)
    await office.joko_taps("Coba ke saya dulu")
    sample = office.joko.messages[-2]
    assert (sample.text, sample.bold, sample.labels) == (
        "Lokakarya besok pukul 09.00.",
        ("Lokakarya",),
        ("Berhenti siaran",),
    )
    await office.joko_taps("Jadwalkan")
    await office.joko_says("31/2 jam 9")
    assert last(office).startswith("Tanggal itu tidak ada di kalender.")


async def test_each_gets_a_copy_as_their_app_shows_it_and_the_admin_one_report(office: Office, clock: Clock) -> None:
    await office.joko_says(f"/siaran {NEWS}")
    await office.joko_taps("Lanjut (3 orang)")
    await office.joko_taps("Kirim ke 3 orang")
    assert last(office).startswith("Sedang dikirim: Lokakarya besok pukul 09.00.")
    count = len(office.joko.messages)
    for _ in range(4):
        clock.passes(seconds=2)
        await office.app.broadcast_worker.step()
        await office.rest()
    assert [seen.text for seen in office.joko.messages[count:]] == ["Lokakarya besok pukul 09.00."], "nothing is edited"
    clock.passes(seconds=30)
    await office.app.scheduler.tick()
    await office.rest()
    assert last(office).startswith("Selesai: Lokakarya besok pukul 09.00.\nDikirim Dan, mulai pukul 09.00.")
    assert "• 2 terkirim\n• 1 dibaca" in last(office)
    assert office.joko.messages[-1].labels == ("Gambar laporan", "Tabel Excel", "Kirim lagi", "Daftar siaran")
    assert office.alice.messages[-1].text == "Lokakarya besok pukul 09.00."
    assert list(office.alice.messages[-1].labels) == ["Berhenti siaran"]
    assert (await office.erna.lines())[-1]["text"] == [["Lokakarya", True], [" besok pukul 09.00.", False]]
    await office.joko_taps("Gambar laporan")
    assert office.joko.messages[-1].text.startswith("Laporan siaran: Lokakarya besok")


async def test_who_wrote_long_ago_on_whatsapp_is_announced_to_and_that_has_a_price(office: Office) -> None:
    await office.joko_says("halo")
    app = office.app
    profiles = {
        "whatsapp": ChannelProfile(per_second=78.6, window=timedelta(hours=24)),
        "telegram": ChannelProfile(per_second=29.6),
    }
    prices = Prices(periods=[PricePeriod(since=date(2026, 1, 1), source="test", rupiah={CATEGORY: 357.0})])
    app_context = AppContext(forms=app.forms, zone=ZONE, perform={}, profiles=profiles, prices=prices)

    def foreseen(connection: Connection, now: datetime) -> str:
        long_ago = now - timedelta(days=3)
        connection.execute(update(addresses).where(addresses.c.channel == "whatsapp").values(heard_at=long_ago))
        return plain(describe(app_context, forecast(connection, app_context, Audience(), now), now))

    said = await app.database.write(foreseen, app.now())
    assert "• 1 WhatsApp lewat pemberitahuan dulu, sekitar Rp357; isinya menyusul begitu dibalas" in said
    assert "• 1 Telegram, sekitar 1 detik" in said


def test_the_price_is_that_of_the_template() -> None:
    assert definitions()[NOTICE].category.lower() == CATEGORY
