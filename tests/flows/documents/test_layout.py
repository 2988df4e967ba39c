"""Holds what stands on which page, before any format draws it."""

from __future__ import annotations

import pytest

from flows.documents.document import build_document
from flows.documents.layout import PageLayout, lay_out
from flows.documents.photos import Photo
from flows.forms.load import LIBRARY, load
from flows.forms.model import Flow
from tests.fakes.drafts import DAY, SMALL, WHO, draft, filled, proof, way

KIPP = load(LIBRARY / "kipp_2025" / "flow.yaml")


def laid_out(flow: Flow) -> PageLayout:
    return lay_out(build_document(flow, filled(flow), path=way(flow), made=DAY, revision=1), {})


def test_a_groups_heading_stands_once_over_the_first_of_its_chapters() -> None:
    parts = laid_out(SMALL).parts
    assert [[(heading.level, heading.text) for heading in part.headings] for part in parts] == [
        [(1, "Identitas")],
        [(1, "Kebaruan"), (2, "1.1 Latar Belakang")],
        [(2, "1.2 Tujuan")],
    ]
    assert [heading.mark for part in parts for heading in part.headings] == [f"_Toc00{n}" for n in (1, 2, 3, 4)]


def test_in_a_long_form_the_first_chapter_and_each_group_begin_on_a_new_page() -> None:
    headings = [heading for part in laid_out(KIPP).parts for heading in part.headings]
    groups = {section.group for section in KIPP.sections if section.group}
    assert {heading.text for heading in headings[1:] if heading.new_page} == groups
    assert headings[0].new_page


@pytest.mark.parametrize(
    ("size", "printed"), [((1600, 1200), (12.27, 9.2)), ((1600, 800), (15.0, 7.5)), ((80, 60), (12.27, 9.2))]
)
def test_a_photo_fills_half_a_page_and_keeps_its_shape(size: tuple[int, int], printed: tuple[float, float]) -> None:
    given = draft(*(proof("masalah", key, caption="Posyandu") for key in "abc"), **WHO)
    document = build_document(SMALL, given, path=way(SMALL), made=DAY, revision=1)
    width, height = size
    sheet = lay_out(document, {key: Photo(content=b"", width=width, height=height) for key in "abc"})
    assert [[plate.key for plate in page] for page in sheet.plates] == [["a", "b"], ["c"]]
    first = sheet.plates[0][0]
    assert (first.width, first.height) == printed
    assert first.said == "Lampiran 1 (1.1 Latar Belakang): Posyandu"
