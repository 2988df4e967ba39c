"""The formats of a document: one row in RENDERERS for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.documents.document import Document
from flows.documents.docx.draw import draw_docx
from flows.documents.pdf import draw_pdf
from flows.documents.preview import draw_text
from flows.documents.rendered import Photos, Read, Rendered, read_photos

Renderer = Callable[[Document, Photos], Rendered]

RENDERERS: Mapping[str, Renderer] = {"docx": draw_docx, "pdf": draw_pdf, "txt": draw_text}


def render(document: Document, extension: str, read: Read) -> Rendered:
    """Return a document as a file; `read` returns a stored photo by its key."""
    return RENDERERS[extension](document, read_photos(document, read))
