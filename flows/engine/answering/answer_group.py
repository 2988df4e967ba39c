"""The handling of one message as the answers to several questions; nothing of it is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flows.conversation import ConfirmReason, Cursor, EventKind, PendingAnswer, Turn
from flows.drafts.path import path
from flows.drafts.question_groups import asked
from flows.engine.asking.ask_group import members
from flows.engine.asking.ask_question import ask
from flows.engine.moving.navigation import go_on, open_next, skip
from flows.engine.moving.views import show_help
from flows.engine.turn.hints import hinted, strongest
from flows.engine.turn.length_limits import limit_passed
from flows.engine.turn.notes import noted
from flows.engine.turn.turn_builder import TurnBuilder, shortened
from flows.forms.model import LongText, OneChoice, Question, Text
from flows.language.command_words import asks_back, is_courtesy, is_not_known, is_not_understood
from flows.messages import Button, TextInput
from flows.quality.personal_data import personal
from flows.questions.kinds import Parsed, Problem, count_words, show, understand
from flows.questions.split_answers import AnswerPart, Pieces, cut, marked, unmarked
from flows.text_format import says_something
from flows.texts import normal

ECHO = 40
"""Characters of each answer that are read back: enough to see that it stands at its own question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOutcome:
    """The outcome of a message so far."""

    builder: TurnBuilder
    saved: tuple[str, ...] = ()
    refused: tuple[str, Problem] | None = None
    """The first question whose answer was not understood, and what would be right."""
    pending: PendingAnswer | None = None


def take_group(builder: TurnBuilder, given: TextInput, pieces: Pieces = ()) -> Turn:
    """Take a text as the answers to the questions that are asked together; what is missing is asked again.

    `pieces` are its parts where they are known already.
    """
    questions = members(builder)
    if isinstance(questions[0], Text | LongText) and (turn := _take_aside(builder, given)) is not None:
        return turn
    parts = pieces or cut(questions, given.text)
    if parts is None:
        builder = noted(builder, given).at(Cursor(question=questions[0].id))
        return ask(builder.tell("odd.not_apart"))
    taken = GroupOutcome(builder=builder)
    for piece in parts:
        taken = _take_piece(taken, builder.flow.question(piece.question), piece)
    return _answered(taken, is_sure=bool(pieces or marked(questions, given.text)))


def take_last(builder: TurnBuilder, given: TextInput) -> Turn | None:
    """Handle a numbered text as the answer to the last open question of a group; None if it is none."""
    question, words = builder.question, unmarked(given.text)
    if not isinstance(question, Text | LongText) or builder.cursor.adding or words == given.text:
        return None
    group = next((names for names in builder.flow.section_of(question.id).together if question.id in names), ())
    if not any(name in builder.draft.answers for name in group):
        return None
    alone = builder.at(Cursor(question=question.id, together=(question.id,)))
    return take_group(alone, given, (AnswerPart(question=question.id, text=words, raw=given.text),))


def _take_aside(builder: TurnBuilder, given: TextInput) -> Turn | None:
    if is_courtesy(given.text):
        return ask(noted(builder, given).tell("odd.courtesy"))
    if asks_back(given.text) or is_not_understood(given.text):
        return show_help(noted(builder, given), "")
    return skip(noted(builder, given), "") if is_not_known(given.text) else None


def _take_piece(taken: GroupOutcome, question: Question, piece: AnswerPart) -> GroupOutcome:
    """Save one part, or keep it for later: to be confirmed, not understood, or to a question that does not apply."""
    builder, raw = taken.builder, TextInput(text=piece.raw)
    if not piece.text:
        return taken
    if question.id not in path(builder.flow, builder.draft):
        return replace(taken, builder=noted(builder, raw, question.id))
    if is_not_known(piece.text) or not says_something(piece.text):
        return replace(taken, builder=noted(builder, raw, question.id).record(EventKind.SKIPPED, question.id))
    read = understand(question, TextInput(text=piece.text))
    if isinstance(read, Problem):
        refused = taken.refused or (question.id, read)
        return replace(taken, builder=noted(builder, raw, question.id), refused=refused)
    if isinstance(question, Text | LongText | OneChoice) and personal(piece.raw):
        return _doubted(taken, question, read, piece)
    builder = builder.record(EventKind.ANSWERED, question.id, read.value, raw=piece.raw, how=read.how)
    return replace(taken, builder=builder, saved=(*taken.saved, question.id))


def _doubted(taken: GroupOutcome, question: Question, read: Parsed, piece: AnswerPart) -> GroupOutcome:
    """Hold one part for confirmation; a second one is asked again alone, as only one answer can be pending."""
    if taken.pending is not None:
        return replace(taken, builder=noted(taken.builder, TextInput(text=piece.raw), question.id))
    pending = PendingAnswer(
        doubt=ConfirmReason.PERSONAL,
        cursor=Cursor(question=question.id),
        value=read.value,
        raw=piece.raw,
        how=read.how,
    )
    return replace(taken, pending=pending)


def _answered(taken: GroupOutcome, *, is_sure: bool) -> Turn:
    """Read back what was saved, then ask what is pending, not understood, missing, or next; in this order."""
    together = taken.builder.cursor.together
    builder = _read_back(taken.builder, taken.saved, is_sure=is_sure)
    if taken.pending is not None:
        return ask(builder.at(taken.pending.cursor).with_pending(taken.pending))
    if taken.refused is not None:
        name, problem = taken.refused
        found = tuple(Button(choice.label, "choose", choice.id) for choice in problem.candidates)
        return ask(builder.at(Cursor(question=name)).tell_rich(normal(problem.text)).with_found(found))
    left = asked(builder.flow, builder.draft, together)
    if left:
        return ask(open_next(builder, left[0]))
    return go_on(builder, together[-1])


def _read_back(builder: TurnBuilder, saved: tuple[str, ...], *, is_sure: bool) -> TurnBuilder:
    """Say which answer stands where, how to mend it where it may be wrong or new, and at most one thing more."""
    if not saved:
        return builder
    questions = [builder.flow.question(name) for name in saved]
    read = " · ".join(f"{question.label}: {_echo(builder, question)}" for question in questions)
    builder = builder.tell("saved.value", value=read)
    is_first = len(builder.draft.answers) == len(saved)
    if len(saved) > 1 and (is_first or not is_sure):
        names = [question.label.partition(" (")[0].lower() for question in questions]
        builder = builder.tell("saved.mend", label=min(names, key=len))
    return _advised(builder, questions)


def _echo(builder: TurnBuilder, question: Question) -> str:
    return shortened(" ".join(show(question, builder.draft.value(question.id)).split()), ECHO)


def _advised(builder: TurnBuilder, questions: list[Question]) -> TurnBuilder:
    """Add that an answer is too long, or else the strongest hint of all."""
    for question in questions:
        if isinstance(question, LongText):
            over = limit_passed(builder, question, count_words(str(builder.draft.value(question.id))))
            if over is not None:
                return builder.tell("saved.behind", label=question.label).tell_rich(over)
    for question in questions:
        if (hint := strongest(builder, question)) is not None:
            return hinted(builder, question, hint)
    return builder
