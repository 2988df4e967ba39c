"""Evidence photos prepared for print: turned, shrunk, without the camera's metadata."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image, ImageOps, JpegImagePlugin, UnidentifiedImageError

LONGEST_SIDE = 1600
"""Pixels: 250 per inch at the width of the page's text."""
QUALITY = 80
MOST_PIXELS = {"JPEG": 64_000_000, "MPO": 64_000_000}
"""A phone takes 12 to 50 million. A JPEG is shrunk while it is decoded: 12 MB for the first, 200 MB at worst."""
MOST_PIXELS_WHOLE = 25_000_000
"""Of other formats, which must fit into memory whole: 240 MB."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
MIME = "image/jpeg"
NO_PHOTO = "not_what_it_claims"
TOO_MANY_PIXELS = "too_many_pixels"
"""Why something is no photo for us."""
SCAN, END = b"\xff\xda", b"\xff\xd9"
JFIF = 14
"""Bytes of the one segment that says nothing but "this is a JPEG"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo ready for print, as JPEG."""

    content: bytes = field(repr=False)
    width: int
    height: int


def prepare(content: bytes) -> Photo | str:
    """Return a photo fit for print, or why there is none: `not_what_it_claims`, `too_many_pixels`.

    The same photo gives the same bytes, and one that is ready stays as it is.
    """
    try:
        with warnings.catch_warnings(), Image.open(BytesIO(content), formats=FORMATS) as image:
            warnings.simplefilter("ignore")  # Pillow's own limit is another than ours, which says what to do
            if image.width * image.height > MOST_PIXELS.get(image.format or "", MOST_PIXELS_WHOLE):
                return TOO_MANY_PIXELS
            if isinstance(image, JpegImagePlugin.JpegImageFile) and _is_ready(image, content):
                image.load()
                return Photo(content=content, width=image.width, height=image.height)
            return _as_jpeg(image)
    except Image.DecompressionBombError:
        return TOO_MANY_PIXELS
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        return NO_PHOTO


def _is_ready(image: JpegImagePlugin.JpegImageFile, content: bytes) -> bool:
    """Return whether a JPEG is small and holds nothing but its picture: no location, no thumbnail, no trailing data."""
    segments = image.applist
    is_bare = len(segments) == 1 and segments[0][0] == "APP0" and len(segments[0][1]) == JFIF
    is_all = content.find(END, content.find(SCAN)) + len(END) == len(content)
    return is_bare and is_all and image.mode == "RGB" and max(image.size) <= LONGEST_SIDE


def _as_jpeg(image: Image.Image) -> Photo:
    share = LONGEST_SIDE / max(image.size)
    if share < 1:  # a JPEG is shrunk while it is decoded; the others take no notice
        image.draft("RGB", (int(image.width * share), int(image.height * share)))
    ImageOps.exif_transpose(image, in_place=True)
    flat = _on_white(image)
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    out = BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Photo(content=out.getvalue(), width=flat.width, height=flat.height)


def _on_white(image: Image.Image) -> Image.Image:
    """Return the image in plain colours, transparent parts white, without metadata."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layered = image if image.mode == "RGBA" else image.convert("RGBA")
        canvas = Image.new("RGB", layered.size, "white")
        canvas.paste(layered, mask=layered.getchannel("A"))
        return canvas
    plain = Image.new("RGB", image.size)
    plain.paste(image if image.mode == "RGB" else image.convert("RGB"))
    return plain
