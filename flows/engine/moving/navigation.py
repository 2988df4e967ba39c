"""Moves through a form: on, back, to any question."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from rapidfuzz import fuzz, process

from flows.conversation import Cursor, EventKind, Turn
from flows.drafts import path
from flows.drafts.question_groups import group_of
from flows.engine.asking.ask_question import ask, opened
from flows.engine.asking.end import unanswered
from flows.engine.moving import move_to_point as point_moving
from flows.engine.moving.move_in_table import before_cell, in_cell, past_cell
from flows.engine.moving.views import show_list, show_section, show_ways_out
from flows.engine.turn import points
from flows.engine.turn import team as sharing
from flows.engine.turn.turn_builder import Scene, draft_name, shortened
from flows.forms.model import LongText, Table
from flows.text_format import listed

CLOSE_ENOUGH = 72
"""Of 100: how alike a typed word and a question's name must be."""
AWAY = timedelta(hours=1)
"""After this long without an answer, a person is welcomed back."""


def open_question(scene: Scene, question: str | None) -> Scene:
    """Return the scene with this question open; None is the end."""
    return scene.at(opened(scene, question) if question is not None else Cursor())


def open_next(scene: Scene, question: str | None) -> Scene:
    """Return the scene with this question open, and with it those that one message may ask together."""
    names = group_of(scene.flow, question, scene.conversation) if scene.brief and question is not None else ()
    return scene.at(Cursor(question=names[0], together=names)) if names else open_question(scene, question)


def go_on(scene: Scene, after: str | None) -> Turn:
    """Ask what comes next: a coach's point, where the person came from, or the next open question."""
    if (turn := point_moving.on(scene)) is not None:
        return turn
    back_to = scene.conversation.back_to
    scene = scene.returning(None)
    way = path.path(scene.flow, scene.draft)
    if back_to is not None and back_to in way and back_to != after and _waits(scene, back_to):
        return ask(open_next(scene, back_to))
    following = sharing.next_open(scene, after)
    return ask(open_next(scene if following else sharing.told_of_rivals(scene, None), following))


def next_question(scene: Scene, _: str) -> Turn:
    """Go on from an answered question or cell; at an open one, say where the person is."""
    name, question = scene.cursor.question, scene.question
    if isinstance(question, Table) and in_cell(scene, question) and (past := past_cell(scene, question)) is not None:
        return past
    if points.own(scene) is not None:
        return resume(scene, "")
    if name is None and not scene.conversation.points and path.next_open(scene.flow, scene.conversation, None) is None:
        return ask(scene)
    if name is None or not path.is_open(scene.draft, name):
        return go_on(scene, name)
    return resume(scene, "")


def back(scene: Scene, _: str) -> Turn:
    """Go to the question before; inside a table, to the cell before."""
    question = scene.question
    if scene.cursor.adding:
        return stop(scene, "")
    if isinstance(question, Table) and (cell := before_cell(scene, question)) is not None:
        return ask(scene.at(cell))
    if (turn := point_moving.back(scene)) is not None:
        return turn
    before = _before(scene)
    if before is None:
        return ask(scene.tell("odd.first"))
    return ask(open_question(scene, before))


def _before(scene: Scene) -> str | None:
    way = path.path(scene.flow, scene.draft)
    here = way.index(scene.cursor.question) if scene.cursor.question in way else len(way)
    for name in reversed(way[:here]):
        if not scene.conversation.quick or scene.flow.question(name).required or name in scene.draft.answers:
            return name
    return None


def skip(scene: Scene, _: str) -> Turn:
    """Leave a question for later; it stays in the list as a gap."""
    question = scene.question
    if (point := points.own(scene)) is not None:
        return point_moving.later(scene, point)
    if question is None:
        return ask(scene)
    if isinstance(question, Table) and in_cell(scene, question):
        past = past_cell(scene, question)
        if past is not None:
            return past
    if question.id in scene.draft.answers:
        return go_on(scene, question.id)
    way = path.path(scene.flow, scene.draft)
    together = [scene.flow.question(name) for name in scene.cursor.together if name in way]
    skipped = together or [question]  # it was shown, even if it does not apply any more
    for one in skipped:
        scene = scene.record(EventKind.SKIPPED, one.id)
    key = "saved.deferred" if any(one.required for one in skipped) else "saved.skipped"
    scene = scene.tell(key, label=listed([one.label for one in skipped]))
    return go_on(scene, skipped[-1].id)


def repeat(scene: Scene, _: str) -> Turn:
    """Ask the open question once more."""
    return ask(scene)


def resumed(scene: Scene) -> Scene:
    """Return the scene as going on finds it: at the open question, or at a coach's point where none waits."""
    here, point = scene.cursor.question, points.current(scene)
    if point is not None and points.here(scene) is None and (here is None or not _waits(scene, here)):
        return point_moving.open_point(scene, point)
    return scene


def resume(scene: Scene, _: str) -> Turn:
    """Ask the open question, or a coach's point; after a while, with a reminder of where the person is."""
    scene = resumed(scene)
    events = list(sharing.mine(scene))
    known = [event for event in events if event.kind is EventKind.ANSWERED and scene.flow.has(event.question)]
    if not known:
        return ask(scene.tell("show.resume_new"))
    if scene.now - events[0].at < AWAY:
        return ask(scene.tell("show.resume_here"))
    label = scene.flow.question(known[0].question).label
    return ask(scene.tell("show.resume", name=draft_name(scene.flow, scene.draft), label=label))


def edit(scene: Scene, wanted: str) -> Turn:
    """Open any question by its id or by what a person calls it; without a name, show the list."""
    if not wanted:
        return show_list(scene, "")
    name = _found(scene, wanted)
    if name is None:
        return show_list(scene.tell("odd.unknown_question", text=shortened(wanted, 40)), "")
    return go_to(scene, name)


def go_to(scene: Scene, question: str) -> Turn:
    """Open a question and remember where to go on afterwards."""
    return ask(open_question(sharing.told_of_rivals(_leaving(scene, question), question), question))


def _leaving(scene: Scene, question: str) -> Scene:
    """Return the scene that remembers the open question, when another one is opened out of turn."""
    here = scene.cursor.question
    if here is None or here == question or not _waits(scene, here):
        return scene
    return scene.returning(here)


def _waits(scene: Scene, question: str) -> bool:
    """Tell whether a question is worth coming back to: it is open, or a table that may be half filled."""
    return path.is_open(scene.draft, question) or isinstance(scene.flow.question(question), Table)


def named_exactly(scene: Scene, wanted: str) -> str | None:
    """Return the question that is called just so, or None."""
    way = path.path(scene.flow, scene.draft)
    return next((name for name in way if wanted in (name, scene.flow.question(name).label.lower())), None)


def _found(scene: Scene, wanted: str) -> str | None:
    exact = named_exactly(scene, wanted.lower())
    if exact is not None:
        return exact
    labels = {name: scene.flow.question(name).label.lower() for name in path.path(scene.flow, scene.draft)}
    best = process.extractOne(wanted.lower(), labels, scorer=fuzz.WRatio, score_cutoff=CLOSE_ENOUGH)
    return best[2] if best is not None else None


def fill(scene: Scene, _: str) -> Turn:
    """Go through what is still empty: what is mandatory first; after that, all the rest."""
    gaps = list(path.gaps(scene.flow, scene.draft))
    wanted = gaps or unanswered(scene)
    scene = (scene if gaps else scene.full()).returning(None)
    skipped = [name for name in wanted if name in scene.draft.skipped]
    if skipped:
        scene = scene.record(EventKind.REOPENED, "", [*skipped])
    free = [name for name in wanted if sharing.rival(scene, scene.flow.section_of(name)) is None]
    first = next(iter(free or wanted), None)
    return ask(open_next(scene if first is None else sharing.told_of_rivals(scene, first), first))


def full(scene: Scene, _: str) -> Turn:
    """Leave the quick pass: ask every question in the form's order."""
    scene = scene.full().returning(None)
    return ask(open_next(scene, sharing.next_open(scene, None)))


def add(scene: Scene, wanted: str) -> Turn:
    """Open a text that is already there to add to it: the one named, the open one, or the last one answered."""
    name = wanted if scene.flow.has(wanted) else None if wanted else last_text(scene)
    if name is None or not isinstance(scene.flow.question(name), LongText) or name not in scene.draft.answers:
        return ask(scene.tell("odd.add_to_what"))
    return ask(_leaving(scene, name).at(replace(opened(scene, name), adding=True)))


def last_text(scene: Scene) -> str | None:
    """Return the text that "tambah" means: the open one if it is answered, or else the last one answered."""
    here = scene.cursor.question
    if here is not None and here in scene.draft.answers and not sharing.is_anothers(scene, here):
        return here
    answered = _answered(scene)
    return next((name for name in answered if isinstance(scene.flow.question(name), LongText)), None)


def replace_last(scene: Scene, _: str) -> Turn:
    """Open the last answer to write it anew."""
    name = last_answer(scene)
    return go_to(scene, name) if name is not None else ask(scene.tell("odd.add_to_what"))


def last_answer(scene: Scene) -> str | None:
    """Return the question that "ganti" means: the open one if it is answered, or else the last one answered."""
    here = scene.cursor.question
    if here is not None and here in scene.draft.answers and not sharing.is_anothers(scene, here):
        return here
    return next(iter(_answered(scene)), None)


def was_just_undone(scene: Scene) -> bool:
    """Tell whether the open question is empty because its answer was taken back just now."""
    last = next(sharing.mine(scene), None)
    here = scene.cursor.question
    return (
        last is not None and last.kind is EventKind.UNDONE and last.question == here and here not in scene.draft.answers
    )


def _answered(scene: Scene) -> list[str]:
    """Return the questions that the person has answered, the newest first."""
    way = path.path(scene.flow, scene.draft)
    answers = scene.draft.answers
    found = (name for name in way if name in answers and sharing.is_mine(scene, answers[name].event))
    return sorted(found, key=lambda name: -answers[name].event)


def keep(scene: Scene, wanted: str) -> Turn:
    """Remember that the person looked at a question's hints and keeps the answer."""
    name = wanted or last_answer(scene)
    if name is None or not scene.flow.has(name):
        return ask(scene)
    answer = scene.draft.answers.get(name)
    question = scene.flow.question(name)
    scene = scene.record(EventKind.KEPT, name, 0 if answer is None else answer.event)
    scene = scene.tell("saved.kept", label=question.label)
    return show_section(scene, scene.flow.section_of(name).id) if wanted else ask(scene)


def stop(scene: Scene, _: str) -> Turn:
    """Leave what was begun: an addition, a change of an earlier answer; else offer ways out."""
    here = scene.cursor.question
    if scene.cursor.adding or scene.conversation.back_to is not None:
        return go_on(scene.tell("doubt.cancelled" if here in scene.draft.answers else "stop.returned"), here)
    return show_ways_out(scene)
