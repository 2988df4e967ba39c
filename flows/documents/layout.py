"""The layout of a document's pages, the same for every format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.documents.annex_photos import exhibit_caption, printed
from flows.documents.blocks import AnnexItem, Block, Chapter, Field, Fields, TableBlock
from flows.documents.document import Document
from flows.documents.photos import Photo
from flows.documents.rendered import Photos
from flows.language.formatting import long_date, month_year
from flows.texts import word

PER_PAGE = 2
PHOTO_WIDTH, PHOTO_HEIGHT = 15.0, 9.2
"""Centimetres; two photos with their captions fill a page."""
BLANK = f"({'.' * 44})"
LISTED_WIDTHS = (70, 230, 400, 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading that the table of contents lists."""

    level: int
    text: str
    mark: str
    """Its bookmark."""
    new_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A chapter under its heading, or under its group's and its own."""

    headings: tuple[Heading, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoPlate:
    """A photo on a page, in centimetres, and its caption."""

    key: str
    said: str
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """The head of the page for signatures: the innovation that is approved."""

    heading: Heading
    about: Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLayout:
    """A document ready to be drawn."""

    document: Document
    parts: tuple[Part, ...]
    approval: Approval | None
    """Set when the signatures have a page of their own."""
    annex: Heading | None
    plates: tuple[tuple[PhotoPlate, ...], ...]
    """Photos, page by page."""
    listed: TableBlock | None
    """Evidence that cannot be printed: files and links."""
    contents: tuple[Heading, ...]
    cover: tuple[tuple[str, str], ...]
    dated: str
    month: str
    signer: str
    head_nip: str
    rest: tuple[tuple[str, tuple[str, ...]], ...]
    """What the last page lists: titles and their lines."""
    rest_title: str
    advice: str
    blank: str = BLANK
    """Where a name is written by hand."""


def lay_out(document: Document, photos: Photos) -> PageLayout:
    """Return a document laid out on its pages; photos that are not printed are listed with the files."""
    parts = tuple(_parts(document))
    chosen = printed(document.annex)
    shown = [exhibit for exhibit in chosen if exhibit.key in photos]
    plates = [_plate(exhibit, photos[exhibit.key]) for exhibit in shown]
    others = [exhibit for exhibit in document.annex if exhibit not in shown]
    approval = _approval(document) if document.is_long else None
    annex = Heading(level=1, text=word("document.annex"), mark="_Toc999", new_page=True) if document.annex else None
    headings = [heading for part in parts for heading in part.headings]
    headings += [heading for heading in (approval and approval.heading, annex) if heading]
    return PageLayout(
        document=document,
        parts=parts,
        approval=approval,
        annex=annex,
        plates=tuple(tuple(plates[start : start + PER_PAGE]) for start in range(0, len(plates), PER_PAGE)),
        listed=_listed(others, chosen) if others else None,
        contents=tuple(headings) if document.is_long else (),
        cover=tuple(_cover(document)),
        dated=_placed(document, long_date(document.made)),
        month=_placed(document, month_year(document.made)),
        signer=document.person or BLANK,
        head_nip=f"NIP. {document.head_nip}".strip(),
        rest=tuple((title, items) for title, items in _rest(document) if items),
        rest_title=word("document.rest"),
        advice=word("document.advice"),
    )


def _parts(document: Document) -> Iterator[Part]:
    group, number = "", 0
    for position, chapter in enumerate(document.chapters):
        begins = bool(chapter.group) and chapter.group != group
        new_page = position == 0 or (document.is_long and begins)
        texts = [(1, chapter.group)] if begins else []
        texts.append((2 if chapter.group else 1, chapter.heading))
        headings: list[Heading] = []
        for level, text in texts:
            number += 1
            headings.append(
                Heading(
                    level=level,
                    text=text,
                    mark=f"_Toc{number:03}",
                    new_page=new_page and document.has_cover and not headings,
                )
            )
        yield Part(headings=tuple(headings), blocks=chapter.blocks)
        group = chapter.group


def _approval(document: Document) -> Approval:
    rows = (
        (word("document.title"), document.title),
        (word("document.unit"), document.unit),
        (word("document.person"), document.person),
        (word("document.position"), document.position),
    )
    return Approval(
        heading=Heading(level=1, text=word("document.approval"), mark="_Toc998", new_page=True),
        about=Fields(rows=tuple(Field(label=label, text=text) for label, text in rows if text)),
    )


def _cover(document: Document) -> Iterator[tuple[str, str]]:
    rows = ((word("document.person"), document.person), (word("document.position"), document.position))
    return ((label, text) for label, text in rows if text)


def _rest(document: Document) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield word("document.required"), document.gaps
    yield word("document.too_long"), document.remarks
    yield word("document.optional"), document.optional


def _placed(document: Document, when: str) -> str:
    return f"{document.place}, {when}" if document.place else when


def _plate(exhibit: AnnexItem, photo: Photo) -> PhotoPlate:
    scale = min(PHOTO_WIDTH / photo.width, PHOTO_HEIGHT / photo.height)
    caption = f": {exhibit.caption}" if exhibit.caption else ""
    return PhotoPlate(
        key=exhibit.key,
        said=word("document.exhibit", number=exhibit.number, heading=exhibit.heading, caption=caption),
        width=round(photo.width * scale, 2),
        height=round(photo.height * scale, 2),
    )


def _listed(others: Sequence[AnnexItem], chosen: Sequence[AnnexItem]) -> TableBlock:
    return TableBlock(
        columns=(
            word("document.number"),
            word("document.section"),
            word("document.file_or_link"),
            word("document.caption"),
        ),
        widths=LISTED_WIDTHS,
        rows=tuple(
            (str(exhibit.number), exhibit.heading, exhibit.what, exhibit_caption(exhibit, chosen)) for exhibit in others
        ),
    )


def chapter_of(document: Document, section: str) -> Chapter | None:
    """Return a section's chapter, or None if nothing stands in it."""
    return next((chapter for chapter in document.chapters if chapter.id == section), None)
