"""Takes what a coach says to the sections of a draft; the writers see nothing of it before the review is sent."""

from __future__ import annotations

from collections.abc import Callable

from bot.cases import Case, open_case
from bot.queue import refuse
from bot.review_listed import show_next, show_parts, show_summary
from bot.review_shown import show_questions, show_section, show_ways
from bot.texts import say, word
from bot.visit import Visit
from flows.messages import Button, File, Input, Reply, Rich, Said, Sent, Wants
from flows.model import LongText, Section, Text
from flows.questions import show
from flows.quick_remarks import PHRASES
from flows.review import Mark, RemarkKind
from flows.texts import lines
from flows.tracing import Trace, trace
from flows.tracing import said as traced
from flows.wording import heading_of
from flows.words import is_courtesy
from storage import reviews

Act = Callable[[Visit, Case, Section], None]


def _on_section(act: Act) -> Callable[[Visit, str], None]:
    """Let an act be called with "review section"."""

    def run(visit: Visit, argument: str) -> None:
        number, _, name = argument.partition(" ")
        case = open_case(visit, number)
        section = None if case is None else case.section(name)
        if case is None:
            refuse(visit)
        elif section is None:
            show_parts(visit, case)
        else:
            act(visit, case, section)

    return run


def _on_case(act: Callable[[Visit, Case], None]) -> Callable[[Visit, str], None]:
    """Let an act be called with "review"."""

    def run(visit: Visit, argument: str) -> None:
        case = open_case(visit, argument)
        if case is None:
            refuse(visit)
        else:
            act(visit, case)

    return run


# --- one section ---------------------------------------------------------------------------------


def _good(visit: Visit, case: Case, section: Section) -> None:
    if case.round.mark(section) in (Mark.FIX, Mark.ASK):
        show_section(visit, case, section, say("reading.has_remarks"))
        return
    if case.round.mark(section) is Mark.UNREAD:
        _say(visit, case, RemarkKind.GOOD, section)
    _go_on(visit, case, section, say("reading.was_good", title=heading_of(section)))


def _undo(visit: Visit, case: Case, section: Section) -> None:
    """Take back all that this review says to a section; the record keeps it."""
    for one in case.round.judgements:
        if one.section == section.id:
            _say(visit, case, RemarkKind.WITHDRAWN, section, answers=one.id)
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
    kind = _kind(text)
    if number == str(case.review.id):
        _say(visit, case, kind, section, text=text)
        _go_on(visit, case, section, _echo(kind, heading_of(section), text))


good, undo, ask = _on_section(_good), _on_section(_undo), _on_section(_ask)
put = _on_section(_put)
open_section = _on_section(show_section)
read_whole = _on_section(lambda visit, case, section: show_section(visit, case, section, full=True))
fix = _on_section(show_ways)
choose_about = _on_section(lambda visit, case, section: show_questions(visit, case, section, "rv_on"))
choose_wording = _on_section(lambda visit, case, section: show_questions(visit, case, section, "rv_word"))


def quick(visit: Visit, argument: str) -> None:
    """Give a prepared remark: "review target check"."""
    number, target, name = (*argument.split(" "), "", "")[:3]
    _with(visit, number, target, lambda case, section, question: _quick(visit, case, section, question, name))


def _quick(visit: Visit, case: Case, section: Section, question: str, name: str) -> None:
    if name not in PHRASES:
        show_ways(visit, case, section, question)
        return
    text = PHRASES[name][1]
    _say(visit, case, RemarkKind.FIX, section, question=question, text=text)
    _go_on(visit, case, section, _echo(RemarkKind.FIX, heading_of(section), text))


def on_question(visit: Visit, argument: str) -> None:
    """Offer remarks to one question: "review question"."""
    number, _, target = argument.partition(" ")
    _with(visit, number, target, lambda case, section, question: show_ways(visit, case, section, question))


def wording(visit: Visit, argument: str) -> None:
    """Ask for another wording of an answer: "review question"."""
    number, _, target = argument.partition(" ")
    _with(visit, number, target, lambda case, section, question: _ask_wording(visit, case, section, question))


def _ask_wording(visit: Visit, case: Case, section: Section, question: str) -> None:
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
        _say(visit, case, RemarkKind.GOOD, section)
    again = open_case(visit, str(case.review.id))
    show_summary(visit, again or case, say("reading.rest_good", count=len(left)))


def _read(visit: Visit, case: Case) -> None:
    left = case.round.unread
    if left:
        show_section(visit, case, left[0])
    else:
        show_summary(visit, case)


rest, read_on = _on_case(_rest), _on_case(_read)
summary = _on_case(show_summary)


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


# --- what is typed or spoken ---------------------------------------------------------------------


def take_note(visit: Visit, given: Input, argument: str) -> None:
    """Take a typed or spoken remark to a section, or to one question of it; "ok" means that it is good."""
    number, _, target = argument.partition(" ")
    if isinstance(given, Said) and is_courtesy(given.text):
        good(visit, f"{number} {target.removeprefix(':')}")
        return
    _with(visit, number, target, lambda case, section, question: _note(visit, case, section, question, given))


def take_question(visit: Visit, given: Input, argument: str) -> None:
    """Take a question of the coach to the writers."""
    number, _, target = argument.partition(" ")

    def act(case: Case, section: Section, question: str) -> None:
        _note(visit, case, section, question, given, RemarkKind.ASK)

    _with(visit, number, target, act)


def take_wording(visit: Visit, given: Input, argument: str) -> None:
    """Take another wording for an answer."""
    number, _, target = argument.partition(" ")

    def act(case: Case, section: Section, question: str) -> None:
        if not isinstance(given, Said) or not question:
            visit.tell(say("reading.only_typed"))
            _ask_wording(visit, case, section, question)
            return
        _say(visit, case, RemarkKind.SUGGEST, section, question=question, text=given.text)
        old = str(case.draft.value(question) or "")
        label = case.flow.question(question).label
        shown = traced(Trace(question=question, label=label, stretches=trace(old, given.text)))
        _go_on(visit, case, section, lines(say("reading.suggested"), shown))

    _with(visit, number, target, act)


def take_closing(visit: Visit, given: Input, argument: str) -> None:
    """Take the coach's last word to the writers."""
    case = open_case(visit, argument)
    text, file = _words(given)
    if case is None:
        refuse(visit)
    elif not text and file is None:
        show_summary(visit, case, say("reading.only_words"))
    else:
        _say(visit, case, RemarkKind.REPLY, None, text=text, file=file)
        show_summary(visit, case, say("sending.closing_kept"))


def take_loose(visit: Visit, given: Input, argument: str) -> None:
    """Ask which section a typed remark is for; the words are kept until then."""
    case = open_case(visit, argument)
    if case is None:
        refuse(visit)
        return
    if not isinstance(given, Said):
        show_parts(visit, case, say("reading.choose_first"))
        return
    visit.say(
        Reply(
            text=say("reading.for_which", text=given.text),
            choices=tuple(
                Button(heading_of(one), "rv_put", f"{case.review.id} {one.id}") for one in case.round.sections
            ),
            wants=Wants.CHOICE,
        ),
        case.submission.conversation,
    )
    visit.expect("rv_keep", f"{case.review.id} {given.text}")


def take_more_loose(visit: Visit, given: Input, argument: str) -> None:
    """Keep what is typed further for the section that is still to be chosen."""
    number, _, before = argument.partition(" ")
    text = f"{before}\n{given.text}" if isinstance(given, Said) else before
    take_loose(visit, Said(text=text), number)


def _note(
    visit: Visit, case: Case, section: Section, question: str, given: Input, kind: RemarkKind | None = None
) -> None:
    text, file = _words(given)
    if not text and file is None:
        show_section(visit, case, section, say("reading.only_words"))
        return
    wanted = kind or _kind(text)
    _say(visit, case, wanted, section, question=question, text=text, file=file)
    _go_on(visit, case, section, _echo(wanted, heading_of(section), text or word("reading.voice")))


def _words(given: Input) -> tuple[str, File | None]:
    match given:
        case Said(text=text):
            return text.strip(), None
        case Sent(file=file, caption=caption):
            return caption.strip(), file
        case _:
            return "", None


def _kind(text: str) -> RemarkKind:
    """Return what a remark is: what ends with a question mark is a question."""
    return RemarkKind.ASK if text.rstrip().endswith("?") else RemarkKind.FIX


def _echo(kind: RemarkKind, title: str, text: str) -> Rich:
    return say("reading.noted_ask" if kind is RemarkKind.ASK else "reading.noted_fix", title=title, text=text)


def _with(visit: Visit, number: str, target: str, act: Callable[[Case, Section, str], None]) -> None:
    """Find review, section and question: a target is a question's id, or a section's behind a colon."""
    case = open_case(visit, number)
    if case is None:
        refuse(visit)
        return
    question = "" if target.startswith(":") or not case.flow.has(target) else target
    name = case.flow.section_of(question).id if question else target.removeprefix(":")
    section = case.section(name)
    if section is None:
        show_parts(visit, case)
    else:
        act(case, section, question)


def _say(
    visit: Visit,
    case: Case,
    kind: RemarkKind,
    section: Section | None,
    *,
    question: str = "",
    text: str = "",
    file: File | None = None,
    answers: int | None = None,
) -> None:
    reviews.say(
        visit.connection,
        case.submission,
        kind,
        "" if section is None else section.id,
        visit.now,
        contact=visit.contact.id,
        review=case.review.id,
        question=question,
        text=text,
        file=file,
        answers=answers,
    )


def _go_on(visit: Visit, case: Case, section: Section, said: Rich) -> None:
    """Show what is next, with what was understood above it."""
    again = open_case(visit, str(case.review.id))
    show_next(visit, again or case, section, said)
