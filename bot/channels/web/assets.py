"""Holds the page's script, style and picture, each under an address that changes with its content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
TYPES = {
    "chat.css": "text/css; charset=utf-8",
    "keep.js": "text/javascript; charset=utf-8",
    "show.js": "text/javascript; charset=utf-8",
    "chat.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """Is one file the page loads."""

    name: str
    content: bytes
    mime: str

    @property
    def href(self) -> str:
        """Return its address, with a hash of its content."""
        return f"/chat/static/{self.name}?v={hashlib.sha256(self.content).hexdigest()[:12]}"


@cache
def assets() -> dict[str, Asset]:
    """Return every file the page may load, by name."""
    return {name: Asset(name, (HERE / "static" / name).read_bytes(), mime) for name, mime in TYPES.items()}


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["href"] = {asset.name: asset.href for asset in assets().values()}
    return environment


def page(name: str, **values: str | int) -> str:
    """Return a page from its template."""
    return _templates().get_template(name).render(values)
