"""Views that ask nothing: the list, a preview, an example, help, the summary before submitting."""

from __future__ import annotations

from dataclasses import replace

from flows.conversation import Effect, EffectKind, Point, Status, Turn
from flows.documents.gaps import over_limits
from flows.drafts import path
from flows.engine.asking import ask_point
from flows.engine.asking.ask_group import examples, members, numbered, tips
from flows.engine.asking.ask_question import ask, footer
from flows.engine.asking.ask_table import column_of
from flows.engine.turn import points, team
from flows.engine.turn.hints import TOO_LONG, open_hints, ways_to_mend
from flows.engine.turn.turn_builder import TurnBuilder, draft_name, shortened
from flows.forms.model import Cell, Evidence, Question, Section, Table
from flows.language.formatting import heading_of
from flows.language.numbers import write_number
from flows.messages import Button, InputKind, Reply, Rich
from flows.quality.meter import bar, meter, section_words
from flows.quality.redactions import all_hidden
from flows.questions.kinds import show
from flows.text_format import listed
from flows.texts import bold, lines, normal, say, word

ON_A_BUTTON = 36
"""Letters of a section's title: channels number longer labels, and the form numbers its sections already."""


def show_list(builder: TurnBuilder, _: str) -> Turn:
    """Show every section with its progress; a button opens one."""
    shown = path.sections(builder.flow, builder.draft)
    written = [_section_line(builder, section) for section in shown]
    preview = () if builder.flow.leads else (Button(word("button.preview"), "preview"),)
    invite = () if builder.flow.leads else (Button(word("button.invite"), "invite"),)
    return builder.turn(
        Reply(
            text=lines(say("show.list", name=draft_name(builder.flow, builder.draft)), *written, say("show.list_hint")),
            choices=tuple(Button(shortened(_title(section), ON_A_BUTTON), "section", section.id) for section in shown),
            actions=(
                Button(word("button.resume"), "repeat"),
                *preview,
                Button(word("button.drafts"), "drafts"),
                *invite,
            ),
        )
    )


def _title(section: Section) -> str:
    return f"{section.number}. {section.title}" if section.number.isdigit() else heading_of(section)


def _section_line(builder: TurnBuilder, section: Section) -> Rich:
    names = [name for name in path.path(builder.flow, builder.draft) if builder.flow.section_of(name) is section]
    asked = [question for question in map(builder.flow.question, names) if question.printed]
    done = sum(_is_done(builder, question, section) for question in asked)
    mark = "…" if 0 < done < len(asked) else "✓" if done else "○"
    hints = len(open_hints(builder, section)) if done else 0
    line = say(
        "show.list_hinted" if hints else "show.list_line",
        mark=mark,
        title=_title(section),
        done=done,
        all=len(asked) or 1,
        bar=bar(meter(builder.flow, section, builder.draft)),
        hints=hints,
    )
    return (*line, *ask_point.in_list(builder, section), *team.busy(builder, section))


def _is_done(builder: TurnBuilder, question: Question, section: Section) -> bool:
    if isinstance(question, Evidence) and any(proof.section == section.id for proof in builder.draft.proofs):
        return True
    return question.id in builder.draft.answers


def show_section(builder: TurnBuilder, name: str) -> Turn:
    """Show a section's questions and answers, and its first hint with buttons to follow or dismiss it."""
    section = next(
        (other_section for other_section in path.sections(builder.flow, builder.draft) if other_section.id == name),
        None,
    )
    if section is None:
        return show_list(builder, "")
    asked = [
        builder.flow.question(question_id)
        for question_id in path.path(builder.flow, builder.draft)
        if builder.flow.section_of(question_id) is section
    ]
    hints = open_hints(builder, section)
    first = hints[0] if hints else None
    advice = say("show.hint_of", label=builder.flow.question(first.question).label, hint=first.text) if first else ()
    hinted = {hint.question for hint in hints}
    pointed = points.of_section(builder.conversation, section.id)
    if pointed:
        advice = ask_point.remark(builder, pointed[0])
    return builder.turn(
        Reply(
            text=lines(
                lines(say("show.section", title=_title(section)), team.writers(builder, section)), advice, gap="\n\n"
            ),
            choices=tuple(
                Button(f"{_mark(builder, question, section, hinted)} {question.label}", "edit", question.id)
                for question in asked
            ),
            actions=_section_actions(
                builder, section, _ways_to_deal(pointed) or (ways_to_mend(builder, first) if first else ())
            ),
            edits=True,
        )
    )


def _section_actions(builder: TurnBuilder, section: Section, mending: tuple[Button, ...]) -> tuple[Button, ...]:
    taking = _taking(builder, section)
    around = () if taking and mending else (Button(word("button.list"), "list"),)
    return (*taking, *mending, *around, Button(word("button.resume"), "repeat"))


def _taking(builder: TurnBuilder, section: Section) -> tuple[Button, ...]:
    """Return the button that claims a section, where several people write and nobody has it."""
    if builder.team is None or section.id in builder.team.takes:
        return ()
    return (Button(word("button.take"), "take", section.id),)


def _ways_to_deal(pointed: list[Point]) -> tuple[Button, ...]:
    return tuple(Button(word("button.point_open"), "point_open", str(point.id)) for point in pointed[:1])


def _mark(builder: TurnBuilder, question: Question, section: Section, hinted: set[str]) -> str:
    if any(point.question == question.id for point in builder.conversation.points):
        return "✎"
    if question.id in hinted:
        return "💡"
    return "✓" if _is_done(builder, question, section) else "○"


def example(builder: TurnBuilder, _: str) -> Turn:
    """Show an example of an answer, and ask again."""
    question = builder.question
    text = _example_of(builder, question) if question is not None else ""
    if builder.cursor.together:
        text = examples(members(builder))
    if not text:
        return ask(builder.tell("odd.no_example"))
    return ask(builder.tell("show.example", example=text))


def _example_of(builder: TurnBuilder, question: Question) -> str:
    cell = _open_cell(builder, question)
    is_first = isinstance(question, Table) and question.id not in builder.draft.answers and cell is question.columns[0]
    return question.example if cell is None or is_first else cell.example or question.example


def _open_cell(builder: TurnBuilder, question: Question | None) -> Cell | None:
    return column_of(question, builder.cursor.column) if isinstance(question, Table) else None


def show_help(builder: TurnBuilder, _: str) -> Turn:
    """Show how to answer the open question, what the form asks here, and the commands."""
    question = builder.question
    parts: list[Rich] = []
    if builder.cursor.together:
        parts += [numbered(members(builder)), tips(members(builder))]
    elif question is not None:
        asked = _open_cell(builder, question) or question
        advice = asked.help or question.help
        parts.append(bold(asked.prompt))
        parts.append(normal(advice) if advice else ())
        parts.append(say("show.form_asks", asks=builder.section.asks) if builder.section.asks else ())
    parts.append(say("show.commands_short" if builder.flow.leads else "show.commands"))
    document = () if builder.flow.leads else (Button(word("button.document"), "document"),)
    actions = (
        Button(word("button.resume"), "repeat"),
        Button(word("button.list"), "list"),
        Button(word("button.later"), "later"),
        *document,
    )
    return builder.turn(Reply(text=lines(*parts, gap="\n\n"), footer=footer(builder), actions=actions))


def later(builder: TurnBuilder, _: str) -> Turn:
    """Say that all is saved and how to resume."""
    way = [builder.flow.question(name) for name in path.path(builder.flow, builder.draft)]
    counted = [question for question in way if question.required or not builder.conversation.quick]
    done = sum(question.id in builder.draft.answers for question in counted)
    text = say("show.later_quick" if builder.conversation.quick else "show.later", done=done, all=len(counted))
    return builder.turn(Reply(text=text, actions=(Button(word("button.next"), "greet"),)))


def preview(builder: TurnBuilder, name: str) -> Turn:
    """Show the text of a section, gaps included; without a name, of the open section, at the end of the first."""
    if builder.flow.leads:
        return ask(builder.tell("odd.no_form_yet"))
    shown = path.sections(builder.flow, builder.draft)
    wanted = name or (builder.section.id if builder.cursor.question else shown[0].id)
    number = next((place for place, section in enumerate(shown) if section.id == wanted), 0)
    here = shown[number]
    actions: list[Button] = []
    if number + 1 < len(shown):
        actions.append(Button(word("button.next_section"), "preview", shown[number + 1].id))
    if number > 0:
        actions.append(Button(word("button.previous_section"), "preview", shown[number - 1].id))
    actions.append(Button(word("button.edit_section"), "section", here.id))
    actions.append(Button(word("button.resume"), "repeat"))
    return builder.turn(
        Reply(text=_section_text(builder, here), actions=tuple(actions), wants=InputKind.CHOICE, edits=bool(name))
    )


def _section_text(builder: TurnBuilder, section: Section) -> Rich:
    way = path.path(builder.flow, builder.draft)
    asked = [question for question in section.questions if question.id in way and question.printed]
    title, words = _title(section), write_number(section_words(section, builder.draft))
    head = say("show.preview", title=title, words=words)
    if section.max_words:
        head = say("show.preview_limit", title=title, words=words, limit=section.max_words)
    proofs = sum(proof.section == section.id for proof in builder.draft.proofs)
    return lines(
        head,
        *(_answer_text(builder, question) for question in asked if not isinstance(question, Evidence)),
        say("show.preview_proofs", count=proofs) if proofs else (),
        gap="\n\n",
    )


def _answer_text(builder: TurnBuilder, question: Question) -> Rich:
    answer = builder.draft.answers.get(question.id)
    text = show(question, answer.value) if answer else word("show.gap", label=question.label)
    name = team.writer(builder, question.id)
    return lines((*bold(question.label), *(normal(" ") + say("team.by", name=name) if name else ())), normal(text))


def document(builder: TurnBuilder, which: str) -> Turn:
    """Request the document, the letters or the coach's page for the current answers."""
    if builder.flow.leads:
        return ask(builder.tell("odd.no_form_yet"))
    return builder.request(Effect(kind=EffectKind.MAKE_DOCUMENT, argument=which)).turn(None)


def drafts(builder: TurnBuilder, _: str) -> Turn:
    """Request the list of the person's other drafts."""
    return builder.request(Effect(kind=EffectKind.LIST_DRAFTS)).turn(None)


def invite(builder: TurnBuilder, _: str) -> Turn:
    """Request an invitation for colleagues."""
    if builder.flow.leads:
        return ask(builder.tell("odd.no_form_yet"))
    return builder.request(Effect(kind=EffectKind.INVITE)).turn(None)


def submit(builder: TurnBuilder, _: str) -> Turn:
    """Show what a coach would notice first, and ask for confirmation."""
    if builder.flow.leads:
        return ask(builder.tell("odd.no_form_yet"))
    flow, draft = builder.flow, builder.draft
    gaps = [flow.question(name).label for name in path.gaps(flow, draft)]
    hidden = all_hidden(flow, draft, path.path(flow, draft))
    over = list(over_limits(flow, draft, frozenset(path.path(flow, draft))))
    advice = [hint for hint in open_hints(builder) if hint.check not in ("no_evidence", *TOO_LONG)]
    bare = [flow.section_of(hint.question).title for hint in open_hints(builder) if hint.check == "no_evidence"]
    parts = [
        say("submit.gaps", labels=listed(gaps)) if gaps else say("submit.ready"),
        say("submit.over", texts=" ".join(over)) if over else (),
        say("submit.hints", count=len(advice)) if advice else (),
        say("submit.proofs", sections=listed(bare)) if bare else (),
        say("submit.hidden", labels=listed([f"“{question.label}”" for question in hidden])) if hidden else (),
        ask_point.still_open(builder),
        say("submit.sure"),
    ]
    yes = Button(word("button.submit_yes"), "submit_yes", _moment(builder))
    mend = Button(word("button.fill_gaps"), "fill") if gaps else Button(word("button.list"), "list")
    if builder.conversation.points:
        mend = Button(word("button.point_go_on"), "point_open")
    rewrite = [Button(word("button.rewrite_of", label=question.label), "edit", question.id) for question in hidden[:1]]
    back = (Button(word("button.resume"), "repeat"),)
    choices = (mend, yes) if gaps or builder.conversation.points else (yes, mend)
    yes_no = (yes, *back)
    actions = (*rewrite, *back)
    return builder.turn(Reply(text=lines(*parts), choices=choices, actions=actions, yes_no=yes_no))


def _moment(builder: TurnBuilder) -> str:
    """Return the length of the log: a yes counts only for the draft it was shown with."""
    return str(len(builder.conversation.events))


def submit_yes(builder: TurnBuilder, moment: str) -> Turn:
    """Request the submission of the draft as it was shown."""
    if moment != _moment(builder) or builder.flow.leads:
        return submit(builder, "")
    return builder.request(Effect(kind=EffectKind.SUBMIT)).turn(None)


def show_ways_out(builder: TurnBuilder) -> Turn:
    """Show what "batal" may mean when nothing was begun."""
    choices = (
        Button(word("button.undo_last"), "undo"),
        Button(word("button.later"), "later"),
        Button(word("button.discard"), "discard"),
    )
    back = (Button(word("button.resume"), "repeat"),)
    return builder.turn(Reply(text=say("stop.what"), choices=choices, actions=back))


def discard(builder: TurnBuilder, _: str) -> Turn:
    """Ask for confirmation before a draft is archived; only its owner can."""
    if builder.team is not None and not builder.team.is_owner:
        return ask(builder.tell("team.not_yours_to_discard"))
    no = Button(word("button.leave"), "repeat")
    yes = Button(word("button.discard_yes"), "discard_yes", _moment(builder))
    name = draft_name(builder.flow, builder.draft)
    others = team.others(builder)
    text = say("stop.sure_team", name=name, names=listed(others)) if others else say("stop.sure", name=name)
    return builder.turn(Reply(text=text, choices=(no, yes), yes_no=(yes, no)))


def discard_yes(builder: TurnBuilder, moment: str) -> Turn:
    """Archive a draft, if nothing happened since the question."""
    if moment != _moment(builder) or (builder.team is not None and not builder.team.is_owner):
        return discard(builder, "")
    builder = replace(builder, conversation=replace(builder.conversation, status=Status.CANCELLED))
    name = draft_name(builder.flow, builder.draft)
    return builder.turn(
        Reply(text=say("stop.discarded", name=name), actions=(Button(word("button.drafts"), "drafts"),))
    )
