"""What hangs on the wall can be scanned; the board says the numbers it was given."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from bot.render.calendar import draw_calendar
from bot.render.poster import draw_poster
from bot.render.progress_picture import MOST_LISTED, UnitStanding, draw_progress
from bot.render.workbook import Sheet, Value, draw_sheets
from storage.outreach.audience import Audience, Stage
from storage.outreach.workshops import PLAN, Workshop, WorkshopState


def poster(**changes: object) -> str:
    given: dict[str, object] = {
        "title": "Coaching clinic",
        "when": "Rabu, 2 Desember 2026, pukul 09.00 WITA",
        "place": "Aula Dinas Kesehatan",
        "organizer": "Bagian Organisasi",
        "code": "HADIR-7KQ2",
        "links": {"Di peramban": "https://tuntun.example/chat?start=HADIR-7KQ2"},
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
    few = [UnitStanding("Puskesmas Wotu", "Puskesmas", Stage.WRITING)]
    many = [UnitStanding(f"Dinas {number} <b>&", "Dinas", list(Stage)[number % 5]) for number in range(60)]
    sizes = []
    for standings in ([], few, many):
        picture = Image.open(io.BytesIO(draw_progress(standings, head=f"{date(2026, 11, 24)}", foot="#x")))
        sizes.append(picture.size)
    assert {width for width, _ in sizes} == {1200}
    assert sizes[0][1] < sizes[1][1] < sizes[2][1] < 8000


def test_a_board_looks_otherwise_when_a_unit_goes_on() -> None:
    def drawn(progress: Stage) -> bytes:
        return draw_progress([UnitStanding("Puskesmas Wotu", "Puskesmas", progress)], head="", foot="")

    assert len({drawn(progress) for progress in Stage}) == len(Stage)
    assert drawn(Stage.WRITING) == drawn(Stage.WRITING)


@pytest.mark.parametrize("text", ["=1+1", "+62 812", "-5", "@SUM(A1)", "\t=1", " =HYPERLINK(1)", "=cmd|' /C calc'!A0"])
def test_a_text_that_looks_like_a_formula_stays_a_text(text: str) -> None:
    book = load_workbook(io.BytesIO(draw_sheets([Sheet("Rekap", ["Unit"], [[text]])])))
    cell = book["Rekap"]["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")


def test_numbers_days_and_odd_letters_arrive() -> None:
    moment = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    rows: list[list[Value]] = [["Puskesmas Wotu \x0b", 3, 0.5, moment, None]]
    sheets = [Sheet("Unit", ["Unit", "Draf", "Bagian", "Kapan", "Kosong"], rows), Sheet("b" * 40, ["x"], [])]
    book = load_workbook(io.BytesIO(draw_sheets(sheets)))
    assert book.sheetnames == ["Unit", "b" * 31]
    found = [cell.value for cell in book["Unit"][2]]
    assert found == ["Puskesmas Wotu ", 3, 0.5, datetime(2026, 11, 24, 9, 30), None]  # noqa: DTZ001


def workshop(**changes: object) -> Workshop:
    start = datetime(2026, 12, 2, 1, 0, tzinfo=UTC)
    given: dict[str, object] = {
        "id": 7,
        "title": "Coaching; clinic, \\ \n baris dua",
        "starts_at": start,
        "ends_at": start + timedelta(hours=3),
        "place": "Aula Dinas Kesehatan",
        "link": "https://rapat.example/7",
        "latitude": -2.63,
        "longitude": 121.1,
        "capacity": None,
        "audience": Audience(),
        "plan": PLAN,
        "code": "HADIR1",
        "key": "abc",
        "sequence": 2,
        "state": WorkshopState.PLANNED,
        "maker": None,
        **changes,
    }
    return Workshop(**given)  # type: ignore[arg-type]


def test_a_calendar_has_the_workshop_and_a_later_file_moves_it() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    read = [
        Calendar.from_ical(draw_calendar(workshop(**changes), organizer="Bagian Organisasi", now=now)).walk("VEVENT")[0]
        for changes in ({}, {"sequence": 3, "state": WorkshopState.CANCELLED})
    ]
    first, second = read
    assert str(first["summary"]) == "Coaching; clinic, \\ \n baris dua"
    assert first.decoded("dtstart") == datetime(2026, 12, 2, 1, 0, tzinfo=UTC)
    assert first["uid"] == second["uid"]
    assert (first["sequence"], second["sequence"]) == (2, 3)
    assert [str(component["status"]) for component in read] == ["CONFIRMED", "CANCELLED"]
    assert [len(component.walk("VALARM")) for component in read] == [1, 0]


def test_a_board_of_very_many_units_names_some_and_stays_a_picture_that_can_be_opened() -> None:
    many = [UnitStanding(f"Puskesmas Wotu {number}", "Puskesmas", Stage.WRITING) for number in range(5_000)]
    picture = Image.open(io.BytesIO(draw_progress(many, head="Rekap", foot="Hari ini")))
    few = Image.open(io.BytesIO(draw_progress(many[:MOST_LISTED], head="Rekap", foot="Hari ini")))
    assert few.height < picture.height < few.height + 100, "one line more: how many are not named"
