"""What WhatsApp knows: people, messages, media, templates; and how fast a number may send."""

from __future__ import annotations

import base64
import hashlib
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.whatsapp.rules import Json, Refused
from tests.fakes.whatsapp.templates import TemplateText, sendable

DAY = 24 * 3600.0
PAIR_BURST, PAIR_SECONDS = 45, 6.0
PER_SECOND = 80
UPLOADS_LIVE, INBOUND_LIVE, URL_LIVES = 30 * DAY, 7 * DAY, 300.0
UPLOAD_MOST = {"image/jpeg": 5 << 20, "image/png": 5 << 20, "audio/ogg": 16 << 20, "video/mp4": 16 << 20}
DOCUMENT_MOST = 100 << 20
DOCUMENTS = (
    "application/pdf", "text/plain", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
)  # fmt: skip


@dataclass
class User:
    """Somebody with WhatsApp."""

    number: str
    user_id: str
    name: str
    shows_number: bool = True
    """False: took a user name; webhooks hold no number."""
    has_user_id: bool = True
    """False: webhooks are of the older kind, without user ids."""
    blocked: bool = False
    last_message: float | None = None

    @property
    def contact(self) -> Json:
        """Return the person as webhooks show them."""
        shown: Json = {"profile": {"name": self.name}}
        if self.shows_number:
            shown["wa_id"] = self.number
        if self.has_user_id:
            shown["user_id"] = self.user_id
        return shown

    @property
    def sender(self) -> Json:
        """Return who a message is from."""
        shown: Json = {"from": self.number} if self.shows_number else {}
        return shown | ({"from_user_id": self.user_id} if self.has_user_id else {})


@dataclass(frozen=True)
class Media:
    """A file; `size` may claim more than the bytes."""

    id: str
    mime: str
    name: str
    content: bytes = field(repr=False)
    size: int
    until: float

    @property
    def sha256(self) -> str:
        """Return the hash as webhooks show it."""
        return base64.b64encode(hashlib.sha256(self.content).digest()).decode()


@dataclass(frozen=True)
class Sent:
    """A message that was accepted."""

    id: str
    user: User | None
    """None: nobody has WhatsApp there."""
    content: Json
    at: float


@dataclass
class World:
    """Everything behind the Cloud API."""

    now: Callable[[], float] = time.time
    per_second: int = PER_SECOND
    users: dict[str, User] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    urls: dict[str, tuple[str, float]] = field(default_factory=dict)
    templates: dict[tuple[str, str], TemplateText] = field(default_factory=dict)
    sent: dict[str, Sent] = field(default_factory=dict)
    received: set[str] = field(default_factory=set)
    traffic: deque[float] = field(default_factory=deque)
    pairs: dict[str, tuple[float, float]] = field(default_factory=dict)
    last_id: int = 1000

    def new_id(self) -> str:
        """Return the id of a new message."""
        self.last_id += 1
        return "wamid." + base64.b64encode(f"{self.last_id:020}".encode()).decode()

    def find(self, given: Json) -> User | None:
        """Return whom a message goes to."""
        for user in self.users.values():
            if given.get("to") == user.number or given.get("recipient") == user.user_id:
                return user
        return None

    def count(self, person: str | None) -> None:
        """Count a message of either direction; refuse one of ours that comes too soon."""
        now = self.now()
        while self.traffic and self.traffic[0] <= now - 1:
            self.traffic.popleft()
        if person is not None:
            if len(self.traffic) >= self.per_second:
                raise Refused(130429, "Cloud API message throughput has been reached.", 429)
            left, since = self.pairs.get(person, (float(PAIR_BURST), now))
            left = min(float(PAIR_BURST), left + (now - since) / PAIR_SECONDS)
            if left < 1:
                raise Refused(131056, "Too many messages sent from the sender phone number to the same recipient")
            self.pairs[person] = left - 1, now
        self.traffic.append(now)

    def store(self, mime: str, name: str, content: bytes, *, inbound: bool, size: int | None = None) -> Media:
        """Keep a file; return its record."""
        number = str(9_000_000_000_000 + len(self.media))
        until = self.now() + (INBOUND_LIVE if inbound else UPLOADS_LIVE)
        media = Media(number, mime, name, content, len(content) if size is None else size, until)
        self.media[number] = media
        return media

    def file(self, given: object, kinds: str = "") -> Media:
        """Return a file that was uploaded; refuse one that is not there."""
        media = self.media.get(str(given)) if str(given).isdecimal() else None
        if media is None or media.until < self.now():
            raise Refused(131009, f"media id {given} is not valid")
        if kinds and not media.mime.startswith(kinds):
            raise Refused(131053, f"a file of type {media.mime} is no {kinds}")
        return media

    def upload(self, mime: str, name: str, content: bytes) -> Media:
        """Take a file; refuse kinds and sizes that WhatsApp does not take."""
        if mime not in UPLOAD_MOST and mime not in DOCUMENTS:
            raise Refused(100, f"Param file must be a file with one of the supported types, not {mime}")
        if not content or len(content) > UPLOAD_MOST.get(mime, DOCUMENT_MOST):
            raise Refused(131053, f"a file of {len(content)} bytes")
        return self.store(mime, name, content, inbound=False)

    def template(self, content: Json) -> TemplateText:
        """Return the template that is meant; refuse one that may not be sent so."""
        return sendable(self.known_template(content), content)

    def known_template(self, content: Json) -> TemplateText | None:
        """Return the template that is meant, if the account has it."""
        language = content.get("language")
        code = language.get("code") if isinstance(language, dict) else None
        return self.templates.get((str(content.get("name")), str(code)))
