"""Uvicorn's HTTP protocol, extended to report when a connection waits, works and ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.http.connections import Connections
from bot.http.networks import network_of
from bot.http.requests import ABORT


class LimitedProtocol(H11Protocol):
    """The protocol of one connection."""

    limits: Connections
    network = ""
    is_proxy = False

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.app_state = {**self.app_state, ABORT: self.abort}

    def is_trusted(self, host: str) -> bool:
        """Tell whether a host is a proxy of ours."""
        raise NotImplementedError

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Register the connection."""
        super().connection_made(transport)
        host = self.client[0] if self.client else ""
        self.network, self.is_proxy = network_of(host), self.is_trusted(host)
        self.limits.opened(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Unregister it."""
        self.limits.closed(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Process data; it may complete a request's head."""
        super().data_received(data)
        self._note()

    def on_response_complete(self) -> None:
        """Mark the connection as idle."""
        super().on_response_complete()
        self._note()

    def _note(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self.limits.works(self)
        else:
            self.limits.waits(self)

    def unsent(self) -> int:
        """Return how many bytes the client has not taken yet."""
        return self.transport.get_write_buffer_size()

    def abort(self) -> None:
        """Close at once."""
        self.transport.abort()


def limited(connections: Connections, is_trusted: Callable[[str], bool]) -> type[H11Protocol]:
    """Return the protocol for one server."""

    class Protocol(LimitedProtocol):
        """The protocol of this server."""

        limits = connections

        def is_trusted(self, host: str) -> bool:
            return is_trusted(host)

    return Protocol
