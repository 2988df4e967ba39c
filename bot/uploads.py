"""Looks into a file that a person sent: is it what it says it is?"""

from __future__ import annotations

import io
import warnings
from dataclasses import replace

from PIL import Image, UnidentifiedImageError

from flows.messages import File, FileKind

HEADS: dict[str, tuple[bytes, ...]] = {
    "application/pdf": (b"%PDF-",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (b"PK\x03\x04",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (b"PK\x03\x04",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (b"PK\x03\x04",),
    "application/zip": (b"PK\x03\x04",),
    "application/msword": (b"\xd0\xcf\x11\xe0", b"{\\rtf"),
}
"""How the kinds of documents people send begin."""


def inspect(file: File, content: bytes, limit: int) -> File | str:
    """Return the file with its true kind and size, or the problem: `empty`, `too_large`, `not_what_it_claims`."""
    if not content:
        return "empty"
    if len(content) > limit:
        return "too_large"
    if file.kind is FileKind.PHOTO or file.mime.startswith("image/"):
        return replace(file, kind=FileKind.PHOTO, size=len(content)) if _is_image(content) else "not_what_it_claims"
    heads = HEADS.get(file.mime)
    if heads is not None and not content.lstrip()[:8].startswith(heads):
        return "not_what_it_claims"
    return replace(file, size=len(content))


def _is_image(content: bytes) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as image:
                image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning):
        return False
    return True
