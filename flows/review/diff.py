"""The changes between two versions of a draft, word by word and cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from flows.conversation import Draft, Proof
from flows.forms import model
from flows.forms.model import Flow, Question, Table, Value
from flows.questions.kinds import show
from flows.texts import word

MANY = 1_000_000
"""Pairs of words from which on frequent words are no anchors, so that comparing stays fast."""
MOST_LINES = 15
"""A phone shows about this many lines at once."""
EXCERPT = 8
"""Words shown of what changed."""


class ChangeKind(StrEnum):
    """The kinds of change to an answer."""

    ADDED = "added"
    REMOVED = "removed"
    REWRITTEN = "rewritten"
    """Counted in words."""
    REPLACED = "replaced"
    """A short answer or a cell: shown before and after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordChange:
    """A run of words that was removed, added, or replaced."""

    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerChange:
    """The change of an answer, of a table's cell or row, or of a section's evidence."""

    kind: ChangeKind
    question: str
    label: str
    added: int = 0
    removed: int = 0
    """Words."""
    pieces: tuple[WordChange, ...] = ()


def changes(flow: Flow, before: Draft, after: Draft) -> tuple[AnswerChange, ...]:
    """Return what changed, in the form's order."""
    return tuple(_changes(flow, before, after))


def show_changes(found: Sequence[AnswerChange]) -> str:
    """Return the changes in a few lines, for the chat."""
    if not found:
        return word("diff.nothing")
    rest = [word("diff.more", count=len(found) - MOST_LINES)] if len(found) > MOST_LINES else []
    ordered = sorted(found, key=lambda change: change.kind is ChangeKind.ADDED)  # what is new is the least surprising
    return "\n".join((*map(_line, ordered[:MOST_LINES]), *rest))


def _changes(flow: Flow, before: Draft, after: Draft) -> Iterator[AnswerChange]:
    for section in flow.sections:
        for question in section.questions:
            old, new = before.value(question.id), after.value(question.id)
            if old != new and not isinstance(question, model.Evidence):
                yield from _change(question, old, new)
        proofs = tuple(_shown(draft, section.id) for draft in (before, after))
        if proofs[0] != proofs[1]:
            yield from _evidence(section, *proofs)


def _change(question: Question, old: Value, new: Value) -> Iterator[AnswerChange]:
    if isinstance(question, Table) and isinstance(old, list) and isinstance(new, list):
        yield from _cells(question, old, new)
        return
    was = "" if old is None else show(question, old)
    now = "" if new is None else show(question, new)
    if was.split() != now.split():
        yield _compare(
            question.id, question.label, was, now, in_words=isinstance(question, model.LongText | model.Text)
        )


def _compare(question: str, label: str, was: str, now: str, *, in_words: bool) -> AnswerChange:
    old, new = was.split(), now.split()
    if not old or not new:
        kind = ChangeKind.ADDED if new else ChangeKind.REMOVED
        return AnswerChange(
            kind=kind,
            question=question,
            label=label,
            added=len(new),
            removed=len(old),
            pieces=(WordChange(before=was, after=now),),
        )
    if not in_words:
        return AnswerChange(
            kind=ChangeKind.REPLACED, question=question, label=label, pieces=(WordChange(before=was, after=now),)
        )
    pieces = tuple(_pieces(old, new))
    return AnswerChange(
        kind=ChangeKind.REWRITTEN,
        question=question,
        label=label,
        added=sum(len(piece.after.split()) for piece in pieces),
        removed=sum(len(piece.before.split()) for piece in pieces),
        pieces=pieces,
    )


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[WordChange]:
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) * len(new) > MANY)
    for what, start, end, first, last in matcher.get_opcodes():
        if what != "equal":
            yield WordChange(before=" ".join(old[start:end]), after=" ".join(new[first:last]))


def _cells(table: Table, old: Sequence[Value], new: Sequence[Value]) -> Iterator[AnswerChange]:
    """Compare row by row; rows that moved because one before them was taken out still match."""
    was, now = [_texts(table, row) for row in old], [_texts(table, row) for row in new]
    for what, start, end, first, last in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        paired = min(end - start, last - first)
        for number in range(paired):
            yield from _row(table, first + number, was[start + number], now[first + number])
        for number in range(first + paired, last):
            yield _whole_row(table, ChangeKind.ADDED, number, now[number])
        for number in range(start + paired, end):
            yield _whole_row(table, ChangeKind.REMOVED, number, was[number])


def _texts(table: Table, row: Value) -> tuple[str, ...]:
    cells = row if isinstance(row, dict) else {}
    return tuple("" if cells.get(column.id) is None else show(column, cells[column.id]) for column in table.columns)


def _row(table: Table, number: int, was: Sequence[str], now: Sequence[str]) -> Iterator[AnswerChange]:
    for column, old, new in zip(table.columns, was, now, strict=True):
        if old != new:
            label = f"{table.label}, {table.row} {number + 1}, {column.label}"
            yield _compare(table.id, label, old, new, in_words=False)


def _whole_row(table: Table, kind: ChangeKind, number: int, cells: Sequence[str]) -> AnswerChange:
    text = "; ".join(cell for cell in cells if cell)
    piece = WordChange(after=text) if kind is ChangeKind.ADDED else WordChange(before=text)
    return AnswerChange(kind=kind, question=table.id, label=f"{table.label}, {table.row} {number + 1}", pieces=(piece,))


def _shown(draft: Draft, section: str) -> tuple[str, ...]:
    return tuple(_proof(proof) for proof in draft.proofs if proof.section == section)


def _proof(proof: Proof) -> str:
    return proof.caption or (proof.file.name if proof.file else proof.link)


def _evidence(section: model.Section, was: Sequence[str], now: Sequence[str]) -> Iterator[AnswerChange]:
    label = word("diff.evidence", section=section.title)
    for what, start, end, first, last in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if what != "equal":
            for text in was[start:end]:
                yield AnswerChange(
                    kind=ChangeKind.REMOVED, question=section.id, label=label, pieces=(WordChange(before=text),)
                )
            for text in now[first:last]:
                yield AnswerChange(
                    kind=ChangeKind.ADDED, question=section.id, label=label, pieces=(WordChange(after=text),)
                )


def _line(change: AnswerChange) -> str:
    piece = change.pieces[0]
    match change.kind:
        case ChangeKind.ADDED:
            return word("diff.added", label=change.label, after=_short(piece.after))
        case ChangeKind.REMOVED:
            return word("diff.removed", label=change.label, before=_short(piece.before))
        case ChangeKind.REPLACED:
            return word("diff.replaced", label=change.label, before=_short(piece.before), after=_short(piece.after))
        case ChangeKind.REWRITTEN:
            return word(
                "diff.rewritten",
                label=change.label,
                added=change.added,
                removed=change.removed,
                exchange=_exchange(piece),
            )


def _exchange(piece: WordChange) -> str:
    if not piece.before:
        return word("diff.words_added", after=_short(piece.after))
    if not piece.after:
        return word("diff.words_removed", before=_short(piece.before))
    return word("diff.words_replaced", before=_short(piece.before), after=_short(piece.after))


def _short(text: str) -> str:
    words = text.split()
    return " ".join(words) if len(words) <= EXCERPT else f"{' '.join(words[:EXCERPT])} …"
