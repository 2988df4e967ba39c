"""Goes back, changes, takes back, adds and replaces, at any moment."""

from __future__ import annotations

from datetime import timedelta

from flows.forms.load import load_library
from flows.messages import ButtonPress, plain
from tests.fakes.every_kind import EVERY_KIND
from tests.fakes.simulator import Simulator

RANCANGAN = load_library()["rancangan"]
STORY = "Pada 2025, 120 dari 316 ibu hamil kurang darah (38 %), menurut register KIA."


def begun() -> Simulator:
    person = Simulator(RANCANGAN)
    for text in ("Siti Contoh", "Puskesmas Contoh", "Teman Minum bagi Ibu Hamil"):
        person.says(text)
    return person


def test_going_back_blanks_nothing_and_going_on_returns() -> None:
    person = begun()
    before = person.conversation.draft.answers
    for expected in ("judul", "unit_kerja", "nama_inovator", "nama_inovator"):
        person.says("kembali")
        assert person.question == expected
    assert person.conversation.draft.answers == before
    person.says("lanjut")
    assert person.question == "masalah"


def test_a_changed_answer_leads_back_to_where_the_person_was() -> None:
    person = begun()
    person.says("ubah unit kerja")
    assert "Jawaban sekarang: Puskesmas Contoh" in person.text
    person.says("Puskesmas Contoh Utara")
    assert person.question == "masalah"
    assert person.value("unit_kerja") == "Puskesmas Contoh Utara"


def test_ubah_with_words_that_name_no_question_is_an_answer() -> None:
    person = begun()
    person.says("Ubah kebiasaan minum tablet di rumah bersama suami")
    assert person.value("masalah") == "Ubah kebiasaan minum tablet di rumah bersama suami"


def test_ubah_yang_tadi_shows_the_list() -> None:
    person = begun()
    person.says("ubah jawaban tadi")
    assert person.value("masalah") is None
    assert "Isi draf" in person.text


def test_undo_restores_what_was_there_before_exactly() -> None:
    person = begun()
    person.says("ubah judul")
    person.says("Judul Baru bagi Ibu Hamil")
    person.says("urungkan")
    assert person.value("judul") == "Teman Minum bagi Ibu Hamil"
    person.says("urungkan")
    assert person.value("judul") is None
    assert person.question == "judul"


def test_undo_ends_where_the_person_began() -> None:
    person = Simulator(RANCANGAN, known={"nama_inovator": "Siti"})
    person.says("urungkan")
    assert person.value("nama_inovator") == "Siti"
    assert "Belum ada jawaban" in person.text


def test_undo_of_a_skip_opens_the_question_again() -> None:
    person = begun()
    person.says("lewati")
    person.says("urungkan")
    assert person.question == "masalah"
    assert person.conversation.draft.skipped == frozenset()


def test_an_old_undo_button_takes_back_what_it_named_and_nothing_else() -> None:
    person = begun()
    person.says("Judul Lain", seeing=3)
    old = person.last
    assert person.value("judul") == "Judul Lain"
    person.says(STORY)
    person.presses("Urungkan", of=old)
    assert person.value("judul") == "Teman Minum bagi Ibu Hamil"
    assert person.value("masalah") == STORY
    person.presses("Urungkan", of=old)
    assert person.value("masalah") == STORY
    assert "tidak saya urungkan" in person.text


def test_tambah_adds_to_the_story_just_told() -> None:
    person = begun()
    person.says(STORY)
    person.says("tambah")
    assert STORY in plain(person.last.text)
    person.says("Sembilan ibu dirujuk.")
    assert person.value("masalah") == f"{STORY}\nSembilan ibu dirujuk."
    assert person.question == "ide"


def test_tambah_with_its_text_behind_a_colon_adds_at_once() -> None:
    person = begun()
    person.says(STORY)
    person.says("Tambah: sembilan ibu dirujuk.")
    assert person.value("masalah") == f"{STORY}\nsembilan ibu dirujuk."


def test_tidak_jadi_leaves_an_addition() -> None:
    person = begun()
    person.says(STORY)
    person.says("tambah")
    person.presses("Tidak jadi")
    assert person.value("masalah") == STORY
    assert person.question == "ide"


def test_ganti_with_its_text_replaces_the_last_answer_and_names_it() -> None:
    person = begun()
    person.says("ganti: Teman Minum Tablet bagi Ibu Hamil")
    assert person.value("judul") == "Teman Minum Tablet bagi Ibu Hamil"
    assert "Untuk “Judul”" in person.text
    assert person.question == "masalah"


def test_ganti_after_an_undo_answers_the_question_that_was_emptied() -> None:
    person = begun()
    person.says(STORY)
    person.says("urungkan")
    person.says(f"ganti: {STORY}")
    assert person.value("masalah") == STORY
    assert person.value("judul") == "Teman Minum bagi Ibu Hamil"


def test_leaving_an_open_question_to_change_an_earlier_one_can_be_called_off() -> None:
    person = begun()
    person.says("ubah judul")
    person.says("batal")
    assert person.question == "masalah"
    assert "jawaban lama tetap dipakai" in person.text


def test_a_change_that_takes_other_answers_out_says_which_and_waits() -> None:
    person = Simulator(EVERY_KIND)
    for name, text in (("jenis", "Digital"), ("alamat", "https://contoh.id/a")):
        person.gives(ButtonPress(verb="edit", argument=name))
        person.says(text)
    person.gives(ButtonPress(verb="edit", argument="jenis"))
    person.presses("Non digital")
    assert "“Alamat web” tidak dipakai lagi" in person.text
    assert person.value("jenis") == "digital"
    person.says("tidak")
    assert person.value("jenis") == "digital"
    person.gives(ButtonPress(verb="edit", argument="jenis"))
    person.presses("Non digital")
    person.presses("Ya, ganti")
    assert person.value("jenis") == "bukan"
    assert person.value("alamat") == "https://contoh.id/a"
    person.gives(ButtonPress(verb="edit", argument="jenis"))
    person.presses("Digital")
    assert "alamat" in person.conversation.draft.answers
    assert person.question != "alamat"


def test_a_year_later_a_person_is_told_where_she_was() -> None:
    person = begun()
    person.now += timedelta(days=365)
    person.says("halo")
    assert "Selamat datang kembali. Draf “Teman Minum bagi Ibu Hamil” aman." in person.text
    assert "Terakhir Anda mengisi “Judul”" in person.text
    assert person.question == "masalah"


def test_lanjut_a_minute_later_does_not_welcome_anybody_back() -> None:
    person = begun()
    person.says("lanjut")
    assert "Selamat datang" not in person.text
    assert person.question == "masalah"


def test_a_draft_without_a_title_says_so() -> None:
    person = Simulator(RANCANGAN)
    person.says("daftar")
    assert "Rancangan inovasi (belum berjudul)" in person.text
