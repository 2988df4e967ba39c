"""Lists the ways to narrow a circle of people, each with its values, what a tap does and how it is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from bot.chat.context import ChatContext
from bot.chat.roles import Role
from bot.chat.row_ids import row_number
from bot.features.broadcasts.recipients import END, stopped
from bot.features.people.role_admin import role_name
from bot.language.unit_names import KINDS
from bot.texts import word
from flows.text_format import listed
from storage.outreach import workshops
from storage.outreach.audience import Audience, Stage
from storage.outreach.workshops import Rsvp, Workshop
from storage.people import contacts, units

MOST_WORKSHOPS = 5
MOST_NAMED = 4
"""Values named before "and others"."""
OR = "atau"
Value = tuple[str, str]
"""What a button carries, and what it says."""


class Filter(Protocol):
    """Is one way to narrow a circle."""

    def values(self, ctx: ChatContext, audience: Audience, /) -> Sequence[Value]:
        """Return what can be tapped."""

    def is_on(self, audience: Audience, value: str) -> bool:
        """Tell whether a value is chosen."""

    def put(self, audience: Audience, value: str) -> Audience:
        """Choose a value, or leave it."""

    def without(self, audience: Audience) -> Audience:
        """Return the circle as if nothing was chosen here."""


def _with(audience: Audience, field: str, value: object) -> Audience:
    changes: dict[str, Any] = {field: value}
    return replace(audience, **changes)


@dataclass(frozen=True, slots=True)
class MultiSelect:
    """Is a facet of which any of several values will do."""

    field: str
    offered: Callable[[ChatContext, Audience], Iterable[Value]]
    read: Callable[[str], object] = str

    def values(self, ctx: ChatContext, audience: Audience) -> Sequence[Value]:
        """Return what can be tapped."""
        return list(self.offered(ctx, audience))

    def is_on(self, audience: Audience, value: str) -> bool:
        """Tell whether a value is chosen."""
        return value in [str(one) for one in getattr(audience, self.field)]

    def put(self, audience: Audience, value: str) -> Audience:
        """Choose a value, or leave it."""
        kept = [one for one in getattr(audience, self.field) if str(one) != value]
        chosen = kept if self.is_on(audience, value) else [*kept, self.read(value)]
        return _with(audience, self.field, tuple(chosen))

    def without(self, audience: Audience) -> Audience:
        """Return the circle as if nothing was chosen here."""
        return _with(audience, self.field, ())


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """Is how lately people wrote: one choice at a time."""

    offered: tuple[str, ...] = ("active 7", "active 30", "silent 7", "silent 30")

    def values(self, _visit: ChatContext, _audience: Audience, /) -> Sequence[Value]:
        """Return what can be tapped."""
        return [(value, _days(value)) for value in self.offered]

    def is_on(self, audience: Audience, value: str) -> bool:
        """Tell whether a value is chosen."""
        kind, _, days = value.partition(" ")
        return str(audience.active_days if kind == "active" else audience.silent_days) == days

    def put(self, audience: Audience, value: str) -> Audience:
        """Choose a span in place of any other, or leave it."""
        kind, _, days = value.partition(" ")
        if value not in self.offered or self.is_on(audience, value):
            return self.without(audience)
        return _with(self.without(audience), f"{kind}_days", int(days))

    def without(self, audience: Audience) -> Audience:
        """Return the circle as if nothing was chosen here."""
        return replace(audience, active_days=0, silent_days=0)


@dataclass(frozen=True, slots=True)
class WorkshopFilter:
    """Is a workshop first, then what people answered to it."""

    def values(self, ctx: ChatContext, audience: Audience) -> Sequence[Value]:
        """Return the workshops, or what can be answered to the chosen one."""
        if audience.workshop is None:
            return [(str(workshop.id), workshop.title) for workshop in known_workshops(ctx)]
        answers = [(f"answer {answer.value or 'none'}", answer_word(answer.value)) for answer in Rsvp]
        return [*answers, ("answer present", answer_word("present")), ("0", word("facet.any_workshop"))]

    def is_on(self, audience: Audience, value: str) -> bool:
        """Tell whether an answer is chosen."""
        kind, _, answer = value.partition(" ")
        return kind == "answer" and _answer(answer) in audience.answers

    def put(self, audience: Audience, value: str) -> Audience:
        """Choose a workshop, or one of the answers to it."""
        kind, _, answer = value.partition(" ")
        if kind != "answer":
            return replace(audience, workshop=row_number(kind) or None, answers=())
        kept = tuple(other_answer for other_answer in audience.answers if other_answer != _answer(answer))
        return replace(audience, answers=kept if self.is_on(audience, value) else (*kept, _answer(answer)))

    def without(self, audience: Audience) -> Audience:
        """Return the circle as if no answer was chosen."""
        return replace(audience, answers=())


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Is who gets nothing all the same: units ("u12") and people ("p34") that were named."""

    def values(self, ctx: ChatContext, audience: Audience, /) -> Sequence[Value]:
        """Return what can be tapped."""
        named = [(f"u{without_unit}", unit_name(ctx, without_unit)) for without_unit in audience.without_units]
        return [*named, *((f"p{one}", person_name(ctx, one)) for one in audience.without)]

    def is_on(self, audience: Audience, value: str) -> bool:
        """Tell whether a value is chosen."""
        return int(value[1:]) in (audience.without_units if value.startswith("u") else audience.without)

    def put(self, audience: Audience, value: str) -> Audience:
        """Leave a unit or a person out, or let them in again."""
        field = "without_units" if value.startswith("u") else "without"
        kept = tuple(one for one in getattr(audience, field) if one != int(value[1:]))
        return _with(audience, field, kept if self.is_on(audience, value) else (*kept, int(value[1:])))

    def without(self, audience: Audience) -> Audience:
        """Return the circle as if nobody was left out."""
        return replace(audience, without_units=(), without=())


def known_workshops(ctx: ChatContext) -> list[Workshop]:
    """Return the workshops a broadcast can be about, those to come first."""
    coming = workshops.coming(ctx.connection, ctx.now)
    return [*coming, *workshops.past(ctx.connection, ctx.now, MOST_WORKSHOPS)][:MOST_WORKSHOPS]


def answer_word(answer: str) -> str:
    """Say what an answer to a workshop is."""
    return word(f"facet.answer_{answer or 'none'}")


def section_name(ctx: ChatContext, place: str) -> str:
    """Name a place where people stop: "Masalah, Rancangan inovasi"."""
    flow_id, _, section = place.partition("/")
    if flow_id not in ctx.forms:
        return section
    flow = ctx.forms.newest(flow_id)
    title = next(
        (other_section.title for other_section in flow.sections if other_section.id == section),
        word("facet.at_the_end"),
    )
    return f"{title}, {flow.short}"


def _sections(ctx: ChatContext, audience: Audience) -> list[Value]:
    """Return the places where somebody of the circle has stopped, in the forms' order."""
    counted = stopped(ctx.connection, ctx.forms, audience, ctx.now)
    order = [f"{flow.id}/{slug}" for flow in ctx.forms.offered() for slug in (*(s.id for s in flow.sections), END)]
    return [(place, section_name(ctx, place)) for place in order if place in counted or place in audience.sections]


def _kinds(ctx: ChatContext, _: Audience) -> list[Value]:
    used = {unit.kind for unit in units.in_states(ctx.connection)}
    return [(kind, KINDS.get(kind, kind)) for kind in (*KINDS, *sorted(used - KINDS.keys())) if kind in used]


def _languages(ctx: ChatContext, _: Audience) -> list[Value]:
    return [(language, word(f"facet.language_{language}")) for language in contacts.languages(ctx.connection)]


def _units(ctx: ChatContext, audience: Audience) -> list[Value]:
    return [(str(unit), unit_name(ctx, unit)) for unit in audience.units]


def unit_name(ctx: ChatContext, number: int) -> str:
    """Return a unit's name."""
    found = units.get(ctx.connection, number)
    return word("facet.gone") if found is None else found.name


def person_name(ctx: ChatContext, number: int) -> str:
    """Return a person's name."""
    found = contacts.get(ctx.connection, number)
    return word("facet.gone") if found is None else found.name or word("unit.nameless")


def _days(value: str) -> str:
    kind, _, days = value.partition(" ")
    return word(f"facet.{kind}_days", days=days)


def _answer(written: str) -> str:
    return "" if written == "none" else written


FILTERS: Mapping[str, Filter] = {
    "role": MultiSelect("roles", lambda _visit, _audience: [(role.value, role_name(role)) for role in Role]),
    "unit": MultiSelect("units", _units, int),
    "kind": MultiSelect("kinds", _kinds),
    "draft": MultiSelect(
        "progress",
        lambda _visit, _audience: [(stage.value, word(f"facet.draft_{stage.value}")) for stage in Stage],
        Stage,
    ),
    "stop": MultiSelect("sections", _sections),
    "meet": WorkshopFilter(),
    "days": ActivityFilter(),
    "lang": MultiSelect("languages", _languages),
    "less": Exclusions(),
}
"""The ways to narrow a circle, in the order in which they are offered."""
NAMED: Mapping[str, re.Pattern[str]] = {"unit": re.compile(r"[0-9]{1,9}"), "less": re.compile(r"[up][0-9]{1,9}")}
"""Those whose values are typed, and what a button of theirs carries."""


def is_value(ctx: ChatContext, audience: Audience, name: str, value: str) -> bool:
    """Tell whether a facet has such a value."""
    if name in NAMED:
        return NAMED[name].fullmatch(value) is not None
    return value in [one for one, _ in FILTERS[name].values(ctx, audience)]


def circle_words(ctx: ChatContext, audience: Audience) -> str:
    """Say whom a circle holds: "inovator; puskesmas atau kecamatan; belum mulai"."""
    parts = [_moment_words(audience), *(facet_words(ctx, audience, name) for name in FILTERS)]
    return "; ".join(part for part in parts if part) or word("facet.everybody")


def facet_words(ctx: ChatContext, audience: Audience, name: str) -> str:
    """Say what a facet narrows a circle to; "" where it does not."""
    facet = FILTERS[name]
    chosen = [label for value, label in facet.values(ctx, audience) if facet.is_on(audience, value)]
    if len(chosen) > MOST_NAMED:
        chosen = [*chosen[: MOST_NAMED - 1], word("facet.more", count=len(chosen) - MOST_NAMED + 1)]
    words = listed(chosen, OR)
    if name == "stop":
        return word("facet.stopped_at", names=words) if words else ""
    if name == "less":
        return word("facet.without", names=words) if words else ""
    if name == "meet" and audience.workshop is not None:
        found = workshops.get(ctx.connection, audience.workshop)
        title = word("facet.gone") if found is None else found.title
        return word("facet.of_workshop", answers=words or word("facet.invited"), title=title)
    return words


def _moment_words(audience: Audience) -> str:
    """Say what a circle that another part of the program made asks of the last word."""
    if audience.active_since is None and audience.silent_since is None:
        return ""
    return word("facet.by_activity")
