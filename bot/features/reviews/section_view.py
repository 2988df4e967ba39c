"""Shows a coach one section, and what can be said to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.chat.context import Visit
from bot.features.reviews.open_review import Case
from bot.texts import say, word
from flows.drafts import path
from flows.engine.turn.turn_builder import shortened
from flows.forms.model import Evidence, Question, Section
from flows.language.formatting import heading_of
from flows.language.numbers import write_number
from flows.messages import Button, Reply, Rich, Wants, plain
from flows.quality.meter import section_words
from flows.questions.kinds import show
from flows.review.canned_remarks import quick_remarks
from flows.review.review import Mark, Remark, RemarkKind, mark
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


def show_section(visit: Visit, case: Case, section: Section, said: Rich = (), *, full: bool = False) -> None:
    """Show a section: its answers or what changed in them, what was said before, what can be said now."""
    body = _body(case, section, full=full)
    is_cut = not full and body != _body(case, section, full=True)
    visit.say(
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
            wants=Wants.LONG_TEXT,
            edits=not full,
        ),
        case.submission.conversation,
    )
    visit.expect("rv_note", f"{case.review.id} :{section.id}")


def show_ways(visit: Visit, case: Case, section: Section, question: str = "") -> None:
    """Offer prepared remarks to a section or one of its questions; whatever is typed is a remark too."""
    number, target = case.review.id, question or f":{section.id}"
    quick = quick_remarks(case.round.hints(section), case.round.gaps(section), question)
    title = case.flow.question(question).label if question else heading_of(section)
    about = () if question or len(_asked(case, section)) < 2 else (_button("about", case, section),)
    texts = [one.id for one in words_of(section, case.draft) if question in ("", one.id)]
    suggest = (Button(word("reading.suggest"), "rv_word", f"{number} {question or texts[0]}"),) if texts else ()
    if len(texts) > 1:
        suggest = (Button(word("reading.suggest"), "rv_words", f"{number} {section.id}"),)
    visit.say(
        Reply(
            text=say("reading.ways", title=title),
            choices=tuple(
                Button(one.label, "rv_quick", f"{number} {one.question or target} {one.place}") for one in quick
            ),
            actions=(*about, *suggest, Button(word("reading.back"), "rv_open", f"{number} {section.id}")),
            wants=Wants.LONG_TEXT,
            edits=True,
        ),
        case.submission.conversation,
    )
    visit.expect("rv_note", f"{number} {target}")


def show_questions(visit: Visit, case: Case, section: Section, verb: str) -> None:
    """Let the coach choose which question of a section is meant."""
    wanted = list(words_of(section, case.draft)) if verb == "rv_word" else _asked(case, section)
    visit.say(
        Reply(
            text=say("reading.which"),
            choices=tuple(Button(one.label, verb, f"{case.review.id} {one.id}") for one in wanted),
            actions=(Button(word("reading.back"), "rv_open", f"{case.review.id} {section.id}"),),
            wants=Wants.CHOICE,
            edits=True,
        ),
        case.submission.conversation,
    )


def remark_line(case: Case, remark: Remark) -> Rich:
    """Show one remark of a review in a line."""
    section = case.section(remark.section)
    title = remark.section if section is None else heading_of(section)
    if remark.question and case.flow.has(remark.question):
        title = f"{title}, {case.flow.question(remark.question).label}"
    return say(f"reading.line_{remark.kind.value}", title=title, text=_words(remark))


def _words(remark: Remark) -> str:
    return shortened(remark.text, 200) if remark.text else word("reading.voice")


def _button(verb: str, case: Case, section: Section) -> Button:
    return Button(word(f"reading.{verb}"), f"rv_{verb}", f"{case.review.id} {section.id}")


def _actions(case: Case, section: Section, *, is_cut: bool) -> tuple[Button, ...]:
    overview = Button(word("reading.parts"), "daftar_bagian")
    last = _button("full", case, section) if is_cut else overview
    match case.round.mark(section):
        case Mark.UNREAD:
            return (_button("good", case, section), _button("fix", case, section), _button("ask", case, section), last)
        case Mark.GOOD:
            return (_button("fix", case, section), _button("undo", case, section), overview)
        case Mark.FIX | Mark.ASK:
            return (_button("more", case, section), _button("undo", case, section), overview)


def _head(case: Case, section: Section) -> Rich:
    words, title = write_number(section_words(section, case.draft)), heading_of(section)
    if section.max_words:
        return say("reading.head_limit", title=title, words=words, limit=section.max_words)
    return say("reading.head", title=title, words=words)


def _how(case: Case, section: Section) -> Rich:
    left = [one for one in case.round.unread if one is not section]
    return say("reading.how", left=len(left)) if left else say("reading.how_last")


def _body(case: Case, section: Section, *, full: bool) -> Rich:
    if not full and case.round.seen(section) is not None:
        found = [traced(one) for one in case.round.changed(section)]
        return lines(*found, gap="\n\n") if found else say("reading.unchanged")
    whole = lines(*_answers(case, section), gap="\n\n")
    return whole if full or len(plain(whole)) <= FULL else lines(*_answers(case, section, EXCERPT), gap="\n\n")


def _answers(case: Case, section: Section, most: int = 1_000_000) -> Iterator[Rich]:
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
    proofs = [one for one in case.draft.proofs if one.section == section.id]
    if proofs:
        names = [one.caption or (one.file.name if one.file else one.link) for one in proofs]
        yield say("reading.proofs", count=len(proofs), names=", ".join(names))


def _asked(case: Case, section: Section) -> list[Question]:
    way = set(path.path(case.flow, case.draft))
    return [one for one in section.questions if one.id in way and one.printed and not isinstance(one, Evidence)]


def _advice(case: Case, section: Section) -> Rich:
    gaps, hints = case.round.gaps(section), case.round.hints(section)
    parts = [say("reading.gaps", labels=", ".join(gaps))] if gaps else []
    parts += [say("reading.hint", hint=hint.text) for hint in hints[:MOST_HINTS]]
    return lines(*parts)


def _earlier(case: Case, section: Section) -> Sequence[Rich]:
    """Show what was said to the section before with its answers, then what is said now."""
    threads = [_thread(remarks) for remarks in case.earlier(section)]
    now = [remark_line(case, one) for one in case.round.points(section)]
    if not now and mark(case.round.judgements, section.id) is Mark.GOOD:
        now = [say("reading.is_good")]
    return [*threads, *([lines(say("reading.yours"), *now)] if now else [])]


def _thread(remarks: Sequence[Remark]) -> Rich:
    root, *rest = remarks
    said = [
        say("reading.reply" if one.review is None else "reading.own_reply", text=_words(one))
        for one in rest
        if one.kind is RemarkKind.REPLY
    ]
    state = [say(SETTLED[one.kind]) for one in rest if one.kind in SETTLED][-1:]
    return lines(say("reading.before", text=_words(root)), *said, *(state or [say("reading.unanswered")]))
