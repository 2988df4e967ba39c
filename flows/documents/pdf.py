"""A document as PDF, drawn with typst."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import typst

from flows.documents.document import Document
from flows.documents.layout import lay_out
from flows.documents.rendered import Photos, Rendered
from flows.documents.templates import PROPOSAL_TYP
from flows.documents.typesetting import compiler

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def draw_pdf(document: Document, photos: Photos) -> Rendered:
    """Return the PDF: fonts inside, tagged for screen readers, the same bytes for the same document."""
    with _compiler(document, photos) as (typesetter, replaced):
        pdf = typesetter.compile(format="pdf", timestamp=datetime.combine(document.made, time(), UTC))
    assert isinstance(pdf, bytes)  # one file, unless pages are wanted as pictures
    return Rendered(content=pdf, replaced=replaced)


def page_numbers(document: Document, photos: Photos) -> dict[str, int]:
    """Return the page of every heading, by its bookmark."""
    with _compiler(document, photos) as (typesetter, _):
        found = json.loads(typesetter.query("<pages>", field="value", one=True))
    return {str(mark): int(page) for mark, page in found}


@contextmanager
def _compiler(document: Document, photos: Photos) -> Iterator[tuple[typst.Compiler, tuple[str, ...]]]:
    sheet = lay_out(document, photos)
    used = sorted({plate.key for page in sheet.plates for plate in page})
    names = {key: f"foto-{number}.jpg" for number, key in enumerate(used, 1)}
    data = {**_fields(sheet), "photos": {key: f"/{name}" for key, name in names.items()}}
    with compiler(PROPOSAL_TYP, _plain(data), {name: photos[key].content for key, name in names.items()}) as made:
        yield made


def _plain(data: object) -> object:
    """Return the data as JSON takes it."""
    match data:
        case dict():
            return {key: _plain(value) for key, value in data.items()}
        case list() | tuple():
            return [_plain(value) for value in data]
        case Document():
            # Chapters and annex stand on the sheet.
            return _plain(_fields(data, left_out={"chapters", "annex", "made"}))
        case _ if is_dataclass(data) and not isinstance(data, type):
            return _plain(_fields(data))
        case _:
            return data


def _fields(data: DataclassInstance, left_out: Collection[str] = ()) -> dict[str, object]:
    return {field.name: getattr(data, field.name) for field in fields(data) if field.name not in left_out}
