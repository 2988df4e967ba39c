"""Draws a document as DOCX from a template that a person can edit in Word."""

from __future__ import annotations

from datetime import UTC, datetime, time
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path

from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from flows.document import Document
from flows.docx_parts import contents, mark_begin, mark_end, table
from flows.docx_text import xml
from flows.pdf import page_numbers
from flows.rendered import Photos, Rendered
from flows.same_bytes import same_bytes
from flows.sheet import Plate, lay_out

TEMPLATE = Path(__file__).parent / "templates" / "proposal.docx"
LONGEST_PROPERTY = 255
EMPTY_RUN = '<w:r><w:t xml:space="preserve"></w:t></w:r>'
"""What docxtpl leaves where a tag stood."""


def draw_docx(document: Document, photos: Photos) -> Rendered:
    """Return the DOCX: real styles, editable, the same bytes for the same document."""
    sheet = lay_out(document, photos)
    pages = page_numbers(document, photos) if sheet.contents else {}
    template = _Template(BytesIO(_bytes(TEMPLATE)))
    names = {
        "sheet": sheet,
        "d": document,
        "table": table,
        "begin": mark_begin,
        "end": mark_end,
        "contents": contents(sheet.contents, pages),
        "picture": partial(_picture, template, photos),
    }
    template.render(names, _environment(), autoescape=True)
    return Rendered(content=_packed(template, document))


def _packed(template: DocxTemplate, document: Document) -> bytes:
    written = datetime.combine(document.made, time(), UTC)
    about = template.docx.core_properties
    about.title, about.author = document.title[:LONGEST_PROPERTY], document.person[:LONGEST_PROPERTY]
    about.created = about.modified = written
    out = BytesIO()
    template.save(out)
    return same_bytes(out.getvalue())


class _Template(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """Reads the tags of a part once; docxtpl searches them anew for every document."""

    def patch_xml(self, src_xml: str) -> str:
        return _patched(src_xml)

    def render_xml_part(self, *given: object) -> str:
        drawn: str = super().render_xml_part(*given)
        return drawn.replace(EMPTY_RUN, "")


@lru_cache(maxsize=16)
def _patched(source: str) -> str:
    return str(DocxTemplate.patch_xml(None, source))  # it does not look at the template itself


class _Picture(InlineImage):  # type: ignore[misc]  # docxtpl has no types
    """Is a photo that a screen reader can name."""

    def __init__(self, template: DocxTemplate, photo: BytesIO, plate: Plate) -> None:
        super().__init__(template, photo, width=Cm(plate.width), height=Cm(plate.height))
        self._said = plate.said

    def _insert_image(self) -> str:
        drawn: str = super()._insert_image()
        return drawn.replace("<wp:docPr ", f'<wp:docPr descr="{xml(self._said)}" ', 1)


def _picture(template: DocxTemplate, photos: Photos, plate: Plate) -> _Picture:
    return _Picture(template, BytesIO(photos[plate.key].content), plate)


class _Environment(Environment):
    """Compiles each template once; docxtpl asks anew for every document."""

    @lru_cache(maxsize=16)  # noqa: B019 - there is one environment for the whole process
    def from_string(self, source: str) -> Template:  # type: ignore[override]  # docxtpl gives nothing but the source
        return super().from_string(source)


def _written(value: object) -> object:
    """Escape every text that comes from data, and leave markup of our own."""
    return xml(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@lru_cache
def _environment() -> Environment:
    return _Environment(autoescape=True, undefined=StrictUndefined, finalize=_written)


@lru_cache
def _bytes(path: Path) -> bytes:
    return path.read_bytes()
