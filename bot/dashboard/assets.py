"""The dashboard's templates and static files."""

from __future__ import annotations

from pathlib import Path

from bot.dashboard.sessions import ROOT
from bot.site.assets import LOOK, Assets

ASSETS = Assets(ROOT, Path(__file__).parent, {"style.css": (LOOK, "dashboard.css"), "icon.svg": ("icon.svg",)})

page = ASSETS.page
