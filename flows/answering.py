"""Takes an answer: understands it, doubts it where it must, saves it, and goes on."""

from __future__ import annotations

from dataclasses import replace
from flows import log, path
from flows.asking import ask, touched
from flows.conversation import Asked, Cursor, Doubt, EventKind, How, Pending, Turn
from flows.messages import Button, Did, File, Input, Odd, Pinned, Rich, Said, Sent
from flows.model import Evidence, Link, Location, LongText, ManyChoices, OneChoice, Question, Table, Text, Value, YesNo
from flows.moving import add_button, go_on
from flows.personal import masked, personal
from flows.quality import section_words
from flows.questions import Problem, Understood, count_words, show, understand
from flows.scene import Scene, shortened
from flows.showing import hint_for
from flows.table_answering import take_cell
from flows.texts import normal, say, word


def take(scene: Scene, given: Input) -> Turn:
    """Take an input as the answer to what is open."""
    question = scene.question
    match given:
        case Sent():
            return _take_file(scene, given)
        case Odd():
            return _take_odd(scene, given)
        case _ if question is None:
            return ask(_noted(scene, given).tell("odd.at_end"))
        case Pinned() if not isinstance(question, Location):
            return ask(_noted(scene, given).tell("odd.pin_here"))
        case _ if isinstance(question, Table):
            return take_cell(scene, question, given)
        case _ if isinstance(question, Evidence):
            return _take_proof_link(scene, question, given)
        case Did(argument=choice) if isinstance(question, ManyChoices):
            return _toggle(scene, question, choice)
        case _:
            return _take_answer(scene, question, given)


def _take_answer(scene: Scene, question: Question, given: Input) -> Turn:
    understood = understand(question, given)
    if isinstance(understood, Problem):
        return _refuse(scene, question, given, understood)
    return _doubted(scene, question, understood)


def _doubted(scene: Scene, question: Question, understood: Understood) -> Turn:
    value = understood.value
    if isinstance(question, LongText) and scene.cursor.adding and question.id in scene.draft.answers:
        value = joined(scene.draft.value(question.id), value)
    doubt = _doubt(scene, question, value)
    if doubt is not None:
        pending = Pending(doubt=doubt, cursor=scene.cursor, value=value, raw=understood.raw, how=understood.how)
        return ask(scene.changed(pending=pending))
    return save(scene, question, value, raw=understood.raw, how=understood.how)


def joined(old: Value, new: Value) -> Value:
    """Return a long answer with more text under it."""
    return f"{old}\n{new}" if old else new


def _doubt(scene: Scene, question: Question, value: Value) -> Doubt | None:
    if isinstance(question, Text | LongText) and personal(str(value)):
        return Doubt.PERSONAL
    return Doubt.TOUCHES if touched(scene, question.id, value) else None


def save(scene: Scene, question: Question, value: Value, *, raw: str, how: How) -> Turn:
    """Save an answer, say what was understood with at most one hint, and go on."""
    scene = scene.record(EventKind.ANSWERED, question.id, value, raw=raw, how=how)
    return go_on(_acknowledged(scene, question, value), question.id)


def _acknowledged(scene: Scene, question: Question, value: Value) -> Scene:
    if not isinstance(question, LongText):
        shown = show(question, value)
        if isinstance(question, Text):
            return _hinted(scene.tell("saved.plain"), question)
        return _hinted(scene.tell("saved.value", value=shortened(shown, 120)), question)
    words = count_words(str(value))
    if scene.cursor.adding:
        return _hinted(scene.tell("saved.added", label=question.label, words=words), question)
    limit = _limit_passed(scene, question, words)
    if limit is not None:
        return scene.tell_rich(limit)
    if hint_for(scene, question) is None and "needs_source" in question.checks:
        return scene.tell("saved.strong")
    return _hinted(scene.tell("saved.words", words=words), question)


def _limit_passed(scene: Scene, question: LongText, words: int) -> Rich | None:
    """Say by how much the answer, or its section where the form counts so, is too long; None if it fits."""
    section = scene.flow.section_of(question.id)
    if section.max_words is not None:
        whole = section_words(section, scene.draft)
        if whole <= section.max_words:
            return None
        over = whole - section.max_words
        return say("saved.section_over", words=words, section=section.title, limit=section.max_words, over=over)
    if question.max_words is None or words <= question.max_words:
        return None
    return say("saved.over", words=words, limit=question.max_words, over=words - question.max_words)


def _hinted(scene: Scene, question: Question) -> Scene:
    """Add the strongest hint, once for an answer, with one tap to improve it."""
    hint = hint_for(scene, question)
    if hint is None:
        return scene
    scene = scene.tell("show.hint", hint=hint.text)
    return scene.offer(add_button(question)) if isinstance(question, LongText) else scene


def _refuse(scene: Scene, question: Question, given: Input, problem: Problem) -> Turn:
    scene = _noted(scene, given).tell_rich(normal(problem.text))
    found = tuple(Button(choice.label, "choose", choice.id) for choice in problem.candidates)
    return ask(replace(scene, found=found))


def _noted(scene: Scene, given: Input) -> Scene:
    """Keep an input that is no answer, word for word."""
    where = scene.cursor.question or ""
    return scene.record(EventKind.NOTED, where, raw=written(given))


def written(given: Input) -> str:
    """Return an input as text, for the log."""
    match given:
        case Said(text=text):
            return text
        case Odd(what=what, text=text):
            return text or f"[{what}]"
        case Pinned(latitude=latitude, longitude=longitude):
            return f"{latitude}, {longitude}"
        case Sent(file=file, caption=caption):
            return caption or file.name
        case Did(verb=verb, argument=argument):
            return f"[{verb} {argument}]"


# --- evidence ------------------------------------------------------------------------------------


def _take_file(scene: Scene, given: Sent) -> Turn:
    scene = attach(scene, given.file, "", given.caption)
    what = word(f"what.{given.file.kind}")
    if isinstance(scene.question, Evidence):
        count = sum(proof.section == scene.section.id for proof in scene.draft.proofs)
        return ask(scene.tell("saved.proof_here", what=what, count=count))
    scene = scene.tell("saved.proof", what=what, section=scene.section.title)
    if scene.question is None:
        return ask(scene)
    return ask(scene.tell("odd.voice_here" if given.file.kind == "voice" else "odd.photo_here"))


def attach(scene: Scene, file: File | None, link: str, caption: str) -> Scene:
    """Keep a file or link as evidence for the open section."""
    value = log.proof_value(file, link, caption)
    return scene.record(EventKind.ATTACHED, scene.section.id, value, how=How.UPLOAD)


def _take_proof_link(scene: Scene, question: Question, given: Input) -> Turn:
    understood = understand(question, given)
    if isinstance(understood, Problem) or not isinstance(understood.value, dict) or "link" not in understood.value:
        return ask(_noted(scene, given).tell("odd.text_for_proofs"))
    scene = attach(scene, None, str(understood.value["link"]), "")
    count = sum(proof.section == scene.section.id for proof in scene.draft.proofs)
    return ask(scene.tell("saved.proof_here", what=word("what.link"), count=count))


def _take_odd(scene: Scene, given: Odd) -> Turn:
    scene = _noted(scene, given)
    key = given.problem or given.what
    return ask(scene.tell(f"odd.{key if key in ODD else 'other'}"))


ODD = ("sticker", "contact", "poll", "edited", "too_large", "empty", "not_what_it_claims", "gone")
"""What has a sentence of its own."""


# --- several choices, doubts -----------------------------------------------------------------------


def _toggle(scene: Scene, question: ManyChoices, choice: str) -> Turn:
    if choice not in [one.id for one in question.choices]:
        return ask(scene, again=True)
    chosen = scene.cursor.chosen
    ticked = tuple(one for one in chosen if one != choice) if choice in chosen else (*chosen, choice)
    if question.maximum is not None and len(ticked) > question.maximum:
        return ask(scene.tell("odd.too_many", maximum=question.maximum), again=True)
    return ask(scene.at(replace(scene.cursor, chosen=ticked)), again=True)


def done(scene: Scene, _: str) -> Turn:
    """Close a question that takes several things: choices or evidence."""
    question = scene.question
    if isinstance(question, ManyChoices):
        if len(scene.cursor.chosen) < question.minimum:
            return ask(scene.tell("odd.too_few", minimum=question.minimum))
        order = [choice.id for choice in question.choices]
        value: list[Value] = [*sorted(scene.cursor.chosen, key=order.index)]
        return save(scene, question, value, raw="", how=How.BUTTON)
    if isinstance(question, Evidence):
        scene = scene.record(EventKind.ANSWERED, question.id, True, how=How.BUTTON)
        return go_on(scene.tell("saved.plain"), question.id)
    if question is not None and question.id in scene.draft.answers:
        return go_on(scene, question.id)
    return ask(scene)


def confirm(scene: Scene, _: str) -> Turn:
    """Save what was in doubt as it is."""
    pending = scene.conversation.pending
    return ask(scene) if pending is None else _settle(scene, pending, pending.value, pending.raw)


def mask(scene: Scene, _: str) -> Turn:
    """Save what was in doubt with personal data made unreadable."""
    pending = scene.conversation.pending
    if pending is None:
        return ask(scene)
    hidden = masked(str(pending.value)) if isinstance(pending.value, str) else pending.value
    return _settle(scene, pending, hidden, masked(pending.raw))


def _settle(scene: Scene, pending: Pending, value: Value, raw: str) -> Turn:
    scene = scene.at(pending.cursor)
    question = scene.question
    if question is None:
        return ask(scene)
    return save(scene, question, value, raw=raw, how=pending.how)


def cancel(scene: Scene, _: str) -> Turn:
    """Drop what was in doubt: the old answer stays, or the person writes anew."""
    pending = scene.conversation.pending
    if pending is None:
        return ask(scene)
    scene = scene.at(pending.cursor)
    if pending.doubt is Doubt.PERSONAL:
        return ask(scene.tell("doubt.rewrite"))
    return go_on(scene.tell("doubt.cancelled"), pending.cursor.question)


# --- answers to a question that is not open any more ---------------------------------------------------


def take_late(scene: Scene, given: Input, seen: Asked) -> Turn:
    """Take an input for the question its sender saw, then ask what is open once more."""
    name = seen.cursor.question
    if name is None or name not in path.path(scene.flow, scene.draft):
        return ask(_noted(scene, given).tell("odd.noted"))
    question = scene.flow.question(name)
    if isinstance(question, Table | Evidence) or not isinstance(given, Said | Pinned | Did):
        return ask(_note_at(scene, given, question))
    understood = understand(question, given)
    if isinstance(understood, Problem):
        return ask(_note_at(scene, given, question))
    if isinstance(question, Text | LongText) and personal(str(understood.value)):
        scene = scene.changed(back_to=scene.cursor.question)
        cursor = Cursor(question=name, adding=name in scene.draft.answers)
        return _doubted(scene.at(cursor), question, understood)
    return ask(_late_saved(scene, question, understood))


def _note_at(scene: Scene, given: Input, question: Question) -> Scene:
    scene = scene.record(EventKind.NOTED, question.id, raw=written(given))
    return scene.tell("saved.late_noted", label=question.label)


def _late_saved(scene: Scene, question: Question, understood: Understood) -> Scene:
    old = scene.draft.value(question.id)
    value, key = understood.value, "saved.late_replaced"
    if value == old:
        return scene.tell("saved.same", label=question.label, value=shortened(show(question, value), 120))
    if isinstance(question, LongText) and old:
        value, key = joined(old, value), "saved.late_added"
    scene = scene.record(EventKind.ANSWERED, question.id, value, raw=understood.raw, how=understood.how)
    scene = scene.offer(Button(word("button.undo"), "undo"))
    if key == "saved.late_added":
        return scene.tell(key, label=question.label, words=count_words(str(value)))
    return scene.tell(key, label=question.label, value=shortened(show(question, value), 120))


def press_late(scene: Scene, given: Did, seen: Asked | None) -> Turn:
    """Take a tap on an old button: it answers its own question if that is still empty, and changes nothing else."""
    name = seen.cursor.question if seen is not None else None
    if seen is None or name is None or name not in path.path(scene.flow, scene.draft):
        return ask(scene.tell("odd.old_button"))
    question = scene.flow.question(name)
    if given.verb != "choose" or not isinstance(question, OneChoice | YesNo | Link):
        return ask(scene.tell("odd.old_button"))
    understood = understand(question, given)
    if isinstance(understood, Problem):
        return ask(scene.tell("odd.old_button"))
    old = scene.draft.answers.get(name)
    if old is None:
        return ask(_late_saved(scene, question, understood))
    if old.value == understood.value:
        if seen.ask == scene.conversation.ask - 1:  # a second tap before the reply was there
            return scene.turn(None)
        return ask(scene.tell("saved.same", label=question.label, value=show(question, old.value)))
    scene = scene.tell("odd.old_answer", label=question.label, value=show(question, old.value))
    return ask(scene.offer(Button(word("button.edit", label=question.label), "edit", question.id)))


def cursor_is(one: Cursor, other: Cursor) -> bool:
    """Tell whether two cursors ask the same thing, whatever is ticked."""
    return (one.question, one.row, one.column) == (other.question, other.row, other.column)
