"""The program's figures for monitoring."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from ipaddress import ip_address

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from storage.db.database import Database
from storage.reports import metrics

FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
"""What proxies add: a request that came through one is not local, wherever the proxy runs."""


class Metrics:
    """The endpoint /metrics, for this machine and for holders of the token."""

    def __init__(self, database: Database, token: str) -> None:
        self._database = database
        self._token = token

    def routes(self) -> Sequence[BaseRoute]:
        """Return its route."""
        return [Route("/metrics", self._show)]

    async def _show(self, request: Request) -> Response:
        if not (_is_local(request) or self._has_token(request)):
            return PlainTextResponse("TUNTUN_METRICS_TOKEN opens this page, as Authorization: Bearer ...\n", 403)
        figures = await self._database.read(metrics.measure)
        return PlainTextResponse("".join(f"tuntun_{name} {number}\n" for name, number in figures.items()))

    def _has_token(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").encode(errors="replace")
        return bool(self._token) and hmac.compare_digest(given, f"Bearer {self._token}".encode())


def _is_local(request: Request) -> bool:
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
