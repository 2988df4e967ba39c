"""Puts the open question into one message."""

from __future__ import annotations

from dataclasses import replace

from flows import path
from flows.conversation import Cursor, Doubt, Effect, EffectKind, Pending, Status, Turn
from flows.messages import Button, Reply, Rich, Wants
from flows.model import Evidence, LongText, ManyChoices, Question, Table, Value
from flows.personal import personal
from flows.questions import buttons, count_words, show, wants
from flows.quality import all_hints
from flows.rules import applies
from flows.scene import Scene, shortened
from flows.table_asking import ask_table
from flows.texts import bold, lines, normal, say, word

MOST_ACTIONS = 4


def ask(scene: Scene, *, again: bool = False) -> Turn:
    """End a turn by asking what is open: a doubt, a question, a cell of a table, or what to do at the end."""
    if scene.conversation.pending is not None:
        return scene.question_turn(_doubt(scene, scene.conversation.pending))
    question = scene.question
    if question is None:
        return _end(scene)
    if isinstance(question, Table):
        return ask_table(scene, question, footer(scene))
    return scene.question_turn(_question(scene, question, edits=again), again=again)


def footer(scene: Scene) -> str:
    """Say where the person is and how long it still takes."""
    where = path.progress(scene.flow, scene.conversation)
    key = "footer.quick" if scene.conversation.quick else "footer.where"
    if where.questions_left == 0 or where.sections < 2:
        key = "footer.last"
    if where.sections < 2:
        return ""
    return word(
        key, section=where.section, sections=where.sections, title=scene.section.title, minutes=where.minutes_left
    )


def _question(scene: Scene, question: Question, *, edits: bool) -> Reply:
    answer = scene.draft.answers.get(question.id)
    parts = [
        _answer_now(question, answer.value) if answer and not isinstance(question, Evidence | ManyChoices) else (),
        bold(question.prompt)
        if not scene.cursor.adding
        else say("ask.add", value=shortened(str(answer and answer.value))),
        say("ask.why", why=question.why) if question.why and answer is None else (),
        _limit(scene, question),
    ]
    return Reply(
        text=lines(*parts),
        footer=footer(scene),
        choices=scene.found or _choices(scene, question),
        actions=_actions(scene, question),
        wants=wants(question),
        edits=edits,
    )


def _answer_now(question: Question, value: Value) -> Rich:
    shown = show(question, value)
    if isinstance(question, LongText):
        text = say("ask.now_long", words=count_words(shown), value=shortened(shown))
        return lines(text, say("ask.rewrite"), ())
    return say("ask.now", value=shown)


def _limit(scene: Scene, question: Question) -> Rich:
    match question:
        case Evidence():
            count = sum(proof.section == scene.section.id for proof in scene.draft.proofs)
            return say("ask.proofs", count=count) if count else say("ask.proofs_none")
        case ManyChoices():
            labels = [choice.label for choice in question.choices if choice.id in scene.cursor.chosen]
            return say("ask.chosen", labels=", ".join(labels)) if labels else say("ask.several")
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
    actions = list(scene.offers)
    if isinstance(question, ManyChoices) or (isinstance(question, Evidence) and _has_proof(scene)):
        actions.append(Button(word("button.done"), "done"))
    elif answered:
        actions.append(Button(word("button.next"), "next"))
        if isinstance(question, LongText) and not scene.cursor.adding:
            actions.append(Button(word("button.add"), "add", question.id))
    if question.example and not scene.found:
        actions.append(Button(word("button.example"), "example"))
    if not answered:
        actions.append(Button(word("button.defer" if question.required else "button.skip"), "skip"))
    if not _is_first(scene, question):
        actions.append(Button(word("button.back"), "back"))
    actions.append(Button(word("button.help"), "help"))
    return tuple(actions[:MOST_ACTIONS])


def _has_proof(scene: Scene) -> bool:
    return any(proof.section == scene.section.id for proof in scene.draft.proofs)


def _is_first(scene: Scene, question: Question) -> bool:
    return path.path(scene.flow, scene.draft)[0] == question.id


def _doubt(scene: Scene, pending: Pending) -> Reply:
    if pending.doubt is Doubt.PERSONAL:
        found = personal(str(pending.value))
        text = say("doubt.personal", what=found[0].what, found=", ".join(one.text for one in found))
        choices: tuple[Button, ...] = (
            Button(word("button.mask"), "mask"),
            Button(word("button.rewrite"), "cancel"),
            Button(word("button.save_anyway"), "confirm"),
        )
    else:
        text = say("doubt.touches", labels=", ".join(_touched(scene, pending)))
        choices = (Button(word("button.change"), "confirm"), Button(word("button.leave"), "cancel"))
    return Reply(text=text, footer=footer(scene), choices=choices, wants=Wants.CHOICE)


def _touched(scene: Scene, pending: Pending) -> list[str]:
    name = pending.cursor.question or ""
    return [f"“{scene.flow.question(other).label}”" for other in touched(scene, name, pending.value)]


def touched(scene: Scene, question: str, value: Value) -> tuple[str, ...]:
    """Return the answered questions that would no longer apply if this one were answered so."""
    draft = scene.draft
    old = draft.answers.get(question)
    if old is None:
        return ()
    after = replace(draft, answers={**draft.answers, question: replace(old, value=value)})
    left = set(path.path(scene.flow, draft)) - set(path.path(scene.flow, after))
    return tuple(name for name in path.path(scene.flow, draft) if name in left and name in draft.answers)


def _end(scene: Scene) -> Turn:
    flow, draft = scene.flow, scene.draft
    if flow.leads:
        return _lead(scene)
    gaps = path.gaps(flow, draft)
    left = [name for name in path.path(flow, draft) if name not in draft.answers]
    if gaps:
        text = say("end.gaps", labels=", ".join(flow.question(name).label for name in gaps))
    elif left:
        text = say("end.quick", left=len(left))
    else:
        text = say("end.complete")
    hints = len(all_hints(flow, draft))
    reply = Reply(
        text=lines(text, say("end.hints", count=hints) if hints else ()),
        actions=_end_actions(bool(gaps), bool(left)),
        wants=Wants.CHOICE,
    )
    return scene.question_turn(reply)


def _end_actions(gaps: bool, left: bool) -> tuple[Button, ...]:
    document = Button(word("button.document"), "document")
    rest = (Button(word("button.preview"), "preview"), Button(word("button.list"), "list"))
    if gaps:
        return (Button(word("button.fill_gaps"), "fill"), document, *rest)
    if left:
        return (document, Button(word("button.fill"), "fill"), *rest)
    return (document, Button(word("button.submit"), "submit"), *rest)


def _lead(scene: Scene) -> Turn:
    values = {name: answer.value for name, answer in scene.draft.answers.items()}
    lead = next(lead for lead in scene.flow.leads if applies(lead.when, values))
    scene = scene.wish(Effect(kind=EffectKind.LEAD, argument=lead.flow)).tell_rich(normal(lead.because))
    scene = replace(scene, conversation=replace(scene.conversation, status=Status.DONE))
    return scene.turn(Reply())


def opened(scene: Scene, question: str) -> Cursor:
    """Return the cursor that opens a question: what was ticked before is ticked again."""
    asked = scene.flow.question(question)
    value = scene.draft.value(question)
    if isinstance(asked, ManyChoices) and isinstance(value, list):
        return Cursor(question=question, chosen=tuple(str(one) for one in value))
    return Cursor(question=question)
