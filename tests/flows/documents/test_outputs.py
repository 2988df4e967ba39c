"""Draws each of a draft's files by its name."""

from __future__ import annotations

import pytest

from flows.documents.outputs import RevisionSource, draw
from tests.fakes.drafts import DAY, SMALL, WHO, draft
from tests.fakes.read_documents import pdf_text

OLD, NEW = draft(**WHO, cerita="Banyak ibu terlambat."), draft(**WHO, cerita="Sedikit ibu terlambat.")


def nothing(key: str) -> bytes:
    raise KeyError(key)


@pytest.mark.parametrize(
    ("output", "holds", "lacks"),
    [
        ("proposal.txt", "DRAF versi 2", "disetujui"),
        ("approved.txt", "disetujui oleh Rahma", "DRAF"),
        ("coach.txt", "CATATAN UNTUK PENDAMPING", "Banyak"),
        ("changes.txt", "Banyak", "Surat pernyataan"),
    ],
)
def test_a_file_is_drawn_by_its_name(output: str, holds: str, lacks: str) -> None:
    approved_by = "Rahma" if output.startswith("approved") else None
    source = RevisionSource(flow=SMALL, draft=NEW, made=DAY, revision=2, approved_by=approved_by, since=OLD)
    rendered = draw(output, source, nothing)
    text = rendered.content.decode()
    assert holds in text
    assert lacks not in text


def test_a_letter_is_drawn_by_its_own_name() -> None:
    source = RevisionSource(flow=SMALL, draft=NEW, made=DAY, revision=2)
    assert draw("letter.identitas.docx", source, nothing).content
    with pytest.raises(LookupError):
        draw("letter.lain.docx", source, nothing)


def test_changes_are_drawn_as_pdf() -> None:
    source = RevisionSource(flow=SMALL, draft=NEW, made=DAY, revision=2, since=OLD)
    text = pdf_text(draw("changes.pdf", source, nothing).content)
    assert "Banyak" in text
    assert "Sedikit" in text
