"""Shows the chat's page, and lets a visitor come back by a private link."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.channels.web.assets import ASSETS, page
from bot.channels.web.history import History
from bot.channels.web.uploads import too_large
from bot.channels.web.visitor import address_of, is_key, key_of, new_key, remember
from bot.site.guard import guarded, is_secure


class Pages:
    """Answers what a browser opens."""

    def __init__(self, history: History, *, public_url: str, file_limit: int) -> None:
        self._history = history
        self._public_url = public_url.rstrip("/")
        self._file_limit = file_limit

    def routes(self) -> list[Route]:
        """Return the routes of the page, the private link and what the page loads."""
        return [
            Route("/chat", guarded(self._show, self._public_url)),
            Route("/chat/k/{key}", guarded(self._come_back, self._public_url), methods=["GET", "POST"]),
            Route("/chat/static/{name}", guarded(ASSETS.serve, self._public_url)),
        ]

    async def _show(self, request: Request) -> Response:
        key = key_of(request) or new_key()
        response = HTMLResponse(
            page(
                "chat.html",
                address=address_of(key),
                link=self._link(request, key),
                file_limit=self._file_limit,
                too_large=too_large(self._file_limit),
            )
        )
        remember(response, key, secure=is_secure(request, self._public_url))
        return response

    async def _come_back(self, request: Request) -> Response:
        """Open the chat of a link; ask first when that would leave another chat behind."""
        key = request.path_params["key"]
        if not is_key(key):
            return HTMLResponse(page("unknown.html"), 404)
        old = key_of(request)
        if request.method == "GET" and old and old != key and await self._history.since(address_of(old), 0):
            return HTMLResponse(page("switch.html", key=key, old=self._link(request, old)))
        response = RedirectResponse("/chat", 303)
        remember(response, key, secure=is_secure(request, self._public_url))
        return response

    def _link(self, request: Request, key: str) -> str:
        return f"{self._public_url or str(request.base_url).rstrip('/')}/chat/k/{key}"
