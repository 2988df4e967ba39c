"""The filters of an audience: the values of each, what a tap on a value does, and the words for what is set."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from bot.chat.context import ChatContext
from bot.chat.payload import row_number
from bot.chat.roles import Role
from bot.features.audience.recipients import END, stopped
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
"""Values that are named; of more, one fewer and a count."""
OR = "atau"
Value = tuple[str, str]
"""A value as a button carries it, and its label."""


class Filter(Protocol):
    """One way to narrow an audience."""

    def values(self, ctx: ChatContext, audience: Audience, /) -> Sequence[Value]:
        """Return the values that are offered."""

    def is_on(self, audience: Audience, value: str) -> bool:
        """Tell whether a value is set."""

    def put(self, audience: Audience, value: str) -> Audience:
        """Return the audience with a value set, or unset if it was set."""

    def without(self, audience: Audience) -> Audience:
        """Return the audience without this filter."""


def _with(audience: Audience, field: str, value: object) -> Audience:
    changes: dict[str, Any] = {field: value}
    return replace(audience, **changes)


@dataclass(frozen=True, slots=True)
class MultiSelect:
    """A filter with several values, any of which will do."""

    field: str
    offered: Callable[[ChatContext, Audience], Iterable[Value]]
    read: Callable[[str], object] = str

    def values(self, ctx: ChatContext, audience: Audience) -> Sequence[Value]:
        """Return the values that are offered."""
        return list(self.offered(ctx, audience))

    def is_on(self, audience: Audience, value: str) -> bool:
        """Tell whether a value is set."""
        return value in map(str, getattr(audience, self.field))

    def put(self, audience: Audience, value: str) -> Audience:
        """Return the audience with a value set, or unset if it was set."""
        kept = [other for other in getattr(audience, self.field) if str(other) != value]
        chosen = kept if self.is_on(audience, value) else [*kept, self.read(value)]
        return _with(audience, self.field, tuple(chosen))

    def without(self, audience: Audience) -> Audience:
        """Return the audience without this filter."""
        return _with(audience, self.field, ())


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """A filter by how lately people wrote; one value at a time."""

    offered: tuple[str, ...] = ("active 7", "active 30", "silent 7", "silent 30")

    def values(self, _ctx: ChatContext, _audience: Audience, /) -> Sequence[Value]:
        """Return the values that are offered."""
        return [(value, _days(value)) for value in self.offered]

    def is_on(self, audience: Audience, value: str) -> bool:
        """Tell whether a value is set."""
        kind, _, days = value.partition(" ")
        return str(audience.active_days if kind == "active" else audience.silent_days) == days

    def put(self, audience: Audience, value: str) -> Audience:
        """Return the audience with a span in place of any other, or without one if it was set."""
        kind, _, days = value.partition(" ")
        if value not in self.offered or self.is_on(audience, value):
            return self.without(audience)
        return _with(self.without(audience), f"{kind}_days", int(days))

    def without(self, audience: Audience) -> Audience:
        """Return the audience without this filter."""
        return replace(audience, active_days=0, silent_days=0)


@dataclass(frozen=True, slots=True)
class WorkshopFilter:
    """A filter by a workshop, then by the answers to its invitation."""

    def values(self, ctx: ChatContext, audience: Audience) -> Sequence[Value]:
        """Return the workshops, or the answers to the one that is set."""
        if audience.workshop is None:
            return [(str(workshop.id), workshop.title) for workshop in known_workshops(ctx)]
        answers = [(f"answer {answer.value or 'none'}", answer_word(answer.value)) for answer in Rsvp]
        return [*answers, ("answer present", answer_word("present")), ("0", word("filter.any_workshop"))]

    def is_on(self, audience: Audience, value: str) -> bool:
        """Tell whether an answer is set."""
        kind, _, answer = value.partition(" ")
        return kind == "answer" and _answer(answer) in audience.answers

    def put(self, audience: Audience, value: str) -> Audience:
        """Return the audience with a workshop set, or with an answer to it set or unset."""
        kind, _, answer = value.partition(" ")
        if kind != "answer":
            return replace(audience, workshop=row_number(kind) or None, answers=())
        kept = tuple(other_answer for other_answer in audience.answers if other_answer != _answer(answer))
        return replace(audience, answers=kept if self.is_on(audience, value) else (*kept, _answer(answer)))

    def without(self, audience: Audience) -> Audience:
        """Return the audience without answers; the workshop stays."""
        return replace(audience, answers=())


@dataclass(frozen=True, slots=True)
class Exclusions:
    """A filter that leaves out units ("u12") and people ("p34") by name."""

    def values(self, ctx: ChatContext, audience: Audience, /) -> Sequence[Value]:
        """Return the values that are offered."""
        named = [(f"u{unit}", unit_name(ctx, unit)) for unit in audience.without_units]
        return [*named, *((f"p{contact}", person_name(ctx, contact)) for contact in audience.without)]

    def is_on(self, audience: Audience, value: str) -> bool:
        """Tell whether a value is set."""
        return int(value[1:]) in (audience.without_units if value.startswith("u") else audience.without)

    def put(self, audience: Audience, value: str) -> Audience:
        """Return the audience without a unit or person, or with them again."""
        field = "without_units" if value.startswith("u") else "without"
        kept = tuple(other for other in getattr(audience, field) if other != int(value[1:]))
        return _with(audience, field, kept if self.is_on(audience, value) else (*kept, int(value[1:])))

    def without(self, audience: Audience) -> Audience:
        """Return the audience with nobody left out."""
        return replace(audience, without_units=(), without=())


def known_workshops(ctx: ChatContext) -> list[Workshop]:
    """Return the workshops an audience can be narrowed by, coming ones first."""
    coming = workshops.coming(ctx.connection, ctx.now)
    return [*coming, *workshops.past(ctx.connection, ctx.now, MOST_WORKSHOPS)][:MOST_WORKSHOPS]


def answer_word(answer: str) -> str:
    """Return the word for an answer to a workshop's invitation."""
    return word(f"filter.answer_{answer or 'none'}")


def section_name(ctx: ChatContext, place: str) -> str:
    """Return the name of where writers stopped ("form/section"): "Masalah, Rancangan inovasi"."""
    flow_id, _, section = place.partition("/")
    if flow_id not in ctx.forms:
        return section
    flow = ctx.forms.newest(flow_id)
    title = next(
        (other_section.title for other_section in flow.sections if other_section.id == section),
        word("filter.at_the_end"),
    )
    return f"{title}, {flow.short}"


def _sections(ctx: ChatContext, audience: Audience) -> list[Value]:
    """Return the sections where somebody of the audience has stopped, in the order of the forms."""
    counted = stopped(ctx.connection, ctx.forms, audience, ctx.now)
    order = [f"{flow.id}/{slug}" for flow in ctx.forms.offered() for slug in (*(s.id for s in flow.sections), END)]
    return [(place, section_name(ctx, place)) for place in order if place in counted or place in audience.sections]


def _kinds(ctx: ChatContext, _: Audience) -> list[Value]:
    used = {unit.kind for unit in units.in_states(ctx.connection)}
    return [(kind, KINDS.get(kind, kind)) for kind in (*KINDS, *sorted(used - KINDS.keys())) if kind in used]


def _languages(ctx: ChatContext, _: Audience) -> list[Value]:
    return [(language, word(f"filter.language_{language}")) for language in contacts.languages(ctx.connection)]


def _units(ctx: ChatContext, audience: Audience) -> list[Value]:
    return [(str(unit), unit_name(ctx, unit)) for unit in audience.units]


def unit_name(ctx: ChatContext, number: int) -> str:
    """Return a unit's name."""
    unit = units.get(ctx.connection, number)
    return word("filter.gone") if unit is None else unit.name


def person_name(ctx: ChatContext, number: int) -> str:
    """Return a person's name."""
    contact = contacts.get(ctx.connection, number)
    return word("filter.gone") if contact is None else contact.name or word("unit.nameless")


def _days(value: str) -> str:
    kind, _, days = value.partition(" ")
    return word(f"filter.{kind}_days", days=days)


def _answer(written: str) -> str:
    return "" if written == "none" else written


FILTERS: Mapping[str, Filter] = {
    "role": MultiSelect("roles", lambda _ctx, _audience: [(role.value, role_name(role)) for role in Role]),
    "unit": MultiSelect("units", _units, int),
    "kind": MultiSelect("kinds", _kinds),
    "draft": MultiSelect(
        "progress",
        lambda _ctx, _audience: [(stage.value, word(f"filter.draft_{stage.value}")) for stage in Stage],
        Stage,
    ),
    "stop": MultiSelect("sections", _sections),
    "meet": WorkshopFilter(),
    "days": ActivityFilter(),
    "lang": MultiSelect("languages", _languages),
    "less": Exclusions(),
}
"""The filters in the order in which they are offered."""
TYPED: Mapping[str, re.Pattern[str]] = {"unit": re.compile(r"[0-9]{1,9}"), "less": re.compile(r"[up][0-9]{1,9}")}
"""Filters whose values are typed names, and what a value of theirs looks like on a button."""


def is_value(ctx: ChatContext, audience: Audience, name: str, value: str) -> bool:
    """Tell whether a filter has such a value."""
    if name in TYPED:
        return TYPED[name].fullmatch(value) is not None
    return value in dict(FILTERS[name].values(ctx, audience))


def audience_words(ctx: ChatContext, audience: Audience) -> str:
    """Describe an audience: "inovator; puskesmas atau kecamatan; belum mulai"."""
    parts = [_moment_words(audience), *(filter_words(ctx, audience, name) for name in FILTERS)]
    return "; ".join(part for part in parts if part) or word("filter.everybody")


def filter_words(ctx: ChatContext, audience: Audience, name: str) -> str:
    """Describe what a filter is set to; "" if it is not set."""
    filter_ = FILTERS[name]
    chosen = [label for value, label in filter_.values(ctx, audience) if filter_.is_on(audience, value)]
    if len(chosen) > MOST_NAMED:
        chosen = [*chosen[: MOST_NAMED - 1], word("filter.more", count=len(chosen) - MOST_NAMED + 1)]
    words = listed(chosen, OR)
    if name == "stop":
        return word("filter.stopped_at", names=words) if words else ""
    if name == "less":
        return word("filter.without", names=words) if words else ""
    if name == "meet" and audience.workshop is not None:
        workshop = workshops.get(ctx.connection, audience.workshop)
        title = word("filter.gone") if workshop is None else workshop.title
        return word("filter.of_workshop", answers=words or word("filter.invited"), title=title)
    return words


def _moment_words(audience: Audience) -> str:
    """Return the words for fixed moments of activity, which no filter sets; "" if there are none."""
    if audience.active_since is None and audience.silent_since is None:
        return ""
    return word("filter.by_activity")
