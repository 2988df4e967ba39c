"""The HTTP routes of the dashboard: pages, files, and the actions of buttons."""

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
from bot.chat.payload import row_number
from bot.dashboard import sessions
from bot.dashboard.assets import ASSETS, page
from bot.dashboard.files import find_document
from bot.dashboard.login import LoginRoutes, error_page
from bot.dashboard.page_model import PageModel
from bot.dashboard.registry import ACTIONS, HOME, PAGES, RESULTS
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
"""Bytes below which compression gains nothing."""


class Dashboard:
    """The dashboard's endpoints."""

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
        self._app = app
        self._content = content
        self._workers = workers
        self._public_url = public_url
        self._now = now
        self._login = LoginRoutes(database, app.admins, public_url=public_url, now=now)

    def routes(self) -> list[BaseRoute]:
        """Return every route; answers are compressed."""
        guard = self._login.require_session
        below = [
            self._route("/static/{name}", ASSETS.serve),
            self._route("/masuk/{link}", self._login.sign_in, "GET", "POST"),
            self._route("/keluar", guard(self._login.sign_out), "POST"),
            self._route("/draf/{number}/{version}.{kind}", guard(self._document)),
            self._route("/{page}/{number}.xlsx", guard(self._sheets)),
            self._route("/{page}.xlsx", guard(self._sheets)),
            self._route("/{page}/{number}", guard(self._show)),
            self._route("/{page}/{action}", guard(self._run_action), "POST"),
            self._route("/{page}", guard(self._show)),
            self._route("/{rest:path}", guard(self._not_found)),
        ]
        packed = [Middleware(GZipMiddleware, minimum_size=WORTH_PACKING)]
        first = Route(ROOT, guarded(guard(self._show), self._public_url), middleware=packed)
        return [first, Mount(ROOT, routes=below, middleware=packed)]

    def _route(self, path: str, endpoint: Endpoint, *methods: str) -> Route:
        return Route(path, guarded(endpoint, self._public_url), methods=methods or ("GET",))

    async def _not_found(self, request: Request, session: Session) -> Response:  # noqa: ARG002
        return error_page("nowhere", 404)

    async def _show(self, request: Request, session: Session) -> Response:
        """Answer with a page."""
        drawn = await self._draw(request, session, is_whole=False)
        if isinstance(drawn, Response):
            return drawn
        result = request.query_params.get("kabar", "")
        return HTMLResponse(
            page(
                "screen.html",
                screen=drawn,
                nav=_nav(session.viewer, request.path_params.get("page", HOME)),
                csrf_field=sessions.CSRF_FIELD,
                csrf_token=session.csrf_token(),
                result=word(f"came.{result}") if result in RESULTS else "",
                sheets=_sheets_of(request),
                who=session.viewer.contact.name,
                printed=write_moment(self._now(), self._app.zone),
            )
        )

    async def _sheets(self, request: Request, session: Session) -> Response:
        """Answer with a page's tables, all rows, as a spreadsheet."""
        drawn = await self._draw(request, session, is_whole=True)
        if isinstance(drawn, Response):
            return drawn
        try:
            content = await self._workers.run(partial(draw_sheets, [table.sheet for table in drawn.tables()]))
        except WorkError:
            return error_page("not_drawn", 500)
        return _file(content, f"{drawn.title}.xlsx", XLSX)

    async def _draw(self, request: Request, session: Session, *, is_whole: bool) -> PageModel | Response:
        """Return the page that is asked for, or the answer that says why there is none."""
        name, written = request.path_params.get("page", HOME), request.path_params.get("number")
        requested, number = PAGES.get(name), None if written is None else row_number(written)
        if requested is None or number == 0:
            return error_page("nowhere", 404)
        if not session.viewer.may(requested.permission):
            return error_page("not_yours", 403)

        def draw(connection: Connection) -> PageModel | None:
            ctx = PageContext(
                connection=connection,
                app=self._app,
                viewer=session.viewer,
                now=self._now(),
                path="/".join((ROOT, name, *([str(number)] if number is not None else []))),
                query=dict(request.query_params),
                is_whole=is_whole,
            )
            if number is None:
                return requested.draw(ctx)
            return None if requested.draw_one is None else requested.draw_one(ctx, number)

        return await self._database.read(draw) or error_page("nowhere", 404)

    async def _document(self, request: Request, session: Session) -> Response:
        """Answer with a draft's document if the viewer may read it, and audit that they took it."""
        draft, version = (row_number(request.path_params[name]) for name in ("number", "version"))
        kind = request.path_params["kind"]
        document = await self._database.read(find_document, self._app, session.viewer, draft, version, kind)
        if document is None:
            return error_page("nowhere", 404)
        try:
            content = await self._content.read(document, draft)
        except ContentError:
            return error_page("not_drawn", 500)
        detail = f"{draft} v{version} {kind}"
        await self._database.write(audit.add, session.viewer.contact.id, "document taken", detail, self._now())
        return _file(content, document.name, document.mime)

    async def _run_action(self, request: Request, session: Session) -> Response:
        """Run a button's action, and redirect to its page with the result."""
        name = request.path_params["page"]
        action = ACTIONS.get((name, request.path_params["action"]))
        if action is None:
            return error_page("nowhere", 404)
        if not session.viewer.may(action.permission):
            return error_page("not_yours", 403)
        fields = await sessions.fields(request)
        result = await self._database.write(action.run, session.viewer.contact.id, fields, self._now())
        return RedirectResponse(f"{ROOT}/{name}?{urlencode({'kabar': result or RESULTS[-1]})}", 303)


def _nav(viewer: Viewer, here: str) -> list[tuple[str, str, bool]]:
    """Return the pages this viewer may see: URL, label, whether it is the current one."""
    return [
        (f"{ROOT}/{name}", word(page.label), name == here)
        for name, page in PAGES.items()
        if viewer.may(page.permission)
    ]


def _sheets_of(request: Request) -> str:
    """Return the URL of the same page's tables as a spreadsheet."""
    path = request.url.path if "page" in request.path_params else f"{ROOT}/{HOME}"
    return f"{path}.xlsx?{request.url.query}" if request.url.query else f"{path}.xlsx"


def _file(content: bytes, name: str, mime: str) -> Response:
    where = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, headers={"Content-Type": mime, "Content-Disposition": where})
