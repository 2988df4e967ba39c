"""Fills a table in a conversation: cell by cell, by whole rows, back and forth, full and too full."""

from __future__ import annotations

import pytest

from flows.forms.load import load_library
from flows.messages import ButtonPress, plain
from tests.fakes.every_kind import EVERY_KIND
from tests.fakes.simulator import Simulator

LIBRARY = load_library()


def at_table(form: str = "rancangan", table: str = "target") -> Simulator:
    person = Simulator(LIBRARY[form])
    person.gives(ButtonPress(verb="edit", argument=table))
    return person


def with_rows(*rows: str) -> Simulator:
    person = at_table()
    person.says("\n".join(rows))
    return person


def names(person: Simulator) -> list[str]:
    rows = person.value("target")
    return [str(row["indikator"]) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def test_the_first_cell_says_what_the_table_is_for_and_how_to_send_a_row_at_once() -> None:
    person = at_table()
    assert "Angka apa saja yang mau Anda pantau? Kita isi satu indikator demi satu." in person.text
    assert [span.text for span in person.last.text if span.bold] == ["Apa yang diukur?"]
    assert "Indikator; Data awal; Target; Kapan; Sumber data" in person.text


def test_cells_are_asked_one_at_a_time_and_any_but_the_first_may_be_skipped() -> None:
    person = at_table()
    for text in ("Kurang darah", "38 %", "lewati", "Desember 2027", "lewati"):
        person.says(text)
    assert person.value("target") == [{"indikator": "Kurang darah", "angka_awal": "38 %", "tercapai": "2027-12"}]
    assert "Ada indikator lain?" in person.text


def test_a_refused_cell_is_asked_again_and_kept_as_a_note() -> None:
    person = at_table()
    for text in ("Kurang darah", "38 %", "20 %", "kapan-kapan"):
        person.says(text)
    assert person.conversation.cursor.column == "tercapai"
    assert person.conversation.draft.notes[-1].raw == "kapan-kapan"


def test_one_row_at_once_is_one_row() -> None:
    assert "Indikator 1 tersimpan" in with_rows("Kurang darah; 38 %; 20 %").text


def test_several_rows_at_once_are_counted() -> None:
    person = with_rows("A; 1; 2", "B; 3; 4")
    assert "2 indikator sekaligus" in person.text
    assert names(person) == ["A", "B"]


def test_rows_that_find_no_room_are_kept_as_a_note_and_the_person_is_told() -> None:
    rows = [f"{letter}; 1; 2" for letter in "ABCDEFG"]
    person = with_rows(*rows)
    assert names(person) == list("ABCDE")
    assert "Tempatnya 5 indikator" in person.text
    assert person.conversation.draft.notes[-1].raw == "\n".join(rows)
    assert [button.label for button in person.last.choices] == ["Selesai"]


@pytest.mark.parametrize("word", ["tidak", "sudah cukup", "tidak ada lagi", "Selesai", "lanjut"])
def test_a_no_between_rows_leaves_the_table(word: str) -> None:
    person = with_rows("A; 1; 2")
    person.says(word)
    assert person.question == "nama_inovator"
    assert names(person) == ["A"]


@pytest.mark.parametrize("word", ["ya", "ada", "Tambah indikator"])
def test_a_yes_between_rows_opens_the_next_one(word: str) -> None:
    person = with_rows("A; 1; 2")
    person.says(word)
    assert (person.conversation.cursor.row, person.conversation.cursor.column) == (1, "indikator")
    person.says("selesai")
    assert person.question == "nama_inovator"


def test_any_other_text_between_rows_begins_the_next_row() -> None:
    person = with_rows("A; 1; 2")
    person.says("Suami yang ikut kelas")
    assert names(person) == ["A", "Suami yang ikut kelas"]


@pytest.mark.parametrize("text", ["belum ada", "tidak ada", "lewati"])
def test_a_table_without_anything_to_tell_is_skipped(text: str) -> None:
    person = at_table("kipp_2025", "unit_replikasi")
    person.says(text)
    assert person.value("unit_replikasi") is None
    assert "unit_replikasi" in person.conversation.draft.skipped


def test_selesai_in_a_row_says_what_it_still_needs_and_then_ends_it() -> None:
    person = at_table()
    person.says("Kurang darah")
    person.says("selesai")
    assert "“Target”" in person.text
    person.says("38 %")
    person.says("20 %")
    person.says("selesai")
    assert "Ada indikator lain?" in person.text


def test_going_back_in_a_table_goes_cell_by_cell_then_out() -> None:
    person = at_table()
    person.says("Kurang darah")
    person.says("38 %")
    person.says("kembali")
    assert "Jawaban sekarang: 38 %" in person.text
    person.says("kembali")
    person.says("kembali")
    assert "Ada indikator lain?" in person.text
    person.says("kembali")
    assert person.question != "target"
    assert names(person) == ["Kurang darah"]


def test_a_row_is_changed_by_its_number() -> None:
    person = with_rows("A; 1; 2", "B; 3; 4")
    person.presses("Ubah indikator")
    person.says("2")
    person.presses("Isi ulang")
    person.says("Baru")
    person.says("selesai")
    assert person.value("target") == [
        {"indikator": "A", "angka_awal": "1", "angka_target": "2"},
        {"indikator": "Baru", "angka_awal": "3", "angka_target": "4"},
    ]


def test_a_removed_row_comes_back_with_one_tap() -> None:
    person = with_rows("A; 1; 2", "B; 3; 4")
    person.presses("Ubah indikator")
    person.presses("1. A · 1 · 2")
    person.presses("Hapus")
    assert names(person) == ["B"]
    person.presses("Urungkan")
    assert names(person) == ["A", "B"]


def test_a_table_whose_last_row_was_removed_is_empty_and_open() -> None:
    person = with_rows("A; 1; 2")
    person.presses("Ubah indikator")
    person.presses("1. A · 1 · 2")
    person.presses("Hapus")
    assert person.value("target") is None
    assert "Apa yang diukur?" in person.text


def test_a_detour_from_the_middle_of_a_row_comes_back_to_the_table() -> None:
    person = at_table()
    person.says("Kurang darah")
    person.says("ubah judul")
    person.says("Teman Minum bagi Ibu Hamil")
    assert person.question == "target"
    assert names(person) == ["Kurang darah"]


def test_leaving_a_table_tells_its_hint_once() -> None:
    person = at_table("kipp_2025", "sebelum_sesudah")
    person.says("Ibu diperiksa; 54 %; 83 %")
    person.says("selesai")
    assert "💡" in person.text
    person.presses("Ubah “Sebelum dan sesudah”")
    person.says("selesai")
    assert "💡" not in person.text


def test_a_cell_with_choices_takes_a_tap_a_word_and_no_other() -> None:
    person = Simulator(EVERY_KIND)
    person.gives(ButtonPress(verb="edit", argument="kegiatan"))
    person.says("Kelas ibu")
    person.says("lewati")
    assert [button.label for button in person.last.choices] == ["Desa", "Posyandu"]
    person.says("kantor bupati")
    assert person.conversation.cursor.column == "tempat"
    person.presses("Desa")
    assert person.value("kegiatan") == [{"nama": "Kelas ibu", "tempat": "desa"}]


def test_help_in_a_cell_is_about_the_cell() -> None:
    person = at_table("kipp_2025", "sebelum_sesudah")
    person.says("Ibu diperiksa")
    person.says("bantuan")
    assert plain(person.last.text).startswith("Berapa angkanya sebelum ada inovasi?\n\nTulis angka dengan satuannya.")


def test_a_row_that_is_wrong_in_one_cell_keeps_the_others_and_asks_only_for_that() -> None:
    person = Simulator(load_library()["kipp_2025"])
    person.gives(ButtonPress(verb="edit", argument="unit_replikasi"))
    said = person.says("Puskesmas Contoh Timur; kapan-kapan; jemput ibu hamil")
    assert "2 isi sudah saya simpan" in said
    assert person.conversation.cursor.column == "sejak"
    person.says("Agustus 2023")
    assert person.value("unit_replikasi") == [
        {"nama_unit": "Puskesmas Contoh Timur", "sejak": "2023-08", "penyesuaian": "jemput ibu hamil"}
    ]
    assert person.conversation.cursor.row is None


@pytest.mark.parametrize(
    ("form", "table"),
    [
        ("rancangan", "target"),
        ("rancangan", "tahapan"),
        ("kipp_2025", "sebelum_sesudah"),
        ("kipp_2025", "unit_replikasi"),
    ],
)
def test_a_table_asks_one_thing_at_a_time(form: str, table: str) -> None:
    person = at_table(form, table)
    for _ in range(2):
        asked = [span.text for span in person.last.text if span.bold and "?" in span.text]
        assert len(asked) == 1, person.text
        assert LIBRARY[form].question(table).prompt in plain(person.last.text)
        person.says(LIBRARY[form].question(table).example.splitlines()[0])
        person.says("ulangi")


def test_going_on_from_a_table_that_was_skipped_leads_out_of_it() -> None:
    person = Simulator(LIBRARY["rancangan"])
    person.presses("Isi lengkap sekaligus")
    while person.question != "target":
        person.says("lewati")
    person.says("lewati")
    here = person.question
    person.says("kembali")
    assert person.question == "target"
    person.says("lanjut")
    assert person.question == here
