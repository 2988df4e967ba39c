"""Takes a file from a post: its kind, a safe name, and whether it is taken at all."""

from __future__ import annotations

import mimetypes
import re
import unicodedata

from flows.messages import FileKind

NAME_CHARACTERS = 100  # file systems take 255 bytes, and a letter may have four
KINDS = {"image": FileKind.PHOTO, "audio": FileKind.VOICE, "video": FileKind.VIDEO}
FALLBACK = "application/octet-stream"

EMPTY = "Berkas ini kosong (0 byte), jadi belum ada yang saya simpan. Coba pilih lagi berkasnya."
MB = 1_000_000


def too_large(limit: int) -> str:
    """Say how large a file may be, and what to do."""
    return (
        f"Berkas ini lebih besar dari {limit // MB} MB, jadi belum saya terima. "
        "Kirim sebagai foto biasa, atau PDF yang hanya berisi halaman penting."
    )


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
