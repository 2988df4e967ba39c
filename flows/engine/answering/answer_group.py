"""Takes one message as the answers to several questions; nothing of it is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flows.conversation import Cursor, Doubt, EventKind, Pending, Turn
from flows.drafts.path import path
from flows.drafts.question_groups import asked
from flows.engine.asking.ask_group import members
from flows.engine.asking.ask_question import ask
from flows.engine.moving.navigation import go_on, open_next, skip
from flows.engine.moving.views import show_help
from flows.engine.turn.hints import hinted, strongest
from flows.engine.turn.length_limits import limit_passed
from flows.engine.turn.notes import noted
from flows.engine.turn.turn_builder import Scene, shortened
from flows.forms.model import LongText, OneChoice, Question, Text
from flows.language.command_words import asks_back, is_courtesy, is_not_known, is_not_understood
from flows.messages import Button, Said
from flows.quality.personal_data import personal
from flows.questions.kinds import Problem, Understood, count_words, show, understand
from flows.questions.split_answers import Piece, Pieces, cut, marked, unmarked
from flows.text_format import says_something
from flows.texts import normal

ECHO = 40
"""Characters of each answer that are read back: enough to see that it stands at its own question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Is what became of a message so far."""

    scene: Scene
    saved: tuple[str, ...] = ()
    refused: tuple[str, Problem] | None = None
    """The first question whose answer was not understood, and what would be right."""
    pending: Pending | None = None


def take_group(scene: Scene, given: Said, pieces: Pieces = ()) -> Turn:
    """Take a text as the answers to the questions that are asked together; what is missing is asked again.

    `pieces` are its parts where they are known already.
    """
    questions = members(scene)
    if isinstance(questions[0], Text | LongText) and (turn := _take_aside(scene, given)) is not None:
        return turn
    parts = pieces or cut(questions, given.text)
    if parts is None:
        scene = noted(scene, given).at(Cursor(question=questions[0].id))
        return ask(scene.tell("odd.not_apart"))
    taken = Taken(scene=scene)
    for piece in parts:
        taken = _take_piece(taken, scene.flow.question(piece.question), piece)
    return _answered(taken, is_sure=bool(pieces or marked(questions, given.text)))


def take_last(scene: Scene, given: Said) -> Turn | None:
    """Take a numbered text as the answer to the last question that is left of several; None if it is none."""
    question, words = scene.question, unmarked(given.text)
    if not isinstance(question, Text | LongText) or scene.cursor.adding or words == given.text:
        return None
    group = next((names for names in scene.flow.section_of(question.id).together if question.id in names), ())
    if not any(name in scene.draft.answers for name in group):
        return None
    alone = scene.at(Cursor(question=question.id, together=(question.id,)))
    return take_group(alone, given, (Piece(question=question.id, text=words, raw=given.text),))


def _take_aside(scene: Scene, given: Said) -> Turn | None:
    if is_courtesy(given.text):
        return ask(noted(scene, given).tell("odd.courtesy"))
    if asks_back(given.text) or is_not_understood(given.text):
        return show_help(noted(scene, given), "")
    return skip(noted(scene, given), "") if is_not_known(given.text) else None


def _take_piece(taken: Taken, question: Question, piece: Piece) -> Taken:
    """Save one part, or keep it for later: in doubt, not understood, or said of a question that does not apply."""
    scene, raw = taken.scene, Said(text=piece.raw)
    if not piece.text:
        return taken
    if question.id not in path(scene.flow, scene.draft):
        return replace(taken, scene=noted(scene, raw, question.id))
    if is_not_known(piece.text) or not says_something(piece.text):
        return replace(taken, scene=noted(scene, raw, question.id).record(EventKind.SKIPPED, question.id))
    read = understand(question, Said(text=piece.text))
    if isinstance(read, Problem):
        refused = taken.refused or (question.id, read)
        return replace(taken, scene=noted(scene, raw, question.id), refused=refused)
    if isinstance(question, Text | LongText | OneChoice) and personal(piece.raw):
        return _doubted(taken, question, read, piece)
    scene = scene.record(EventKind.ANSWERED, question.id, read.value, raw=piece.raw, how=read.how)
    return replace(taken, scene=scene, saved=(*taken.saved, question.id))


def _doubted(taken: Taken, question: Question, read: Understood, piece: Piece) -> Taken:
    """Let one part wait for a yes; a second one is asked again alone, as only one can wait."""
    if taken.pending is not None:
        return replace(taken, scene=noted(taken.scene, Said(text=piece.raw), question.id))
    pending = Pending(
        doubt=Doubt.PERSONAL,
        cursor=Cursor(question=question.id),
        value=read.value,
        raw=piece.raw,
        how=read.how,
    )
    return replace(taken, pending=pending)


def _answered(taken: Taken, *, is_sure: bool) -> Turn:
    """Read back what was saved, then ask what is in doubt, not understood, missing, or next; in this order."""
    together = taken.scene.cursor.together
    scene = _read_back(taken.scene, taken.saved, is_sure=is_sure)
    if taken.pending is not None:
        return ask(scene.at(taken.pending.cursor).doubting(taken.pending))
    if taken.refused is not None:
        name, problem = taken.refused
        found = tuple(Button(choice.label, "choose", choice.id) for choice in problem.candidates)
        return ask(scene.at(Cursor(question=name)).tell_rich(normal(problem.text)).finding(found))
    left = asked(scene.flow, scene.draft, together)
    if left:
        return ask(open_next(scene, left[0]))
    return go_on(scene, together[-1])


def _read_back(scene: Scene, saved: tuple[str, ...], *, is_sure: bool) -> Scene:
    """Say which answer stands where, how to mend it where it may be wrong or new, and at most one thing more."""
    if not saved:
        return scene
    questions = [scene.flow.question(name) for name in saved]
    read = " · ".join(f"{question.label}: {_echo(scene, question)}" for question in questions)
    scene = scene.tell("saved.value", value=read)
    is_first = len(scene.draft.answers) == len(saved)
    if len(saved) > 1 and (is_first or not is_sure):
        names = [question.label.partition(" (")[0].lower() for question in questions]
        scene = scene.tell("saved.mend", label=min(names, key=len))
    return _advised(scene, questions)


def _echo(scene: Scene, question: Question) -> str:
    return shortened(" ".join(show(question, scene.draft.value(question.id)).split()), ECHO)


def _advised(scene: Scene, questions: list[Question]) -> Scene:
    """Say which answer is too long, or else the strongest hint of all."""
    for question in questions:
        if isinstance(question, LongText):
            over = limit_passed(scene, question, count_words(str(scene.draft.value(question.id))))
            if over is not None:
                return scene.tell("saved.behind", label=question.label).tell_rich(over)
    for question in questions:
        if (hint := strongest(scene, question)) is not None:
            return hinted(scene, question, hint)
    return scene
