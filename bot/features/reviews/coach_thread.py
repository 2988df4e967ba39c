"""The coach's side of the thread under a point."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.chat.context import ChatContext
from bot.chat.payload import row_number
from bot.chat.roles import Permission, Role, may
from bot.features.reviews.buttons import to_queue
from bot.features.reviews.notify_writers import notify_writers
from bot.features.reviews.readers import refuse
from bot.texts import say, word
from flows.engine.turn.turn_builder import shortened
from flows.language.formatting import heading_of
from flows.messages import Attachment, Button, File, FileInput, Input, InputKind, Reply, TemplateNotice, TextInput
from flows.review.review import Remark, RemarkKind
from storage.drafts import conversations
from storage.people import contacts
from storage.records import Contact, Submission
from storage.reviews import reviews
from storage.reviews.reviews import NewRemark

LONGEST = 300
"""Characters shown of a remark that is repeated for its context."""


@dataclass(frozen=True, slots=True)
class SentPoint:
    """A point of this coach that was sent, with its draft's id and its submission."""

    draft: int
    point: Remark
    submission: Submission


def read_own_point(ctx: ChatContext, argument: str) -> SentPoint | None:
    """Return a sent point of this coach by its id (a Reader)."""
    found = reviews.remark(ctx.connection, row_number(argument))
    review = None if found is None or found[1].review is None else reviews.review(ctx.connection, found[1].review)
    submission = None if found is None else reviews.get(ctx.connection, found[1].submission)
    is_own = review is not None and review.coach == ctx.contact.id and review.sent_at is not None
    if found is None or submission is None or not is_own or not ctx.may(Permission.REVIEW):
        refuse(ctx)
        return None
    return SentPoint(*found, submission)


def notify_coach(ctx: ChatContext, reply: int) -> None:
    """Send a writer's reply, by its id, to the coach of the point, with buttons to answer and to resolve it."""
    found = reviews.remark(ctx.connection, reply)
    point = None if found is None or found[1].answers is None else reviews.remark(ctx.connection, found[1].answers)
    coach = None if point is None else _coach(ctx, point[1])
    if found is None or point is None or coach is None:
        return
    draft, answer = found
    about = point[1]
    text = say(
        "threads.heard",
        who=ctx.contact.name,
        title=_title(ctx, draft, about),
        before=_words(about),
        text=_words(answer),
    )
    buttons = (
        Button(word("threads.reply"), "rv_reply", str(about.id)),
        Button(word("threads.close"), "rv_close", str(about.id)),
    )
    message = Reply(text=text, attachments=_voice(answer.file), actions=buttons, notice=_notice(ctx, draft))
    ctx.notify(coach.id, message, draft)


def reply(ctx: ChatContext, sent: SentPoint) -> None:
    """Ask for the coach's reply under one of their points."""
    text = say("threads.what", title=_title(ctx, sent.draft, sent.point), text=_words(sent.point))
    ctx.say(Reply(text=text, wants=InputKind.LONG_TEXT), sent.draft)
    ctx.expect("rv_reply", str(sent.point.id))


def take_reply(ctx: ChatContext, given: Input, sent: SentPoint) -> None:
    """Add a coach's reply under a point, and notify the writers."""
    if not isinstance(given, TextInput | FileInput):
        ctx.say_first(say("reading.only_words"))
        reply(ctx, sent)
        return
    text = given.text.strip() if isinstance(given, TextInput) else given.caption.strip()
    file = given.file if isinstance(given, FileInput) else None
    _add(ctx, sent, RemarkKind.REPLY, text, file)
    said = say(
        "threads.replied",
        who=ctx.contact.name,
        title=_title(ctx, sent.draft, sent.point),
        before=_words(sent.point),
        text=text or word("reading.voice"),
    )
    answer = Button(word("threads.reply"), "point_talk", str(sent.point.id))
    message = Reply(text=said, attachments=_voice(file), actions=(answer,), notice=_notice(ctx, sent.draft))
    notify_writers(ctx, sent.draft, message)
    ctx.expect_nothing()
    ctx.say(Reply(text=say("threads.sent"), actions=(to_queue(),)))


def close(ctx: ChatContext, sent: SentPoint) -> None:
    """Resolve one of the coach's own points, and notify the writers."""
    _add(ctx, sent, RemarkKind.RESOLVED)
    _drop_point(ctx, sent)
    title = _title(ctx, sent.draft, sent.point)
    text = say("threads.closed_writer", who=ctx.contact.name, title=title, text=_words(sent.point))
    notify_writers(ctx, sent.draft, Reply(text=text, notice=_notice(ctx, sent.draft)))
    ctx.say(Reply(text=say("threads.closed", title=title), actions=(to_queue(),)))


def _add(ctx: ChatContext, sent: SentPoint, kind: RemarkKind, text: str = "", file: File | None = None) -> None:
    answer = NewRemark(kind=kind, contact=ctx.contact.id, review=sent.point.review, text=text, file=file)
    reviews.add_remark(ctx.connection, sent.submission, answer.under(sent.point), ctx.now)


def _drop_point(ctx: ChatContext, sent: SentPoint) -> None:
    """Remove a point from the draft's open points; idempotent."""
    stored = conversations.load(ctx.connection, sent.draft)
    if stored is None:
        return
    left = tuple(point for point in stored.conversation.points if point.id != sent.point.id)
    if left != stored.conversation.points:
        conversations.save(ctx.connection, replace(stored.conversation, points=left), (), stored.revision, ctx.now)


def _notice(ctx: ChatContext, draft: int) -> TemplateNotice:
    parameters = (ctx.contact.name, _name(ctx, draft), word("threads.short"))
    return TemplateNotice(kind="review_result", parameters=parameters)


def _voice(file: File | None) -> tuple[Attachment, ...]:
    """Return the recording of a remark as an attachment; nothing for a typed one."""
    return () if file is None else (Attachment(name=file.name, mime=file.mime, key=file.key),)


def _coach(ctx: ChatContext, point: Remark) -> Contact | None:
    """Return the coach of a point; None when they are no coach any more."""
    review = None if point.review is None else reviews.review(ctx.connection, point.review)
    coach = None if review is None or review.coach is None else contacts.get(ctx.connection, review.coach)
    return coach if coach is not None and _is_coach(coach) else None


def _is_coach(contact: Contact) -> bool:
    return may([Role(role) for role in contact.roles], Permission.REVIEW)


def _words(remark: Remark) -> str:
    return shortened(remark.text, LONGEST) if remark.text else word("reading.voice")


def _name(ctx: ChatContext, draft: int) -> str:
    stored = conversations.load(ctx.connection, draft)
    return "" if stored is None else stored.name


def _title(ctx: ChatContext, draft: int, point: Remark) -> str:
    """Return the heading of a point's section."""
    stored = conversations.load(ctx.connection, draft)
    if stored is None:
        return point.section
    flow = ctx.forms.flow(ctx.connection, stored.conversation.flow, stored.conversation.version)
    section = next((section for section in flow.sections if section.id == point.section), None)
    return point.section if section is None else heading_of(section)
