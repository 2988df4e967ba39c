"""The translation of WhatsApp's stored messages; it never raises on an odd one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime

from pydantic import Field, JsonValue, ValidationError

from bot.channels.layout.callback_data import read_token
from bot.channels.lenient_json import clean
from bot.channels.whatsapp.errors import NAME
from bot.channels.whatsapp.webhook import LenientModel, MessageStatus, Profile, WebhookContact, ids_of
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
    TextInput,
    UnsupportedInput,
)
from storage.records import DeliveryReport, DeliveryStatus

FILE_IN = 25 << 20  # WhatsApp takes documents of 100 MB; nobody's evidence needs that

LARGEST_CODE = 1 << 31  # what the column holds; Meta's have six digits
_FILES = {
    "image": (FileKind.PHOTO, "foto.jpg", "image/jpeg"),
    "document": (FileKind.DOCUMENT, "dokumen", "application/octet-stream"),
    "audio": (FileKind.VOICE, "pesan-suara.ogg", "audio/ogg"),
    "voice": (FileKind.VOICE, "pesan-suara.ogg", "audio/ogg"),
    "video": (FileKind.VIDEO, "video.mp4", "video/mp4"),
}
_ODD = {"sticker": "sticker", "contacts": "contact", "order": "order", "edit": "edited_message"}
_SIGNS_OF_LIFE = frozenset({"reaction", "revoke"})  # nobody expects an answer to them
_REF = re.compile(r"([0-9]{1,18})(?:\.([0-9]{1,4}|n))?")
_MOVED = frozenset({"user_changed_number", "customer_changed_number", "user_changed_user_id"})
_ARRIVALS = {
    "sent": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "read": DeliveryStatus.READ,
    "played": DeliveryStatus.READ,
    "failed": DeliveryStatus.FAILED,
}


class _Body(LenientModel):
    body: str = ""


class _Media(LenientModel):
    id: str = ""
    mime_type: str | None = None
    caption: str | None = None
    filename: str | None = None


class _Pin(LenientModel):
    latitude: float
    longitude: float


class _Reply(LenientModel):
    id: str = ""
    title: str = ""


class _Interactive(LenientModel):
    type: str = ""
    button_reply: _Reply | None = None
    list_reply: _Reply | None = None


class _TemplateButton(LenientModel):
    payload: str | None = None
    text: str | None = None


class _Context(LenientModel):
    id: str | None = None


class _System(LenientModel):
    type: str = ""
    customer: str | None = None
    wa_id: str | None = None
    new_wa_id: str | None = None
    user_id: str | None = None


class _Message(LenientModel):
    type: str = ""
    timestamp: str | None = None
    text: _Body | None = None
    location: _Pin | None = None
    interactive: _Interactive | None = None
    button: _TemplateButton | None = None
    context: _Context | None = None
    system: _System | None = None
    image: _Media | None = None
    document: _Media | None = None
    audio: _Media | None = None
    voice: _Media | None = None
    video: _Media | None = None


class _Stored(LenientModel):
    phone: str
    contact: WebhookContact | None = None
    message: dict[str, JsonValue] = Field(default_factory=dict)


def address_of(phone: str, person: str) -> Address:
    """Return the address of a person who writes to one of our numbers."""
    return Address(channel=NAME, id=f"{phone}/{person}")


def translate(update: RawUpdate, now: Callable[[], datetime]) -> IncomingMessage | None:
    """Translate a stored update; None if it has no meaning for us."""
    stored = _stored(update.body)
    if stored is None:
        return None
    try:
        message = _Message.model_validate(stored.message)
    except ValidationError:
        message = _Message(type="unsupported", timestamp=_text(stored.message.get("timestamp")))
    address = Address(channel=NAME, id=update.address)
    at = moment(message.timestamp, now)
    if message.type == "system":
        return _moved(stored, message, address, at)
    given = _input(message)
    answered = message.context.id if message.context is not None else None
    token = _pressed(message)
    meant = read_token(token) if token else None
    user, number = ids_of(stored.message, stored.contact.model_dump() if stored.contact else None)
    return IncomingMessage(
        address=address,
        input=given,
        at=at,
        name=clean(((stored.contact and stored.contact.profile) or Profile()).name or ""),
        reply_to=None if token else answered,
        pressed=answered if token else None,
        conversation=None if meant is None else meant.conversation,
        ask=None if meant is None else meant.ask,
        gone=False if message.type in _SIGNS_OF_LIFE else None,
        also=address_of(stored.phone, number).id if user and number else None,
    )


def delivery(status: MessageStatus, phone: str, now: Callable[[], datetime]) -> DeliveryReport | None:
    """Return the delivery report of a status, or None if it reports no arrival."""
    arrival = _ARRIVALS.get(status.status)
    if arrival is None:
        return None
    person = status.recipient_user_id or status.recipient_id or ""
    fault = status.errors[0] if status.errors else None
    reply, part = read_ref(status.biz_opaque_callback_data or "")
    price = status.pricing
    return DeliveryReport(
        channel=NAME,
        message=clean(status.id),
        address=address_of(phone, person).id,
        arrival=arrival,
        at=moment(status.timestamp, now),
        reply=reply,
        part=part,
        code=fault.code if fault and fault.code is not None and abs(fault.code) < LARGEST_CODE else None,
        reason=fault.reason if fault else "",
        billable=price.billable if price else None,
        pricing_model=price.pricing_model if price else None,
        pricing_type=price.type if price else None,
        pricing_category=price.category if price else None,
    )


def write_ref(reply: int | None, part: int | None) -> str:
    """Return the ref of a reply's part: "12.0"; "12.n" is the notice that the reply is held; "" for none."""
    return "" if reply is None else f"{reply}.{'n' if part is None else part}"


def read_ref(written: str) -> tuple[int | None, int | None]:
    """Return reply and part; (None, 0) if it is none of ours."""
    found = _REF.fullmatch(written)
    if found is None:
        return None, 0
    part = found[2] or "0"
    return int(found[1]), None if part == "n" else int(part)


def moment(timestamp: str | None, now: Callable[[], datetime]) -> datetime:
    """Return WhatsApp's time, which is in whole seconds."""
    if timestamp and timestamp.isascii() and timestamp.isdecimal() and 0 < int(timestamp[:12]) < 1 << 36:
        return datetime.fromtimestamp(int(timestamp[:12]), UTC)
    return now()


def _stored(body: str) -> _Stored | None:
    try:
        return _Stored.model_validate(json.loads(body))
    except (ValueError, RecursionError):
        return None


def _input(message: _Message) -> Input:
    if message.type == "text" and message.text is not None:
        return TextInput(text=clean(message.text.body))
    if message.type in _FILES:
        return _file(message)
    if message.type == "location" and message.location is not None:
        return LocationInput(latitude=message.location.latitude, longitude=message.location.longitude)
    if message.type == "button" and message.button is not None:
        return _press(message.button.payload or "", message.button.text or "")
    if message.type == "interactive" and message.interactive is not None:
        reply = message.interactive.button_reply or message.interactive.list_reply
        return UnsupportedInput(what="form") if reply is None else _press(reply.id, reply.title)
    return UnsupportedInput(what=_ODD.get(message.type, "reaction" if message.type in _SIGNS_OF_LIFE else "other"))


def _press(token: str, label: str) -> Input:
    meant = read_token(token)
    if meant is not None:
        return ButtonPress(verb=meant.verb, argument=meant.argument, ask=meant.ask)
    # A button of a template: without a meaning of its own its label is what the person says.
    return TextInput(text=clean(label)) if label else UnsupportedInput(what="button", text=clean(token))


def _pressed(message: _Message) -> str:
    if message.type == "button" and message.button is not None:
        return message.button.payload or ""
    if message.type == "interactive" and message.interactive is not None:
        reply = message.interactive.button_reply or message.interactive.list_reply
        return reply.id if reply is not None else ""
    return ""


def _file(message: _Message) -> Input:
    kind, name, mime = _FILES[message.type]
    sent: _Media | None = getattr(message, message.type)
    if sent is None or not sent.id:
        return UnsupportedInput(what=message.type, problem="gone")
    mime = (sent.mime_type or mime).partition(";")[0].strip()
    if message.type == "document" and mime.startswith("image/"):
        kind = FileKind.PHOTO
    file = File(key=sent.id, kind=kind, name=clean(sent.filename or "") or name, mime=mime, size=0)
    return FileInput(file=file, caption=clean(sent.caption or ""))


def _moved(stored: _Stored, message: _Message, address: Address, at: datetime) -> IncomingMessage | None:
    system = message.system
    if system is None or system.type not in _MOVED:
        return None
    number = system.wa_id or system.new_wa_id
    if system.type == "user_changed_user_id":  # the number stays
        number = number or _text(stored.message.get("from"))
    new = system.user_id or number
    if new is None:
        return None
    return IncomingMessage(
        address=address,
        input=UnsupportedInput(what="moved"),
        at=at,
        moved_to=address_of(stored.phone, new),
        also=address_of(stored.phone, number).id if number and number != new else None,
    )


def _text(value: JsonValue) -> str | None:
    return str(value) if isinstance(value, (str, int)) else None
