"""The static files of the chat's page."""

from __future__ import annotations

from pathlib import Path

from bot.site.assets import LOOK, Assets

ASSETS = Assets(
    "/chat",
    Path(__file__).parent,
    {
        "style.css": (LOOK, "chat.css"),
        "keep.js": ("keep.js",),
        "show.js": ("show.js",),
        "chat.js": ("chat.js",),
        "icon.svg": ("icon.svg",),
    },
)

page = ASSETS.page
