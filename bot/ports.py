"""What a channel must be able to do, and how sending fails."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto
from typing import Protocol, runtime_checkable

from starlette.routing import BaseRoute

from flows.messages import Address, File, IncomingMessage, OutgoingMessage
from storage.records import DeliveryReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What fits into one message of a channel, and what the channel can do."""

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
    """How long after a contact's last message one may write to them freely; None: always."""
    asks_place: bool = False
    """Whether a message can carry a key that sends a location; it has no other keys then."""
    files: frozenset[str] | None = None
    """MIME types of the files that can be sent; None: any."""
    has_notifications: bool = True
    """Whether the channel alerts a contact to a new message; False for a page."""
    taps_links: bool = True
    """Whether a link into a chat is pressed once more there; a page follows it as soon as it is opened."""
    is_priced: bool = False
    """Whether each message costs money: short related questions are asked together."""

    def carries(self, mime: str) -> bool:
        """Tell whether a file of this kind can be sent."""
        return self.files is None or mime in self.files


@dataclass(frozen=True, slots=True, kw_only=True)
class RawUpdate:
    """A vendor's update, untouched, with the little that storing and ordering it needs."""

    channel: str
    key: str
    """The unique key within the channel; a repeated update has the same key."""
    address: str
    """The channel's id of the person; updates of one address are handled in order."""
    body: str


Receive = Callable[[Sequence[RawUpdate]], Awaitable[None]]
"""A function that stores updates; when it returns they are durable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendResult:
    """The vendor's answer to a sent message: its id, its time, its position in the chat."""

    message: str
    at: datetime | None = None
    position: int | None = None
    announces: bool = False
    """Whether the message only announced a held reply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something that admins must know of; `cause` is a phrase's key, `detail` fills its gap."""

    channel: str
    cause: str
    detail: str = ""
    stops: bool = False
    """Whether the channel is down: admins are told over another."""


Raise = Callable[[Alarm], Awaitable[None]]
"""A function that alarms the admins, at most once an hour for each cause."""


class Consequence(Enum):
    """What follows when a message was not taken."""

    RETRY = auto()
    """It is sent again."""
    UNCERTAIN = auto()
    """It is sent again, but may have arrived: the line broke before the answer came."""
    HOLD = auto()
    """It may only go after the contact's next message."""
    CHANNEL_DOWN = auto()
    """It is not this message's fault: nothing can go to anybody."""
    NEVER = auto()
    """This message is refused for good."""
    UNREACHABLE = auto()
    """Nothing arrives at this address any more."""


class SendError(Exception):
    """A message that was not taken, and what follows from it; `retry_after` in seconds, where the vendor says it."""

    def __init__(
        self,
        reason: str,
        consequence: Consequence = Consequence.RETRY,
        *,
        retry_after: float | None = None,
        alarm: Alarm | None = None,
    ) -> None:
        super().__init__(reason)
        self.consequence = consequence
        self.retry_after = retry_after
        self.alarm = alarm
        """What admins must know."""


class Failure(StrEnum):
    """A reason for a refusal that the vendor names and an admin can act on."""

    BLOCKED = "blocked"
    GONE = "gone"
    NO_ACCOUNT = "no_account"
    LIMITED = "limited"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A delivery report on a message that the vendor had taken; `error` says what follows from a failure."""

    delivery: DeliveryReport
    error: SendError | None = None


Note = Callable[[Sequence[Receipt]], Awaitable[None]]
"""A function that stores receipts; when it returns they are durable."""


class FetchError(Exception):
    """A file that was not fetched; `problem` is `too_large`, `empty`, `gone`, or "" when trying again may help."""

    def __init__(self, reason: str, *, problem: str = "") -> None:
        super().__init__(reason)
        self.problem = problem


class Channel(Protocol):
    """A channel between people and the bot; it translates and never decides."""

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
    """A channel that shows each contact a menu of the commands they may use."""

    async def set_commands(self, commands: Menu, address: Address | None = None) -> None:
        """Set everybody's menu, or one person's."""


@runtime_checkable
class ReportsTrouble(Protocol):
    """A channel that knows whether messages still come in over it."""

    def trouble(self) -> str:
        """Return in a few words why nothing does, without the letters "ok"; "" where all is well."""
