"""Knows the units that a link can name."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from bot.visit import Visit


@lru_cache
def roster() -> dict[str, str]:
    """Return the embedded roster: code -> name of the unit."""
    units: dict[str, str] = yaml.safe_load(Path(__file__).with_name("units.yaml").read_text(encoding="utf-8"))
    return units


def remember(visit: Visit, code: str) -> bool:
    """Remember the unit a person came from; tell whether the code is one."""
    name = roster().get(code)
    if name is None:
        return False
    visit.join(name)
    return True
