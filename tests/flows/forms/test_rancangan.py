"""Holds the facts of the idea form, and of the opening that leads to a form, against their definitions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from flows.conversation import Answer, AnswerSource, Draft
from flows.forms.load import LIBRARY, load
from flows.forms.model import Ask, Evidence, Flow, Layout, LongText, Table, Value
from flows.forms.rules import applies
from flows.lint.check import check
from flows.messages import TextInput
from flows.quality.meter import hints
from flows.questions.kinds import Parsed, minutes, understand

RANCANGAN = load(LIBRARY / "rancangan" / "flow.yaml")
PEMBUKA = load(LIBRARY / "pembuka" / "flow.yaml")

SECTIONS = [
    ("", "Identitas"),
    ("1", "Masalah"),
    ("2", "Gagasan"),
    ("3", "Tujuan"),
    ("4", "Pelaksanaan"),
    ("5", "Dampak"),
    ("6", "Keberlanjutan"),
    ("7", "Asas pelayanan publik"),
]
QUICK_PASS = ["nama_inovator", "unit_kerja", "judul", "masalah", "ide", "cara_kerja", "tujuan", "penerima"]
TABLES = [
    ("target", "indikator", ["Indikator", "Data awal", "Target", "Kapan", "Sumber data"]),
    ("tahapan", "tahap", ["Tahap", "Waktu", "Penanggung jawab", "Keluaran"]),
]
ASAS = {
    "kepastian_hukum": "Kepastian hukum",
    "keterbukaan": "Keterbukaan",
    "akuntabilitas": "Akuntabilitas",
    "efisiensi": "Efisiensi dan efektivitas",
    "profesionalisme": "Profesionalisme",
    "kesamaan_hak": "Kesamaan hak",
}
ASKED_FOR = [
    # what the common core of idea forms holds, question by question
    ("latar", ["masalah", "data_angka", "data_tahun", "data_sumber", "terdampak", "penyebab"]),
    ("gagasan", ["ide", "kebaruan", "cara_kerja"]),
    ("sasaran", ["tujuan", "target"]),
    ("pelaksanaan", ["tahapan", "pihak", "tim", "anggaran", "sarana"]),
    ("dampak", ["penerima", "keluaran", "hasil", "ukur"]),
    ("keberlanjutan", ["payung_hukum", "risiko", "lanjutan", "replikasi"]),
    ("asas", ["asas_kapan", *ASAS]),
]
CHECKS = [
    ("judul", {"title_acronym"}),
    ("masalah", {"needs_number", "needs_source"}),
    ("tujuan", {"goal_not_activity", "needs_number", "needs_baseline", "needs_target_date"}),
    ("anggaran", {"needs_number", "budget_source"}),
    ("hasil", {"needs_number", "needs_baseline", "outcome_not_output"}),
    ("payung_hukum", {"legal_reference"}),
    ("replikasi", {"replication_named"}),
]
WAYS = [
    ({"tahap": "ide"}, "rancangan"),
    ({"tahap": "uji_coba"}, "rancangan"),
    ({"tahap": "dipakai", "umur": "dua_tahun"}, "kipp_2025"),
    ({"tahap": "dipakai", "umur": "belum", "pilihan": "rancangan"}, "rancangan"),
    ({"tahap": "dipakai", "umur": "belum", "pilihan": "kipp"}, "kipp_2025"),
    ({"tahap": "dipakai", "umur": "ragu", "pilihan": "rancangan"}, "rancangan"),
    ({"tahap": "dipakai", "umur": "ragu", "pilihan": "kipp"}, "kipp_2025"),
]
MOST_WORDS_IN_A_BUBBLE = 45


def everything_asked() -> Iterator[Ask]:
    """Yield every question and every column of both forms."""
    for flow in (PEMBUKA, RANCANGAN):
        for _, question in flow.questions():
            yield question
            if isinstance(question, Table):
                yield from question.columns


each_asked = pytest.mark.parametrize("asked", list(everything_asked()), ids=lambda asked: asked.id)
each_example = pytest.mark.parametrize(
    "question",
    [question for _, question in RANCANGAN.questions() if question.example and not isinstance(question, Evidence)],
    ids=lambda question: question.id,
)


def applying(form: str, answers: dict[str, Value]) -> list[str]:
    flow = {"pembuka": PEMBUKA, "rancangan": RANCANGAN}[form]
    return [question.id for _, question in flow.questions() if question.when is None or applies(question.when, answers)]


def test_the_form_says_its_year_whose_it_is_and_where_it_is_dated() -> None:
    assert (RANCANGAN.year, RANCANGAN.place) == (2026, "Malili")
    assert RANCANGAN.source


def test_an_identity_page_and_seven_sections_stand_in_order() -> None:
    assert [(section.number, section.title) for section in RANCANGAN.sections] == SECTIONS
    assert [section.id for section in RANCANGAN.sections if section.layout is Layout.IDENTITY] == ["identitas"]


def test_every_section_says_what_the_form_asks_and_is_short() -> None:
    for section in RANCANGAN.sections:
        assert section.asks.endswith("."), section.id
        assert 2 <= len(section.questions) <= 7, section.id


@pytest.mark.parametrize(("section", "questions"), ASKED_FOR)
def test_a_section_asks_all_of_the_common_core(section: str, questions: list[str]) -> None:
    found = next(other_section for other_section in RANCANGAN.sections if other_section.id == section)
    assert [question.id for question in found.questions if not isinstance(question, Evidence)] == questions


def test_the_quick_pass_is_the_starred_minimum_in_eight_questions() -> None:
    assert [question.id for _, question in RANCANGAN.questions() if question.required] == QUICK_PASS
    assert "delapan pertanyaan" in RANCANGAN.about
    assert all(RANCANGAN.question(name).when is None for name in QUICK_PASS)


def test_the_quick_pass_takes_the_quarter_of_an_hour_it_promises() -> None:
    assert sum(minutes(RANCANGAN.question(name)) for name in QUICK_PASS) <= 15
    assert "15 menit" in RANCANGAN.about


def test_the_person_and_the_unit_are_remembered_for_the_next_draft() -> None:
    remembered = [question.id for _, question in RANCANGAN.questions() if question.remember]
    assert remembered == ["nama_inovator", "unit_kerja", "jabatan"]


def test_the_cover_names_questions_of_the_form() -> None:
    cover = RANCANGAN.cover
    assert cover is not None
    assert [cover.title, cover.unit, cover.person, cover.position] == [
        "judul",
        "unit_kerja",
        "nama_inovator",
        "jabatan",
    ]


@pytest.mark.parametrize(("table", "row", "columns"), TABLES)
def test_a_table_has_its_columns_and_an_example_for_each(table: str, row: str, columns: list[str]) -> None:
    question = RANCANGAN.question(table)
    assert isinstance(question, Table)
    assert (question.row, [column.label for column in question.columns]) == (row, columns)
    assert all(column.example for column in question.columns)


def test_evidence_closes_the_sections_where_it_makes_sense() -> None:
    closing = {section.id for section in RANCANGAN.sections if isinstance(section.questions[-1], Evidence)}
    assert closing == {"latar", "pelaksanaan", "dampak"}


@pytest.mark.parametrize(("question", "checks"), CHECKS)
def test_the_coach_s_questions_are_asked_of_an_answer(question: str, checks: set[str]) -> None:
    assert set(RANCANGAN.question(question).checks) == checks


def test_year_and_source_are_asked_only_of_a_number_that_is_there() -> None:
    detail = {"data_tahun", "data_sumber"}
    assert detail.isdisjoint(applying("rancangan", {}))
    assert detail <= set(applying("rancangan", {"data_angka": "120 orang"}))


def test_the_six_asas_have_their_names() -> None:
    assert {name: RANCANGAN.question(name).label for name in ASAS} == ASAS


@pytest.mark.parametrize(
    ("answers", "asked"), [({}, set()), ({"asas_kapan": "menyusul"}, set()), ({"asas_kapan": "sekarang"}, set(ASAS))]
)
def test_one_tap_puts_all_six_asas_off(answers: dict[str, Value], asked: set[str]) -> None:
    assert set(applying("rancangan", answers)) & set(ASAS) == asked


def test_no_law_is_named_for_the_asas() -> None:
    section = next(other_section for other_section in RANCANGAN.sections if other_section.id == "asas")
    texts = [section.asks, *(text for asked in section.questions for text in (asked.prompt, asked.why, asked.help))]
    assert not [text for text in texts if "UU" in text or "Undang" in text or "2009" in text]


@each_asked
def test_a_question_is_one_short_sentence(asked: Ask) -> None:
    assert asked.prompt.endswith("?")
    assert asked.prompt.count("?") == 1
    assert len(f"{asked.prompt} {asked.why}".split()) <= MOST_WORDS_IN_A_BUBBLE
    assert len(asked.why.split()) <= 15


@each_asked
def test_help_is_a_few_short_sentences(asked: Ask) -> None:
    assert len(asked.help.split()) <= MOST_WORDS_IN_A_BUBBLE


def test_every_question_says_why_and_helps() -> None:
    for flow in (PEMBUKA, RANCANGAN):
        assert [question.id for _, question in flow.questions() if not (question.why and question.help)] == []


def test_everything_that_is_written_has_an_example() -> None:
    assert [question.id for _, question in RANCANGAN.questions() if not question.example] == ["asas_kapan"]


@each_example
def test_an_example_is_an_answer_its_own_question_takes(question: Ask) -> None:
    found = RANCANGAN.question(question.id)
    assert isinstance(understand(found, TextInput(text=question.example)), Parsed)


@each_example
def test_an_example_fits_its_limit_and_has_the_number_it_asks_for(question: Ask) -> None:
    if isinstance(question, LongText):
        assert len(question.example.split()) <= (question.max_words or 0)
    if "needs_number" in question.checks:
        assert any(character.isdigit() for character in question.example)


@each_example
def test_a_coach_would_find_nothing_to_add_to_an_example(question: Ask) -> None:
    found = RANCANGAN.question(question.id)
    taken = understand(found, TextInput(text=question.example))
    assert isinstance(taken, Parsed)
    answer = Answer(value=taken.value, raw="", event=1, at=datetime(2026, 8, 26, tzinfo=UTC), how=AnswerSource.TYPED)
    assert hints(RANCANGAN, found, Draft(answers={question.id: answer})) == ()


@pytest.mark.parametrize("flow", [PEMBUKA, RANCANGAN], ids=lambda flow: flow.id)
def test_a_form_has_nothing_to_mend(flow: Flow) -> None:
    assert check(flow, {"pembuka", "rancangan", "kipp_2025"}) == []


@pytest.mark.parametrize(("answers", "form"), WAYS)
def test_the_opening_leads_to_the_form_that_fits(answers: dict[str, Value], form: str) -> None:
    assert applying("pembuka", answers) == list(answers)
    lead = next(lead for lead in PEMBUKA.leads if lead.when is None or applies(lead.when, answers))
    assert lead.flow == form
    assert lead.because.endswith(".")


def test_the_opening_always_leads_somewhere_that_exists() -> None:
    assert PEMBUKA.leads[-1].when is None
    assert all((LIBRARY / lead.flow / "flow.yaml").exists() for lead in PEMBUKA.leads)


def test_an_innovation_below_two_years_is_warned_and_not_blocked() -> None:
    answers: dict[str, Value] = {"tahap": "dipakai", "umur": "belum", "pilihan": "kipp"}
    lead = next(lead for lead in PEMBUKA.leads if lead.when is None or applies(lead.when, answers))
    assert "syarat umur" in lead.because
