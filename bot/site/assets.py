"""Templates, and static files under URLs that change with their content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

HERE = Path(__file__).parent
CACHE = "public, max-age=31536000, immutable"
"""For ever: a file's URL changes when its content does."""
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
LOOK = "look.css"
"""The colours, letters and buttons that all pages share."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages load."""

    href: str
    content: bytes
    mime: str


class Assets:
    """The files and templates of the pages below one path, from their own folder or else from this one."""

    def __init__(self, path: str, folder: Path, made_of: Mapping[str, Sequence[str]]) -> None:
        self.path = path
        self._folders = (folder, HERE)
        self._made_of = made_of
        """Each file's name with the files joined into it: fewer requests on a slow line."""

    @cached_property
    def files(self) -> dict[str, Asset]:
        """Return all files by name."""
        return {name: self._asset(name, parts) for name, parts in self._made_of.items()}

    @cached_property
    def templates(self) -> Environment:
        """Return the templates, which escape their values."""
        environment = Environment(
            loader=FileSystemLoader([folder / "templates" for folder in self._folders]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals["href"] = {name: asset.href for name, asset in self.files.items()}
        return environment

    def page(self, name: str, **values: object) -> str:
        """Return a page: its template with values."""
        return self.templates.get_template(name).render(values)

    async def serve(self, request: Request) -> Response:
        """Answer with the file of the path, 404 without one."""
        asset = self.files.get(request.path_params["name"])
        if asset is None:
            return Response(status_code=404)
        return Response(asset.content, media_type=asset.mime, headers={"Cache-Control": CACHE})

    def _asset(self, name: str, parts: Sequence[str]) -> Asset:
        content = b"".join(self._read(part) for part in parts)
        href = f"{self.path}/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"
        return Asset(href, content, TYPES[Path(name).suffix])

    def _read(self, part: str) -> bytes:
        file = next(path for folder in self._folders if (path := folder / "static" / part).is_file())
        return file.read_bytes()
