"""Draws a document as PDF with typst."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import typst

from flows.document import Document
from flows.fonts import FOLDERS, distinct, showable
from flows.rendered import Photos, Rendered, printable
from flows.sheet import lay_out
from flows.templates import PROPOSAL_TYP

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def draw_pdf(document: Document, photos: Photos) -> Rendered:
    """Return the PDF: fonts inside, tagged for screen readers, the same bytes for the same document."""
    with _compiler(document, photos) as (compiler, replaced):
        pdf = compiler.compile(format="pdf", timestamp=datetime.combine(document.made, time(), UTC))
    assert isinstance(pdf, bytes)  # one file, unless pages are wanted as pictures
    return Rendered(content=pdf, replaced=replaced)


def page_numbers(document: Document, photos: Photos) -> dict[str, int]:
    """Return the page of every heading, by its bookmark."""
    with _compiler(document, photos) as (compiler, _):
        found = json.loads(compiler.query("<pages>", field="value", one=True))
    return {str(mark): int(page) for mark, page in found}


@contextmanager
def _compiler(document: Document, photos: Photos) -> Iterator[tuple[typst.Compiler, tuple[str, ...]]]:
    """Give typst the template, the fonts, the data, and a folder with the photos."""
    sheet = lay_out(document, photos)
    used = sorted({plate.key for page in sheet.plates for plate in page})
    names = {key: f"/foto-{number}.jpg" for number, key in enumerate(used, 1)}
    replaced: list[str] = []
    data = _shown({**_fields(sheet), "photos": names}, replaced)
    with TemporaryDirectory() as folder:
        # typst takes only text from memory; photos must lie in a folder.
        main = Path(folder) / "main.typ"
        main.write_bytes(_template())
        for key, name in names.items():
            (Path(folder) / name.lstrip("/")).write_bytes(photos[key].content)
        yield (
            typst.Compiler(
                str(main),
                root=folder,
                font_paths=_fonts(),
                ignore_system_fonts=True,
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            ),
            distinct(replaced),
        )


def _shown(data: object, replaced: list[str]) -> object:
    """Return the data as JSON takes it, with every text made showable."""
    match data:
        case str():
            text, found = showable(printable(data).replace("\t", " "))
            replaced.extend(found)
            return text
        case dict():
            return {key: _shown(value, replaced) for key, value in data.items()}
        case list() | tuple():
            return [_shown(value, replaced) for value in data]
        case Document():
            # Chapters and annex stand on the sheet.
            return _shown(_fields(data, left_out={"chapters", "annex", "made"}), replaced)
        case _ if is_dataclass(data) and not isinstance(data, type):
            return _shown(_fields(data), replaced)
        case _:
            return data


def _fields(data: DataclassInstance, left_out: Collection[str] = ()) -> dict[str, object]:
    return {field.name: getattr(data, field.name) for field in fields(data) if field.name not in left_out}


@lru_cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in FOLDERS])


@lru_cache
def _template() -> bytes:
    return PROPOSAL_TYP.read_bytes()
