"""The screens of a whole review: where each section stands, what is left, what will be sent."""

from __future__ import annotations

from bot.chat.context import ChatContext
from bot.chat.payload import encode
from bot.features.reviews.buttons import rest_is_good, to_queue, to_sections
from bot.features.reviews.open_review import OpenReview
from bot.features.reviews.payloads import SendPayload
from bot.features.reviews.section_view import remark_line, show_section
from bot.texts import say, word
from flows.forms.model import Section
from flows.language.formatting import heading_of
from flows.messages import Button, Reply, Rich
from flows.review.review import SectionMark, Verdict
from flows.text_format import listed
from flows.texts import lines
from storage.reviews import reviews

SIGNS = {SectionMark.UNREAD: "○", SectionMark.GOOD: "✓", SectionMark.FIX: "✎", SectionMark.ASK: "?"}
"""What stands before a section in the list."""


def show_next(ctx: ChatContext, review: OpenReview, here: Section | None = None, said: Rich = ()) -> None:
    """Show the next section; the list of the calm ones when only they are left; in the end the summary."""
    following, left = review.round.following(here), review.round.unread
    if following is None and len(left) == 1:
        following = left[0]
    if following is not None:
        show_section(ctx, review, following, said)
    elif left:
        _show_calm(ctx, review, said)
    else:
        show_summary(ctx, review, said)


def show_sections(ctx: ChatContext, review: OpenReview, said: Rich = ()) -> None:
    """List all sections with their marks, each with a button; the next message names one or is a remark."""
    number, sections = str(review.id), review.round.sections
    judged = {section.id for section in review.round.to_judge}
    rows = [
        say(
            "reading.part",
            mark=SIGNS[review.round.mark(section)] if section.id in judged else word("reading.stays"),
            title=heading_of(section),
        )
        for section in sections
    ]
    rest = (rest_is_good(review),) if review.round.unread else ()
    send = (Button(word("sending.look"), "rv_sum", number),) if review.round.judgements else ()
    drop = () if review.round.judgements else (Button(word("queue.drop"), "rv_drop", number),)
    ctx.say(
        Reply(
            said=said,
            text=lines(say("reading.list", name=review.stored.name, writer=review.writer), *rows),
            choices=tuple(Button(heading_of(section), "rv_open", review.argument(section)) for section in sections),
            actions=(*rest, *send, *drop, to_queue()),
            edits=True,
        ),
        review.submission.conversation,
    )
    ctx.expect("rv_loose", str(review.id))


def show_summary(ctx: ChatContext, review: OpenReview, said: Rich = ()) -> None:
    """Show what a review says before it is sent; the next message is its closing message."""
    verdict = review.round.verdict
    unread = len(review.round.unread)
    closing = reviews.closing(ctx.connection, review.submission.conversation, review.id)
    key = "sending.unread" if verdict is None else "sending.approve" if verdict is Verdict.APPROVE else "sending.return"
    parts = [
        say(key, counts=counts(review), writer=review.writer, unread=unread),
        lines(*(remark_line(review, remark) for remark in review.round.points())),
        say("sending.closing", text=closing.text) if closing else (),
        say("sending.left", unread=unread) if unread and verdict is not None else (),
        say("sending.how") if verdict is not None and not closing else (),
    ]
    label = word("sending.agree" if verdict is Verdict.APPROVE else "sending.go")
    yes = Button(label, "rv_send", encode(SendPayload(review.id, last_judgement(review))))
    send = (yes,) if verdict is not None else ()
    rest = (rest_is_good(review),) if unread else ()
    actions = (*send, *rest, to_sections())
    reply = Reply(said=said, text=lines(*parts, gap="\n\n"), actions=actions, edits=True)
    ctx.say(reply, review.submission.conversation)
    ctx.expect("rv_bye", str(review.id))


def counts(review: OpenReview) -> str:
    """Return how many sections have each mark, in words: "7 baik, 2 perlu perbaikan"."""
    marks = [review.round.mark(section) for section in review.round.to_judge]
    stays = len(review.round.sections) - len(marks)
    by_phrase = {
        "sending.good": marks.count(SectionMark.GOOD) + stays,
        "sending.fix": marks.count(SectionMark.FIX),
        "sending.ask": marks.count(SectionMark.ASK),
    }
    return listed([word(key, count=count) for key, count in by_phrase.items() if count])


def last_judgement(review: OpenReview) -> int:
    """Return the id of the review's newest judgement, 0 without one: the summary's button is for this state alone."""
    return max((remark.id for remark in review.round.judgements), default=0)


def _show_calm(ctx: ChatContext, review: OpenReview, said: Rich) -> None:
    """List the unread sections without gap or hint, to be marked good at once or read one by one."""
    names = [
        say("reading.calm_empty" if review.round.is_empty(section) else "reading.calm_line", title=heading_of(section))
        for section in review.round.unread
    ]
    ctx.say(
        Reply(
            said=said,
            text=lines(say("reading.calm", count=len(names)), *names, say("reading.calm_how")),
            actions=(
                rest_is_good(review),
                Button(word("reading.one_by_one"), "rv_read", str(review.id)),
                to_sections(),
            ),
            edits=True,
        ),
        review.submission.conversation,
    )
    ctx.expect("rv_loose", str(review.id))
