"""Does what the buttons under a draft say; the writers see nothing of it before the review is sent."""

from __future__ import annotations

from bot.chat.context import ChatContext
from bot.features.reviews.open_review import OpenReview, open_case
from bot.features.reviews.overview import show_parts, show_summary
from bot.features.reviews.queue import refuse
from bot.features.reviews.remark_actions import echo, go_on, kind_of, on_case, on_section, say_to, with_target
from bot.features.reviews.section_view import show_questions, show_section, show_ways
from bot.texts import say, word
from flows.forms.model import LongText, Section, Text
from flows.language.formatting import heading_of
from flows.messages import Button, InputKind, Reply
from flows.questions.kinds import show
from flows.review.canned_remarks import phrase
from flows.review.review import RemarkKind, SectionMark
from storage.reviews import reviews

# --- one section ---------------------------------------------------------------------------------


def _good(ctx: ChatContext, case: OpenReview, section: Section) -> None:
    if case.round.mark(section) in (SectionMark.FIX, SectionMark.ASK):
        show_section(ctx, case, section, say("reading.has_remarks"))
        return
    if case.round.mark(section) is SectionMark.UNREAD:
        say_to(ctx, case, RemarkKind.GOOD, section)
    go_on(ctx, case, section, say("reading.was_good", title=heading_of(section)))


def _undo(ctx: ChatContext, case: OpenReview, section: Section) -> None:
    """Take back all that this review says to a section; the record keeps it."""
    for remark in case.round.judgements:
        if remark.section == section.id:
            say_to(ctx, case, RemarkKind.WITHDRAWN, section, answers=remark.id)
    again = open_case(ctx, str(case.review.id))
    show_section(ctx, again or case, section, say("reading.undone"))


def _ask(ctx: ChatContext, case: OpenReview, section: Section) -> None:
    ctx.say(
        Reply(
            text=say("reading.what_to_ask", title=heading_of(section)),
            actions=(Button(word("reading.back"), "rv_open", f"{case.review.id} {section.id}"),),
            wants=InputKind.LONG_TEXT,
            edits=True,
        ),
        case.submission.conversation,
    )
    ctx.expect("rv_ask", f"{case.review.id} :{section.id}")


def _put(ctx: ChatContext, case: OpenReview, section: Section) -> None:
    """Give what was typed without a section to the one that is pressed now."""
    held = ctx.cancelled_prompt
    if held is None or held.kind != "rv_keep":
        show_section(ctx, case, section)
        return
    number, _, text = held.argument.partition(" ")
    kind = kind_of(text)
    if number == str(case.review.id):
        say_to(ctx, case, kind, section, text=text)
        go_on(ctx, case, section, echo(kind, heading_of(section), text))


good, undo, ask = on_section(_good), on_section(_undo), on_section(_ask)
put = on_section(_put)
open_section = on_section(show_section)
read_whole = on_section(lambda ctx, case, section: show_section(ctx, case, section, full=True))
fix = on_section(show_ways)
choose_about = on_section(lambda ctx, case, section: show_questions(ctx, case, section, "rv_on"))
choose_wording = on_section(lambda ctx, case, section: show_questions(ctx, case, section, "rv_word"))


def quick(ctx: ChatContext, argument: str) -> None:
    """Give a prepared remark: "review target place"."""
    number, target, place = (*argument.split(" "), "", "")[:3]
    with_target(ctx, number, target, lambda case, section, question: _quick(ctx, case, section, question, place))


def _quick(ctx: ChatContext, case: OpenReview, section: Section, question: str, place: str) -> None:
    text = phrase(place)
    if text is None:
        show_ways(ctx, case, section, question)
        return
    say_to(ctx, case, RemarkKind.FIX, section, question=question, text=text)
    go_on(ctx, case, section, echo(RemarkKind.FIX, heading_of(section), text))


def on_question(ctx: ChatContext, argument: str) -> None:
    """Offer remarks to one question: "review question"."""
    number, _, target = argument.partition(" ")
    with_target(ctx, number, target, lambda case, section, question: show_ways(ctx, case, section, question))


def wording(ctx: ChatContext, argument: str) -> None:
    """Ask for another wording of an answer: "review question"."""
    number, _, target = argument.partition(" ")
    with_target(ctx, number, target, lambda case, section, question: ask_wording(ctx, case, section, question))


def ask_wording(ctx: ChatContext, case: OpenReview, section: Section, question: str) -> None:
    """Ask how an answer should read."""
    asked = case.flow.question(question) if question else None
    if not isinstance(asked, Text | LongText) or question not in case.draft.answers:
        show_ways(ctx, case, section)
        return
    text = show(asked, case.draft.value(question))
    ctx.say(
        Reply(
            text=say("reading.reword", label=asked.label, text=text),
            actions=(Button(word("reading.back"), "rv_open", f"{case.review.id} {section.id}"),),
            wants=InputKind.LONG_TEXT,
        ),
        case.submission.conversation,
    )
    ctx.expect("rv_word", f"{case.review.id} {question}")


# --- the whole review ----------------------------------------------------------------------------


def _rest(ctx: ChatContext, case: OpenReview) -> None:
    left = case.round.unread
    for section in left:
        say_to(ctx, case, RemarkKind.GOOD, section)
    again = open_case(ctx, str(case.review.id))
    gaps = ", ".join(heading_of(section) for section in left if case.round.gaps(section))
    said = say("reading.rest_gaps", count=len(left), titles=gaps) if gaps else say("reading.rest_good", count=len(left))
    show_summary(ctx, again or case, said)


def _read(ctx: ChatContext, case: OpenReview) -> None:
    left = case.round.unread
    if left:
        show_section(ctx, case, left[0])
    else:
        show_summary(ctx, case)


rest, read_on = on_case(_rest), on_case(_read)
summary = on_case(show_summary)


def overview(ctx: ChatContext, _: str) -> None:
    """Show every section of the review whose message was pressed, or of the one begun last."""
    if (case := _current(ctx)) is None:
        refuse(ctx)
    else:
        show_parts(ctx, case)


def send_word(ctx: ChatContext, _: str) -> None:
    """Show what would be sent, where the wish was typed."""
    if (case := _current(ctx)) is None:
        refuse(ctx)
    else:
        show_summary(ctx, case)


def rest_word(ctx: ChatContext, _: str) -> None:
    """Call the rest good, where the wish was typed."""
    if (case := _current(ctx)) is None:
        refuse(ctx)
    else:
        _rest(ctx, case)


def _current(ctx: ChatContext) -> OpenReview | None:
    begun = [open_case(ctx, str(review.id)) for review in reviews.open_of(ctx.connection, ctx.contact.id)]
    cases = [case for case in begun if case is not None]
    about = [case for case in cases if case.submission.conversation == ctx.pressed_conversation]
    return next(reversed(about or cases), None)
