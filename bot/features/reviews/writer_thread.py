"""The writers' side of the thread under a point."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.context import ChatContext, LoadedConversation
from bot.chat.payload import row_number
from bot.features.drafts.drafts import go_on
from bot.features.reviews.coach_thread import notify_coach
from bot.features.reviews.settle_points import add_answer
from bot.texts import say, word
from flows.conversation import Effect
from flows.engine.asking.ask_point import label_of
from flows.engine.turn.points import find, target
from flows.engine.turn.turn_builder import shortened
from flows.language.formatting import long_date
from flows.messages import Attachment, Button, File, FileInput, Input, InputKind, Reply, Rich, TextInput
from flows.review.review import POINTS, SETTLING, Remark, RemarkKind, thread
from flows.texts import lines
from storage.people import contacts
from storage.reviews import reviews

REPLY = "point_word"
"""The kind of prompt for a writer's reply under a point."""
LAST = 6
"""Remarks of a long thread that are shown behind its point: on a phone the newest count."""
LONGEST = 300
"""Characters shown of each."""


@dataclass(frozen=True, slots=True)
class ReceivedPoint:
    """A point that was sent to a draft in which the contact writes."""

    draft: LoadedConversation
    point: Remark


def read_received_point(ctx: ChatContext, argument: str) -> ReceivedPoint | None:
    """Return a point of the contact's drafts by its id (a Reader); without one, the current draft goes on."""
    found = reviews.remark(ctx.connection, row_number(argument))
    draft = None if found is None else ctx.open(found[0])
    review = None if found is None or found[1].review is None else reviews.review(ctx.connection, found[1].review)
    is_sent = review is not None and review.sent_at is not None
    if found is None or draft is None or found[1].kind not in POINTS or not is_sent:
        ctx.say_first(say("discussing.not_yours"))
        go_on(ctx)
        return None
    return ReceivedPoint(draft, found[1])


def discuss(ctx: ChatContext, effect: Effect) -> None:
    """Show the thread that the engine's effect names."""
    received = read_received_point(ctx, effect.argument)
    if received is not None:
        show(ctx, received)


def show(ctx: ChatContext, received: ReceivedPoint) -> None:
    """Show the thread under a point; the next message is a reply in it."""
    draft, point = received.draft.conversation.id, received.point
    first, *rest = [
        remark for remark in thread(reviews.remarks_of(ctx.connection, draft), point.id) if remark.kind not in SETTLING
    ]
    shown = [first, *rest[-LAST:]]
    ctx.say(
        Reply(
            text=lines(
                say("discussing.about", label=label_of(ctx.form(received.draft), point)),
                lines(*(_line(ctx, remark) for remark in shown)),
                say("discussing.what", who=_name(ctx, point)),
                gap="\n\n",
            ),
            attachments=tuple(_voice(remark.file) for remark in shown if remark.file is not None),
            actions=(Button(word("discussing.back"), "revise", str(draft)),),
            wants=InputKind.LONG_TEXT,
        )
    )
    ctx.expect(REPLY, str(point.id))


def take(ctx: ChatContext, given: Input, received: ReceivedPoint) -> None:
    """Add a writer's reply under a point and notify its coach; the current draft goes on."""
    if not isinstance(given, TextInput | FileInput):
        ctx.say_first(say("discussing.only_words"))
        show(ctx, received)
        return
    point = received.point
    text = given.text.strip() if isinstance(given, TextInput) else given.caption.strip()
    file = given.file if isinstance(given, FileInput) else None
    reply = add_answer(ctx, point.id, RemarkKind.REPLY, text, file)
    if reply is not None:
        notify_coach(ctx, reply)
    ctx.expect_nothing()
    ctx.say_first(say("discussing.sent", who=_name(ctx, point)), *_settle_button(ctx, received))
    go_on(ctx)


def _settle_button(ctx: ChatContext, received: ReceivedPoint) -> tuple[Button, ...]:
    """Return the button that resolves a point by the talk alone, where the point's own message has none."""
    current, remark = ctx.current(), received.point
    is_here = current is not None and current.conversation.id == received.draft.conversation.id
    if current is None or not is_here or remark.kind is not RemarkKind.FIX:
        return ()
    point = find(current.conversation, remark.id)
    if point is None or target(ctx.form(current), current.conversation.draft, point) is None:
        return ()
    return (Button(word("discussing.close"), "point_done", str(remark.id)),)


def _line(ctx: ChatContext, remark: Remark) -> Rich:
    day = long_date(ctx.day(remark.at))
    text = shortened(remark.text, LONGEST) if remark.text else word("discussing.spoken")
    return say("discussing.line", who=_name(ctx, remark), day=day, text=text)


def _name(ctx: ChatContext, remark: Remark) -> str:
    """Return the name of a remark's author as the contact reads it."""
    if remark.contact == ctx.contact.id:
        return word("discussing.you")
    author = None if remark.contact is None else contacts.get(ctx.connection, remark.contact)
    return author.name if author is not None and author.name else word("discussing.somebody")


def _voice(file: File) -> Attachment:
    return Attachment(name=file.name, mime=file.mime, key=file.key)
