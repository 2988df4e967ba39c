"""Answers for the board: shows pages, hands out files, takes what buttons do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from urllib.parse import quote, urlencode

from sqlalchemy import Connection
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.chat.context import AppContext
from bot.chat.row_ids import row_number
from bot.dashboard import sessions
from bot.dashboard.assets import ASSETS, page
from bot.dashboard.files import find_document
from bot.dashboard.login import LoginRoutes, lost
from bot.dashboard.page_model import PageModel
from bot.dashboard.registry import ACTIONS, CAME, FIRST, PAGES
from bot.dashboard.sessions import ROOT, Session
from bot.dashboard.view_context import PageContext, Viewer
from bot.files.file_content import ContentError, FileContent
from bot.language.moments import write_moment
from bot.render.workbook import draw_sheets
from bot.render.worker_processes import WorkError, Workers
from bot.site.guard import Endpoint, guarded
from bot.texts import word
from storage.db.database import Database
from storage.people import audit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORTH_PACKING = 500
"""Bytes below which compressing gains nothing."""


class Dashboard:
    """Is the board's HTTP side."""

    def __init__(
        self,
        database: Database,
        app: AppContext,
        content: FileContent,
        workers: Workers,
        *,
        public_url: str,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._house = app
        self._content = content
        self._workers = workers
        self._public_url = public_url
        self._now = now
        self._signing = LoginRoutes(database, app.admins, public_url=public_url, now=now)

    def routes(self) -> list[BaseRoute]:
        """Return every route; what they answer is compressed."""
        only = self._signing.only
        below = [
            self._route("/static/{name}", ASSETS.serve),
            self._route("/masuk/{link}", self._signing.enter, "GET", "POST"),
            self._route("/keluar", only(self._signing.leave), "POST"),
            self._route("/draf/{number}/{version}.{kind}", only(self._document)),
            self._route("/{page}/{number}.xlsx", only(self._sheets)),
            self._route("/{page}.xlsx", only(self._sheets)),
            self._route("/{page}/{number}", only(self._show)),
            self._route("/{page}/{deed}", only(self._do), "POST"),
            self._route("/{page}", only(self._show)),
            self._route("/{rest:path}", only(self._nowhere)),
        ]
        packed = [Middleware(GZipMiddleware, minimum_size=WORTH_PACKING)]
        first = Route(ROOT, guarded(only(self._show), self._public_url), middleware=packed)
        return [first, Mount(ROOT, routes=below, middleware=packed)]

    def _route(self, path: str, endpoint: Endpoint, *methods: str) -> Route:
        return Route(path, guarded(endpoint, self._public_url), methods=methods or ("GET",))

    async def _nowhere(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        return lost("nowhere", 404)

    async def _show(self, request: Request, session: Session) -> Response:
        """Show a page."""
        found = await self._draw(request, session, is_whole=False)
        if isinstance(found, Response):
            return found
        came = request.query_params.get("kabar", "")
        return HTMLResponse(
            page(
                "screen.html",
                screen=found,
                nav=_nav(session.viewer, request.path_params.get("page", FIRST)),
                proof_field=sessions.PROOF,
                proof=session.proof(),
                came=word(f"came.{came}") if came in CAME else "",
                sheets=_sheets_of(request),
                who=session.viewer.contact.name,
                printed=write_moment(self._now(), self._house.zone),
            )
        )

    async def _sheets(self, request: Request, session: Session) -> Response:
        """Hand out a page's tables, every row of them, as a spreadsheet."""
        found = await self._draw(request, session, is_whole=True)
        if isinstance(found, Response):
            return found
        try:
            content = await self._workers.run(partial(draw_sheets, [grid.sheet for grid in found.grids()]))
        except WorkError:
            return lost("not_drawn", 500)
        return _file(content, f"{found.title}.xlsx", XLSX)

    async def _draw(self, request: Request, session: Session, *, is_whole: bool) -> PageModel | Response:
        """Return the page that is asked for, or one that says why there is none."""
        name, written = request.path_params.get("page", FIRST), request.path_params.get("number")
        known, number = PAGES.get(name), None if written is None else row_number(written)
        if known is None or number == 0:
            return lost("nowhere", 404)
        if not session.viewer.may(known.permission):
            return lost("not_yours", 403)

        def draw(connection: Connection) -> PageModel | None:
            ctx = PageContext(
                connection=connection,
                app=self._house,
                viewer=session.viewer,
                now=self._now(),
                path="/".join((ROOT, name, *([str(number)] if number is not None else []))),
                query=dict(request.query_params),
                is_whole=is_whole,
            )
            if number is None:
                return known.draw(ctx)
            return None if known.draw_one is None else known.draw_one(ctx, number)

        return await self._database.read(draw) or lost("nowhere", 404)

    async def _document(self, request: Request, session: Session) -> Response:
        """Hand out a draft's document to whoever may read it, and write down who took it."""
        draft, version = (row_number(request.path_params[name]) for name in ("number", "version"))
        kind = request.path_params["kind"]
        found = await self._database.read(find_document, self._house, session.viewer, draft, version, kind)
        if found is None:
            return lost("nowhere", 404)
        try:
            content = await self._content.read(found, draft)
        except ContentError:
            return lost("not_drawn", 500)
        detail = f"{draft} v{version} {kind}"
        await self._database.write(audit.add, session.viewer.contact.id, "document taken", detail, self._now())
        return _file(content, found.name, found.mime)

    async def _do(self, request: Request, session: Session) -> Response:
        """Do what a button says, and go back to its page."""
        name = request.path_params["page"]
        deed = ACTIONS.get((name, request.path_params["deed"]))
        if deed is None:
            return lost("nowhere", 404)
        if not session.viewer.may(deed.permission):
            return lost("not_yours", 403)
        fields = await sessions.fields(request)
        came = await self._database.write(deed.run, session.viewer.contact.id, fields, self._now())
        return RedirectResponse(f"{ROOT}/{name}?{urlencode({'kabar': came or CAME[-1]})}", 303)


def _nav(viewer: Viewer, here: str) -> list[tuple[str, str, bool]]:
    """Return the pages this viewer may see: where, what, and whether they are there."""
    return [
        (f"{ROOT}/{name}", word(page.label), name == here)
        for name, page in PAGES.items()
        if viewer.may(page.permission)
    ]


def _sheets_of(request: Request) -> str:
    """Return where the same page's tables are as a spreadsheet."""
    path = request.url.path if "page" in request.path_params else f"{ROOT}/{FIRST}"
    return f"{path}.xlsx?{request.url.query}" if request.url.query else f"{path}.xlsx"


def _file(content: bytes, name: str, mime: str) -> Response:
    where = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, headers={"Content-Type": mime, "Content-Disposition": where})
