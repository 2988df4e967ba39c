"""Holds the document against the answers: in the form's order, word for word, gaps visible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.conversation import Draft, Event, EventKind, Proof
from flows.documents.blocks import Block, Fields, Paragraph, Subheading, TableBlock
from flows.documents.coach_page import build_coach_page
from flows.documents.document import Document, build_document
from flows.documents.file_names import file_name
from flows.documents.letters import build_letter
from flows.documents.preview import preview
from flows.forms.model import Value
from flows.language.formatting import head_of
from flows.messages import FileKind
from tests.fakes.drafts import AT, DAY, SMALL, WHO, draft, proof, way


def built(given: Draft, *, path: tuple[str, ...] | None = None, approved_by: str | None = None) -> Document:
    return build_document(
        SMALL, given, path=way(SMALL) if path is None else path, made=DAY, revision=3, approved_by=approved_by
    )


def blocks(document: Document, section: str) -> tuple[Block, ...]:
    return next(chapter.blocks for chapter in document.chapters if chapter.id == section)


def test_chapters_stand_in_the_order_of_the_form_under_their_numbers() -> None:
    document = built(draft(**WHO, sasaran="Semua diperiksa.", cerita="Banyak yang terlambat."))
    assert [(chapter.group, chapter.heading) for chapter in document.chapters] == [
        ("", "Identitas"),
        ("Kebaruan", "1.1 Latar Belakang"),
        ("Kebaruan", "1.2 Tujuan"),
    ]


def test_the_cover_says_whose_innovation_it_is_and_that_forms_change() -> None:
    document = built(draft(**WHO))
    assert (document.title, document.unit, document.person, document.position) == tuple(WHO.values())
    assert document.status == "DRAF versi 3"
    assert document.guide == "Formulir 2025 (Bagian Organisasi). Cek pedoman terbaru sebelum dikirim."
    assert document.head == "Kepala Puskesmas Wotu"


def test_an_approved_document_is_no_draft_and_asks_for_nothing_more() -> None:
    document = built(draft(**WHO, cerita="Banyak yang terlambat."), approved_by="Rahma")
    assert document.status == "Versi 3, disetujui oleh Rahma"
    assert document.optional == ()


def test_a_required_question_without_an_answer_is_a_gap_in_its_place_and_on_the_last_page() -> None:
    document = built(draft(**WHO, penyebab="Jarak jauh."))
    assert blocks(document, "masalah") == (
        Paragraph(text="[belum tersedia: Masalah]", gap=True),
        Paragraph(text="Jarak jauh."),
    )
    assert document.gaps == ("1.1 Latar Belakang: Masalah",)


def test_a_cover_without_a_title_shows_the_gap() -> None:
    assert built(draft()).title == "[belum tersedia: Judul]"


def test_an_optional_question_without_an_answer_leaves_no_trace_in_the_text() -> None:
    document = built(draft(**WHO, cerita="Banyak yang terlambat."))
    assert [chapter.id for chapter in document.chapters] == ["identitas", "masalah"]
    assert "1.2 Tujuan: Sasaran" in document.optional


def test_a_question_that_does_not_apply_is_neither_shown_nor_missed() -> None:
    document = built(draft(**WHO, penyebab="Jarak jauh."), path=("judul", "unit", "nama", "jabatan"))
    assert [chapter.id for chapter in document.chapters] == ["identitas"]
    assert document.gaps == ()


def test_identity_is_a_table_of_labels_and_answers() -> None:
    (fields,) = blocks(built(draft(**WHO)), "identitas")
    assert isinstance(fields, Fields)
    assert [row.text for row in fields.rows] == list(WHO.values())


def test_prose_runs_on_and_keeps_its_paragraphs_and_lists() -> None:
    document = built(draft(**WHO, cerita="Awalnya begini.\n\n1. Ibu datang\n- kader mencatat", sejak="2024-08"))
    assert blocks(document, "masalah") == (
        Paragraph(text="Awalnya begini."),
        Paragraph(text="1. Ibu datang", is_item=True),
        Paragraph(text="- kader mencatat", is_item=True),
        Paragraph(text="Agustus 2024", lead="Sejak"),
    )


def test_answers_of_a_headed_section_stand_under_headings_and_short_ones_in_rows() -> None:
    document = built(draft(**WHO, sasaran="Semua diperiksa.", anggaran=12_500_000, digital=False))
    heading, text, fields = blocks(document, "tujuan")
    assert heading == Subheading(text="Sasaran")
    assert text == Paragraph(text="Semua diperiksa.")
    assert isinstance(fields, Fields)
    assert [row.text for row in fields.rows] == ["Rp12.500.000", "Tidak"]


def test_a_table_shows_every_cell_and_marks_what_is_missing() -> None:
    rows: Value = [{"apa": "Ibu diperiksa", "nilai": 64}, {"apa": "Kader dilatih", "catatan": "dua kali"}]
    grid = blocks(built(draft(**WHO, target=rows)), "tujuan")[1]
    assert isinstance(grid, TableBlock)
    assert grid.columns == ("Indikator", "Nilai", "Catatan")
    assert grid.rows == (("Ibu diperiksa", "64 %", "–"), ("Kader dilatih", "[belum tersedia: Nilai]", "dua kali"))
    assert sum(grid.widths) == 1000
    assert min(grid.widths) > 100


def test_evidence_is_numbered_in_the_order_of_the_form_and_referred_to() -> None:
    late = Proof(event=1, section="tujuan", link="https://example.com/sk")
    paper = proof("masalah", "b", kind=FileKind.DOCUMENT, name="SK.pdf")
    photo = proof("masalah", "a", caption="Posyandu")
    document = built(draft(late, paper, photo, **WHO, cerita="Begini."))
    assert [
        (annex_item.number, annex_item.section, annex_item.what, annex_item.key) for annex_item in document.annex
    ] == [
        (1, "masalah", "SK.pdf", ""),
        (2, "masalah", "foto.jpg", "a"),
        (3, "tujuan", "https://example.com/sk", ""),
    ]
    assert blocks(document, "masalah")[-1] == Paragraph(lead="Bukti dukung", text="Lampiran 1, 2")
    assert "1.1 Latar Belakang: Bukti" not in document.optional


def test_a_section_over_its_limit_is_said_and_nothing_is_cut() -> None:
    text = " ".join(f"kata{number}" for number in range(25))
    document = built(draft(**WHO, cerita=text))
    assert document.remarks == ("1.1 Latar Belakang: 25 kata, batas formulir 20 kata.",)
    assert blocks(document, "masalah") == (Paragraph(text=text),)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_every_answer_is_in_the_document_word_for_word(text: str) -> None:
    document = built(draft(**WHO, cerita=text, sasaran=text))
    for section in ("masalah", "tujuan"):
        chapter = [chapter for chapter in document.chapters if chapter.id == section]
        shown = [
            block.text
            for other_chapter in chapter
            for block in other_chapter.blocks
            if isinstance(block, Paragraph) and not block.gap
        ]
        assert " ".join(shown).split() == text.split()


def test_a_preview_shows_a_section_as_it_will_stand() -> None:
    rows: Value = [{"apa": "Ibu diperiksa", "nilai": 64}]
    document = built(draft(**WHO, sasaran="Semua diperiksa.", target=rows))
    assert preview(document, "tujuan") == (
        "1.2 Tujuan\n\nSasaran\n\nSemua diperiksa.\n\nTarget\n\n1. Indikator: Ibu diperiksa; Nilai: 64 %; Catatan: –"
    )
    assert preview(document, "tidak_ada") == ""


@pytest.mark.parametrize(
    ("unit", "head"),
    [
        ("Puskesmas Wotu", "Kepala Puskesmas Wotu"),
        ("RSUD I Lagaligo", "Direktur RSUD I Lagaligo"),
        ("Kecamatan Wotu", "Camat Wotu"),
        ("", "Kepala Unit Kerja"),
        ("[belum tersedia: Unit kerja]", "Kepala Unit Kerja"),
    ],
)
def test_the_head_of_a_unit_is_called_as_people_call_them(unit: str, head: str) -> None:
    assert head_of(unit) == head


def test_a_letter_is_filled_in_and_leaves_visible_what_only_the_head_knows() -> None:
    letter = build_letter(SMALL, SMALL.letters[0], draft(**{**WHO, "judul": "Ayo {unit} {{x}}"}), DAY)
    assert letter.statement == "Menyatakan bahwa Sitti Aminah dari Puskesmas Wotu adalah inovator “Ayo {unit} {{x}}”."
    assert [row.text for row in letter.signer.rows] == [
        "[belum tersedia: nama kepala]",
        "[belum tersedia: NIP kepala]",
        "Kepala Puskesmas Wotu",
        "Puskesmas Wotu",
    ]
    assert letter.dated == "Malili, 26 Agustus 2025"


def test_the_page_for_the_coach_holds_gaps_hints_and_what_was_no_answer() -> None:
    note = Event(number=9, at=AT, kind=EventKind.NOTED, question="sasaran", raw="ini fotonya ya, Bu")
    given = Draft(answers=draft(**WHO, penyebab="Masalah ini meningkat signifikan sekali.").answers, notes=(note,))
    page = build_coach_page(SMALL, given, path=way(SMALL), made=DAY, revision=3)
    said = [block for chapter in page.chapters for block in chapter.blocks if isinstance(block, Paragraph)]
    assert Paragraph(lead="Wajib, belum diisi", text="Masalah") in said
    assert Paragraph(lead="Sasaran", text="ini fotonya ya, Bu") in said
    assert any(block.lead == "Penyebab" for block in said)
    assert not page.has_cover
    proposal = built(given)
    assert "fotonya" not in repr(proposal)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Jemput Bola Ibu Hamil", "Rancangan - Jemput Bola Ibu Hamil - Puskesmas Wotu - v3.docx"),
        ('A/B: "C" <d> | e?', "Rancangan - A B C d e - Puskesmas Wotu - v3.docx"),
        ("Sehat 😀 Bersama.", "Rancangan - Sehat Bersama - Puskesmas Wotu - v3.docx"),
        ("[belum tersedia: Judul]", "Rancangan - belum tersedia Judul - Puskesmas Wotu - v3.docx"),
    ],
)
def test_a_file_is_named_after_form_title_and_unit(title: str, name: str) -> None:
    assert file_name(built(draft(**{**WHO, "judul": title})), "docx") == name


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_file_name_is_safe_everywhere(title: str, unit: str) -> None:
    name = file_name(built(draft(**{**WHO, "judul": title or "x", "unit": unit or "x"})), "pdf")
    assert len(name) <= 100
    assert name.endswith(" - v3.pdf")
    assert not set(name) & set('<>:"/\\|?*\n\r\t\0\u202e')
    name.encode()


@pytest.mark.parametrize("letter", ["a", "é", "漢", "ꦲ"])
def test_a_file_name_fits_on_every_disk_whatever_it_is_written_in(letter: str) -> None:
    name = file_name(built(draft(**{**WHO, "judul": letter * 200, "unit": letter * 100})), "docx")
    assert letter in name
    assert len(name.encode()) <= 255
