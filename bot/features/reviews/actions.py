"""Does what the buttons under a draft say; the writers see nothing of it before the review is sent."""

from __future__ import annotations

from bot.chat.context import Visit
from bot.features.reviews.open_review import Case, open_case
from bot.features.reviews.overview import show_parts, show_summary
from bot.features.reviews.queue import refuse
from bot.features.reviews.remark_actions import echo, go_on, kind_of, on_case, on_section, say_to, with_target
from bot.features.reviews.section_view import show_questions, show_section, show_ways
from bot.texts import say, word
from flows.forms.model import LongText, Section, Text
from flows.language.formatting import heading_of
from flows.messages import Button, Reply, Wants
from flows.questions.kinds import show
from flows.review.canned_remarks import phrase
from flows.review.review import Mark, RemarkKind
from storage.reviews import reviews

# --- one section ---------------------------------------------------------------------------------


def _good(visit: Visit, case: Case, section: Section) -> None:
    if case.round.mark(section) in (Mark.FIX, Mark.ASK):
        show_section(visit, case, section, say("reading.has_remarks"))
        return
    if case.round.mark(section) is Mark.UNREAD:
        say_to(visit, case, RemarkKind.GOOD, section)
    go_on(visit, case, section, say("reading.was_good", title=heading_of(section)))


def _undo(visit: Visit, case: Case, section: Section) -> None:
    """Take back all that this review says to a section; the record keeps it."""
    for one in case.round.judgements:
        if one.section == section.id:
            say_to(visit, case, RemarkKind.WITHDRAWN, section, answers=one.id)
    again = open_case(visit, str(case.review.id))
    show_section(visit, again or case, section, say("reading.undone"))


def _ask(visit: Visit, case: Case, section: Section) -> None:
    visit.say(
        Reply(
            text=say("reading.what_to_ask", title=heading_of(section)),
            actions=(Button(word("reading.back"), "rv_open", f"{case.review.id} {section.id}"),),
            wants=Wants.LONG_TEXT,
            edits=True,
        ),
        case.submission.conversation,
    )
    visit.expect("rv_ask", f"{case.review.id} :{section.id}")


def _put(visit: Visit, case: Case, section: Section) -> None:
    """Give what was typed without a section to the one that is pressed now."""
    held = visit.left
    if held is None or held.kind != "rv_keep":
        show_section(visit, case, section)
        return
    number, _, text = held.argument.partition(" ")
    kind = kind_of(text)
    if number == str(case.review.id):
        say_to(visit, case, kind, section, text=text)
        go_on(visit, case, section, echo(kind, heading_of(section), text))


good, undo, ask = on_section(_good), on_section(_undo), on_section(_ask)
put = on_section(_put)
open_section = on_section(show_section)
read_whole = on_section(lambda visit, case, section: show_section(visit, case, section, full=True))
fix = on_section(show_ways)
choose_about = on_section(lambda visit, case, section: show_questions(visit, case, section, "rv_on"))
choose_wording = on_section(lambda visit, case, section: show_questions(visit, case, section, "rv_word"))


def quick(visit: Visit, argument: str) -> None:
    """Give a prepared remark: "review target place"."""
    number, target, place = (*argument.split(" "), "", "")[:3]
    with_target(visit, number, target, lambda case, section, question: _quick(visit, case, section, question, place))


def _quick(visit: Visit, case: Case, section: Section, question: str, place: str) -> None:
    text = phrase(place)
    if text is None:
        show_ways(visit, case, section, question)
        return
    say_to(visit, case, RemarkKind.FIX, section, question=question, text=text)
    go_on(visit, case, section, echo(RemarkKind.FIX, heading_of(section), text))


def on_question(visit: Visit, argument: str) -> None:
    """Offer remarks to one question: "review question"."""
    number, _, target = argument.partition(" ")
    with_target(visit, number, target, lambda case, section, question: show_ways(visit, case, section, question))


def wording(visit: Visit, argument: str) -> None:
    """Ask for another wording of an answer: "review question"."""
    number, _, target = argument.partition(" ")
    with_target(visit, number, target, lambda case, section, question: ask_wording(visit, case, section, question))


def ask_wording(visit: Visit, case: Case, section: Section, question: str) -> None:
    """Ask how an answer should read."""
    asked = case.flow.question(question) if question else None
    if not isinstance(asked, Text | LongText) or question not in case.draft.answers:
        show_ways(visit, case, section)
        return
    text = show(asked, case.draft.value(question))
    visit.say(
        Reply(
            text=say("reading.reword", label=asked.label, text=text),
            actions=(Button(word("reading.back"), "rv_open", f"{case.review.id} {section.id}"),),
            wants=Wants.LONG_TEXT,
        ),
        case.submission.conversation,
    )
    visit.expect("rv_word", f"{case.review.id} {question}")


# --- the whole review ----------------------------------------------------------------------------


def _rest(visit: Visit, case: Case) -> None:
    left = case.round.unread
    for section in left:
        say_to(visit, case, RemarkKind.GOOD, section)
    again = open_case(visit, str(case.review.id))
    gaps = ", ".join(heading_of(section) for section in left if case.round.gaps(section))
    said = say("reading.rest_gaps", count=len(left), titles=gaps) if gaps else say("reading.rest_good", count=len(left))
    show_summary(visit, again or case, said)


def _read(visit: Visit, case: Case) -> None:
    left = case.round.unread
    if left:
        show_section(visit, case, left[0])
    else:
        show_summary(visit, case)


rest, read_on = on_case(_rest), on_case(_read)
summary = on_case(show_summary)


def overview(visit: Visit, _: str) -> None:
    """Show every section of the review whose message was pressed, or of the one begun last."""
    if (case := _current(visit)) is None:
        refuse(visit)
    else:
        show_parts(visit, case)


def send_word(visit: Visit, _: str) -> None:
    """Show what would be sent, where the wish was typed."""
    if (case := _current(visit)) is None:
        refuse(visit)
    else:
        show_summary(visit, case)


def rest_word(visit: Visit, _: str) -> None:
    """Call the rest good, where the wish was typed."""
    if (case := _current(visit)) is None:
        refuse(visit)
    else:
        _rest(visit, case)


def _current(visit: Visit) -> Case | None:
    begun = [open_case(visit, str(one.id)) for one in reviews.open_of(visit.connection, visit.contact.id)]
    cases = [case for case in begun if case is not None]
    about = [case for case in cases if case.submission.conversation == visit.about]
    return next(reversed(about or cases), None)
