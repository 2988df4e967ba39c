"""A document as DOCX, from a template that a person can edit in Word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path

from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from flows.documents.document import Document
from flows.documents.docx.escape import xml
from flows.documents.docx.parts import contents, mark_begin, mark_end, table
from flows.documents.docx.reproducible_zip import same_bytes
from flows.documents.layout import PhotoPlate, lay_out
from flows.documents.pdf import page_numbers
from flows.documents.rendered import Photos, Rendered, printable
from flows.documents.templates import PROPOSAL_DOCX

LONGEST_PROPERTY = 255
EMPTY_RUN = '<w:r><w:t xml:space="preserve"></w:t></w:r>'
"""What docxtpl leaves where a tag stood."""


def draw_docx(document: Document, photos: Photos) -> Rendered:
    """Return the DOCX: real styles, editable, the same bytes for the same document."""
    sheet = lay_out(document, photos)
    pages = page_numbers(document, photos) if sheet.contents else {}
    names = {
        "sheet": sheet,
        "d": document,
        "begin": mark_begin,
        "end": mark_end,
        "contents": contents(sheet.contents, pages),
    }
    content = fill(
        PROPOSAL_DOCX, names, title=document.title, author=document.person, made=document.made, photos=photos
    )
    return Rendered(content=content)


def fill(
    template: Path, names: Mapping[str, object], *, title: str, author: str, made: date, photos: Photos | None = None
) -> bytes:
    """Return a template filled in; `names` are data, and the functions `table` and `picture` can be called in it."""
    filled = _Template(BytesIO(_bytes(template)))
    at_hand = {"table": table, "picture": partial(_picture, filled, photos or {})}
    filled.render({**names, **at_hand}, _environment(), autoescape=True)
    about = filled.docx.core_properties
    about.title, about.author = printable(title)[:LONGEST_PROPERTY], printable(author)[:LONGEST_PROPERTY]
    about.created = about.modified = datetime.combine(made, time(), UTC)
    out = BytesIO()
    filled.save(out)
    return same_bytes(out.getvalue())


class _Template(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A DOCX template whose tags are parsed once per part; docxtpl parses them for every document."""

    def patch_xml(self, src_xml: str) -> str:
        return _patched(src_xml)

    def render_xml_part(self, *given: object) -> str:
        drawn: str = super().render_xml_part(*given)
        return drawn.replace(EMPTY_RUN, "")


@lru_cache(maxsize=16)
def _patched(source: str) -> str:
    return str(DocxTemplate.patch_xml(None, source))  # it does not look at the template itself


class _Picture(InlineImage):  # type: ignore[misc]  # docxtpl has no types
    """A photo with a description for screen readers."""

    def __init__(self, template: DocxTemplate, photo: BytesIO, plate: PhotoPlate) -> None:
        super().__init__(template, photo, width=Cm(plate.width), height=Cm(plate.height))
        self._said = plate.said

    def _insert_image(self) -> str:
        drawn: str = super()._insert_image()
        return drawn.replace("<wp:docPr ", f'<wp:docPr descr="{xml(self._said)}" ', 1)


def _picture(template: DocxTemplate, photos: Photos, plate: PhotoPlate) -> _Picture:
    return _Picture(template, BytesIO(photos[plate.key].content), plate)


class _Environment(Environment):
    """A Jinja environment that compiles each template once; docxtpl compiles it for every document."""

    @lru_cache(maxsize=16)  # noqa: B019 - there is one environment for the whole process
    def from_string(self, source: str) -> Template:  # type: ignore[override]  # docxtpl gives nothing but the source
        return super().from_string(source)


def _written(value: object) -> object:
    """Return a text escaped, and our own markup unchanged."""
    return xml(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@lru_cache
def _environment() -> Environment:
    return _Environment(autoescape=True, undefined=StrictUndefined, finalize=_written)


@lru_cache
def _bytes(path: Path) -> bytes:
    return path.read_bytes()
