"""The guard of all web routes: no posts from other sites' pages, no caching, strict content policy."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.texts import word

Endpoint = Callable[[Request], Awaitable[Response]]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # Not no-referrer: with it a browser sends `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "geolocation=(self)",
    "Cache-Control": "no-store",
}


def guarded(endpoint: Endpoint, public_url: str) -> Endpoint:
    """Return the endpoint guarded: 403 for posts from another site's page, HEADERS on every answer."""

    async def answer(request: Request) -> Response:
        if request.method == "POST" and not _is_own(request, public_url):
            response: Response = problem(word("gate.foreign_page"), 403)
        else:
            response = await endpoint(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


def problem(sentence: str, status: int) -> JSONResponse:
    """Return a refusal as JSON, with the sentence to show."""
    return JSONResponse({"problem": sentence}, status)


def is_secure(request: Request, public_url: str) -> bool:
    """Return whether the browser uses https, also when a proxy ends it."""
    return request.url.scheme == "https" or public_url.startswith("https:")


def _is_own(request: Request, public_url: str) -> bool:
    """Return whether a post comes from our own page: at the public URL, else at the request's host."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = urlsplit(request.headers.get("origin", ""))
    if public_url:
        ours = urlsplit(public_url.lower())
        return (origin.scheme, origin.netloc) == (ours.scheme, ours.netloc)
    return bool(origin.netloc) and origin.netloc == request.headers.get("host")
