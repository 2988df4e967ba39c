"""Takes what a coach types or says into the phone."""

from __future__ import annotations

from bot.chat.context import ChatContext
from bot.features.reviews.actions import ask_wording, good
from bot.features.reviews.open_review import OpenReview, open_case
from bot.features.reviews.overview import show_parts, show_summary
from bot.features.reviews.queue import refuse
from bot.features.reviews.remark_actions import echo, go_on, kind_of, say_to, with_target
from bot.features.reviews.section_view import show_section
from bot.texts import say, word
from flows.forms.model import Section
from flows.language.command_words import bare, is_courtesy
from flows.language.formatting import heading_of
from flows.messages import Button, File, FileInput, Input, Reply, TextInput
from flows.review.review import RemarkKind
from flows.review.word_diff import WordDiff, trace
from flows.review.word_diff import said as traced
from flows.texts import lines


def take_note(ctx: ChatContext, given: Input, argument: str) -> None:
    """Take a typed or spoken remark to a section, or to one question of it; "ok" means that it is good."""
    number, _, target = argument.partition(" ")
    if isinstance(given, TextInput) and is_courtesy(given.text):
        good(ctx, f"{number} {target.removeprefix(':')}")
        return
    with_target(ctx, number, target, lambda case, section, question: _note(ctx, case, section, question, given))


def take_question(ctx: ChatContext, given: Input, argument: str) -> None:
    """Take a question of the coach to the writers."""
    number, _, target = argument.partition(" ")

    def act(case: OpenReview, section: Section, question: str) -> None:
        _note(ctx, case, section, question, given, RemarkKind.ASK)

    with_target(ctx, number, target, act)


def take_wording(ctx: ChatContext, given: Input, argument: str) -> None:
    """Take another wording for an answer."""
    number, _, target = argument.partition(" ")

    def act(case: OpenReview, section: Section, question: str) -> None:
        if not isinstance(given, TextInput) or not question:
            ctx.say_first(say("reading.only_typed"))
            ask_wording(ctx, case, section, question)
            return
        say_to(ctx, case, RemarkKind.SUGGEST, section, question=question, text=given.text)
        old = str(case.draft.value(question) or "")
        label = case.flow.question(question).label
        shown = traced(WordDiff(question=question, label=label, stretches=trace(old, given.text)))
        go_on(ctx, case, section, lines(say("reading.suggested"), shown))

    with_target(ctx, number, target, act)


def take_closing(ctx: ChatContext, given: Input, argument: str) -> None:
    """Take the coach's last word to the writers."""
    case = open_case(ctx, argument)
    text, file = _words(given)
    if case is None:
        refuse(ctx)
    elif not text and file is None:
        show_summary(ctx, case, say("reading.only_words"))
    else:
        say_to(ctx, case, RemarkKind.REPLY, None, text=text, file=file)
        show_summary(ctx, case, say("sending.closing_kept"))


def take_loose(ctx: ChatContext, given: Input, argument: str) -> None:
    """Ask which section a typed remark is for; the words are kept until then."""
    case = open_case(ctx, argument)
    if case is None:
        refuse(ctx)
        return
    if not isinstance(given, TextInput):
        show_parts(ctx, case, say("reading.choose_first"))
        return
    if (section := _named(case, given.text)) is not None:
        show_section(ctx, case, section)
        return
    ctx.say(
        Reply(
            text=say("reading.for_which", text=given.text),
            choices=tuple(
                Button(heading_of(other_section), "rv_put", f"{case.review.id} {other_section.id}")
                for other_section in case.round.sections
            ),
        ),
        case.submission.conversation,
    )
    ctx.expect("rv_keep", f"{case.review.id} {given.text}")


def take_more_loose(ctx: ChatContext, given: Input, argument: str) -> None:
    """Keep what is typed further for the section that is still to be chosen."""
    number, _, before = argument.partition(" ")
    case = open_case(ctx, number)
    section = _named(case, given.text) if case is not None and isinstance(given, TextInput) else None
    if case is not None and section is not None:
        _note(ctx, case, section, "", TextInput(text=before))
        return
    text = f"{before}\n{given.text}" if isinstance(given, TextInput) else before
    take_loose(ctx, TextInput(text=text), number)


def _named(case: OpenReview, text: str) -> Section | None:
    """Return the section a text names and says nothing to: by its heading, title or number, else by its place."""
    said, sections = bare(text), case.round.sections
    for section in sections:
        if said and said in (bare(section.number), bare(heading_of(section)), bare(section.title)):
            return section
    is_place = said.isdecimal() and len(said) < 3 and 0 < int(said) <= len(sections)
    return sections[int(said) - 1] if is_place else None


def _note(
    ctx: ChatContext, case: OpenReview, section: Section, question: str, given: Input, kind: RemarkKind | None = None
) -> None:
    text, file = _words(given)
    if not text and file is None:
        show_section(ctx, case, section, say("reading.only_words"))
        return
    wanted = kind or kind_of(text)
    say_to(ctx, case, wanted, section, question=question, text=text, file=file)
    go_on(ctx, case, section, echo(wanted, heading_of(section), text or word("reading.voice")))


def _words(given: Input) -> tuple[str, File | None]:
    match given:
        case TextInput(text=text):
            return text.strip(), None
        case FileInput(file=file, caption=caption):
            return caption.strip(), file
        case _:
            return "", None
