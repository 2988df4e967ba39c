"""The pages of a regency: the numbers, the tables, the spreadsheets, and names that look like code."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Sequence
from enum import StrEnum

import openpyxl
import pytest
from sqlalchemy import Connection

from bot.app import App
from bot.dashboard.registry import PAGES, RESULTS
from bot.texts import word
from flows.messages import Address, Reply, TextSpan
from storage.drafts import conversations
from storage.outreach import broadcasts, workshops
from storage.outreach.audience import Audience
from storage.outreach.workshops import NewWorkshop, WorkshopState
from storage.people import contacts, units
from storage.people.units import UnitChanges
from storage.records import UnitState
from storage.reports.draft_list import HistoryKind
from tests.bot.dashboard.conftest import Enter
from tests.fakes.regency import fill
from tests.fakes.web.dashboard_guest import Guest

WICKED = '<script>alert("1")</script>&lt;b&gt;{{ 7*7 }}=1+1'
"""A name that would be markup, a template, and a formula."""


@pytest.fixture
async def dan(app: App, enter: Enter) -> Guest:
    """The admin, with a regency of sixty units before him."""
    guest = await enter("Dan")
    await enter("Carol", "coach")

    def write(connection: Connection) -> None:
        people = [
            contacts.at(connection, Address(channel="paper", id=name), name, app.now()).id for name in ("Carol", "Dan")
        ]
        fill(connection, app.now(), *people)

    await app.database.write(write)
    return guest


def rows(html: str) -> list[str]:
    """Return the name of each row of a page's tables."""
    found = re.findall(r"<th role=rowheader scope=row[^>]*>(.*?)</th>", html)
    return [re.sub(r"<[^>]+>", "", name) for name in found]


async def test_the_first_page_counts_units_by_how_far_they_are(dan: Guest) -> None:
    page = await dan.opens()
    assert "22 dari 60 unit sudah mengajukan (37 %)" in page.text
    for figure in ("15 belum mulai", "23 sedang menulis", "8 diajukan", "5 perlu revisi", "9 disetujui"):
        assert figure in page.text
    assert len(rows(page.html)) == 60


async def test_pages_are_narrowed_by_state_kind_and_words(dan: Guest) -> None:
    assert len(rows((await dan.opens("/dashboard/cakupan?keadaan=revise")).html)) == 5
    assert len(rows((await dan.opens("/dashboard/cakupan?jenis=rumah_sakit")).html)) == 1
    assert "Belum ada unit" in (await dan.opens("/dashboard/cakupan?keadaan=x")).text
    found = await dan.opens("/dashboard/draf?cari=inovasi+ke-53&keadaan=approved")
    assert rows(found.html)[:1] == ["Inovasi ke-53 bagi warga"]
    assert 'value="inovasi ke-53"' in found.html


async def test_the_funnel_shows_the_form_in_which_most_is_written(dan: Guest) -> None:
    page = await dan.opens("/dashboard/alur")
    assert "Rancangan inovasi, per pertanyaan" in page.text
    assert re.search(r"58 draf sudah dimulai", page.text)
    assert "Belum ada draf KIPP 2025" in (await dan.opens("/dashboard/alur?formulir=kipp_2025")).text


async def test_long_lists_are_shown_in_parts_and_exported_whole(app: App, dan: Guest) -> None:
    page = await dan.opens("/dashboard/siaran/1")
    assert "1–60 dari 89" in page.text
    assert len(rows(page.html)) == 60
    second = await dan.opens("/dashboard/siaran/1?hal=2")
    assert "61–89 dari 89" in second.text
    for wild in ("0", "99", "-1", "x", "9" * 40):
        assert (await dan.opens(f"/dashboard/siaran/1?hal={wild}")).status == 200
    assert len(table((await dan.opens("/dashboard/siaran/1.xlsx")).body)) == 90


def table(content: bytes) -> list[Sequence[object]]:
    """Return the rows of a workbook's first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [tuple(cell.value for cell in row) for row in book.worksheets[0].iter_rows()]


async def test_a_spreadsheet_has_what_the_page_shows_narrowed_alike(dan: Guest) -> None:
    answer = await dan.opens("/dashboard/cakupan.xlsx?keadaan=revise")
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''Cakupan%20unit.xlsx"
    head, *lines = table(answer.body)
    assert head[:5] == ("Unit", "Keadaan", "Jenis", "Draf", "Orang")
    assert len(lines) == 5
    assert {line[1] for line in lines} == {"perlu revisi"}
    assert all(isinstance(line[3], int) for line in lines)
    head, *lines = table((await dan.opens("/dashboard/unit.xlsx")).body)
    assert "Ubah" not in head
    assert len(lines) == 61


async def test_every_page_is_small_and_says_when_it_was_drawn(dan: Guest) -> None:
    style = re.search(r'href="(/dashboard/static/style.css[^"]*)"', (await dan.opens()).html)
    assert style is not None
    loaded = [await dan.opens(style[1]), await dan.opens()]
    assert all(answer.headers["content-encoding"] == "gzip" for answer in loaded)
    assert sum(len(gzip.compress(answer.body)) for answer in loaded) < 20_000
    assert "Keadaan Rabu, 26 Agustus 2026 pukul" in loaded[1].text


@pytest.mark.parametrize(
    "path", ["cakupan", "draf", "draf/1", "siaran", "siaran/1", "jadwal", "jadwal/1", "unit", "undangan"]
)
async def test_names_that_look_like_markup_are_shown_as_they_are(app: App, enter: Enter, path: str) -> None:
    dan = await enter("Dan")

    version = app.forms.newest("rancangan").version

    def write(connection: Connection) -> None:
        contact = contacts.at(connection, Address(channel="paper", id="Dan"), WICKED, app.now())
        wicked: UnitChanges = {"name": WICKED, "kind": WICKED}
        unit = units.in_states(connection)[0].id
        units.change(connection, unit, **wicked)
        contacts.update(connection, contact.id, name=WICKED, unit=unit, roles=["coach"])
        draft = conversations.create(connection, contact.id, "rancangan", version, WICKED, app.now())
        assert draft.conversation.id == 1
        news = broadcasts.create(connection, Reply(text=(TextSpan(WICKED),)), Audience(), contact.id, app.now())
        broadcasts.set_recipients(connection, news.id, [contact.id], {})
        new = NewWorkshop(WICKED, app.now(), app.now().replace(year=2030), "w")
        meeting = workshops.create(connection, new, contact.id, app.now())
        workshops.change(connection, meeting.id, state=WorkshopState.PLANNED, place=WICKED, link=WICKED)
        workshops.invite(connection, meeting.id, [contact.id])

    await app.database.write(write)
    page = await dan.opens(f"/dashboard/{path}")
    assert page.status == 200
    assert "<script" not in page.html
    assert "49=1+1" not in page.html
    assert "&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;&amp;lt;b&amp;gt;{{ 7*7 }}=1+1" in page.html
    searched = await dan.opens(f"/dashboard/draf?cari={'%22%3E%3Cscript%3E'}&kabar=%3Cscript%3E")
    assert "<script" not in searched.html
    book = openpyxl.load_workbook(io.BytesIO((await dan.opens(f"/dashboard/{path}.xlsx")).body))
    assert all(cell.data_type != "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)


async def test_no_page_carries_script_or_style_of_its_own(dan: Guest) -> None:
    for path in ("cakupan", "alur", "draf", "ulasan", "siaran/1", "jadwal/1", "unit", "undangan", "biaya"):
        page = await dan.opens(f"/dashboard/{path}")
        assert re.findall(r"<script|<style|\sstyle=|\son\w+=|javascript:", page.html) == [], path
        assert re.findall(r"(?:src|href)=\"(?!/dashboard|#)", page.html) == [], path
        assert page.headers["content-security-policy"].startswith("default-src 'none'")


async def test_empty_pages_say_what_comes_first(enter: Enter) -> None:
    dan = await enter("Dan")
    said = {
        "alur": "Belum ada draf",
        "draf": "Belum ada draf dengan pilihan ini.",
        "ulasan": "Tidak ada draf yang menunggu.",
        "siaran": "Tulis /siaran di obrolan untuk memulai.",
        "jadwal": "Tulis /jadwal di obrolan untuk memulai.",
        "undangan": "Belum ada undangan yang terbuka.",
        "biaya": "Belum ada laporan pesan WhatsApp.",
    }
    for path, text in said.items():
        assert text in (await dan.opens(f"/dashboard/{path}")).text, path


async def test_what_is_not_there_is_said_kindly(dan: Guest) -> None:
    paths = ["x", "draf/999", "siaran/999", "jadwal/999", "unit/1", "draf/1/1/1", "unit/1.xlsx", "draf/x/1.pdf"]
    for huge in ("9" * 30, "9" * 5000):
        paths += [f"draf/{huge}", f"siaran/{huge}", f"draf/{huge}/1.pdf", f"draf/1/{huge}.pdf", f"draf/{huge}.xlsx"]
    for path in paths:
        page = await dan.opens(f"/dashboard/{path}")
        assert page.status == 404, path
        assert "Kembali ke dasbor" in page.text, path


def test_every_state_that_a_page_can_meet_has_a_word() -> None:
    kinds: dict[str, type[StrEnum]] = {
        "fate.": broadcasts.DeliveryState,
        "page_news.is_": broadcasts.BroadcastState,
        "page_meetings.is_": WorkshopState,
        "page_units.is_": UnitState,
        "step.": HistoryKind,
    }
    for group, kind in kinds.items():
        assert all(word(f"{group}{str_enum.value}", number=1) for str_enum in kind)
    assert all(word(f"came.{name}") for name in RESULTS)
    assert all(word(page.label) for page in PAGES.values())
