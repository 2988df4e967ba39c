"""A document as plain text, whole or by section."""

from __future__ import annotations

from collections.abc import Iterator

from flows.documents.blocks import Block, DiffBlock, Fields, Paragraph, Subheading, TableBlock
from flows.documents.document import Document
from flows.documents.layout import chapter_of, lay_out
from flows.documents.rendered import Photos, Rendered, printable
from flows.review.word_diff import DiffOp, DiffSpan


def preview(document: Document, section: str) -> str:
    """Return a section as it will stand in the document; empty if nothing stands in it."""
    chapter = chapter_of(document, section)
    return "" if chapter is None else printable("\n\n".join((chapter.heading, *map(_text, chapter.blocks))))


def draw_text(document: Document, photos: Photos) -> Rendered:
    """Return the whole document as text."""
    return Rendered(content=printable("\n\n".join(_everything(document, photos)) + "\n").encode())


def _everything(document: Document, photos: Photos) -> Iterator[str]:
    sheet = lay_out(document, photos)
    if document.has_cover:
        yield "\n".join(
            (document.form, document.title, document.status, *(text for _, text in sheet.cover), document.unit)
        )
        yield f"{sheet.month}\n{document.guide}"
    else:
        yield f"{document.form}\n{document.title}"
    for part in sheet.parts:
        yield from (heading.text for heading in part.headings)
        yield from map(_text, part.blocks)
    if sheet.approval:
        yield f"{sheet.approval.heading.text}\n{_text(sheet.approval.about)}"
    if sheet.annex:
        yield sheet.annex.text
        yield from (plate.said for page in sheet.plates for plate in page)
        if sheet.listed:
            yield _text(sheet.listed)
    for title, items in sheet.rest:
        yield "\n".join((title, *(f"– {item}" for item in items)))


def _text(block: Block) -> str:
    match block:
        case Paragraph(lead=lead, text=text):
            return ": ".join(part for part in (lead, text) if part)
        case Subheading(text=text):
            return text
        case Fields(rows=rows):
            return "\n".join(f"{row.label}: {row.text}" for row in rows)
        case TableBlock(columns=columns, rows=cells):
            return "\n".join(
                f"{number}. " + "; ".join(f"{name}: {cell}" for name, cell in zip(columns, row, strict=True))
                for number, row in enumerate(cells, 1)
            )
        case DiffBlock(stretches=stretches):
            return " ".join(map(_stretch, stretches))


def _stretch(stretch: DiffSpan) -> str:
    match stretch.op:
        case DiffOp.WENT:
            return f"[−{stretch.text}−]"
        case DiffOp.CAME:
            return f"[+{stretch.text}+]"
        case DiffOp.STAYED:
            return stretch.text
