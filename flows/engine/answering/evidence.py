"""The handling of evidence: attached to a section at any moment, moved, detached."""

from __future__ import annotations

from datetime import timedelta

from flows.conversation import AnswerSource, EventKind, Proof, Turn
from flows.drafts import event_log, path
from flows.engine.asking.ask_question import ask
from flows.engine.moving import navigation
from flows.engine.turn import team
from flows.engine.turn.notes import noted
from flows.engine.turn.turn_builder import TurnBuilder, shortened
from flows.forms.model import Evidence, Section
from flows.language.command_words import is_none_yet
from flows.language.yes_no import wants_more
from flows.messages import Button, File, FileInput, FileKind, Input, InputKind, Reply, TextInput
from flows.quality.personal_data import masked
from flows.questions.kinds import Problem, understand
from flows.texts import normal, say, word

MORE = timedelta(minutes=10)
"""How long after a file another one is more of the same, where few messages are wanted."""


def take_file(builder: TurnBuilder, given: FileInput) -> Turn:
    """Attach a file to the open section, and say what the open question needs."""
    question, section = builder.question, _shown_section(builder)
    builder = attach(builder, section, given.file, "", given.caption)
    what = word(f"what.{given.file.kind}")
    if masked(given.caption) != given.caption:
        builder = builder.tell("saved.caption_masked")
    if builder.flow.leads:
        return ask(builder.tell("odd.file_early"))
    if isinstance(question, Evidence) and section is builder.section:
        return _proved(builder, question, what)
    builder = acknowledge_file(builder, what, section)
    if section is not builder.section:
        return ask(builder)
    if question is None or builder.conversation.pending is not None:
        return ask(builder)
    if given.file.kind is FileKind.VOICE:
        return ask(builder.tell("odd.voice_here"))
    problem = understand(question, given)
    return ask(builder.tell_rich(normal(problem.text)) if isinstance(problem, Problem) else builder)


def _shown_section(builder: TurnBuilder) -> Section:
    """Return the section a file is for; where few messages are wanted, a file soon after another shares its section."""
    since = []
    last = None
    for event in team.mine(builder):
        if event.kind is not EventKind.ANSWERED:
            last = event
            break
        since.append(event)
    is_close = last is not None and last.kind is EventKind.ATTACHED and builder.now - last.at <= MORE
    if not builder.brief or last is None or not is_close:
        return builder.section
    is_next = all(_is_evidence(builder, event.question) for event in since)
    return next(
        (section for section in builder.flow.sections if is_next and section.id == last.question), builder.section
    )


def _is_evidence(builder: TurnBuilder, question: str) -> bool:
    return builder.flow.has(question) and isinstance(builder.flow.question(question), Evidence)


def _proved(builder: TurnBuilder, question: Evidence, what: str) -> Turn:
    """Ask for more evidence; where few messages are wanted, go on: unasked files are still accepted."""
    if not builder.brief or builder.conversation.pending is not None:
        return ask(builder.tell("saved.proof_here", what=what))
    if question.id not in builder.draft.answers:
        builder = builder.record(EventKind.ANSWERED, question.id, True, how=AnswerSource.BUTTON)
    return navigation.go_on(builder.tell("saved.proof_more", what=what), question.id)


def attach(builder: TurnBuilder, section: Section, file: File | None, link: str, caption: str) -> TurnBuilder:
    """Attach a file or link to a section; personal data in its caption is masked."""
    value = event_log.proof_value(file, link, masked(caption))
    raw = masked(caption) if file is not None else link
    return builder.record(EventKind.ATTACHED, section.id, value, raw=raw, how=AnswerSource.UPLOAD)


def acknowledge_file(builder: TurnBuilder, what: str, section: Section) -> TurnBuilder:
    """Add where an unasked file was attached, with buttons to detach and to move it."""
    number = str(builder.conversation.events[-1].number)
    return builder.tell("saved.proof", what=what, section=section.title).offer(
        Button(word("button.no_proof"), "detach", number), Button(word("button.move_proof"), "proof_move", number)
    )


def take_words(builder: TurnBuilder, question: Evidence, given: Input) -> Turn:
    """Handle a text at a question for evidence: a link, "not yet", or a note."""
    linked = attach_link(builder, question, given)
    if linked is not None:
        return _proved(linked, question, word("what.link"))
    builder = noted(builder, given)
    if isinstance(given, TextInput) and (is_none_yet(given.text) or wants_more(given.text) is False):
        return done(builder, question)
    return ask(builder.tell("odd.text_for_proofs"))


def attach_link(builder: TurnBuilder, question: Evidence, given: Input) -> TurnBuilder | None:
    """Attach a typed link, with the words around it as its caption; None if there is none."""
    understood = understand(question, given)
    if isinstance(understood, Problem) or not isinstance(understood.value, dict) or "link" not in understood.value:
        return None
    caption = str(understood.value.get("caption", ""))
    value = event_log.proof_value(None, str(understood.value["link"]), masked(caption))
    section = builder.flow.section_of(question.id)
    return builder.record(EventKind.ATTACHED, section.id, value, raw=masked(understood.raw), how=AnswerSource.TYPED)


def done(builder: TurnBuilder, question: Evidence) -> Turn:
    """Close a question for evidence: answered if its section has any, skipped if not."""
    if not proofs_here(builder):
        return navigation.skip(builder, "")
    if question.id not in builder.draft.answers:
        builder = builder.record(EventKind.ANSWERED, question.id, True, how=AnswerSource.BUTTON)
    return navigation.go_on(builder.tell("saved.proofs", count=len(proofs_here(builder))), question.id)


def proofs_here(builder: TurnBuilder) -> list[Proof]:
    """Return the evidence of the open section."""
    return [proof for proof in builder.draft.proofs if proof.section == builder.section.id]


def show_proofs(builder: TurnBuilder, _: str) -> Turn:
    """Show the evidence of the open section; a button detaches a piece."""
    found = proofs_here(builder)
    if not found:
        return ask(builder.tell("odd.no_proofs"))
    choices = tuple(
        Button(f"{number}. {_name(proof)}", "detach", str(proof.event)) for number, proof in enumerate(found, 1)
    )
    back = (Button(word("button.resume"), "repeat"),)
    return builder.turn(Reply(text=say("show.proofs"), choices=choices, actions=back))


def _name(proof: Proof) -> str:
    name = proof.file.name if proof.file is not None else proof.link
    return shortened(f"{name} ({proof.caption})" if proof.caption else name, 60)


def choose_section(builder: TurnBuilder, number: str) -> Turn:
    """Ask for the section that a piece of evidence belongs to."""
    found = _numbered(builder, number)
    if found is None:
        return ask(builder.tell("odd.no_proofs"))
    others = [section for section in path.sections(builder.flow, builder.draft) if section.id != found.section]
    choices = tuple(Button(section.title, "proof_to", f"{number}-{section.id}") for section in others)
    back = (Button(word("button.resume"), "repeat"),)
    text = say("show.proof_to", name=_name(found))
    return builder.turn(Reply(text=text, choices=choices, actions=back, wants=InputKind.CHOICE))


def move_to(builder: TurnBuilder, place: str) -> Turn:
    """Move a piece of evidence to another section; undo moves it back."""
    number, _, name = place.partition("-")
    found = _numbered(builder, number)
    section = next(
        (other_section for other_section in path.sections(builder.flow, builder.draft) if other_section.id == name),
        None,
    )
    if found is None or section is None:
        return ask(builder.tell("odd.no_proofs"))
    if found.section != section.id:
        builder = builder.record(EventKind.MOVED, section.id, found.event, how=AnswerSource.BUTTON)
    return ask(builder.tell("saved.moved", section=section.title).offer_undo())


def _numbered(builder: TurnBuilder, number: str) -> Proof | None:
    return next((proof for proof in builder.draft.proofs if str(proof.event) == number), None)


def detach(builder: TurnBuilder, number: str) -> Turn:
    """Detach a piece of evidence; undo restores it."""
    found = _numbered(builder, number)
    if found is None:
        return ask(builder.tell("odd.no_proofs"))
    builder = builder.record(EventKind.DETACHED, found.section, found.event, how=AnswerSource.BUTTON)
    return ask(builder.tell("saved.detached", name=_name(found)).offer_undo())
