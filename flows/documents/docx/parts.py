"""The parts of a DOCX that a template cannot hold: tables, bookmarks, the table of contents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from flows.documents.blocks import Fields, TableBlock
from flows.documents.docx.escape import run
from flows.documents.layout import Heading

TEXT_WIDTH = 8787
"""Twentieths of a point between the margins of an A4 page: 15.5 cm."""
CELL_MARGIN = 100
"""A table begins this far to the left of the text, unless it is moved to the right."""
LABEL_SHARE = 320
"""The label's share of 1,000 in a table of labels and answers."""
ROW_LIMIT = 700
"""Letters of a cell from which on its row may be split: it might not fit on a page."""
GAP, GAP_START = "Celah", "[belum tersedia: "


def table(block: Fields | TableBlock) -> Markup:
    """Return a table in the template's own table and paragraph styles."""
    match block:
        case Fields(rows=fields):
            shares: tuple[int, ...] = (LABEL_SHARE, 1000 - LABEL_SHARE)
            rows = [_row((field.label, field.text), shares, ("LabelIsian", "IsiIsian")) for field in fields]
            return _table("TabelIsian", 'w:firstRow="0" w:firstColumn="1"', shares, rows)
        case TableBlock(columns=columns, rows=cells, widths=shares):
            header = _row(columns, shares, ("KepalaTabel",) * len(columns), repeated=True)
            kept = len(cells) - 1 if block.together else 0
            body = [
                _row(row, shares, ("IsiTabel",) * len(columns), kept=number < kept) for number, row in enumerate(cells)
            ]
            return _table("Tabel", 'w:firstRow="1" w:firstColumn="0"', shares, [header, *body])


def mark_begin(heading: Heading) -> Markup:
    """Return the start of the bookmark that the table of contents points to."""
    return Markup(f'<w:bookmarkStart w:id="{heading.mark[4:]}" w:name="{heading.mark}"/>')  # noqa: S704 - no user text


def mark_end(heading: Heading) -> Markup:
    """Return the end of a heading's bookmark."""
    return Markup(f'<w:bookmarkEnd w:id="{heading.mark[4:]}"/>')  # noqa: S704 - no user text


def contents(headings: Sequence[Heading], pages: Mapping[str, int]) -> Markup:
    """Return the table of contents, filled in, as a field that Word updates."""
    begin = _field_begin('TOC \\o "1-2" \\h \\z \\u')
    entries = [
        f'<w:p><w:pPr><w:pStyle w:val="TOC{heading.level}"/></w:pPr>{begin if number == 0 else ""}'
        f'<w:hyperlink w:anchor="{heading.mark}" w:history="1">{run(heading.text)}<w:r><w:tab/></w:r>'
        f"{_field_begin(_page_of(heading))}{run(str(pages[heading.mark]))}{_FIELD_END}</w:hyperlink></w:p>"
        for number, heading in enumerate(headings)
    ]
    return Markup(f"{''.join(entries)}<w:p>{_FIELD_END}</w:p>")  # noqa: S704 - headings are escaped


def _page_of(heading: Heading) -> str:
    return f"PAGEREF {heading.mark} \\h"


_FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def _field_begin(instruction: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def _table(style: str, look: str, shares: Sequence[int], rows: Iterable[str]) -> Markup:
    columns = "".join(f'<w:gridCol w:w="{_width(share)}"/>' for share in shares)
    return Markup(  # noqa: S704 - cells are escaped
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/>'
        f'<w:tblInd w:w="{CELL_MARGIN}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook {look} w:lastRow="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(
    cells: Sequence[str], shares: Sequence[int], styles: Sequence[str], *, repeated: bool = False, kept: bool = False
) -> str:
    keep = "<w:cantSplit/>" if max(map(len, cells)) <= ROW_LIMIT else ""
    repeat = "<w:tblHeader/>" if repeated else ""
    written = "".join(_cell(*cell, kept=kept) for cell in zip(cells, shares, styles, strict=True))
    return f"<w:tr><w:trPr>{keep}{repeat}</w:trPr>{written}</w:tr>"


def _cell(text: str, share: int, style: str, *, kept: bool) -> str:
    look = GAP if text.startswith(GAP_START) else ""
    keep = "<w:keepNext/>" if kept else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{_width(share)}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}</w:pPr>{run(text, look)}</w:p></w:tc>'
    )


def _width(share: int) -> int:
    return round(TEXT_WIDTH * share / 1000)
