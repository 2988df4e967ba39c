"""Shows without asking: the list, a preview, an example, help, the last look before sending."""

from __future__ import annotations

from dataclasses import replace

from flows.conversation import Effect, EffectKind, Point, Status, Turn
from flows.documents.gaps import over_limits
from flows.drafts import path
from flows.engine.asking import ask_point as point_asking
from flows.engine.asking.ask_group import examples, members, numbered, tips
from flows.engine.asking.ask_question import ask, footer
from flows.engine.asking.ask_table import column_of
from flows.engine.turn import points
from flows.engine.turn import team as sharing
from flows.engine.turn.hints import TOO_LONG, open_hints, ways_to_mend
from flows.engine.turn.turn_builder import Scene, draft_name, shortened
from flows.forms.model import Cell, Evidence, Question, Section, Table
from flows.language.formatting import heading_of
from flows.language.numbers import write_number
from flows.messages import Button, Reply, Rich, Wants
from flows.quality.meter import bar, meter, section_words
from flows.quality.redactions import all_hidden
from flows.questions.kinds import show
from flows.text_format import listed
from flows.texts import bold, lines, normal, say, word

ON_A_BUTTON = 36
"""Letters of a section's title: channels number longer labels, and the form numbers its sections already."""


def show_list(scene: Scene, _: str) -> Turn:
    """Show every section with what is done in it; a tap opens one."""
    shown = path.sections(scene.flow, scene.draft)
    written = [_section_line(scene, section) for section in shown]
    preview = () if scene.flow.leads else (Button(word("button.preview"), "preview"),)
    invite = () if scene.flow.leads else (Button(word("button.invite"), "invite"),)
    return scene.turn(
        Reply(
            text=lines(say("show.list", name=draft_name(scene.flow, scene.draft)), *written, say("show.list_hint")),
            choices=tuple(Button(shortened(_title(section), ON_A_BUTTON), "section", section.id) for section in shown),
            actions=(
                Button(word("button.resume"), "repeat"),
                *preview,
                Button(word("button.drafts"), "drafts"),
                *invite,
            ),
            wants=Wants.CHOICE,
        )
    )


def _title(section: Section) -> str:
    return f"{section.number}. {section.title}" if section.number.isdigit() else heading_of(section)


def _section_line(scene: Scene, section: Section) -> Rich:
    names = [name for name in path.path(scene.flow, scene.draft) if scene.flow.section_of(name) is section]
    asked = [question for question in map(scene.flow.question, names) if question.printed]
    done = sum(_is_done(scene, question, section) for question in asked)
    mark = "…" if 0 < done < len(asked) else "✓" if done else "○"
    hints = len(open_hints(scene, section)) if done else 0
    line = say(
        "show.list_hinted" if hints else "show.list_line",
        mark=mark,
        title=_title(section),
        done=done,
        all=len(asked) or 1,
        bar=bar(meter(scene.flow, section, scene.draft)),
        hints=hints,
    )
    return (*line, *point_asking.in_list(scene, section), *sharing.busy(scene, section))


def _is_done(scene: Scene, question: Question, section: Section) -> bool:
    if isinstance(question, Evidence) and any(proof.section == section.id for proof in scene.draft.proofs):
        return True
    return question.id in scene.draft.answers


def show_section(scene: Scene, name: str) -> Turn:
    """Show a section's questions with what is answered, and the first hint with a way to mend it or to leave it."""
    section = next((one for one in path.sections(scene.flow, scene.draft) if one.id == name), None)
    if section is None:
        return show_list(scene, "")
    asked = [
        scene.flow.question(one) for one in path.path(scene.flow, scene.draft) if scene.flow.section_of(one) is section
    ]
    hints = open_hints(scene, section)
    first = hints[0] if hints else None
    advice = say("show.hint_of", label=scene.flow.question(first.question).label, hint=first.text) if first else ()
    hinted = {hint.question for hint in hints}
    pointed = points.of_section(scene.conversation, section.id)
    if pointed:
        advice = point_asking.remark(scene, pointed[0])
    return scene.turn(
        Reply(
            text=lines(
                lines(say("show.section", title=_title(section)), sharing.writers(scene, section)), advice, gap="\n\n"
            ),
            choices=tuple(Button(f"{_mark(scene, one, section, hinted)} {one.label}", "edit", one.id) for one in asked),
            actions=_section_actions(
                scene, section, _ways_to_deal(pointed) or (ways_to_mend(scene, first) if first else ())
            ),
            wants=Wants.CHOICE,
            edits=True,
        )
    )


def _section_actions(scene: Scene, section: Section, mending: tuple[Button, ...]) -> tuple[Button, ...]:
    taking = _taking(scene, section)
    around = () if taking and mending else (Button(word("button.list"), "list"),)
    return (*taking, *mending, *around, Button(word("button.resume"), "repeat"))


def _taking(scene: Scene, section: Section) -> tuple[Button, ...]:
    """Offer to take a section, where several people write and nobody has it."""
    if scene.team is None or section.id in scene.team.takes:
        return ()
    return (Button(word("button.take"), "take", section.id),)


def _ways_to_deal(pointed: list[Point]) -> tuple[Button, ...]:
    return tuple(Button(word("button.point_open"), "point_open", str(point.id)) for point in pointed[:1])


def _mark(scene: Scene, question: Question, section: Section, hinted: set[str]) -> str:
    if any(point.question == question.id for point in scene.conversation.points):
        return "✎"
    if question.id in hinted:
        return "💡"
    return "✓" if _is_done(scene, question, section) else "○"


def example(scene: Scene, _: str) -> Turn:
    """Show an example of an answer, and ask again."""
    question = scene.question
    text = _example_of(scene, question) if question is not None else ""
    if scene.cursor.together:
        text = examples(members(scene))
    if not text:
        return ask(scene.tell("odd.no_example"))
    return ask(scene.tell("show.example", example=text))


def _example_of(scene: Scene, question: Question) -> str:
    cell = _open_cell(scene, question)
    is_first = isinstance(question, Table) and question.id not in scene.draft.answers and cell is question.columns[0]
    return question.example if cell is None or is_first else cell.example or question.example


def _open_cell(scene: Scene, question: Question | None) -> Cell | None:
    return column_of(question, scene.cursor.column) if isinstance(question, Table) else None


def show_help(scene: Scene, _: str) -> Turn:
    """Say how to answer the open question, what the form asks here, and what can be typed."""
    question = scene.question
    parts: list[Rich] = []
    if scene.cursor.together:
        parts += [numbered(members(scene)), tips(members(scene))]
    elif question is not None:
        asked = _open_cell(scene, question) or question
        advice = asked.help or question.help
        parts.append(bold(asked.prompt))
        parts.append(normal(advice) if advice else ())
        parts.append(say("show.form_asks", asks=scene.section.asks) if scene.section.asks else ())
    parts.append(say("show.commands_short" if scene.flow.leads else "show.commands"))
    document = () if scene.flow.leads else (Button(word("button.document"), "document"),)
    actions = (
        Button(word("button.resume"), "repeat"),
        Button(word("button.list"), "list"),
        Button(word("button.later"), "later"),
        *document,
    )
    return scene.turn(Reply(text=lines(*parts, gap="\n\n"), footer=footer(scene), actions=actions))


def later(scene: Scene, _: str) -> Turn:
    """Say that all is saved and how to come back."""
    way = [scene.flow.question(name) for name in path.path(scene.flow, scene.draft)]
    counted = [question for question in way if question.required or not scene.conversation.quick]
    done = sum(question.id in scene.draft.answers for question in counted)
    text = say("show.later_quick" if scene.conversation.quick else "show.later", done=done, all=len(counted))
    return scene.turn(Reply(text=text, actions=(Button(word("button.next"), "greet"),)))


def preview(scene: Scene, name: str) -> Turn:
    """Show what one section says so far, gaps included; begins where the person is, in the end at the beginning."""
    if scene.flow.leads:
        return ask(scene.tell("odd.no_form_yet"))
    shown = path.sections(scene.flow, scene.draft)
    wanted = name or (scene.section.id if scene.cursor.question else shown[0].id)
    number = next((place for place, section in enumerate(shown) if section.id == wanted), 0)
    here = shown[number]
    actions: list[Button] = []
    if number + 1 < len(shown):
        actions.append(Button(word("button.next_section"), "preview", shown[number + 1].id))
    if number > 0:
        actions.append(Button(word("button.previous_section"), "preview", shown[number - 1].id))
    actions.append(Button(word("button.edit_section"), "section", here.id))
    actions.append(Button(word("button.resume"), "repeat"))
    return scene.turn(
        Reply(text=_section_text(scene, here), actions=tuple(actions), wants=Wants.CHOICE, edits=bool(name))
    )


def _section_text(scene: Scene, section: Section) -> Rich:
    way = path.path(scene.flow, scene.draft)
    asked = [question for question in section.questions if question.id in way and question.printed]
    title, words = _title(section), write_number(section_words(section, scene.draft))
    head = say("show.preview", title=title, words=words)
    if section.max_words:
        head = say("show.preview_limit", title=title, words=words, limit=section.max_words)
    proofs = sum(proof.section == section.id for proof in scene.draft.proofs)
    return lines(
        head,
        *(_answer_text(scene, question) for question in asked if not isinstance(question, Evidence)),
        say("show.preview_proofs", count=proofs) if proofs else (),
        gap="\n\n",
    )


def _answer_text(scene: Scene, question: Question) -> Rich:
    answer = scene.draft.answers.get(question.id)
    text = show(question, answer.value) if answer else word("show.gap", label=question.label)
    name = sharing.writer(scene, question.id)
    return lines((*bold(question.label), *(normal(" ") + say("team.by", name=name) if name else ())), normal(text))


def document(scene: Scene, which: str) -> Turn:
    """Ask the shell to make the document, the letters or the coach's page from the answers as they stand."""
    if scene.flow.leads:
        return ask(scene.tell("odd.no_form_yet"))
    return scene.wish(Effect(kind=EffectKind.MAKE_DOCUMENT, argument=which)).turn(None)


def drafts(scene: Scene, _: str) -> Turn:
    """Ask the shell for the person's other drafts."""
    return scene.wish(Effect(kind=EffectKind.LIST_DRAFTS)).turn(None)


def invite(scene: Scene, _: str) -> Turn:
    """Ask the shell to let colleagues write along."""
    if scene.flow.leads:
        return ask(scene.tell("odd.no_form_yet"))
    return scene.wish(Effect(kind=EffectKind.INVITE)).turn(None)


def submit(scene: Scene, _: str) -> Turn:
    """Show what a coach would notice first, and ask whether to send."""
    if scene.flow.leads:
        return ask(scene.tell("odd.no_form_yet"))
    flow, draft = scene.flow, scene.draft
    gaps = [flow.question(name).label for name in path.gaps(flow, draft)]
    hidden = all_hidden(flow, draft, path.path(flow, draft))
    over = list(over_limits(flow, draft, frozenset(path.path(flow, draft))))
    advice = [hint for hint in open_hints(scene) if hint.check not in ("no_evidence", *TOO_LONG)]
    bare = [flow.section_of(hint.question).title for hint in open_hints(scene) if hint.check == "no_evidence"]
    parts = [
        say("submit.gaps", labels=listed(gaps)) if gaps else say("submit.ready"),
        say("submit.over", texts=" ".join(over)) if over else (),
        say("submit.hints", count=len(advice)) if advice else (),
        say("submit.proofs", sections=listed(bare)) if bare else (),
        say("submit.hidden", labels=listed([f"“{one.label}”" for one in hidden])) if hidden else (),
        point_asking.still_open(scene),
        say("submit.sure"),
    ]
    yes = Button(word("button.submit_yes"), "submit_yes", _moment(scene))
    mend = Button(word("button.fill_gaps"), "fill") if gaps else Button(word("button.list"), "list")
    if scene.conversation.points:
        mend = Button(word("button.point_go_on"), "point_open")
    rewrite = [Button(word("button.rewrite_of", label=one.label), "edit", one.id) for one in hidden[:1]]
    back = (Button(word("button.resume"), "repeat"),)
    choices = (mend, yes) if gaps or scene.conversation.points else (yes, mend)
    yes_no = (yes, *back)
    actions = (*rewrite, *back)
    return scene.turn(Reply(text=lines(*parts), choices=choices, actions=actions, yes_no=yes_no, wants=Wants.CHOICE))


def _moment(scene: Scene) -> str:
    """Return what tells whether anything happened since: a yes is meant for what was shown with it."""
    return str(len(scene.conversation.events))


def submit_yes(scene: Scene, moment: str) -> Turn:
    """Ask the shell to freeze and send the draft as it was shown."""
    if moment != _moment(scene) or scene.flow.leads:
        return submit(scene, "")
    return scene.wish(Effect(kind=EffectKind.SUBMIT)).turn(None)


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
    """Ask once more before a draft is put away; only its owner can."""
    if scene.team is not None and not scene.team.is_owner:
        return ask(scene.tell("team.not_yours_to_discard"))
    no = Button(word("button.leave"), "repeat")
    yes = Button(word("button.discard_yes"), "discard_yes", _moment(scene))
    name = draft_name(scene.flow, scene.draft)
    others = sharing.others(scene)
    text = say("stop.sure_team", name=name, names=listed(others)) if others else say("stop.sure", name=name)
    return scene.turn(Reply(text=text, choices=(no, yes), yes_no=(yes, no), wants=Wants.CHOICE))


def discard_yes(scene: Scene, moment: str) -> Turn:
    """Put a draft away, if nothing happened since it was asked."""
    if moment != _moment(scene) or (scene.team is not None and not scene.team.is_owner):
        return discard(scene, "")
    scene = replace(scene, conversation=replace(scene.conversation, status=Status.CANCELLED))
    name = draft_name(scene.flow, scene.draft)
    return scene.turn(Reply(text=say("stop.discarded", name=name), actions=(Button(word("button.drafts"), "drafts"),)))
