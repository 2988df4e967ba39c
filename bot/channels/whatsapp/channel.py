"""The WhatsApp channel, over Meta's Cloud API.

Four things are particular here. A person has a lasting id, a number, or both: an address holds the lasting one where
there is one, and the database knows the number behind it. One may write freely only for 24 hours after the person's
last word: what is late goes as an approved template, or waits for the next word. Meta accepts first and fails later:
what became of a message comes as a status, which is kept in a table of its own and never meets the conversation. And
nothing that was sent can be changed: buttons stay for ever, so each carries its question.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from pydantic import JsonValue
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.lenient_json import clean
from bot.channels.whatsapp import payload
from bot.channels.whatsapp import translate as whatsapp_translate
from bot.channels.whatsapp.account import AccountClient, AccountError, digits_of
from bot.channels.whatsapp.approved_templates import TemplateRegistry
from bot.channels.whatsapp.client import WhatsAppClient
from bot.channels.whatsapp.errors import NAME, send_error
from bot.channels.whatsapp.markup import to_markup
from bot.channels.whatsapp.payload import Template
from bot.channels.whatsapp.templates import definitions
from bot.channels.whatsapp.translate import FILE_IN
from bot.channels.whatsapp.webhook import InboundMessage, MessageStatus, ParsedWebhook, read
from bot.ports import Alarm, Consequence, Limits, Note, Raise, RawUpdate, Receipt, Receive, SendError, SendResult
from bot.scheduling.background_tasks import BackgroundTasks
from flows.messages import Address, File, IncomingMessage, OutgoingMessage
from storage.records import AddressInfo, DeliveryStatus

log = logging.getLogger(__name__)

API_URL = "https://graph.facebook.com"
PATH = "/whatsapp"
BODY_BYTES = 4 << 20  # a webhook may hold a thousand changes, 3 MB
FILE_OUT = 100 << 20
IMAGE_OUT = 5 << 20
IMAGES = ("image/jpeg", "image/png")
_OFFICE = "application/vnd.openxmlformats-officedocument"
FILES = frozenset({
    *IMAGES, "audio/aac", "audio/amr", "audio/mp4", "audio/mpeg", "audio/ogg", "video/3gp", "video/mp4",
    "text/plain", "application/pdf", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
    f"{_OFFICE}.wordprocessingml.document", f"{_OFFICE}.spreadsheetml.sheet", f"{_OFFICE}.presentationml.presentation",
})  # fmt: skip
"""What Meta takes; a calendar file is not among it."""
WINDOW = timedelta(hours=24)
MARGIN = timedelta(minutes=10)  # for a message that is on its way, and for two clocks
FRESH = timedelta(minutes=2)  # whose message is older does not look at the screen waiting for a sign

LIMITS = Limits(
    text=4096,
    text_with_buttons=1024,
    caption=1024,
    label=20,
    token=200,
    buttons=3,
    per_row=1,
    file_in=FILE_IN,
    file_out=FILE_OUT,
    can_edit=False,
    list_rows=10,
    list_label=24,
    list_more=72,
    window=WINDOW,
    asks_place=True,
    files=FILES,
    is_priced=True,
)

NUMBER_PAUSE = 30.0  # seconds
KEPT = 10_000  # people whose last word is remembered here

EVERYTHING: frozenset[str] = frozenset()
NOTICED: Mapping[str, frozenset[str]] = {
    "account_update": frozenset({"ACCOUNT_VIOLATION", "ACCOUNT_RESTRICTION", "ACCOUNT_DELETED", "DISABLED_UPDATE"}),
    "phone_number_quality_update": frozenset({"DOWNGRADE", "FLAGGED"}),
    "account_alerts": EVERYTHING,
    "errors": EVERYTHING,
}
"""Changes of the account that an admin should see, with the events that matter; prices and limits change often."""
TEMPLATES = "message_template_status_update"


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsAppAccess:
    """What Meta gives to reach one phone number, and to prove that a webhook is Meta's."""

    token: str
    phone_id: str
    app_secret: str
    verify_token: str
    account_id: str = ""
    api_url: str = API_URL


class WhatsAppChannel:
    """The channel over WhatsApp's Cloud API."""

    name = NAME
    limits = LIMITS

    def __init__(
        self,
        access: WhatsAppAccess,
        *,
        reach: Callable[[Address], Awaitable[AddressInfo]],
        note: Note,
        alarm: Raise,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._access = access
        self._client = WhatsAppClient(access.token, access.phone_id, access.api_url)
        self._reach, self._note, self._alarm, self._now = reach, note, alarm, now
        self._account = AccountClient(access.token, access.phone_id, access.account_id, access.api_url)
        self._approved = TemplateRegistry(self._account, definitions())
        self._receive: Receive | None = None
        self._has_ended = False
        self._tasks = BackgroundTasks()
        self._number = ""
        """The number that people write to, in digits."""
        self._wrote: dict[str, float] = {}
        """When contacts last wrote, in Unix seconds: more exact than the database, from which it may be erased."""

    def link(self, payload: str) -> str | None:
        """Return a deep link with a code; None until Meta has told the number."""
        return f"https://wa.me/{self._number}?text=mulai%20{payload}" if self._number else None

    def trouble(self) -> str:
        """Return why no messages come in; "" where all is well."""
        return "has not started" if self._receive is None else ""

    def routes(self) -> Sequence[BaseRoute]:
        """Return the webhook's route."""
        return [Route(PATH, self._handshake, methods=["GET"]), Route(PATH, self._webhook, methods=["POST"])]

    async def start(self, receive: Receive) -> None:
        """Start to receive what the webhook brings."""
        self._receive, self._has_ended = receive, False
        self._tasks.begin(self._look())
        self._tasks.begin(self._learn_number())

    async def stop(self) -> None:
        """Stop receiving and close the connections."""
        self._has_ended, self._receive = True, None
        await self._tasks.end()
        await self._client.close()
        await self._account.close()

    def translate(self, update: RawUpdate) -> IncomingMessage | None:
        """Translate a stored update; None if it has no meaning for us."""
        return whatsapp_translate.translate(update, self._now)

    async def send(self, message: OutgoingMessage) -> SendResult:
        """Send one message; raise SendError. Accepted is not arrived: a report may tell of a failure later."""
        if self._has_ended:
            raise SendError("the WhatsApp channel has ended")
        known = await self._reach(message.address)
        if not self._is_open(message.address, known):
            return await self._announce(message, known)
        keys = [key for row in message.rows for key in row]
        if message.attachment is None:
            words = payload.pressable(message) if keys else payload.typed(message)
            return await self._post(words, message, known)
        media = await self._upload(message)
        if keys and payload.is_few(keys):
            return await self._post(payload.pressable(message, media), message, known)
        if keys:  # a list has no place for a file
            await self._post(payload.document(media, message.attachment.name, ""), message, known)
            return await self._post(payload.pressable(message), message, known)
        if message.attachment.mime in IMAGES and len(message.content or b"") <= IMAGE_OUT:
            return await self._post(payload.image(media, to_markup(message.text)), message, known)
        written = payload.document(media, message.attachment.name, to_markup(message.text))
        return await self._post(written, message, known)

    async def fetch(self, file: File) -> bytes:
        """Return the bytes of a file a person sent; raise FetchError."""
        return await self._client.fetch(file.key, self.limits.file_in)

    # --- sending ---------------------------------------------------------------------------------

    def _is_open(self, address: Address, known: AddressInfo) -> bool:
        heard = 0.0 if known.heard_at is None else known.heard_at.timestamp()
        last = max(heard, self._wrote.get(address.id, 0.0))
        return self._now().timestamp() - last < (WINDOW - MARGIN).total_seconds()

    async def _announce(self, message: OutgoingMessage, known: AddressInfo) -> SendResult:
        """Send the template for the occasion; without one the message is held for the contact's next message."""
        await self._look()
        chosen = None if message.notice is None else self._approved.choose(message.notice, message)
        if chosen is None or (chosen.is_code and not _number(message.address, known)):  # codes go to numbers only
            raise SendError("the 24 hours since the person's last word are over", Consequence.HOLD)
        file = message.attachment if chosen.takes_file else None
        media = await self._upload(message) if file is not None else ""
        words = payload.template(chosen, media, file.name if file is not None else "")
        try:
            delivered = await self._post(words, message, known, chosen)
        except SendError as error:
            if error.consequence is Consequence.HOLD:
                self._approved.doubt(chosen)
            raise
        return replace(delivered, announces=not chosen.is_whole)

    async def _post(
        self, words: payload.Json, message: OutgoingMessage, known: AddressInfo, chosen: Template | None = None
    ) -> SendResult:
        ref = whatsapp_translate.write_ref(message.ref, message.part if chosen is None or chosen.is_whole else None)
        number = _number(message.address, known)
        return await self._client.send(payload.addressed(words, number, _person(message.address.id), ref))

    async def _look(self) -> None:
        """Refresh the approved templates."""
        for alarm in await self._approved.refresh(self._now()):
            await self._alarm(alarm)

    async def _learn_number(self) -> None:
        """Ask for the bot's number until it is known; every webhook tells it, too."""
        while not self._number:
            try:
                self._number = await self._account.number()
            except AccountError as error:
                log.info("WhatsApp does not say yet which number is ours: %s", error)
                await asyncio.sleep(NUMBER_PAUSE)

    async def _upload(self, message: OutgoingMessage) -> str:
        assert message.attachment is not None, "only called for one"
        content = message.content
        if not content or len(content) > FILE_OUT:
            raise SendError(f"a file of {len(content or b'')} bytes cannot be sent", Consequence.NEVER)
        return await self._client.upload(content, message.attachment.name, message.attachment.mime)

    # --- the webhook -----------------------------------------------------------------------------

    async def _handshake(self, request: Request) -> Response:
        """Answer Meta's challenge, which proves that the address is ours."""
        asked = request.query_params
        given = asked.get("hub.verify_token", "")
        if asked.get("hub.mode") != "subscribe" or not _same(given, self._access.verify_token):
            return Response(status_code=403)
        return PlainTextResponse(asked.get("hub.challenge", ""))

    async def _webhook(self, request: Request) -> Response:
        """Store all that a webhook holds: 200 only when it is durable, else Meta repeats it for a week."""
        body = await _read_body(request)
        if body is None:
            return Response(status_code=413)
        if not self._is_signed(body, request.headers.get("X-Hub-Signature-256", "")):
            return Response(status_code=403)
        if self._receive is None:
            return Response(status_code=503)
        try:
            found = read(body, self._access.phone_id)
        except ValueError as error:
            log.error("a webhook of WhatsApp, signed and of %d bytes, is not readable: %s", len(body), error)
            return Response(status_code=200)  # it would be as unreadable when it comes again, for a week
        await self._take(found, self._receive)
        return Response(status_code=200)

    def _is_signed(self, body: bytes, given: str) -> bool:
        digest = hmac.new(self._access.app_secret.encode(), body, hashlib.sha256).hexdigest()
        return _same(given, f"sha256={digest}")

    async def _take(self, found: ParsedWebhook, receive: Receive) -> None:
        self._number = next((digits for number in found.numbers if (digits := digits_of(number))), self._number)
        updates = [
            RawUpdate(
                channel=NAME,
                key=clean(inbound_message.key),
                address=clean(f"{self._access.phone_id}/{inbound_message.person}"),
                body=inbound_message.body,
            )
            for inbound_message in found.messages
            if inbound_message.person
        ]
        if len(updates) < len(found.messages):
            log.error("%d messages on WhatsApp name nobody who wrote them", len(found.messages) - len(updates))
        for inbound_message in found.messages:
            self._hear(f"{self._access.phone_id}/{inbound_message.person}", inbound_message)
        if updates:
            await receive(updates)
        reports = [self._receipt(status) for status in found.statuses]
        if receipts := [receipt for receipt in reports if receipt is not None]:
            await self._note(receipts)
        for field, notice in found.notices:
            level = logging.WARNING if field in NOTICED else logging.INFO
            log.log(level, "WhatsApp tells of %s: %s", field, _event(notice))
            if (alarm := self._told(field, notice)) is not None:
                await self._alarm(alarm)
        self._show_reading(found)

    def _told(self, field: str, notice: JsonValue) -> Alarm | None:
        """Return the alarms in a webhook's report on the account."""
        if field == TEMPLATES:
            return self._approved.note(notice)
        if field not in NOTICED:
            return None
        what = _event(notice)
        if NOTICED[field] and what not in NOTICED[field]:
            return None
        return Alarm(channel=NAME, cause="notice", detail=f"{field} {what}".strip())

    def _hear(self, address: str, found: InboundMessage) -> None:
        if found.message.get("type") == "system":
            return
        last = max(found.moment, self._wrote.pop(address, 0.0))
        self._wrote[address] = min(last, self._now().timestamp())
        if len(self._wrote) > KEPT:
            del self._wrote[next(iter(self._wrote))]

    def _receipt(self, status: MessageStatus) -> Receipt | None:
        reported = whatsapp_translate.delivery(status, self._access.phone_id, self._now)
        if reported is None:
            return None
        failed = reported.arrival is DeliveryStatus.FAILED
        return Receipt(delivery=reported, error=send_error(reported.code, reported.reason) if failed else None)

    def _show_reading(self, found: ParsedWebhook) -> None:
        """Mark new messages as read and show that an answer is being written."""
        since = (self._now() - FRESH).timestamp()
        newest = {
            inbound_message.person: inbound_message
            for inbound_message in found.messages
            if inbound_message.moment > since and inbound_message.message.get("type") != "system"
        }
        for inbound_message in newest.values():
            self._tasks.begin(self._mark_read(inbound_message.key))

    async def _mark_read(self, message: str) -> None:
        try:
            await self._client.mark_read(message)
        except SendError as error:
            log.debug("the sign that a message is being read was not shown: %s", error)


def _event(notice: JsonValue) -> str:
    """Return the event of an account notice, without the names in it."""
    told = notice if isinstance(notice, dict) else {}
    return next((str(told[name]) for name in ("event", "title", "alert_type", "code") if told.get(name)), "")


def _person(address: str) -> str:
    return address.partition("/")[2]


def _number(address: Address, known: AddressInfo) -> str:
    """Return a contact's phone number, if one is known."""
    person = _person(address.id)
    return person if _is_number(person) else _person(known.alias_id or "")


def _is_number(person: str) -> bool:
    return person.isascii() and person.isdecimal()


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(errors="replace"), right.encode())


async def _read_body(request: Request) -> bytes | None:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_BYTES:
            return None
    return body
