"""Says what a channel must be able to do, and how sending fails."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from starlette.routing import BaseRoute

from flows.messages import File, IncomingMessage, OutgoingMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Says what fits into one message of a channel."""

    text: int
    """Characters of a message's text."""
    text_with_buttons: int
    caption: int
    label: int
    """Characters of a button's label."""
    token: int
    """Bytes of a button's token."""
    buttons: int
    """Buttons of one message."""
    per_row: int
    file_in: int
    """Bytes of a file that can be fetched."""
    file_out: int
    """Bytes of a file that can be sent."""
    can_edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RawUpdate:
    """Is a vendor's update, untouched, with the little that is needed to store and order it."""

    channel: str
    key: str
    """Tells one update from another within the channel; a repeated update has the same key."""
    address: str
    """The channel's id of the person; updates of one address are handled in order."""
    body: str


Receive = Callable[[Sequence[RawUpdate]], Awaitable[None]]
"""Stores updates; when it returns they are durable and the vendor may be told so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """Says what the vendor made of a message: its id, its time, its place in the chat."""

    message: str
    at: datetime | None = None
    position: int | None = None


class SendError(Exception):
    """Says that a message was not taken, and what follows from it."""

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        unreachable: bool = False,
        doubtful: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        """Whether trying this message again is useless."""
        self.unreachable = unreachable
        """Whether the person can not be reached at this address any more."""
        self.doubtful = doubtful
        """Whether the person may have got it all the same: the line broke before the answer came."""
        self.retry_after = retry_after
        """Seconds the vendor asks to wait with this address."""


class FetchError(Exception):
    """Says that a file was not fetched: `problem` is `too_large`, `empty`, `gone`, or "" when trying again may help."""

    def __init__(self, reason: str, *, problem: str = "") -> None:
        super().__init__(reason)
        self.problem = problem


class Channel(Protocol):
    """Carries messages between people and the bot; translates and never decides."""

    @property
    def name(self) -> str:
        """Return the channel's name: "telegram"."""

    @property
    def limits(self) -> Limits:
        """Return what fits into a message."""

    def routes(self) -> Sequence[BaseRoute]:
        """Return the HTTP routes the channel answers; none if it has none."""

    async def start(self, receive: Receive) -> None:
        """Begin to take updates and hand each to `receive` before the vendor is told that it arrived."""

    async def stop(self) -> None:
        """End taking updates; nothing handed over is lost."""

    def translate(self, update: RawUpdate) -> IncomingMessage | None:
        """Turn a stored update into a message, or None if it says nothing to us."""

    async def send(self, message: OutgoingMessage) -> Delivered:
        """Send one message; raise SendError when it was not taken."""

    async def fetch(self, file: File) -> bytes:
        """Return the bytes of a file a person sent; raise FetchError."""
