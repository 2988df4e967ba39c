"""Holds the facts of the 2025 KIPP form against its definition."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.conversation import Answer, AnswerSource, Draft
from flows.forms.load import LIBRARY, load
from flows.forms.model import Evidence, Flow, Layout, LongText, ManyChoices, OneChoice, Section, Table, YesNo
from flows.messages import TextInput
from flows.quality.meter import all_hints
from flows.questions.kinds import Parsed, count_words, understand

NOON = datetime(2025, 8, 26, 4, tzinfo=UTC)
KIPP = load(LIBRARY / "kipp_2025" / "flow.yaml")

SECTIONS = [
    # number, title, group, most words
    ("1.1", "Latar Belakang", "Kebaruan", 200),
    ("1.2", "Tujuan, Outcome dan Output yang Diharapkan", "Kebaruan", 150),
    ("1.3", "Cara Kerja / Cara Implementasi", "Kebaruan", 200),
    ("1.4", "Keunggulan Ide/Gagasan", "Kebaruan", 200),
    ("2.1", "Mekanisme Evaluasi dan Tindak Lanjut", "Efektivitas dan Manfaat", 200),
    ("2.2", "Bentuk Dampak Inovasi", "Efektivitas dan Manfaat", 300),
    ("3.1", "Difusi dan Replikasi", "Adaptabilitas", 150),
    ("4.1", "Sumber Daya", "Keberlanjutan", 150),
    ("4.2", "Strategi Keberlanjutan", "Keberlanjutan", 300),
]
CATEGORIES = [
    "Kesetaraan gender dan perlindungan hak perempuan, anak, dan penyandang disabilitas",
    "Swasembada pangan, air, dan energi",
    "Lapangan kerja dan kualitas tenaga kerja",
    "Pelayanan kesehatan",
    "Makan bergizi",
    "Pemerataan ekonomi dan penguatan UMKM",
    "Pemberantasan kemiskinan",
    "Transformasi digital pelayanan publik",
    "Pelestarian lingkungan hidup",
]
GOALS = [
    "Tanpa Kemiskinan",
    "Tanpa Kelaparan",
    "Kehidupan Sehat dan Sejahtera",
    "Pendidikan Berkualitas",
    "Kesetaraan Gender",
    "Air Bersih dan Sanitasi Layak",
    "Energi Bersih dan Terjangkau",
    "Pekerjaan Layak dan Pertumbuhan Ekonomi",
    "Industri, Inovasi dan Infrastruktur",
    "Berkurangnya Kesenjangan",
    "Kota dan Permukiman yang Berkelanjutan",
    "Konsumsi dan Produksi yang Bertanggung Jawab",
    "Penanganan Perubahan Iklim",
    "Ekosistem Lautan",
    "Ekosistem Daratan",
    "Perdamaian, Keadilan dan Kelembagaan yang Tangguh",
    "Kemitraan untuk Mencapai Tujuan",
]
REMEMBERED = {
    "nama_inovator",
    "jabatan",
    "nip",
    "unit_kerja",
    "opp",
    "instansi",
    "tipe_instansi",
    "nama_kepala",
    "nip_kepala",
}
QUICK_IDENTITY = {"judul", "nama_inovator", "unit_kerja", "mulai_implementasi", "kategori"}

numbered = [section for section in KIPP.sections if section.number]
each_numbered = pytest.mark.parametrize("section", numbered, ids=[section.number for section in numbered])


def labels(flow: Flow, name: str) -> list[str]:
    question = flow.question(name)
    assert isinstance(question, OneChoice | ManyChoices)
    return [choice.label for choice in question.choices]


def test_the_form_says_its_year_and_whose_it_is() -> None:
    assert (KIPP.year, KIPP.source) == (2025, "Kementerian PANRB, portal SINOVIK")


def test_every_question_says_why_and_has_help_and_an_example() -> None:
    bare = [q.id for _, q in KIPP.questions() if not (q.why and q.help and q.example)]
    assert bare == []


def test_every_example_is_an_answer_and_a_coach_misses_only_the_evidence() -> None:
    answers: dict[str, Answer] = {}
    for number, (_, question) in enumerate(KIPP.questions(), 1):
        if isinstance(question, Evidence):
            continue
        understood = understand(question, TextInput(text=question.example))
        assert isinstance(understood, Parsed), (question.id, understood)
        answers[question.id] = Answer(
            value=understood.value, raw=question.example, event=number, at=NOON, how=AnswerSource.TYPED
        )
    hints = all_hints(KIPP, Draft(answers=answers))
    assert [hint.check for hint in hints] == ["no_evidence"] * len(numbered)


def test_nine_sections_stand_in_the_forms_order_with_their_limits() -> None:
    assert [(s.number, s.title, s.group, s.max_words) for s in numbered] == SECTIONS


def test_the_identity_comes_first() -> None:
    identity = [section for section in KIPP.sections if not section.number]
    assert KIPP.sections[: len(identity)] == tuple(identity)
    assert {section.layout for section in identity} == {Layout.IDENTITY}


def test_the_nine_categories_are_those_of_2025() -> None:
    assert labels(KIPP, "kategori") == CATEGORIES


def test_the_seventeen_goals_have_their_indonesian_names() -> None:
    assert labels(KIPP, "sdgs") == GOALS


def test_asta_cita_has_eight_aims() -> None:
    assert len(labels(KIPP, "asta_cita")) == 8


def test_the_original_is_asked_only_of_a_replication() -> None:
    when = KIPP.question("instansi_asal").when
    assert when is not None
    assert (when.question, when.value) == ("kelompok", "replikasi")


@each_numbered
def test_a_section_asks_for_evidence_once_and_last(section: Section) -> None:
    found = [question for question in section.questions if isinstance(question, Evidence)]
    assert found == [section.questions[-1]]
    assert not found[0].required


@each_numbered
def test_the_limits_of_the_questions_fit_into_the_section(section: Section) -> None:
    limits = [question.max_words for question in section.questions if isinstance(question, LongText)]
    assert None not in limits
    assert sum(limit or 0 for limit in limits) <= (section.max_words or 0)


@each_numbered
def test_the_examples_fit_their_limits_and_together_the_section(section: Section) -> None:
    words = {question.id: count_words(question.example) for question in section.questions}
    for question in section.questions:
        if isinstance(question, LongText):
            assert 0 < words[question.id] <= (question.max_words or 0), question.id
    assert sum(words.values()) <= (section.max_words or 0)


@each_numbered
def test_a_section_reads_as_one_text_and_has_one_question_that_must_be_answered(section: Section) -> None:
    assert section.layout is Layout.PROSE
    assert not [question for question in section.questions if isinstance(question, YesNo)]
    assert [isinstance(question, LongText) for question in section.questions if question.required] == [True]


def test_the_quick_pass_asks_fourteen_questions() -> None:
    required = {question.id for _, question in KIPP.questions() if question.required}
    cores = {question.id for section in numbered for question in section.questions if question.required}
    assert required - cores == QUICK_IDENTITY
    assert len(required) == 14


def test_what_does_not_change_between_drafts_is_remembered() -> None:
    assert {question.id for _, question in KIPP.questions() if question.remember} == REMEMBERED


def test_the_idea_form_remembers_under_the_same_names() -> None:
    idea = load(LIBRARY / "rancangan" / "flow.yaml")
    assert {question.id for _, question in idea.questions() if question.remember} <= REMEMBERED


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("tahapan", ["Tahap", "Waktu", "Pelaksana", "Keluaran"]),
        ("sebelum_sesudah", ["Indikator", "Sebelum", "Sesudah", "Kapan diukur", "Sumber data"]),
        ("unit_replikasi", ["Unit/instansi", "Sejak", "Penyesuaian"]),
    ],
)
def test_a_table_has_its_columns(table: str, columns: list[str]) -> None:
    question = KIPP.question(table)
    assert isinstance(question, Table)
    assert [column.label for column in question.columns] == columns


def test_the_cover_names_questions_of_the_form() -> None:
    assert KIPP.cover is not None
    names = [KIPP.cover.title, KIPP.cover.unit, KIPP.cover.person, KIPP.cover.position or ""]
    assert [KIPP.has(name) for name in names] == [True] * 4


def test_three_letters_name_title_unit_and_person() -> None:
    assert [letter.id for letter in KIPP.letters] == ["identitas", "replikasi", "implementasi"]
    for letter in KIPP.letters:
        filled = letter.statement.format(title="Judul A", unit="Unit B", person="Nama C")
        assert all(part in filled for part in ("Judul A", "Unit B", "Nama C"))
