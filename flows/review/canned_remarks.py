"""Prepared remarks that a coach can give with one button, chosen by the hints of a section."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flows.quality.meter import Hint
from flows.texts import word


@dataclass(frozen=True, slots=True, kw_only=True)
class CannedRemark:
    """A prepared remark: short on a button, whole in the record; `question` is "" for the whole section."""

    place: int
    """Where it stands among all phrases: short enough for a button."""
    name: str
    label: str
    text: str
    question: str = ""


CANNED_REMARKS = (
    "over_limit",
    "section_over",
    "under_minimum",
    "title_acronym",
    "goal_not_activity",
    "outcome_not_output",
    "plan_as_result",
    "needs_number",
    "vague_growth",
    "needs_baseline",
    "needs_target_date",
    "needs_source",
    "number_without_unit",
    "legal_reference",
    "budget_source",
    "replication_named",
    "no_evidence",
    "figures_differ",
    "gap",
    "example",
    "clearer",
)
"""The checks that have a prepared remark, and three remarks for any section; the texts are in the catalogue.

A button carries a remark's position here: add new ones at the end.
"""

GENERAL = ("example", "clearer")
MOST = 4
"""Prepared remarks shown at once: with more, typing is quicker."""


def quick_remarks(hints: Iterable[Hint], gaps: Iterable[str], question: str = "") -> tuple[CannedRemark, ...]:
    """Return the remarks that fit a section, or one question of it, strongest first."""
    found = {hint.check: hint.question for hint in reversed(tuple(hints)) if not question or hint.question == question}
    names = [*(["gap"] if any(gaps) and not question else []), *reversed(found)]
    wanted = [name for name in (*names, *GENERAL) if name in CANNED_REMARKS][:MOST]
    return tuple(_quick(name, found.get(name, question)) for name in dict.fromkeys(wanted))


def phrase(place: str) -> str | None:
    """Return the text of the remark at this position; None if there is none."""
    is_known = place.isdecimal() and len(place) < 4 and int(place) < len(CANNED_REMARKS)
    return word(f"remark_text.{CANNED_REMARKS[int(place)]}") if is_known else None


def _quick(name: str, question: str) -> CannedRemark:
    return CannedRemark(
        place=CANNED_REMARKS.index(name),
        name=name,
        label=word(f"remark_label.{name}"),
        text=word(f"remark_text.{name}"),
        question=question,
    )
