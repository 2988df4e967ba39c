"""Shows without asking: the list, a preview, an example, help, the last look before sending."""

from __future__ import annotations

from dataclasses import replace

from flows import path
from flows.asking import ask, footer
from flows.conversation import Effect, EffectKind, Status, Turn
from flows.messages import Button, Reply, Rich, Wants
from flows.model import Evidence, Question, Section, Table
from flows.quality import Hint, all_hints, bar, hints, meter
from flows.questions import count_words, show
from flows.scene import Scene, draft_name
from flows.table_asking import column_of
from flows.texts import bold, lines, normal, say, word


def show_list(scene: Scene, _: str) -> Turn:
    """Show every section with what is done in it; a tap opens one."""
    written = [_section_line(scene, section) for section in path.sections(scene.flow, scene.draft)]
    choices = tuple(
        Button(_section_title(section), "section", section.id) for section in path.sections(scene.flow, scene.draft)
    )
    return scene.turn(
        Reply(
            text=lines(say("show.list", name=draft_name(scene.flow, scene.draft)), *written, say("show.list_hint")),
            choices=choices,
            actions=(
                Button(word("button.resume"), "repeat"),
                Button(word("button.preview"), "preview"),
                Button(word("button.drafts"), "drafts"),
            ),
            wants=Wants.CHOICE,
        )
    )


def show_section(scene: Scene, name: str) -> Turn:
    """Show a section's questions with what is answered; a tap opens one."""
    found = [section for section in path.sections(scene.flow, scene.draft) if section.id == name]
    if not found:
        return show_list(scene, "")
    section = found[0]
    asked = [
        scene.flow.question(one) for one in path.path(scene.flow, scene.draft) if scene.flow.section_of(one) is section
    ]
    advice = [say("show.hint", hint=hint.text) for hint in open_hints(scene, section)[:3]]
    return scene.turn(
        Reply(
            text=lines(say("show.section", title=_section_title(section)), *advice),
            choices=tuple(
                Button(f"{_mark(scene, question)} {question.label}", "edit", question.id) for question in asked
            ),
            actions=(Button(word("button.list"), "list"), Button(word("button.resume"), "repeat")),
            wants=Wants.CHOICE,
            edits=True,
        )
    )


def _section_title(section: Section) -> str:
    return f"{section.number}. {section.title}" if section.number else section.title


def _section_line(scene: Scene, section: Section) -> Rich:
    names = [name for name in path.path(scene.flow, scene.draft) if scene.flow.section_of(name) is section]
    done = sum(name in scene.draft.answers for name in names)
    mark = "✓" if done == len(names) else "…" if done else "○"
    score = bar(meter(scene.flow, section, scene.draft))
    return say("show.list_line", mark=mark, title=_section_title(section), done=done, all=len(names), bar=score)


def _mark(scene: Scene, question: Question) -> str:
    if question.id not in scene.draft.answers:
        return "○"
    return "💡" if any(hint.question == question.id for hint in open_hints(scene, None)) else "✓"


def open_hints(scene: Scene, section: Section | None) -> tuple[Hint, ...]:
    """Return the hints the person has not put aside, of one section or of all."""
    return tuple(
        hint
        for hint in all_hints(scene.flow, scene.draft)
        if section is None or (scene.flow.has(hint.question) and scene.flow.section_of(hint.question) is section)
    )


def example(scene: Scene, _: str) -> Turn:
    """Show an example of an answer, and ask again."""
    question = scene.question
    text = _example_of(scene, question) if question is not None else ""
    if not text:
        return ask(scene.tell("odd.no_example"))
    return ask(scene.tell("show.example", example=text))


def _example_of(scene: Scene, question: Question) -> str:
    if isinstance(question, Table) and scene.cursor.column is not None:
        try:
            return column_of(question, scene.cursor.column).example or question.example
        except KeyError:
            return question.example
    return question.example


def show_help(scene: Scene, _: str) -> Turn:
    """Say how to answer the open question, what the form asks here, and what can be typed."""
    question = scene.question
    parts: list[Rich] = []
    if question is not None:
        parts.append(bold(question.prompt))
        parts.append(normal(question.help) if question.help else ())
        parts.append(say("show.form_asks", asks=scene.section.asks) if scene.section.asks else ())
    parts.append(say("show.commands"))
    actions = (
        Button(word("button.resume"), "repeat"),
        Button(word("button.list"), "list"),
        Button(word("button.later"), "later"),
        Button(word("button.document"), "document"),
    )
    return scene.turn(Reply(text=lines(*parts, gap="\n\n"), footer=footer(scene), actions=actions))


def later(scene: Scene, _: str) -> Turn:
    """Say that all is saved and how to come back."""
    way = path.path(scene.flow, scene.draft)
    done = sum(name in scene.draft.answers for name in way)
    return scene.turn(
        Reply(text=say("show.later", done=done, all=len(way)), actions=(Button(word("button.next"), "greet"),))
    )


def preview(scene: Scene, name: str) -> Turn:
    """Show what one section says so far, gaps included; begins where the person is."""
    shown = path.sections(scene.flow, scene.draft)
    here = next((section for section in shown if section.id == name), None)
    if here is None:
        here = next((section for section in shown if section.id == scene.section.id), shown[0])
    number = shown.index(here)
    actions = []
    if number + 1 < len(shown):
        actions.append(Button(word("button.next_section"), "preview", shown[number + 1].id))
    if number > 0:
        actions.append(Button(word("button.previous_section"), "preview", shown[number - 1].id))
    actions.append(Button(word("button.edit", label=here.title), "section", here.id))
    actions.append(Button(word("button.resume"), "repeat"))
    return scene.turn(
        Reply(text=_section_text(scene, here), actions=tuple(actions), wants=Wants.CHOICE, edits=bool(name))
    )


def _section_text(scene: Scene, section: Section) -> Rich:
    body: list[Rich] = []
    words = 0
    for name in path.path(scene.flow, scene.draft):
        if scene.flow.section_of(name) is not section:
            continue
        question = scene.flow.question(name)
        if isinstance(question, Evidence):
            continue
        answer = scene.draft.answers.get(name)
        text = show(question, answer.value) if answer else word("show.gap", label=question.label.lower())
        words += count_words(text) if answer else 0
        body.append(lines(bold(question.label), normal(text)))
    title = _section_title(section)
    head = say("show.preview", title=title, words=words)
    if section.max_words:
        head = say("show.preview_limit", title=title, words=words, limit=section.max_words)
    return lines(head, *body, gap="\n\n")


def document(scene: Scene, which: str) -> Turn:
    """Ask the shell to make the document, the letters or the coach's page from the answers as they stand."""
    return scene.wish(Effect(kind=EffectKind.MAKE_DOCUMENT, argument=which)).turn(None)


def drafts(scene: Scene, _: str) -> Turn:
    """Ask the shell for the person's other drafts."""
    return scene.wish(Effect(kind=EffectKind.LIST_DRAFTS)).turn(None)


def submit(scene: Scene, _: str) -> Turn:
    """Show what a coach would notice first, and ask whether to send."""
    flow, draft = scene.flow, scene.draft
    gaps = [flow.question(name).label for name in path.gaps(flow, draft)]
    advice = open_hints(scene, None)
    bare = _sections_without_proof(scene)
    parts = [
        say("submit.look"),
        say("submit.gaps", labels=", ".join(gaps)) if gaps else say("submit.ready"),
        say("submit.hints", count=len(advice)) if advice else (),
        say("submit.proofs", sections=", ".join(bare)) if bare else (),
    ]
    yes = Button(word("button.submit_yes"), "submit_yes")
    mend = Button(word("button.fill_gaps"), "fill") if gaps else Button(word("button.list"), "list")
    return scene.turn(Reply(text=lines(*parts), choices=(mend, yes) if gaps else (yes, mend), wants=Wants.CHOICE))


def _sections_without_proof(scene: Scene) -> list[str]:
    way = path.path(scene.flow, scene.draft)
    wanting = {scene.flow.section_of(name).id for name in way if isinstance(scene.flow.question(name), Evidence)}
    having = {proof.section for proof in scene.draft.proofs}
    return [section.title for section in scene.flow.sections if section.id in wanting - having]


def show_ways_out(scene: Scene) -> Turn:
    """Offer what "batal" may mean when nothing was begun."""
    choices = (
        Button(word("button.undo_last"), "undo"),
        Button(word("button.later"), "later"),
        Button(word("button.discard"), "discard"),
    )
    back = (Button(word("button.resume"), "repeat"),)
    return scene.turn(Reply(text=say("stop.what"), choices=choices, actions=back, wants=Wants.CHOICE))


def discard(scene: Scene, _: str) -> Turn:
    """Ask once more before a draft is put away."""
    choices = (Button(word("button.leave"), "repeat"), Button(word("button.discard_yes"), "discard_yes"))
    name = draft_name(scene.flow, scene.draft)
    return scene.turn(Reply(text=say("stop.sure", name=name), choices=choices, wants=Wants.CHOICE))


def discard_yes(scene: Scene, _: str) -> Turn:
    """Put a draft away."""
    scene = replace(scene, conversation=replace(scene.conversation, status=Status.CANCELLED))
    name = draft_name(scene.flow, scene.draft)
    return scene.turn(Reply(text=say("stop.discarded", name=name), actions=(Button(word("button.drafts"), "drafts"),)))


def submit_yes(scene: Scene, _: str) -> Turn:
    """Ask the shell to freeze and send the draft."""
    return scene.wish(Effect(kind=EffectKind.SUBMIT)).turn(None)


def hint_for(scene: Scene, question: Question) -> Hint | None:
    """Return the one hint worth saying right after an answer."""
    found = hints(scene.flow, question, scene.draft)
    return found[0] if found else None
