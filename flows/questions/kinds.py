"""The table of question kinds, and functions that dispatch to them."""

from __future__ import annotations

from collections.abc import Mapping

from flows.forms.model import (
    Date,
    Evidence,
    Link,
    Location,
    LongText,
    ManyChoices,
    Money,
    Number,
    OneChoice,
    Question,
    Table,
    Text,
    Value,
    YesNo,
)
from flows.messages import Button, Input, InputKind
from flows.parsed import Parsed, Problem
from flows.questions.kind import QuestionKind
from flows.questions.table_kind import TableKind
from flows.questions.text_kinds import (
    ChoiceKind,
    ChoicesKind,
    DateKind,
    LongTextKind,
    MoneyKind,
    NumberKind,
    TextKind,
    YesNoKind,
)
from flows.questions.upload_kinds import EvidenceKind, LinkKind, LocationKind
from flows.text_format import count_words

__all__ = [
    "KINDS",
    "Parsed",
    "Problem",
    "buttons",
    "count_words",
    "minutes",
    "readable",
    "row",
    "show",
    "understand",
    "wants",
]

CELLS: Mapping[str, QuestionKind] = {
    "text": TextKind(Text),
    "long_text": LongTextKind(LongText),
    "choice": ChoiceKind(OneChoice),
    "number": NumberKind(Number),
    "money": MoneyKind(Money),
    "date": DateKind(Date),
    "yes_no": YesNoKind(YesNo),
    "link": LinkKind(Link),
}
"""The kinds that may also stand in a table."""

_TABLE = TableKind(CELLS)

KINDS: Mapping[str, QuestionKind] = {
    **CELLS,
    "choices": ChoicesKind(ManyChoices),
    "location": LocationKind(Location),
    "table": _TABLE,
    "evidence": EvidenceKind(Evidence),
}


def understand(question: Question, given: Input) -> Parsed | Problem:
    """Return the answer in an input, or one kind sentence about what would be right."""
    return KINDS[question.kind].understand(question, given)


def show(question: Question, value: Value) -> str:
    """Return a value as people write it in Indonesia: "64,5 %", "Rp12.500.000", "Agustus 2025"."""
    return KINDS[question.kind].show(question, value)


def wants(question: Question) -> InputKind:
    """Return the control that serves the answer best."""
    return KINDS[question.kind].wants


def buttons(question: Question) -> tuple[Button, ...]:
    """Return possible answers; `understand` takes each as Did(verb, argument)."""
    return KINDS[question.kind].buttons(question)


def minutes(question: Question) -> float:
    """Return how long answering takes on a phone."""
    return KINDS[question.kind].minutes(question)


def readable(table: Table, text: str) -> tuple[dict[str, Value], Problem, str] | None:
    """Return what can be read of a row that is wrong in a cell: the good cells, the problem, the cell's column."""
    return _TABLE.readable(table, text)


def row(table: Table, text: str) -> list[dict[str, Value]] | Problem | None:
    """Return the rows typed at once in a text, or None if it does not look like rows."""
    return _TABLE.rows(table, text)
