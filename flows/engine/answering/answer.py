"""Takes an answer: understands it, doubts it where it must, saves it, and goes on."""

from __future__ import annotations

from flows.conversation import Doubt, EventKind, How, Pending, Turn
from flows.engine.answering import answer_point as point_answering
from flows.engine.answering import evidence as proving
from flows.engine.answering.answer_group import take_group, take_last
from flows.engine.answering.answer_table import close_row, more_rows, take_cell
from flows.engine.asking.ask_question import ask, touched
from flows.engine.asking.ask_table import column_of
from flows.engine.moving import move_to_point as point_moving
from flows.engine.moving.navigation import go_on, next_question, skip
from flows.engine.moving.views import show_help
from flows.engine.turn import points
from flows.engine.turn import team as sharing
from flows.engine.turn.hints import hinted, strongest
from flows.engine.turn.length_limits import limit_passed
from flows.engine.turn.notes import noted
from flows.engine.turn.turn_builder import Scene, shortened
from flows.forms.model import Evidence, Location, LongText, ManyChoices, OneChoice, Question, Table, Text, Value
from flows.language.command_words import asks_back, is_courtesy, is_none_yet, is_not_known, is_not_understood
from flows.language.numbers import write_number
from flows.messages import Button, Did, Input, Odd, Pinned, Rich, Said, Sent
from flows.quality.claims import has_source, measured
from flows.quality.personal_data import personal
from flows.questions.kinds import Problem, Understood, count_words, show, understand
from flows.texts import normal, say, word

ECHO = 120
"""Characters of an answer that are read back."""
ODD = (
    "sticker", "contact", "poll", "edited",
    "too_large", "empty", "not_what_it_claims", "too_many_pixels", "gone", "no_room", "much_today",
)  # fmt: skip
"""What has a sentence of its own."""


def take(scene: Scene, given: Input) -> Turn:
    """Take an input as the answer to what is open."""
    question = scene.question
    if (turn := _take_first(scene, given)) is not None:
        return turn
    match given:
        case Sent():
            return proving.take_file(scene, given)
        case Odd():
            return take_odd(scene, given)
        case _ if question is None:
            return ask(noted(scene, given).tell("odd.at_end"))
        case Pinned() if not isinstance(question, Location):
            return ask(_told_what_is_right(noted(scene, given).tell("odd.pin_here"), question, given))
        case _ if isinstance(question, Table):
            return take_cell(scene, question, given)
        case _ if isinstance(question, Evidence):
            return proving.take_words(scene, question, given)
        case Did(argument=choice) if isinstance(question, ManyChoices):
            return _toggle(scene, question, choice)
        case Said(text=text) if isinstance(question, Text | LongText):
            return _take_aside(scene, given, text) or _take_answer(scene, question, given)
        case _:
            return _take_answer(scene, question, given)


def _take_first(scene: Scene, given: Input) -> Turn | None:
    """Let an answer wait where a colleague writes; take a text that answers more than the open question."""
    if (waiting := sharing.held(scene, given)) is not None:
        return ask(waiting)
    point = points.own(scene)
    if point is not None and (turn := point_answering.take(scene, point, given)) is not None:
        return turn
    return _take_several(scene, given) if isinstance(given, Said) else None


def _take_several(scene: Scene, given: Said) -> Turn | None:
    """Take a text that answers more than the open question: more rows of the table before, or several questions."""
    if scene.brief and (turn := more_rows(scene, given)) is not None:
        return turn
    if scene.cursor.together:
        return take_group(scene, given)
    return take_last(scene, given) if scene.brief else None


def may_answer(scene: Scene, given: Said) -> bool:
    """Tell whether a text of one word can be the answer to what is open."""
    question = scene.question
    if isinstance(question, Table):
        question = column_of(question, scene.cursor.column)
    if question is None or isinstance(question, Text | LongText) or scene.cursor.together:
        return question is not None
    understood = understand(question, given)
    return not isinstance(understood, Problem) or bool(understood.candidates)


def answer(scene: Scene, text: str) -> Turn:
    """Take a word as the answer after all, though it looks like an order."""
    return take(scene, Said(text=text))


def _take_aside(scene: Scene, given: Input, text: str) -> Turn | None:
    """Take what people say beside an answer: thanks, a question back, that they do not know; None if it is one."""
    if is_courtesy(text):
        return ask(noted(scene, given).tell("odd.courtesy"))
    if asks_back(text) or is_not_understood(text):
        return show_help(noted(scene, given), "")
    return skip(noted(scene, given), "") if is_not_known(text) else None


def take_odd(scene: Scene, given: Odd) -> Turn:
    """Keep what no question takes, and say what would be right."""
    key = given.problem or given.what
    return ask(noted(scene, given).tell(f"odd.{key if key in ODD else 'other'}"))


def _told_what_is_right(scene: Scene, question: Question, given: Input) -> Scene:
    problem = understand(question, given)
    return scene.tell_rich(normal(problem.text)) if isinstance(problem, Problem) else scene


def _take_answer(scene: Scene, question: Question, given: Input) -> Turn:
    understood = understand(question, given)
    if isinstance(understood, Problem):
        return _refuse(scene, question, given, understood)
    return doubted(scene, question, understood)


def _refuse(scene: Scene, question: Question, given: Input, problem: Problem) -> Turn:
    scene = noted(scene, given)
    if isinstance(given, Said) and is_none_yet(given.text) and question.id not in scene.draft.answers:
        return skip(scene, "")
    found = tuple(Button(choice.label, "choose", choice.id) for choice in problem.candidates)
    told = normal(problem.text)
    if isinstance(question, Location) and _was_refused(scene, question):
        told = say("odd.place_again")
    return ask(scene.tell_rich(told).finding(found))


def _was_refused(scene: Scene, question: Question) -> bool:
    """Tell whether what was given just before was no answer to the question either."""
    last = [event for event in scene.conversation.events if event.number <= scene.begun_at][-1:]
    return any(event.kind is EventKind.NOTED and event.question == question.id for event in last)


def doubted(scene: Scene, question: Question, understood: Understood) -> Turn:
    """Save an answer, or ask first where it holds personal data or takes others out of the form."""
    doubt = _doubt(scene, question, understood)
    if doubt is None:
        return save(scene, question, understood.value, raw=understood.raw, how=understood.how)
    pending = Pending(doubt=doubt, cursor=scene.cursor, value=understood.value, raw=understood.raw, how=understood.how)
    return ask(scene.doubting(pending))


def _doubt(scene: Scene, question: Question, understood: Understood) -> Doubt | None:
    if isinstance(question, Text | LongText | OneChoice) and personal(understood.raw):
        return Doubt.PERSONAL
    if touched(scene, question.id, understood.value):
        return Doubt.TOUCHES
    return Doubt.SHORTER if points.is_rather_added(scene, question, understood.value, understood.how) else None


def save(scene: Scene, question: Question, value: Value, *, raw: str, how: How) -> Turn:
    """Save an answer, say what was understood with at most one hint, and go on."""
    if scene.cursor.adding:
        value = joined(scene.draft.value(question.id), value)
    scene = scene.record(EventKind.ANSWERED, question.id, value, raw=raw, how=how)
    if how is How.COACH:
        scene = scene.tell("revise.taken").offer_undo()
    settled = points.answered(scene, how)
    return go_on(_acknowledged(settled, question, value), question.id)


def joined(old: Value, new: Value) -> Value:
    """Return a long answer with more text under it."""
    return f"{old}\n{new}" if old else new


def _acknowledged(scene: Scene, question: Question, value: Value) -> Scene:
    hint = strongest(scene, question)
    if isinstance(question, Text):
        return hinted(scene.tell("saved.plain"), question, hint)
    if not isinstance(question, LongText):
        return hinted(scene.tell("saved.value", value=shortened(show(question, value), ECHO)), question, hint)
    words = count_words(str(value))
    over = limit_passed(scene, question, words)
    if over is not None:
        return scene.tell_rich(over).offer(Button(word("button.shorten"), "edit", question.id))
    if scene.cursor.adding:
        scene = scene.tell("saved.added", label=question.label, words=write_number(words))
    else:
        scene = scene.tell_rich(_praise(question, str(value), words, is_strong=hint is None))
    return hinted(scene, question, hint)


def _praise(question: LongText, text: str, words: int, *, is_strong: bool) -> Rich:
    """Name the share that makes an answer strong, where it stands with its source and nothing is missing."""
    shares = [one.number for one in measured(text) if one.unit == "%"]
    if is_strong and shares and {"needs_number", "needs_source"} <= {*question.checks} and has_source(text):
        return say("saved.sourced", figure=f"{shares[0]} %")
    return say("saved.words", words=write_number(words))


# --- several choices -----------------------------------------------------------------------------


def _toggle(scene: Scene, question: ManyChoices, choice: str) -> Turn:
    if choice not in [one.id for one in question.choices]:
        return ask(scene, again=True)
    chosen = scene.cursor.chosen
    ticked = tuple(one for one in chosen if one != choice) if choice in chosen else (*chosen, choice)
    if question.maximum is not None and len(ticked) > question.maximum:
        return ask(scene.tell("odd.too_many", maximum=question.maximum), again=True)
    return ask(scene.ticked(ticked), again=True)


def done(scene: Scene, _: str) -> Turn:
    """Close a question that takes several things: choices, evidence, rows; elsewhere, go on."""
    question = scene.question
    if question is None and (point := points.own(scene)) is not None:
        return point_moving.close(scene, point)
    if isinstance(question, ManyChoices):
        return _chosen(scene, question)
    if isinstance(question, Evidence):
        return proving.done(scene, question)
    if isinstance(question, Table):
        return close_row(scene, question)
    return next_question(scene, "")


def _chosen(scene: Scene, question: ManyChoices) -> Turn:
    if len(scene.cursor.chosen) < question.minimum:
        return ask(scene.tell("odd.too_few", minimum=question.minimum))
    order = [choice.id for choice in question.choices]
    chosen: Value = [*sorted(scene.cursor.chosen, key=order.index)]
    return doubted(scene, question, Understood(value=chosen, how=How.BUTTON))
