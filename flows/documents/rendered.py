"""A rendered file, and the photos that rendering needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flows.documents.annex_photos import MOST_BYTES, printed
from flows.documents.document import Document
from flows.documents.photos import Photo, prepare

Read = Callable[[str], bytes]
"""Returns a stored file's bytes by its key; OSError or LookupError when it is not there."""

Photos = Mapping[str, Photo]
"""Photos ready for print, by key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A file ready to be sent, and the characters in it that no font could show."""

    content: bytes = field(repr=False)
    replaced: tuple[str, ...] = ()


def read_photos(document: Document, read: Read) -> dict[str, Photo]:
    """Return every photo that is printed, prepared once; a missing, unreadable or surplus photo is left out."""
    photos: dict[str, Photo] = {}
    room = MOST_BYTES
    for key in dict.fromkeys(exhibit.key for exhibit in printed(document.annex)):
        try:
            photo = prepare(read(key))
        except (OSError, LookupError):
            continue
        if isinstance(photo, Photo) and len(photo.content) <= room:
            photos[key] = photo
            room -= len(photo.content)
    return photos


_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: str) -> str:
    """Return a text without control characters, which no page can show and no DOCX may hold."""
    return _UNPRINTABLE.sub("", text)
