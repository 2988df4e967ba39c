"""Months and days read and written in Indonesian, without a clock."""

from __future__ import annotations

import re
from calendar import monthrange

from flows.parsed import Problem
from flows.text_format import listed, tidy
from flows.texts import word

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
DAY_NAMES = {name.lower(): number for number, name in enumerate(DAYS)} | {"jum'at": 4, "jumaat": 4, "ahad": 6}
"""What people call a day of the week -> its number, Monday's being 0."""
SPELLINGS = {
    **{name.lower(): number for number, name in enumerate(MONTHS, 1)},
    **{name.lower()[:3]: number for number, name in enumerate(MONTHS, 1)},
    "pebruari": 2,
    "peb": 2,
    "febuari": 2,
    "pebuari": 2,
    "january": 1,
    "february": 2,
    "march": 3,
    "may": 5,
    "june": 6,
    "july": 7,
    "august": 8,
    "aug": 8,
    "ags": 8,
    "agt": 8,
    "agst": 8,
    "agust": 8,
    "agustu": 8,
    "sept": 9,
    "septembar": 9,
    "oct": 10,
    "october": 10,
    "oktobr": 10,
    "nop": 11,
    "nopember": 11,
    "novembar": 11,
    "dec": 12,
    "december": 12,
    "jann": 1,
    "mrt": 3,
}
FIRST_YEAR, LAST_YEAR = 1945, 2099

MONTH = "|".join(sorted(SPELLINGS, key=len, reverse=True))
"""A pattern for the name of a month."""

_YEAR = r"(?P<year>(?:19|20)[0-9]{2}|'?[0-9]{2})(?![0-9])"
_GAP = r"[\s,./-]*"
_SHAPES = (
    re.compile(r"(?<![0-9])(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})(?:[-/.](?P<day>[0-9]{1,2}))?(?![0-9])"),
    re.compile(rf"(?<![0-9.,])(?P<day>[0-9]{{1,2}}){_GAP}(?P<name>{MONTH})(?![a-z]){_GAP}{_YEAR}"),
    re.compile(rf"\b(?P<name>{MONTH})(?![a-z]){_GAP}{_YEAR}"),
    re.compile(rf"(?<![0-9.,])(?P<day>[0-9]{{1,2}})[-/. ](?P<month>[0-9]{{1,2}})[-/. ]{_YEAR}"),
    re.compile(r"(?<![0-9.,])(?P<month>[0-9]{1,2})[-/. ](?P<year>[0-9]{4})(?![0-9])"),
    re.compile(r"(?<![0-9.,])(?P<month>[0-9]{1,2})[-/](?P<year>1[3-9]|[2-9][0-9])(?![0-9/-])"),
)
_FILLERS = re.compile(rf"\b(?:tanggal|tgl|bulan|bln|tahun|thn|th|hari|{'|'.join(DAY_NAMES)})\b[.]?")
_BEGUN = re.compile(
    rf"(?:(?<![0-9])[0-9]{{1,2}}|\b(?:{MONTH}))\s*(?:-|\u2013|s/d|sd|s\.d\.?|sampai|hingga|dan|atau)\s*$"
)
"""What stands before the end of a span: "26-30 Agustus 2025", "Januari sampai Maret 2025"."""
_RELATIVE = re.compile(r"\b(?:lalu|kemarin|kemaren|tadi|sekarang|hari ini|besok|depan|kini|saat ini|ini)\b")
_YEAR_ALONE = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")


def read_date(text: str) -> str | Problem:
    """Return `2025-08` or `2025-08-26`, or what is still missing."""
    clean = tidy(_FILLERS.sub(" ", tidy(text).lower()))
    found: dict[str | Problem, None] = {}
    for shape in _SHAPES:
        for match in shape.finditer(clean):
            date = _date(match)
            begun = match.groupdict().get("name") and _BEGUN.search(clean[: match.start()])
            found[_one_of_several(date) if begun and isinstance(date, str) else date] = None
        clean = shape.sub(" | ", clean)
    dates = [date for date in found if isinstance(date, str)]
    if len(dates) > 1:
        shown = listed([write_date(date) for date in dates[:3]])
        return Problem(text=word("date.several", shown=shown, first=write_date(dates[0])))
    if dates:
        return dates[0]
    return next(iter(found), None) or _missing(clean)


def _one_of_several(date: str) -> Problem:
    return Problem(text=word("date.span", first=write_date(date)))


def write_date(value: str) -> str:
    """Write a stored date: "Agustus 2025", "26 Agustus 2025"."""
    year, month, *day = value.split("-")
    name = f"{MONTHS[int(month) - 1]} {year}"
    return f"{int(day[0])} {name}" if day else name


def _date(match: re.Match[str]) -> str | Problem:
    parts = match.groupdict()
    year, day = _full_year(parts["year"]), parts.get("day")
    name = parts.get("name")
    month = SPELLINGS[name] if name else int(parts["month"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Problem(text=word("date.odd_year", year=year, how=word("date.how")))
    if not 1 <= month <= 12:
        if day and 1 <= int(day) <= 12 and month <= 31:
            return Problem(text=word("date.month_first", swapped=f"{month}/{int(day)}/{year}"))
        return Problem(text=word("date.no_month", how=word("date.how")))
    if day is None:
        return f"{year:04}-{month:02}"
    last = monthrange(year, month)[1]
    if not 1 <= int(day) <= last:
        return Problem(text=word("date.no_day", month=MONTHS[month - 1], year=year, last=last))
    return f"{year:04}-{month:02}-{int(day):02}"


def _full_year(written: str) -> int:
    year = int(written.strip("'"))
    if len(written.strip("'")) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def _missing(clean: str) -> Problem:
    months = [name for name in re.findall(r"[a-z]+", clean) if name in SPELLINGS]
    if months:
        name = MONTHS[SPELLINGS[months[0]] - 1]
        return Problem(text=word("date.which_year", month=name))
    if year := _YEAR_ALONE.search(clean):
        return Problem(text=word("date.which_month", year=year[1]))
    if re.search(r"(?<![0-9])[0-9]{1,2}[-/.][0-9]{1,2}(?![0-9])", clean):
        return Problem(text=word("date.add_year"))
    if _RELATIVE.search(clean):
        return Problem(text=word("date.relative"))
    return Problem(text=word("date.unread", how=word("date.how")))
