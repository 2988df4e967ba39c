"""The file in a post: its kind, a safe name, and whether it is accepted."""

from __future__ import annotations

import mimetypes
import re
import unicodedata

from bot.texts import word
from flows.messages import FileKind

NAME_CHARACTERS = 100  # file systems take 255 bytes, and a letter may have four
KINDS = {"image": FileKind.PHOTO, "audio": FileKind.VOICE, "video": FileKind.VIDEO}
MB = 1_000_000
FALLBACK = "application/octet-stream"


def too_large(limit: int) -> str:
    """Return how large a file may be, in words; `limit` in bytes."""
    return word("web.too_large", limit=limit // MB)


def mime_of(claimed: str | None, name: str) -> str:
    """Return the type the browser claims, or the one its name suggests."""
    mime = (claimed or "").partition(";")[0].strip().lower()
    if re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", mime) and mime != FALLBACK:
        return mime
    return mimetypes.guess_type(name)[0] or FALLBACK


def kind_of(mime: str) -> FileKind:
    """Return the kind of a file of this type."""
    return KINDS.get(mime.partition("/")[0], FileKind.DOCUMENT)


def safe_name(name: str | None) -> str:
    """Return a file name without folders and invisible characters."""
    last = re.split(r"[/\\]", name or "")[-1]
    seen = "".join(letter for letter in last if not unicodedata.category(letter).startswith("C")).strip(". ")
    if len(seen) > NAME_CHARACTERS:
        stem, dot, suffix = seen.rpartition(".")
        seen = (
            f"{stem[: NAME_CHARACTERS - len(suffix) - 1]}{dot}{suffix}" if len(suffix) < 10 else seen[:NAME_CHARACTERS]
        )
    return seen or "berkas"
