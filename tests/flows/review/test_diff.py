"""Holds two versions of a draft against each other."""

from __future__ import annotations

from flows.conversation import Proof
from flows.forms.model import Value
from flows.review.diff import ChangeKind, WordChange, changes, show_changes
from tests.fakes.drafts import SMALL, WHO, draft, proof


def said(before: dict[str, Value], after: dict[str, Value]) -> str:
    return show_changes(changes(SMALL, draft(**{**WHO, **before}), draft(**{**WHO, **after})))


def test_the_same_draft_has_no_changes() -> None:
    assert changes(SMALL, draft(**WHO), draft(**WHO)) == ()
    assert show_changes(()) == "Belum ada yang berubah."


def test_a_text_is_compared_word_by_word() -> None:
    (change,) = changes(
        SMALL,
        draft(cerita="Ibu hamil di tiga desa terlambat diperiksa."),
        draft(cerita="Ibu hamil di lima desa pesisir terlambat diperiksa."),
    )
    assert (change.kind, change.added, change.removed) == (ChangeKind.REWRITTEN, 2, 1)
    assert change.pieces == (WordChange(before="tiga", after="lima"), WordChange(after="pesisir"))
    assert show_changes((change,)) == "Masalah: +2 kata, −1 kata: “tiga” menjadi “lima”"


def test_new_and_removed_answers_are_said_as_such() -> None:
    assert said({}, {"cerita": "Banyak yang terlambat."}) == "Masalah: baru, “Banyak yang terlambat.”"
    assert said({"cerita": "Banyak yang terlambat."}, {}) == "Masalah: dihapus, “Banyak yang terlambat.”"


def test_a_short_answer_is_shown_before_and_after() -> None:
    assert said({"sejak": "2024-08"}, {"sejak": "2025-01"}) == "Sejak: Agustus 2024 menjadi Januari 2025"


def test_paragraphs_that_move_without_a_word_changing_are_no_change() -> None:
    assert said({"cerita": "Satu. Dua."}, {"cerita": "Satu.\n\nDua."}) == "Belum ada yang berubah."


def test_a_table_is_compared_cell_by_cell() -> None:
    before: list[Value] = [{"apa": "Ibu diperiksa", "nilai": 64}, {"apa": "Kader dilatih", "nilai": 10}]
    after: list[Value] = [
        {"apa": "Ibu diperiksa", "nilai": 80},
        {"apa": "Kader dilatih", "nilai": 10},
        {"apa": "Posyandu", "nilai": 3},
    ]
    assert said({"target": before}, {"target": after}) == (
        "Target, indikator 1, Nilai: 64 % menjadi 80 %\nTarget, indikator 3: baru, “Posyandu; 3 %”"
    )


def test_a_row_taken_out_of_the_middle_leaves_the_others_unchanged() -> None:
    rows: list[Value] = [{"apa": name, "nilai": 1} for name in ("Satu", "Dua", "Tiga")]
    assert said({"target": rows}, {"target": [rows[0], rows[2]]}) == "Target, indikator 2: dihapus, “Dua; 1 %”"


def test_evidence_that_came_and_went_is_said() -> None:
    before = draft(proof("masalah", "a", caption="Foto lama"), **WHO)
    after = draft(
        proof("masalah", "b", caption="Foto baru"), Proof(event=2, section="masalah", link="https://example.com"), **WHO
    )
    assert show_changes(changes(SMALL, before, after)) == (
        "Bukti Latar Belakang: dihapus, “Foto lama”\n"
        "Bukti Latar Belakang: baru, “Foto baru”\n"
        "Bukti Latar Belakang: baru, “https://example.com”"
    )


def test_ten_thousand_words_are_compared() -> None:
    words = [f"kata{number % 700}" for number in range(10_000)]
    changed = [*words[:5000], "sisipan", *words[5000:]]
    (change,) = changes(SMALL, draft(cerita=" ".join(words)), draft(cerita=" ".join(changed)))
    assert change.added - change.removed == 1


def test_what_is_shown_of_many_changes_fits_on_a_phone() -> None:
    before: list[Value] = [{"apa": f"indikator {number}", "nilai": number} for number in range(30)]
    after: list[Value] = [{"apa": f"indikator {number}", "nilai": number + 100} for number in range(30)]
    shown = said({"target": before}, {"target": after}).splitlines()
    assert len(shown) == 16
    assert shown[-1] == "dan 15 perubahan lain"
