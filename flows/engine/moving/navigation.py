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
from flows.engine.moving import move_to_point
from flows.engine.moving.move_in_table import before_cell, in_cell, past_cell
from flows.engine.moving.views import show_list, show_section, show_ways_out
from flows.engine.turn import points, team
from flows.engine.turn.turn_builder import TurnBuilder, draft_name, shortened
from flows.forms.model import LongText, Table
from flows.text_format import listed

CLOSE_ENOUGH = 72
"""Of 100: how alike a typed word and a question's name must be."""
AWAY = timedelta(hours=1)
"""After this long without an answer, a person is welcomed back."""


def open_question(builder: TurnBuilder, question: str | None) -> TurnBuilder:
    """Return the builder at this question; None is the end."""
    return builder.at(opened(builder, question) if question is not None else Cursor())


def open_next(builder: TurnBuilder, question: str | None) -> TurnBuilder:
    """Return the builder at this question, and at those that the same message may ask."""
    names = group_of(builder.flow, question, builder.conversation) if builder.brief and question is not None else ()
    return builder.at(Cursor(question=names[0], together=names)) if names else open_question(builder, question)


def go_on(builder: TurnBuilder, after: str | None) -> Turn:
    """Ask what comes next: a coach's point, the question left for this one, or the next open question."""
    if (turn := move_to_point.on(builder)) is not None:
        return turn
    back_to = builder.conversation.back_to
    builder = builder.returning(None)
    way = path.path(builder.flow, builder.draft)
    if back_to is not None and back_to in way and back_to != after and _waits(builder, back_to):
        return ask(open_next(builder, back_to))
    following = team.next_open(builder, after)
    return ask(open_next(builder if following else team.told_of_rivals(builder, None), following))


def next_question(builder: TurnBuilder, _: str) -> Turn:
    """Go on from an answered question or cell; at an open one, show the writer's position."""
    name, question = builder.cursor.question, builder.question
    if (
        isinstance(question, Table)
        and in_cell(builder, question)
        and (past := past_cell(builder, question)) is not None
    ):
        return past
    if points.own(builder) is not None:
        return resume(builder, "")
    if (
        name is None
        and not builder.conversation.points
        and path.next_open(builder.flow, builder.conversation, None) is None
    ):
        return ask(builder)
    if name is None or not path.is_open(builder.draft, name):
        return go_on(builder, name)
    return resume(builder, "")


def back(builder: TurnBuilder, _: str) -> Turn:
    """Go to the question before; inside a table, to the cell before."""
    question = builder.question
    if builder.cursor.adding:
        return stop(builder, "")
    if isinstance(question, Table) and (cell := before_cell(builder, question)) is not None:
        return ask(builder.at(cell))
    if (turn := move_to_point.back(builder)) is not None:
        return turn
    before = _before(builder)
    if before is None:
        return ask(builder.tell("odd.first"))
    return ask(open_question(builder, before))


def _before(builder: TurnBuilder) -> str | None:
    way = path.path(builder.flow, builder.draft)
    here = way.index(builder.cursor.question) if builder.cursor.question in way else len(way)
    for name in reversed(way[:here]):
        if not builder.conversation.quick or builder.flow.question(name).required or name in builder.draft.answers:
            return name
    return None


def skip(builder: TurnBuilder, _: str) -> Turn:
    """Skip a question; it stays in the list as a gap."""
    question = builder.question
    if (point := points.own(builder)) is not None:
        return move_to_point.later(builder, point)
    if question is None:
        return ask(builder)
    if isinstance(question, Table) and in_cell(builder, question):
        past = past_cell(builder, question)
        if past is not None:
            return past
    if question.id in builder.draft.answers:
        return go_on(builder, question.id)
    way = path.path(builder.flow, builder.draft)
    together = [builder.flow.question(name) for name in builder.cursor.together if name in way]
    skipped = together or [question]  # it was shown, even if it does not apply any more
    for other_question in skipped:
        builder = builder.record(EventKind.SKIPPED, other_question.id)
    key = "saved.deferred" if any(other_question.required for other_question in skipped) else "saved.skipped"
    builder = builder.tell(key, label=listed([other_question.label for other_question in skipped]))
    return go_on(builder, skipped[-1].id)


def repeat(builder: TurnBuilder, _: str) -> Turn:
    """Ask the open question again."""
    return ask(builder)


def resumed(builder: TurnBuilder) -> TurnBuilder:
    """Return the builder at the open question, or at a coach's point where none is open."""
    here, point = builder.cursor.question, points.current(builder)
    if point is not None and points.here(builder) is None and (here is None or not _waits(builder, here)):
        return move_to_point.open_point(builder, point)
    return builder


def resume(builder: TurnBuilder, _: str) -> Turn:
    """Ask the open question or a coach's point; after a long silence, with the writer's position."""
    builder = resumed(builder)
    events = list(team.mine(builder))
    known = [event for event in events if event.kind is EventKind.ANSWERED and builder.flow.has(event.question)]
    if not known:
        return ask(builder.tell("show.resume_new"))
    if builder.now - events[0].at < AWAY:
        return ask(builder.tell("show.resume_here"))
    label = builder.flow.question(known[0].question).label
    return ask(builder.tell("show.resume", name=draft_name(builder.flow, builder.draft), label=label))


def edit(builder: TurnBuilder, wanted: str) -> Turn:
    """Open a question by its id or its name as typed; without a name, show the list."""
    if not wanted:
        return show_list(builder, "")
    name = _found(builder, wanted)
    if name is None:
        return show_list(builder.tell("odd.unknown_question", text=shortened(wanted, 40)), "")
    return go_to(builder, name)


def go_to(builder: TurnBuilder, question: str) -> Turn:
    """Open a question, and store where to go on afterwards."""
    return ask(open_question(team.told_of_rivals(_leaving(builder, question), question), question))


def _leaving(builder: TurnBuilder, question: str) -> TurnBuilder:
    """Return the builder with the open question stored, to come back to after another one."""
    here = builder.cursor.question
    if here is None or here == question or not _waits(builder, here):
        return builder
    return builder.returning(here)


def _waits(builder: TurnBuilder, question: str) -> bool:
    """Return whether to come back to a question: it is open, or a table that may be half filled."""
    return path.is_open(builder.draft, question) or isinstance(builder.flow.question(question), Table)


def named_exactly(builder: TurnBuilder, wanted: str) -> str | None:
    """Return the question with exactly this name, or None."""
    way = path.path(builder.flow, builder.draft)
    return next((name for name in way if wanted in (name, builder.flow.question(name).label.lower())), None)


def _found(builder: TurnBuilder, wanted: str) -> str | None:
    exact = named_exactly(builder, wanted.lower())
    if exact is not None:
        return exact
    labels = {name: builder.flow.question(name).label.lower() for name in path.path(builder.flow, builder.draft)}
    best = process.extractOne(wanted.lower(), labels, scorer=fuzz.WRatio, score_cutoff=CLOSE_ENOUGH)
    return best[2] if best is not None else None


def fill(builder: TurnBuilder, _: str) -> Turn:
    """Ask the empty questions: the mandatory ones first, then the rest."""
    gaps = list(path.gaps(builder.flow, builder.draft))
    wanted = gaps or unanswered(builder)
    builder = (builder if gaps else builder.full()).returning(None)
    skipped = [name for name in wanted if name in builder.draft.skipped]
    if skipped:
        builder = builder.record(EventKind.REOPENED, "", [*skipped])
    free = [name for name in wanted if team.rival(builder, builder.flow.section_of(name)) is None]
    first = next(iter(free or wanted), None)
    return ask(open_next(builder if first is None else team.told_of_rivals(builder, first), first))


def full(builder: TurnBuilder, _: str) -> Turn:
    """Leave the quick pass: ask every question in the form's order."""
    builder = builder.full().returning(None)
    return ask(open_next(builder, team.next_open(builder, None)))


def add(builder: TurnBuilder, wanted: str) -> Turn:
    """Open an answered text for an addition: the one named, the open one, or the last one answered."""
    name = wanted if builder.flow.has(wanted) else None if wanted else last_text(builder)
    if name is None or not isinstance(builder.flow.question(name), LongText) or name not in builder.draft.answers:
        return ask(builder.tell("odd.add_to_what"))
    return ask(_leaving(builder, name).at(replace(opened(builder, name), adding=True)))


def last_text(builder: TurnBuilder) -> str | None:
    """Return the text that "tambah" means: the open one if it is answered, or else the last one answered."""
    here = builder.cursor.question
    if here is not None and here in builder.draft.answers and not team.is_anothers(builder, here):
        return here
    answered = _answered(builder)
    return next((name for name in answered if isinstance(builder.flow.question(name), LongText)), None)


def replace_last(builder: TurnBuilder, _: str) -> Turn:
    """Open the last answer to write it anew."""
    name = last_answer(builder)
    return go_to(builder, name) if name is not None else ask(builder.tell("odd.add_to_what"))


def last_answer(builder: TurnBuilder) -> str | None:
    """Return the question that "ganti" means: the open one if it is answered, or else the last one answered."""
    here = builder.cursor.question
    if here is not None and here in builder.draft.answers and not team.is_anothers(builder, here):
        return here
    return next(iter(_answered(builder)), None)


def was_just_undone(builder: TurnBuilder) -> bool:
    """Return whether the open question is empty because its answer was undone just now."""
    last = next(team.mine(builder), None)
    here = builder.cursor.question
    return (
        last is not None
        and last.kind is EventKind.UNDONE
        and last.question == here
        and here not in builder.draft.answers
    )


def _answered(builder: TurnBuilder) -> list[str]:
    """Return the questions that the person has answered, the newest first."""
    way = path.path(builder.flow, builder.draft)
    answers = builder.draft.answers
    found = (name for name in way if name in answers and team.is_mine(builder, answers[name].event))
    return sorted(found, key=lambda name: -answers[name].event)


def keep(builder: TurnBuilder, wanted: str) -> Turn:
    """Record that the writer keeps an answer despite its hints."""
    name = wanted or last_answer(builder)
    if name is None or not builder.flow.has(name):
        return ask(builder)
    answer = builder.draft.answers.get(name)
    question = builder.flow.question(name)
    builder = builder.record(EventKind.KEPT, name, 0 if answer is None else answer.event)
    builder = builder.tell("saved.kept", label=question.label)
    return show_section(builder, builder.flow.section_of(name).id) if wanted else ask(builder)


def stop(builder: TurnBuilder, _: str) -> Turn:
    """Cancel what was begun, an addition or a change of an earlier answer; else offer the ways out."""
    here = builder.cursor.question
    if builder.cursor.adding or builder.conversation.back_to is not None:
        return go_on(builder.tell("doubt.cancelled" if here in builder.draft.answers else "stop.returned"), here)
    return show_ways_out(builder)
