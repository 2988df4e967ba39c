"""Proves which hints an answer draws, and that good answers draw none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.conversation import Proof
from flows.forms.load import load_library
from flows.forms.model import Cover, Evidence, Flow, LongText, Question, Section, Value
from flows.messages import TextInput
from flows.parsed import Parsed
from flows.quality.meter import CHECKS, all_hints, bar, draft_hints, hints, meter, section_words
from flows.questions.kinds import count_words, understand
from tests.fakes.questions import PROOF, TARGETS, draft, story, text


def form(*sections: Section) -> Flow:
    """Return a form with these sections."""
    cover = Cover(title="nama", unit="nama", person="nama")
    return Flow(id="formulir", version=1, title="Formulir uji", short="Uji", cover=cover, sections=sections)


def section(name: str, *questions: Question, max_words: int | None = None) -> Section:
    """Return a section with these questions."""
    return Section(id=name, title=f"Bagian {name}", max_words=max_words, questions=questions)


def found(question: Question, value: Value) -> list[str]:
    """Return the names of the checks whose hints an answer draws."""
    flow = form(section("satu", question))
    return [hint.check for hint in hints(flow, question, draft({question.id: value}))]


CASES: list[tuple[str, str, bool]] = [
    ("needs_number", "Banyak ibu hamil terlambat diperiksa.", True),
    ("needs_number", "Pada tahun 2025 banyak ibu terlambat diperiksa.", True),
    ("needs_number", "Layanan buka pukul 08.00 sesuai Perbup Nomor 12 Tahun 2024.", True),
    ("needs_number", "Program K4 dan KN1 berjalan.", True),
    ("needs_number", "1. Ibu datang\n2. Ibu pulang", True),
    ("needs_number", "Cakupan turun ke 64 %.", False),
    ("needs_number", "Hanya dua bidan yang bertugas.", False),
    ("needs_number", "Ada 12 kasus.", False),
    ("needs_number", "Baru 3 desa yang ikut.", False),
    ("needs_number", "Sudah tidak ada kematian ibu.", False),
    ("needs_number", "Antrean sampai 2-3 jam.", False),
    ("needs_number", "Layanan 24 jam, 2023-2025, Senin-Kamis pukul 15.30 – 18.00.", True),
    ("needs_number", "Biayanya Rp500.000 setahun.", False),
    ("number_without_unit", "Rp500.000 untuk semuanya.", False),
    ("needs_number", "Tidak ada biaya tambahan.", False),
    ("vague_growth", "Kunjungan meningkat signifikan.", True),
    ("vague_growth", "Masalahnya adalah masih tingginya angka kematian ibu.", True),
    ("vague_growth", "Pelayanan jauh lebih cepat. Ada 12 kasus.", True),
    ("vague_growth", "Kunjungan meningkat signifikan dari 40 % menjadi 64 %.", False),
    ("vague_growth", "Masih tingginya angka kematian ibu, yaitu 6 orang.", False),
    ("vague_growth", "Kunjungan meningkat karena ibu diingatkan.", False),
    ("number_without_unit", "Cakupan hanya 64.", True),
    ("number_without_unit", "Turun dari 82 menjadi 64 pada 2025.", True),
    ("number_without_unit", "Cakupan hanya 64 %.", False),
    ("number_without_unit", "Bayi yang lahir ringan turun dari 19 menjadi 9.", False),
    ("number_without_unit", "Tiap 6 bulan kami bertemu.", False),
    ("number_without_unit", "Tahun 2025, pukul 09.00, Nomor 12, RT 3.", False),
    ("number_without_unit", "Data 26 Agustus 2025.", False),
    ("number_without_unit", "Antrean 2-3 jam, umur 15–49 tahun, tensi 140/90.", False),
    ("number_without_unit", "1) datang, 2) pulang", False),
    ("needs_source", "Ada 120 ibu hamil kurang darah.", True),
    ("needs_source", "Ada 120 ibu hamil kurang darah pada 2025.", True),
    ("needs_source", "Ada 120 ibu hamil kurang darah menurut register KIA.", True),
    ("needs_source", "Ada 120 ibu hamil kurang darah (register KIA, 2025).", False),
    ("needs_source", "Ada 120 ibu menurut PWS KIA/2025.", False),
    ("needs_source", "Banyak ibu hamil kurang darah.", False),
    ("needs_baseline", "Cakupan naik menjadi 90 % pada 2027.", True),
    ("needs_baseline", "Cakupan naik.", True),
    ("needs_baseline", "Cakupan naik dari 64 % menjadi 90 %.", False),
    ("needs_baseline", "Pada 2022 hanya 54 % ibu yang diperiksa.", False),
    ("needs_baseline", "Semula hanya 54 % ibu yang diperiksa.", False),
    ("needs_target_date", "Cakupan naik menjadi 90 %.", True),
    ("needs_target_date", "Cakupan naik menjadi 90 % pada Desember 2027.", False),
    ("needs_target_date", "Cakupan naik menjadi 90 % dalam enam bulan.", False),
    ("goal_not_activity", "Melaksanakan sosialisasi dan pelatihan kader.", True),
    ("goal_not_activity", "Terlaksananya penyuluhan di desa.", True),
    ("goal_not_activity", "Melatih kader supaya ibu hamil diperiksa lebih awal.", False),
    ("goal_not_activity", "Kurang darah turun dari 38 % menjadi 20 %.", False),
    ("goal_not_activity", "Menurunkan angka kematian ibu.", False),
    ("outcome_not_output", "Sebanyak 18 kader dilatih dan 300 kartu dibagikan.", True),
    ("outcome_not_output", "Terlaksana 12 pertemuan.", True),
    ("outcome_not_output", "Sebanyak 18 kader dilatih; kasus anemia turun menjadi 24 %.", False),
    ("outcome_not_output", "Ibu diperiksa lengkap naik dari 54 % menjadi 83 %.", False),
    ("legal_reference", "Sudah ada SK Kepala Puskesmas.", True),
    ("legal_reference", "SK Kepala Puskesmas Nomor 445/017 Tahun 2023.", True),
    ("legal_reference", "Keputusan Bupati tentang Kemitraan Bidan.", True),
    ("legal_reference", "Kami bekerja sesuai aturan.", True),
    ("legal_reference", "SK Kepala Puskesmas Nomor 445/017 Tahun 2023 tentang Layanan Sore.", False),
    ("legal_reference", "Perda No. 2 Tahun 2010 tentang Kemitraan.", False),
    ("legal_reference", "UU 25/2009 tentang Pelayanan Publik.", False),
    ("legal_reference", "Sedang kami siapkan.", False),
    ("legal_reference", "Tidak ada.", False),
    ("legal_reference", "Belum ada; kami usulkan SK pada 2027.", False),
    ("budget_source", "Biayanya 12 juta rupiah setahun.", True),
    ("budget_source", "Biayanya 12 juta rupiah dari BOK.", False),
    ("budget_source", "Didanai APBDes dan swadaya warga.", False),
    ("budget_source", "Tidak ada biaya tambahan karena menumpang posyandu.", False),
    ("replication_named", "Sudah direplikasi oleh banyak puskesmas lain.", True),
    ("replication_named", "Bisa ditiru unit mana pun.", True),
    ("replication_named", "Sudah ditiru Puskesmas Burau sejak Mei 2024.", False),
    ("replication_named", "sudah ditiru puskesmas burau", False),
    ("replication_named", "Belum ada yang meniru.", False),
    ("plan_as_result", "Angka anemia akan turun menjadi 20 %.", True),
    ("plan_as_result", "Diharapkan ibu lebih sehat.", True),
    ("plan_as_result", "Anemia turun menjadi 24 % pada 2024.", False),
    ("plan_as_result", "Kesadaran akan bahaya anemia naik; akan tetapi belum merata.", False),
    ("title_acronym", "GERCEP", True),
    ("title_acronym", "SI PENTING", True),
    ("title_acronym", "SI PENTING: Sistem Peduli Stunting Terpadu", False),
    ("title_acronym", "Sore Bunda", False),
    ("title_acronym", "KEMITRAAN BIDAN DAN DUKUN DI WOTU", False),
]


@pytest.mark.parametrize(("check", "said", "hinted"), CASES)
def test_a_check_hints_at_what_is_missing_and_only_at_that(check: str, said: str, hinted: bool) -> None:
    assert (check in found(story(checks=(check,)), said)) is hinted


def test_every_check_is_proved_both_ways() -> None:
    proved = {(check, hinted) for check, _, hinted in CASES}
    counted = {"over_limit", "under_minimum"}
    assert {(check, hinted) for check in CHECKS if check not in counted for hinted in (True, False)} <= proved


@pytest.mark.parametrize(("check", "said", "hinted"), [case for case in CASES if case[2]])
def test_a_hint_is_short_warm_and_says_why_it_pays(check: str, said: str, hinted: bool) -> None:
    question = story(checks=(check,))
    for hint in hints(form(section("satu", question)), question, draft({"cerita": said})):
        assert count_words(hint.text) <= 22
        assert hint.question == "cerita"
        assert not any(word in hint.text.lower() for word in ("salah", "harus", "wajib", "kurang tepat"))
        assert len(hint.text.split(". ")) <= 2 or "?" in hint.text


def test_words_over_and_under_a_limit_are_counted() -> None:
    over = story(max_words=5)
    flow = form(section("satu", over))
    assert [hint.text for hint in hints(flow, over, draft({"cerita": "kata " * 8}))] == [
        "Sekarang 8 kata, batasnya 5. Kalau dipendekkan 3 kata, isinya terbaca utuh."
    ]
    assert found(story(min_words=5), "baru tiga kata") == ["under_minimum"]
    assert found(story(min_words=5, max_words=5), "tepat lima kata di sini") == []


def test_a_short_text_gets_only_the_checks_it_asks_for() -> None:
    assert found(text(), "Meningkat signifikan") == []
    assert found(text(checks=("needs_number",)), "banyak") == ["needs_number"]


def test_no_answer_draws_no_hint() -> None:
    question = story(checks=tuple(CHECKS))
    assert hints(form(section("satu", question)), question, draft({})) == ()


def test_a_table_with_a_filled_source_column_needs_no_source() -> None:
    table = TARGETS.model_copy(update={"checks": ("needs_source",)})
    full: Value = {"indikator": "K4", "awal": 64, "kapan": "2026-12", "sumber": "PWS KIA"}
    bare: Value = {"indikator": "K4", "awal": 64, "kapan": "2026-12"}
    assert found(table, [full]) == []
    assert found(table, [full, bare]) == ["needs_source"]


def two_sections() -> Flow:
    """Return a form with two sections of a story each, the first with evidence and a limit."""
    first = section("satu", text(), story("masalah", required=True), PROOF, max_words=10)
    return form(first, section("dua", story("hasil")))


def test_a_section_over_its_limit_is_told_at_its_longest_answer() -> None:
    answers = {"nama": "dua kata", "masalah": "kata " * 12}
    over = [hint for hint in draft_hints(two_sections(), draft(answers)) if hint.check == "section_over"]
    assert [(hint.question, hint.text) for hint in over] == [
        ("masalah", "Bagian Bagian satu sekarang 14 kata, batasnya 10; pendekkan 4 kata supaya muat.")
    ]
    assert section_words(two_sections().sections[0], draft(answers)) == 14


def test_a_section_without_evidence_is_hinted_at_until_something_is_attached() -> None:
    flow = two_sections()
    told = {"masalah": "Ada 12 kasus."}
    assert [hint.question for hint in draft_hints(flow, draft(told))] == ["bukti"]
    assert draft_hints(flow, draft({})) == ()
    assert draft_hints(flow, draft(told, proofs=(Proof(event=9, section="satu", link="https://a.id"),))) == ()


def differing(item: str, other: str) -> list[str]:
    """Return the hints about differing figures between two sections."""
    found = draft_hints(two_sections(), draft({"masalah": item, "hasil": other}))
    return [hint.text for hint in found if hint.check == "figures_differ"]


def test_the_same_count_of_one_year_that_differs_between_sections_is_told() -> None:
    assert differing("Pada 2024, 64 dari 312 ibu hamil anemia.", "Dari 321 ibu hamil pada 2024, 90 sehat.") == [
        "Untuk ibu hamil tahun 2024 ada dua angka: 312 dan 321. Samakan, supaya penilai tidak ragu."
    ]


@pytest.mark.parametrize(
    ("item", "other"),
    [
        ("Dari 312 ibu hamil pada 2022.", "Dari 321 ibu hamil pada 2024."),
        ("Dari 312 ibu hamil pada 2022.", "Dari 312 ibu hamil pada 2022."),
        ("Dari 312 ibu hamil.", "Dari 321 ibu hamil."),
        ("Dari 312 ibu hamil pada 2022.", "Kami melatih 18 kader desa pada 2022."),
        ("Dari 312 ibu hamil pada 2022.", "Sebanyak 40 ibu hamil dirujuk pada 2022."),
        ("Dari 312 ibu hamil pada 2022.", "Antara 2022 dan 2024, dari 633 ibu hamil."),
    ],
)
def test_figures_of_other_years_or_other_people_do_not_differ(item: str, other: str) -> None:
    assert differing(item, other) == []


def test_hints_put_aside_stay_away_until_the_answer_changes() -> None:
    flow = form(section("satu", story(checks=("needs_number",))))
    assert [hint.check for hint in all_hints(flow, draft({"cerita": "banyak"}))] == ["needs_number"]
    assert all_hints(flow, draft({"cerita": "banyak"}, kept={"cerita": 1})) == ()
    assert all_hints(flow, draft({"cerita": "banyak"}, kept={"cerita": 7})) != ()


def test_the_meter_rises_with_answers_and_evidence() -> None:
    flow = two_sections()
    first = flow.sections[0]
    empty = meter(flow, first, draft({}))
    half = meter(flow, first, draft({"masalah": "Kunjungan turun drastis."}))
    better = meter(flow, first, draft({"masalah": "Kunjungan turun 12 %."}))
    full = meter(flow, first, draft({"nama": "Siti", "masalah": "Turun 12 %.", "bukti": {"link": "https://a.id"}}))
    assert empty.score == 0 < half.score < better.score < full.score == 1
    assert empty.missing == ("nama", "masalah", "bukti")
    assert full.missing == ()
    assert [bar(other_meter) for other_meter in (empty, half, better, full)] == ["▱▱▱▱▱", "▰▱▱▱▱", "▰▰▱▱▱", "▰▰▰▰▰"]


def good_answers(flow: Flow) -> dict[str, Value]:
    """Return the forms' own examples as answers: what an author thinks is good."""
    answers: dict[str, Value] = {}
    for _, question in flow.questions():
        read = understand(question, TextInput(text=question.example))
        if question.example and not isinstance(question, Evidence) and isinstance(read, Parsed):
            answers[question.id] = read.value
    return answers


@pytest.mark.parametrize("flow", load_library().values(), ids=lambda flow: flow.id)
def test_the_examples_of_the_library_draw_no_hint_but_for_evidence(flow: Flow) -> None:
    every = all_hints(flow, draft(good_answers(flow)))
    assert [hint for hint in every if hint.check != "no_evidence"] == []


@given(st.text(max_size=200))
def test_any_text_can_be_judged(said: str) -> None:
    for hint in hints(two_sections(), story(checks=tuple(CHECKS)), draft({"cerita": said})):
        assert hint.text


def test_strongest_hints_come_first() -> None:
    order = list(CHECKS)
    names = found(story(checks=tuple(CHECKS), max_words=3), "Akan mengadakan sosialisasi secara luar biasa di desa")
    assert names == sorted(names, key=order.index)
    assert names[0] == "over_limit"


def test_a_story_is_judged_without_being_asked_to() -> None:
    assert found(story(), "Meningkat signifikan.") == ["vague_growth"]


def test_where_the_form_counts_by_section_an_answers_own_limit_is_only_its_share() -> None:
    flow = load_library()["kipp_2025"]
    question = flow.question("data_awal")
    assert isinstance(question, LongText)
    assert question.max_words is not None
    text = "Pada 2025 ada 64 % ibu (PWS KIA 2025). " * (question.max_words // 8 + 2)
    assert [hint.check for hint in hints(flow, question, draft({"data_awal": text}))] == []
