"""What hangs on the wall can be scanned; the board says the numbers it was given."""

from __future__ import annotations

import io
from datetime import date

from PIL import Image
from pypdf import PdfReader

from bot.prints.board import Standing, draw_board
from bot.prints.poster import draw_poster
from storage.audience import Progress


def poster(**changes: object) -> str:
    given: dict[str, object] = {
        "title": "Coaching clinic",
        "when": "Rabu, 2 Desember 2026, pukul 09.00 WITA",
        "place": "Aula Dinas Kesehatan",
        "organizer": "Bagian Organisasi",
        "code": "HADIR-7KQ2",
        "doors": {"web": "https://tuntun.example/chat?start=HADIR-7KQ2"},
        **changes,
    }
    reader = PdfReader(io.BytesIO(draw_poster(**given)))  # type: ignore[arg-type]
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().split())


def test_a_poster_says_what_when_where_and_the_code() -> None:
    text = poster()
    for said in ("Coaching clinic", "pukul 09.00 WITA", "Aula Dinas Kesehatan", "HADIR-7KQ2", "Di peramban"):
        assert said in text


def test_what_an_admin_types_is_text_and_nothing_else() -> None:
    text = poster(title='#panic("x") *tebal* $x$ @rujuk', place=']] #read("/etc/passwd")')
    assert '#panic("x") *tebal* $x$ @rujuk' in text
    assert '#read("/etc/passwd")' in text


def test_a_board_is_one_picture_as_wide_as_a_phone_shows_sharply() -> None:
    few = [Standing("Puskesmas Wotu", "Puskesmas", Progress.WRITING)]
    many = [Standing(f"Dinas {number} <b>&", "Dinas", list(Progress)[number % 5]) for number in range(60)]
    sizes = []
    for standings in ([], few, many):
        picture = Image.open(io.BytesIO(draw_board(standings, head=f"{date(2026, 11, 24)}", foot="#x")))
        sizes.append(picture.size)
    assert {width for width, _ in sizes} == {1200}
    assert sizes[0][1] < sizes[1][1] < sizes[2][1] < 8000


def test_a_board_looks_otherwise_when_a_unit_goes_on() -> None:
    def drawn(progress: Progress) -> bytes:
        return draw_board([Standing("Puskesmas Wotu", "Puskesmas", progress)], head="", foot="")

    assert len({drawn(progress) for progress in Progress}) == len(Progress)
    assert drawn(Progress.WRITING) == drawn(Progress.WRITING)
