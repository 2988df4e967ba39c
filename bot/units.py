"""Knows the units that a link can name."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from bot.visit import Visit
from storage import units


@lru_cache
def roster() -> dict[str, str]:
    """Return the embedded roster: code -> name of the unit."""
    known: dict[str, str] = yaml.safe_load(Path(__file__).with_name("units.yaml").read_text(encoding="utf-8"))
    return known


def remember(visit: Visit, code: str) -> bool:
    """Remember the unit a person came from; tell whether the code is one."""
    unit = units.by_code(visit.connection, code)
    if unit is None:
        return False
    visit.join(unit.id)
    return True
