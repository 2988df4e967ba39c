"""Lists the ways to narrow a circle of people, each with its values, what a tap does and how it is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from bot.chat.context import Visit
from bot.chat.roles import Role
from bot.chat.row_ids import row_number
from bot.features.broadcasts.recipients import END, stopped
from bot.features.people.role_admin import role_name
from bot.language.unit_names import KINDS
from bot.texts import word
from flows.text_format import listed
from storage.outreach import workshops
from storage.outreach.audience import Audience, Progress
from storage.outreach.workshops import Answer, Workshop
from storage.people import contacts, units

MOST_WORKSHOPS = 5
MOST_NAMED = 4
"""Values named before "and others"."""
OR = "atau"
Value = tuple[str, str]
"""What a button carries, and what it says."""


class Facet(Protocol):
    """Is one way to narrow a circle."""

    def values(self, visit: Visit, audience: Audience, /) -> Sequence[Value]:
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
class Ticked:
    """Is a facet of which any of several values will do."""

    field: str
    offered: Callable[[Visit, Audience], Iterable[Value]]
    read: Callable[[str], object] = str

    def values(self, visit: Visit, audience: Audience) -> Sequence[Value]:
        """Return what can be tapped."""
        return list(self.offered(visit, audience))

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
class Days:
    """Is how lately people wrote: one choice at a time."""

    offered: tuple[str, ...] = ("active 7", "active 30", "silent 7", "silent 30")

    def values(self, _visit: Visit, _audience: Audience, /) -> Sequence[Value]:
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
class Meeting:
    """Is a workshop first, then what people answered to it."""

    def values(self, visit: Visit, audience: Audience) -> Sequence[Value]:
        """Return the workshops, or what can be answered to the chosen one."""
        if audience.workshop is None:
            return [(str(one.id), one.title) for one in known_workshops(visit)]
        answers = [(f"answer {answer.value or 'none'}", answer_word(answer.value)) for answer in Answer]
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
        kept = tuple(one for one in audience.answers if one != _answer(answer))
        return replace(audience, answers=kept if self.is_on(audience, value) else (*kept, _answer(answer)))

    def without(self, audience: Audience) -> Audience:
        """Return the circle as if no answer was chosen."""
        return replace(audience, answers=())


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Is who gets nothing all the same: units ("u12") and people ("p34") that were named."""

    def values(self, visit: Visit, audience: Audience, /) -> Sequence[Value]:
        """Return what can be tapped."""
        named = [(f"u{one}", unit_name(visit, one)) for one in audience.without_units]
        return [*named, *((f"p{one}", person_name(visit, one)) for one in audience.without)]

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


def known_workshops(visit: Visit) -> list[Workshop]:
    """Return the workshops an announcement can be about, those to come first."""
    coming = workshops.coming(visit.connection, visit.now)
    return [*coming, *workshops.past(visit.connection, visit.now, MOST_WORKSHOPS)][:MOST_WORKSHOPS]


def answer_word(answer: str) -> str:
    """Say what an answer to a workshop is."""
    return word(f"facet.answer_{answer or 'none'}")


def section_name(visit: Visit, place: str) -> str:
    """Name a place where people stop: "Masalah, Rancangan inovasi"."""
    flow_id, _, section = place.partition("/")
    if flow_id not in visit.forms:
        return section
    flow = visit.forms.newest(flow_id)
    title = next((one.title for one in flow.sections if one.id == section), word("facet.at_the_end"))
    return f"{title}, {flow.short}"


def _sections(visit: Visit, audience: Audience) -> list[Value]:
    """Return the places where somebody of the circle has stopped, in the forms' order."""
    counted = stopped(visit.connection, visit.forms, audience, visit.now)
    order = [f"{flow.id}/{one}" for flow in visit.forms.offered() for one in (*(s.id for s in flow.sections), END)]
    return [(place, section_name(visit, place)) for place in order if place in counted or place in audience.sections]


def _kinds(visit: Visit, _: Audience) -> list[Value]:
    used = {one.kind for one in units.of(visit.connection)}
    return [(kind, KINDS.get(kind, kind)) for kind in (*KINDS, *sorted(used - KINDS.keys())) if kind in used]


def _languages(visit: Visit, _: Audience) -> list[Value]:
    return [(language, word(f"facet.language_{language}")) for language in contacts.languages(visit.connection)]


def _units(visit: Visit, audience: Audience) -> list[Value]:
    return [(str(one), unit_name(visit, one)) for one in audience.units]


def unit_name(visit: Visit, number: int) -> str:
    """Return a unit's name."""
    found = units.get(visit.connection, number)
    return word("facet.gone") if found is None else found.name


def person_name(visit: Visit, number: int) -> str:
    """Return a person's name."""
    found = contacts.get(visit.connection, number)
    return word("facet.gone") if found is None else found.name or word("unit.nameless")


def _days(value: str) -> str:
    kind, _, days = value.partition(" ")
    return word(f"facet.{kind}_days", days=days)


def _answer(written: str) -> str:
    return "" if written == "none" else written


FACETS: Mapping[str, Facet] = {
    "role": Ticked("roles", lambda _visit, _audience: [(role.value, role_name(role)) for role in Role]),
    "unit": Ticked("units", _units, int),
    "kind": Ticked("kinds", _kinds),
    "draft": Ticked(
        "progress",
        lambda _visit, _audience: [(one.value, word(f"facet.draft_{one.value}")) for one in Progress],
        Progress,
    ),
    "stop": Ticked("sections", _sections),
    "meet": Meeting(),
    "days": Days(),
    "lang": Ticked("languages", _languages),
    "less": LeftOut(),
}
"""The ways to narrow a circle, in the order in which they are offered."""
NAMED: Mapping[str, re.Pattern[str]] = {"unit": re.compile(r"[0-9]{1,9}"), "less": re.compile(r"[up][0-9]{1,9}")}
"""Those whose values are typed, and what a button of theirs carries."""


def is_value(visit: Visit, audience: Audience, name: str, value: str) -> bool:
    """Tell whether a facet has such a value."""
    if name in NAMED:
        return NAMED[name].fullmatch(value) is not None
    return value in [one for one, _ in FACETS[name].values(visit, audience)]


def circle_words(visit: Visit, audience: Audience) -> str:
    """Say whom a circle holds: "inovator; puskesmas atau kecamatan; belum mulai"."""
    parts = [_moment_words(audience), *(facet_words(visit, audience, name) for name in FACETS)]
    return "; ".join(part for part in parts if part) or word("facet.everybody")


def facet_words(visit: Visit, audience: Audience, name: str) -> str:
    """Say what a facet narrows a circle to; "" where it does not."""
    facet = FACETS[name]
    chosen = [label for value, label in facet.values(visit, audience) if facet.is_on(audience, value)]
    if len(chosen) > MOST_NAMED:
        chosen = [*chosen[: MOST_NAMED - 1], word("facet.more", count=len(chosen) - MOST_NAMED + 1)]
    words = listed(chosen, OR)
    if name == "stop":
        return word("facet.stopped_at", names=words) if words else ""
    if name == "less":
        return word("facet.without", names=words) if words else ""
    if name == "meet" and audience.workshop is not None:
        found = workshops.get(visit.connection, audience.workshop)
        title = word("facet.gone") if found is None else found.title
        return word("facet.of_workshop", answers=words or word("facet.invited"), title=title)
    return words


def _moment_words(audience: Audience) -> str:
    """Say what a circle that another part of the program made asks of the last word."""
    if audience.active_since is None and audience.silent_since is None:
        return ""
    return word("facet.by_activity")
