"""The fields of a workshop: its place, its point on the map, its seats and its reminders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.chat.context import ChatContext
from bot.chat.field_form import Entry, FieldQuestion
from bot.chat.payload import row_number
from bot.features.workshops import formatting
from bot.language.durations import read_durations
from bot.texts import say, word
from flows.language.coordinates import read_place
from flows.messages import LocationInput, Rich
from flows.parsed import Problem
from flows.text_format import tidy
from flows.texts import lines, normal
from storage.outreach.workshops import PLAN, Workshop, WorkshopChanges

Answer = WorkshopChanges | FieldQuestion[WorkshopChanges]
PLACE_LENGTH = 200
MOST_SEATS = 10_000
MOST_REMINDERS = 5
FARTHEST_REMINDER = timedelta(days=60)
NAMED = "named"
"""What a prompt keeps while only the name of a point on the map is missing."""
_LINK = re.compile(r"https?://\S+|(?<![\w@])(?:[a-z0-9-]+\.)+(?:com|id|us|net|org|me)(?:/\S*)?", re.IGNORECASE)
_MAP = re.compile(r"maps\.|/maps|goo\.gl", re.IGNORECASE)


def ask_place(_: ChatContext, __: Workshop) -> FieldQuestion[WorkshopChanges]:
    """Ask where it is."""
    return _ask_place(say("workshop.ask_place"))


def take_place(entry: Entry[Workshop]) -> Answer:
    """Take the name of a place, the link of a meeting, or a point on the map, whose name is asked for then."""
    if isinstance(entry.given, LocationInput):
        point: WorkshopChanges = {"latitude": entry.given.latitude, "longitude": entry.given.longitude, "link": ""}
        return _ask_place(say("workshop.ask_place_name"), NAMED, point)
    if not entry.text or len(entry.text) > PLACE_LENGTH:
        return _ask_place(say("workshop.no_place", most=PLACE_LENGTH), entry.said)
    return {"place": entry.text} if entry.said == NAMED else _place_changes(entry.text)


def tap_place(entry: Entry[Workshop], _: str) -> Answer:
    """Leave the place open, or a point on the map without a name."""
    return {} if entry.said == NAMED else {"place": "", "link": "", "latitude": None, "longitude": None}


def _ask_place(text: Rich, said: str = "", changes: WorkshopChanges | None = None) -> FieldQuestion[WorkshopChanges]:
    return FieldQuestion(text=text, buttons=((word("workshop.place_later"), "later"),), said=said, changes=changes)


def _place_changes(text: str) -> WorkshopChanges:
    """Return the name of a place that is typed, and the link to a meeting or a map in it."""
    link = _LINK.search(text)
    name = tidy(text.replace(link[0], " ")).strip(" ,;:-") if link else text
    point = read_place(link[0] if link and _MAP.search(link[0]) else text)
    if not isinstance(point, Problem):
        return {"place": name if link else "", "link": "", "latitude": point[0], "longitude": point[1]}
    address = "" if link is None else link[0] if "://" in link[0] else f"https://{link[0]}"
    return {"place": name, "link": address, "latitude": None, "longitude": None}


def ask_pin(_: ChatContext, workshop: Workshop) -> FieldQuestion[WorkshopChanges]:
    """Ask for the point on the map."""
    return _ask_pin(say("workshop.ask_pin", place=workshop.place))


def take_pin(entry: Entry[Workshop]) -> Answer:
    """Take a point that was sent, or its link or numbers."""
    if isinstance(entry.given, LocationInput):
        return {"latitude": entry.given.latitude, "longitude": entry.given.longitude}
    point = read_place(entry.text)
    if isinstance(point, Problem):
        return _ask_pin(normal(point.text))
    return {"latitude": point[0], "longitude": point[1]}


def tap_pin(_: Entry[Workshop], __: str) -> Answer:
    """Do without a point on the map."""
    return {"latitude": None, "longitude": None}


def needs_no_pin(workshop: Workshop) -> bool:
    """Tell whether a point on the map is known, or of no use."""
    return not workshop.place or bool(workshop.link) or workshop.latitude is not None


def _ask_pin(text: Rich) -> FieldQuestion[WorkshopChanges]:
    return FieldQuestion(text=text, buttons=((word("workshop.pin_skip"), "none"),))


def ask_capacity(_: ChatContext, __: Workshop) -> FieldQuestion[WorkshopChanges]:
    """Ask for the number of seats."""
    return _ask_capacity(say("workshop.ask_capacity"))


def take_capacity(entry: Entry[Workshop]) -> Answer:
    """Take a number of seats."""
    text = entry.text.lower()
    if "tanpa batas" in text:
        return {"capacity": None}
    numbers = re.findall(r"\d+", re.sub(r"(?<=\d)\.(?=\d{3}\b)", "", text))
    seats = row_number(numbers[0]) if len(numbers) == 1 else 0
    return {"capacity": seats} if 0 < seats <= MOST_SEATS else _ask_capacity(say("workshop.no_capacity"))


def tap_capacity(_: Entry[Workshop], __: str) -> Answer:
    """Set no limit of seats."""
    return {"capacity": None}


def _ask_capacity(text: Rich) -> FieldQuestion[WorkshopChanges]:
    return FieldQuestion(text=text, buttons=((word("workshop.boundless"), "none"),))


def ask_plan(_: ChatContext, workshop: Workshop) -> FieldQuestion[WorkshopChanges]:
    """Ask when people are reminded."""
    return _ask_plan(say("workshop.ask_plan", plan=formatting.plan(workshop.plan)))


def take_plan(entry: Entry[Workshop]) -> Answer:
    """Take the times of the reminders as they are typed."""
    if plan := read_plan(entry.text):
        return {"plan": plan}
    now = say("workshop.plan_now", plan=formatting.plan(entry.value.plan))
    return _ask_plan(lines(say("workshop.no_plan"), now))


def tap_plan(_: Entry[Workshop], value: str) -> Answer:
    """Set the usual reminders, or none."""
    return {"plan": PLAN if value == "usual" else ()}


def read_plan(text: str) -> Sequence[timedelta]:
    """Read "7 hari, 1 hari, 2 jam" or "H-7, H-1", the longest first; empty where it is none."""
    steps = set(read_durations(tidy(text)))
    fits = len(steps) <= MOST_REMINDERS and all(timedelta(0) < step <= FARTHEST_REMINDER for step in steps)
    return tuple(sorted(steps, reverse=True)) if fits else ()


def _ask_plan(text: Rich) -> FieldQuestion[WorkshopChanges]:
    return FieldQuestion(
        text=text, buttons=((word("workshop.plan_usual"), "usual"), (word("workshop.plan_none"), "none"))
    )
