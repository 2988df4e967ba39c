"""The people, updates, events and replies of the storage tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert

from flows.conversation import Conversation, Cursor, Event, EventKind, InputSource, QuestionMessage, Status
from flows.drafts.event_log import append
from flows.messages import Address, File, FileKind, Reply, TextSpan
from flows.review.review import RemarkKind
from storage.drafts import conversations, members, section_locks
from storage.messages import timers
from storage.outreach import broadcasts, reminders, workshops
from storage.outreach.audience import Audience
from storage.outreach.workshops import NewWorkshop, Rsvp
from storage.people import codes, contacts, units
from storage.records import Contact, NewReply, NewUpdate, Priority, Review, StoredConversation
from storage.reviews import reviews
from storage.reviews.reviews import NewRemark, NewSubmission
from storage.tables import logins

NOW = datetime(2026, 11, 24, 13, 30, 0, 123456, tzinfo=UTC)
ALICE = Address(channel="telegram", id="1001")
BOB = Address(channel="telegram", id="1002")


def later(seconds: float) -> datetime:
    """Return the moment so many seconds after NOW."""
    return NOW + timedelta(seconds=seconds)


def update(key: str, address: Address = ALICE, body: str = "{}") -> NewUpdate:
    """Return a vendor's update."""
    return NewUpdate(channel=address.channel, key=key, address=address.id, body=body)


def reply(
    text: str,
    address: Address = ALICE,
    *,
    conversation: int | None = None,
    ask: int | None = None,
    contact: int | None = None,
    priority: Priority = Priority.CHAT,
) -> NewReply:
    """Return a reply, which is a question message if it has a number."""
    asked = None if ask is None else QuestionMessage(ask=ask, cursor=Cursor(question=f"q{ask}"))
    return NewReply(
        address=address,
        reply=Reply(text=(TextSpan(text),), ask=ask),
        contact=contact,
        conversation=conversation,
        asked=asked,
        priority=priority,
    )


def begin(connection: Connection, address: Address = ALICE, name: str = "Alice") -> tuple[Contact, StoredConversation]:
    """Make a person with a conversation."""
    contact = contacts.at(connection, address, name, NOW)
    stored = conversations.create(connection, contact.id, "rancangan", 1, "Rancangan", NOW)
    contacts.update(connection, contact.id, conversation=stored.conversation.id)
    return replace(contact, conversation=stored.conversation.id), stored


def draft_at(connection: Connection, contact: int, flow: str, status: Status, name: str = "Arisan") -> int:
    """Make a draft of a contact with a status; return its id."""
    stored = conversations.create(connection, contact, flow, 1, name, NOW)
    conversations.save(connection, replace(stored.conversation, status=status), (), stored.revision, NOW)
    return stored.conversation.id


def answered(conversation: Conversation, value: str, question: str = "masalah") -> Conversation:
    """Return the conversation with one more answer in its log."""
    event = Event(
        number=len(conversation.events) + 1,
        at=NOW,
        kind=EventKind.ANSWERED,
        question=question,
        value=value,
        raw=value,
        source=InputSource(contact="1", channel="telegram"),
    )
    return append(conversation, event)


def answer(connection: Connection, number: int, value: str) -> int:
    """Answer a question of a conversation and save it; return how many events its log has."""
    stored = conversations.load(connection, number)
    assert stored is not None
    grown = answered(stored.conversation, value)
    conversations.save(connection, grown, grown.events[-1:], stored.revision, NOW)
    return len(grown.events)


def review(connection: Connection, draft: int, writer: int, coach: int, text: str) -> Review:
    """Have a draft handed in from a unit of its own, and a coach with an open review say something to it.

    The writer also writes a section of the coach's own draft, and has invited others to this one.
    """
    unit = units.add(connection, f"unit-{draft}", f"Unit {draft}", "lain", NOW)
    contacts.update(connection, writer, unit=unit)
    reviews.assign(connection, coach, unit)
    codes.make(connection, codes.NewCode(purpose="team", maker=writer, conversation=draft, expires_at=later(60)), NOW)
    codes.guessed(connection, contacts.addresses_of(connection, writer)[0], NOW)
    other = conversations.of_contact(connection, coach)[0].id
    members.join(connection, other, writer, NOW)
    section_locks.take(connection, other, f"s{draft}", writer, NOW, later(60))
    submission = reviews.submit(
        connection, NewSubmission(conversation=draft, number=1, contact=writer, unit=unit, needs=1), NOW
    )
    opened = reviews.claim(connection, submission.id, coach, NOW)
    assert opened is not None
    voice = File(key="a" * 64, kind=FileKind.VOICE, name="catatan.ogg", mime="audio/ogg", size=5)
    fix = NewRemark(kind=RemarkKind.FIX, section="latar", contact=coach, review=opened.id, text=text, file=voice)
    point = reviews.add_remark(connection, submission, fix, NOW)
    reply = NewRemark(kind=RemarkKind.REPLY, section="latar", contact=writer, text=text, answers=point)
    reviews.add_remark(connection, submission, reply, NOW)
    return opened


def gather(connection: Connection, contact: int) -> None:
    """Have a person plan a workshop and a broadcast, be asked to both, be reminded, and be signed in."""
    workshop = workshops.create(
        connection, NewWorkshop("Klinik", later(60), later(120), f"wall-{contact}"), contact, NOW
    )
    workshops.invite(connection, workshop.id, [contact])
    workshops.answer(connection, workshop.id, contact, Rsvp.YES, NOW)
    announcement = broadcasts.create(connection, Reply(text=(TextSpan("news"),)), Audience(), contact, NOW)
    broadcasts.set_recipients(connection, announcement.id, [contact], {})
    timers.put(connection, "nudge", str(contact), later(60), contact=contact)
    reminders.note(connection, contact, 1, 1, NOW)
    for place in contacts.addresses_of(connection, contact):
        whose = {"channel": place.channel, "address": place.id}
        row = {"token": f"token-{contact}", **whose, "kind": "link", "created_at": NOW, "expires_at": later(60)}
        connection.execute(insert(logins).values(row))
