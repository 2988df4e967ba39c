"""The schema of WhatsApp's webhook: entries, changes, messages and statuses, however they are filled."""

from __future__ import annotations

import hashlib
import json
import logging
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from bot.channels.lenient_json import parse

log = logging.getLogger(__name__)

Json = Mapping[str, JsonValue]


class LenientModel(BaseModel):
    """A model that ignores unknown fields: Meta adds some as it likes."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True, hide_input_in_errors=True)


class Profile(LenientModel):
    """The name that a person gave themself."""

    name: str | None = None


class WebhookContact(LenientModel):
    """The sender: a number, a user id, or both."""

    wa_id: str | None = None
    user_id: str | None = None
    profile: Profile | None = None


class ErrorDetails(LenientModel):
    """An error that a webhook reports."""

    code: int | None = None
    title: str | None = None
    message: str | None = None
    error_data: dict[str, JsonValue] | None = None

    @property
    def reason(self) -> str:
        """Return the best of its texts."""
        details = (self.error_data or {}).get("details")
        return str(details or self.message or self.title or "")


class Pricing(LenientModel):
    """The price of a message."""

    billable: bool | None = None
    pricing_model: str | None = None
    type: str | None = None
    category: str | None = None


class MessageStatus(LenientModel):
    """The delivery status of a message of ours."""

    id: str
    status: str
    timestamp: str | None = None
    recipient_id: str | None = None
    recipient_user_id: str | None = None
    biz_opaque_callback_data: str | None = None
    errors: tuple[ErrorDetails, ...] = ()
    pricing: Pricing | None = None


class Metadata(LenientModel):
    """The business number that a change is about."""

    phone_number_id: str | None = None
    display_phone_number: str | None = None


def _metadata(given: object, validate: ValidatorFunctionWrapHandler) -> Metadata:
    try:
        found: Metadata = validate(given)
    except ValidationError:
        return Metadata()
    return found


Listed = Annotated[list[JsonValue], BeforeValidator(lambda given: given if isinstance(given, list) else [])]
"""A list whose items are parsed one by one, so that an odd one spoils no other."""


class Value(LenientModel):
    """The content of a change."""

    metadata: Annotated[Metadata, WrapValidator(_metadata)] = Metadata()
    contacts: Listed = Field(default_factory=list)
    messages: Listed = Field(default_factory=list)
    statuses: Listed = Field(default_factory=list)
    errors: Listed = Field(default_factory=list)


class FieldChange(LenientModel):
    """One change of a field."""

    field: str = ""
    value: JsonValue = None


class AccountEntry(LenientModel):
    """The changes of one account."""

    changes: Listed = Field(default_factory=list)


class Envelope(LenientModel):
    """A whole webhook."""

    entry: Listed = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message of a person, as it came, and its sender."""

    phone: str
    message: Json
    contact: Json | None

    @property
    def key(self) -> str:
        """Return what tells this message from all others."""
        given = self.message.get("id")
        return given if isinstance(given, str) and given else hashlib.sha256(self.body.encode()).hexdigest()

    @property
    def body(self) -> str:
        """Return it as it is stored: ASCII, which every database takes whatever people type."""
        return json.dumps({"phone": self.phone, "contact": self.contact, "message": self.message})

    @property
    def person(self) -> str:
        """Return the lasting id of the sender, else the number; "" if neither is given."""
        user, number = ids_of(self.message, self.contact)
        return user or number

    @property
    def moment(self) -> float:
        """Return when it was written, in Unix seconds; 0 if it does not say."""
        try:
            seconds = float(str(self.message.get("timestamp")))
        except ValueError:
            return 0.0
        return seconds if math.isfinite(seconds) else 0.0


@dataclass(frozen=True, slots=True)
class ParsedWebhook:
    """All that a webhook holds for one business number, and what else it reports."""

    messages: list[InboundMessage] = field(default_factory=list)
    statuses: list[MessageStatus] = field(default_factory=list)
    notices: list[tuple[str, JsonValue]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    """Meta's id of the business number."""


def read(body: bytes, phone: str) -> ParsedWebhook:
    """Parse a webhook, messages oldest first; ValueError if it is no envelope at all."""
    try:
        envelope = Envelope.model_validate(parse(body))
    except ValidationError as error:
        raise ValueError(problems(error)) from None
    found = ParsedWebhook()
    for entry in each(AccountEntry, envelope.entry):
        for change in each(FieldChange, entry.changes):
            _read_change(change, phone, found)
    found.messages.sort(key=lambda inbound_message: inbound_message.moment)
    return found


def ids_of(message: Json, contact: Json | None) -> tuple[str, str]:
    """Return the sender's lasting id and number; "" for what is not given."""
    system = message.get("system")
    before = (
        system.get("previous_user_id") if isinstance(system, dict) else None
    )  # whose id changed is named nowhere else
    users = ((contact or {}).get("user_id"), message.get("from_user_id"), before)
    numbers = ((contact or {}).get("wa_id"), message.get("from"))
    return _first(users), _first(numbers)


def _first(values: Sequence[JsonValue]) -> str:
    return next((value for value in values if isinstance(value, str) and value), "")


def _read_change(change: FieldChange, phone: str, found: ParsedWebhook) -> None:
    if change.field != "messages":
        found.notices.append((change.field, change.value))
        return
    try:
        value = Value.model_validate(change.value)
    except ValidationError as error:
        log.error("a change of WhatsApp is not readable: %s", problems(error))
        return
    if value.metadata.phone_number_id not in (phone, None):
        log.debug("a webhook is for another number: %s", value.metadata.phone_number_id)
        return
    if value.metadata.phone_number_id == phone and value.metadata.display_phone_number:
        found.numbers.append(value.metadata.display_phone_number)
    contacts = list(_objects(value.contacts))
    for message in _objects(value.messages):
        found.messages.append(InboundMessage(phone, message, _whose(message, contacts)))
    found.statuses.extend(each(MessageStatus, value.statuses))
    found.notices.extend(("errors", json_value) for json_value in value.errors)


def _whose(message: Json, contacts: Sequence[Json]) -> Json | None:
    """Return the contact of who wrote a message."""
    names = {value for key in ("from", "from_user_id") if isinstance(value := message.get(key), str)}
    for contact in contacts:
        if names & {value for key in ("wa_id", "user_id") if isinstance(value := contact.get(key), str)}:
            return contact
    return contacts[0] if len(contacts) == 1 and message.get("type") != "system" else None


def _objects(values: Sequence[JsonValue]) -> Iterator[Json]:
    for value in values:
        if isinstance(value, dict):
            yield value
        else:
            log.warning("a webhook of WhatsApp holds a %s where an object belongs", type(value).__name__)


Model = TypeVar("Model", bound=LenientModel)


def each(model: type[Model], values: Sequence[JsonValue]) -> Iterator[Model]:
    """Yield the valid items; log the others."""
    for value in values:
        try:
            yield model.model_validate(value)
        except ValidationError as error:
            log.warning("a %s of WhatsApp is not readable: %s", model.__name__, problems(error))


def problems(error: ValidationError) -> str:
    """Return what is invalid, without what people wrote."""
    return ", ".join(sorted({problem["type"] for problem in error.errors(include_input=False, include_url=False)}))
