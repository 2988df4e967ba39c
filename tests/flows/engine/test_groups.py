"""Asks several questions in one message where messages cost money, and finds each answer's place again."""

from __future__ import annotations

from pydantic import TypeAdapter

from flows.conversation import Cursor, EventKind, QuestionMessage
from flows.forms.load import LIBRARY, load
from flows.forms.model import ManyChoices
from flows.messages import File, FileInput, FileKind, plain
from tests.fakes.every_kind import EVERY_KIND
from tests.fakes.simulator import Simulator

RANCANGAN = load(LIBRARY / "rancangan" / "flow.yaml")
WHO: tuple[str, ...] = ("nama_inovator", "unit_kerja", "jabatan")
PHOTO = FileInput(file=File(key="k", kind=FileKind.PHOTO, name="rekap.jpg", mime="image/jpeg", size=9))


def alice(*, brief: bool = True) -> Simulator:
    """Return a person who writes the whole form."""
    person = Simulator(RANCANGAN, brief=brief)
    person.presses("Isi lengkap sekaligus")
    return person


def at(question: str) -> Simulator:
    """Return a person who is asked this question."""
    person = alice()
    person.says("1. Siti Contoh 2. Puskesmas Contoh 3. Bidan")
    for _ in range(30):
        if question in (person.question, *person.conversation.cursor.together):
            return person
        person.says("lewati")
    raise AssertionError(f"{question} is not asked")


def values(person: Simulator) -> list[object]:
    return [person.value(name) for name in WHO]


def test_short_questions_come_in_one_message_and_their_answers_are_read_back() -> None:
    person = alice()
    assert all(RANCANGAN.question(name).prompt in person.text for name in WHO)
    assert "1. Siti Contoh, A.Md.Keb. 2. Puskesmas Contoh 3. Bidan desa" in person.text
    said = person.says("Siti Contoh, S.KM; Puskesmas Contoh; Bidan desa")
    assert "Nama inovator: Siti Contoh, S.KM · Unit kerja: Puskesmas Contoh · Jabatan: Bidan desa" in said
    assert "ganti jabatan: …" in said
    assert values(person) == ["Siti Contoh, S.KM", "Puskesmas Contoh", "Bidan desa"]
    assert person.question == "judul"


def test_elsewhere_one_message_asks_one_question() -> None:
    person = alice(brief=False)
    assert person.conversation.cursor == Cursor(question="nama_inovator")
    person.says("Siti Contoh; Puskesmas Contoh; Bidan desa")
    assert person.value("nama_inovator") == "Siti Contoh; Puskesmas Contoh; Bidan desa"


def test_the_quick_pass_asks_only_what_is_mandatory() -> None:
    person = Simulator(RANCANGAN, brief=True)
    assert person.conversation.cursor.together == ("nama_inovator", "unit_kerja")


def test_one_answer_is_enough_and_the_rest_is_asked() -> None:
    person = alice()
    said = person.says("Siti Contoh")
    assert "Nama inovator: Siti Contoh" in said
    assert person.conversation.cursor.together == ("unit_kerja", "jabatan")
    person.says("Puskesmas Contoh")
    assert person.conversation.cursor == Cursor(question="jabatan")
    person.says("Bidan desa")
    assert values(person) == ["Siti Contoh", "Puskesmas Contoh", "Bidan desa"]


def test_the_question_that_is_left_is_answered_with_the_number_it_had() -> None:
    person = alice()
    person.says("1. Siti Contoh")
    person.says("1. Puskesmas Contoh")
    assert person.conversation.cursor == Cursor(question="jabatan")
    assert "Jabatan: Bidan desa" in person.says("3. Bidan desa")
    assert values(person) == ["Siti Contoh", "Puskesmas Contoh", "Bidan desa"]
    assert person.conversation.events[-1].raw == "3. Bidan desa"


def test_a_list_with_numbers_is_one_story() -> None:
    person = at("terdampak")
    person.says("2. Mereka lupa.")
    story = "1. ibu hamil\n2. bidan desa"
    person.says(story)
    assert (person.value("penyebab"), person.value("terdampak")) == ("Mereka lupa.", story)


def test_several_choices_are_asked_for_in_one_message() -> None:
    kinds = Simulator(EVERY_KIND, brief=True)
    (several,) = (question for _, question in EVERY_KIND.questions() if isinstance(question, ManyChoices))
    kinds.says(f"ubah {several.label}")
    assert kinds.question == several.id
    assert "tulis saja nomornya sekaligus, misalnya: 1, 2" in kinds.text
    assert "Tekan Selesai" not in kinds.text


def test_answers_sent_one_after_another_before_the_reply_came_find_their_places() -> None:
    person = alice()
    first = person.conversation.ask
    for text in ("Siti Contoh", "Puskesmas Contoh", "Bidan desa"):
        person.says(text, seeing=first)
    assert values(person) == ["Siti Contoh", "Puskesmas Contoh", "Bidan desa"]
    assert person.question == "judul"


def test_a_late_answer_goes_to_what_is_still_open_and_the_talk_goes_on() -> None:
    person = alice()
    first = person.conversation.ask
    person.says("Siti Contoh")
    person.says("ubah masalah")
    person.says("2. Puskesmas Contoh", seeing=first)
    assert values(person) == ["Siti Contoh", "Puskesmas Contoh", None], "numbers are those of the message that was seen"
    assert person.question == "jabatan"
    person.says("3. Bidan", seeing=first)
    assert values(person) == ["Siti Contoh", "Puskesmas Contoh", "Bidan"]
    assert person.question == "masalah"


def test_a_late_correction_must_name_its_question() -> None:
    person = alice()
    first = person.conversation.ask
    person.says("1. Siti Contoh 2. Puskesmas Contoh 3. Bidan")
    person.says("Kepala puskesmas", seeing=first)
    assert values(person) == ["Siti Contoh", "Puskesmas Contoh", "Bidan"]
    assert person.conversation.draft.notes[-1].raw == "Kepala puskesmas"
    person.says("jabatan: Kepala puskesmas", seeing=first)
    assert person.value("jabatan") == "Kepala puskesmas"
    assert person.question == "judul"


def test_a_wrong_place_is_mended_by_name() -> None:
    person = alice()
    person.says("1. Puskesmas Contoh 2. Siti Contoh 3. Bidan")
    person.says("ganti nama: Siti Contoh")
    person.says("ganti unit kerja: Puskesmas Contoh")
    assert values(person) == ["Siti Contoh", "Puskesmas Contoh", "Bidan"]
    assert person.question == "judul"
    person.says("ganti rugi: bagi warga")
    assert person.value("judul") == "ganti rugi: bagi warga"


def test_what_cannot_be_told_apart_is_kept_and_asked_one_by_one() -> None:
    person = alice()
    text = "Siti Contoh, Puskesmas Contoh, Luwu Timur, Bidan desa"
    said = person.says(text)
    assert "satu per satu" in said
    assert person.conversation.cursor == Cursor(question="nama_inovator")
    assert person.conversation.draft.notes[-1].raw == text


def test_a_part_that_is_no_answer_is_asked_again_alone() -> None:
    person = Simulator(EVERY_KIND, brief=True)
    person.presses("Isi lengkap sekaligus")
    said = person.says("1. Kelas Ibu\n2. Ada 12 ibu hamil (register 2025).\n3. mungkin")
    assert person.value("judul") == "Kelas Ibu"
    assert person.conversation.cursor == Cursor(question="jenis")
    assert "Ketuk salah satu pilihan" in said
    assert person.conversation.draft.notes[-1].raw == "3. mungkin"
    assert "Digital" in [choice.label for choice in person.last.choices]


def test_a_choice_is_answered_by_its_label_or_its_number_in_a_list() -> None:
    person = Simulator(EVERY_KIND, brief=True)
    person.presses("Isi lengkap sekaligus")
    assert "(Digital / Non digital / Campuran digital dan tatap muka)" in person.text
    person.says("1. Kelas Ibu\n2. Ada 12 ibu.\n3. non digital")
    assert person.value("jenis") == "bukan"


def test_personal_data_in_one_part_is_asked_about_and_the_others_are_saved() -> None:
    person = alice()
    said = person.says("1. Siti Contoh\n2. Puskesmas Contoh\n3. Bidan, HP 0812-3456-7890")
    assert values(person) == ["Siti Contoh", "Puskesmas Contoh", None]
    assert "nomor telepon" in said
    person.says("samarkan")
    assert person.value("jabatan") == "Bidan, HP [disamarkan]"
    assert person.question == "judul"


def test_a_second_part_with_personal_data_is_asked_again_alone() -> None:
    person = alice()
    person.says("1. Siti 0812-3456-7890\n2. Puskesmas Contoh\n3. Bidan 0812-3456-7891")
    person.says("samarkan")
    assert person.conversation.cursor == Cursor(question="jabatan")
    assert all("0812" not in event.raw for event in person.conversation.events)


def test_a_question_that_hangs_on_another_is_asked_with_it_and_falls_with_it() -> None:
    person = at("data_angka")
    assert [*person.conversation.cursor.together] == ["data_angka", "data_tahun", "data_sumber"]
    person.says("1. belum tahu\n2. 2025")
    assert person.value("data_tahun") is None
    assert [*person.conversation.cursor.together] == ["terdampak", "penyebab"]
    assert "2. 2025" in [note.raw for note in person.conversation.draft.notes]


def test_skipping_skips_them_all_and_naming_none_skips_one() -> None:
    person = alice()
    person.says("1. Siti Contoh\n2. -\n3. Bidan")
    assert values(person) == ["Siti Contoh", None, "Bidan"]
    assert person.question == "judul"
    other = alice()
    assert "Nama inovator, Unit kerja dan Jabatan" in other.says("lewati")
    assert other.question == "judul"
    assert other.conversation.draft.skipped == {*WHO}


def test_help_and_example_speak_of_each_question() -> None:
    person = alice()
    assert "2. Tulis nama puskesmas" in person.says("bantuan")
    assert "1. Siti Contoh, A.Md.Keb.\n2. Puskesmas Contoh\n3. Bidan desa" in person.says("contoh")
    assert person.conversation.cursor.together == WHO


def test_the_group_is_asked_one_by_one_for_who_goes_on_elsewhere() -> None:
    person = alice()
    person.brief = False
    person.says("ulangi")
    assert person.conversation.cursor == Cursor(question="nama_inovator")


def test_going_back_blanks_nothing() -> None:
    person = alice()
    person.says("1. Siti Contoh 2. Puskesmas Contoh 3. Bidan")
    person.says("kembali")
    assert (person.question, values(person)) == ("jabatan", ["Siti Contoh", "Puskesmas Contoh", "Bidan"])
    person.says("lanjut")
    assert person.question == "judul"


def test_rows_are_taken_and_the_talk_goes_on() -> None:
    person = at("target")
    said = person.says("Kurang darah; 38 %; 20 %; Desember 2027; register\nRujukan; 9; 4; Desember 2027; register")
    assert "2 indikator: Kurang darah · 38 % · 20 %" in said
    assert person.question == "tahapan"
    assert "Tambah indikator" in [action.label for action in person.last.actions]
    person.says("K4; 64 %; 90 %; Desember 2026; PWS KIA")
    rows = person.value("target")
    assert isinstance(rows, list)
    assert len(rows) == 3
    assert person.question == "tahapan"
    person.says("Cetak; Januari; Bidan; 350 kartu")
    assert person.value("target") == rows, "what the open table takes is its own"
    assert person.question == "pihak"


def test_a_row_is_told_in_parts_and_only_what_lacks_is_asked() -> None:
    person = at("target")
    person.says("Kurang darah")
    assert "Berapa angkanya sekarang?" in person.text
    assert "Angkanya dilihat di mana?" in person.text
    said = person.says("1. 38 %\n2. 20 %\n3. nanti sore\n4. register")
    assert person.conversation.cursor == Cursor(question="target", row=0, column="tercapai")
    assert "38 %" in said
    person.says("Desember 2027")
    assert person.value("target") == [
        {
            "indikator": "Kurang darah",
            "angka_awal": "38 %",
            "angka_target": "20 %",
            "tercapai": "2027-12",
            "sumber_angka": "register",
        }
    ]


def test_of_several_cells_that_lack_the_first_is_asked() -> None:
    person = at("target")
    person.says("Kurang darah")
    person.says("1. 38 %\n4. register")
    assert person.conversation.cursor == Cursor(question="target", row=0, column="angka_target")


def test_photos_may_follow_one_another_although_the_talk_went_on() -> None:
    person = at("bukti_masalah")
    person.gives(PHOTO)
    assert person.question == "ide"
    person.gives(PHOTO)
    assert [proof.section for proof in person.conversation.draft.proofs] == ["latar", "latar"]
    person.says("Kami akan mengajak suami menjadi teman minum tablet.")
    person.gives(PHOTO)
    assert person.conversation.draft.proofs[-1].section == "gagasan"


def test_a_message_of_two_stories_is_two_stories_and_a_numbered_one_stays_whole() -> None:
    person = at("terdampak")
    person.says("1. 74 ibu hamil di pesisir (2025).\n2. Mereka lupa.")
    assert person.value("penyebab") == "Mereka lupa."
    other = at("terdampak")
    story = "1. ibu hamil\n2. bidan desa\n3. kader"
    other.says(story)
    assert (other.value("terdampak"), other.value("penyebab")) == (story, None)
    assert other.question == "penyebab"


def test_a_message_remembered_before_questions_were_asked_together_is_still_read() -> None:
    asked = TypeAdapter(QuestionMessage).validate_json('{"ask": 3, "cursor": {"question": "judul"}}')
    assert asked == QuestionMessage(ask=3, cursor=Cursor(question="judul"))


def test_undo_takes_back_the_last_answer_of_the_message() -> None:
    person = alice()
    person.says("1. Siti Contoh 2. Puskesmas Contoh 3. Bidan")
    person.says("urungkan")
    assert values(person) == ["Siti Contoh", "Puskesmas Contoh", None]
    assert person.question == "jabatan"
    assert person.conversation.events[-1].kind is EventKind.UNDONE
    assert RANCANGAN.question("jabatan").prompt in plain(person.last.text)
