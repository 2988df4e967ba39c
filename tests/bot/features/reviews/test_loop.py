"""Submitting and reviewing drafts: what each side reads, from the first remark to the final document."""

from __future__ import annotations

import io

import pytest
from docx import Document
from pypdf import PdfReader
from sqlalchemy import Connection

from bot.app import App
from bot.settings import Settings
from flows.conversation import Status
from flows.review.review import RemarkKind
from storage.drafts import conversations
from storage.records import SubmissionState
from storage.reviews import reviews
from tests.bot.features.reviews.conftest import Appoint, HandIn
from tests.bot.features.reviews.nine_sections import VAGUE
from tests.fakes.paper import Person

BETTER = "Pada 2025 ada 118 dari 316 ibu hamil yang kurang darah (37 %), menurut register KIA Puskesmas Wotu."


def files(person: Person) -> dict[str, bytes]:
    """Return the files of the person's messages, the newest of each name."""
    return {
        outgoing_message.attachment.name: outgoing_message.content or b""
        for outgoing_message in person.messages
        if outgoing_message.attachment is not None
    }


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


async def status(app: App, number: int) -> Status:
    stored = await app.database.read(conversations.load, number)
    assert stored is not None
    return stored.conversation.status


async def states(app: App, number: int) -> list[SubmissionState]:
    return [submission.state for submission in await app.database.read(reviews.of_draft, number)]


async def test_the_coach_gets_the_figures_the_files_and_two_buttons(
    alice: Person, carol: Person, hand_in: HandIn
) -> None:
    await hand_in(alice, dampak_isi=VAGUE)
    assert "Draf baru: “Sembilan”" in carol.text
    assert "9 dari 9 bagian terisi" in carol.text
    assert carol.labels == ["Ulas sekarang", "Nanti"]
    assert [name[-4:] for name in files(carol)] == ["docx", ".pdf"]
    assert "Yang akan membacanya: Carol" in alice.text
    await carol.taps("Nanti")
    assert "antrean" in carol.text


async def test_a_draft_nobody_can_read_waits_and_the_admins_hear_so(
    alice: Person, dan: Person, hand_in: HandIn
) -> None:
    await dan.says("halo")
    await hand_in(alice)
    assert "Belum ada pendamping yang bertugas" in alice.text
    assert "Admin sudah saya beri tahu" in alice.text
    assert "belum ada pendamping yang bisa membacanya" in dan.text


async def test_nobody_reads_their_own_draft(carol: Person, erin: Person, hand_in: HandIn) -> None:
    await hand_in(carol)
    assert "Erin" in carol.text
    await carol.says("antrean")
    assert "Tidak ada draf yang menunggu Anda" in carol.text


async def test_nothing_is_seen_before_the_review_is_sent_and_all_of_it_after(
    app: App, alice: Person, carol: Person, hand_in: HandIn
) -> None:
    number = await hand_in(alice, dampak_isi=VAGUE)
    before = len(alice.messages)
    await carol.taps("Ulas sekarang")
    assert "6 Dampak" in carol.text  # the one section that calls for attention comes first
    await carol.says("Berapa orang tepatnya?")
    assert "pertanyaan: Berapa orang tepatnya?" in carol.text
    await carol.taps("Sisanya baik")
    assert "8 baik dan 1 pertanyaan" in carol.text
    assert len(alice.messages) == before
    await carol.says("Sudah hampir jadi, Bu.")
    assert "Sudah hampir jadi" in carol.text
    await carol.taps("Kirim")
    assert len(alice.messages) > before
    assert await status(app, number) is Status.REVISE
    assert await states(app, number) == [SubmissionState.RETURNED]
    await carol.says("antrean")
    assert "Tidak ada draf yang menunggu Anda" in carol.text


async def test_the_second_round_shows_only_what_changed_and_an_approval_ends_it(
    app: App, alice: Person, carol: Person, hand_in: HandIn
) -> None:
    number = await hand_in(alice, dampak_isi=VAGUE)
    await carol.taps("Ulas sekarang")
    await carol.taps("✎ Perlu perbaikan")
    await carol.taps("Tambahkan angka")
    await carol.taps("Sisanya baik")
    await carol.taps("Kirim")
    await alice.says("ubah dampak")
    await alice.says(BETTER)
    await alice.says("kirim")
    await alice.taps("Ya, ajukan")
    page = next(content for name, content in files(carol).items() if name.startswith("Perubahan"))
    assert "PERUBAHAN SEJAK ULASAN LALU" in words(page)
    assert "Tambahkan angka" in words(page)
    await carol.taps("Ulas sekarang")
    assert "1 dari 9 bagian perlu dilihat" in carol.text
    assert f"− {VAGUE}" in carol.text
    assert f"+ {BETTER}" in carol.text
    assert "Catatan lalu: “Tambahkan angka" in carol.text
    await carol.taps("✓ Baik")
    assert "Setujui draf ini?" in carol.text
    await carol.taps("Setujui")
    assert await status(app, number) is Status.APPROVED
    assert await states(app, number) == [SubmissionState.RETURNED, SubmissionState.APPROVED]
    final = {name: content for name, content in files(alice).items() if "disetujui" in name}
    assert len(final) == 2
    assert final.keys() <= files(carol).keys()
    pdf = words(next(content for name, content in final.items() if name.endswith("pdf")))
    assert "disetujui oleh Carol" in pdf
    assert "26 Agustus 2026" in pdf
    assert "DRAF" not in pdf
    docx = Document(io.BytesIO(next(content for name, content in final.items() if name.endswith("docx"))))
    assert not any("DRAF" in paragraph.text for paragraph in docx.paragraphs)


async def test_a_change_after_the_approval_opens_a_new_round_and_the_approved_version_stays(
    app: App, alice: Person, carol: Person, hand_in: HandIn
) -> None:
    number = await hand_in(alice)
    await carol.taps("Ulas sekarang")
    await carol.taps("Sisanya baik")
    await carol.taps("Setujui")
    approved = dict(files(alice))
    await alice.says("draf")
    assert "Versi 1, yang disetujui" in alice.text
    assert {name: files(alice)[name] for name in approved} == approved
    await alice.says("kirim")
    await alice.taps("Ya, ajukan")
    assert "sudah disetujui, dan belum ada yang berubah" in alice.text
    await alice.says("ubah dampak")
    await alice.says(BETTER)
    assert "Versi yang disetujui tetap tersimpan" in alice.text
    assert await status(app, number) is Status.DRAFT
    assert await states(app, number) == [SubmissionState.APPROVED]
    await alice.says("kirim")
    await alice.taps("Ya, ajukan")
    await carol.taps("Ulas sekarang")
    assert "1 dari 9 bagian perlu dilihat" in carol.text


async def test_handing_in_again_while_it_is_read_goes_on_with_the_new_version(
    app: App, alice: Person, carol: Person, erin: Person, hand_in: HandIn
) -> None:
    number = await hand_in(alice, dampak_isi=VAGUE)
    await carol.taps("Ulas sekarang")
    await carol.says("Angkanya mana")
    await carol.taps("Sisanya baik")
    told = len(erin.messages)
    await alice.says("ubah latar belakang")
    await alice.says(BETTER)
    await alice.says("kirim")
    await alice.taps("Ya, ajukan")
    assert "Carol sedang mengulas" in alice.text
    assert "diperbarui ke versi 2" in carol.text
    assert len(erin.messages) == told
    await carol.taps("Lanjutkan ulasan")
    assert "1 Latar belakang" in carol.text  # was good, and changed since
    assert "37 %" in carol.text
    await carol.taps("✓ Baik")
    assert "8 baik dan 1 perlu perbaikan" in carol.text
    assert await states(app, number) == [SubmissionState.WITHDRAWN, SubmissionState.WAITING]


async def test_handing_in_twice_without_a_change_makes_no_second_version(
    app: App, alice: Person, carol: Person, hand_in: HandIn
) -> None:
    number = await hand_in(alice)
    await alice.says("kirim")
    await alice.taps("Ya, ajukan")
    assert "masih menunggu dibaca" in alice.text
    assert await states(app, number) == [SubmissionState.WAITING]


async def test_of_two_coaches_the_second_is_told_who_reads_it(
    alice: Person, carol: Person, erin: Person, hand_in: HandIn
) -> None:
    await hand_in(alice)
    await carol.taps("Ulas sekarang")
    await erin.taps("Ulas sekarang")
    assert "sedang diulas Carol" in erin.text
    await carol.says("daftar bagian")
    await carol.taps("Lepaskan")
    assert "kembali ke antrean" in carol.text
    await erin.says("antrean")
    assert "menunggu" in erin.text
    await erin.taps("1. Sembilan")
    assert "sekarang di tangan Anda" in erin.text


async def test_a_half_done_review_goes_on_where_it_was(alice: Person, carol: Person, hand_in: HandIn) -> None:
    await hand_in(alice, latar_isi=VAGUE, dampak_isi=VAGUE)
    await carol.taps("Ulas sekarang")
    await carol.says("Berapa orang?")
    assert "6 Dampak" in carol.text
    await carol.says("/mulai rancangan")
    await carol.says("antrean")
    assert "ulasan Anda: 1 dari 9 bagian" in carol.text
    await carol.taps("1. Sembilan")
    assert "6 Dampak" in carol.text


async def test_what_a_former_coach_had_begun_is_free_for_others_and_stays_if_the_coach_returns(
    alice: Person, carol: Person, erin: Person, appoint: Appoint, hand_in: HandIn
) -> None:
    await hand_in(alice, dampak_isi=VAGUE)
    await carol.taps("Ulas sekarang")
    await carol.says("Berapa orang?")
    await erin.says("antrean")
    assert "sedang diulas Carol" in erin.text
    await appoint(carol)
    await carol.says("antrean")
    assert "Minta kode undangan" in carol.text
    await appoint(carol, "coach")
    await carol.says("antrean")
    assert "1 dari 9 bagian" in carol.text
    await appoint(carol)
    await erin.says("antrean")
    assert "sedang diulas" not in erin.text
    await erin.taps("1. Sembilan")
    await erin.says("sisanya baik")
    await erin.taps("Setujui")
    assert "disetujui Erin" in alice.text


async def test_everything_can_be_taken_back_before_it_is_sent(
    app: App, alice: Person, carol: Person, hand_in: HandIn
) -> None:
    number = await hand_in(alice, dampak_isi=VAGUE)
    await carol.taps("Ulas sekarang")
    await carol.says("Kurang jelas")
    await carol.taps("Daftar bagian")
    assert "✎ 6 Dampak" in carol.text
    await carol.taps("6 Dampak")
    assert "Kurang jelas" in carol.text
    await carol.taps("Tarik penilaian")
    await carol.taps("✓ Baik")
    await carol.taps("Sisanya baik")
    assert "Setujui draf ini?" in carol.text
    said = await app.database.read(reviews.remarks_of, number)
    assert RemarkKind.WITHDRAWN in {remark.kind for remark in said}
    assert "Kurang jelas" in {remark.text for remark in said}


async def test_a_suggested_wording_is_shown_word_by_word(
    app: App, alice: Person, carol: Person, hand_in: HandIn
) -> None:
    number = await hand_in(alice, dampak_isi=VAGUE)
    await carol.taps("Ulas sekarang")
    await carol.taps("✎ Perlu perbaikan")
    await carol.taps("Usulkan kalimat")
    assert VAGUE in carol.text
    await carol.says(VAGUE.replace("jauh lebih rajin", "rajin"))
    assert "− … ibu hamil sekarang jauh lebih rajin minum" in carol.text.replace("Sebagian besar ", "… ")
    said = await app.database.read(reviews.remarks_of, number)
    assert [(remark.kind, remark.question) for remark in said] == [(RemarkKind.SUGGEST, "dampak_isi")]


async def test_a_remark_can_be_spoken(app: App, alice: Person, carol: Person, hand_in: HandIn) -> None:
    number = await hand_in(alice, dampak_isi=VAGUE)
    await carol.taps("Ulas sekarang")
    await carol.sends(b"OggS" + b"\0" * 60, "pesan.ogg", "voice")
    assert "(rekaman suara)" in carol.text
    (said,) = await app.database.read(reviews.remarks_of, number)
    assert said.file is not None
    assert said.kind is RemarkKind.FIX


async def test_a_remark_without_a_section_is_kept_until_one_is_chosen(
    app: App, alice: Person, carol: Person, hand_in: HandIn
) -> None:
    number = await hand_in(alice)
    await carol.taps("Ulas sekarang")
    assert "Tinggal 9 bagian" in carol.text
    await carol.says("Sebutkan nama dokternya")
    assert "untuk bagian mana" in carol.text
    await carol.taps("6 Dampak")
    (said,) = await app.database.read(reviews.remarks_of, number)
    assert (said.section, said.text) == ("dampak", "Sebutkan nama dokternya")


async def test_a_long_section_is_cut_and_can_be_read_whole(alice: Person, carol: Person, hand_in: HandIn) -> None:
    await hand_in(alice, dampak_isi=f"{VAGUE} " * 80 + "Ujungnya di sini.")
    await carol.taps("Ulas sekarang")
    assert "Ujungnya di sini" not in carol.text
    await carol.taps("Baca lengkap")
    assert any(
        "Ujungnya di sini" in "".join(span.text for span in outgoing_message.text) for outgoing_message in carol.heard
    )
    assert "✓ Baik" in carol.labels


async def test_a_yes_to_what_has_changed_since_shows_it_again(alice: Person, carol: Person, hand_in: HandIn) -> None:
    await hand_in(alice)
    await carol.taps("Ulas sekarang")
    await carol.taps("Sisanya baik")
    shown = carol.last
    await carol.taps("Daftar bagian")
    await carol.taps("6 Dampak")
    await carol.taps("✎ Perlu perbaikan")
    await carol.taps("Beri contoh nyata")
    before = len(alice.messages)
    await carol.taps("Setujui", on=shown)
    assert "Kirim ulasan ini" in carol.text
    assert len(alice.messages) == before


class TestTwoApprovals:
    """Two coaches must approve."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"approvals": 2})

    async def test_after_the_first_both_are_told_who_is_missing(
        self, app: App, alice: Person, carol: Person, erin: Person, hand_in: HandIn
    ) -> None:
        number = await hand_in(alice)
        for coach in (carol, erin):
            await coach.taps("Ulas sekarang")
            await coach.taps("Sisanya baik")
        await carol.taps("Setujui")
        assert "Masih perlu satu lagi: sedang dibaca Erin" in carol.text
        assert "Carol menyetujui" in alice.text
        assert await status(app, number) is Status.SUBMITTED
        await erin.taps("Setujui")
        assert await status(app, number) is Status.APPROVED
        assert "disetujui Carol dan Erin" in alice.text

    async def test_each_reads_the_whole_draft_for_themselves(
        self, alice: Person, carol: Person, erin: Person, hand_in: HandIn
    ) -> None:
        await hand_in(alice)
        await carol.taps("Ulas sekarang")
        await carol.taps("Sisanya baik")
        await carol.taps("Setujui")
        await erin.taps("Ulas sekarang")
        assert "Tinggal 9 bagian" in erin.text

    async def test_a_review_begun_beside_one_that_returned_it_goes_over_to_the_next_version(
        self, app: App, alice: Person, carol: Person, erin: Person, hand_in: HandIn
    ) -> None:
        await hand_in(alice)
        await erin.taps("Ulas sekarang")
        await erin.taps("Sisanya baik")
        await carol.taps("Ulas sekarang")
        await carol.says("Sebutkan nama dokternya")
        await carol.taps("6 Dampak")
        await carol.taps("Sisanya baik")
        await carol.taps("Kirim")
        await alice.says("ubah dampak")
        await alice.says(BETTER)
        await alice.says("kirim")
        await alice.taps("Ya, ajukan")
        await erin.says("antrean")
        await erin.taps("1. Sembilan")
        assert "6 Dampak" in erin.text

        def open_reviews(connection: Connection) -> int:
            waiting = next(
                submission
                for submission in reviews.of_draft(connection, 1)
                if submission.state is SubmissionState.WAITING
            )
            return len(reviews.of_submission(connection, waiting.id))

        assert await app.database.read(open_reviews) == 1
