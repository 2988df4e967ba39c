"""The rewritten words of a section, with the words around each change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from flows.conversation import Draft
from flows.forms import model
from flows.forms.model import Flow, Question, Section
from flows.messages import Rich, TextSpan
from flows.questions.kinds import show
from flows.review.diff import MANY, AnswerChange, changes
from flows.texts import lines

ISLAND = 2
"""Words between two changes that are shown as part of them."""
AROUND = 5
"""Words shown on each side of a change: enough to find the place."""


class DiffOp(StrEnum):
    """The kinds of a run of words in a diff."""

    STAYED = "stayed"
    WENT = "went"
    CAME = "came"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffSpan:
    """A run of words of one kind: kept, removed, or added."""

    op: DiffOp
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordDiff:
    """The diff of one answer, cell or piece of evidence."""

    question: str
    """The question's id; the section's for evidence."""
    label: str
    stretches: tuple[DiffSpan, ...]


def traces(flow: Flow, section: Section, before: Draft, after: Draft) -> tuple[WordDiff, ...]:
    """Return what changed in a section, in the form's order."""
    names = {question.id for question in section.questions} | {section.id}
    texts = {question.id for question in section.questions if isinstance(question, model.LongText | model.Text)}
    found = (change for change in changes(flow, before, after) if change.question in names)
    return tuple(
        _text(flow.question(change.question), before, after) if change.question in texts else _cell(change)
        for change in found
    )


def trace(was: str, now: str) -> tuple[DiffSpan, ...]:
    """Compare two texts word by word; line breaks count as blanks."""
    return tuple(_joined(_stretches(was.split(), now.split())))


def said(traced: WordDiff) -> Rich:
    """Show a trace in a chat: a line of what was, a line of what is, the changed words bold."""
    spans = [_hunk(hunk) for hunk in _hunks(traced.stretches)]
    return lines((TextSpan(traced.label, bold=True),), *spans)


def _text(question: Question, before: Draft, after: Draft) -> WordDiff:
    old, new = before.value(question.id), after.value(question.id)
    was = "" if old is None else show(question, old)
    now = "" if new is None else show(question, new)
    return WordDiff(question=question.id, label=question.label, stretches=trace(was, now))


def _cell(change: AnswerChange) -> WordDiff:
    parts = [(DiffOp.WENT, piece.before) for piece in change.pieces] + [
        (DiffOp.CAME, piece.after) for piece in change.pieces
    ]
    stretches = tuple(DiffSpan(op=op, text=text) for op, text in parts if text)
    return WordDiff(question=change.question, label=change.label, stretches=stretches)


def _stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[DiffSpan]:
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) * len(new) > MANY)
    for what, start, end, first, last in matcher.get_opcodes():
        if what == "equal":
            yield DiffSpan(op=DiffOp.STAYED, text=" ".join(new[first:last]))
            continue
        if end > start:
            yield DiffSpan(op=DiffOp.WENT, text=" ".join(old[start:end]))
        if last > first:
            yield DiffSpan(op=DiffOp.CAME, text=" ".join(new[first:last]))


def _joined(stretches: Iterable[DiffSpan]) -> Iterator[DiffSpan]:
    """Take the few words that stayed between two changes along: one piece reads better than crumbs."""
    run = list(stretches)
    went: list[str] = []
    came: list[str] = []
    for place, diff_span in enumerate(run):
        lone = diff_span.op is DiffOp.STAYED and 0 < place < len(run) - 1 and len(diff_span.text.split()) <= ISLAND
        if diff_span.op is DiffOp.STAYED and not lone:
            yield from _pair(went, came)
            went, came = [], []
            yield diff_span
            continue
        if diff_span.op is not DiffOp.CAME:
            went.append(diff_span.text)
        if diff_span.op is not DiffOp.WENT:
            came.append(diff_span.text)
    yield from _pair(went, came)


def _pair(went: Sequence[str], came: Sequence[str]) -> Iterator[DiffSpan]:
    for op, texts in ((DiffOp.WENT, went), (DiffOp.CAME, came)):
        if texts:
            yield DiffSpan(op=op, text=" ".join(texts))


def _hunks(stretches: Sequence[DiffSpan]) -> Iterator[tuple[str, str, str, str]]:
    """Yield each change as: the words before it, what went, what came, the words behind it."""
    behind = ""
    for place, diff_span in enumerate(stretches):
        if diff_span.op is DiffOp.STAYED:
            behind = diff_span.text
            continue
        if diff_span.op is DiffOp.CAME and place and stretches[place - 1].op is DiffOp.WENT:
            continue
        came = diff_span.text if diff_span.op is DiffOp.CAME else ""
        after = place + 1
        if diff_span.op is DiffOp.WENT and after < len(stretches) and stretches[after].op is DiffOp.CAME:
            came, after = stretches[after].text, after + 1
        ahead = stretches[after].text if after < len(stretches) else ""
        yield _last(behind), diff_span.text if diff_span.op is DiffOp.WENT else "", came, _first(ahead)


def _hunk(hunk: tuple[str, str, str, str]) -> Rich:
    behind, went, came, ahead = hunk
    shown = [(sign, words) for sign, words in (("−", went), ("+", came)) if words]
    return lines(*(_line(sign, behind, words, ahead) for sign, words in shown))


def _line(sign: str, behind: str, words: str, ahead: str) -> Rich:
    before = f"{sign} {behind} " if behind else f"{sign} "
    after = f" {ahead}" if ahead else ""
    return tuple(span for span in (TextSpan(before), TextSpan(words, bold=True), TextSpan(after)) if span.text)


def _last(text: str) -> str:
    words = text.split()
    return " ".join(words) if len(words) <= AROUND else f"… {' '.join(words[-AROUND:])}"


def _first(text: str) -> str:
    words = text.split()
    return " ".join(words) if len(words) <= AROUND else f"{' '.join(words[:AROUND])} …"
