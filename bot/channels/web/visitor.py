"""A visitor's secret key, and the id derived from it, which does not tell it."""

from __future__ import annotations

import hashlib
import re
import secrets

from starlette.requests import Request
from starlette.responses import Response

from bot.http.networks import network_of

COOKIE = "tuntun"
COOKIE_SECONDS = 400 * 24 * 3600  # browsers cut longer ones to 400 days; each visit renews it
KEY_BYTES = 16

_KEY = re.compile(r"[A-Za-z0-9_-]{22}")


def new_key() -> str:
    """Return a fresh 128-bit key; its holder is the visitor."""
    return secrets.token_urlsafe(KEY_BYTES)


def is_key(text: str) -> bool:
    """Tell whether the text has the form of a key."""
    return _KEY.fullmatch(text) is not None


def address_of(key: str) -> str:
    """Return the address id of a key; it can not be reversed."""
    return hashlib.sha256(b"tuntun web visitor " + key.encode()).hexdigest()[:32]


def key_of(request: Request) -> str | None:
    """Return the browser's key, or None."""
    key = request.cookies.get(COOKIE, "")
    return key if is_key(key) else None


def client_network(request: Request) -> str:
    """Return the network of the browser."""
    return network_of(request.client.host if request.client else "")


def remember(response: Response, key: str, *, secure: bool) -> None:
    """Store the key in the browser for another year."""
    response.set_cookie(COOKIE, key, max_age=COOKIE_SECONDS, path="/chat", secure=secure, httponly=True, samesite="lax")
