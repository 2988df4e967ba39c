"""Takes what was said to a question that is not open any more; one reply tells what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flows.conversation import Asked, Cursor, EventKind, Turn
from flows.drafts import path
from flows.drafts.question_groups import asked
from flows.engine.answering import evidence as proving
from flows.engine.answering.answer import doubted, joined, take, take_odd
from flows.engine.answering.answer_group import take_group
from flows.engine.answering.answer_table import late_cell
from flows.engine.asking.ask_question import ask, touched
from flows.engine.turn import points
from flows.engine.turn import team as sharing
from flows.engine.turn.length_limits import limit_passed
from flows.engine.turn.notes import noted
from flows.engine.turn.turn_builder import Scene, shortened
from flows.forms.model import Evidence, LongText, OneChoice, Question, Section, Table, Text, YesNo
from flows.language.command_words import is_courtesy
from flows.language.numbers import write_number
from flows.messages import Button, Did, FileKind, Input, Odd, Pinned, Said, Sent
from flows.quality.personal_data import personal
from flows.questions.kinds import Problem, Understood, count_words, show, understand
from flows.questions.split_answers import Piece, marked
from flows.texts import word

AT_ONCE = timedelta(minutes=10)
"""How long after an answer another tap on the same message still corrects it."""


def take_late(scene: Scene, given: Input, seen: Asked) -> Turn:
    """Take an input for the question its sender saw, then ask what is open once more."""
    name = seen.cursor.question
    if isinstance(given, Odd):
        return take_odd(scene, given)
    if _is_said(scene, given, seen.cursor) and (pointed := _at_its_point(scene, seen.cursor)) is not None:
        return take(pointed, given)
    if isinstance(given, Sent):
        return ask(_proved(scene, given, seen.cursor))
    if name is None or not scene.flow.has(name):
        return ask(noted(scene, given).tell("odd.noted"))
    if seen.cursor.together and isinstance(given, Said):
        return _take_group(scene, given, seen.cursor.together)
    question = scene.flow.question(name)
    if name not in path.path(scene.flow, scene.draft):
        return ask(noted(scene, given, name).tell("odd.noted"))
    return _take_late(scene, question, given, seen)


def _is_said(scene: Scene, given: Input, seen: Cursor) -> bool:
    """Tell whether an input is words, be it a recording in answer to a coach's question."""
    if not isinstance(given, Sent):
        return isinstance(given, Said)
    point = points.find(scene.conversation, seen.point)
    return given.file.kind is FileKind.VOICE and point is not None and point.is_question


def _proved(scene: Scene, given: Sent, seen: Cursor) -> Scene:
    """Keep a file as evidence for the section its sender saw; where that was none, for the open one."""
    section = _section_seen(scene, seen)
    scene = proving.attach(scene, section, given.file, "", given.caption)
    return proving.told(scene, word(f"what.{given.file.kind}"), section)


def _section_seen(scene: Scene, seen: Cursor) -> Section:
    if seen.question is not None and scene.flow.has(seen.question):
        return scene.flow.section_of(seen.question)
    is_at_point = points.find(scene.conversation, seen.point) is not None
    return scene.at(Cursor(point=seen.point)).section if is_at_point else scene.section


def _take_late(scene: Scene, question: Question, given: Input, seen: Asked) -> Turn:
    taken: Scene | None = None
    if isinstance(question, Table):
        taken = late_cell(scene, question, given, seen.cursor)
    elif isinstance(question, Evidence):
        linked = proving.attach_link(scene, question, given)
        title = scene.flow.section_of(question.id).title
        taken = linked.tell("saved.proof", what=word("what.link"), section=title) if linked is not None else None
    elif isinstance(given, Said | Pinned | Did) and not _is_polite(given):
        understood = understand(question, given)
        if isinstance(understood, Understood):
            return _take_answer(scene, question, understood)
    if taken is not None:
        return ask(taken)
    return ask(noted(scene, given, question.id).tell("saved.late_noted", label=question.label))


def _take_group(scene: Scene, given: Said, together: tuple[str, ...]) -> Turn:
    """Take a text for those of several questions that are still open; what is answered is mended only by name."""
    left = asked(scene.flow, scene.draft, together)
    way = path.path(scene.flow, scene.draft)
    named = marked([scene.flow.question(name) for name in together], given.text)
    for piece in named:
        if piece.question not in left:
            scene = _mended(scene, piece) if piece.question in way else noted(scene, Said(text=piece.raw))
    pieces = tuple(piece for piece in named if piece.question in left)
    if left and (pieces or not named):
        here = scene.cursor.question
        scene = scene if here in left else scene.returning(here)
        if len(left) == 1 and not named:
            return take(scene.at(Cursor(question=left[0])), given)
        return take_group(scene.at(Cursor(question=left[0], together=left)), given, pieces)
    if named:
        return ask(scene)
    label = scene.flow.question(together[0]).label
    return ask(noted(scene, given, together[0]).tell("saved.late_noted", label=label))


def _mended(scene: Scene, piece: Piece) -> Scene:
    question = scene.flow.question(piece.question)
    read = understand(question, Said(text=piece.text))
    if isinstance(read, Problem) or personal(piece.raw) or touched(scene, question.id, read.value):
        scene = noted(scene, Said(text=piece.raw), question.id)
        return scene.tell("saved.late_noted", label=question.label)
    others = tuple(button for button in scene.offers if button.verb != "undo")
    return _saved(replace(scene, offers=others), question, replace(read, raw=piece.raw))


def _at_its_point(scene: Scene, seen: Cursor) -> Scene | None:
    """Return the scene at the coach's point a message was about, if it is not dealt with yet."""
    point = points.find(scene.conversation, seen.point)
    if point is None or (seen.question is not None and seen.question not in path.path(scene.flow, scene.draft)):
        return None
    return points.focused(scene, point).at(seen)


def _is_polite(given: Input) -> bool:
    return isinstance(given, Said) and is_courtesy(given.text)


def _take_answer(scene: Scene, question: Question, understood: Understood) -> Turn:
    is_personal = isinstance(question, Text | LongText | OneChoice) and personal(understood.raw)
    if is_personal or touched(scene, question.id, understood.value):
        adding = isinstance(question, LongText) and question.id in scene.draft.answers
        scene = scene.returning(scene.cursor.question).at(Cursor(question=question.id, adding=adding))
        return doubted(scene, question, understood)
    return ask(_saved(scene, question, understood))


def _saved(scene: Scene, question: Question, understood: Understood) -> Scene:
    old = scene.draft.value(question.id)
    value = understood.value
    shown = shortened(show(question, value), 120)
    if value == old:
        scene = scene.record(EventKind.NOTED, question.id, raw=understood.raw)
        return scene.tell("saved.same", label=question.label, value=shown)
    if isinstance(question, LongText) and old:
        value = joined(old, value)
    scene = scene.record(EventKind.ANSWERED, question.id, value, raw=understood.raw, how=understood.how)
    scene = scene.offer_undo()
    if not isinstance(question, LongText):
        return scene.tell("saved.late_replaced" if old is not None else "saved.late", label=question.label, value=shown)
    words = count_words(str(value))
    over = limit_passed(scene, question, words)
    key = "saved.late_added" if old else "saved.late_words"
    scene = scene.tell(key, label=question.label, words=write_number(words))
    return scene.tell_rich(over) if over is not None else scene


# --- taps ----------------------------------------------------------------------------------------


def press_late(scene: Scene, given: Did, seen: Asked | None) -> Turn:
    """Take a tap on an old button: it answers a question that is still empty, corrects a tap made just now, no more."""
    name = seen.cursor.question if seen is not None else None
    if seen is None or name is None or name not in path.path(scene.flow, scene.draft):
        return ask(scene.tell("odd.old_button"))
    question = scene.flow.question(name)
    if given.verb != "choose" or not isinstance(question, OneChoice | YesNo):
        return _ignored(scene, seen)
    understood = understand(question, given)
    if isinstance(understood, Problem):
        return ask(scene.tell("odd.old_button"))
    old = scene.draft.answers.get(name)
    if old is None:
        return _take_answer(scene, question, understood)
    is_previous = seen.ask == scene.conversation.ask - 1
    if old.value == understood.value:
        if is_previous:  # a second tap before the reply was there
            return scene.turn(None)
        return ask(scene.tell("saved.same", label=question.label, value=show(question, old.value)))
    if is_previous and scene.now - old.at <= AT_ONCE:
        return _take_answer(scene, question, understood)
    scene = scene.tell("odd.old_answer", label=question.label, value=show(question, old.value))
    return ask(scene.offer(Button(word("button.edit", label=question.label), "edit", question.id)))


def _ignored(scene: Scene, seen: Asked) -> Turn:
    """Say nothing to a second tap before the reply was there; say that other old buttons do nothing."""
    last = next(sharing.mine(scene), None)
    just_now = last is not None and last.question == seen.cursor.question and scene.now - last.at <= AT_ONCE
    if seen.ask == scene.conversation.ask - 1 and (just_now or seen.cursor.question == scene.cursor.question):
        return scene.turn(None)
    return ask(scene.tell("odd.old_button"))
