"""The handling of an answer: read it, confirm it where needed, save it, go on."""

from __future__ import annotations

from flows.conversation import AnswerSource, ConfirmReason, EventKind, PendingAnswer, Turn
from flows.engine.answering import answer_point, evidence
from flows.engine.answering.answer_group import take_group, take_last
from flows.engine.answering.answer_table import close_row, more_rows, take_cell
from flows.engine.asking.ask_question import ask, touched
from flows.engine.asking.ask_table import column_of
from flows.engine.moving import move_to_point
from flows.engine.moving.navigation import go_on, next_question, skip
from flows.engine.moving.views import show_help
from flows.engine.turn import points, team
from flows.engine.turn.hints import hinted, strongest
from flows.engine.turn.length_limits import limit_passed
from flows.engine.turn.notes import noted
from flows.engine.turn.turn_builder import TurnBuilder, shortened
from flows.forms.model import Evidence, Location, LongText, ManyChoices, OneChoice, Question, Table, Text, Value
from flows.language.command_words import asks_back, is_courtesy, is_none_yet, is_not_known, is_not_understood
from flows.language.numbers import write_number
from flows.messages import Button, ButtonPress, FileInput, Input, LocationInput, Rich, TextInput, UnsupportedInput
from flows.quality.claims import has_source, measured
from flows.quality.personal_data import personal
from flows.questions.kinds import Parsed, Problem, count_words, show, understand
from flows.texts import normal, say, word

ECHO = 120
"""Characters of an answer that are read back."""
ODD = (
    "sticker", "contact", "poll", "edited",
    "too_large", "empty", "not_what_it_claims", "too_many_pixels", "gone", "no_room", "much_today",
)  # fmt: skip
"""What has a sentence of its own."""


def take(builder: TurnBuilder, given: Input) -> Turn:
    """Handle an input as the answer to the open question."""
    question = builder.question
    if (turn := _take_first(builder, given)) is not None:
        return turn
    match given:
        case FileInput():
            return evidence.take_file(builder, given)
        case UnsupportedInput():
            return take_odd(builder, given)
        case _ if question is None:
            return ask(noted(builder, given).tell("odd.at_end"))
        case LocationInput() if not isinstance(question, Location):
            return ask(_told_what_is_right(noted(builder, given).tell("odd.pin_here"), question, given))
        case _ if isinstance(question, Table):
            return take_cell(builder, question, given)
        case _ if isinstance(question, Evidence):
            return evidence.take_words(builder, question, given)
        case ButtonPress(argument=choice) if isinstance(question, ManyChoices):
            return _toggle(builder, question, choice)
        case TextInput(text=text) if isinstance(question, Text | LongText):
            return _take_aside(builder, given, text) or _take_answer(builder, question, given)
        case _:
            return _take_answer(builder, question, given)


def _take_first(builder: TurnBuilder, given: Input) -> Turn | None:
    """Hold an answer where a colleague writes, or handle a text that answers more than the open question; else None."""
    if (waiting := team.held(builder, given)) is not None:
        return ask(waiting)
    point = points.own(builder)
    if point is not None and (turn := answer_point.take(builder, point, given)) is not None:
        return turn
    return _take_several(builder, given) if isinstance(given, TextInput) else None


def _take_several(builder: TurnBuilder, given: TextInput) -> Turn | None:
    """Handle a text that answers several questions, or adds rows to the table before; None if it is neither."""
    if builder.brief and (turn := more_rows(builder, given)) is not None:
        return turn
    if builder.cursor.together:
        return take_group(builder, given)
    return take_last(builder, given) if builder.brief else None


def may_answer(builder: TurnBuilder, given: TextInput) -> bool:
    """Return whether a one-word text can be the answer to the open question."""
    question = builder.question
    if isinstance(question, Table):
        question = column_of(question, builder.cursor.column)
    if question is None or isinstance(question, Text | LongText) or builder.cursor.together:
        return question is not None
    understood = understand(question, given)
    return not isinstance(understood, Problem) or bool(understood.candidates)


def answer(builder: TurnBuilder, text: str) -> Turn:
    """Handle a word as the answer, though it looks like a command."""
    return take(builder, TextInput(text=text))


def _take_aside(builder: TurnBuilder, given: Input, text: str) -> Turn | None:
    """Handle what is said beside an answer: thanks, a question back, not knowing; None if it is an answer."""
    if is_courtesy(text):
        return ask(noted(builder, given).tell("odd.courtesy"))
    if asks_back(text) or is_not_understood(text):
        return show_help(noted(builder, given), "")
    return skip(noted(builder, given), "") if is_not_known(text) else None


def take_odd(builder: TurnBuilder, given: UnsupportedInput) -> Turn:
    """Keep an unsupported input as a note, and say what would be right."""
    key = given.problem or given.what
    return ask(noted(builder, given).tell(f"odd.{key if key in ODD else 'other'}"))


def _told_what_is_right(builder: TurnBuilder, question: Question, given: Input) -> TurnBuilder:
    problem = understand(question, given)
    return builder.tell_rich(normal(problem.text)) if isinstance(problem, Problem) else builder


def _take_answer(builder: TurnBuilder, question: Question, given: Input) -> Turn:
    understood = understand(question, given)
    if isinstance(understood, Problem):
        return _refuse(builder, question, given, understood)
    return save_or_confirm(builder, question, understood)


def _refuse(builder: TurnBuilder, question: Question, given: Input, problem: Problem) -> Turn:
    builder = noted(builder, given)
    if isinstance(given, TextInput) and is_none_yet(given.text) and question.id not in builder.draft.answers:
        return skip(builder, "")
    found = tuple(Button(choice.label, "choose", choice.id) for choice in problem.candidates)
    told = normal(problem.text)
    if isinstance(question, Location) and _was_refused(builder, question):
        told = say("odd.place_again")
    return ask(builder.tell_rich(told).with_found(found))


def _was_refused(builder: TurnBuilder, question: Question) -> bool:
    """Return whether the input just before was no answer to the question either."""
    last = [event for event in builder.conversation.events if event.number <= builder.begun_at][-1:]
    return any(event.kind is EventKind.NOTED and event.question == question.id for event in last)


def save_or_confirm(builder: TurnBuilder, question: Question, understood: Parsed) -> Turn:
    """Save an answer, or ask first where it holds personal data or other answers depend on it."""
    doubt = _doubt(builder, question, understood)
    if doubt is None:
        return save(builder, question, understood.value, raw=understood.raw, how=understood.how)
    pending = PendingAnswer(
        doubt=doubt, cursor=builder.cursor, value=understood.value, raw=understood.raw, how=understood.how
    )
    return ask(builder.with_pending(pending))


def _doubt(builder: TurnBuilder, question: Question, understood: Parsed) -> ConfirmReason | None:
    if isinstance(question, Text | LongText | OneChoice) and personal(understood.raw):
        return ConfirmReason.PERSONAL
    if touched(builder, question.id, understood.value):
        return ConfirmReason.TOUCHES
    return (
        ConfirmReason.SHORTER if points.is_rather_added(builder, question, understood.value, understood.how) else None
    )


def save(builder: TurnBuilder, question: Question, value: Value, *, raw: str, how: AnswerSource) -> Turn:
    """Save an answer, acknowledge it with at most one hint, and go on."""
    if builder.cursor.adding:
        value = joined(builder.draft.value(question.id), value)
    builder = builder.record(EventKind.ANSWERED, question.id, value, raw=raw, how=how)
    if how is AnswerSource.COACH:
        builder = builder.tell("revise.taken").offer_undo()
    settled = points.answered(builder, how)
    return go_on(_acknowledged(settled, question, value), question.id)


def joined(old: Value, new: Value) -> Value:
    """Return a long answer with a text added under it."""
    return f"{old}\n{new}" if old else new


def _acknowledged(builder: TurnBuilder, question: Question, value: Value) -> TurnBuilder:
    hint = strongest(builder, question)
    if isinstance(question, Text):
        return hinted(builder.tell("saved.plain"), question, hint)
    if not isinstance(question, LongText):
        return hinted(builder.tell("saved.value", value=shortened(show(question, value), ECHO)), question, hint)
    words = count_words(str(value))
    over = limit_passed(builder, question, words)
    if over is not None:
        return builder.tell_rich(over).offer(Button(word("button.shorten"), "edit", question.id))
    if builder.cursor.adding:
        builder = builder.tell("saved.added", label=question.label, words=write_number(words))
    else:
        builder = builder.tell_rich(_praise(question, str(value), words, is_strong=hint is None))
    return hinted(builder, question, hint)


def _praise(question: LongText, text: str, words: int, *, is_strong: bool) -> Rich:
    """Return praise for a sourced figure in an answer that lacks nothing."""
    shares = [measurement.number for measurement in measured(text) if measurement.unit == "%"]
    if is_strong and shares and {"needs_number", "needs_source"} <= {*question.checks} and has_source(text):
        return say("saved.sourced", figure=f"{shares[0]} %")
    return say("saved.words", words=write_number(words))


# --- several choices -----------------------------------------------------------------------------


def _toggle(builder: TurnBuilder, question: ManyChoices, choice: str) -> Turn:
    if choice not in [other_choice.id for other_choice in question.choices]:
        return ask(builder, again=True)
    chosen = builder.cursor.chosen
    ticked = tuple(ticked_id for ticked_id in chosen if ticked_id != choice) if choice in chosen else (*chosen, choice)
    if question.maximum is not None and len(ticked) > question.maximum:
        return ask(builder.tell("odd.too_many", maximum=question.maximum), again=True)
    return ask(builder.ticked(ticked), again=True)


def done(builder: TurnBuilder, _: str) -> Turn:
    """Close a question that takes several inputs (choices, evidence, rows); else go on."""
    question = builder.question
    if question is None and (point := points.own(builder)) is not None:
        return move_to_point.close(builder, point)
    if isinstance(question, ManyChoices):
        return _chosen(builder, question)
    if isinstance(question, Evidence):
        return evidence.done(builder, question)
    if isinstance(question, Table):
        return close_row(builder, question)
    return next_question(builder, "")


def _chosen(builder: TurnBuilder, question: ManyChoices) -> Turn:
    if len(builder.cursor.chosen) < question.minimum:
        return ask(builder.tell("odd.too_few", minimum=question.minimum))
    order = [choice.id for choice in question.choices]
    chosen: Value = [*sorted(builder.cursor.chosen, key=order.index)]
    return save_or_confirm(builder, question, Parsed(value=chosen, how=AnswerSource.BUTTON))
