"""Shows a coach one section, and what can be said to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.chat.context import ChatContext
from bot.features.reviews.open_review import OpenReview
from bot.texts import say, word
from flows.drafts import path
from flows.engine.turn.turn_builder import shortened
from flows.forms.model import Evidence, Question, Section
from flows.language.formatting import heading_of
from flows.language.numbers import write_number
from flows.messages import Button, InputKind, Reply, Rich, plain
from flows.quality.meter import section_words
from flows.questions.kinds import show
from flows.review.canned_remarks import quick_remarks
from flows.review.review import Remark, RemarkKind, SectionMark, mark
from flows.review.round import words_of
from flows.review.word_diff import said as traced
from flows.texts import bold, lines, normal

FULL = 2500
"""Letters of a section that are read in a chat without cutting: about a minute."""
EXCERPT = 400
"""Letters of each answer of a longer section."""
MOST_HINTS = 3
SETTLED = {
    RemarkKind.RESOLVED: "reading.resolved",
    RemarkKind.ACCEPTED: "reading.accepted",
    RemarkKind.DECLINED: "reading.declined",
}


def show_section(ctx: ChatContext, case: OpenReview, section: Section, said: Rich = (), *, full: bool = False) -> None:
    """Show a section: its answers or what changed in them, what was said before, what can be said now."""
    body = _body(case, section, full=full)
    is_cut = not full and body != _body(case, section, full=True)
    ctx.say(
        Reply(
            said=said,
            text=lines(
                _head(case, section),
                body,
                _advice(case, section),
                *_earlier(case, section),
                _how(case, section),
                gap="\n\n",
            ),
            actions=_actions(case, section, is_cut=is_cut),
            wants=InputKind.LONG_TEXT,
            edits=not full,
        ),
        case.submission.conversation,
    )
    ctx.expect("rv_note", f"{case.review.id} :{section.id}")


def show_ways(ctx: ChatContext, case: OpenReview, section: Section, question: str = "") -> None:
    """Offer prepared remarks to a section or one of its questions; whatever is typed is a remark too."""
    number, target = case.review.id, question or f":{section.id}"
    quick = quick_remarks(case.round.hints(section), case.round.gaps(section), question)
    title = case.flow.question(question).label if question else heading_of(section)
    about = () if question or len(_asked(case, section)) < 2 else (_button("about", case, section),)
    texts = [one.id for one in words_of(section, case.draft) if question in ("", one.id)]
    suggest = (Button(word("reading.suggest"), "rv_word", f"{number} {question or texts[0]}"),) if texts else ()
    if len(texts) > 1:
        suggest = (Button(word("reading.suggest"), "rv_words", f"{number} {section.id}"),)
    ctx.say(
        Reply(
            text=say("reading.ways", title=title),
            choices=tuple(
                Button(
                    canned_remark.label,
                    "rv_quick",
                    f"{number} {canned_remark.question or target} {canned_remark.place}",
                )
                for canned_remark in quick
            ),
            actions=(*about, *suggest, Button(word("reading.back"), "rv_open", f"{number} {section.id}")),
            wants=InputKind.LONG_TEXT,
            edits=True,
        ),
        case.submission.conversation,
    )
    ctx.expect("rv_note", f"{number} {target}")


def show_questions(ctx: ChatContext, case: OpenReview, section: Section, verb: str) -> None:
    """Let the coach choose which question of a section is meant."""
    wanted = list(words_of(section, case.draft)) if verb == "rv_word" else _asked(case, section)
    ctx.say(
        Reply(
            text=say("reading.which"),
            choices=tuple(Button(question.label, verb, f"{case.review.id} {question.id}") for question in wanted),
            actions=(Button(word("reading.back"), "rv_open", f"{case.review.id} {section.id}"),),
            edits=True,
        ),
        case.submission.conversation,
    )


def remark_line(case: OpenReview, remark: Remark) -> Rich:
    """Show one remark of a review in a line."""
    section = case.section(remark.section)
    title = remark.section if section is None else heading_of(section)
    if remark.question and case.flow.has(remark.question):
        title = f"{title}, {case.flow.question(remark.question).label}"
    return say(f"reading.line_{remark.kind.value}", title=title, text=_words(remark))


def _words(remark: Remark) -> str:
    return shortened(remark.text, 200) if remark.text else word("reading.voice")


def _button(verb: str, case: OpenReview, section: Section) -> Button:
    return Button(word(f"reading.{verb}"), f"rv_{verb}", f"{case.review.id} {section.id}")


def _actions(case: OpenReview, section: Section, *, is_cut: bool) -> tuple[Button, ...]:
    overview = Button(word("reading.parts"), "daftar_bagian")
    last = _button("full", case, section) if is_cut else overview
    match case.round.mark(section):
        case SectionMark.UNREAD:
            return (_button("good", case, section), _button("fix", case, section), _button("ask", case, section), last)
        case SectionMark.GOOD:
            return (_button("fix", case, section), _button("undo", case, section), overview)
        case SectionMark.FIX | SectionMark.ASK:
            return (_button("more", case, section), _button("undo", case, section), overview)


def _head(case: OpenReview, section: Section) -> Rich:
    words, title = write_number(section_words(section, case.draft)), heading_of(section)
    if section.max_words:
        return say("reading.head_limit", title=title, words=words, limit=section.max_words)
    return say("reading.head", title=title, words=words)


def _how(case: OpenReview, section: Section) -> Rich:
    left = [other_section for other_section in case.round.unread if other_section is not section]
    return say("reading.how", left=len(left)) if left else say("reading.how_last")


def _body(case: OpenReview, section: Section, *, full: bool) -> Rich:
    if not full and case.round.seen(section) is not None:
        found = [traced(word_diff) for word_diff in case.round.changed(section)]
        return lines(*found, gap="\n\n") if found else say("reading.unchanged")
    whole = lines(*_answers(case, section), gap="\n\n")
    return whole if full or len(plain(whole)) <= FULL else lines(*_answers(case, section, EXCERPT), gap="\n\n")


def _answers(case: OpenReview, section: Section, most: int = 1_000_000) -> Iterator[Rich]:
    short: list[Rich] = []
    for question in _asked(case, section):
        answer = case.draft.answers.get(question.id)
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
    proofs = [proof for proof in case.draft.proofs if proof.section == section.id]
    if proofs:
        names = [proof.caption or (proof.file.name if proof.file else proof.link) for proof in proofs]
        yield say("reading.proofs", count=len(proofs), names=", ".join(names))


def _asked(case: OpenReview, section: Section) -> list[Question]:
    way = set(path.path(case.flow, case.draft))
    return [
        question
        for question in section.questions
        if question.id in way and question.printed and not isinstance(question, Evidence)
    ]


def _advice(case: OpenReview, section: Section) -> Rich:
    gaps, hints = case.round.gaps(section), case.round.hints(section)
    parts = [say("reading.gaps", labels=", ".join(gaps))] if gaps else []
    parts += [say("reading.hint", hint=hint.text) for hint in hints[:MOST_HINTS]]
    return lines(*parts)


def _earlier(case: OpenReview, section: Section) -> Sequence[Rich]:
    """Show what was said to the section before with its answers, then what is said now."""
    threads = [_thread(remarks) for remarks in case.earlier(section)]
    now = [remark_line(case, remark) for remark in case.round.points(section)]
    if not now and mark(case.round.judgements, section.id) is SectionMark.GOOD:
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
