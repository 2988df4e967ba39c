"""Takes an answer: understands it, doubts it where it must, saves it, and goes on."""

from __future__ import annotations

from flows import proving
from flows.asking import ask, touched
from flows.conversation import Doubt, EventKind, How, Pending, Turn
from flows.hinting import hinted, strongest
from flows.messages import Button, Did, Input, Odd, Pinned, Rich, Said, Sent
from flows.model import Evidence, Location, LongText, ManyChoices, OneChoice, Question, Table, Text, Value
from flows.moving import go_on, next_question, skip
from flows.noting import noted
from flows.numerals import write_number
from flows.personal import personal
from flows.quality import section_words
from flows.questions import Problem, Understood, count_words, show, understand
from flows.scene import Scene, shortened
from flows.showing import show_help
from flows.signs import has_source, measured
from flows.table_answering import close_row, take_cell
from flows.texts import normal, say, word
from flows.words import asks_back, is_courtesy, is_none_yet, is_not_known, is_not_understood

ECHO = 120
"""Characters of an answer that are read back."""
ODD = ("sticker", "contact", "poll", "edited", "too_large", "empty", "not_what_it_claims", "gone")
"""What has a sentence of its own."""


def take(scene: Scene, given: Input) -> Turn:
    """Take an input as the answer to what is open."""
    question = scene.question
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
    return ask(scene.tell_rich(normal(problem.text)).finding(found))


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
    return Doubt.TOUCHES if touched(scene, question.id, understood.value) else None


def save(scene: Scene, question: Question, value: Value, *, raw: str, how: How) -> Turn:
    """Save an answer, say what was understood with at most one hint, and go on."""
    if scene.cursor.adding:
        value = joined(scene.draft.value(question.id), value)
    scene = scene.record(EventKind.ANSWERED, question.id, value, raw=raw, how=how)
    return go_on(_acknowledged(scene, question, value), question.id)


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


def limit_passed(scene: Scene, question: LongText, words: int) -> Rich | None:
    """Say by how much the answer, or its section where the form counts so, is too long; None if it fits."""
    section = scene.flow.section_of(question.id)
    if section.max_words is not None:
        return _section_passed(section_words(section, scene.draft), section.max_words, section.title, words)
    if question.max_words is None or words <= question.max_words:
        return None
    limit, over = write_number(question.max_words), write_number(words - question.max_words)
    return say("saved.over", words=write_number(words), limit=limit, over=over)


def _section_passed(whole: int, limit: int, title: str, words: int) -> Rich | None:
    if whole <= limit:
        return None
    over = write_number(whole - limit)
    return say("saved.section_over", words=write_number(words), section=title, limit=limit, over=over)


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
