"""Serves: HTTP and every channel, until told to stop."""

from __future__ import annotations

import errno
import socket

import uvicorn

from bot.app import build
from bot.settings import Settings, SettingsError
from storage.database import migrate


def serve(settings: Settings) -> None:
    """Make the database if need be, bind the port, say the address, and run until a signal."""
    migrate(settings.url)
    app = build(settings)
    bound = _bind(settings)
    host, port = bound.getsockname()[:2]
    address = settings.public_url or f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104
    print(f"Tuntun siap: buka {address}/chat", flush=True)
    config = uvicorn.Config(
        app.web(), log_level="warning", access_log=False, timeout_graceful_shutdown=3, lifespan="on"
    )
    uvicorn.Server(config).run(sockets=[bound])


def _bind(settings: Settings) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in settings.http_host else socket.AF_INET
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((settings.http_host, settings.http_port))
    except OSError as error:
        place = f"{settings.http_host}:{settings.http_port}"
        why = (
            "is taken by another program" if error.errno == errno.EADDRINUSE else f"can not be used ({error.strerror})"
        )
        raise SettingsError(f"{place} {why}; choose another with TUNTUN_HTTP_PORT or TUNTUN_HTTP_HOST") from error
    return bound
