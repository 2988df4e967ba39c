"""The chat's page; it joins a browser by an older link, or gives it a new key."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.channels.web.assets import ASSETS, page
from bot.channels.web.keys import Keys
from bot.channels.web.uploads import too_large
from bot.channels.web.visitor import address_of, client_network, is_key, key_of, new_key, remember
from bot.http.visitor_rates import VisitorRates
from bot.site.guard import guarded, is_secure

RENEWAL = 60
"""Posts that a new key counts as: it moves everything at an address."""


class Pages:
    """The handlers of what a browser opens."""

    def __init__(self, keys: Keys, rate: VisitorRates, *, public_url: str, file_limit: int) -> None:
        self._keys = keys
        self._rate = rate
        self._public_url = public_url.rstrip("/")
        self._file_limit = file_limit

    def routes(self) -> list[Route]:
        """Return the routes of the page, of what concerns its key, and what the page loads."""
        both = ["GET", "POST"]
        return [
            Route("/chat", guarded(self._show, self._public_url)),
            Route("/chat/k/{key}", guarded(self._join, self._public_url), methods=both),
            Route("/chat/kunci", guarded(self._renew, self._public_url), methods=both),
            Route("/chat/static/{name}", guarded(ASSETS.serve, self._public_url)),
        ]

    async def _show(self, request: Request) -> Response:
        key = key_of(request) or new_key()
        response = HTMLResponse(
            page(
                "chat.html",
                address=address_of(key),
                file_limit=self._file_limit,
                too_large=too_large(self._file_limit),
            )
        )
        self._remember(request, response, key)
        return response

    async def _join(self, request: Request) -> Response:
        """Let the chat ask whether this browser is to be joined to the one whose key a link of before gives.

        Such links are given no more. One that was kept opens nothing by itself: a press makes a code, as the word
        `pindah` does, and all that holds for codes holds for it.
        """
        key = request.path_params["key"]
        if not is_key(key):
            return HTMLResponse(page("unknown.html"), 404)
        if key_of(request) == key:
            return RedirectResponse("/chat", 303)
        if request.method == "GET":
            return HTMLResponse(page("join.html", key=key))
        code = await self._keys.code_for(address_of(key))
        return HTMLResponse(page("unknown.html"), 404) if code is None else RedirectResponse(f"/chat?mulai={code}", 303)

    async def _renew(self, request: Request) -> Response:
        """Give this browser a new key, after a press; other holders of the old one are signed out."""
        if request.method == "GET":
            return HTMLResponse(page("renew.html"))
        old, key = key_of(request) or new_key(), new_key()
        if self._rate.seconds_to_wait(address_of(old), client_network(request), RENEWAL):
            return HTMLResponse(page("slow.html"), 429)
        await self._keys.replace(address_of(old), address_of(key))
        response = RedirectResponse("/chat", 303)
        self._remember(request, response, key)
        return response

    def _remember(self, request: Request, response: Response, key: str) -> None:
        remember(response, key, secure=is_secure(request, self._public_url))
