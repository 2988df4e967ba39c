"""The JSON of messages as the Cloud API takes them; the limits are Meta's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from bot.channels.layout.keyboard import units
from bot.channels.layout.split import part, strip
from bot.channels.whatsapp.markup import to_markup
from bot.texts import word
from flows.messages import InputKind, KeyButton, OutgoingMessage, Rich, plain

Json = dict[str, JsonValue]

FOOTER = 60
BUTTONS = 3
TITLE = 20
ANSWERS = "Jawaban"
OTHERS = "Lainnya"
NOTHING = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """An approved message for use when the 24 hours are over, with the values of its gaps."""

    name: str
    language: str
    parameters: tuple[str, ...] = ()
    payloads: tuple[str, ...] = ()
    """The tokens of its quick-reply buttons; a button without one sends its label."""
    is_code: bool = False
    """Whether its button copies the parameter, a one-time code."""
    takes_file: bool = False
    """Whether the message's file stands above the words."""
    is_whole: bool = True
    """Whether it carries the whole message; else it only announces it."""


def text(words: str) -> Json:
    """Return a text message; a link in it shows no preview."""
    return {"type": "text", "text": {"body": words, "preview_url": False}}


def document(media: str, name: str, caption: str) -> Json:
    """Return a message with an uploaded file."""
    return {"type": "document", "document": _document(media, name) | _captioned(caption)}


def image(media: str, caption: str) -> Json:
    """Return a message with an uploaded picture."""
    return {"type": "image", "image": {"id": media, **_captioned(caption)}}


def template(chosen: Template, media: str = "", name: str = "") -> Json:
    """Return a template message in its one language; `media` is an uploaded file, called `name`."""
    components: list[JsonValue] = []
    if chosen.takes_file:
        components.append({"type": "header", "parameters": [{"type": "document", "document": _document(media, name)}]})
    if chosen.parameters:
        components.append({"type": "body", "parameters": [_words(parameter) for parameter in chosen.parameters]})
    if chosen.is_code:
        components.append(_button(0, "url", _words(chosen.parameters[0])))
    for number, payload in enumerate(chosen.payloads):
        components.append(_button(number, "quick_reply", {"type": "payload", "payload": payload}))
    language: Json = {"code": chosen.language, "policy": "deterministic"}
    return {"type": "template", "template": {"name": chosen.name, "language": language, "components": components}}


def _words(parameter: str) -> Json:
    """Return a parameter: one line, never empty."""
    return {"type": "text", "text": " ".join(parameter.split()) or NOTHING}


def _button(number: int, kind: str, parameter: Json) -> Json:
    return {"type": "button", "sub_type": kind, "index": str(number), "parameters": [parameter]}


def pressable(message: OutgoingMessage, media: str = "") -> Json:
    """Return a message with buttons where there are few, a list where there are more."""
    keys = [key for row in message.rows for key in row]
    body, footer = _footed(message)
    written: Json = {"body": {"text": to_markup(body) or word("layout.choose")}}
    if footer:
        written["footer"] = {"text": footer}
    if is_few(keys):
        if media and message.attachment is not None:
            written["header"] = {"type": "document", "document": _document(media, message.attachment.name)}
        buttons: list[JsonValue] = [{"type": "reply", "reply": {"id": key.token, "title": key.label}} for key in keys]
        return {"type": "interactive", "interactive": written | {"type": "button", "action": {"buttons": buttons}}}
    action: Json = {"button": word("layout.open_list"), "sections": _sections(keys)}
    return {"type": "interactive", "interactive": written | {"type": "list", "action": action}}


def typed(message: OutgoingMessage) -> Json:
    """Return a message without buttons; one that asks for a location has the key that sends it."""
    words = to_markup(message.text)
    return place_request(words) if message.wants is InputKind.LOCATION else text(words)


def place_request(words: str) -> Json:
    """Return a text with the one key that sends a location."""
    content: Json = {
        "type": "location_request_message",
        "body": {"text": words or word("layout.choose")},
        "action": {"name": "send_location"},
    }
    return {"type": "interactive", "interactive": content}


def is_few(keys: Sequence[KeyButton]) -> bool:
    """Tell whether all keys can be buttons."""
    return len(keys) <= BUTTONS and all(units(key.label) <= TITLE for key in keys)


def _document(media: str, name: str) -> Json:
    return {"id": media, "filename": name}


def _captioned(caption: str) -> Json:
    return {"caption": caption} if caption else {}


def _sections(keys: Sequence[KeyButton]) -> list[JsonValue]:
    parts = ((ANSWERS, [key for key in keys if not key.quiet]), (OTHERS, [key for key in keys if key.quiet]))
    return [{"title": title, "rows": [_row(key) for key in some]} for title, some in parts if some]


def _row(key: KeyButton) -> Json:
    row: Json = {"id": key.token, "title": key.label}
    return row | {"description": key.more} if key.more else row


def _footed(message: OutgoingMessage) -> tuple[Rich, str]:
    """Return body and footer, the footer apart where it fits."""
    footer = message.footer
    if not footer or units(footer) > FOOTER or not plain(message.text).endswith(footer):
        return message.text, ""
    body = strip(part(message.text, 0, len(plain(message.text)) - len(footer)))
    return (body, footer) if body else (message.text, "")


def addressed(payload: Mapping[str, JsonValue], number: str, user: str, ref: str) -> Json:
    """Return a message with its recipient, by number where one is known, else by user id; `ref` comes back."""
    to: Json = {"to": number} if number else {"recipient": user}
    told: Json = {"biz_opaque_callback_data": ref} if ref else {}
    return {"messaging_product": "whatsapp", "recipient_type": "individual", **to, **told, **payload}
