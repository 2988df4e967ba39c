"""Knows who looks: one-time links, sessions in a cookie, and the proof that a form came from one of our pages."""

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
PROOF = "bukti"
"""The field in which each form carries its proof."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Is somebody who is signed in here."""

    secret: str
    viewer: Viewer

    def proof(self) -> str:
        """Return what a form of this session carries; no two are alike, so that a compressed page tells nothing."""
        salt = secrets.token_hex(SALT_BYTES)
        return f"{salt}.{self._sealed(salt)}"

    def proves(self, given: str) -> bool:
        """Tell whether a form carries what a page of this session gave it."""
        salt, _, seal = given.partition(".")
        return hmac.compare_digest(seal.encode(), self._sealed(salt).encode())

    def _sealed(self, salt: str) -> str:
        return hmac.new(self.secret.encode(), f"form {salt}".encode(), hashlib.sha256).hexdigest()


def secret_of(request: Request) -> str:
    """Return what the browser brings, or ""."""
    return request.cookies.get(COOKIE, "")


def find(connection: Connection, secret: str, admins: Collection[Address], now: datetime) -> Session | None:
    """Return the session of a secret; None without one, or when its person may not see the board any more."""
    place = web_sessions.signed_in(connection, secret, now) if secret else None
    viewer = None if place is None else viewer_of(connection, place, admins)
    return None if viewer is None else Session(secret=secret, viewer=viewer)


def viewer_of(connection: Connection, place: Address, admins: Collection[Address]) -> Viewer | None:
    """Return whoever asked from a place as one who looks, or None when they may not from there."""
    contact = addresses.owner(connection, place)
    found = None if contact is None else contacts.get(connection, contact)
    if found is None:
        return None
    roles = roles_at(connection, found, place, admins)
    return Viewer(contact=found, roles=roles) if may(roles, Permission.BOARD) else None


def sign_in(connection: Connection, link: str, admins: Collection[Address], now: datetime, old: str = "") -> str | None:
    """Use a link up; return the secret of the new session, or None when the link or its person is no good."""
    opened = web_sessions.sign_in(connection, link, now)
    if opened is None:
        return None
    place, secret = opened
    if viewer_of(connection, place, admins) is None:
        web_sessions.sign_out(connection, secret)
        return None
    if old:
        web_sessions.sign_out(connection, old)
    return secret


def keep(response: Response, secret: str, *, secure: bool) -> None:
    """Let the browser keep the session for as long as it lives."""
    lives = int(web_sessions.SESSION_LIVES.total_seconds())
    response.set_cookie(COOKIE, secret, max_age=lives, path=ROOT, secure=secure, httponly=True, samesite="lax")


def drop(response: Response, *, secure: bool) -> None:
    """Let the browser forget the session."""
    response.delete_cookie(COOKIE, path=ROOT, secure=secure, httponly=True, samesite="lax")


async def fields(request: Request) -> dict[str, str]:
    """Return what a form sends, files aside."""
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}
