"""Draws the board: which unit has delivered, as one picture that reads at a glance on a phone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.documents.typesetting import compiler
from storage.outreach.audience import Progress
from storage.reports.progress import DELIVERED

TEMPLATE = Path(__file__).with_name("progress_picture.typ")
NARROW = 17
"""Characters of a name that stands in a third of the width."""
MOST_LISTED = 500
"""Units that one picture names: 300 MB while it is drawn, and nobody scrolls further."""
DOTS = 216.0
"""Dots per inch: 1,200 across, three for each point of a phone's width."""


@dataclass(frozen=True, slots=True)
class Look:
    """Is how a state of the way looks: words and a sign carry it, the colour only decorates."""

    name: str
    sign: str
    color: str
    ink: str


LOOKS = {
    Progress.NOTHING: Look("belum mulai", "–", "#d9d9d9", "#333333"),
    Progress.WRITING: Look("sedang menulis", "…", "#f2c14e", "#3d2e00"),
    Progress.SUBMITTED: Look("diajukan", "→", "#7fb2e5", "#06263f"),
    Progress.REVISE: Look("perlu revisi", "✎", "#e8894a", "#3b1700"),
    Progress.APPROVED: Look("disetujui", "✓", "#3f9b5f", "#ffffff"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Is where a unit stands: the furthest any of its people has come."""

    unit: str
    kind: str
    progress: Progress


def draw_board(standings: Sequence[Standing], *, head: str, foot: str) -> bytes:
    """Return the board as PNG."""
    order = list(reversed(LOOKS))
    counts = {progress: sum(one.progress is progress for one in standings) for progress in order}
    delivered = sum(counts[progress] for progress in DELIVERED)
    listed = Counter(one.kind for one in standings[:MOST_LISTED])
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
            _group(kind, standings, order, listed[kind]) for kind in dict.fromkeys(one.kind for one in standings)
        ],
        "foot": foot,
    }
    with compiler(TEMPLATE, data, {}) as (typesetter, _):
        picture = typesetter.compile(format="png", ppi=DOTS)
    assert isinstance(picture, bytes)  # one page
    return picture


def _group(kind: str, standings: Sequence[Standing], order: Sequence[Progress], most: int) -> dict[str, object]:
    own = [one for one in standings if one.kind == kind]
    delivered = sum(one.progress in DELIVERED for one in own)
    names = {one.unit: short_name(one.unit, kind) for one in own}
    return {
        "name": kind,
        "tally": f"· {delivered} dari {len(own)} sudah mengajukan",
        "columns": 3 if max(len(name) for name in names.values()) <= NARROW else 2,
        "units": [
            {"name": names[one.unit], "state": order.index(one.progress)}
            for one in sorted(own, key=lambda one: (order.index(one.progress), one.unit))[:most]
        ],
        "more": f"dan {len(own) - most} unit lagi; semuanya ada di berkas Excel" if len(own) > most else "",
    }


def short_name(unit: str, kind: str) -> str:
    """Leave out what stands above already: "Wotu" below "Puskesmas"."""
    start = f"{kind} ".casefold()
    return unit[len(start) :] if unit.casefold().startswith(start) and len(unit) > len(start) else unit
