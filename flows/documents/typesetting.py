"""Typst over a template and data: texts are data and are never evaluated."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from flows.documents.fonts import FOLDERS, distinct, showable
from flows.documents.rendered import printable


@contextmanager
def compiler(
    template: Path, data: object, files: Mapping[str, bytes]
) -> Iterator[tuple[typst.Compiler, tuple[str, ...]]]:
    """Yield a compiler with template, fonts, data and files in a folder, and the characters that no font shows."""
    replaced: list[str] = []
    shown = _shown(data, replaced)
    with TemporaryDirectory() as folder:
        # typst takes only text from memory; pictures must lie in a folder.
        main = Path(folder) / "main.typ"
        main.write_bytes(_read(template))
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        yield (
            typst.Compiler(
                str(main),
                root=folder,
                font_paths=_fonts(),
                ignore_system_fonts=True,
                sys_inputs={"data": json.dumps(shown, ensure_ascii=False)},
            ),
            distinct(replaced),
        )


def _shown(data: object, replaced: list[str]) -> object:
    """Return the data with each unshowable character replaced by a mark."""
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
def _read(template: Path) -> bytes:
    return template.read_bytes()
