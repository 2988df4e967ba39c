"""What hangs on the wall leads in, and the file for calendars is where its address says."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from icalendar import Calendar
from pypdf import PdfReader

from bot.app import App
from bot.chat.links import Links
from bot.features.workshops.files import POSTER, read_poster
from bot.files.report_context import ReportContext
from flows.messages import Attachment
from storage.outreach import workshops
from storage.outreach.workshops import WorkshopState
from storage.people import units
from tests.bot.features.workshops.conftest import Plan, press
from tests.fakes.paper import Clock, PaperChannel, Person
from tests.fakes.read_documents import squeezed
from tests.fakes.web.server import serving


@pytest.fixture
def url(sqlite_url: str) -> str:
    """Print from one database: what is kept is tried on both elsewhere."""
    return sqlite_url


@pytest.fixture
def doors(clock: Clock) -> Links:
    """The doors of two channels that can be followed."""
    return Links({name: PaperChannel(clock, name) for name in ("telegram", "web")})


async def test_the_poster_says_all_and_can_be_printed(dan: Person, plan: Plan) -> None:
    workshop = await plan("Klinik: menulis/inovasi", invites=False)
    await press(dan, "ws_poster", str(workshop.id))
    assert dan.last.attachment is not None
    assert dan.last.attachment.name == "Poster Klinik menulis inovasi.pdf"
    (page,) = PdfReader(BytesIO(dan.last.content or b"")).pages
    text = squeezed(page.extract_text())  # letters that stand close are read with spaces between them
    for said in (
        "Klinik: menulis/inovasi",
        "Kamis, 3 September 2026 pukul 09.00–12.00 WITA",
        "Aula Dinas",
        workshop.code,
    ):
        assert squeezed(said) in text
    assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842], "A4"


async def test_a_poster_for_one_unit_names_it_and_leads_in_with_it(
    app: App, dan: Person, plan: Plan, doors: Links, tmp_path: Path
) -> None:
    workshop = await plan(invites=False)
    await press(dan, "ws_poster_ask", str(workshop.id))
    await dan.says("puskesmas malili timur")
    assert "Puskesmas Malili" in dan.labels
    await dan.says("pkm wotu")
    assert "Poster A4 untuk Puskesmas Wotu" in dan.text
    assert dan.last.attachment is not None
    unit = await app.database.read(units.by_code, "pkm-wotu")
    assert unit is not None
    assert dan.last.attachment.variant == unit.id
    text = squeezed(PdfReader(BytesIO(dan.last.content or b"")).pages[0].extract_text())
    assert "PuskesmasWotu" in text
    zone = ZoneInfo("Asia/Makassar")
    desk = ReportContext(forms=app.forms, links=doors, zone=zone, admins=(), now=app.now, bundles=tmp_path)
    paper = Attachment(name="", mime="", document=POSTER, about=workshop.id, variant=unit.id)
    pdf = (await app.database.read(read_poster, desk, paper))()
    shown = squeezed(PdfReader(BytesIO(pdf)).pages[0].extract_text())
    assert "Telegram" in shown
    assert "Diperamban" in shown
    assert doors.to(f"{workshop.code}_{unit.code}") == [
        f"telegram://tuntun?start={workshop.code}_pkm-wotu",
        f"web://tuntun?start={workshop.code}_pkm-wotu",
    ]


async def test_the_calendar_file_is_there_for_whoever_has_its_address(app: App, plan: Plan) -> None:
    workshop = await plan("Klinik", invites=False)
    async with serving(app.web().routes) as base, aiohttp.ClientSession(base) as client:

        async def got(name: str) -> tuple[int, str, bytes]:
            async with client.get(f"/lokakarya/{name}.ics") as answer:
                return answer.status, answer.headers.get("content-type", ""), await answer.read()

        for name in (workshop.key, "abc", workshop.code):
            assert (await got(name))[0] == 404, "nobody knows of it yet"
        await app.database.write(workshops.change, workshop.id, state=WorkshopState.PLANNED)
        status, kind, content = await got(workshop.key)
        assert (status, kind) == (200, "text/calendar; charset=utf-8")
        event = Calendar.from_ical(content).walk("VEVENT")[0]
        assert event.decoded("dtstart") == datetime(2026, 9, 3, 1, 0, tzinfo=UTC)
        assert workshop.code.encode() not in content
        await app.database.write(workshops.change, workshop.id, state=WorkshopState.CANCELLED)
        assert b"METHOD:CANCEL" in (await got(workshop.key))[2]
