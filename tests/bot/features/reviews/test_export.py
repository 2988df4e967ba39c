"""The exported record of a draft's reviews: who said what to which revision, also withdrawn remarks."""

from __future__ import annotations

import json
from pathlib import Path

from bot.app import App
from bot.cli.export import export_drafts
from bot.settings import Settings
from flows.forms.load import load_library
from tests.bot.features.reviews.conftest import HandIn
from tests.bot.features.reviews.nine_sections import NINE, VAGUE
from tests.fakes.paper import Person


async def test_the_record_is_written_beside_the_draft(
    app: App, settings: Settings, tmp_path: Path, alice: Person, carol: Person, hand_in: HandIn
) -> None:
    number = await hand_in(alice, load_library()["rancangan"], masalah=VAGUE)
    await carol.taps("Ulas sekarang")
    await carol.says("Salah ketik")
    await carol.taps("Daftar bagian")
    await carol.taps("1 Masalah")
    await carol.taps("Tarik penilaian")
    await carol.says("Berapa orang?")
    await carol.says("sisanya baik")
    await carol.taps("Kirim")
    assert await export_drafts(settings, tmp_path / "out", number) == 1
    folder = tmp_path / "out" / f"draf-{number}"
    record = json.loads((folder / "ulasan.json").read_text(encoding="utf-8"))
    assert [item["state"] for item in record["submissions"]] == ["returned"]
    assert [item["verdict"] for item in record["reviews"]] == ["return"]
    assert [item["kind"] for item in record["remarks"]][:3] == ["fix", "withdrawn", "ask"]
    assert set(record["people"].values()) == {"Alice", "Carol"}
    readable = (folder / "ulasan.txt").read_text(encoding="utf-8")
    assert "Versi 1, diajukan Alice pada 26 Agustus 2026" in readable
    assert "Carol, pertanyaan: Berapa orang?" in readable
    assert "Carol, ditarik (untuk nomor 1)" in readable


async def test_a_draft_that_was_never_handed_in_has_no_record(
    app: App, settings: Settings, tmp_path: Path, alice: Person
) -> None:
    await alice.says("/mulai rancangan")
    await export_drafts(settings, tmp_path / "out", 1)
    assert not list((tmp_path / "out" / "draf-1").glob("ulasan*"))
    assert NINE.id not in load_library()
