"""The translation of Telegram's updates, read from JSON at a twentieth of the cost of the library's objects."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.channels.layout.callback_data import read_token
from bot.channels.lenient_json import clean
from bot.ports import RawUpdate
from flows.messages import (
    Address,
    ButtonPress,
    File,
    FileInput,
    FileKind,
    IncomingMessage,
    Input,
    LocationInput,
    Rich,
    TextInput,
    TextSpan,
    UnsupportedInput,
    plain,
)

NAME = "telegram"
FILE_IN = 20 << 20  # getFile refuses larger ones

Json = Mapping[str, object]
_NOTHING: Json = {}

# Telegram sends an animation as a document too: what no question takes is looked for first.
_ODD = ("sticker", "animation", "contact", "poll", "dice", "game", "story", "checklist", "paid_media", "invoice")
_FILES = {
    "document": (FileKind.DOCUMENT, "dokumen", "application/octet-stream"),
    "voice": (FileKind.VOICE, "pesan-suara.ogg", "audio/ogg"),
    "audio": (FileKind.VOICE, "suara.mp3", "audio/mpeg"),
    "video": (FileKind.VIDEO, "video.mp4", "video/mp4"),
    "video_note": (FileKind.VIDEO, "video.mp4", "video/mp4"),
}
CUT_AT = 4096  # the longest message; Telegram's apps send a longer text as several
# Notes about the chat itself, to which nobody expects an answer.
_NOTES = (
    "pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "chat_background_set",
    "new_chat_title", "new_chat_photo", "delete_chat_photo", "connected_website", "proximity_alert_triggered",
    "boost_added", "gift", "unique_gift", "users_shared", "chat_shared", "successful_payment", "refunded_payment",
    "giveaway_created", "giveaway_completed", "video_chat_started", "video_chat_ended", "migrate_to_chat_id",
)  # fmt: skip


def raw(update: Json) -> RawUpdate:
    """Wrap an update for storage; its JSON is ASCII, which every database takes whatever people type."""
    _, content = _content(update)
    chat = _dict(_dict(content, "message"), "chat") or _dict(content, "chat") or _dict(content, "from")
    key, address = (clean(str(value)) for value in (update.get("update_id", ""), chat.get("id", "")))
    return RawUpdate(channel=NAME, key=key, address=address, body=json.dumps(update))


def translate(body: str, now: Callable[[], datetime]) -> IncomingMessage | None:
    """Translate a stored update; None if it has no meaning for us; never raises on an odd one."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(update, dict):
        return None
    kind, content = _content(update)
    match kind:
        case "message":
            return _message(content, now)
        case "edited_message":
            return _edited(content, now)
        case "callback_query":
            return _press(content, now)
        case "my_chat_member":
            return _membership(content, now)
    return None


def callback_id(update: Json) -> str:
    """Return the id of a pressed button's spinner, or "" if the update is no press."""
    return _text(_dict(update, "callback_query"), "id")


def group_joined(update: Json) -> str:
    """Return the id of a group that the bot was just added to, or ""."""
    change = _dict(update, "my_chat_member")
    chat = _dict(change, "chat")
    came = _dict(change, "new_chat_member").get("status") in ("member", "administrator")
    was_in = _dict(change, "old_chat_member").get("status") in ("member", "administrator")
    return str(chat.get("id", "")) if chat.get("type") in ("group", "supergroup") and came and not was_in else ""


def _content(update: Json) -> tuple[str, Json]:
    for kind in ("message", "callback_query", "edited_message", "my_chat_member"):
        if kind in update:
            return kind, _dict(update, kind)
    return "", _NOTHING


def _message(message: Json, now: Callable[[], datetime]) -> IncomingMessage | None:
    given = _input(message)
    if given is None:
        return None
    return _incoming(message, given, _time(message.get("date"), now))


def _marked(given: Input, rich: Rich) -> Input:
    return replace(given, rich=rich) if isinstance(given, FileInput) and rich else given


def _rich(text: str, entities: object) -> Rich:
    """Return the text in spans where something in it is bold, else (); offsets count in UTF-16 units."""
    found = [entity for entity in entities if isinstance(entity, dict)] if isinstance(entities, list) else []
    bold = [(_number(entity, "offset"), _number(entity, "length")) for entity in found if entity.get("type") == "bold"]
    units, spans, end = text.encode("utf-16-le", "surrogatepass"), list[TextSpan](), 0
    for offset, length in sorted(bold):
        start, stop = max(end, 2 * offset), 2 * (offset + length)
        spans += [TextSpan(_units(units[end:start])), TextSpan(_units(units[start:stop]), bold=True)]
        end = max(start, stop)
    rich = tuple(span for span in (*spans, TextSpan(_units(units[end:]))) if span.text)
    return rich if bold and plain(rich) == text else ()


def _units(piece: bytes) -> str:
    return piece.decode("utf-16-le", "replace")


def _edited(message: Json, now: Callable[[], datetime]) -> IncomingMessage | None:
    if "location" in message:  # a live location moves every few seconds
        return None
    text = _text(message, "text") or _text(message, "caption")
    at = _time(message.get("edit_date") or message.get("date"), now)
    return _incoming(message, UnsupportedInput(what="edited", text=text), at)


def _incoming(message: Json, given: Input, at: datetime) -> IncomingMessage | None:
    chat = _dict(message, "chat")
    if chat.get("type") != "private" or "id" not in chat:
        return None
    answered = _dict(message, "reply_to_message").get("message_id")
    position = message.get("message_id")
    return IncomingMessage(
        address=Address(channel=NAME, id=str(chat["id"])),
        input=given,
        at=at,
        name=_name(_dict(message, "from")),
        position=position if isinstance(position, int) else None,
        reply_to=None if answered is None else str(answered),
        cut_at=CUT_AT,
    )


def _input(message: Json) -> Input | None:
    if "text" in message:
        return TextInput(text=_text(message, "text"), rich=_rich(_text(message, "text"), message.get("entities")))
    caption = _text(message, "caption")
    for what in _ODD:
        if what in message:
            return UnsupportedInput(what=what, text=caption or _words_in(_dict(message, what)))
    rich = _rich(caption, message.get("caption_entities"))
    if "photo" in message:
        return _marked(_photo(message.get("photo"), caption), rich)
    for what, (kind, name, mime) in _FILES.items():
        if what in message:
            usual = File(key="", kind=kind, name=name, mime=mime, size=0)
            return _marked(_file(what, _dict(message, what), usual, caption), rich)
    if "location" in message:
        return _place(_dict(message, "location"))
    if any(note in message for note in _NOTES):
        return None
    return UnsupportedInput(what="other", text=caption)


def _photo(sizes: object, caption: str) -> Input:
    known = [size for size in sizes if isinstance(size, dict)] if isinstance(sizes, list) else []
    fitting = [size for size in known if _number(size, "file_size") <= FILE_IN]
    if not fitting:
        return UnsupportedInput(what="photo", text=caption, problem="too_large" if known else "gone")
    largest = max(
        fitting, key=lambda size: (_number(size, "width") * _number(size, "height"), _number(size, "file_size"))
    )
    file = File(key="", kind=FileKind.PHOTO, name="foto.jpg", mime="image/jpeg", size=0)
    return _file("photo", largest, file, caption)


def _file(what: str, sent: Json, usual: File, caption: str) -> Input:
    size, key = _number(sent, "file_size"), _text(sent, "file_id")
    if size > FILE_IN or not key:
        return UnsupportedInput(what=what, text=caption, problem="too_large" if size > FILE_IN else "gone")
    mime = _text(sent, "mime_type") or usual.mime
    kind = FileKind.PHOTO if what == "document" and mime.startswith("image/") else usual.kind
    return FileInput(
        file=File(key=key, kind=kind, name=_text(sent, "file_name") or usual.name, mime=mime, size=size),
        caption=caption,
    )


def _place(location: Json) -> Input:
    latitude, longitude = location.get("latitude"), location.get("longitude")
    if isinstance(latitude, (int, float)) and isinstance(longitude, (int, float)):
        return LocationInput(latitude=float(latitude), longitude=float(longitude))
    return UnsupportedInput(what="location")


def _press(press: Json, now: Callable[[], datetime]) -> IncomingMessage | None:
    message, presser, data = _dict(press, "message"), _dict(press, "from"), _text(press, "data")
    chat = _dict(message, "chat")
    if chat.get("type", "private") != "private" or "id" not in presser:
        return None
    meant = read_token(data)
    pressed = message.get("message_id")
    return IncomingMessage(
        # In a private chat the chat's id is the person's; an old message may come without its chat.
        address=Address(channel=NAME, id=str(chat.get("id", presser["id"]))),
        input=UnsupportedInput(what="button", text=data)
        if meant is None
        else ButtonPress(verb=meant.verb, argument=meant.argument, ask=meant.ask),
        at=now(),  # Telegram does not say when a button was pressed
        name=_name(presser),
        pressed=None if pressed is None else str(pressed),
        conversation=None if meant is None else meant.conversation,
        ask=None if meant is None else meant.ask,
    )


def _membership(change: Json, now: Callable[[], datetime]) -> IncomingMessage | None:
    chat, status = _dict(change, "chat"), _dict(change, "new_chat_member").get("status")
    if chat.get("type") != "private" or "id" not in chat or status not in ("kicked", "member"):
        return None
    return IncomingMessage(
        address=Address(channel=NAME, id=str(chat["id"])),
        input=UnsupportedInput(what="blocked" if status == "kicked" else "unblocked"),
        at=_time(change.get("date"), now),
        name=_name(_dict(change, "from")),
        gone=status == "kicked",
    )


def _words_in(odd: Json) -> str:
    """Return the readable text of an odd message: a poll's question, a contact's name (not the number), an emoji."""
    for key in ("question", "first_name", "title", "emoji"):
        if words := _text(odd, key):
            return words
    return ""


def _name(person: Json) -> str:
    return f"{_text(person, 'first_name')} {_text(person, 'last_name')}".strip()


def _time(seconds: object, now: Callable[[], datetime]) -> datetime:
    if isinstance(seconds, int) and 0 < seconds < 1 << 40:
        return datetime.fromtimestamp(min(seconds, 1 << 36), UTC)
    return now()


def _dict(holder: Json, key: str) -> Json:
    value = holder.get(key)
    return value if isinstance(value, dict) else _NOTHING


def _text(holder: Json, key: str) -> str:
    value = holder.get(key)
    return clean(value) if isinstance(value, str) else ""


def _number(holder: Json, key: str) -> int:
    value = holder.get(key)
    return value if isinstance(value, int) else 0
