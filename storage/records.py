"""The rows of the tables, as frozen values without behaviour."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from flows.conversation import Conversation, QuestionMessage, Status
from flows.messages import Address, Reply
from flows.review.review import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUpdate:
    """A vendor's update as it comes in; `key` is unique within its channel."""

    channel: str
    key: str
    address: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A vendor's update that waits in the inbox."""

    id: int
    channel: str
    key: str
    address: str
    body: str
    received_at: datetime
    attempts: int


class UnitState(StrEnum):
    """Whether a unit is listed, proposed or closed."""

    LISTED = "listed"
    PROPOSED = "proposed"
    """Typed by a person; an admin has yet to confirm it."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A place where people work: a puskesmas, a hospital, an office."""

    id: int
    code: str
    """As a link names it: "pkm-wotu"."""
    name: str
    kind: str
    aliases: tuple[str, ...]
    """Other names that people type."""
    state: UnitState


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person."""

    id: int
    name: str
    unit: int | None
    """The unit's id."""
    roles: Collection[str]
    language: str
    conversation: int | None
    """The conversation the person is in now."""
    errand: str | None
    """The pending prompt, as JSON."""
    created_at: datetime
    seen_at: datetime
    """When the person last wrote, to the hour."""
    reachable: bool = True
    """Whether messages arrive at the address the person was found by."""
    heard_at: datetime | None = None
    """When the person last wrote from there, to some minutes."""
    is_elsewhere: bool = False
    """Whether the person last wrote from another address, as far as is noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredConversation:
    """A conversation as it was read; `revision` is compared when it is saved."""

    conversation: Conversation
    revision: int
    contact: int
    """Its owner."""
    name: str
    created_at: datetime
    updated_at: datetime
    is_shared: bool = False
    """Whether it has members beside its owner."""
    member: MemberKey | None = None
    """The member for whom it was read; None: its owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberKey:
    """What saving a conversation needs from a writer who is not its owner."""

    contact: int
    owners: str
    """The owner's stored state, which stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One who writes in a draft; its owner is one."""

    contact: int
    name: str
    is_owner: bool
    joined_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSummary:
    """A conversation in a contact's list of drafts, without its log."""

    id: int
    flow: str
    version: int
    status: Status
    name: str
    events: int
    created_at: datetime
    updated_at: datetime


class Priority(IntEnum):
    """The order of what is sent to one address: lower goes first."""

    CHAT = 0
    """Sent at least once: after a crash it may come twice."""
    BROADCAST = 1
    """Sent at most once: after a crash it is reported as uncertain."""


class OutboxState(StrEnum):
    """The state of a reply in the outbox."""

    QUEUED = "queued"
    SENDING = "sending"
    """Claimed by a process until its lease ends."""
    SENT = "sent"
    DEAD = "dead"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReply:
    """A reply to be put into the outbox."""

    address: Address
    reply: Reply
    contact: int | None = None
    conversation: int | None = None
    asked: QuestionMessage | None = None
    """What it asks, if it is a question message."""
    edits: str | None = None
    """The channel's id of the message that it replaces."""
    priority: Priority = Priority.CHAT
    origin: int | None = None
    """The originator, who is told when it is held."""
    follows: bool = False
    """Whether it may go to the contact's next address where it can not arrive at this one."""


MOST_PARTS = 31
"""Parts of one reply that are told apart: bits of a number that both databases hold."""


def bit(part: int) -> int:
    """Return the bit of a part; parts far behind share the last."""
    return 1 << min(part, MOST_PARTS - 1)


@dataclass(frozen=True, slots=True)
class HeldReply:
    """A reply that waits for the contact's next message and has an originator."""

    id: int
    origin: int
    contact: int | None
    name: str | None
    """The contact's name."""
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedReply:
    """A reply in the outbox."""

    id: int
    state: OutboxState
    address: Address
    reply: Reply
    contact: int | None
    conversation: int | None
    asked: QuestionMessage | None
    edits: str | None
    priority: Priority
    attempts: int = 0
    parts_sent: int = 0
    """A bit for each part that the vendor has taken."""
    origin: int | None = None
    announced: str | None = None
    """The vendor's id of the message that announced a held reply."""

    def has_sent(self, part: int) -> bool:
        """Tell whether the vendor has taken a part."""
        return bool(self.parts_sent & bit(part))


@dataclass(frozen=True, slots=True, kw_only=True)
class SentReply:
    """The vendor's acceptance of a reply's message: its id, time and position in the chat."""

    id: int
    message: str
    at: datetime
    position: int | None = None
    part: int = 0
    """The index of the part."""
    parts: int = 1
    """The number of parts."""
    lease: datetime | None = None
    """The end of the claim, if more parts follow."""


class DeliveryStatus(StrEnum):
    """How far a message has come after the vendor took it."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    """Final: it never arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """The vendor's report on one message, with its cost where the report names it."""

    channel: str
    message: str
    address: str
    arrival: DeliveryStatus
    at: datetime
    reply: int | None = None
    """The outbox row it carried."""
    part: int | None = 0
    """The index of the part; None: the notice that the reply is held."""
    code: int | None = None
    reason: str = ""
    billable: bool | None = None
    pricing_model: str | None = None
    pricing_type: str | None = None
    pricing_category: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressInfo:
    """What is known of an address: the channel's other id for the contact, and when they last wrote there."""

    alias_id: str | None = None
    heard_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenQuestion:
    """A question message that a contact can have seen."""

    conversation: int
    asked: QuestionMessage


class RevisionKind(StrEnum):
    """Why a draft was given a revision number."""

    DRAFT = "draft"
    """A document was made of it."""
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A draft as it stood when a document was made of it, or when it was submitted."""

    conversation: int
    number: int
    upto: int
    """The last event it holds."""
    kind: RevisionKind
    status: Status
    created_at: datetime


class SubmissionState(StrEnum):
    """The state of a draft that was handed in."""

    WAITING = "waiting"
    RETURNED = "returned"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A revision that was handed in for review."""

    id: int
    conversation: int
    number: int
    """The revision's number."""
    contact: int | None
    unit: int | None
    needs: int
    """How many coaches must approve it."""
    state: SubmissionState
    submitted_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One coach's reading of a submission; the writers see its remarks once it is sent."""

    id: int
    submission: int
    coach: int | None
    verdict: Verdict | None
    opened_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedSubmission:
    """A submission in a coach's queue."""

    submission: Submission
    name: str
    """The draft's name."""
    flow: str
    version: int
    writer: str
    unit: str
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that is to happen at a moment; `subject` is what it is about, unique within its kind."""

    id: int
    kind: str
    subject: str
    contact: int | None
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WebLine:
    """One message of a web chat's history; `side` is "person" or "bot"."""

    number: int
    key: str
    side: str
    body: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One line of the audit log."""

    id: int
    at: datetime
    contact: int | None
    action: str
    detail: str
