"""Drawn documents read back, as a person would."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import pypdf
from docx import Document
from docx.document import Document as Opened
from docx.oxml.ns import qn

_FOOTER = re.compile(r"^Halaman \d+ dari \d+$")


def pdf_pages(content: bytes) -> list[str]:
    """Return the text of each page, without header and footer."""
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages]
    return [page if number == 0 else _body(page) for number, page in enumerate(pages)]


def _body(page: str) -> str:
    lines = [line for line in page.splitlines() if not _FOOTER.match(line.strip())]
    return "\n".join(lines[1:])


def pdf_text(content: bytes) -> str:
    """Return the whole text of a PDF."""
    return "\n".join(pdf_pages(content))


def docx(content: bytes) -> Opened:
    """Open a DOCX as Word would."""
    return Document(BytesIO(content))


def docx_text(content: bytes) -> str:
    """Return the text of a DOCX's body in reading order; line breaks and tabs are white space."""
    written: list[str] = []
    for node in docx(content).element.body.iter():
        if node.tag == qn("w:t"):
            written.append(node.text or "")
        elif node.tag in {qn("w:p"), qn("w:br"), qn("w:tab"), qn("w:tc")}:
            written.append("\n")
    return "".join(written)


def part(content: bytes, name: str) -> str:
    """Return one part of a DOCX as text."""
    with ZipFile(BytesIO(content)) as package:
        return package.read(name).decode()


def squeezed(text: str) -> str:
    """Return a text without any white space."""
    return "".join(text.split())
