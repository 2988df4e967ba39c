"""The progress of units as one picture, readable at a glance on a phone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.documents.typesetting import compiler
from storage.outreach.audience import Stage
from storage.reports.progress import DELIVERED

TEMPLATE = Path(__file__).with_name("progress_picture.typ")
NARROW = 17
"""Characters of a name that stands in a third of the width."""
MOST_LISTED = 500
"""Units that one picture names: 300 MB while it is drawn, and nobody scrolls further."""
DOTS = 216.0
"""Dots per inch: 1,200 across, three for each point of a phone's width."""


@dataclass(frozen=True, slots=True)
class StageStyle:
    """How a stage looks: its label and sign tell it, the colour only decorates."""

    name: str
    sign: str
    color: str
    ink: str


LOOKS = {
    Stage.NOTHING: StageStyle("belum mulai", "–", "#d9d9d9", "#333333"),
    Stage.WRITING: StageStyle("sedang menulis", "…", "#f2c14e", "#3d2e00"),
    Stage.SUBMITTED: StageStyle("diajukan", "→", "#7fb2e5", "#06263f"),
    Stage.REVISE: StageStyle("perlu revisi", "✎", "#e8894a", "#3b1700"),
    Stage.APPROVED: StageStyle("disetujui", "✓", "#3f9b5f", "#ffffff"),
}


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """The stage of a unit: the furthest that any of its people has come."""

    unit: str
    kind: str
    progress: Stage


def draw_progress(standings: Sequence[UnitStanding], *, head: str, foot: str) -> bytes:
    """Return the picture as PNG."""
    order = list(reversed(LOOKS))
    counts = {progress: sum(unit_standing.progress is progress for unit_standing in standings) for progress in order}
    delivered = sum(counts[progress] for progress in DELIVERED)
    listed = Counter(unit_standing.kind for unit_standing in standings[:MOST_LISTED])
    data = {
        "head": head,
        "goal": f"{delivered} dari {len(standings)} unit" if standings else "Belum ada unit",
        "goal_words": "sudah mengajukan minimal satu rancangan" if standings else "dalam daftar",
        "states": [
            {
                "name": look.name,
                "sign": look.sign,
                "color": look.color,
                "ink": look.ink,
                "count": counts[progress],
                "share": counts[progress] / max(1, len(standings)),
            }
            for progress, look in reversed(LOOKS.items())
        ],
        "groups": [
            _group(kind, standings, order, listed[kind])
            for kind in dict.fromkeys(unit_standing.kind for unit_standing in standings)
        ],
        "foot": foot,
    }
    with compiler(TEMPLATE, data, {}) as (typesetter, _):
        picture = typesetter.compile(format="png", ppi=DOTS)
    assert isinstance(picture, bytes)  # one page
    return picture


def _group(kind: str, standings: Sequence[UnitStanding], order: Sequence[Stage], most: int) -> dict[str, object]:
    own = [unit_standing for unit_standing in standings if unit_standing.kind == kind]
    delivered = sum(unit_standing.progress in DELIVERED for unit_standing in own)
    names = {unit_standing.unit: short_name(unit_standing.unit, kind) for unit_standing in own}
    return {
        "name": kind,
        "tally": f"· {delivered} dari {len(own)} sudah mengajukan",
        "columns": 3 if max(len(name) for name in names.values()) <= NARROW else 2,
        "units": [
            {"name": names[unit_standing.unit], "state": order.index(unit_standing.progress)}
            for unit_standing in sorted(
                own, key=lambda unit_standing: (order.index(unit_standing.progress), unit_standing.unit)
            )[:most]
        ],
        "more": f"dan {len(own) - most} unit lagi; semuanya ada di berkas Excel" if len(own) > most else "",
    }


def short_name(unit: str, kind: str) -> str:
    """Return a unit's name without the kind that stands above it: "Wotu" below "Puskesmas"."""
    start = f"{kind} ".casefold()
    return unit[len(start) :] if unit.casefold().startswith(start) and len(unit) > len(start) else unit
