"""The script of a person who fills a whole form; one button is pressed, all else is typed."""

from __future__ import annotations

from datetime import UTC, datetime

from flows.conversation import Conversation, TurnInput
from flows.engine import engine
from flows.forms.model import Evidence, Flow, ManyChoices, OneChoice, Question, Table
from flows.messages import ButtonPress, TextInput

NOW = datetime(2026, 8, 26, 1, 0, tzinfo=UTC)
MOST = 300
WHOLE = "[full]"
"""The press on the button that asks for the whole form instead of the quick pass."""


def script(flow: Flow) -> list[str]:
    """Return the texts from the first message to the last answer, each of which the engine takes."""
    texts = [f"/start {flow.id}", WHOLE]
    conversation = engine.start(flow, 1, NOW).conversation
    conversation = engine.advance(flow, conversation, TurnInput(input=ButtonPress(verb="full")), NOW).conversation
    while (text := _next(flow, conversation)) is not None and len(texts) < MOST:
        texts.append(text)
        conversation = engine.advance(flow, conversation, TurnInput(input=TextInput(text=text)), NOW).conversation
    return texts


def _next(flow: Flow, conversation: Conversation) -> str | None:
    cursor = conversation.cursor
    if cursor.question is None:
        return None
    question = flow.question(cursor.question)
    if isinstance(question, Table):
        return _cell(question, cursor.column)
    return "lewati" if isinstance(question, Evidence | ManyChoices) else _answer(question)


def _cell(table: Table, column: str | None) -> str:
    if column is None:
        return "lanjut"
    return next(_answer(cell) for cell in table.columns if cell.id == column)


def _answer(question: Question) -> str:
    if isinstance(question, OneChoice):
        return question.choices[0].label
    return question.example or "lewati"
