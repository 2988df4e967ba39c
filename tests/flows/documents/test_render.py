"""Holds drawn documents against the document: the same words in every format, whatever people write."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pypdf
import pytest
import typst
from docx.oxml.ns import qn
from pypdf.generic import DictionaryObject

from flows.conversation import Draft, Proof
from flows.documents.document import Document, build_document
from flows.documents.fonts import FOLDERS, MARK, SYMBOLS, showable
from flows.documents.formats import RENDERERS, render
from flows.documents.letters import build_letter, draw_letter
from flows.forms.load import LIBRARY, load
from flows.forms.model import Flow, Letter, Value
from flows.messages import FileKind
from tests.fakes.drafts import DAY, SMALL, WHO, draft, filled, picture, proof, way
from tests.fakes.read_documents import docx, docx_text, part, pdf_pages, pdf_text, squeezed

IDEA = load(LIBRARY / "rancangan" / "flow.yaml")
KIPP = load(LIBRARY / "kipp_2025" / "flow.yaml")

HOSTILE = (
    "<b>& \"x\" 'y' {{ x }} {% if a %} {# c #} {_{ a }_} {_% b %_} #panic() $x$ @ref \\ \\n `k` *b* _i_ "
    "[t] // c /* d */ <label> ~ ^ =H -- --- ... http://a.b/c?d=e&f#g"
)
SCRIPTS = "العربية مرحبا क्षेत्र हिन्दी → ≥ ✓ ☑ ● é ½ µ Σ Ж"


def built(given: Draft, flow: Flow = SMALL) -> Document:
    return build_document(flow, given, path=way(flow), made=DAY, revision=3)


def drawn(document: Document, extension: str, **files: bytes) -> bytes:
    return render(document, extension, files.__getitem__).content


def nothing(key: str) -> bytes:
    raise KeyError(key)


def words(text: str) -> list[str]:
    """Return the words of a page; dots that lead to a page number and list marks are none."""
    return [word for word in text.split() if word not in {".", "–", "•"}]


# --- the formats agree ---------------------------------------------------------------------------


@pytest.mark.parametrize("flow", [IDEA, KIPP], ids=lambda flow: flow.id)
@pytest.mark.parametrize("without", [(), ("tujuan", "masalah", "sdm")], ids=["complete", "with gaps"])
def test_docx_and_pdf_hold_the_same_words_in_the_same_order(flow: Flow, without: tuple[str, ...]) -> None:
    last = flow.sections[-1].id
    photos = (proof(last, "a", caption="Posyandu Melati"), Proof(event=2, section=last, link="https://example.com/a"))
    document = built(filled(flow, *photos, without=without), flow)
    files = {"a": picture()}
    assert words(pdf_text(drawn(document, "pdf", **files))) == words(docx_text(drawn(document, "docx", **files)))


@pytest.mark.parametrize("flow", [IDEA, KIPP], ids=lambda flow: flow.id)
def test_every_answer_is_in_every_format_word_for_word(flow: Flow) -> None:
    given = filled(flow)
    document = built(given, flow)
    read: dict[str, Callable[[bytes], str]] = {"pdf": pdf_text, "docx": docx_text, "txt": bytes.decode}
    for extension in RENDERERS:
        text = squeezed(read[extension](drawn(document, extension)))
        for name, answer in given.answers.items():
            if isinstance(answer.value, str) and " " in answer.value and flow.question(name).printed:
                assert squeezed(answer.value) in text


# --- what people write is data -------------------------------------------------------------------


@pytest.mark.parametrize("text", [HOSTILE, SCRIPTS, "  dua  spasi\ttab ", "\u202eterbalik\u202c", "a\u0301 c\u0327"])
def test_text_comes_out_as_written(text: str) -> None:
    rows: Value = [{"apa": text, "nilai": 1, "catatan": text}]
    document = built(draft(**{**WHO, "judul": text, "nama": text}, cerita=text, sasaran=text, target=rows))
    assert squeezed(docx_text(drawn(document, "docx"))).count(squeezed(text)) >= 6
    rendered = render(document, "pdf", nothing)
    assert rendered.replaced == ()
    if text in {HOSTILE, "  dua  spasi\ttab "}:  # readers of PDF do not agree on the order of other scripts
        assert squeezed(pdf_text(rendered.content)).count(squeezed(text)) >= 6


def test_characters_that_no_page_can_hold_are_dropped() -> None:
    document = built(draft(**WHO, cerita="awal\x00\x07 ten\x1bgah\ufffe \ud800akhir"))
    for text in (docx_text(drawn(document, "docx")), pdf_text(drawn(document, "pdf"))):
        assert "awal tengah akhir" in " ".join(text.split())


def test_what_no_font_can_show_is_marked_and_reported_and_kept_in_the_docx() -> None:
    document = built(draft(**WHO, cerita="Sehat 😀 ibu 👩🏽‍⚕️ dan 🇮🇩 1️⃣ ❤️ 中"))
    rendered = render(document, "pdf", nothing)
    assert rendered.replaced == ("😀", "👩🏽‍⚕", "🇮🇩", "中")
    assert f"Sehat {MARK} ibu {MARK} dan {MARK} 1 ❤ {MARK}" in pdf_text(rendered.content)
    assert "😀 ibu 👩🏽‍⚕️ dan 🇮🇩 1️⃣ ❤️ 中" in docx_text(drawn(document, "docx"))


def test_every_character_said_to_be_shown_has_a_glyph() -> None:
    signs = "".join(chr(code) for first, last in SYMBOLS for code in range(first, last + 1)) + MARK
    assert showable(signs) == (signs, ())
    source = b'#set text(font: ("Noto Serif", "Noto Sans"))\n#sys.inputs.signs'
    # An archive PDF is refused when a character has no glyph.
    assert typst.compile(
        source,
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in FOLDERS]),
        ignore_system_fonts=True,
        sys_inputs={"signs": " ".join(signs)},
        pdf_standards="a-2b",
    )


def test_a_word_of_ten_thousand_letters_stays_on_the_page() -> None:
    word = "panjang" * 1430
    document = built(draft(**WHO, cerita=f"awal {word} akhir", target=[{"apa": word[:300], "nilai": 1}]))
    pages = pdf_pages(drawn(document, "pdf"))
    assert word in squeezed("".join(pages))
    assert max(len(line) for page in pages for line in page.splitlines()) < 120
    assert word in docx_text(drawn(document, "docx"))


def test_ten_thousand_words_are_all_there() -> None:
    text = " ".join(f"kata{number}" for number in range(10_000))
    document = built(draft(**WHO, cerita=text))
    assert text in " ".join(docx_text(drawn(document, "docx")).split())
    assert set(text.split()) <= set(pdf_text(drawn(document, "pdf")).split())


# --- the same answers give the same bytes --------------------------------------------------------

DRAW = """
import hashlib
from flows.documents.formats import render
from tests.fakes.drafts import picture, proof
from tests.flows.documents.test_render import KIPP, built, filled
document = built(filled(KIPP, proof("dampak", "a"), proof("dampak", "b")), KIPP)
files = {"a": picture(), "b": picture(color="navy")}
for extension in ("docx", "pdf", "txt"):
    print(hashlib.sha256(render(document, extension, files.__getitem__).content).hexdigest())
"""


def test_the_same_answers_give_the_same_bytes_in_every_process() -> None:
    def draw(seed: str) -> str:
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "TZ": f"UTC-{seed}",
        }
        return subprocess.run(
            [sys.executable, "-c", DRAW], env=environment, capture_output=True, text=True, check=True
        ).stdout

    assert draw("1") == draw("2")


def inside(outer: DictionaryObject, name: str) -> DictionaryObject:
    """Return the dictionary that a PDF object holds under a name."""
    found = outer[name]
    assert isinstance(found, DictionaryObject)
    return found


# --- what a page looks like ----------------------------------------------------------------------


def test_the_docx_is_made_of_styles_that_word_knows() -> None:
    opened = docx(drawn(built(filled(KIPP), KIPP), "docx"))
    styles = {paragraph.style.name for paragraph in opened.paragraphs if paragraph.style}
    assert styles >= {"Title", "Heading 1", "Heading 2", "Body Text"}
    grids = [table for table in opened.tables if table.style is not None and table.style.name == "Tabel"]
    assert len(grids) == 3
    for grid in grids:
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in grid.rows)
        assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in grid.rows] == [True, False, False]
    (section,) = opened.sections
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)


@pytest.mark.parametrize(("notes", "kept"), [("", [True, True, False]), ("Catatan panjang. " * 40, [False] * 3)])
def test_only_a_small_table_stays_on_one_page(notes: str, kept: list[bool]) -> None:
    row: dict[str, Value] = {"apa": "Diperiksa", "nilai": 64, "catatan": notes}
    tables = docx(drawn(built(draft(**WHO, target=[row] * 3)), "docx")).tables
    (grid,) = (table for table in tables if table.style is not None and table.style.name == "Tabel")
    assert ["keepNext" in row.cells[0].paragraphs[0]._p.xml for row in grid.rows[1:]] == kept


def test_the_docx_numbers_its_pages_by_fields_and_says_that_it_is_a_draft() -> None:
    opened = docx(drawn(built(draft(**WHO)), "docx"))
    footer = opened.sections[0].footer._element.xml
    assert "PAGE" in footer
    assert "NUMPAGES" in footer
    assert opened.sections[0].header.paragraphs[0].text == "Rancangan\tDRAF versi 3"


def test_the_table_of_contents_is_filled_in_and_every_page_in_it_is_right() -> None:
    document = built(filled(KIPP), KIPP)
    content = drawn(document, "docx")
    xml = part(content, "word/document.xml")
    assert 'TOC \\o "1-2"' in xml
    entries = re.findall(r'<w:hyperlink w:anchor="(\w+)".*?<w:t [^>]*>(.*?)</w:t>.*?PAGEREF.*?>(\d+)<', xml)
    assert len(entries) >= 15
    pages = pdf_pages(drawn(document, "pdf"))
    for mark, heading, page in entries:
        assert f'w:name="{mark}"' in xml
        assert heading in pages[int(page) - 1]


def test_a_short_form_has_no_table_of_contents() -> None:
    document = built(filled(IDEA), IDEA)
    assert "Daftar Isi" not in docx_text(drawn(document, "docx"))
    assert "Daftar Isi" not in pdf_text(drawn(document, "pdf"))


def test_the_pdf_can_be_read_aloud_and_carries_its_fonts() -> None:
    content = drawn(built(draft(**WHO, cerita="Banyak yang terlambat.")), "pdf")
    reader = pypdf.PdfReader(BytesIO(content))
    root = inside(reader.trailer, "/Root")
    assert inside(root, "/MarkInfo")["/Marked"]
    assert str(root["/Lang"]) == "id"
    assert reader.metadata is not None
    assert reader.metadata.title == WHO["judul"]
    listed = [inside(inside(page, "/Resources"), "/Font") for page in reader.pages]
    fonts = {str(inside(fonts, name)["/BaseFont"]).split("+")[-1] for fonts in listed for name in fonts}
    assert fonts
    assert all(name.startswith("Noto") for name in fonts)


def test_at_most_two_photos_stand_on_a_page_with_their_captions() -> None:
    proofs = [proof("masalah", key, caption=f"Foto {key}") for key in "abcde"]
    document = built(draft(*proofs, **WHO, cerita="Begini."))
    files = {
        key: picture(600, 800, color=color)
        for key, color in zip("abcde", ("red", "blue", "teal", "navy", "gray"), strict=True)
    }
    pages = pdf_pages(drawn(document, "pdf", **files))
    captions = [len(re.findall(r"Lampiran \d \(1\.1", page)) for page in pages]
    assert [count for count in captions if count] == [2, 2, 1]
    assert len(docx(drawn(document, "docx", **files)).inline_shapes) == 5
    assert 'descr="Lampiran 1 (1.1 Latar Belakang): Foto a"' in part(
        drawn(document, "docx", **files), "word/document.xml"
    )


def test_what_is_no_photo_or_is_gone_is_listed_with_the_files() -> None:
    proofs = (
        proof("masalah", "broken", name="rusak.jpg"),
        proof("masalah", "gone", name="hilang.jpg"),
        proof("masalah", "paper", kind=FileKind.DOCUMENT, name="SK.pdf"),
    )
    document = built(draft(*proofs, **WHO, cerita="Begini."))
    for text in (pdf_text(drawn(document, "pdf", broken=b"x")), docx_text(drawn(document, "docx", broken=b"x"))):
        assert [name for name in ("rusak.jpg", "hilang.jpg", "SK.pdf") if name in text] == [
            "rusak.jpg",
            "hilang.jpg",
            "SK.pdf",
        ]


def test_an_approved_document_bears_no_draft_mark() -> None:
    document = build_document(
        SMALL, draft(**WHO, cerita="Begini."), path=way(SMALL), made=DAY, revision=4, approved_by="Rahma"
    )
    for text in (pdf_text(drawn(document, "pdf")), docx_text(drawn(document, "docx"))):
        assert "DRAF" not in text
        assert "Versi 4, disetujui oleh Rahma" in text


def test_a_document_without_gaps_has_no_page_of_gaps() -> None:
    document = replace(built(draft(**WHO, cerita="Begini.")), gaps=(), optional=(), remarks=())
    assert "Yang masih perlu dilengkapi" not in pdf_text(drawn(document, "pdf"))
    assert "Yang masih perlu dilengkapi" not in docx_text(drawn(document, "docx"))


def test_the_head_signs_over_their_name_where_it_is_known_and_over_dots_where_not() -> None:
    known = built(draft(**WHO, cerita="Begini."))
    named = replace(known, head_name="dr. Contoh Kepala", head_nip="19750101 199903 1 000")
    for kind, text in (("pdf", pdf_text), ("docx", docx_text)):
        assert "....." in text(drawn(known, kind))
        signed = text(drawn(named, kind))
        assert "dr. Contoh Kepala" in signed
        assert "NIP. 19750101 199903 1 000" in signed
        assert "....." not in signed


@pytest.mark.parametrize("letter", KIPP.letters, ids=lambda letter: letter.id)
def test_a_letter_can_be_edited_and_names_who_signs(letter: Letter) -> None:
    given = filled(KIPP)
    rendered = draw_letter(build_letter(KIPP, letter, given, DAY))
    text = docx_text(rendered.content)
    assert "belum tersedia" not in text
    assert text.count(str(given.value("nama_kepala"))) == 2, "above, and below the signature"
    assert str(given.value("judul")) in text
    assert "[kop surat]" in text
    assert rendered == draw_letter(build_letter(KIPP, letter, given, DAY))
