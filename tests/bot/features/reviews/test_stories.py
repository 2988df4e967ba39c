"""Three whole stories of a review on every channel: approved at once, two rounds with a thread, and a team."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.app import App
from flows.conversation import Status
from flows.review.review import RemarkKind, open_points
from storage.drafts import conversations
from storage.records import StoredConversation
from storage.reviews import reviews
from tests.bot.features.reviews.conftest import write_for
from tests.bot.features.reviews.diary import Hand, keep
from tests.bot.features.reviews.nine_sections import GOOD, NINE, STORIES, VAGUE
from tests.bot.features.reviews.stages import STAGES, Open, come, hears

on_every_channel = pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
BETTER = "Pada 2025 ada 118 dari 316 ibu hamil yang kurang darah (37 %), menurut register KIA Puskesmas Wotu."
WORDING = "Kader mengingatkan ibu hamil lewat suaminya setiap pukul 20.00, lalu bidan mencatat di kartu."
CODE = re.compile(r"\b[A-Z]{5}-[A-Z]{5}\b")


async def writes(app: App, alice: Hand, number: int, **own: object) -> int:
    """Let Alice have a draft that is ready; return its number."""
    answers: dict[str, object] = {f"{item}_isi": GOOD for item, _ in STORIES}
    draft = await app.database.write(write_for, number, NINE, {**answers, **own}, app.now())
    await alice.says("lanjut")
    await hears(app, alice, "Semua pertanyaan sudah dijawab")
    return draft


async def hands_in(app: App, writer: Hand, coaches: Sequence[Hand], news: str = "9 dari 9 bagian terisi") -> None:
    asked = (await writer.shown()).count("Ajukan draf ini")
    await writer.says("kirim")
    await hears(app, writer, "Ajukan draf ini", times=asked + 1)
    await writer.taps("Ya, ajukan")
    for coach in coaches:
        await hears(app, coach, news)


async def judges(app: App, coach: Hand, act: str, heard: str, *, by: str = "taps") -> None:
    """Let a coach press or type something, and wait for what it leads to."""
    await (coach.taps(act) if by == "taps" else coach.says(act))
    await hears(app, coach, heard)


async def stored(app: App, draft: int) -> StoredConversation:
    found = await app.database.read(conversations.load, draft)
    assert found is not None
    return found


async def left(app: App, draft: int) -> int:
    """Return how many points are open, by the record."""
    said = await app.database.read(reviews.remarks_of, draft)
    return len(open_points(said, [review.id for review in await app.database.read(reviews.sent_of, draft)]))


@on_every_channel
async def test_a_draft_is_approved_at_once(stage: Open, tmp_path: Path, *, update: bool) -> None:
    async with stage(tmp_path, "Alice", "Carol") as (app, (alice, carol)):
        people = await come(app, (alice, carol), "Alice", "Carol", coaches=["Carol"])
        draft = await writes(app, alice, people[0])
        await hands_in(app, alice, [carol])
        await judges(app, carol, "Ulas sekarang", "Tinggal 9 bagian")
        await judges(app, carol, "Sisanya baik", "Setujui draf ini?")
        await judges(app, carol, "Setujui", "Disetujui")
        await hears(app, alice, "disetujui Carol")
        assert (await stored(app, draft)).conversation.status is Status.APPROVED
        await keep(f"sekali_setuju.{stage.__name__}", (alice, carol), update=update)


async def first_round(app: App, carol: Hand) -> None:
    """Ask one thing, suggest one wording, find the rest good."""
    await judges(app, carol, "Ulas sekarang", "6 Dampak")
    await judges(app, carol, "Berapa orang tepatnya?", "Tinggal 8 bagian", by="says")
    await judges(app, carol, "Daftar bagian", "○ 3 Cara kerja")
    await judges(app, carol, "3 Cara kerja", "3 Cara kerja · 18")
    await judges(app, carol, "✎ Perlu perbaikan", "Apa yang perlu diperbaiki")
    await judges(app, carol, "Usulkan kalimat", "Ketik kalimat barunya")
    await judges(app, carol, WORDING, "Usulan Anda", by="says")
    await judges(app, carol, "Daftar bagian", "✎ 3 Cara kerja")
    await judges(app, carol, "Sisanya baik", "7 baik, 1 perlu perbaikan dan 1 pertanyaan")
    await judges(app, carol, "Kirim", "Terkirim ke Alice")


async def mends(app: App, alice: Hand, carol: Hand) -> None:
    """Take the wording, talk about the question, write the answer anew."""
    await hears(app, alice, "Carol sudah membaca draf “Sembilan”: 7 baik")
    await alice.taps("Mulai")
    await hears(app, alice, f"Usulan: {WORDING}")
    await alice.taps("Pakai usulan")
    await hears(app, alice, "Usulan pendamping dipakai.")
    await hears(app, alice, "Carol bertanya tentang “Dampak”")
    await alice.taps("Balas pendamping")
    await hears(app, alice, "Percakapan tentang “Dampak”")
    await alice.says("Yang minum atau yang terdata?")
    await hears(app, carol, "Yang minum atau yang terdata?")
    await carol.taps("Balas")
    await hears(app, carol, "Apa balasan Anda")
    await carol.says("Yang minum saja.")
    await hears(app, alice, "Balasan: “Yang minum saja.”")
    await alice.says("ubah dampak")
    await hears(app, alice, "Tulis yang baru untuk mengganti")
    await alice.says(BETTER)
    await hears(app, alice, "Tersimpan ✓ Angka 37 %")
    await alice.taps("Sudah ada di draf")
    await hears(app, alice, "Semua catatan sudah Anda kerjakan.")


@on_every_channel
async def test_a_draft_takes_two_rounds_with_a_suggestion_and_a_talk(
    stage: Open, tmp_path: Path, *, update: bool
) -> None:
    async with stage(tmp_path, "Alice", "Carol") as (app, (alice, carol)):
        people = await come(app, (alice, carol), "Alice", "Carol", coaches=["Carol"])
        draft = await writes(app, alice, people[0], dampak_isi=VAGUE)
        await hands_in(app, alice, [carol])
        await first_round(app, carol)
        await mends(app, alice, carol)
        assert await left(app, draft) == 0
        await hands_in(app, alice, [carol], "diajukan lagi, versi 2")
        await judges(app, carol, "Ulas sekarang", "2 dari 9 bagian perlu dilihat")
        await judges(app, carol, "✓ Baik", f"− {VAGUE}")
        await hears(app, carol, "Jawaban: “Yang minum atau yang terdata?”")
        await hears(app, carol, "Balasan pendamping: “Yang minum saja.”")
        await judges(app, carol, "✓ Baik", "Setujui draf ini?")
        await judges(app, carol, "Setujui", "Disetujui")
        await hears(app, alice, "disetujui Carol")
        found = (await stored(app, draft)).conversation
        assert found.status is Status.APPROVED
        assert (found.draft.value("cara_isi"), found.draft.value("dampak_isi")) == (WORDING, BETTER)
        kinds = [
            remark.kind for remark in await app.database.read(reviews.remarks_of, draft) if remark.answers is not None
        ]
        assert kinds.count(RemarkKind.REPLY) == 2
        assert RemarkKind.ACCEPTED in kinds
        await keep(f"dua_putaran.{stage.__name__}", (alice, carol), update=update)


@on_every_channel
async def test_a_team_of_three_answers_two_coaches(stage: Open, tmp_path: Path, *, update: bool) -> None:
    names = ("Alice", "Erna", "Joko", "Carol", "Erin")
    async with stage(tmp_path, *names, approvals=2) as (app, hands):
        people = await come(app, hands, *names, coaches=["Carol", "Erin"])
        alice, erna, joko, carol, erin = hands
        draft = await writes(app, alice, people[0], dampak_isi=VAGUE)
        await alice.says("ajak")
        await hears(app, alice, "Ketik kode ini")
        code = CODE.findall(await alice.shown())[-1]
        for hand in (erna, joko):
            await hand.says(f"/start {code}")
            if stage.__name__ == "web":  # a page can say this by itself
                await hears(app, hand, "Ikut sekarang?")
                await hand.says("ya")
            await hears(app, hand, "Anda ikut menulis")
        await hands_in(app, alice, [carol, erin])
        await judges(app, carol, "Ulas sekarang", "6 Dampak")
        await judges(app, carol, "Tambahkan jumlah ibu.", "Tinggal 8 bagian", by="says")
        await judges(app, carol, "Sisanya baik", "8 baik dan 1 perlu perbaikan")
        await judges(app, carol, "Kirim", "Terkirim ke Alice")
        for hand in (alice, erna, joko):
            await hears(app, hand, "Carol sudah membaca draf “Sembilan”: 8 baik")
        await erna.taps("Mulai")
        await hears(app, erna, "Carol tentang bagian “Dampak”: “Tambahkan jumlah ibu.”")
        await erna.says(BETTER)
        await hears(app, erna, "Semua catatan sudah Anda kerjakan.")
        await joko.taps("Mulai")
        await hears(app, joko, "Semua catatan sudah Anda kerjakan.")
        await hands_in(app, joko, [carol], "diajukan lagi, versi 2")
        await judges(app, carol, "Ulas sekarang", "1 dari 9 bagian perlu dilihat")
        await judges(app, carol, "✓ Baik", "Setujui draf ini?")
        await judges(app, carol, "Setujui", "Persetujuan Anda tercatat")
        assert (await stored(app, draft)).conversation.status is Status.SUBMITTED
        await judges(app, erin, "antrean", "Sembilan", by="says")
        await judges(app, erin, "Ulas sekarang", "sekarang di tangan Anda")
        await judges(app, erin, "Sisanya baik", "Setujui draf ini?")
        await judges(app, erin, "Setujui", "Disetujui")
        for hand in (alice, erna, joko):
            await hears(app, hand, "disetujui Carol dan Erin")
        assert (await stored(app, draft)).conversation.status is Status.APPROVED
        await keep(f"satu_tim.{stage.__name__}", hands, update=update)
