"""Carries the talk under one remark between a coach and the writers."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.context import Visit
from bot.chat.roles import Permission, Role, may
from bot.chat.row_ids import row_number
from bot.features.reviews.notify_writers import tell_writers
from bot.features.reviews.queue import refuse
from bot.texts import say, word
from flows.engine.turn.turn_builder import shortened
from flows.language.formatting import heading_of
from flows.messages import Attachment, Button, File, Input, Notice, Reply, Said, Sent, Wants
from flows.review.review import Remark, RemarkKind
from storage.drafts import conversations
from storage.people import contacts
from storage.records import Contact
from storage.reviews import reviews

LONGEST = 300
"""Letters of a remark that is shown again for its context."""


def heard(visit: Visit, number: int) -> None:
    """Bring what a writer said under a remark to the coach who made it, with a way to answer and to close it."""
    found = reviews.remark(visit.connection, number)
    point = None if found is None or found[1].answers is None else reviews.remark(visit.connection, found[1].answers)
    if found is None or point is None:
        return
    draft, told = found
    coach = _coach(visit, point[1])
    if coach is None:
        return
    text = say(
        "threads.heard",
        who=visit.contact.name,
        title=_title(visit, draft, point[1]),
        before=_words(point[1]),
        text=_words(told),
    )
    buttons = (
        Button(word("threads.reply"), "rv_reply", str(point[1].id)),
        Button(word("threads.close"), "rv_close", str(point[1].id)),
    )
    notice = Notice(kind="review_result", parameters=(visit.contact.name, _name(visit, draft), word("threads.short")))
    said = Reply(text=text, attachments=_voice(told.file), actions=buttons, wants=Wants.CHOICE, notice=notice)
    visit.post(coach.id, said, draft)


def reply(visit: Visit, number: str) -> None:
    """Ask the coach for a word under one of their remarks."""
    found = _own(visit, number)
    if found is None:
        refuse(visit)
        return
    draft, point = found
    text = say("threads.what", title=_title(visit, draft, point), text=_words(point))
    visit.say(Reply(text=text, wants=Wants.LONG_TEXT), draft)
    visit.expect("rv_reply", number)


def take_reply(visit: Visit, given: Input, number: str) -> None:
    """Take a coach's word under a remark, and bring it to the writers."""
    found = _own(visit, number)
    handed = None if found is None else reviews.get(visit.connection, found[1].submission)
    if found is None or handed is None:
        refuse(visit)
        return
    if not isinstance(given, Said | Sent):
        visit.tell(say("reading.only_words"))
        reply(visit, number)
        return
    draft, point = found
    text = given.text.strip() if isinstance(given, Said) else given.caption.strip()
    file = given.file if isinstance(given, Sent) else None
    reviews.say(
        visit.connection,
        handed,
        RemarkKind.REPLY,
        point.section,
        visit.now,
        contact=visit.contact.id,
        review=point.review,
        question=point.question,
        text=text,
        file=file,
        answers=point.id,
    )
    said = say(
        "threads.replied",
        who=visit.contact.name,
        title=_title(visit, draft, point),
        before=_words(point),
        text=text or word("reading.voice"),
    )
    told = Reply(text=said, attachments=_voice(file), actions=(_open(point),), wants=Wants.CHOICE)
    _tell_writers(visit, draft, told)
    visit.expect_nothing()
    visit.say(Reply(text=say("threads.sent"), actions=(Button(word("queue.open"), "antrean"),)))


def close(visit: Visit, number: str) -> None:
    """Call one of the coach's own remarks dealt with."""
    found = _own(visit, number)
    handed = None if found is None else reviews.get(visit.connection, found[1].submission)
    if found is None or handed is None:
        refuse(visit)
        return
    draft, point = found
    reviews.say(
        visit.connection,
        handed,
        RemarkKind.RESOLVED,
        point.section,
        visit.now,
        contact=visit.contact.id,
        review=point.review,
        question=point.question,
        answers=point.id,
    )
    _drop_point(visit, draft, point)
    title = _title(visit, draft, point)
    text = say("threads.closed_writer", who=visit.contact.name, title=title, text=_words(point))
    _tell_writers(visit, draft, Reply(text=text))
    visit.say(Reply(text=say("threads.closed", title=title), actions=(Button(word("queue.open"), "antrean"),)))


def _drop_point(visit: Visit, draft: int, point: Remark) -> None:
    """Take a point off the writers' way."""
    stored = conversations.load(visit.connection, draft)
    if stored is None:
        return
    left = tuple(one for one in stored.conversation.points if one.id != point.id)
    if left != stored.conversation.points:
        conversations.save(visit.connection, replace(stored.conversation, points=left), (), stored.revision, visit.now)


def _tell_writers(visit: Visit, draft: int, said: Reply) -> None:
    parameters = (visit.contact.name, _name(visit, draft), word("threads.short"))
    tell_writers(visit, draft, replace(said, notice=Notice(kind="review_result", parameters=parameters)))


def _voice(file: File | None) -> tuple[Attachment, ...]:
    """Return what was spoken, to be listened to."""
    return () if file is None else (Attachment(name=file.name, mime=file.mime, key=file.key),)


def _open(point: Remark) -> Button:
    return Button(word("threads.reply"), "point_talk", str(point.id))


def _own(visit: Visit, number: str) -> tuple[int, Remark] | None:
    """Return a remark of this coach that was sent, with its draft."""
    found = reviews.remark(visit.connection, row_number(number))
    if found is None or found[1].review is None or not visit.may(Permission.REVIEW):
        return None
    review = reviews.review(visit.connection, found[1].review)
    is_own = review is not None and review.coach == visit.contact.id and review.sent_at is not None
    return found if is_own else None


def _coach(visit: Visit, point: Remark) -> Contact | None:
    review = None if point.review is None else reviews.review(visit.connection, point.review)
    found = None if review is None or review.coach is None else contacts.get(visit.connection, review.coach)
    return found if found is not None and _is_coach(found) else None


def _is_coach(contact: Contact) -> bool:
    return may([Role(one) for one in contact.roles], Permission.REVIEW)


def _words(remark: Remark) -> str:
    return shortened(remark.text, LONGEST) if remark.text else word("reading.voice")


def _name(visit: Visit, draft: int) -> str:
    stored = conversations.load(visit.connection, draft)
    return "" if stored is None else stored.name


def _title(visit: Visit, draft: int, point: Remark) -> str:
    """Name the section a remark is about."""
    stored = conversations.load(visit.connection, draft)
    if stored is None:
        return point.section
    flow = visit.forms.flow(visit.connection, stored.conversation.flow, stored.conversation.version)
    section = next((one for one in flow.sections if one.id == point.section), None)
    return point.section if section is None else heading_of(section)
