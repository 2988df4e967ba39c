"""Whole random interviews through the pure engine: `python -m tests.bench.walks [COUNT]`.

An interview ends when nothing is open any more. Half take the quick pass, half every question; one answer in eight is
skipped, one in twelve is not understood, one in twelve is followed by a step back. Processor time of one core is
counted, without storage and without rendering.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, datetime

from flows.conversation import Conversation, TurnInput
from flows.engine import engine
from flows.engine.asking.ask_table import column_of
from flows.forms.load import load_library
from flows.forms.model import Evidence, Flow, ManyChoices, OneChoice, Table
from flows.messages import ButtonPress, Input, TextInput, UnsupportedInput

GOAL = 5_000
NOW = datetime(2026, 8, 26, tzinfo=UTC)
FORMS = ("rancangan", "kipp_2025")


def answer(flow: Flow, conversation: Conversation) -> Input:
    """Return what the open question's author would answer."""
    question = flow.question(conversation.cursor.question or "")
    if isinstance(question, Evidence):
        return ButtonPress(verb="done")
    if isinstance(question, Table):
        column = column_of(question, conversation.cursor.column)
        if column is None:
            return ButtonPress(verb="row_done")
        first = column is question.columns[0] and question.id not in conversation.draft.answers
        return TextInput(text=question.example if first else column.example)
    if isinstance(question, OneChoice | ManyChoices) and not question.example:
        return TextInput(text=question.choices[0].label)
    return TextInput(text=question.example)


def interview(flow: Flow, chance: random.Random) -> int:
    """Go through a form once; return the turns it took."""
    conversation = engine.start(flow, 1, NOW).conversation
    turns = 1
    given: Input | None = ButtonPress(verb="full") if chance.random() < 0.5 else None
    while conversation.cursor.question is not None:
        if given is None:
            luck = chance.random()
            given = answer(flow, conversation)
            if conversation.pending is not None:
                given = ButtonPress(verb="confirm")
            elif luck < 1 / 8:
                given = ButtonPress(verb="skip")
            elif luck < 1 / 8 + 1 / 12:
                given = UnsupportedInput(what="sticker")
            elif luck < 1 / 8 + 2 / 12:
                conversation = engine.advance(
                    flow, conversation, TurnInput(input=ButtonPress(verb="back")), NOW
                ).conversation
                given = ButtonPress(verb="next")
                turns += 1
        conversation = engine.advance(flow, conversation, TurnInput(input=given), NOW).conversation
        given = None
        turns += 1
    return turns


def main(count: int) -> None:
    """Print the rate of each form and of both."""
    library = load_library()
    seconds = 0.0
    for name in FORMS:
        chance = random.Random(name)
        interview(library[name], chance)
        began = time.process_time()
        turns = sum(interview(library[name], chance) for _ in range(count))
        spent = time.process_time() - began
        seconds += spent
        print(f"{name:<10} {count} interviews, {turns} turns, {spent:.2f} s, {60 * count / spent:,.0f} a minute")
    rate = 60 * count * len(FORMS) / seconds
    print(f"both       {rate:,.0f} a minute and core (goal {GOAL:,})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
