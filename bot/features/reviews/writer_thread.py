"""Shows a writer the talk under a remark, and takes their word in it: typed or spoken."""

from __future__ import annotations

from bot.chat.context import ChatContext
from bot.chat.row_ids import row_number
from bot.features.drafts.drafts import go_on
from bot.features.reviews.coach_thread import heard
from bot.features.reviews.deliver import answer
from bot.texts import say, word
from flows.conversation import Effect
from flows.engine.asking.ask_point import label_of
from flows.engine.turn.points import find, target
from flows.engine.turn.turn_builder import shortened
from flows.language.formatting import long_date
from flows.messages import Attachment, Button, FileInput, Input, InputKind, Reply, Rich, TextInput
from flows.review.review import POINTS, SETTLING, Remark, RemarkKind, thread
from flows.texts import lines
from storage.people import contacts
from storage.reviews import reviews

ERRAND = "point_word"
"""Waits for a writer's word under a remark."""
LAST = 6
"""How many words of a long talk are shown: on a phone the newest count."""
LONGEST = 300
"""Letters of one of them."""


def show_wished(ctx: ChatContext, effect: Effect) -> None:
    """Show the talk that the engine asks for."""
    show(ctx, effect.argument)


def show(ctx: ChatContext, number: str) -> None:
    """Show what both sides said under a remark; the next message is a word in it."""
    point = _own(ctx, number)
    if point is None:
        ctx.say_first(say("discussing.not_yours"))
        go_on(ctx)
        return
    draft, remark = point
    said = [
        other_remark
        for other_remark in thread(reviews.remarks_of(ctx.connection, draft), remark.id)
        if other_remark.kind not in SETTLING
    ]
    shown = [said[0], *said[1:][-LAST:]]
    ctx.say(
        Reply(
            text=lines(
                say("discussing.about", label=_label(ctx, draft, remark)),
                lines(*(_line(ctx, other_remark) for other_remark in shown)),
                say("discussing.what", who=_name(ctx, remark)),
                gap="\n\n",
            ),
            attachments=tuple(_voice(other_remark) for other_remark in shown if other_remark.file is not None),
            actions=(Button(word("discussing.back"), "revise", str(draft)),),
            wants=InputKind.LONG_TEXT,
        )
    )
    ctx.expect(ERRAND, number)


def take(ctx: ChatContext, given: Input, number: str) -> None:
    """Take a writer's word under a remark, and bring it to the coach; the draft goes on where it was."""
    point = _own(ctx, number)
    if point is None or not isinstance(given, TextInput | FileInput):
        ctx.say_first(say("discussing.only_words" if point is not None else "discussing.not_yours"))
        if point is not None:
            show(ctx, number)
        return
    text = given.text.strip() if isinstance(given, TextInput) else given.caption.strip()
    said = answer(ctx, point[1].id, RemarkKind.REPLY, text, given.file if isinstance(given, FileInput) else None)
    if said is not None:
        heard(ctx, said)
    ctx.expect_nothing()
    ctx.say_first(say("discussing.sent", who=_name(ctx, point[1])), *_closing(ctx, *point))
    go_on(ctx)


def _closing(ctx: ChatContext, draft: int, remark: Remark) -> tuple[Button, ...]:
    """Offer to call a remark dealt with by talking, where its own message has no button for that."""
    current = ctx.current()
    if current is None or current.conversation.id != draft or remark.kind is not RemarkKind.FIX:
        return ()
    point = find(current.conversation, remark.id)
    flow = ctx.form(current)
    if point is None or target(flow, current.conversation.draft, point) is None:
        return ()
    return (Button(word("discussing.close"), "point_done", str(remark.id)),)


def _own(ctx: ChatContext, number: str) -> tuple[int, Remark] | None:
    """Return a remark that was sent to a draft in which the person writes, with the draft's number."""
    found = reviews.remark(ctx.connection, row_number(number))
    if found is None or found[1].kind not in POINTS or found[1].review is None or ctx.open(found[0]) is None:
        return None
    review = reviews.review(ctx.connection, found[1].review)
    return found if review is not None and review.sent_at is not None else None


def _label(ctx: ChatContext, draft: int, remark: Remark) -> str:
    found = ctx.open(draft)
    if found is None:
        return remark.section
    flow = ctx.form(found)
    return label_of(flow, remark)


def _line(ctx: ChatContext, remark: Remark) -> Rich:
    day = long_date(ctx.day(remark.at))
    text = shortened(remark.text, LONGEST) if remark.text else word("discussing.spoken")
    return say("discussing.line", who=_name(ctx, remark), day=day, text=text)


def _name(ctx: ChatContext, remark: Remark) -> str:
    if remark.contact == ctx.contact.id:
        return word("discussing.you")
    found = None if remark.contact is None else contacts.get(ctx.connection, remark.contact)
    return found.name if found is not None and found.name else word("discussing.somebody")


def _voice(remark: Remark) -> Attachment:
    file = remark.file
    assert file is not None
    return Attachment(name=file.name, mime=file.mime, key=file.key)
