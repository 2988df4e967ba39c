"""Messages that ask several short questions at once, where each message costs money."""

from __future__ import annotations

from collections.abc import Sequence

from flows.conversation import Cursor
from flows.drafts import path
from flows.drafts.question_groups import asked
from flows.engine.turn.turn_builder import TurnBuilder
from flows.forms.model import Ask, LongText, OneChoice, Question, YesNo
from flows.messages import Button, Reply, Rich, TextSpan
from flows.questions.kinds import buttons
from flows.texts import lines, say, word

SAMPLE = 160
"""Characters of the example answer; where it is longer, only the way to write one is told."""


def members(builder: TurnBuilder) -> list[Question]:
    """Return the questions that are asked together now."""
    return [builder.flow.question(name) for name in builder.cursor.together]


def settled(builder: TurnBuilder) -> TurnBuilder:
    """Return the builder with only the open questions asked together, or one alone where that is wanted."""
    if not builder.cursor.together:
        return builder
    left = asked(builder.flow, builder.draft, builder.cursor.together)
    first = left[0] if left else builder.cursor.question
    is_group = len(left) > 1 and builder.brief
    return builder.at(Cursor(question=first, together=left if is_group else ()))


def ask_group(builder: TurnBuilder, footer: str) -> Reply:
    """Return the message that asks several questions, numbered, with a line on how to answer."""
    questions = members(builder)
    return Reply(text=lines(numbered(questions), how(questions)), footer=footer, actions=_actions(builder, questions))


def numbered(questions: Sequence[Ask]) -> Rich:
    """Return the questions numbered, each with its choices."""
    return lines(*(_numbered(number, question) for number, question in enumerate(questions, 1)))


def _numbered(number: int, question: Ask) -> Rich:
    offered = " / ".join(button.label for button in _offered(question))
    return (
        TextSpan(f"{number}. "),
        TextSpan(question.prompt, bold=True),
        *((TextSpan(f" ({offered})"),) if offered else ()),
    )


def _offered(question: Ask) -> tuple[Button, ...]:
    return buttons(question) if isinstance(question, OneChoice | YesNo) else ()


def how(questions: Sequence[Ask]) -> Rich:
    """Return a line on how to answer all in one message."""
    sample = " ".join(f"{number}. {_sample(question)}" for number, question in enumerate(questions, 1))
    is_long = len(sample) > SAMPLE or any(isinstance(question, LongText) for question in questions)
    return say("ask.together_stories") if is_long else say("ask.together", sample=sample)


def _sample(question: Ask) -> str:
    offered = _offered(question)
    return offered[0].label if offered else question.example or question.label.lower()


def examples(questions: Sequence[Ask]) -> str:
    """Return an example for each question."""
    return "\n".join(f"{number}. {_sample(question)}" for number, question in enumerate(questions, 1))


def tips(questions: Sequence[Ask]) -> Rich:
    """Return advice on each question."""
    told = [f"{number}. {question.help}" for number, question in enumerate(questions, 1) if question.help]
    return (TextSpan("\n".join(told)),) if told else ()


def _actions(builder: TurnBuilder, questions: Sequence[Question]) -> tuple[Button, ...]:
    is_first = path.path(builder.flow, builder.draft)[0] == questions[0].id
    is_required = any(question.required for question in questions)
    example = [Button(word("button.example"), "example")] if any(question.example for question in questions) else []
    skip = Button(word("button.defer" if is_required else "button.skip"), "skip")
    back = [] if is_first else [Button(word("button.back"), "back")]
    return (*builder.offers, *example, skip, *back, Button(word("button.help"), "help"))
