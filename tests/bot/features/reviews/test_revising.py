"""Revising a returned draft: one message, the points, the thread, and nobody else sees any of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.app import App
from bot.channels.layout.callback_data import token
from flows.conversation import Status
from flows.messages import Button, OutgoingMessage, plain
from flows.review.review import RemarkKind, open_points
from storage.drafts import conversations
from storage.records import StoredConversation
from storage.reviews import reviews
from tests.bot.features.reviews.conftest import HandIn
from tests.bot.features.reviews.nine_sections import GOOD, VAGUE
from tests.fakes.paper import Person

WORDING = "Kader mengingatkan ibu hamil lewat suaminya setiap pukul 20.00."
VOICE = b"OggS" + bytes(60)


@pytest.fixture
async def draft(alice: Person, carol: Person, hand_in: HandIn) -> int:
    """A draft that came back with a remark, a suggestion and a question."""
    number = await hand_in(alice, dampak_isi=VAGUE)
    await carol.taps("Ulas sekarang")
    await carol.says("Berapa orang tepatnya?")
    await remark(carol, "2 Tujuan", "Tambahkan tahun targetnya.")
    await suggest(carol, "3 Cara kerja", WORDING)
    await carol.taps("Daftar bagian")
    await carol.taps("Sisanya baik")
    await carol.says("Sudah hampir jadi, Bu.")
    await carol.taps("Kirim")
    return number


async def remark(coach: Person, section: str, text: str) -> None:
    """Let a coach ask for something in a section."""
    await coach.taps("Daftar bagian")
    await coach.taps(section)
    await coach.taps("✎ Perlu perbaikan")
    await coach.says(text)


async def suggest(coach: Person, section: str, text: str) -> None:
    """Let a coach suggest another wording."""
    await coach.taps("Daftar bagian")
    await coach.taps(section)
    await coach.taps("✎ Perlu perbaikan")
    await coach.taps("Usulkan kalimat")
    await coach.says(text)


async def stored(app: App, number: int) -> StoredConversation:
    found = await app.database.read(conversations.load, number)
    assert found is not None
    return found


async def left(app: App, number: int) -> list[str]:
    """Return what the record says is still to be dealt with; the draft's own points are the same."""
    said = await app.database.read(reviews.remarks_of, number)
    sent = [review.id for review in await app.database.read(reviews.sent_of, number)]
    found = {remark.id: remark.text for remark in open_points(said, sent)}
    points = (await stored(app, number)).conversation.points
    assert {point.id for point in points} == set(found)
    return [found[point.id] for point in points]


async def kinds(app: App, number: int) -> list[RemarkKind]:
    """Return what the writers said, oldest first."""
    return [remark.kind for remark in await app.database.read(reviews.remarks_of, number) if remark.review is None]


def told(person: Person, words: str) -> list[OutgoingMessage]:
    return [message for message in person.messages if words in plain(message.text)]


async def press(person: Person, verb: str, argument: str) -> str:
    """Press a button nobody gave this person."""
    return await person.gives(person.update(token=token(1, None, Button("x", verb, argument)), pressed="1"))


# --- the result ----------------------------------------------------------------------------------


async def test_the_result_is_one_message_with_figures_a_closing_word_and_where_to_begin(
    app: App, draft: int, alice: Person
) -> None:
    assert len(told(alice, "Carol")) == 2  # who will read it, and the result
    assert "Carol sudah membaca draf “Sembilan”: 6 baik, 2 perlu perbaikan dan 1 pertanyaan." in alice.text
    assert "Sudah hampir jadi, Bu." in alice.text
    assert "Kita mulai dari “Tujuan”: “Tambahkan tahun targetnya.”" in alice.text
    assert alice.labels == ["Mulai", "Lihat semua catatan"]
    assert (await stored(app, draft)).conversation.status is Status.REVISE
    assert await left(app, draft) == ["Tambahkan tahun targetnya.", WORDING, "Berapa orang tepatnya?"]


async def test_the_result_leaves_the_writer_where_they_are_in_another_draft(
    app: App, alice: Person, carol: Person, hand_in: HandIn
) -> None:
    number = await hand_in(alice, dampak_isi=VAGUE)
    await alice.says("/mulai rancangan")
    await carol.taps("Ulas sekarang")
    await carol.says("Berapa orang tepatnya?")
    await carol.taps("Sisanya baik")
    await carol.taps("Kirim")
    assert "Carol sudah membaca" in alice.text
    await alice.says("Siti Contoh")
    assert "Anda bertugas di mana?" in alice.text
    await alice.says("draf saya")
    await alice.taps("Mulai")
    assert "Kita buka draf “Sembilan”." in alice.text
    assert "Berapa orang tepatnya?" in alice.text
    assert (await stored(app, number)).conversation.draft.value("dampak_isi") == VAGUE


async def test_the_list_of_drafts_says_what_is_to_be_done(draft: int, alice: Person) -> None:
    await press(alice, "drafts", "")
    assert "perlu perbaikan: 3 catatan" in alice.text


async def test_all_remarks_stand_in_one_list_and_a_tap_opens_one(draft: int, alice: Person) -> None:
    await alice.taps("Lihat semua catatan")
    assert "Catatan untuk draf “Sembilan”: 3 belum selesai" in alice.text
    await alice.taps("2. Cara kerja")
    assert "Carol mengusulkan kalimat lain untuk “Cara kerja”." in alice.text
    assert f"Semula: {GOOD}" in alice.text
    assert f"Usulan: {WORDING}" in alice.text


# --- dealing with it -----------------------------------------------------------------------------


async def test_each_point_is_dealt_with_in_its_own_way_and_the_record_says_how(
    app: App, draft: int, alice: Person, carol: Person
) -> None:
    await alice.taps("Mulai")
    assert "Carol tentang bagian “Tujuan”: “Tambahkan tahun targetnya.”" in alice.text
    assert GOOD in alice.text
    await alice.says("Target Desember 2026.")
    await alice.taps("Tambahkan")
    await alice.taps("Pakai usulan")
    assert await left(app, draft) == ["Berapa orang tepatnya?"]
    await alice.says("12 orang, menurut register KIA.")
    assert "Semua catatan sudah Anda kerjakan." in alice.text
    assert alice.labels[0] == "Kirim lagi"
    assert "Jawaban: “12 orang, menurut register KIA.”" in carol.text
    found = (await stored(app, draft)).conversation
    assert found.draft.value("tujuan_isi") == f"{GOOD}\nTarget Desember 2026."
    assert found.draft.value("cara_isi") == WORDING
    assert found.draft.answers["cara_isi"].how == "coach"
    assert found.draft.value("dampak_isi") == VAGUE
    assert await kinds(app, draft) == [
        RemarkKind.RESOLVED,
        RemarkKind.ACCEPTED,
        RemarkKind.REPLY,
        RemarkKind.RESOLVED,
    ]
    await alice.taps("Kirim lagi")
    await alice.taps("Ya, ajukan")
    assert carol.labels[0] == "Ulas sekarang"


async def test_a_suggestion_is_taken_with_a_typed_yes_and_left_with_a_no(app: App, draft: int, alice: Person) -> None:
    await alice.taps("Lihat semua catatan")
    await alice.taps("2. Cara kerja")
    await alice.says("boleh bu")
    assert (await stored(app, draft)).conversation.draft.value("cara_isi") == WORDING
    await alice.says("urungkan")
    assert (await stored(app, draft)).conversation.draft.value("cara_isi") == GOOD
    await alice.says("tidak usah")
    assert (await stored(app, draft)).conversation.draft.value("cara_isi") == GOOD
    assert await kinds(app, draft) == [RemarkKind.ACCEPTED, RemarkKind.REOPENED, RemarkKind.DECLINED]


async def test_undo_opens_a_point_again_for_both_sides(app: App, draft: int, alice: Person) -> None:
    before = await left(app, draft)
    await alice.taps("Mulai")
    await alice.says(f"{GOOD} Targetnya 20 % pada Desember 2026.")
    assert len(await left(app, draft)) == 2
    await alice.says("urungkan")
    assert "Tambahkan tahun targetnya." in alice.text
    assert await left(app, draft) == before


async def test_whoever_sends_with_open_points_is_asked_kindly_and_may(app: App, draft: int, alice: Person) -> None:
    await alice.taps("Mulai")
    await alice.says("kirim")
    assert "3 catatan Carol belum selesai" in alice.text
    assert alice.labels[0] == "Kerjakan catatan"
    await alice.taps("Ya, ajukan")
    assert (await stored(app, draft)).conversation.status is Status.SUBMITTED
    assert len(await left(app, draft)) == 3


async def test_a_second_review_shows_what_is_still_open_with_what_is_new(
    app: App, draft: int, alice: Person, carol: Person
) -> None:
    await alice.taps("Mulai")
    await alice.says(f"{GOOD} Targetnya 20 % pada Desember 2026.")
    await alice.says("kirim")
    await alice.taps("Ya, ajukan")
    await carol.taps("Ulas sekarang")
    await carol.says("Menurut siapa 20 %?")
    await carol.taps("Daftar bagian")
    await carol.taps("Kirim ulasan")
    await carol.taps("Kirim")
    assert set(await left(app, draft)) == {"Menurut siapa 20 %?", WORDING, "Berapa orang tepatnya?"}
    await alice.taps("Mulai")
    assert "Catatan 1 dari 3" in alice.text


async def test_approval_ends_what_was_open(app: App, draft: int, alice: Person, carol: Person) -> None:
    await alice.taps("Mulai")
    await alice.says("kirim")
    await alice.taps("Ya, ajukan")
    await carol.taps("Ulas sekarang")
    for _ in range(3):
        await carol.taps("✓ Baik")
    await carol.taps("Setujui")
    found = (await stored(app, draft)).conversation
    assert (found.status, found.points, found.settled) == (Status.APPROVED, (), ())
    await alice.says("lanjut")
    assert "Catatan" not in alice.text


# --- the talk ------------------------------------------------------------------------------------


async def test_both_sides_talk_under_a_point_and_the_way_goes_on(
    app: App, draft: int, alice: Person, carol: Person
) -> None:
    await alice.taps("Mulai")
    await alice.taps("Balas pendamping")
    assert "Percakapan tentang “Tujuan”" in alice.text
    assert "Carol, 26 Agustus 2026: “Tambahkan tahun targetnya.”" in alice.text
    await alice.says("Tahun anggaran atau kalender, Bu?")
    assert "Terkirim ke Carol ✓" in alice.text
    assert "Catatan 1 dari 3" in alice.text
    assert "Jawaban: “Tahun anggaran atau kalender, Bu?”" in carol.text
    await carol.taps("Balas")
    await carol.says("Kalender saja.")
    assert "Balasan: “Kalender saja.”" in alice.text
    await alice.says(f"{GOOD} Targetnya 20 % pada Desember 2026.")
    assert "Catatan 2 dari 3" in alice.text  # a word from the coach holds nothing up
    await alice.taps("Balas", on=told(alice, "Kalender saja.")[0])
    assert "Anda, 26 Agustus 2026: “Tahun anggaran atau kalender, Bu?”" in alice.text
    assert "Carol, 26 Agustus 2026: “Kalender saja.”" in alice.text
    await alice.taps("Kembali ke catatan")
    assert "Catatan 2 dari 3" in alice.text


async def test_a_talk_that_nobody_goes_on_with_takes_no_answer(app: App, draft: int, alice: Person) -> None:
    await alice.taps("Mulai")
    await alice.taps("Balas pendamping")
    await alice.says("lanjut")
    await alice.says(f"{GOOD} Targetnya 20 % pada Desember 2026.")
    assert await kinds(app, draft) == [RemarkKind.RESOLVED]


async def test_a_remark_can_be_dealt_with_by_talking(app: App, draft: int, alice: Person) -> None:
    await alice.taps("Mulai")
    await alice.taps("Balas pendamping")
    await alice.says("Targetnya memang tanpa tahun, sesuai Renstra.")
    await alice.taps("Catatan ini selesai")
    assert await kinds(app, draft) == [RemarkKind.REPLY, RemarkKind.RESOLVED]
    assert "Catatan “Tujuan” selesai ✓" in alice.text


async def test_a_voice_answers_a_question_and_a_photo_is_evidence(
    app: App, draft: int, alice: Person, carol: Person
) -> None:
    await alice.taps("Lihat semua catatan")
    await alice.taps("3. Dampak")
    await alice.sends(VOICE, "jawaban.ogg", "voice")
    assert await left(app, draft) == ["Tambahkan tahun targetnya.", WORDING]
    assert [remark.file is not None for remark in await app.database.read(reviews.remarks_of, draft)][-2:] == [
        True,
        False,
    ]
    assert (await stored(app, draft)).conversation.draft.proofs == ()
    await carol.taps("Balas")
    await carol.sends(VOICE, "balasan.ogg", "voice")
    await alice.taps("Balas", on=told(alice, "Carol membalas")[0])
    heard = [message.attachment for message in alice.heard if message.attachment is not None]
    assert len(heard) == 2


# --- strangers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["revise", "revise_all", "point_talk"])
async def test_nobody_else_sees_the_remarks_or_answers_them(
    app: App, draft: int, alice: Person, bob: Person, verb: str
) -> None:
    number = next(
        remark.id for remark in await app.database.read(reviews.remarks_of, draft) if remark.kind is RemarkKind.ASK
    )
    before = await app.database.read(reviews.remarks_of, draft)
    await bob.says("/mulai rancangan")
    await press(bob, verb, str(number if verb == "point_talk" else draft))
    await bob.says("Kata orang lain")
    assert bob.heard
    for message in bob.messages:
        assert "Berapa orang tepatnya" not in plain(message.text)
        assert "Tambahkan tahun" not in plain(message.text)
    assert await app.database.read(reviews.remarks_of, draft) == before
    assert "Kata orang lain" not in "".join(plain(message.text) for message in alice.messages)


async def test_a_remark_that_is_not_sent_yet_is_nobodys_to_read(
    app: App, alice: Person, carol: Person, hand_in: HandIn
) -> None:
    number = await hand_in(alice, dampak_isi=VAGUE)
    await carol.taps("Ulas sekarang")
    await carol.says("Berapa orang tepatnya?")
    point = next(
        remark.id for remark in await app.database.read(reviews.remarks_of, number) if remark.kind is RemarkKind.ASK
    )
    await press(alice, "point_talk", str(point))
    assert "bukan di draf Anda" in told(alice, "Percakapan itu")[0].text[0].text
    assert not told(alice, "Berapa orang tepatnya")


# --- a team --------------------------------------------------------------------------------------


async def test_all_who_write_get_the_result_and_share_the_work(
    app: App, alice: Person, carol: Person, person: Callable[[str], Person], hand_in: HandIn
) -> None:
    erna = person("Erna")
    number = await hand_in(alice, dampak_isi=VAGUE)
    code = next(word for word in (await alice.says("ajak")).split() if word.isupper() and "-" in word).strip(".,")
    await erna.says(f"/start {code}")
    await carol.taps("Ulas sekarang")
    await carol.says("Berapa orang tepatnya?")
    await remark(carol, "2 Tujuan", "Tambahkan tahun targetnya.")
    await carol.taps("Daftar bagian")
    await carol.taps("Sisanya baik")
    await carol.taps("Kirim")
    for writer in (alice, erna):
        assert told(writer, "Carol sudah membaca draf “Sembilan”")
        await writer.taps("Mulai")
        assert "Catatan 1 dari 2" in writer.text
    await erna.says(f"{GOOD} Targetnya 20 % pada Desember 2026.")
    assert await left(app, number) == ["Berapa orang tepatnya?"]
    await alice.taps("Nanti")
    assert "Berapa orang tepatnya?" in alice.text
    await erna.says("12 orang.")
    await alice.says("lanjut")
    assert "Semua catatan sudah Anda kerjakan." in alice.text
    assert await left(app, number) == []
