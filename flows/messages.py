"""Inputs, replies and messages, independent of any vendor."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A run of text in one style; `text` is data, never markup."""

    text: str
    bold: bool = False


Rich = tuple[TextSpan, ...]


def plain(text: Rich) -> str:
    """Return the text without its styles."""
    return "".join(span.text for span in text)


# --- what a person gives -------------------------------------------------------------------------


class FileKind(StrEnum):
    """The kinds of file, as people think of them."""

    PHOTO = "photo"
    DOCUMENT = "document"
    VOICE = "voice"
    VIDEO = "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A reference to a stored file: `key` is its content hash, or the vendor's reference until it is fetched."""

    key: str
    kind: FileKind
    name: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextInput:
    """A typed text."""

    text: str
    rich: Rich = ()
    """The same text where the app has marked something in it as bold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonPress:
    """A button press, or a word that means the same; `ask` is the question message it stood on."""

    verb: str
    argument: str = ""
    ask: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInput:
    """A file that a person sent."""

    file: File
    caption: str = ""
    rich: Rich = ()
    """The caption where the app has marked something in it as bold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationInput:
    """A location that a person shared, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsupportedInput:
    """An input that no question takes: a sticker, a contact, a poll, an edited message, a file that was refused.

    `text` is kept; `problem` names why a file was refused (`too_large`, `empty`, `no_room` ...).
    """

    what: str
    text: str = ""
    problem: str = ""


Input = TextInput | ButtonPress | FileInput | LocationInput | UnsupportedInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A channel's name and the id that it has for a person."""

    channel: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage:
    """A message from a person, translated from a vendor's update."""

    address: Address
    input: Input
    at: datetime
    """When the vendor took it, in UTC."""
    name: str = ""
    """What the vendor says the person is called."""
    position: int | None = None
    """Where it stands in the chat, if the vendor numbers both sides' messages in one row (Telegram)."""
    reply_to: str | None = None
    """The channel's id of the message it answers."""
    pressed: str | None = None
    """The channel's id of the message whose button was pressed."""
    conversation: int | None = None
    """The conversation a button or page belongs to."""
    ask: int | None = None
    """The question message that the person saw, where the channel knows it (web)."""
    cut_at: int | None = None
    """UTF-16 units at which the person's app cuts a longer text into several messages; None: it cuts none."""
    gone: bool | None = None
    """True: the person blocked the bot; False: came back, or gave a sign of life."""
    also: str | None = None
    """The channel's other id of the person, which may pass to somebody else (WhatsApp: the number)."""
    moved_to: Address | None = None
    """Where the person is found from now on, with `also` there."""


# --- what is said to a person --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Button:
    """A label, and the verb and argument that pressing it sends."""

    label: str
    verb: str
    argument: str = ""


class InputKind(StrEnum):
    """The controls that an answer may need, for channels that have several."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    LINK = "link"
    FILE = "file"
    LOCATION = "location"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file to send: a stored one (`key`), or a `document` that is drawn when it is sent.

    What is drawn is a draft's document (e.g. "proposal.pdf") in a version, or a report (e.g. "board.xlsx") on
    something, in a variant: `bot/routing/reports.py` has all of them.
    """

    name: str
    mime: str
    key: str = ""
    document: str = ""
    upto: int = 0
    """Of a draft's document: the last event of the draft that it shows."""
    revision: int = 0
    """Of a draft's document: the number of its version."""
    about: int = 0
    """Of a report: the number of what it is on: a broadcast, a workshop, an order of ZIP files, or who asked."""
    variant: int = 0
    """Of a report: which of several on the same thing, such as the part of a ZIP, or the unit on a poster."""
    asked_at: Address | None = None
    """Of a report: where whoever asked for it spoke; it shows what they may see there."""
    link: str = ""
    """Where the same file can be fetched, for channels that carry none of its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateNotice:
    """The occasion of an unasked reply, for channels that may only begin with an approved template.

    Which kinds there are, and what fills the gaps of each, in order: `bot/channels/whatsapp_templates`.
    """

    kind: str
    parameters: tuple[str, ...] = ()
    language: str = "id"


MOST_ACTIONS = 4
"""Things to press beside the answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A message to a person, with no addressee."""

    said: Rich = ()
    """What was understood: the acknowledgement; merged when several inputs get one reply."""
    text: Rich = ()
    """The message itself; a question's prompt is a bold span of its own."""
    footer: str = ""
    """Where the person is and how long it takes."""
    choices: tuple[Button, ...] = ()
    """Possible answers, each a button."""
    actions: tuple[Button, ...] = ()
    """Other things to press, likeliest first; at most MOST_ACTIONS."""
    yes_no: tuple[Button, ...] = ()
    """The two buttons that a typed yes and a typed no mean, while nothing else was said."""
    wants: InputKind | None = None
    """What it asks for; None: a choice where choices are offered, else a text."""
    ask: int | None = None
    """The number of the question message, if it is one."""
    edits: bool = False
    """Whether it may take the place of the message whose button was pressed."""
    attachments: tuple[Attachment, ...] = ()
    notice: TemplateNotice | None = None
    until: datetime | None = None
    """When it is not worth sending any more: then, and where it would have to wait for a word, it is dropped."""

    @property
    def control(self) -> InputKind:
        """Return the control that serves the answer best."""
        return self.wants or (InputKind.CHOICE if self.choices else InputKind.TEXT)


@dataclass(frozen=True, slots=True)
class KeyButton:
    """A button ready for a channel: its label fits, its token comes back when it is pressed."""

    label: str
    token: str
    quiet: bool = False
    """Whether it is an action beside the answers; a channel that can, shows it smaller."""
    more: str = ""
    """The whole label, where it was shortened and the channel has room for it below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """A vendor message, fitted to the channel's limits."""

    address: Address
    text: Rich = ()
    footer: str = ""
    """The reply's footer once more, for channels with a place of its own for it; `text` ends with it already."""
    rows: tuple[tuple[KeyButton, ...], ...] = ()
    wants: InputKind = InputKind.TEXT
    conversation: int | None = None
    ask: int | None = None
    edits: str | None = None
    """The channel's id of the message to change instead of sending a new one."""
    attachment: Attachment | None = None
    content: bytes | None = field(default=None, repr=False)
    """The attachment's bytes, read just before sending."""
    ref: int | None = None
    """The reply's number in the outbox, for channels that report by it what became of the message."""
    part: int = 0
    """Which of the reply's messages it is."""
    notice: TemplateNotice | None = None
    """The occasion, on a reply's first message."""
