"""`tuntun serve`: HTTP and every channel, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import socket
from ipaddress import ip_address

import uvicorn

from bot.app import App, assemble
from bot.http.capacity import Capacity, measure
from bot.http.connections import Connections
from bot.http.networks import trusted
from bot.http.protocol import limited
from bot.http.requests import RequestLimits
from bot.operations.log_limit import limit_logs
from bot.settings import Settings, SettingsError
from bot.wiring import Wiring
from flows.documents.templates import TEMPLATES
from storage.db.database import parse
from storage.lifecycle.installation import prepare, shown

log = logging.getLogger(__name__)

GRACE = 3
"""Seconds that requests get to end when the program stops."""
TICKS = 10
"""Of uvicorn's main loop in a second."""
BACKLOG = 128
"""Connections accepted at one go, before their number is checked."""
WEBHOOKS = ("/telegram", "/whatsapp")
STREAMS = ("/chat/events",)


def serve(settings: Settings) -> None:
    """Create the database if need be, bind the port, print the address, and run until a signal."""
    check_templates()
    limit_logs()
    for risk in risks(settings, os.geteuid()):
        log.warning(risk)
    if prepare(settings.url, settings.data_dir):
        log.info("a new database at %s", shown(parse(settings.url)))
    bound = _bind(settings)
    settings = settings.model_copy(update={"http_port": bound.getsockname()[1]})  # 0: whichever is free
    capacity = measure()
    app = assemble(Wiring(settings=settings, streams=capacity.streams))
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(app, settings, bound, capacity))


def check_templates() -> None:
    """Raise FileNotFoundError at start when a document template is missing."""
    for template in TEMPLATES:
        if not template.is_file():
            raise FileNotFoundError(f"the template {template} is missing: install Tuntun again")


def risks(settings: Settings, user: int) -> list[str]:
    """Return the dangers of how the program is started, one a line, each with what to do."""
    found = []
    if user == 0:
        found.append("running as root: whoever breaks in has the whole machine; give Tuntun a user of its own")
    if not _is_loopback(settings.http_host) and not settings.public_url.startswith("https://"):
        found.append(
            f"listening on {settings.http_host} without TLS: others on the way can read what people write; "
            "put a proxy with TLS in front and set TUNTUN_PUBLIC_URL=https://..."
        )
    return found


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _run(app: App, settings: Settings, bound: socket.socket, capacity: Capacity) -> None:
    await app.start()
    connections = Connections(capacity)
    config = uvicorn.Config(
        RequestLimits(app.web(), capacity, webhooks=WEBHOOKS, streams=STREAMS),
        http=limited(connections, trusted(settings.trusted_proxies)),
        ws="none",
        backlog=BACKLOG,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE,
        lifespan="off",
        forwarded_allow_ips=settings.trusted_proxies,
    )
    print(f"Tuntun siap: buka {settings.home}/chat", flush=True)
    await _Server(config, app, connections).serve(sockets=[bound])


class _Server(uvicorn.Server):
    """A server that ends in order: channels close their open pages, requests end, then the rest of the program."""

    def __init__(self, config: uvicorn.Config, app: App, connections: Connections) -> None:
        super().__init__(config)
        self._app = app
        self._connections = connections

    async def on_tick(self, counter: int) -> bool:
        if counter % TICKS == 0:
            self._connections.tidy()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._app.close()
        await super().shutdown(sockets)
        # Not after serve(): uvicorn gives a signal back there, and SIGTERM would end the process at once.
        await self._app.finish()


def _bind(settings: Settings) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in settings.http_host else socket.AF_INET
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((settings.http_host, settings.http_port))
        bound.listen()  # who opens the address as soon as it is said waits a moment, and is not turned away
    except OSError as error:
        host_and_port = f"{settings.http_host}:{settings.http_port}"
        why = (
            "is taken by another program" if error.errno == errno.EADDRINUSE else f"can not be used ({error.strerror})"
        )
        raise SettingsError(
            f"{host_and_port} {why}; choose another with TUNTUN_HTTP_PORT or TUNTUN_HTTP_HOST"
        ) from error
    return bound
