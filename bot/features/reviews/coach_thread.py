"""Carries the talk under one remark between a coach and the writers."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.context import ChatContext
from bot.chat.roles import Permission, Role, may
from bot.chat.row_ids import row_number
from bot.features.reviews.notify_writers import tell_writers
from bot.features.reviews.queue import refuse
from bot.texts import say, word
from flows.engine.turn.turn_builder import shortened
from flows.language.formatting import heading_of
from flows.messages import Attachment, Button, File, FileInput, Input, InputKind, Reply, TemplateNotice, TextInput
from flows.review.review import Remark, RemarkKind
from storage.drafts import conversations
from storage.people import contacts
from storage.records import Contact
from storage.reviews import reviews

LONGEST = 300
"""Letters of a remark that is shown again for its context."""


def heard(ctx: ChatContext, number: int) -> None:
    """Bring what a writer said under a remark to the coach who made it, with a way to answer and to close it."""
    found = reviews.remark(ctx.connection, number)
    point = None if found is None or found[1].answers is None else reviews.remark(ctx.connection, found[1].answers)
    if found is None or point is None:
        return
    draft, told = found
    coach = _coach(ctx, point[1])
    if coach is None:
        return
    text = say(
        "threads.heard",
        who=ctx.contact.name,
        title=_title(ctx, draft, point[1]),
        before=_words(point[1]),
        text=_words(told),
    )
    buttons = (
        Button(word("threads.reply"), "rv_reply", str(point[1].id)),
        Button(word("threads.close"), "rv_close", str(point[1].id)),
    )
    notice = TemplateNotice(
        kind="review_result", parameters=(ctx.contact.name, _name(ctx, draft), word("threads.short"))
    )
    said = Reply(text=text, attachments=_voice(told.file), actions=buttons, notice=notice)
    ctx.notify(coach.id, said, draft)


def reply(ctx: ChatContext, number: str) -> None:
    """Ask the coach for a word under one of their remarks."""
    found = _own(ctx, number)
    if found is None:
        refuse(ctx)
        return
    draft, point = found
    text = say("threads.what", title=_title(ctx, draft, point), text=_words(point))
    ctx.say(Reply(text=text, wants=InputKind.LONG_TEXT), draft)
    ctx.expect("rv_reply", number)


def take_reply(ctx: ChatContext, given: Input, number: str) -> None:
    """Take a coach's word under a remark, and bring it to the writers."""
    found = _own(ctx, number)
    handed = None if found is None else reviews.get(ctx.connection, found[1].submission)
    if found is None or handed is None:
        refuse(ctx)
        return
    if not isinstance(given, TextInput | FileInput):
        ctx.say_first(say("reading.only_words"))
        reply(ctx, number)
        return
    draft, point = found
    text = given.text.strip() if isinstance(given, TextInput) else given.caption.strip()
    file = given.file if isinstance(given, FileInput) else None
    reviews.say(
        ctx.connection,
        handed,
        RemarkKind.REPLY,
        point.section,
        ctx.now,
        contact=ctx.contact.id,
        review=point.review,
        question=point.question,
        text=text,
        file=file,
        answers=point.id,
    )
    said = say(
        "threads.replied",
        who=ctx.contact.name,
        title=_title(ctx, draft, point),
        before=_words(point),
        text=text or word("reading.voice"),
    )
    told = Reply(text=said, attachments=_voice(file), actions=(_open(point),))
    _tell_writers(ctx, draft, told)
    ctx.expect_nothing()
    ctx.say(Reply(text=say("threads.sent"), actions=(Button(word("queue.open"), "antrean"),)))


def close(ctx: ChatContext, number: str) -> None:
    """Call one of the coach's own remarks dealt with."""
    found = _own(ctx, number)
    handed = None if found is None else reviews.get(ctx.connection, found[1].submission)
    if found is None or handed is None:
        refuse(ctx)
        return
    draft, point = found
    reviews.say(
        ctx.connection,
        handed,
        RemarkKind.RESOLVED,
        point.section,
        ctx.now,
        contact=ctx.contact.id,
        review=point.review,
        question=point.question,
        answers=point.id,
    )
    _drop_point(ctx, draft, point)
    title = _title(ctx, draft, point)
    text = say("threads.closed_writer", who=ctx.contact.name, title=title, text=_words(point))
    _tell_writers(ctx, draft, Reply(text=text))
    ctx.say(Reply(text=say("threads.closed", title=title), actions=(Button(word("queue.open"), "antrean"),)))


def _drop_point(ctx: ChatContext, draft: int, point: Remark) -> None:
    """Take a point off the writers' way."""
    stored = conversations.load(ctx.connection, draft)
    if stored is None:
        return
    left = tuple(other_point for other_point in stored.conversation.points if other_point.id != point.id)
    if left != stored.conversation.points:
        conversations.save(ctx.connection, replace(stored.conversation, points=left), (), stored.revision, ctx.now)


def _tell_writers(ctx: ChatContext, draft: int, said: Reply) -> None:
    parameters = (ctx.contact.name, _name(ctx, draft), word("threads.short"))
    tell_writers(ctx, draft, replace(said, notice=TemplateNotice(kind="review_result", parameters=parameters)))


def _voice(file: File | None) -> tuple[Attachment, ...]:
    """Return what was spoken, to be listened to."""
    return () if file is None else (Attachment(name=file.name, mime=file.mime, key=file.key),)


def _open(point: Remark) -> Button:
    return Button(word("threads.reply"), "point_talk", str(point.id))


def _own(ctx: ChatContext, number: str) -> tuple[int, Remark] | None:
    """Return a remark of this coach that was sent, with its draft."""
    found = reviews.remark(ctx.connection, row_number(number))
    if found is None or found[1].review is None or not ctx.may(Permission.REVIEW):
        return None
    review = reviews.review(ctx.connection, found[1].review)
    is_own = review is not None and review.coach == ctx.contact.id and review.sent_at is not None
    return found if is_own else None


def _coach(ctx: ChatContext, point: Remark) -> Contact | None:
    review = None if point.review is None else reviews.review(ctx.connection, point.review)
    found = None if review is None or review.coach is None else contacts.get(ctx.connection, review.coach)
    return found if found is not None and _is_coach(found) else None


def _is_coach(contact: Contact) -> bool:
    return may([Role(role) for role in contact.roles], Permission.REVIEW)


def _words(remark: Remark) -> str:
    return shortened(remark.text, LONGEST) if remark.text else word("reading.voice")


def _name(ctx: ChatContext, draft: int) -> str:
    stored = conversations.load(ctx.connection, draft)
    return "" if stored is None else stored.name


def _title(ctx: ChatContext, draft: int, point: Remark) -> str:
    """Name the section a remark is about."""
    stored = conversations.load(ctx.connection, draft)
    if stored is None:
        return point.section
    flow = ctx.forms.flow(ctx.connection, stored.conversation.flow, stored.conversation.version)
    section = next((other_section for other_section in flow.sections if other_section.id == point.section), None)
    return point.section if section is None else heading_of(section)
