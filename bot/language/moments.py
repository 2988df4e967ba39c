"""Moments and time ranges as Indonesians write them: "Kamis 4/12 09.00-12.00", "besok jam 2 siang"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.language.durations import DAY, read_ahead
from bot.texts import word
from flows.language.dates import DAY_NAMES, DAYS, MONTH, MONTHS, SPELLINGS
from flows.text_format import tidy

USUAL = timedelta(hours=3)
"""The length of a time range whose end is not given."""
FARTHEST = timedelta(days=550)
"""A moment further ahead is a slip of the year."""

_ZONES = {"wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura"}
_OFFSETS = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}
_YEAR = r"(?:\s*[,./ -]?\s*(?P<year>20[0-9]{2}))?(?![0-9])"
_DATES = (
    re.compile(r"(?<![0-9])(?P<year>20[0-9]{2})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?![0-9])"),
    re.compile(rf"(?<![0-9])(?P<day>[0-9]{{1,2}})[\s.,/-]*(?P<name>{MONTH})(?![a-z]){_YEAR}"),
    re.compile(r"(?<![0-9./-])(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})(?:/(?P<year>20[0-9]{2}))?(?![0-9/])"),
    re.compile(r"(?<![0-9.])(?P<day>[0-9]{1,2})[.-](?P<month>[0-9]{1,2})[.-](?P<year>20[0-9]{2})(?![0-9])"),
)
_RELATIVE = {"hari ini": 0, "besok": 1, "lusa": 2}
_PART = r"(?:\s*(?P<{0}_part>pagi|siang|sore|malam))?"
_CLOCK = r"(?P<{0}>[0-2]?[0-9])(?:\s*[.:]\s*(?P<{0}_minute>[0-5][0-9]))?(?![0-9])" + _PART
_UNTIL = (
    r"\s*(?:wib|wita|wit)?\s*(?:-|\u2013|\u2014|s\.?\s*/?\s*d\.?|sampai(?: dengan)?|hingga|selesai)"
    r"\s*(?:jam|pukul|pkl\.?)?\s*"
)
_TIMES = re.compile(
    rf"(?:(?P<marked>jam|pukul|pkl)\.?\s*)?(?<![0-9/]){_CLOCK.format('start')}(?:{_UNTIL}{_CLOCK.format('end')})?"
)
_HALF = re.compile(r"\bsetengah ([0-9]{1,2})\b")
_PART_FIRST = re.compile(
    r"\b(pagi|siang|sore|malam)(?P<today> ini)?\s+(?:(?:jam|pukul|pkl)\.?\s*)?([0-9]{1,2}(?:[.:][0-9]{2})?)(?![0-9/])"
)
_LAST_NUMBER = re.compile(r"(?<![0-9/.:-])(?<!pukul )(?<!jam )([0-9]{1,2})(?=(?:\s*(?:wib|wita|wit))?\s*$)")


@dataclass(frozen=True, slots=True)
class TimeRange:
    """A moment with its end."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class TimeProblem:
    """Why a text is no time range: the key of a sentence below `moment`, and its values."""

    key: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """Return the sentence."""
        return word(f"moment.{self.key}", **dict(self.values))


def read_span(text: str, now: datetime, zone: ZoneInfo, before: str = "") -> TimeRange | TimeProblem:
    """Return the time range in a text, in the zone; day or hours that it lacks are read from `before`."""
    clean, known = _as_written(text), _as_written(before)
    if (ahead := read_ahead(clean, DAY)) is not None:
        soon = (now + ahead).replace(second=0, microsecond=0)
        return _checked(TimeRange(soon, soon + USUAL), now, zone)
    named = re.search(r"\b(wib|wita|wit)\b", clean)
    there = ZoneInfo(_ZONES[named[1]]) if named else zone
    today = now.astimezone(there).date()
    day = _first(_day(clean, today), _day(known, today), "no_day")
    if isinstance(day, TimeProblem):
        return day
    hours = _first(_hours_beside_day(clean), _hours(_without_day(known)), "no_hour")
    if isinstance(hours, TimeProblem):
        return hours
    start, end = (None if hour is None else datetime.combine(day, hour, there).astimezone(zone) for hour in hours)
    assert start is not None, "a time without a beginning is not read"
    return _checked(TimeRange(start, start + USUAL if end is None else end), now, zone)


def names_hour(text: str) -> bool:
    """Tell whether a text names an hour, and not only a number that could be one."""
    return not isinstance(_hours(_as_written(text)), TimeProblem)


def _as_written(text: str) -> str:
    """Return a text in lower case, its hours as numbers: "pukul 8.30" for "setengah 9"."""
    clean = _HALF.sub(lambda half: f"pukul {int(half[1]) - 1}.30", tidy(text).lower())
    return _PART_FIRST.sub(lambda part: f"{'hari ini ' if part['today'] else ''}pukul {part[3]} {part[1]}", clean)


def write_span(span: TimeRange, zone: ZoneInfo) -> str:
    """Write a time range: "Kamis, 3 Desember 2026 pukul 09.00–12.00 WITA"."""
    start, end = span.starts_at.astimezone(zone), span.ends_at.astimezone(zone)
    if start.date() == end.date():
        return f"{write_day(start.date())} pukul {_clock(start)}–{_clock(end)}{_zone_name(start)}"
    until = f"{write_day(end.date())} pukul {_clock(end)}"
    return f"{write_day(start.date())} pukul {_clock(start)} sampai {until}{_zone_name(end)}"


def write_moment(moment: datetime, zone: ZoneInfo) -> str:
    """Write a moment: "Kamis, 3 Desember 2026 pukul 09.00 WITA"."""
    local = moment.astimezone(zone)
    return f"{write_day(local.date())} pukul {_clock(local)}{_zone_name(local)}"


def write_day(day: date) -> str:
    """Write a day: "Kamis, 3 Desember 2026"."""
    return f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"


def near(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Write how many days ahead a moment is: "hari ini", "besok", "7 hari lagi"."""
    days = (moment.astimezone(zone).date() - now.astimezone(zone).date()).days
    return word("moment.today") if days <= 0 else word("moment.tomorrow") if days == 1 else word("moment.in", days=days)


# --- the day -------------------------------------------------------------------------------------


T = TypeVar("T")


def _first(said: T | TimeProblem, before: T | TimeProblem, lacks: str) -> T | TimeProblem:
    """Return what the text says; what was said before, if the text lacks it and that does not."""
    is_lacking = isinstance(said, TimeProblem) and said.key == lacks
    return said if not is_lacking or isinstance(before, TimeProblem) else before


def _day(text: str, today: date) -> date | TimeProblem:
    """Return the day that a text names."""
    weekday = next((number for name, number in DAY_NAMES.items() if re.search(rf"\b{name}\b", text)), None)
    for shape in _DATES:
        if match := shape.search(text):
            day = _dated(match.groupdict(), today)
            return day if isinstance(day, TimeProblem) else _as_named(day, weekday)
    if (ahead := read_ahead(text)) is not None:
        return today + ahead
    for words, days in _RELATIVE.items():
        if re.search(rf"\b{words}\b", text):
            return today + timedelta(days=days)
    if weekday is None:
        return TimeProblem("no_day")
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _without_day(text: str) -> str:
    """Return a text without its date, so that no number of that is taken for an hour."""
    for shape in _DATES:
        if shape.search(text):
            return shape.sub(" ", text, count=1)
    return text


def _dated(parts: dict[str, str | None], today: date) -> date | TimeProblem:
    name, given = parts.get("name"), parts.get("year")
    month = SPELLINGS[name] if name else int(parts["month"] or 0)
    number = int(parts["day"] or 0)
    try:
        day = date(int(given) if given else today.year, month, number)
    except ValueError:
        return TimeProblem("no_such_day")
    if given is None and day < today:
        try:
            return day.replace(year=today.year + 1)
        except ValueError:
            return TimeProblem("no_such_day")
    return day


def _as_named(day: date, weekday: int | None) -> date | TimeProblem:
    """Return the date, unless the weekday beside it is another one."""
    if weekday is None or weekday == day.weekday():
        return day
    ahead = (weekday - day.weekday() + 3) % 7 - 3
    return TimeProblem("other_day", (("day", write_day(day)), ("other", write_day(day + timedelta(days=ahead)))))


# --- the hours -----------------------------------------------------------------------------------


def _hours(text: str) -> tuple[time, time | None] | TimeProblem:
    """Return the start and end in a text; a number is an hour beside "jam", minutes, a part of the day, or an end."""
    for match in _TIMES.finditer(text):
        parts = match.groupdict()
        if parts["marked"] or parts["start_minute"] or parts["end"] or parts["start_part"]:
            start, end = _pair(parts)
            return TimeProblem("no_such_hour") if start is None or (parts["end"] and end is None) else (start, end)
    return TimeProblem("no_hour")


def _hours_beside_day(text: str) -> tuple[time, time | None] | TimeProblem:
    """Return the start and end in a text with a day; there a number at the end is an hour: "besok 9"."""
    rest = _without_day(text)
    hours = _hours(rest)
    is_lacking = isinstance(hours, TimeProblem) and hours.key == "no_hour"
    return _hours(_LAST_NUMBER.sub(r"pukul \1", rest, count=1)) if is_lacking else hours


def _pair(parts: dict[str, str | None]) -> tuple[time | None, time | None]:
    """Return start and end; a part of the day counts for both where that makes sense: "1 - 3 sore", "9 - 3 sore"."""
    start = _time(parts, "start", parts["start_part"])
    if parts["end"] is None:
        return start, None
    end = _time(parts, "end", parts["end_part"] or parts["start_part"])
    alike = _time(parts, "start", parts["start_part"] or parts["end_part"])
    return (alike if alike and end and alike < end else start), end


def _time(parts: dict[str, str | None], name: str, part: str | None) -> time | None:
    hour, minute = int(parts[name] or 0), int(parts[f"{name}_minute"] or 0)
    if (part in ("sore", "malam") and hour < 12) or (part == "siang" and hour < 8):
        hour += 12
    return time(hour, minute) if hour < 24 else None


def _checked(span: TimeRange, now: datetime, zone: ZoneInfo) -> TimeRange | TimeProblem:
    if span.ends_at <= span.starts_at:
        return TimeProblem("end_first", (("start", _clock(span.starts_at)), ("end", _clock(span.ends_at))))
    if span.starts_at <= now:
        return TimeProblem("past", (("when", write_moment(span.starts_at, zone)),))
    if span.starts_at - now > FARTHEST:
        return TimeProblem("far", (("when", write_moment(span.starts_at, zone)),))
    return span


def _clock(moment: datetime) -> str:
    return f"{moment:%H.%M}"


def _zone_name(moment: datetime) -> str:
    name = _OFFSETS.get(moment.utcoffset() or timedelta(0))
    return f" {name}" if name else ""
