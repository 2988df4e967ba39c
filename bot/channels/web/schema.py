"""The JSON that the page posts, and the JSON that it shows."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Self
from urllib.parse import quote

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from bot.channels.layout.callback_data import read_token
from bot.channels.web.history import ChatLine
from flows.messages import (
    Address,
    ButtonPress,
    File,
    FileInput,
    FileKind,
    IncomingMessage,
    Input,
    LocationInput,
    OutgoingMessage,
    Rich,
    TextInput,
    TextSpan,
    UnsupportedInput,
)

# Four times the longest text a form takes; more in one message is a mistake or an attack.
TEXT_CHARACTERS = 100_000

# PostgreSQL can not store it, and no keyboard types it.
_Text = Annotated[str, AfterValidator(lambda text: text.replace("\x00", ""))]
_Number = Annotated[int, Field(ge=0, lt=2**31)]  # what the columns hold


class PagePost(BaseModel):
    """The body of a post: exactly one of text, token, place, or a file beside it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,64}$")]
    text: Annotated[_Text, Field(max_length=TEXT_CHARACTERS)] = ""
    token: Annotated[_Text, Field(max_length=200)] = ""
    label: Annotated[_Text, Field(max_length=200)] = ""
    """The label of the pressed button."""
    pressed: _Number | None = None
    """The number of the button's line."""
    place: tuple[Annotated[float, Field(ge=-90, le=90)], Annotated[float, Field(ge=-180, le=180)]] | None = None
    caption: Annotated[_Text, Field(max_length=2_000)] = ""
    seen: _Number | None = None
    """The question message that the page shows."""
    conversation: _Number | None = None


class Drawn(BaseModel):
    """A document that is drawn whenever it is asked for: its draft, and the version of that."""

    model_config = ConfigDict(frozen=True)

    document: str
    upto: int
    revision: int
    conversation: int


class Upload(BaseModel):
    """A line's file: stored under its key, or drawn."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    key: str
    kind: FileKind
    name: str
    mime: str
    size: int
    drawn: Drawn | None = None

    def file(self) -> File:
        """Return it as a File."""
        return File(key=self.key, kind=self.kind, name=self.name, mime=self.mime, size=self.size)


class StoredPost(PagePost):
    """An accepted post: the body of its update and of the visitor's line."""

    at: datetime
    file: Upload | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        said = (bool(self.text.strip()), bool(self.token), self.place is not None, self.file is not None)
        if sum(said) != 1:
            raise ValueError("a post has one of: text, token, place, file")
        return self

    def message(self, address: Address) -> IncomingMessage:
        """Return the post as a message."""
        meant = read_token(self.token) if self.token else None
        return IncomingMessage(
            address=address,
            input=self._input(),
            at=self.at,
            pressed=None if self.pressed is None else str(self.pressed),
            conversation=self.conversation if meant is None else meant.conversation,
            ask=self.seen if meant is None else meant.ask,
        )

    def _input(self) -> Input:
        if self.token:
            meant = read_token(self.token)
            if meant is None:
                return UnsupportedInput(what="button", text=self.label)
            return ButtonPress(verb=meant.verb, argument=meant.argument, ask=meant.ask)
        if self.file is not None:
            return FileInput(file=self.file.file(), caption=self.caption)
        if self.place is not None:
            return LocationInput(latitude=self.place[0], longitude=self.place[1])
        return TextInput(text=self.text)


def bot_body(message: OutgoingMessage, at: datetime, file: Upload | None) -> str:
    """Return the JSON of a line of the bot."""
    return json.dumps(
        {
            "text": [[span.text, span.bold] for span in _without_footer(message.text, message.footer)],
            "footer": message.footer,
            "rows": [[[button.label, button.token, button.quiet] for button in row] for row in message.rows],
            "wants": message.wants,
            "conversation": message.conversation,
            "seen": message.ask,
            "edits": None if message.edits is None else int(message.edits),
            "at": at.isoformat(),
            "file": None if file is None else file.model_dump(mode="json", exclude_none=True),
        },
        ensure_ascii=False,
    )


def shown(line: ChatLine) -> str:
    """Return a line as the page gets it: one row of JSON, with links instead of file keys."""
    body = json.loads(line.body)
    body.update(number=line.number, side=line.side)
    file = body.get("file")
    if file:
        del file["key"]
        file.pop("drawn", None)
        file["href"] = f"/chat/files/{line.number}/{quote(file['name'], safe='')}"
    return json.dumps(body)


def file_of(line: ChatLine) -> Upload | None:
    """Return the file of a line, or None."""
    file = json.loads(line.body).get("file")
    return None if file is None else Upload.model_validate(file)


def _without_footer(text: Rich, footer: str) -> Rich:
    """Return the text without the footer at its end: the page shows it in its header."""
    if not footer or not text or not text[-1].text.endswith(footer):
        return text
    *rest, last = text
    left = last.text.removesuffix(footer).rstrip()
    while not left and rest:
        *rest, last = rest
        left = last.text.rstrip()
    return (*rest, TextSpan(left, last.bold)) if left else ()
