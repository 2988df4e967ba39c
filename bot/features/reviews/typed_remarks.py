"""Takes what a coach types or says into the phone."""

from __future__ import annotations

from bot.chat.context import Visit
from bot.features.reviews.actions import ask_wording, good
from bot.features.reviews.open_review import Case, open_case
from bot.features.reviews.overview import show_parts, show_summary
from bot.features.reviews.queue import refuse
from bot.features.reviews.remark_actions import echo, go_on, kind_of, say_to, with_target
from bot.features.reviews.section_view import show_section
from bot.texts import say, word
from flows.forms.model import Section
from flows.language.command_words import bare, is_courtesy
from flows.language.formatting import heading_of
from flows.messages import Button, File, Input, Reply, Said, Sent, Wants
from flows.review.review import RemarkKind
from flows.review.word_diff import Trace, trace
from flows.review.word_diff import said as traced
from flows.texts import lines


def take_note(visit: Visit, given: Input, argument: str) -> None:
    """Take a typed or spoken remark to a section, or to one question of it; "ok" means that it is good."""
    number, _, target = argument.partition(" ")
    if isinstance(given, Said) and is_courtesy(given.text):
        good(visit, f"{number} {target.removeprefix(':')}")
        return
    with_target(visit, number, target, lambda case, section, question: _note(visit, case, section, question, given))


def take_question(visit: Visit, given: Input, argument: str) -> None:
    """Take a question of the coach to the writers."""
    number, _, target = argument.partition(" ")

    def act(case: Case, section: Section, question: str) -> None:
        _note(visit, case, section, question, given, RemarkKind.ASK)

    with_target(visit, number, target, act)


def take_wording(visit: Visit, given: Input, argument: str) -> None:
    """Take another wording for an answer."""
    number, _, target = argument.partition(" ")

    def act(case: Case, section: Section, question: str) -> None:
        if not isinstance(given, Said) or not question:
            visit.tell(say("reading.only_typed"))
            ask_wording(visit, case, section, question)
            return
        say_to(visit, case, RemarkKind.SUGGEST, section, question=question, text=given.text)
        old = str(case.draft.value(question) or "")
        label = case.flow.question(question).label
        shown = traced(Trace(question=question, label=label, stretches=trace(old, given.text)))
        go_on(visit, case, section, lines(say("reading.suggested"), shown))

    with_target(visit, number, target, act)


def take_closing(visit: Visit, given: Input, argument: str) -> None:
    """Take the coach's last word to the writers."""
    case = open_case(visit, argument)
    text, file = _words(given)
    if case is None:
        refuse(visit)
    elif not text and file is None:
        show_summary(visit, case, say("reading.only_words"))
    else:
        say_to(visit, case, RemarkKind.REPLY, None, text=text, file=file)
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
    if (section := _named(case, given.text)) is not None:
        show_section(visit, case, section)
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
    case = open_case(visit, number)
    section = _named(case, given.text) if case is not None and isinstance(given, Said) else None
    if case is not None and section is not None:
        _note(visit, case, section, "", Said(text=before))
        return
    text = f"{before}\n{given.text}" if isinstance(given, Said) else before
    take_loose(visit, Said(text=text), number)


def _named(case: Case, text: str) -> Section | None:
    """Return the section a text names and says nothing to: by its heading, title or number, else by its place."""
    said, sections = bare(text), case.round.sections
    for section in sections:
        if said and said in (bare(section.number), bare(heading_of(section)), bare(section.title)):
            return section
    is_place = said.isdecimal() and len(said) < 3 and 0 < int(said) <= len(sections)
    return sections[int(said) - 1] if is_place else None


def _note(
    visit: Visit, case: Case, section: Section, question: str, given: Input, kind: RemarkKind | None = None
) -> None:
    text, file = _words(given)
    if not text and file is None:
        show_section(visit, case, section, say("reading.only_words"))
        return
    wanted = kind or kind_of(text)
    say_to(visit, case, wanted, section, question=question, text=text, file=file)
    go_on(visit, case, section, echo(wanted, heading_of(section), text or word("reading.voice")))


def _words(given: Input) -> tuple[str, File | None]:
    match given:
        case Said(text=text):
            return text.strip(), None
        case Sent(file=file, caption=caption):
            return caption.strip(), file
        case _:
            return "", None
