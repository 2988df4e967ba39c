"""Shows a coach a whole review: where each section stands, what is left, and what will be sent."""

from __future__ import annotations

from bot.chat.context import ChatContext
from bot.features.reviews.open_review import OpenReview
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


def show_next(ctx: ChatContext, case: OpenReview, here: Section | None = None, said: Rich = ()) -> None:
    """Show what is to be read next; when only calm sections are left, all of them; in the end what will be sent."""
    following, left = case.round.following(here), case.round.unread
    if following is None and len(left) == 1:
        following = left[0]
    if following is not None:
        show_section(ctx, case, following, said)
    elif left:
        _show_calm(ctx, case, said)
    else:
        show_summary(ctx, case, said)


def show_parts(ctx: ChatContext, case: OpenReview, said: Rich = ()) -> None:
    """Show where every section stands; a tap opens one."""
    sections, judged = case.round.sections, set(case.round.to_judge)
    marks = [SIGNS[case.round.mark(section)] if section in judged else word("reading.stays") for section in sections]
    shown = [
        say("reading.part", mark=mark, title=heading_of(section)) for mark, section in zip(marks, sections, strict=True)
    ]
    number = str(case.review.id)
    rest = (Button(word("reading.rest"), "rv_rest", number),) if case.round.unread else ()
    send = (Button(word("sending.look"), "rv_sum", number),) if case.round.judgements else ()
    drop = () if case.round.judgements else (Button(word("queue.drop"), "rv_drop", number),)
    ctx.say(
        Reply(
            said=said,
            text=lines(say("reading.list", name=case.stored.name, writer=case.writer), *shown),
            choices=tuple(Button(heading_of(section), "rv_open", f"{number} {section.id}") for section in sections),
            actions=(*rest, *send, *drop, Button(word("queue.open"), "antrean")),
            edits=True,
        ),
        case.submission.conversation,
    )
    ctx.expect("rv_loose", number)


def show_summary(ctx: ChatContext, case: OpenReview, said: Rich = ()) -> None:
    """Show what a review says before it is sent; whatever is typed now is its last word to the writers."""
    number, verdict = str(case.review.id), case.round.verdict
    unread = len(case.round.unread)
    closing = reviews.closing(ctx.connection, case.submission.conversation, case.review.id)
    key = "sending.unread" if verdict is None else "sending.approve" if verdict is Verdict.APPROVE else "sending.return"
    parts = [
        say(key, counts=counts(case), writer=case.writer, unread=unread),
        lines(*(remark_line(case, remark) for remark in case.round.points())),
        say("sending.closing", text=closing.text) if closing else (),
        say("sending.left", unread=unread) if unread and verdict is not None else (),
        say("sending.how") if verdict is not None and not closing else (),
    ]
    label = word("sending.agree" if verdict is Verdict.APPROVE else "sending.go")
    send = (Button(label, "rv_send", f"{number} {newest(case)}"),) if verdict is not None else ()
    rest = (Button(word("reading.rest"), "rv_rest", number),) if unread else ()
    actions = (*send, *rest, Button(word("reading.parts"), "daftar_bagian"))
    ctx.say(
        Reply(
            said=said,
            text=lines(*parts, gap="\n\n"),
            actions=actions,
            edits=True,
        ),
        case.submission.conversation,
    )
    ctx.expect("rv_bye", number)


def counts(case: OpenReview) -> str:
    """Say how many sections are good, to be mended, asked about: "7 baik, 2 perlu perbaikan"."""
    marks = [case.round.mark(section) for section in case.round.to_judge]
    stays = len(case.round.sections) - len(marks)
    found = {
        "sending.good": marks.count(SectionMark.GOOD) + stays,
        "sending.fix": marks.count(SectionMark.FIX),
        "sending.ask": marks.count(SectionMark.ASK),
    }
    return listed([word(key, count=count) for key, count in found.items() if count])


def newest(case: OpenReview) -> int:
    """Return the number of the review's last judgement: a yes is meant for what was shown with it."""
    return max((remark.id for remark in case.round.judgements), default=0)


def _show_calm(ctx: ChatContext, case: OpenReview, said: Rich) -> None:
    """Name the sections in which nothing calls for attention: all good at once, or one by one."""
    number = str(case.review.id)
    names = [
        say("reading.calm_empty" if case.round.is_empty(section) else "reading.calm_line", title=heading_of(section))
        for section in case.round.unread
    ]
    ctx.say(
        Reply(
            said=said,
            text=lines(say("reading.calm", count=len(names)), *names, say("reading.calm_how")),
            actions=(
                Button(word("reading.rest"), "rv_rest", number),
                Button(word("reading.one_by_one"), "rv_read", number),
                Button(word("reading.parts"), "daftar_bagian"),
            ),
            edits=True,
        ),
        case.submission.conversation,
    )
    ctx.expect("rv_loose", number)
