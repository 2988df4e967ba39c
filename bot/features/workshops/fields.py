"""Takes a workshop's place, its point on the map, its seats and its reminders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.chat.context import ChatContext
from bot.chat.row_ids import row_number
from bot.features.workshops import card, formatting
from bot.features.workshops.field_prompt import FieldKey, ask
from bot.language.durations import read_durations
from bot.texts import say, word
from flows.language.coordinates import read_place
from flows.messages import Input, LocationInput, TextInput
from flows.parsed import Problem
from flows.text_format import tidy
from flows.texts import lines, normal
from storage.outreach.workshops import PLAN, Workshop, WorkshopChanges

PLACE_LENGTH = 200
MOST_SEATS = 10_000
MOST_STEPS = 5
FARTHEST_STEP = timedelta(days=60)
NAMED = "named"
"""What a prompt keeps while only the name of a point on the map is missing."""
_LINK = re.compile(r"https?://\S+|(?<![\w@])(?:[a-z0-9-]+\.)+(?:com|id|us|net|org|me)(?:/\S*)?", re.IGNORECASE)
_MAP = re.compile(r"maps\.|/maps|goo\.gl", re.IGNORECASE)


# --- place ---------------------------------------------------------------------------------------


def ask_place(ctx: ChatContext, _: Workshop, spot: FieldKey) -> None:
    """Ask where it is."""
    ask(ctx, spot, say("workshop.ask_place"), _later())


def take_place(ctx: ChatContext, given: Input, workshop: Workshop, spot: FieldKey) -> Workshop | None:
    """Take the name of a place, the link of a meeting, or a point on the map, whose name is asked for then."""
    if isinstance(given, LocationInput):
        card.change(ctx, workshop, latitude=given.latitude, longitude=given.longitude, link="")
        ask(ctx, replace(spot, said=NAMED), say("workshop.ask_place_name"), _later())
        return None
    text = tidy(given.text) if isinstance(given, TextInput) else ""
    if not text or len(text) > PLACE_LENGTH:
        ask(ctx, spot, say("workshop.no_place", most=PLACE_LENGTH), _later())
        return None
    if spot.said == NAMED:
        return card.change(ctx, workshop, place=text)
    return card.change(ctx, workshop, **_placed(text))


def tap_place(ctx: ChatContext, workshop: Workshop, spot: FieldKey, _: str) -> Workshop | None:
    """Leave the place open."""
    return (
        workshop if spot.said == NAMED else card.change(ctx, workshop, place="", link="", latitude=None, longitude=None)
    )


def _placed(text: str) -> WorkshopChanges:
    """Read a place's name, with a link to a meeting or a map in it."""
    link = _LINK.search(text)
    name = tidy(text.replace(link[0], " ")).strip(" ,;:-") if link else text
    point = read_place(link[0] if link and _MAP.search(link[0]) else text)
    if not isinstance(point, Problem):
        return {"place": name if link else "", "link": "", "latitude": point[0], "longitude": point[1]}
    address = "" if link is None else link[0] if "://" in link[0] else f"https://{link[0]}"
    return {"place": name, "link": address, "latitude": None, "longitude": None}


def _later() -> tuple[str, str]:
    return word("workshop.place_later"), "later"


# --- map -----------------------------------------------------------------------------------------


def ask_pin(ctx: ChatContext, workshop: Workshop, spot: FieldKey) -> None:
    """Ask for the point on the map."""
    ask(ctx, spot, say("workshop.ask_pin", place=workshop.place), _no_pin())


def take_pin(ctx: ChatContext, given: Input, workshop: Workshop, spot: FieldKey) -> Workshop | None:
    """Take a point that was sent, or its link or numbers."""
    if isinstance(given, LocationInput):
        return card.change(ctx, workshop, latitude=given.latitude, longitude=given.longitude)
    point = read_place(given.text if isinstance(given, TextInput) else "")
    if isinstance(point, Problem):
        ask(ctx, spot, normal(point.text), _no_pin())
        return None
    return card.change(ctx, workshop, latitude=point[0], longitude=point[1])


def tap_pin(ctx: ChatContext, workshop: Workshop, _: FieldKey, __: str) -> Workshop | None:
    """Do without a point on the map."""
    return card.change(ctx, workshop, latitude=None, longitude=None)


def _no_pin() -> tuple[str, str]:
    return word("workshop.pin_skip"), "none"


# --- seats ---------------------------------------------------------------------------------------


def ask_capacity(ctx: ChatContext, _: Workshop, spot: FieldKey) -> None:
    """Ask how many people find room."""
    ask(ctx, spot, say("workshop.ask_capacity"), _boundless())


def take_capacity(ctx: ChatContext, given: Input, workshop: Workshop, spot: FieldKey) -> Workshop | None:
    """Take a number of seats."""
    text = tidy(given.text).lower() if isinstance(given, TextInput) else ""
    if "tanpa batas" in text:
        return card.change(ctx, workshop, capacity=None)
    numbers = re.findall(r"\d+", re.sub(r"(?<=\d)\.(?=\d{3}\b)", "", text))
    seats = row_number(numbers[0]) if len(numbers) == 1 else 0
    if not 0 < seats <= MOST_SEATS:
        ask(ctx, spot, say("workshop.no_capacity"), _boundless())
        return None
    return card.change(ctx, workshop, capacity=seats)


def tap_capacity(ctx: ChatContext, workshop: Workshop, _: FieldKey, __: str) -> Workshop | None:
    """Let everybody in."""
    return card.change(ctx, workshop, capacity=None)


def _boundless() -> tuple[str, str]:
    return word("workshop.boundless"), "none"


# --- reminders -----------------------------------------------------------------------------------


def ask_plan(ctx: ChatContext, workshop: Workshop, spot: FieldKey) -> None:
    """Ask when people are reminded."""
    ask(ctx, spot, say("workshop.ask_plan", plan=formatting.plan(workshop.plan)), *_plans())


def take_plan(ctx: ChatContext, given: Input, workshop: Workshop, spot: FieldKey) -> Workshop | None:
    """Take when people are reminded, as it is typed."""
    steps = read_plan(given.text) if isinstance(given, TextInput) else ()
    if not steps:
        ask(
            ctx,
            spot,
            lines(say("workshop.no_plan"), say("workshop.plan_now", plan=formatting.plan(workshop.plan))),
            *_plans(),
        )
        return None
    return card.change(ctx, workshop, plan=steps)


def tap_plan(ctx: ChatContext, workshop: Workshop, _: FieldKey, value: str) -> Workshop | None:
    """Take the usual reminders, or none."""
    return card.change(ctx, workshop, plan=PLAN if value == "usual" else ())


def read_plan(text: str) -> Sequence[timedelta]:
    """Read "7 hari, 1 hari, 2 jam" or "H-7, H-1", the longest first; empty where it is none."""
    steps = set(read_durations(tidy(text)))
    fits = len(steps) <= MOST_STEPS and all(timedelta(0) < step <= FARTHEST_STEP for step in steps)
    return tuple(sorted(steps, reverse=True)) if fits else ()


def _plans() -> tuple[tuple[str, str], ...]:
    return (word("workshop.plan_usual"), "usual"), (word("workshop.plan_none"), "none")
