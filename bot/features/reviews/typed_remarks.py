"""Handlers of what a coach types or records: remarks, questions, wordings, the closing message."""

from __future__ import annotations

from bot.chat.context import ChatContext
from bot.chat.payload import encode
from bot.features.reviews.actions import ask_wording, mark_good
from bot.features.reviews.add_remark import acknowledge, add_remark, go_on, kind_of
from bot.features.reviews.open_review import OpenReview, Target
from bot.features.reviews.overview import show_sections, show_summary
from bot.features.reviews.payloads import KeptPayload
from bot.features.reviews.readers import KeptRemark
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
from storage.reviews import reviews
from storage.reviews.reviews import NewRemark


def take_note(ctx: ChatContext, given: Input, target: Target) -> None:
    """Take a remark to a section or a question of it; "ok" to a section marks it as good."""
    if not (isinstance(given, TextInput) and is_courtesy(given.text)):
        _note(ctx, given, target)
    elif target.question:
        show_sections(ctx, target.review)
    else:
        mark_good(ctx, target)


def take_question(ctx: ChatContext, given: Input, target: Target) -> None:
    """Take a question of the coach to the writers."""
    _note(ctx, given, target, RemarkKind.ASK)


def take_wording(ctx: ChatContext, given: Input, target: Target) -> None:
    """Take another wording for an answer."""
    if not isinstance(given, TextInput) or not target.question:
        ctx.say_first(say("reading.only_typed"))
        ask_wording(ctx, target)
        return
    add_remark(ctx, target, RemarkKind.SUGGEST, given.text)
    old = str(target.review.draft.value(target.question) or "")
    label = target.review.flow.question(target.question).label
    shown = traced(WordDiff(question=target.question, label=label, stretches=trace(old, given.text)))
    go_on(ctx, target, lines(say("reading.suggested"), shown))


def take_closing(ctx: ChatContext, given: Input, review: OpenReview) -> None:
    """Take the closing message of a review."""
    text, file = _words(given)
    if not text and file is None:
        show_summary(ctx, review, say("reading.only_words"))
        return
    closing = NewRemark(kind=RemarkKind.REPLY, contact=ctx.contact.id, review=review.id, text=text, file=file)
    reviews.add_remark(ctx.connection, review.submission, closing, ctx.now)
    show_summary(ctx, review, say("sending.closing_kept"))


def take_loose(ctx: ChatContext, given: Input, review: OpenReview) -> None:
    """Open the section that a text names; ask which section any other text is a remark to, and keep it until then."""
    if not isinstance(given, TextInput):
        show_sections(ctx, review, say("reading.choose_first"))
    elif (section := _named(review, given.text)) is not None:
        show_section(ctx, review, section)
    else:
        _ask_section(ctx, review, given.text)


def take_more_loose(ctx: ChatContext, given: Input, kept: KeptRemark) -> None:
    """Add the kept remark to the section that a text names; keep any other text with it."""
    if not isinstance(given, TextInput):
        take_loose(ctx, TextInput(text=kept.text), kept.review)
    elif (section := _named(kept.review, given.text)) is not None:
        _note(ctx, TextInput(text=kept.text), Target(kept.review, section))
    else:
        take_loose(ctx, TextInput(text=f"{kept.text}\n{given.text}"), kept.review)


def _ask_section(ctx: ChatContext, review: OpenReview, text: str) -> None:
    ctx.say(
        Reply(
            text=say("reading.for_which", text=text),
            choices=tuple(
                Button(heading_of(section), "rv_put", review.argument(section)) for section in review.round.sections
            ),
        ),
        review.submission.conversation,
    )
    ctx.expect("rv_keep", encode(KeptPayload(review.id, text)))


def _named(review: OpenReview, text: str) -> Section | None:
    """Return the section whose heading, title or number is the whole text, else the one at that place; None: none."""
    typed, sections = bare(text), review.round.sections
    for section in sections:
        if typed and typed in (bare(section.number), bare(heading_of(section)), bare(section.title)):
            return section
    is_place = typed.isdecimal() and len(typed) < 3 and 0 < int(typed) <= len(sections)
    return sections[int(typed) - 1] if is_place else None


def _note(ctx: ChatContext, given: Input, target: Target, kind: RemarkKind | None = None) -> None:
    """Add a typed or spoken remark; its kind follows from the text unless it is given."""
    text, file = _words(given)
    if not text and file is None:
        show_section(ctx, target.review, target.section, say("reading.only_words"))
        return
    kind = kind or kind_of(text)
    add_remark(ctx, target, kind, text, file)
    go_on(ctx, target, acknowledge(kind, target.title, text or word("reading.voice")))


def _words(given: Input) -> tuple[str, File | None]:
    """Return the text and file of an input; neither where it has none."""
    match given:
        case TextInput(text=text):
            return text.strip(), None
        case FileInput(file=file, caption=caption):
            return caption.strip(), file
        case _:
            return "", None
