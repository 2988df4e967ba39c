"""Signing in by a one-time link, signing out, and the check that a request is signed in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.dashboard import sessions
from bot.dashboard.assets import page
from bot.dashboard.sessions import ROOT, Session
from bot.site.guard import Endpoint, is_secure
from bot.texts import word
from flows.messages import Address
from storage.db.database import Database
from storage.people import web_sessions

MOST_FORM_BYTES = 4096
"""Far above what a form of the dashboard sends."""

SignedInEndpoint = Callable[[Request, Session], Awaitable[Response]]


class LoginRoutes:
    """The routes that begin and end a session, and the guard of all others."""

    def __init__(
        self, database: Database, admins: Collection[Address], *, public_url: str, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._admins = admins
        self._public_url = public_url
        self._now = now

    async def sign_in(self, request: Request) -> Response:
        """Show a button that uses the link up: previews that only open the link leave it valid."""
        link = request.path_params["link"]
        if request.method != "POST":
            is_good = await self._database.read(web_sessions.is_good, link, self._now())
            return HTMLResponse(page("enter.html", path=request.url.path)) if is_good else gate_page("used", 410)
        old = sessions.secret_of(request)
        secret = await self._database.write(sessions.sign_in, link, self._admins, self._now(), old)
        if secret is None:
            return gate_page("used", 410)
        response = RedirectResponse(ROOT, 303)
        sessions.set_cookie(response, secret, secure=is_secure(request, self._public_url))
        return response

    async def sign_out(self, request: Request, session: Session) -> Response:
        """End this session, or all sessions of the contact."""
        if (await sessions.fields(request)).get("di") == "semua":
            await self._database.write(web_sessions.end, session.viewer.contact.id)
        else:
            await self._database.write(web_sessions.sign_out, session.secret)
        response = gate_page("left", 200)
        sessions.delete_cookie(response, secure=is_secure(request, self._public_url))
        return response

    def require_session(self, endpoint: SignedInEndpoint) -> Endpoint:
        """Return the endpoint guarded: 401 without a session, 403 for a form without the session's CSRF token."""

        async def answer(request: Request) -> Response:
            secret = sessions.secret_of(request)
            session = await self._database.read(sessions.find, secret, self._admins, self._now())
            if session is None:
                return gate_page("over" if secret else "closed", 401)
            if request.method == "POST":
                length = request.headers.get("content-length", "")
                if not length.isdecimal() or int(length) > MOST_FORM_BYTES:
                    return gate_page("old_form", 413)
                if not session.accepts((await sessions.fields(request)).get(sessions.CSRF_FIELD, "")):
                    return gate_page("old_form", 403)
            return await endpoint(request, session)

        return answer


def gate_page(what: str, status: int) -> Response:
    """Return a page for somebody who is not signed in: what is the matter, what to do; `what` names its phrases."""
    title, text = word(f"gate.{what}_title"), word(f"gate.{what}")
    return HTMLResponse(page("said.html", title=title, text=text, back=""), status)


def error_page(what: str, status: int) -> Response:
    """Return a page for somebody who is signed in, with a link back; `what` names its phrases."""
    title, text = word(f"gate.{what}_title"), word(f"gate.{what}")
    return HTMLResponse(page("said.html", title=title, text=text, back=ROOT), status)
