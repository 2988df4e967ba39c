"""Says what a channel must be able to do, and how sending fails."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from starlette.routing import BaseRoute

from flows.messages import Address, File, IncomingMessage, OutgoingMessage
from storage.records import DeliveryReport


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
    list_rows: int = 0
    """Rows of a list that opens at a tap, where there are more answers than buttons; 0: there is no such list."""
    list_label: int = 0
    """Characters of a row's label."""
    list_more: int = 0
    """Characters below a row's label."""
    window: timedelta | None = None
    """How long after a person's last word one may write to them freely; None: always."""
    asks_place: bool = False
    """Whether a message can carry a key that sends a place; it has no other keys then."""
    files: frozenset[str] | None = None
    """MIME types of the files that can be sent; None: any."""
    has_notifications: bool = True
    """Whether a person notices a message there; a page is only seen by whoever opens it again."""
    taps_links: bool = True
    """Whether a link into a chat is pressed once more there; a page follows it as soon as it is opened."""
    is_priced: bool = False
    """Whether each message costs money: short related questions are asked together."""

    def carries(self, mime: str) -> bool:
        """Tell whether a file of this kind can be sent."""
        return self.files is None or mime in self.files


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
class SendResult:
    """Says what the vendor made of a message: its id, its time, its place in the chat."""

    message: str
    at: datetime | None = None
    position: int | None = None
    announces: bool = False
    """Whether what was sent only says that the message waits for the person's next word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Is something admins must know of; `cause` is a phrase's name, `detail` goes into its gap."""

    channel: str
    cause: str
    detail: str = ""
    stops: bool = False
    """Whether nothing goes over the channel: admins are told over another."""


Raise = Callable[[Alarm], Awaitable[None]]
"""Tells the admins; more than once an hour of the same cause it does nothing."""


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
        waits: bool = False,
        everybody: bool = False,
        alarm: Alarm | None = None,
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
        self.waits = waits
        """Whether it may only go after the person's next word."""
        self.everybody = everybody
        """Whether it is not this message's fault: nothing can go to anybody for `retry_after` seconds."""
        self.alarm = alarm
        """What admins must know."""


class Failure(StrEnum):
    """Why a message was not taken, where the vendor says it and an admin can do something with it."""

    BLOCKED = "blocked"
    GONE = "gone"
    NO_ACCOUNT = "no_account"
    LIMITED = "limited"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Reports what became of a message that the vendor had taken; `error` says what follows from a failure."""

    delivery: DeliveryReport
    error: SendError | None = None


Note = Callable[[Sequence[Receipt]], Awaitable[None]]
"""Keeps receipts; when it returns they are durable and the vendor may be told so."""


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

    def link(self, payload: str) -> str | None:
        """Return the address at which a person comes in with a code; None while or where there is none."""

    def routes(self) -> Sequence[BaseRoute]:
        """Return the HTTP routes the channel answers; none if it has none."""

    async def start(self, receive: Receive) -> None:
        """Begin to take updates and hand each to `receive` before the vendor is told that it arrived."""

    async def stop(self) -> None:
        """End taking updates; nothing handed over is lost."""

    def translate(self, update: RawUpdate) -> IncomingMessage | None:
        """Turn a stored update into a message, or None if it says nothing to us."""

    async def send(self, message: OutgoingMessage) -> SendResult:
        """Send one message; raise SendError when it was not taken."""

    async def fetch(self, file: File) -> bytes:
        """Return the bytes of a file a person sent; raise FetchError."""


Menu = Sequence[tuple[str, str]]
"""Commands, each with what it does."""


@runtime_checkable
class MenuChannel(Protocol):
    """Is a channel that shows each person the commands that are for them."""

    async def set_commands(self, commands: Menu, address: Address | None = None) -> None:
        """Set everybody's menu, or one person's."""


@runtime_checkable
class ReportsTrouble(Protocol):
    """Is a channel that knows whether anything comes in over it."""

    def trouble(self) -> str:
        """Return in a few words why nothing does, without the letters "ok"; "" where all is well."""
