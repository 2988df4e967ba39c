"""The chapters of a document: a draft's answers, in the form's order."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from flows.conversation import Draft
from flows.documents.blocks import AnnexItem, Block, Chapter, Field, Fields, Paragraph, Subheading, TableBlock
from flows.documents.column_widths import widths
from flows.forms import model
from flows.forms.model import Flow, Layout, Question, Section, Value
from flows.language.formatting import heading_of, missing
from flows.language.sentences import in_sentence
from flows.questions.kinds import show
from flows.texts import word

_ITEM = re.compile(r"(?:[0-9]{1,2}[.)]|[a-z][.)]|[-–•*●▪➢✓])\s")

SMALL = 1000
"""Letters of a table that is not split over two pages: about a third of a page."""


def build_chapters(
    flow: Flow, draft: Draft, applying: Collection[str], annex: Sequence[AnnexItem]
) -> Iterator[Chapter]:
    """Yield each section that has something to show: an answer, evidence, or a gap where one is required."""
    for section in flow.sections:
        references = [exhibit.number for exhibit in annex if exhibit.section == section.id]
        blocks = (*_blocks(section, draft, applying), *_references(references))
        if blocks:
            yield Chapter(id=section.id, heading=heading_of(section), group=section.group, blocks=blocks)


def is_answered(question: Question, draft: Draft, section: str) -> bool:
    """Return whether a question has an answer that can be printed; for evidence: whether its section has any."""
    if isinstance(question, model.Evidence):
        return any(proof.section == section for proof in draft.proofs)
    return not _is_empty(draft.value(question.id))


def paragraphs(text: str, lead: str = "") -> Iterator[Paragraph]:
    """Yield the lines of a text as paragraphs; no word is lost."""
    for line in text.splitlines():
        if line.strip():
            yield Paragraph(text=line.strip(), lead=lead, is_item=_ITEM.match(line.strip()) is not None)
            lead = ""


def grid(question: model.Table, value: Value) -> TableBlock:
    """Return a table's rows laid out; an empty required cell is a gap."""
    given = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    rows = tuple(tuple(_cell(column, row.get(column.id)) for column in question.columns) for row in given)
    names = tuple(column.label for column in question.columns)
    letters = sum(len(cell) for row in rows for cell in row)
    return TableBlock(columns=names, widths=widths((names, *rows)), rows=rows, together=letters <= SMALL)


def _cell(column: model.Cell, value: Value) -> str:
    if not _is_empty(value):
        return show(column, value)
    return missing(column.label) if column.required else "–"


def _is_empty(value: Value) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _references(numbers: Sequence[int]) -> Iterator[Block]:
    if numbers:
        yield Paragraph(
            lead=word("document.evidence"), text=word("document.annexes", numbers=", ".join(map(str, numbers)))
        )


def _blocks(section: Section, draft: Draft, applying: Collection[str]) -> Iterator[Block]:
    asked = [question for question in section.questions if question.id in applying and question.printed]
    shown = [question for question in asked if _leaves_a_trace(question, draft, section.id)]
    if section.layout is Layout.PROSE:
        yield from _running(shown, draft)
        return
    alone = len(asked) == 1
    for is_short, questions in groupby(shown, lambda question: _is_short(question, section.layout)):
        run = tuple(questions)
        if is_short and (len(run) > 1 or section.layout is Layout.IDENTITY):
            yield Fields(rows=tuple(_field(question, draft.value(question.id)) for question in run))
        else:
            for question in run:
                yield from _headed(question, draft.value(question.id), alone=alone or question.label == section.title)


def _leaves_a_trace(question: Question, draft: Draft, section: str) -> bool:
    """Return whether a question stands in the text; evidence is referred to by its number."""
    if is_answered(question, draft, section):
        return not isinstance(question, model.Evidence)
    return question.required


def _is_short(question: Question, layout: Layout) -> bool:
    """Return whether an answer fits into a row of labels and answers."""
    if layout is Layout.IDENTITY:
        return not isinstance(question, model.Table)
    return not isinstance(question, model.Table | model.LongText)


def _field(question: Question, value: Value) -> Field:
    if _is_empty(value):
        return Field(label=question.label, text=missing(question.label), gap=True)
    return Field(label=question.label, text=show(question, value).strip())


def _running(questions: Sequence[Question], draft: Draft) -> Iterator[Block]:
    """Yield the answers as running text; the sentences of neighbouring short ones share a paragraph."""
    sentences: list[str] = []
    for question in questions:
        value = draft.value(question.id)
        sentence = None if _is_empty(value) else in_sentence(question, show(question, value))
        if sentence is not None:
            sentences.append(sentence)
            continue
        if sentences:
            yield Paragraph(text=" ".join(sentences))
            sentences = []
        yield from _prose(question, value)
    if sentences:
        yield Paragraph(text=" ".join(sentences))


def _prose(question: Question, value: Value) -> Iterator[Block]:
    if _is_empty(value):
        yield Paragraph(text=missing(question.label), gap=True)
    elif isinstance(question, model.Table):
        yield Paragraph(lead=question.label, text="")
        yield grid(question, value)
    elif isinstance(question, model.Text | model.LongText):
        yield from paragraphs(show(question, value))
    else:
        yield from paragraphs(show(question, value), lead=question.label)


def _headed(question: Question, value: Value, *, alone: bool) -> Iterator[Block]:
    if not alone:
        yield Subheading(text=question.label)
    if _is_empty(value):
        yield Paragraph(text=missing(question.label), gap=True)
    elif isinstance(question, model.Table):
        yield grid(question, value)
    else:
        yield from paragraphs(show(question, value))
