"""The handling of inputs to a question that is not open any more; one reply tells their outcome."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flows.conversation import Cursor, EventKind, QuestionMessage, Turn
from flows.drafts import path
from flows.drafts.question_groups import asked
from flows.engine.answering import evidence
from flows.engine.answering.answer import joined, save_or_confirm, take, take_odd
from flows.engine.answering.answer_group import take_group
from flows.engine.answering.answer_table import late_cell
from flows.engine.asking.ask_question import ask, touched
from flows.engine.turn import points, team
from flows.engine.turn.length_limits import limit_passed
from flows.engine.turn.notes import noted
from flows.engine.turn.turn_builder import TurnBuilder, shortened
from flows.forms.model import Evidence, LongText, OneChoice, Question, Section, Table, Text, YesNo
from flows.language.command_words import is_courtesy
from flows.language.numbers import write_number
from flows.messages import Button, ButtonPress, FileInput, FileKind, Input, LocationInput, TextInput, UnsupportedInput
from flows.quality.personal_data import personal
from flows.questions.kinds import Parsed, Problem, count_words, show, understand
from flows.questions.split_answers import AnswerPart, marked
from flows.texts import word

AT_ONCE = timedelta(minutes=10)
"""How long after an answer another tap on the same message still corrects it."""


def take_late(builder: TurnBuilder, given: Input, seen: QuestionMessage) -> Turn:
    """Handle an input to the question its sender saw, then ask the open question again."""
    name = seen.cursor.question
    if isinstance(given, UnsupportedInput):
        return take_odd(builder, given)
    if _is_said(builder, given, seen.cursor) and (pointed := _at_its_point(builder, seen.cursor)) is not None:
        return take(pointed, given)
    if isinstance(given, FileInput):
        return ask(_proved(builder, given, seen.cursor))
    if name is None or not builder.flow.has(name):
        return ask(noted(builder, given).tell("odd.noted"))
    if seen.cursor.together and isinstance(given, TextInput):
        return _take_group(builder, given, seen.cursor.together)
    question = builder.flow.question(name)
    if name not in path.path(builder.flow, builder.draft):
        return ask(noted(builder, given, name).tell("odd.noted"))
    return _take_late(builder, question, given, seen)


def _is_said(builder: TurnBuilder, given: Input, seen: Cursor) -> bool:
    """Return whether an input is words, or a recording in answer to a coach's question."""
    if not isinstance(given, FileInput):
        return isinstance(given, TextInput)
    point = points.find(builder.conversation, seen.point)
    return given.file.kind is FileKind.VOICE and point is not None and point.is_question


def _proved(builder: TurnBuilder, given: FileInput, seen: Cursor) -> TurnBuilder:
    """Attach a file to the section its sender saw; where that was none, to the open one."""
    section = _section_seen(builder, seen)
    builder = evidence.attach(builder, section, given.file, "", given.caption)
    return evidence.acknowledge_file(builder, word(f"what.{given.file.kind}"), section)


def _section_seen(builder: TurnBuilder, seen: Cursor) -> Section:
    if seen.question is not None and builder.flow.has(seen.question):
        return builder.flow.section_of(seen.question)
    is_at_point = points.find(builder.conversation, seen.point) is not None
    return builder.at(Cursor(point=seen.point)).section if is_at_point else builder.section


def _take_late(builder: TurnBuilder, question: Question, given: Input, seen: QuestionMessage) -> Turn:
    taken: TurnBuilder | None = None
    if isinstance(question, Table):
        taken = late_cell(builder, question, given, seen.cursor)
    elif isinstance(question, Evidence):
        linked = evidence.attach_link(builder, question, given)
        title = builder.flow.section_of(question.id).title
        taken = linked.tell("saved.proof", what=word("what.link"), section=title) if linked is not None else None
    elif isinstance(given, TextInput | LocationInput | ButtonPress) and not _is_polite(given):
        understood = understand(question, given)
        if isinstance(understood, Parsed):
            return _take_answer(builder, question, understood)
    if taken is not None:
        return ask(taken)
    return ask(noted(builder, given, question.id).tell("saved.late_noted", label=question.label))


def _take_group(builder: TurnBuilder, given: TextInput, together: tuple[str, ...]) -> Turn:
    """Handle a text for those of several questions that are still open; an answered one changes only if named."""
    left = asked(builder.flow, builder.draft, together)
    way = path.path(builder.flow, builder.draft)
    named = marked([builder.flow.question(name) for name in together], given.text)
    for piece in named:
        if piece.question not in left:
            builder = _mended(builder, piece) if piece.question in way else noted(builder, TextInput(text=piece.raw))
    pieces = tuple(piece for piece in named if piece.question in left)
    if left and (pieces or not named):
        here = builder.cursor.question
        builder = builder if here in left else builder.returning(here)
        if len(left) == 1 and not named:
            return take(builder.at(Cursor(question=left[0])), given)
        return take_group(builder.at(Cursor(question=left[0], together=left)), given, pieces)
    if named:
        return ask(builder)
    label = builder.flow.question(together[0]).label
    return ask(noted(builder, given, together[0]).tell("saved.late_noted", label=label))


def _mended(builder: TurnBuilder, piece: AnswerPart) -> TurnBuilder:
    question = builder.flow.question(piece.question)
    read = understand(question, TextInput(text=piece.text))
    if isinstance(read, Problem) or personal(piece.raw) or touched(builder, question.id, read.value):
        builder = noted(builder, TextInput(text=piece.raw), question.id)
        return builder.tell("saved.late_noted", label=question.label)
    others = tuple(button for button in builder.offers if button.verb != "undo")
    return _saved(replace(builder, offers=others), question, replace(read, raw=piece.raw))


def _at_its_point(builder: TurnBuilder, seen: Cursor) -> TurnBuilder | None:
    """Return the builder at the coach's point that a message was about, if it is still open; else None."""
    point = points.find(builder.conversation, seen.point)
    if point is None or (seen.question is not None and seen.question not in path.path(builder.flow, builder.draft)):
        return None
    return points.focused(builder, point).at(seen)


def _is_polite(given: Input) -> bool:
    return isinstance(given, TextInput) and is_courtesy(given.text)


def _take_answer(builder: TurnBuilder, question: Question, understood: Parsed) -> Turn:
    is_personal = isinstance(question, Text | LongText | OneChoice) and personal(understood.raw)
    if is_personal or touched(builder, question.id, understood.value):
        adding = isinstance(question, LongText) and question.id in builder.draft.answers
        builder = builder.returning(builder.cursor.question).at(Cursor(question=question.id, adding=adding))
        return save_or_confirm(builder, question, understood)
    return ask(_saved(builder, question, understood))


def _saved(builder: TurnBuilder, question: Question, understood: Parsed) -> TurnBuilder:
    old = builder.draft.value(question.id)
    value = understood.value
    shown = shortened(show(question, value), 120)
    if value == old:
        builder = builder.record(EventKind.NOTED, question.id, raw=understood.raw)
        return builder.tell("saved.same", label=question.label, value=shown)
    if isinstance(question, LongText) and old:
        value = joined(old, value)
    builder = builder.record(EventKind.ANSWERED, question.id, value, raw=understood.raw, how=understood.how)
    builder = builder.offer_undo()
    if not isinstance(question, LongText):
        return builder.tell(
            "saved.late_replaced" if old is not None else "saved.late", label=question.label, value=shown
        )
    words = count_words(str(value))
    over = limit_passed(builder, question, words)
    key = "saved.late_added" if old else "saved.late_words"
    builder = builder.tell(key, label=question.label, words=write_number(words))
    return builder.tell_rich(over) if over is not None else builder


# --- taps ----------------------------------------------------------------------------------------


def press_late(builder: TurnBuilder, given: ButtonPress, seen: QuestionMessage | None) -> Turn:
    """Handle an old button: it answers a question that is still empty, corrects a press made just now, nothing else."""
    name = seen.cursor.question if seen is not None else None
    if seen is None or name is None or name not in path.path(builder.flow, builder.draft):
        return ask(builder.tell("odd.old_button"))
    question = builder.flow.question(name)
    if given.verb != "choose" or not isinstance(question, OneChoice | YesNo):
        return _ignored(builder, seen)
    understood = understand(question, given)
    if isinstance(understood, Problem):
        return ask(builder.tell("odd.old_button"))
    old = builder.draft.answers.get(name)
    if old is None:
        return _take_answer(builder, question, understood)
    is_previous = seen.ask == builder.conversation.ask - 1
    if old.value == understood.value:
        if is_previous:  # a second tap before the reply was there
            return builder.turn(None)
        return ask(builder.tell("saved.same", label=question.label, value=show(question, old.value)))
    if is_previous and builder.now - old.at <= AT_ONCE:
        return _take_answer(builder, question, understood)
    builder = builder.tell("odd.old_answer", label=question.label, value=show(question, old.value))
    return ask(builder.offer(Button(word("button.edit", label=question.label), "edit", question.id)))


def _ignored(builder: TurnBuilder, seen: QuestionMessage) -> Turn:
    """Stay silent at a second press before the reply came; for other old buttons, say that they do nothing."""
    last = next(team.mine(builder), None)
    just_now = last is not None and last.question == seen.cursor.question and builder.now - last.at <= AT_ONCE
    if seen.ask == builder.conversation.ask - 1 and (just_now or seen.cursor.question == builder.cursor.question):
        return builder.turn(None)
    return ask(builder.tell("odd.old_button"))
