"""Lets people in by a one-time link, keeps out who is not signed in, and lets them go again."""

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
"""Far above what a form of ours sends."""

Signed = Callable[[Request, Session], Awaitable[Response]]


class LoginRoutes:
    """Stands at the door of the board."""

    def __init__(
        self, database: Database, admins: Collection[Address], *, public_url: str, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._admins = admins
        self._public_url = public_url
        self._now = now

    async def enter(self, request: Request) -> Response:
        """Show a button, and let in whoever presses it: what only looks at a link does not use it up."""
        link = request.path_params["link"]
        if request.method != "POST":
            is_good = await self._database.read(web_sessions.is_good, link, self._now())
            return HTMLResponse(page("enter.html", path=request.url.path)) if is_good else said("used", 410)
        old = sessions.secret_of(request)
        secret = await self._database.write(sessions.sign_in, link, self._admins, self._now(), old)
        if secret is None:
            return said("used", 410)
        response = RedirectResponse(ROOT, 303)
        sessions.keep(response, secret, secure=is_secure(request, self._public_url))
        return response

    async def leave(self, request: Request, session: Session) -> Response:
        """End this session, or all of the person."""
        if (await sessions.fields(request)).get("di") == "semua":
            await self._database.write(web_sessions.end, session.viewer.contact.id)
        else:
            await self._database.write(web_sessions.sign_out, session.secret)
        response = said("left", 200)
        sessions.drop(response, secure=is_secure(request, self._public_url))
        return response

    def only(self, endpoint: Signed) -> Endpoint:
        """Let by only who is signed in; a form must carry the proof that a page of theirs gave it."""

        async def answer(request: Request) -> Response:
            secret = sessions.secret_of(request)
            session = await self._database.read(sessions.find, secret, self._admins, self._now())
            if session is None:
                return said("over" if secret else "closed", 401)
            if request.method == "POST":
                length = request.headers.get("content-length", "")
                if not length.isdecimal() or int(length) > MOST_FORM_BYTES:
                    return said("old_form", 413)
                if not session.proves((await sessions.fields(request)).get(sessions.PROOF, "")):
                    return said("old_form", 403)
            return await endpoint(request, session)

        return answer


def said(what: str, status: int) -> Response:
    """Return a small page that says what is the matter, and what to do."""
    title, text = word(f"gate.{what}_title"), word(f"gate.{what}")
    return HTMLResponse(page("said.html", title=title, text=text, back=""), status)


def lost(what: str, status: int) -> Response:
    """Return a small page for somebody who is signed in, with the way back."""
    title, text = word(f"gate.{what}_title"), word(f"gate.{what}")
    return HTMLResponse(page("said.html", title=title, text=text, back=ROOT), status)
