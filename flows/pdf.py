"""Draws a document as PDF with typst."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from flows.document import Document
from flows.fonts import FOLDERS, distinct, showable
from flows.rendered import Photos, Rendered, printable
from flows.sheet import lay_out

TEMPLATE = Path(__file__).parent / "templates" / "proposal.typ"


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
    data = _shown({**asdict(sheet), "document": _plain(document), "photos": names}, replaced)
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


def _plain(document: Document) -> dict[str, object]:
    """Return what the template reads of the document itself; chapters and annex stand on the sheet."""
    left_out = {"chapters", "annex", "made"}
    return {name: value for name, value in asdict(document).items() if name not in left_out}


def _shown(data: object, replaced: list[str]) -> object:
    """Return the data with every text made showable."""
    match data:
        case str():
            text, found = showable(printable(data).replace("\t", " "))
            replaced.extend(found)
            return text
        case dict():
            return {key: _shown(value, replaced) for key, value in data.items()}
        case list() | tuple():
            return [_shown(value, replaced) for value in data]
        case _:
            return data


@lru_cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in FOLDERS])


@lru_cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()
