"""Reads rosters as offices write them, and says by row what is wrong."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.features.units.roster import MOST_UNPACKED, Roster, RosterEntry, RosterError, read_roster


def workbook(*rows: tuple[str | float | None, ...]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


GOOD = Roster(
    entries=(
        RosterEntry(name="Puskesmas Wotu", code="pkm-wotu", kind="puskesmas", aliases=("PKM Wotu", "Wotu")),
        RosterEntry(name="RSUD I Lagaligo", kind="rumah_sakit"),
    )
)


COMMAS = b"code,name,kind,aliases\npkm-wotu,Puskesmas Wotu,puskesmas,PKM Wotu;Wotu\n,RSUD I Lagaligo,,\n"
SEMICOLONS = (
    "\ufeffKode;Nama Unit;Jenis;Alias\r\nPKM-WOTU;Puskesmas  Wotu;Puskesmas;PKM Wotu | Wotu\r\n;RSUD I Lagaligo;RS\r\n"
).encode()
TABS = (
    b"nama\tjenis\tkode\talias\n"
    b'"Puskesmas Wotu"\tpuskesmas\tpkm-wotu\t"PKM Wotu\nWotu"\n'
    b"\n"
    b"RSUD I Lagaligo\trumah sakit\n"
)
CELLS = workbook(
    ("Nama", "Kode", "Jenis", "Alias"),
    ("Puskesmas Wotu", "pkm-wotu", "puskesmas", "PKM Wotu; Wotu"),
    (None, None),
    ("RSUD I Lagaligo", None, "rumah_sakit"),
)


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", COMMAS), ("A.CSV", SEMICOLONS), ("a.csv", TABS), ("a.xlsx", CELLS)]
)
def test_a_roster_is_read_as_offices_write_it(name: str, content: bytes) -> None:
    assert read_roster(name, content) == GOOD


def test_the_encoding_of_an_older_excel_is_read() -> None:
    assert read_roster("a.csv", "nama\nPuskesmas Café\n".encode("cp1252")).entries[0].name == "Puskesmas Café"


def test_a_number_is_the_number_a_person_sees() -> None:
    assert read_roster("a.xlsx", workbook(("nama",), (7,), (7.5,))).entries == (
        RosterEntry(name="7", kind="lain"),
        RosterEntry(name="7.5", kind="lain"),
    )


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",pkm-x,", "no_name"),
        (f"{'x' * 121},,", "long_name"),
        ("A,Pkm X,", "code"),
        ("A,,toko", "kind"),
        ("A,pkm-1,", "same_code"),
        ("pkm satu,,", "same_name"),
    ],
)
def test_each_fault_is_found_in_its_row(row: str, problem: str) -> None:
    roster = read_roster("a.csv", f"nama,kode,jenis\nPuskesmas Satu,pkm-1,puskesmas\n\n{row}\n".encode())
    assert [(row_problem.row, row_problem.problem) for row_problem in roster.problems] == [(4, problem)]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"\n\n", "empty"),
        ("a.csv", b"nama\n", "empty"),
        ("a.csv", b"a,b\n1,2\n", "no_head"),
        ("a.csv", b"n\0ama\nx\n", "unreadable"),
        ("a.csv", b"nama\n" + b"x" * 2_000_000, "too_large"),
        ("a.csv", b"nama\n" + b"x\n" * 5_001, "too_large"),
        ("a.xlsx", b"nama\nx\n", "unreadable"),
        ("a.xlsx", workbook(("nama",), ("x",))[:-200], "unreadable"),
        ("a.xlsx", workbook(), "empty"),
    ],
)
def test_what_is_no_roster_is_refused_with_the_reason(name: str, content: bytes, problem: str) -> None:
    with pytest.raises(RosterError, match=problem):
        read_roster(name, content)


def test_a_workbook_that_grows_when_it_is_unpacked_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (MOST_UNPACKED + 1))
    with pytest.raises(RosterError, match="too_large"):
        read_roster("a.xlsx", written.getvalue())


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("a.txt", b"nama")
    with pytest.raises(RosterError, match="unreadable"):
        read_roster("a.xlsx", written.getvalue())


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx"]))
def test_any_bytes_are_a_roster_or_refused(content: bytes, name: str) -> None:
    try:
        assert read_roster(name, content).entries
    except RosterError as error:
        assert str(error) in {"unreadable", "empty", "no_head", "too_large"}  # noqa: PT017
