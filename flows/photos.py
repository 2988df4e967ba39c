"""Prepares evidence photos for print: turned, shrunk, without what the camera wrote into them."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST_SIDE = 1600
"""Pixels: 250 per inch at the width of the page's text."""
QUALITY = 80
MOST_PIXELS = {"JPEG": 64_000_000, "MPO": 64_000_000}
"""A phone takes 12 to 50 million. A JPEG is shrunk while it is read; other formats must fit into memory whole."""
MOST_PIXELS_WHOLE = 25_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """Is a photo ready for print, as JPEG."""

    content: bytes = field(repr=False)
    width: int
    height: int


def prepare(content: bytes) -> Photo | None:
    """Return a photo fit for print, the same bytes for the same photo; None if it is none that can be shown."""
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS.get(image.format or "", MOST_PIXELS_WHOLE):
                return None
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            return _as_jpeg(image)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError):
        return None


def _as_jpeg(image: Image.Image) -> Photo:
    flat = _on_white(ImageOps.exif_transpose(image))
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    out = BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Photo(content=out.getvalue(), width=flat.width, height=flat.height)


def _on_white(image: Image.Image) -> Image.Image:
    """Return the image in plain colours; what was transparent is white, and nothing else is carried along."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Image.new("RGB", layered.size, "white")
        paper.paste(layered, mask=layered.getchannel("A"))
        return paper
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain
