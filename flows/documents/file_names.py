"""The names of the files that are sent."""

from __future__ import annotations

import re

from flows.documents.document import Document

LONGEST = 100
"""Characters that every file system and messenger takes."""
UNIT = 30
"""Characters of the unit's name that a file name keeps."""

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+')


def file_name(document: Document, extension: str) -> str:
    """Return "Rancangan - Jemput Bola Ibu Hamil - Puskesmas Wotu - v3.docx", safe everywhere, at most 100 letters."""
    ending = f"v{document.version}.{extension}"
    short, title, unit = (clean(part) for part in (document.short, document.title, document.unit))
    unit = _shorten(unit, UNIT)
    room = LONGEST - sum(len(part) + 3 for part in (short, unit) if part) - len(ending) - 3
    return " - ".join(part for part in (short, _shorten(title, room), unit, ending) if part)


def clean(text: str) -> str:
    """Return a name without emoji and the characters that some file system refuses."""
    kept = "".join(letter for letter in _UNSAFE.sub(" ", text) if ord(letter) <= 0xFFFF)
    return " ".join(kept.split()).strip(" .-[]")


def _shorten(text: str, room: int) -> str:
    """Return a name cut at a word's end, or within a longer word; two bytes a letter, as disks count bytes."""
    text = text.encode()[: 2 * room].decode(errors="ignore")
    if len(text) <= room:
        return text
    cut = text[: room + 1].rsplit(" ", 1)[0][:room]
    return cut.rstrip(" .,-")
