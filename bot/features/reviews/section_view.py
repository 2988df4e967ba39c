"""The screens of one section for its coach: its answers, what was said to it, the remarks that can be given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.chat.context import ChatContext
from bot.features.reviews.buttons import back_to, to_sections
from bot.features.reviews.open_review import OpenReview, Target
from bot.texts import say, word
from flows.drafts import path
from flows.engine.turn.turn_builder import shortened
from flows.forms.model import Evidence, Question, Section
from flows.language.formatting import heading_of
from flows.language.numbers import write_number
from flows.messages import Button, InputKind, Reply, Rich, plain
from flows.quality.meter import section_words
from flows.questions.kinds import show
from flows.review.canned_remarks import CannedRemark, quick_remarks
from flows.review.review import Remark, RemarkKind, SectionMark, mark
from flows.review.round import words_of
from flows.review.word_diff import said as traced
from flows.texts import bold, lines, normal

FULL = 2500
"""Characters of a section shown without cutting: about a minute of reading."""
EXCERPT = 400
"""Characters shown of each answer of a longer section."""
MOST_HINTS = 3
"""Hints shown under a section: with more, nobody reads them."""
SETTLED = {
    RemarkKind.RESOLVED: "reading.resolved",
    RemarkKind.ACCEPTED: "reading.accepted",
    RemarkKind.DECLINED: "reading.declined",
}


def show_section(
    ctx: ChatContext, review: OpenReview, section: Section, said: Rich = (), *, is_full: bool = False
) -> None:
    """Show a section: its answers or what changed in them, earlier remarks, what can be said now."""
    body = _body(review, section, is_full=is_full)
    is_cut = not is_full and body != _body(review, section, is_full=True)
    ctx.say(
        Reply(
            said=said,
            text=lines(
                _head(review, section),
                body,
                _advice(review, section),
                *_earlier(review, section),
                _how(review, section),
                gap="\n\n",
            ),
            actions=_actions(review, section, is_cut=is_cut),
            wants=InputKind.LONG_TEXT,
            edits=not is_full,
        ),
        review.submission.conversation,
    )
    ctx.expect("rv_note", Target(review, section).argument)


def show_ways(ctx: ChatContext, target: Target) -> None:
    """Offer prepared remarks to a section or question; the next message is a remark too."""
    review, section, question = target.review, target.section, target.question
    canned = quick_remarks(review.round.hints(section), review.round.gaps(section), question)
    title = review.flow.question(question).label if question else target.title
    about = () if question or len(_printed(review, section)) < 2 else (_button("about", review, section),)
    ctx.say(
        Reply(
            text=say("reading.ways", title=title),
            choices=tuple(_canned_button(target, remark) for remark in canned),
            actions=(*about, *_suggest(target), back_to(review, section)),
            wants=InputKind.LONG_TEXT,
            edits=True,
        ),
        review.submission.conversation,
    )
    ctx.expect("rv_note", target.argument)


def _canned_button(target: Target, remark: CannedRemark) -> Button:
    about = target if not remark.question else Target(target.review, target.section, remark.question)
    return Button(remark.label, "rv_quick", f"{about.argument} {remark.place}")


def _suggest(target: Target) -> tuple[Button, ...]:
    """Return the button to suggest a wording: of the target's only text, or of one to be chosen; none without texts."""
    texts = [text for text in words_of(target.section, target.review.draft) if target.question in ("", text.id)]
    if not texts:
        return ()
    if len(texts) > 1:
        return (Button(word("reading.suggest"), "rv_words", target.review.argument(target.section)),)
    return (Button(word("reading.suggest"), "rv_word", Target(target.review, target.section, texts[0].id).argument),)


def show_questions(ctx: ChatContext, target: Target, verb: str) -> None:
    """Ask which question of a section is meant; the buttons have this verb."""
    review, section = target.review, target.section
    questions = list(words_of(section, review.draft)) if verb == "rv_word" else _printed(review, section)
    ctx.say(
        Reply(
            text=say("reading.which"),
            choices=tuple(
                Button(question.label, verb, Target(review, section, question.id).argument) for question in questions
            ),
            actions=(back_to(review, section),),
            edits=True,
        ),
        review.submission.conversation,
    )


def remark_line(review: OpenReview, remark: Remark) -> Rich:
    """Return one remark of a review as a line."""
    section = review.section(remark.section)
    title = remark.section if section is None else heading_of(section)
    if remark.question and review.flow.has(remark.question):
        title = f"{title}, {review.flow.question(remark.question).label}"
    return say(f"reading.line_{remark.kind.value}", title=title, text=_words(remark))


def _words(remark: Remark) -> str:
    return shortened(remark.text, 200) if remark.text else word("reading.voice")


def _button(verb: str, review: OpenReview, section: Section) -> Button:
    return Button(word(f"reading.{verb}"), f"rv_{verb}", review.argument(section))


def _actions(review: OpenReview, section: Section, *, is_cut: bool) -> tuple[Button, ...]:
    last = _button("full", review, section) if is_cut else to_sections()
    match review.round.mark(section):
        case SectionMark.UNREAD:
            return (
                _button("good", review, section),
                _button("fix", review, section),
                _button("ask", review, section),
                last,
            )
        case SectionMark.GOOD:
            return (_button("fix", review, section), _button("undo", review, section), to_sections())
        case SectionMark.FIX | SectionMark.ASK:
            return (_button("more", review, section), _button("undo", review, section), to_sections())


def _head(review: OpenReview, section: Section) -> Rich:
    words, title = write_number(section_words(section, review.draft)), heading_of(section)
    if section.max_words:
        return say("reading.head_limit", title=title, words=words, limit=section.max_words)
    return say("reading.head", title=title, words=words)


def _how(review: OpenReview, section: Section) -> Rich:
    left = [unread for unread in review.round.unread if unread is not section]
    return say("reading.how", left=len(left)) if left else say("reading.how_last")


def _body(review: OpenReview, section: Section, *, is_full: bool) -> Rich:
    if not is_full and review.round.seen(section) is not None:
        changes = [traced(word_diff) for word_diff in review.round.changed(section)]
        return lines(*changes, gap="\n\n") if changes else say("reading.unchanged")
    whole = lines(*_answers(review, section), gap="\n\n")
    return whole if is_full or len(plain(whole)) <= FULL else lines(*_answers(review, section, EXCERPT), gap="\n\n")


def _answers(review: OpenReview, section: Section, most: int = 1_000_000) -> Iterator[Rich]:
    """Yield a section's answers with at most so many characters each, short ones together; last its evidence."""
    short: list[Rich] = []
    for question in _printed(review, section):
        answer = review.draft.answers.get(question.id)
        if answer is None:
            continue
        text = shortened(show(question, answer.value), most)
        if len(text) <= 60 and "\n" not in text:
            short.append((*bold(question.label), *normal(f": {text}")))
            continue
        yield lines(*short)
        short = []
        yield lines(bold(question.label), normal(text))
    yield lines(*short)
    proofs = [proof for proof in review.draft.proofs if proof.section == section.id]
    if proofs:
        names = [proof.caption or (proof.file.name if proof.file else proof.link) for proof in proofs]
        yield say("reading.proofs", count=len(proofs), names=", ".join(names))


def _printed(review: OpenReview, section: Section) -> list[Question]:
    """Return the questions of a section that apply and stand in the document, without evidence."""
    applying = set(path.path(review.flow, review.draft))
    return [
        question
        for question in section.questions
        if question.id in applying and question.printed and not isinstance(question, Evidence)
    ]


def _advice(review: OpenReview, section: Section) -> Rich:
    gaps, hints = review.round.gaps(section), review.round.hints(section)
    parts = [say("reading.gaps", labels=", ".join(gaps))] if gaps else []
    parts += [say("reading.hint", hint=hint.text) for hint in hints[:MOST_HINTS]]
    return lines(*parts)


def _earlier(review: OpenReview, section: Section) -> Sequence[Rich]:
    """Return the threads of earlier remarks to a section, then the remarks of this review."""
    threads = [_thread(remarks) for remarks in review.earlier(section)]
    now = [remark_line(review, remark) for remark in review.round.points(section)]
    if not now and mark(review.round.judgements, section.id) is SectionMark.GOOD:
        now = [say("reading.is_good")]
    return [*threads, *([lines(say("reading.yours"), *now)] if now else [])]


def _thread(remarks: Sequence[Remark]) -> Rich:
    root, *rest = remarks
    said = [
        say("reading.reply" if remark.review is None else "reading.own_reply", text=_words(remark))
        for remark in rest
        if remark.kind is RemarkKind.REPLY
    ]
    state = [say(SETTLED[remark.kind]) for remark in rest if remark.kind in SETTLED][-1:]
    return lines(say("reading.before", text=_words(root)), *said, *(state or [say("reading.unanswered")]))
