"""Holds photos against what the page needs: turned, small, silent about the place."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

from flows.documents.photos import LONGEST_SIDE, NO_PHOTO, TOO_MANY_PIXELS, Photo, prepare
from tests.fakes.drafts import bomb, picture

ORIENTATION, GPS = 0x0112, 0x8825


def half_and_half(orientation: int) -> bytes:
    """Return a photo whose left half is red as stored, with a place and a direction in its EXIF."""
    image = Image.new("RGB", (80, 40), "blue")
    image.paste("red", (0, 0, 40, 40))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS)[2] = (2.0, 36.0, 4.3)
    out = BytesIO()
    image.save(out, "JPEG", exif=exif, quality=95)
    return out.getvalue()


def test_a_photo_is_turned_as_the_camera_held_it() -> None:
    photo = prepare(half_and_half(6))
    assert isinstance(photo, Photo)
    assert (photo.width, photo.height) == (40, 80)
    pixel = Image.open(BytesIO(photo.content)).getpixel((20, 10))
    assert isinstance(pixel, tuple)
    red, _, blue = pixel
    assert red > 200 > blue


def test_the_place_where_it_was_taken_is_not_passed_on() -> None:
    given = half_and_half(1)
    assert Image.open(BytesIO(given)).getexif().get_ifd(GPS)
    photo = prepare(given)
    assert isinstance(photo, Photo)
    assert not Image.open(BytesIO(photo.content)).getexif()
    assert b"Exif" not in photo.content


def test_a_large_photo_is_shrunk_and_a_small_one_is_not_enlarged() -> None:
    large, small = prepare(picture(4000, 3000)), prepare(picture(80, 60))
    assert isinstance(large, Photo)
    assert isinstance(small, Photo)
    assert (large.width, large.height) == (LONGEST_SIDE, 1200)
    assert (small.width, small.height) == (80, 60)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP", "WEBP", "TIFF"])
def test_other_formats_become_jpeg(kind: str) -> None:
    photo = prepare(picture(format=kind))
    assert isinstance(photo, Photo)
    assert Image.open(BytesIO(photo.content)).format == "JPEG"


def test_what_is_transparent_becomes_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    photo = prepare(out.getvalue())
    assert isinstance(photo, Photo)
    assert Image.open(BytesIO(photo.content)).getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 not a photo",
        b"\xff\xd8\xff\xe0 broken",
        picture()[:300],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    assert prepare(content) == NO_PHOTO


def test_a_picture_made_to_fill_the_memory_is_refused_before_it_is_unpacked() -> None:
    assert prepare(bomb()) == TOO_MANY_PIXELS


def test_the_same_photo_gives_the_same_bytes() -> None:
    assert prepare(half_and_half(6)) == prepare(half_and_half(6))


@pytest.mark.parametrize("quality", [30, 95])
def test_a_small_bare_photo_is_passed_on_byte_for_byte(quality: int) -> None:
    given = picture(80, 60, quality=quality)
    photo = prepare(given)
    assert isinstance(photo, Photo)
    assert photo.content == given


def test_a_photo_that_is_ready_stays_as_it_is() -> None:
    ready = prepare(picture(4000, 3000))
    assert isinstance(ready, Photo)
    assert prepare(ready.content) == ready


@pytest.mark.parametrize("behind", [b"-2.59,121.07", half_and_half(1)])
def test_what_stands_behind_a_small_photo_is_not_passed_on(behind: bytes) -> None:
    ready = prepare(picture(80, 60))
    assert isinstance(ready, Photo)
    photo = prepare(ready.content + behind)
    assert isinstance(photo, Photo)
    assert behind not in photo.content


def test_a_large_photo_is_decoded_small() -> None:
    """48 million pixels are 144 MB; what is printed of them is 6."""
    out = BytesIO()
    Image.new("RGB", (6000, 8000), "teal").save(out, "JPEG")
    peak = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    begin = "import sys; from flows.documents.photos import prepare; content = sys.stdin.buffer.read(); "
    before, after = (
        int(
            subprocess.run(
                [sys.executable, "-c", begin + work + peak], input=out.getvalue(), capture_output=True, check=True
            ).stdout
        )
        for work in ("", "prepare(content); ")
    )
    assert after - before < 100
