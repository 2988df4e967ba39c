"""A review over each vendor's strict fake: the same story by the same code, and nothing is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import App
from tests.bot.features.reviews.conftest import write_for
from tests.bot.features.reviews.diary import Hand
from tests.bot.features.reviews.nine_sections import GOOD, NINE, STORIES, VAGUE
from tests.bot.features.reviews.stages import STAGES, Open, Phone, come, hears, whatsapp


async def story(app: App, alice: Hand, carol: Hand) -> None:
    people = await come(app, (alice, carol), "Alice", "Carol", coaches=["Carol"])
    answers: dict[str, object] = {f"{item}_isi": GOOD for item, _ in STORIES}
    await app.database.write(write_for, people[0], NINE, {**answers, "dampak_isi": VAGUE}, app.now())
    await alice.says("lanjut")
    await hears(app, alice, "Semua pertanyaan sudah dijawab")
    await alice.says("kirim")
    await hears(app, alice, "Ajukan draf ini")
    await alice.taps("Ya, ajukan")
    await hears(app, alice, "Yang akan membacanya: Carol")
    await hears(app, carol, "9 dari 9 bagian terisi")
    await carol.taps("Ulas sekarang")
    await hears(app, carol, "6 Dampak")
    await carol.says("Berapa orang tepatnya?")
    await hears(app, carol, "Tinggal 8 bagian")
    await carol.taps("Daftar bagian")
    await hears(app, carol, "? 6 Dampak")
    await carol.taps("Sisanya baik")
    await hears(app, carol, "8 baik dan 1 pertanyaan")
    assert "8 baik" not in await alice.shown()
    await carol.taps("Kirim")
    await hears(app, carol, "Terkirim ke Alice")
    await hears(app, alice, "Carol")


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
async def test_a_review_is_the_same_story_on_every_channel(stage: Open, tmp_path: Path) -> None:
    async with stage(tmp_path, "Alice", "Carol") as (app, hands):
        await story(app, *hands)


async def test_on_whatsapp_the_three_judgements_are_buttons_and_the_list_is_a_word(tmp_path: Path) -> None:
    async with whatsapp(tmp_path, "Alice", "Carol") as (app, (alice, carol)):
        await story(app, alice, carol)
        assert isinstance(carol.screen, Phone)
        bubble = next(seen for seen in carol.screen.messages if "6 Dampak" in seen.text)
        assert bubble.labels == ("✓ Baik", "✎ Perlu perbaikan", "? Pertanyaan")
        assert "ketik: daftar bagian" in bubble.text
