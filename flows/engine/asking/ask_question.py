"""Puts the open question into one message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from flows.conversation import Cursor, Doubt, Pending, Point, Turn
from flows.drafts import path
from flows.engine.asking import ask_point as point_asking
from flows.engine.asking.ask_group import ask_group, settled
from flows.engine.asking.ask_table import ask_table
from flows.engine.asking.end import end
from flows.engine.turn import points
from flows.engine.turn import team as sharing
from flows.engine.turn.turn_builder import Scene, shortened
from flows.forms.model import Evidence, LongText, ManyChoices, Question, Table, Value
from flows.language.numbers import write_number
from flows.messages import MOST_ACTIONS, Button, Reply, Rich, Wants
from flows.quality.personal_data import personal
from flows.quality.redactions import is_hidden_in
from flows.questions.kinds import buttons, count_words, show, wants
from flows.text_format import listed
from flows.texts import bold, lines, normal, say, word


def ask(scene: Scene, *, again: bool = False) -> Turn:
    """End a turn by asking what is open: a doubt, a question, a cell of a table, or what to do at the end."""
    scene = sharing.met(scene) if scene.met else scene
    if scene.conversation.pending is not None:
        return scene.question_turn(_doubt(scene, scene.conversation.pending))
    scene = _applying(settled(scene))
    question = scene.question
    if question is None:
        point = points.own(scene)
        return end(scene) if point is None else scene.question_turn(point_asking.ask_point(scene, point))
    if scene.cursor.together:
        return scene.question_turn(ask_group(scene, footer(scene)))
    if isinstance(question, Table):
        return ask_table(scene, question, footer(scene))
    return scene.question_turn(_question(scene, question, edits=again), again=again)


def _applying(scene: Scene) -> Scene:
    """Return the scene with something open that applies: an answer given late may have taken the question out."""
    name, way = scene.cursor.question, path.path(scene.flow, scene.draft)
    if name is None or name in way:
        return scene
    if points.here(scene) is not None:
        return scene.at(Cursor(point=scene.cursor.point))
    back_to = scene.conversation.back_to
    if back_to is not None and back_to in way and path.is_open(scene.draft, back_to):
        return scene.returning(None).at(opened(scene, back_to))
    following = sharing.next_open(scene, name)
    return scene.at(Cursor() if following is None else opened(scene, following))


def footer(scene: Scene) -> str:
    """Say where the person is and how long it still takes; which of a coach's points it is."""
    if (point := points.here(scene)) is not None:
        return point_asking.where(scene, point)
    where = path.progress(scene.flow, scene.conversation)
    if where.sections < 2:
        return ""
    key = "footer.quick" if scene.conversation.quick else "footer.where"
    if where.questions_left == 0:
        key = "footer.last"
    return word(key, place=place(scene), minutes=where.minutes_left)


def place(scene: Scene) -> str:
    """Name the section as the document numbers it: "Bagian 2 dari 7 · Gagasan", "Bagian 1.1 (1 dari 9) · ..."."""
    section = scene.section
    numbered = [one.number for one in path.sections(scene.flow, scene.draft) if one.number]
    if not section.number:
        return word("footer.before", title=section.title, count=len(numbered)) if numbered else section.title
    if not section.number.isdigit():
        nth = numbered.index(section.number) + 1 if section.number in numbered else len(numbered)
        return word("footer.number", number=section.number, nth=nth, count=len(numbered), title=section.title)
    return word("footer.number_of", number=section.number, last=numbered[-1], title=section.title)


def opened(scene: Scene, question: str) -> Cursor:
    """Return the cursor that opens a question: what was ticked before is ticked again."""
    asked = scene.flow.question(question)
    value = scene.draft.value(question)
    if isinstance(asked, ManyChoices) and isinstance(value, list):
        return Cursor(question=question, chosen=tuple(str(one) for one in value), point=points.bound(scene, question))
    return Cursor(question=question, point=points.bound(scene, question))


def _question(scene: Scene, question: Question, *, edits: bool) -> Reply:
    point = points.own(scene)
    own = () if point is None or scene.cursor.adding else point_asking.choices(point)
    actions = _actions(scene, question)
    return Reply(
        text=_adding(scene, question) if scene.cursor.adding else _asking(scene, question),
        footer=footer(scene),
        choices=scene.found or own or _choices(scene, question),
        yes_no=own,
        actions=actions[: MOST_ACTIONS - len(own)] if own else actions,
        wants=wants(question),
        edits=edits,
    )


def _asking(scene: Scene, question: Question) -> Rich:
    point = points.here(scene)
    if point is None:
        return _asking_plainly(scene, question)
    if point.wording and point is points.own(scene):
        return point_asking.suggestion(scene, question, point)
    return lines(point_asking.remark(scene, point), _asking_plainly(scene, question), gap="\n\n")


def _asking_plainly(scene: Scene, question: Question) -> Rich:
    answer = scene.draft.answers.get(question.id)
    shows_now = answer is not None and not isinstance(question, Evidence | ManyChoices)
    proved = isinstance(question, Evidence) and _proofs(scene)
    parts = (
        _answer_now(question, answer.value) if answer and shows_now else (),
        say("ask.hidden") if shows_now and is_hidden_in(question, scene.draft) else (),
        bold(question.prompt),
        say("ask.why", why=question.why) if question.why and answer is None and not proved else (),
        _how(scene, question),
    )
    return lines(*parts)


def _adding(scene: Scene, question: Question) -> Rich:
    now = show(question, scene.draft.value(question.id))
    return lines(normal(question.prompt), say("ask.add", value=shortened(now)))


def _answer_now(question: Question, value: Value) -> Rich:
    shown = show(question, value)
    if not isinstance(question, LongText):
        return say("ask.now", value=shown)
    words = write_number(count_words(shown))
    return lines(say("ask.now_long", words=words, value=shortened(shown)), say("ask.rewrite"), gap="\n\n")


def _how(scene: Scene, question: Question) -> Rich:
    match question:
        case Evidence():
            count = len(_proofs(scene))
            return say("ask.proofs", count=count) if count else say("ask.proofs_none")
        case ManyChoices():
            labels = [choice.label for choice in question.choices if choice.id in scene.cursor.chosen]
            if labels:
                return say("ask.chosen", labels="; ".join(labels))
            return say("ask.several_at_once" if scene.brief else "ask.several")
        case _:
            return ()


def _choices(scene: Scene, question: Question) -> tuple[Button, ...]:
    if not isinstance(question, ManyChoices):
        return buttons(question)
    ticked = scene.cursor.chosen
    marked = [
        replace(button, label=f"✓ {button.label}") if button.argument in ticked else button
        for button in buttons(question)
    ]
    return tuple(marked)


def _actions(scene: Scene, question: Question) -> tuple[Button, ...]:
    answered = question.id in scene.draft.answers
    example = [Button(word("button.example"), "example")] if question.example else []
    back = [Button(word("button.back"), "back")] if not _is_first(scene, question) else []
    skip = [] if answered else [Button(word("button.defer" if question.required else "button.skip"), "skip")]
    usual = [*example, *skip, *back]
    if scene.cursor.adding:
        usual = [Button(word("button.never_mind"), "stop"), *example]
    elif (point := points.own(scene)) is not None:
        usual = _ways_with(scene, question, point)
    elif isinstance(question, Evidence) and _proofs(scene):
        usual = [Button(word("button.done"), "done"), Button(word("button.unprove"), "proofs"), *back]
    elif isinstance(question, ManyChoices):
        usual = [Button(word("button.done"), "done"), *skip, *back]
    elif answered:
        add = [Button(word("button.add"), "add", question.id)] if isinstance(question, LongText) else []
        usual = [Button(word("button.next"), "next"), *add, *example, *back]
    return (*scene.offers, *usual, Button(word("button.help"), "help"))


def _ways_with(scene: Scene, question: Question, point: Point) -> list[Button]:
    first = [Button(word("button.done"), "done")] if isinstance(question, ManyChoices) else []
    if isinstance(question, LongText) and question.id in scene.draft.answers and not point.wording:
        first = [Button(word("button.add"), "add", question.id)]
    return [*point_asking.actions(point, *first)]


def _proofs(scene: Scene) -> list[int]:
    return [proof.event for proof in scene.draft.proofs if proof.section == scene.section.id]


def _is_first(scene: Scene, question: Question) -> bool:
    return path.path(scene.flow, scene.draft)[0] == question.id


# --- doubts --------------------------------------------------------------------------------------


def _doubt(scene: Scene, pending: Pending) -> Reply:
    text, choices = DOUBTS[pending.doubt](scene, pending)
    return Reply(text=text, footer=footer(scene), choices=choices, actions=scene.offers, wants=Wants.CHOICE)


def _ask_touched(scene: Scene, pending: Pending) -> tuple[Rich, tuple[Button, ...]]:
    labels = [f"“{scene.flow.question(name).label}”" for name in _touched(scene, pending)]
    choices = (Button(word("button.change"), "confirm"), Button(word("button.leave"), "cancel"))
    return say("doubt.touches", labels=listed(labels)), choices


def _ask_personal(_: Scene, pending: Pending) -> tuple[Rich, tuple[Button, ...]]:
    found = personal(pending.raw)
    what = listed(list(dict.fromkeys(one.what for one in found)))
    text = say("doubt.personal", what=what, found=", ".join(one.text for one in found))
    return text, (
        Button(word("button.mask"), "mask"),
        Button(word("button.rewrite"), "cancel"),
        Button(word("button.save_anyway"), "confirm"),
    )


DOUBTS: Mapping[Doubt, Callable[[Scene, Pending], tuple[Rich, tuple[Button, ...]]]] = {
    Doubt.PERSONAL: _ask_personal,
    Doubt.TOUCHES: _ask_touched,
    Doubt.SHORTER: point_asking.ask_shorter,
    Doubt.TAKEN: sharing.ask_taken,
    Doubt.MET: sharing.ask_met,
}


def _touched(scene: Scene, pending: Pending) -> tuple[str, ...]:
    return touched(scene, pending.cursor.question or "", pending.value)


def touched(scene: Scene, question: str, value: Value) -> tuple[str, ...]:
    """Return the answered questions that would no longer apply if this one were answered so."""
    draft = scene.draft
    old = draft.answers.get(question)
    if old is None or not path.steers(scene.flow, question):
        return ()
    after = replace(draft, answers={**draft.answers, question: replace(old, value=value)})
    left = set(path.path(scene.flow, draft)) - set(path.path(scene.flow, after))
    return tuple(name for name in path.path(scene.flow, draft) if name in left and name in draft.answers)
