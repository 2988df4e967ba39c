"""Which photos of the evidence are printed, and what is said of the others."""

from __future__ import annotations

from flows.documents.annex_photos import MOST_PHOTOS, printed
from flows.documents.blocks import AnnexItem
from flows.documents.document import build_document
from flows.documents.formats import render
from flows.documents.rendered import read_photos
from flows.texts import word
from tests.fakes.drafts import DAY, SMALL, WHO, draft, picture, proof, way
from tests.fakes.read_documents import docx_text, pdf_text


def exhibit(number: int, section: str, *, key: str = "photo") -> AnnexItem:
    return AnnexItem(number=number, section=section, heading=section, what="foto.jpg", caption="", key=key)


def test_every_section_shows_photos_before_any_shows_all_of_its_own() -> None:
    many, annex_item, file = (
        [exhibit(number, "a") for number in range(1, 97)],
        exhibit(97, "b"),
        exhibit(98, "c", key=""),
    )
    chosen = printed([*many, annex_item, file])
    assert chosen == (*many[: MOST_PHOTOS - 1], annex_item)


def test_photos_that_have_no_room_are_named_with_the_reason() -> None:
    count = MOST_PHOTOS + 2
    proofs = [proof("masalah", f"key{number}", name=f"foto-{number}.jpg") for number in range(1, count + 1)]
    document = build_document(SMALL, draft(*proofs, **WHO), path=way(SMALL), made=DAY, revision=1)
    for kind, text in (("docx", docx_text), ("pdf", pdf_text)):
        written = text(render(document, kind, lambda key: picture(40, 30)).content)
        assert [number for number in range(1, count + 1) if f"foto-{number}.jpg" in written] == [41, 42]
        assert " ".join(written.split()).count(word("document.unprinted", most=MOST_PHOTOS)) == 2


def test_the_same_photo_many_times_takes_no_more_room_than_others() -> None:
    proofs = [proof("masalah", "same") for _ in range(500)]
    document = build_document(SMALL, draft(*proofs, **WHO), path=way(SMALL), made=DAY, revision=1)
    assert len(printed(document.annex)) == MOST_PHOTOS
    assert list(read_photos(document, lambda _: picture())) == ["same"]
