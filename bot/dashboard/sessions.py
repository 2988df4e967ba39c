"""Sessions of the dashboard in a cookie, and the CSRF tokens of its forms."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.chat.effective_roles import roles_at
from bot.chat.roles import Permission, may
from bot.dashboard.view_context import Viewer
from flows.messages import Address
from storage.people import addresses, contacts, web_sessions

COOKIE = "tuntun_dasbor"
ROOT = "/dashboard"
SALT_BYTES = 8
CSRF_FIELD = "bukti"
"""The form field of the CSRF token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A viewer who is signed in, with the secret of their cookie."""

    secret: str
    viewer: Viewer

    def csrf_token(self) -> str:
        """Return a token for a form of this session; each is salted, so that compression leaks nothing (BREACH)."""
        salt = secrets.token_hex(SALT_BYTES)
        return f"{salt}.{self._sealed(salt)}"

    def accepts(self, token: str) -> bool:
        """Return whether a token was made by this session."""
        salt, _, seal = token.partition(".")
        return hmac.compare_digest(seal.encode(), self._sealed(salt).encode())

    def _sealed(self, salt: str) -> str:
        return hmac.new(self.secret.encode(), f"form {salt}".encode(), hashlib.sha256).hexdigest()


def secret_of(request: Request) -> str:
    """Return the secret in the request's cookie, "" without one."""
    return request.cookies.get(COOKIE, "")


def find(connection: Connection, secret: str, admins: Collection[Address], now: datetime) -> Session | None:
    """Return the session of a secret; None when it is over, or its contact may not see the dashboard any more."""
    address = web_sessions.signed_in(connection, secret, now) if secret else None
    viewer = None if address is None else viewer_of(connection, address, admins)
    return None if viewer is None else Session(secret=secret, viewer=viewer)


def viewer_of(connection: Connection, address: Address, admins: Collection[Address]) -> Viewer | None:
    """Return the owner of an address as a viewer; None when they may not see the dashboard from there."""
    owner = addresses.owner(connection, address)
    contact = None if owner is None else contacts.get(connection, owner)
    if contact is None:
        return None
    roles = roles_at(connection, contact, address, admins)
    return Viewer(contact=contact, roles=roles) if may(roles, Permission.BOARD) else None


def sign_in(connection: Connection, link: str, admins: Collection[Address], now: datetime, old: str = "") -> str | None:
    """Use a link up and return the secret of the new session, ending the old one; None when the link is invalid."""
    opened = web_sessions.sign_in(connection, link, now)
    if opened is None:
        return None
    address, secret = opened
    if viewer_of(connection, address, admins) is None:
        web_sessions.sign_out(connection, secret)
        return None
    if old:
        web_sessions.sign_out(connection, old)
    return secret


def set_cookie(response: Response, secret: str, *, secure: bool) -> None:
    """Set the session's cookie, which expires with it."""
    lives = int(web_sessions.SESSION_LIVES.total_seconds())
    response.set_cookie(COOKIE, secret, max_age=lives, path=ROOT, secure=secure, httponly=True, samesite="lax")


def delete_cookie(response: Response, *, secure: bool) -> None:
    """Delete the session's cookie."""
    response.delete_cookie(COOKIE, path=ROOT, secure=secure, httponly=True, samesite="lax")


async def fields(request: Request) -> dict[str, str]:
    """Return a form's text fields."""
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}
