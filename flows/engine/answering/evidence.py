"""Takes evidence for a section, at any moment, and takes it out again."""

from __future__ import annotations

from datetime import timedelta

from flows.conversation import EventKind, How, Proof, Turn
from flows.drafts import event_log as log
from flows.drafts import path
from flows.engine.asking.ask_question import ask
from flows.engine.moving import navigation as moving
from flows.engine.turn import team as sharing
from flows.engine.turn.notes import noted
from flows.engine.turn.turn_builder import Scene, shortened
from flows.forms.model import Evidence, Section
from flows.language.command_words import is_none_yet
from flows.language.yes_no import wants_more
from flows.messages import Button, File, FileKind, Input, Reply, Said, Sent, Wants
from flows.quality.personal_data import masked
from flows.questions.kinds import Problem, understand
from flows.texts import normal, say, word

MORE = timedelta(minutes=10)
"""How long after a file another one is more of the same, where few messages are wanted."""


def take_file(scene: Scene, given: Sent) -> Turn:
    """Keep a file as evidence for the open section, and say what the open question needs."""
    question, section = scene.question, _shown_section(scene)
    scene = attach(scene, section, given.file, "", given.caption)
    what = word(f"what.{given.file.kind}")
    if masked(given.caption) != given.caption:
        scene = scene.tell("saved.caption_masked")
    if scene.flow.leads:
        return ask(scene.tell("odd.file_early"))
    if isinstance(question, Evidence) and section is scene.section:
        return _proved(scene, question, what)
    scene = told(scene, what, section)
    if section is not scene.section:
        return ask(scene)
    if question is None or scene.conversation.pending is not None:
        return ask(scene)
    if given.file.kind is FileKind.VOICE:
        return ask(scene.tell("odd.voice_here"))
    problem = understand(question, given)
    return ask(scene.tell_rich(normal(problem.text)) if isinstance(problem, Problem) else scene)


def _shown_section(scene: Scene) -> Section:
    """Return the section a file is for: where few messages are wanted, files may follow the one before them."""
    since = []
    last = None
    for event in sharing.mine(scene):
        if event.kind is not EventKind.ANSWERED:
            last = event
            break
        since.append(event)
    is_close = last is not None and last.kind is EventKind.ATTACHED and scene.now - last.at <= MORE
    if not scene.brief or last is None or not is_close:
        return scene.section
    is_next = all(_is_evidence(scene, event.question) for event in since)
    return next((one for one in scene.flow.sections if is_next and one.id == last.question), scene.section)


def _is_evidence(scene: Scene, question: str) -> bool:
    return scene.flow.has(question) and isinstance(scene.flow.question(question), Evidence)


def _proved(scene: Scene, question: Evidence, what: str) -> Turn:
    """Ask for more evidence; where few messages are wanted, go on: more can follow unasked."""
    if not scene.brief or scene.conversation.pending is not None:
        return ask(scene.tell("saved.proof_here", what=what))
    if question.id not in scene.draft.answers:
        scene = scene.record(EventKind.ANSWERED, question.id, True, how=How.BUTTON)
    return moving.go_on(scene.tell("saved.proof_more", what=what), question.id)


def attach(scene: Scene, section: Section, file: File | None, link: str, caption: str) -> Scene:
    """Keep a file or link as evidence for a section; personal data in its caption is made unreadable."""
    value = log.proof_value(file, link, masked(caption))
    raw = masked(caption) if file is not None else link
    return scene.record(EventKind.ATTACHED, section.id, value, raw=raw, how=How.UPLOAD)


def told(scene: Scene, what: str, section: Section) -> Scene:
    """Say where a file that nobody asked for was put, with a tap to take it out and one to move it."""
    number = str(scene.conversation.events[-1].number)
    return scene.tell("saved.proof", what=what, section=section.title).offer(
        Button(word("button.no_proof"), "detach", number), Button(word("button.move_proof"), "proof_move", number)
    )


def take_words(scene: Scene, question: Evidence, given: Input) -> Turn:
    """Take what is typed at a question for evidence: a link, "not yet", or a note."""
    linked = attach_link(scene, question, given)
    if linked is not None:
        return _proved(linked, question, word("what.link"))
    scene = noted(scene, given)
    if isinstance(given, Said) and (is_none_yet(given.text) or wants_more(given.text) is False):
        return done(scene, question)
    return ask(scene.tell("odd.text_for_proofs"))


def attach_link(scene: Scene, question: Evidence, given: Input) -> Scene | None:
    """Keep a typed link as evidence, with the words around it as its caption; None if there is none."""
    understood = understand(question, given)
    if isinstance(understood, Problem) or not isinstance(understood.value, dict) or "link" not in understood.value:
        return None
    caption = str(understood.value.get("caption", ""))
    value = log.proof_value(None, str(understood.value["link"]), masked(caption))
    section = scene.flow.section_of(question.id)
    return scene.record(EventKind.ATTACHED, section.id, value, raw=masked(understood.raw), how=How.TYPED)


def done(scene: Scene, question: Evidence) -> Turn:
    """Close a question for evidence: answered if its section has any, skipped if not."""
    if not proofs_here(scene):
        return moving.skip(scene, "")
    if question.id not in scene.draft.answers:
        scene = scene.record(EventKind.ANSWERED, question.id, True, how=How.BUTTON)
    return moving.go_on(scene.tell("saved.proofs", count=len(proofs_here(scene))), question.id)


def proofs_here(scene: Scene) -> list[Proof]:
    """Return the evidence of the open section."""
    return [proof for proof in scene.draft.proofs if proof.section == scene.section.id]


def show_proofs(scene: Scene, _: str) -> Turn:
    """Show the evidence of the open section; a tap takes a piece out."""
    found = proofs_here(scene)
    if not found:
        return ask(scene.tell("odd.no_proofs"))
    choices = tuple(
        Button(f"{number}. {_name(proof)}", "detach", str(proof.event)) for number, proof in enumerate(found, 1)
    )
    back = (Button(word("button.resume"), "repeat"),)
    return scene.turn(Reply(text=say("show.proofs"), choices=choices, actions=back, wants=Wants.CHOICE))


def _name(proof: Proof) -> str:
    name = proof.file.name if proof.file is not None else proof.link
    return shortened(f"{name} ({proof.caption})" if proof.caption else name, 60)


def choose_section(scene: Scene, number: str) -> Turn:
    """Ask for the section that a piece of evidence belongs to."""
    found = _numbered(scene, number)
    if found is None:
        return ask(scene.tell("odd.no_proofs"))
    others = [one for one in path.sections(scene.flow, scene.draft) if one.id != found.section]
    choices = tuple(Button(one.title, "proof_to", f"{number}-{one.id}") for one in others)
    back = (Button(word("button.resume"), "repeat"),)
    text = say("show.proof_to", name=_name(found))
    return scene.turn(Reply(text=text, choices=choices, actions=back, wants=Wants.CHOICE))


def move_to(scene: Scene, place: str) -> Turn:
    """Let a piece of evidence belong to another section; undo moves it back."""
    number, _, name = place.partition("-")
    found = _numbered(scene, number)
    section = next((one for one in path.sections(scene.flow, scene.draft) if one.id == name), None)
    if found is None or section is None:
        return ask(scene.tell("odd.no_proofs"))
    if found.section != section.id:
        scene = scene.record(EventKind.MOVED, section.id, found.event, how=How.BUTTON)
    return ask(scene.tell("saved.moved", section=section.title).offer_undo())


def _numbered(scene: Scene, number: str) -> Proof | None:
    return next((proof for proof in scene.draft.proofs if str(proof.event) == number), None)


def detach(scene: Scene, number: str) -> Turn:
    """Take a piece of evidence out of the draft; undo brings it back."""
    found = _numbered(scene, number)
    if found is None:
        return ask(scene.tell("odd.no_proofs"))
    scene = scene.record(EventKind.DETACHED, found.section, found.event, how=How.BUTTON)
    return ask(scene.tell("saved.detached", name=_name(found)).offer_undo())
