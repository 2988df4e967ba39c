"""The message that asks the open question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from flows.conversation import ConfirmReason, Cursor, PendingAnswer, Point, Turn
from flows.drafts import path
from flows.engine.asking import ask_point
from flows.engine.asking.ask_group import ask_group, settled
from flows.engine.asking.ask_table import ask_table
from flows.engine.asking.end import end
from flows.engine.turn import points, team
from flows.engine.turn.turn_builder import TurnBuilder, shortened
from flows.forms.model import Evidence, LongText, ManyChoices, Question, Table, Value
from flows.language.numbers import write_number
from flows.messages import MOST_ACTIONS, Button, Reply, Rich
from flows.quality.personal_data import personal
from flows.quality.redactions import is_hidden_in
from flows.questions.kinds import buttons, count_words, show, wants
from flows.text_format import listed
from flows.texts import bold, lines, normal, say, word


def ask(builder: TurnBuilder, *, again: bool = False) -> Turn:
    """End a turn by asking what is open: a pending answer, a question, a cell of a table, or the actions at the end."""
    builder = team.met(builder) if builder.met else builder
    if builder.conversation.pending is not None:
        return builder.question_turn(_doubt(builder, builder.conversation.pending))
    builder = _applying(settled(builder))
    question = builder.question
    if question is None:
        point = points.own(builder)
        return end(builder) if point is None else builder.question_turn(ask_point.ask_point(builder, point))
    if builder.cursor.together:
        return builder.question_turn(ask_group(builder, footer(builder)))
    if isinstance(question, Table):
        return ask_table(builder, question, footer(builder))
    return builder.question_turn(_question(builder, question, edits=again), again=again)


def _applying(builder: TurnBuilder) -> TurnBuilder:
    """Return the builder at an open question that applies: a late answer may have removed the one it was at."""
    name, way = builder.cursor.question, path.path(builder.flow, builder.draft)
    if name is None or name in way:
        return builder
    if points.here(builder) is not None:
        return builder.at(Cursor(point=builder.cursor.point))
    back_to = builder.conversation.back_to
    if back_to is not None and back_to in way and path.is_open(builder.draft, back_to):
        return builder.returning(None).at(opened(builder, back_to))
    following = team.next_open(builder, name)
    return builder.at(Cursor() if following is None else opened(builder, following))


def footer(builder: TurnBuilder) -> str:
    """Return the line with the writer's position and the minutes left; with an open point, its number."""
    if (point := points.here(builder)) is not None:
        return ask_point.where(builder, point)
    where = path.progress(builder.flow, builder.conversation)
    if where.sections < 2:
        return ""
    key = "footer.quick" if builder.conversation.quick else "footer.where"
    if where.questions_left == 0:
        key = "footer.last"
    return word(key, place=place(builder), minutes=where.minutes_left)


def place(builder: TurnBuilder) -> str:
    """Return the section as the document numbers it: "Bagian 2 dari 7 · Gagasan", "Bagian 1.1 (1 dari 9) · ..."."""
    section = builder.section
    numbered = [
        other_section.number for other_section in path.sections(builder.flow, builder.draft) if other_section.number
    ]
    if not section.number:
        return word("footer.before", title=section.title, count=len(numbered)) if numbered else section.title
    if not section.number.isdigit():
        nth = numbered.index(section.number) + 1 if section.number in numbered else len(numbered)
        return word("footer.number", number=section.number, nth=nth, count=len(numbered), title=section.title)
    return word("footer.number_of", number=section.number, last=numbered[-1], title=section.title)


def opened(builder: TurnBuilder, question: str) -> Cursor:
    """Return the cursor that opens a question: what was ticked before is ticked again."""
    asked = builder.flow.question(question)
    value = builder.draft.value(question)
    if isinstance(asked, ManyChoices) and isinstance(value, list):
        return Cursor(
            question=question,
            chosen=tuple(str(json_value) for json_value in value),
            point=points.point_to_show(builder, question),
        )
    return Cursor(question=question, point=points.point_to_show(builder, question))


def _question(builder: TurnBuilder, question: Question, *, edits: bool) -> Reply:
    point = points.own(builder)
    own = () if point is None or builder.cursor.adding else ask_point.choices(point)
    actions = _actions(builder, question)
    return Reply(
        text=_adding(builder, question) if builder.cursor.adding else _asking(builder, question),
        footer=footer(builder),
        choices=builder.found or own or _choices(builder, question),
        yes_no=own,
        actions=actions[: MOST_ACTIONS - len(own)] if own else actions,
        wants=wants(question),
        edits=edits,
    )


def _asking(builder: TurnBuilder, question: Question) -> Rich:
    point = points.here(builder)
    if point is None:
        return _asking_plainly(builder, question)
    if point.wording and point is points.own(builder):
        return ask_point.suggestion(builder, question, point)
    return lines(ask_point.remark(builder, point), _asking_plainly(builder, question), gap="\n\n")


def _asking_plainly(builder: TurnBuilder, question: Question) -> Rich:
    answer = builder.draft.answers.get(question.id)
    shows_now = answer is not None and not isinstance(question, Evidence | ManyChoices)
    proved = isinstance(question, Evidence) and _proofs(builder)
    parts = (
        _answer_now(question, answer.value) if answer and shows_now else (),
        say("ask.hidden") if shows_now and is_hidden_in(question, builder.draft) else (),
        bold(question.prompt),
        say("ask.why", why=question.why) if question.why and answer is None and not proved else (),
        _how(builder, question),
    )
    return lines(*parts)


def _adding(builder: TurnBuilder, question: Question) -> Rich:
    now = show(question, builder.draft.value(question.id))
    return lines(normal(question.prompt), say("ask.add", value=shortened(now)))


def _answer_now(question: Question, value: Value) -> Rich:
    shown = show(question, value)
    if not isinstance(question, LongText):
        return say("ask.now", value=shown)
    words = write_number(count_words(shown))
    return lines(say("ask.now_long", words=words, value=shortened(shown)), say("ask.rewrite"), gap="\n\n")


def _how(builder: TurnBuilder, question: Question) -> Rich:
    match question:
        case Evidence():
            count = len(_proofs(builder))
            return say("ask.proofs", count=count) if count else say("ask.proofs_none")
        case ManyChoices():
            labels = [choice.label for choice in question.choices if choice.id in builder.cursor.chosen]
            if labels:
                return say("ask.chosen", labels="; ".join(labels))
            return say("ask.several_at_once" if builder.brief else "ask.several")
        case _:
            return ()


def _choices(builder: TurnBuilder, question: Question) -> tuple[Button, ...]:
    if not isinstance(question, ManyChoices):
        return buttons(question)
    ticked = builder.cursor.chosen
    marked = [
        replace(button, label=f"✓ {button.label}") if button.argument in ticked else button
        for button in buttons(question)
    ]
    return tuple(marked)


def _actions(builder: TurnBuilder, question: Question) -> tuple[Button, ...]:
    answered = question.id in builder.draft.answers
    example = [Button(word("button.example"), "example")] if question.example else []
    back = [Button(word("button.back"), "back")] if not _is_first(builder, question) else []
    skip = [] if answered else [Button(word("button.defer" if question.required else "button.skip"), "skip")]
    usual = [*example, *skip, *back]
    if builder.cursor.adding:
        usual = [Button(word("button.never_mind"), "stop"), *example]
    elif (point := points.own(builder)) is not None:
        usual = _ways_with(builder, question, point)
    elif isinstance(question, Evidence) and _proofs(builder):
        usual = [Button(word("button.done"), "done"), Button(word("button.unprove"), "proofs"), *back]
    elif isinstance(question, ManyChoices):
        usual = [Button(word("button.done"), "done"), *skip, *back]
    elif answered:
        add = [Button(word("button.add"), "add", question.id)] if isinstance(question, LongText) else []
        usual = [Button(word("button.next"), "next"), *add, *example, *back]
    return (*builder.offers, *usual, Button(word("button.help"), "help"))


def _ways_with(builder: TurnBuilder, question: Question, point: Point) -> list[Button]:
    first = [Button(word("button.done"), "done")] if isinstance(question, ManyChoices) else []
    if isinstance(question, LongText) and question.id in builder.draft.answers and not point.wording:
        first = [Button(word("button.add"), "add", question.id)]
    return [*ask_point.actions(point, *first)]


def _proofs(builder: TurnBuilder) -> list[int]:
    return [proof.event for proof in builder.draft.proofs if proof.section == builder.section.id]


def _is_first(builder: TurnBuilder, question: Question) -> bool:
    return path.path(builder.flow, builder.draft)[0] == question.id


# --- doubts --------------------------------------------------------------------------------------


def _doubt(builder: TurnBuilder, pending: PendingAnswer) -> Reply:
    text, choices = DOUBTS[pending.doubt](builder, pending)
    return Reply(text=text, footer=footer(builder), choices=choices, actions=builder.offers)


def _ask_touched(builder: TurnBuilder, pending: PendingAnswer) -> tuple[Rich, tuple[Button, ...]]:
    labels = [f"“{builder.flow.question(name).label}”" for name in _touched(builder, pending)]
    choices = (Button(word("button.change"), "confirm"), Button(word("button.leave"), "cancel"))
    return say("doubt.touches", labels=listed(labels)), choices


def _ask_personal(_: TurnBuilder, pending: PendingAnswer) -> tuple[Rich, tuple[Button, ...]]:
    found = personal(pending.raw)
    what = listed(list(dict.fromkeys(personal_datum.what for personal_datum in found)))
    text = say("doubt.personal", what=what, found=", ".join(personal_datum.text for personal_datum in found))
    return text, (
        Button(word("button.mask"), "mask"),
        Button(word("button.rewrite"), "cancel"),
        Button(word("button.save_anyway"), "confirm"),
    )


DOUBTS: Mapping[ConfirmReason, Callable[[TurnBuilder, PendingAnswer], tuple[Rich, tuple[Button, ...]]]] = {
    ConfirmReason.PERSONAL: _ask_personal,
    ConfirmReason.TOUCHES: _ask_touched,
    ConfirmReason.SHORTER: ask_point.ask_shorter,
    ConfirmReason.TAKEN: team.ask_taken,
    ConfirmReason.MET: team.ask_met,
}


def _touched(builder: TurnBuilder, pending: PendingAnswer) -> tuple[str, ...]:
    return touched(builder, pending.cursor.question or "", pending.value)


def touched(builder: TurnBuilder, question: str, value: Value) -> tuple[str, ...]:
    """Return the answered questions that would no longer apply if this one were answered so."""
    draft = builder.draft
    old = draft.answers.get(question)
    if old is None or not path.steers(builder.flow, question):
        return ()
    after = replace(draft, answers={**draft.answers, question: replace(old, value=value)})
    left = set(path.path(builder.flow, draft)) - set(path.path(builder.flow, after))
    return tuple(name for name in path.path(builder.flow, draft) if name in left and name in draft.answers)
