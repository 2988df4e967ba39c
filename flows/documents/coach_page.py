"""The page a coach reads beside a draft: gaps, hints, word counts, and inputs that were no answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from flows.conversation import Draft
from flows.documents.blocks import Block, Chapter, Field, Fields, Paragraph, Subheading, TableBlock
from flows.documents.chapters import is_answered
from flows.documents.column_widths import widths
from flows.documents.document import Document, Edition, Identity, build_page, identify
from flows.documents.gaps import lacks, over_limits
from flows.forms.model import Flow, Section
from flows.language.formatting import heading_of
from flows.language.numbers import write_number
from flows.quality.meter import Hint, all_hints, meter, section_words
from flows.quality.personal_data import HIDDEN
from flows.quality.redactions import hidden_in
from flows.texts import word

COLUMNS = ("section", "filled", "words", "limit", "hint_count", "proof_count")
"""The columns of the summary; the heading of each is `coach_page.<name>`."""


def build_coach_page(
    flow: Flow, draft: Draft, *, path: Sequence[str], made: date, revision: int, approved_by: str | None = None
) -> Document:
    """Return the page as a document of its own, without cover or signatures; it is no part of the proposal."""
    applying = frozenset(path)
    identity = identify(flow, draft)
    hints = all_hints(flow, draft)
    chapters = (
        Chapter(
            id="ringkasan",
            heading=word("coach_page.summary"),
            blocks=tuple(_summary(flow, draft, applying, identity, hints)),
        ),
        *(chapter for section in flow.sections if (chapter := _section(flow, section, draft, applying, hints))),
    )
    edition = Edition(made=made, revision=revision, approved_by=approved_by)
    return build_page(
        flow, draft, edition, form=word("coach_page.title"), short=word("coach_page.short"), chapters=chapters
    )


def _summary(
    flow: Flow, draft: Draft, applying: frozenset[str], identity: Identity, hints: Sequence[Hint]
) -> Iterator[Block]:
    missing = sum(1 for _ in lacks(flow, draft, applying, required=True))
    over = sum(1 for _ in over_limits(flow, draft, applying))
    rows = (
        (word("coach_page.person"), identity.person),
        (word("coach_page.unit"), identity.unit),
        (word("coach_page.missing"), str(missing)),
        (word("coach_page.over"), str(over)),
        (word("coach_page.hints"), str(len(hints))),
        (word("coach_page.proofs"), str(len(draft.proofs))),
    )
    yield Fields(rows=tuple(Field(label=label, text=text) for label, text in rows if text))
    columns = tuple(word(f"coach_page.{name}") for name in COLUMNS)
    lines = tuple(
        _measured(flow, section, draft, hints)
        for section in flow.sections
        if any(question.id in applying for question in section.questions)
    )
    yield TableBlock(columns=columns, widths=widths((columns, *lines)), rows=lines)


def _measured(flow: Flow, section: Section, draft: Draft, hints: Sequence[Hint]) -> tuple[str, ...]:
    return (
        heading_of(section),
        f"{round(100 * meter(flow, section, draft).score)} %",
        write_number(section_words(section, draft)),
        write_number(section.max_words) if section.max_words else "–",
        str(len(_of(section, hints))),
        str(sum(proof.section == section.id for proof in draft.proofs)),
    )


def _of(section: Section, hints: Sequence[Hint]) -> list[Hint]:
    names = {question.id for question in section.questions} | {section.id}
    return [hint for hint in hints if hint.question in names]


def _section(
    flow: Flow, section: Section, draft: Draft, applying: frozenset[str], hints: Sequence[Hint]
) -> Chapter | None:
    blocks = (
        *_gaps(section, draft, applying),
        *_hidden(section, draft, applying),
        *_hints(flow, _of(section, hints)),
        *_notes(section, draft),
    )
    return Chapter(id=section.id, heading=heading_of(section), blocks=blocks) if blocks else None


def _gaps(section: Section, draft: Draft, applying: frozenset[str]) -> Iterator[Block]:
    open_ones = [
        question
        for question in section.questions
        if question.id in applying and not is_answered(question, draft, section.id)
    ]
    for title, required in ((word("coach_page.missing"), True), (word("coach_page.optional"), False)):
        labels = [question.label for question in open_ones if question.required is required]
        if labels:
            yield Paragraph(lead=title, text=", ".join(labels))


def _hidden(section: Section, draft: Draft, applying: frozenset[str]) -> Iterator[Block]:
    """Yield the labels of answers with masked personal data: their sentences may need rewording."""
    labels = [question.label for question in hidden_in(section, draft, applying)]
    if any(HIDDEN in proof.caption for proof in draft.proofs if proof.section == section.id):
        labels.append(word("coach_page.caption"))
    if labels:
        yield Paragraph(lead=word("coach_page.hidden"), text=", ".join(labels))


def _hints(flow: Flow, hints: Sequence[Hint]) -> Iterator[Block]:
    if hints:
        yield Subheading(text=word("coach_page.hints"))
    for hint in hints:
        yield Paragraph(lead=flow.question(hint.question).label if flow.has(hint.question) else "", text=hint.text)


def _notes(section: Section, draft: Draft) -> Iterator[Block]:
    """Yield the inputs that were no answers: they may hold what is missing."""
    names = {question.id: question.label for question in section.questions}
    notes = [note for note in draft.notes if note.question in names and note.raw.strip()]
    if notes:
        yield Subheading(text=word("coach_page.notes"))
    for note in notes:
        yield Paragraph(lead=names[note.question], text=" ".join(note.raw.split()))
