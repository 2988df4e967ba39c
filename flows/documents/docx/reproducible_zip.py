"""DOCX packages in which the same content is the same bytes."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip can hold; the clock stays out of the file."""
FIRST = "[Content_Types].xml"
PACKED = (".jpg", ".jpeg", ".png")


def same_bytes(docx: bytes) -> bytes:
    """Return the package with its parts in order and without the time of packing."""
    out = BytesIO()
    with ZipFile(BytesIO(docx)) as given, ZipFile(out, "w") as taken:
        for name in sorted(given.namelist(), key=lambda name: (name != FIRST, name)):
            entry = ZipInfo(name, EPOCH)
            entry.compress_type = ZIP_STORED if name.endswith(PACKED) else ZIP_DEFLATED
            taken.writestr(entry, given.read(name), compresslevel=6)
    return out.getvalue()
