"""The check of a sent file: is it of the type that it claims?"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from mimetypes import guess_type

from bot.render.worker_processes import WorkError, Workers
from flows.documents.photos import MIME, TOO_MANY_PIXELS, Photo, prepare
from flows.messages import File, FileKind

SUFFIX = ".jpg"
HEADS: dict[str, tuple[bytes, ...]] = {
    "application/pdf": (b"%PDF-",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (b"PK\x03\x04",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (b"PK\x03\x04",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (b"PK\x03\x04",),
    "application/zip": (b"PK\x03\x04",),
    "application/msword": (b"\xd0\xcf\x11\xe0", b"{\\rtf"),
}
"""The first bytes of each type of document."""


def inspect(file: File, content: bytes, limit: int) -> File | str:
    """Return the file with its true kind and size, or the problem: `empty`, `too_large`, `not_what_it_claims`.

    Whether a picture is one is seen when it is opened.
    """
    if not content:
        return "empty"
    if len(content) > limit:
        return "too_large"
    if file.kind is FileKind.PHOTO or file.mime.startswith("image/"):
        return replace(file, kind=FileKind.PHOTO, size=len(content))
    heads = HEADS.get(file.mime)
    if heads is not None and not content.lstrip()[:8].startswith(heads):
        return "not_what_it_claims"
    return replace(file, size=len(content))


async def open_picture(workers: Workers, content: bytes) -> Photo | str:
    """Return a picture as it is printed and kept, or why there is none: `not_what_it_claims`, `too_many_pixels`."""
    try:
        return await workers.run(partial(prepare, content))
    except WorkError:
        return TOO_MANY_PIXELS


def as_photo(file: File, photo: Photo) -> File:
    """Return the file as it is stored, with the matching ending."""
    is_called_so = (guess_type(file.name, strict=False)[0] or "").startswith("image/")
    stem = file.name.rpartition(".")[0] if is_called_so else file.name
    return replace(file, name=f"{stem or 'foto'}{SUFFIX}", mime=MIME, size=len(photo.content))
