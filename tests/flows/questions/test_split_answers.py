"""Cuts one message into the answers to several questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.forms.model import Ask, LongText, Text
from flows.questions.split_answers import cut, marked


def short(name: str, label: str) -> Text:
    return Text(id=name, kind="text", prompt=f"Apa {label}?", label=label, max_characters=200)


def story(name: str, label: str) -> LongText:
    return LongText(id=name, kind="long_text", prompt=f"Bagaimana {label}?", label=label, min_words=0, max_words=None)


WHO = (short("nama_inovator", "Nama inovator"), short("unit_kerja", "Unit kerja"), short("jabatan", "Jabatan"))
DATA = (short("data_angka", "Data awal"), short("data_tahun", "Tahun data"), short("data_sumber", "Sumber data"))
STORIES = (story("terdampak", "Yang terdampak"), story("penyebab", "Penyebab"))
ALL = ["Siti Contoh", "Puskesmas Contoh", "Bidan desa"]


def texts(questions: tuple[Ask, ...], text: str) -> list[str] | None:
    """Return what each question gets, "" where it gets nothing; None where the parts cannot be told apart."""
    pieces = cut(questions, text)
    if pieces is None:
        return None
    found = {piece.question: piece.text for piece in pieces}
    return [found.get(question.id, "") for question in questions]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1. Siti Contoh\n2. Puskesmas Contoh\n3. Bidan desa", ALL),
        ("1) Siti Contoh 2) Puskesmas Contoh 3) Bidan desa", ALL),
        ("1. Siti Contoh; 2. Puskesmas Contoh; 3. Bidan desa", ALL),
        ("1.Siti Contoh\n2.Puskesmas Contoh\n3.Bidan desa", ALL),
        ("2. Puskesmas Contoh\n3. Bidan desa", ["", *ALL[1:]]),
        ("1. Siti Contoh\n3. Bidan desa", [ALL[0], "", ALL[2]]),
        ("Siti Contoh\nPuskesmas Contoh\nBidan desa", ALL),
        ("- Siti Contoh\n- Puskesmas Contoh\n- Bidan desa", ALL),
        ("Siti Contoh\n\nPuskesmas Contoh\n\nBidan desa\n", ALL),
        ("Siti Contoh\nPuskesmas Contoh", [*ALL[:2], ""]),
        ("Siti Contoh; Puskesmas Contoh; Bidan desa", ALL),
        ("Siti Contoh;Puskesmas Contoh", [*ALL[:2], ""]),
        ("Siti Contoh | Puskesmas Contoh | Bidan desa", ALL),
        ("Siti Contoh, Puskesmas Contoh, Bidan desa", ALL),
        ("Siti Contoh / Puskesmas Contoh / Bidan desa", ALL),
        ("Siti Contoh - Puskesmas Contoh - Bidan desa", ALL),
        ("Nama: Siti Contoh\nUnit kerja: Puskesmas Contoh\nJabatan: Bidan desa", ALL),
        ("nama: Siti Contoh, unit: Puskesmas Contoh, jabatan = Bidan desa", ALL),
        ("1. Nama: Siti Contoh\n2. Unit: Puskesmas Contoh\n3. Jabtan: Bidan desa", ALL),
        ("Jabatan: Bidan desa\nNama: Siti Contoh", [ALL[0], "", ALL[2]]),
        ("Nama: Siti Contoh\nPuskesmas Contoh\nBidan desa", ALL),
        ("Siti Contoh", [ALL[0], "", ""]),
        # a degree is no answer of its own
        ("Siti Contoh, A.Md.Keb., Puskesmas Contoh, Bidan desa", ["Siti Contoh, A.Md.Keb.", *ALL[1:]]),
        ("Siti Contoh, S.KM, M.Kes, Puskesmas Contoh, Bidan desa", ["Siti Contoh, S.KM, M.Kes", *ALL[1:]]),
        ("Siti Contoh, S.ST., M.Kes", ["Siti Contoh, S.ST., M.Kes", "", ""]),
        # what cannot be told apart is asked one by one
        ("Siti\nContoh\nPuskesmas Contoh\nBidan desa", None),
        ("Siti; Contoh; Puskesmas Contoh; Bidan desa", None),
        ("Siti Contoh, Puskesmas Contoh, Luwu Timur, Bidan desa", None),
    ],
)
def test_short_answers_are_told_apart_however_they_are_written(text: str, parts: list[str] | None) -> None:
    assert texts(WHO, text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1. 120 dari 316 (38 %) 2. 2025 3. Register KIA", ["120 dari 316 (38 %)", "2025", "Register KIA"]),
        ("120 dari 316 ibu, 2025, register KIA", ["120 dari 316 ibu", "2025", "register KIA"]),
        ("12,5 juta, 2025, DPA", ["12,5 juta", "2025", "DPA"]),
        ("1.250 orang", ["1.250 orang", "", ""]),
        ("120 dari 316 ibu hamil, 38 %", ["120 dari 316 ibu hamil, 38 %", "", ""]),
        ("Angka: 120, tahun: 2025, sumber: register", ["120", "2025", "register"]),
    ],
)
def test_numbers_inside_answers_part_nothing(text: str, parts: list[str]) -> None:
    assert texts(DATA, text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1. Ibu hamil, 74 orang; juga bidan.\n2. Sebab lupa, lalu mual.", 2),
        ("1. Ibu hamil di pesisir. 2. Mereka lupa.", 2),
        ("Ibu hamil di pesisir.\n\nMereka lupa.", 2),
        ("Ibu hamil di pesisir.\nMereka lupa.", 2),
        ("Terdampak: ibu hamil.\nPenyebab: lupa; mual.", 2),
        # a story parts itself at nothing less
        ("Ibu hamil di pesisir, juga bidan; semuanya lelah.", 1),
        ("Ibu hamil.\nBidan desa.\nKader.", 1),
        ("1. Ibu hamil\n2. Bidan desa\n3. Kader", 1),
        ("Kader lupa: bidan mengingatkan.", 1),
    ],
)
def test_stories_are_parted_only_where_their_writer_did_so(text: str, parts: int) -> None:
    found = texts(STORIES, text)
    assert found is not None
    assert len([item for item in found if item]) == parts
    if parts == 1:
        assert found == [text, ""]


def test_what_was_typed_stays_with_its_part() -> None:
    pieces = cut(WHO, "1. Nama: Siti Contoh\n2. Unit kerja: Puskesmas Contoh")
    assert pieces is not None
    assert [piece.raw for piece in pieces] == ["1. Nama: Siti Contoh", "2. Unit kerja: Puskesmas Contoh"]


def test_only_numbers_and_labels_name_their_question() -> None:
    assert [piece.question for piece in marked(WHO, "jabatan: Bidan")] == ["jabatan"]
    assert [piece.question for piece in marked(WHO, "2. Puskesmas Contoh")] == ["unit_kerja"]
    assert marked(WHO, "Siti\nPuskesmas Contoh\nBidan") == ()


@given(st.sampled_from((WHO, DATA, STORIES)), st.text(st.sampled_from("ab1234. ;,:|/-\n\tNama:=)("), max_size=60))
def test_no_letter_is_lost_and_no_question_answered_twice(questions: tuple[Ask, ...], text: str) -> None:
    pieces = cut(questions, text)
    if pieces is None:
        return
    names = [piece.question for piece in pieces]
    assert len(set(names)) == len(names)
    kept = "".join(piece.raw for piece in pieces)
    assert [item for item in text if item.isalnum()] == [item for item in kept if item.isalnum()]
