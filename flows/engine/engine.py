"""The state machine: one input in; the new conversation and the replies out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from flows.conversation import NOBODY, AnswerSource, Conversation, Cursor, EventKind, InputSource, Turn, TurnInput
from flows.drafts import path
from flows.drafts.question_groups import is_left_of
from flows.engine.answering import (
    answer,
    answer_table,
    confirmation,
    evidence,
    late,
    point_actions,
    resolve_conflict,
    section_claim,
)
from flows.engine.asking.ask_question import ask
from flows.engine.asking.ask_table import PICK, column_of
from flows.engine.asking.end import end
from flows.engine.moving import navigation, table_rebase, undo, views
from flows.engine.moving.move_in_table import in_cell
from flows.engine.turn import points
from flows.engine.turn.notes import noted
from flows.engine.turn.turn_builder import TurnBuilder
from flows.forms.find_question import named_by
from flows.forms.model import (
    Date,
    Flow,
    Link,
    LongText,
    ManyChoices,
    Money,
    Number,
    OneChoice,
    Question,
    Table,
    Text,
    Value,
    YesNo,
)
from flows.language.command_words import (
    WORDS,
    addition,
    anew,
    asks_what,
    asks_who,
    bare,
    is_vague,
    named,
    nearly,
    verb_of,
)
from flows.messages import Button, ButtonPress, TextInput
from flows.text_format import listed
from flows.texts import word

Verb = Callable[[TurnBuilder, str], Turn]

DOUBTING: Mapping[str, Verb] = {
    "confirm": confirmation.confirm,
    "mask": confirmation.mask,
    "cancel": confirmation.cancel,
    "append": confirmation.append,
    "beside": resolve_conflict.beside,
    "aside": resolve_conflict.aside,
    "mine": resolve_conflict.keep_mine,
    "theirs": resolve_conflict.take_theirs,
    "both": resolve_conflict.join_both,
}
"""What a button does to the answer in doubt; on any message but the last it does nothing."""

ANSWERING: Mapping[str, Verb] = {
    "answer": answer.answer,
    "done": answer.done,
    "row_add": answer_table.row_add,
    "row_done": answer_table.row_done,
    "row_rest": answer_table.row_rest,
    "row_list": answer_table.row_list,
    "row_pick": answer_table.row_pick,
    "row_edit": answer_table.row_edit,
    "row_remove": answer_table.row_remove,
    "skip": navigation.skip,
}
"""What a button does to its own question; on an old message it does nothing."""

BY_NUMBER = frozenset({"row_pick", "row_edit", "row_remove"})
"""What a button does to the row of a number, which is another's once a colleague has changed the table."""

MOVING: Mapping[str, Verb] = {
    "next": navigation.next_question,
    "back": navigation.back,
    "greet": navigation.resume,
    "edit": navigation.edit,
    "fill": navigation.fill,
    "full": navigation.full,
    "undo": undo.undo,
    "add": navigation.add,
    "replace": navigation.replace_last,
    "keep": navigation.keep,
    "stop": navigation.stop,
    "point_open": point_actions.open_one,
    "point_take": point_actions.take,
    "point_keep": point_actions.keep,
    "point_done": point_actions.done,
    "point_later": point_actions.later,
    "discard_yes": views.discard_yes,
    "submit_yes": views.submit_yes,
    "take": section_claim.take,
    "join_section": section_claim.join,
}
"""What a button or a word does whenever it comes."""

SHOWING: Mapping[str, Verb] = {
    "repeat": navigation.repeat,
    "list": views.show_list,
    "section": views.show_section,
    "proofs": evidence.show_proofs,
    "example": views.example,
    "help": views.show_help,
    "point_list": point_actions.show_points,
    "point_talk": point_actions.talk,
    "later": views.later,
    "preview": views.preview,
    "document": views.document,
    "drafts": views.drafts,
    "invite": views.invite,
    "submit": views.submit,
    "discard": views.discard,
}
"""What leaves everything as it is, an answer in doubt included."""

PROVING: Mapping[str, Verb] = {
    "detach": evidence.detach,
    "proof_move": evidence.choose_section,
    "proof_to": evidence.move_to,
}
"""What concerns evidence alone; an answer in doubt stays so."""

VERBS: Mapping[str, Verb] = {**DOUBTING, **ANSWERING, **MOVING, **SHOWING, **PROVING}

ONE_INPUT = (Text, LongText, OneChoice, ManyChoices, Number, Money, Date, YesNo, Link)
"""The kinds that one message answers, so that "ganti: ..." can."""


# --- beginning -----------------------------------------------------------------------------------


def start(
    flow: Flow,
    number: int,
    now: datetime,
    *,
    source: InputSource = NOBODY,
    known: Mapping[str, Value] | None = None,
    brief: bool = False,
) -> Turn:
    """Begin a draft: greet, take over what is known of the person, ask the first question."""
    conversation = Conversation(id=number, flow=flow.id, version=flow.version, quick=_has_quick_pass(flow))
    builder = TurnBuilder(flow=flow, conversation=conversation, now=now, source=source, brief=brief)
    carried = [(name, value) for name, value in (known or {}).items() if _carries(flow, name, value)]
    for name, value in carried:
        builder = builder.record(EventKind.ANSWERED, name, value, how=AnswerSource.CARRIED)
    builder = navigation.open_next(builder, path.next_open(flow, builder.conversation, None))
    builder = _greeted(builder)
    if carried:
        builder = builder.tell("start.carried", labels=listed([flow.question(name).label for name, _ in carried]))
    return ask(builder)


def _has_quick_pass(flow: Flow) -> bool:
    required = [question.required for _, question in flow.questions()]
    return any(required) and not all(required)


def _carries(flow: Flow, name: str, value: Value) -> bool:
    """Return whether an answer from another draft answers the question of the same name here."""
    if not flow.has(name) or not isinstance(value, str):
        return False
    question = flow.question(name)
    if isinstance(question, OneChoice) and not question.free:
        return question.remember and value in [choice.id for choice in question.choices]
    return question.remember and isinstance(question, Text | OneChoice)


def _greeted(builder: TurnBuilder) -> TurnBuilder:
    if builder.flow.leads:
        return builder
    way = path.progress(builder.flow, builder.conversation)
    key = "start.quick" if builder.conversation.quick else "start.full"
    builder = builder.tell(key, title=builder.flow.title, count=way.questions_left, minutes=way.minutes_left)
    return builder.offer(Button(word("button.full"), "full")) if builder.conversation.quick else builder


# --- each input ----------------------------------------------------------------------------------


def advance(flow: Flow, conversation: Conversation, given: TurnInput, now: datetime) -> Turn:
    """Return the turn that an input leads to; pure, and total: no input raises or is lost."""
    builder = TurnBuilder(
        flow=flow,
        conversation=conversation,
        now=now,
        source=given.source,
        brief=given.brief,
        team=given.team,
        begun_at=len(conversation.events),
    )
    builder = table_rebase.rebased(builder)
    given = _seen_now(flow, given)
    is_late = given.seen is not None and _is_other(flow, builder.conversation, given.seen.cursor)
    match given.input:
        case ButtonPress() as did:
            return _pressed(builder, did, given, is_late=is_late)
        case TextInput() as said:
            return _said(builder, said, given, is_late=is_late)
        case _ if is_late and given.seen is not None:
            return late.take_late(builder, given.input, given.seen)
        case _:
            return answer.take(builder, given.input)


def _seen_now(flow: Flow, given: TurnInput) -> TurnInput:
    """Return the input without its question, where this version of the form does not ask all its sender saw."""
    if given.seen is None or all(map(flow.has, given.seen.cursor.together)):
        return given
    return replace(given, seen=replace(given.seen, cursor=Cursor()))


def _is_other(flow: Flow, conversation: Conversation, seen: Cursor) -> bool:
    """Return whether a message asked something other than what is open now."""
    here = conversation.cursor
    return not (here.asks_like(seen) or is_left_of(flow, conversation.draft, here, seen))


def _said(builder: TurnBuilder, said: TextInput, given: TurnInput, *, is_late: bool) -> Turn:
    if (settled := confirmation.meant(builder, said.text)) is not None:
        return VERBS[settled](builder, "")
    if asks_who(said.text) or (builder.flow.leads and asks_what(said.text)):
        return ask(noted(builder, said).tell("odd.who"))
    if (turn := _ordered(builder, said.text, is_late=is_late)) is not None:
        return turn
    if confirmation.is_unclear(builder, said.text) and not is_late:
        return ask(noted(builder, said).tell("doubt.unclear"))
    if (turn := _take_anew(builder, said.text)) is not None:
        return turn
    behind = addition(said.text)
    if behind is not None and (turn := _take_behind(builder, *behind)) is not None:
        return turn
    if (button := _named_button(builder, said.text)) is not None:
        return _act(builder, button.verb, button.argument)
    if not is_late and (turn := _misspelled(builder, said)) is not None:
        return turn
    builder = confirmation.dropped(builder)
    if given.seen is not None and (is_late or given.seen.cursor.together):
        return late.take_late(builder, said, given.seen)
    return answer.take(builder, said)


def _ordered(builder: TurnBuilder, text: str, *, is_late: bool) -> Turn | None:
    """Handle a command word, or open the question that the text names; None if it is neither."""
    if (verb := _verb(builder, text)) is not None:
        if is_late and verb in ANSWERING:
            return ask(builder.tell("odd.old_word", word=bare(text)))
        return _act(builder, verb, "")
    if (section := section_claim.wanted(builder, text)) is not None:
        return _act(builder, "take", section)
    if (wanted := named(text)) is not None:
        if (name := navigation.named_exactly(builder, wanted)) is not None:
            return _act(builder, "edit", name)
        if is_vague(wanted):
            return _act(builder, "edit", "")
    return None


def _verb(builder: TurnBuilder, text: str) -> str | None:
    """Return the verb a word means, unless it is one of the open question's own answers."""
    question: Question | None = builder.question
    if isinstance(question, Table):
        question = column_of(question, builder.cursor.column) or question
    own = question.choices if isinstance(question, OneChoice | ManyChoices) else ()
    return None if bare(text) in [bare(choice.label) for choice in own] else verb_of(text)


def _take_behind(builder: TurnBuilder, verb: str, text: str) -> Turn | None:
    """Handle "tambah: ..." as an addition to the last text, and "ganti: ..." as a new last answer."""
    if navigation.was_just_undone(builder):
        return answer.take(confirmation.dropped(builder), TextInput(text=text))
    name = navigation.last_text(builder) if verb == "add" else navigation.last_answer(builder)
    question = builder.flow.question(name) if name is not None else None
    if question is None or not isinstance(question, LongText if verb == "add" else ONE_INPUT):
        return None
    opened = VERBS["add" if verb == "add" else "edit"](confirmation.dropped(builder), question.id)
    builder = builder.moved_to(opened.conversation)
    return answer.take(
        builder if verb == "add" else builder.tell("saved.behind", label=question.label), TextInput(text=text)
    )


def _misspelled(builder: TurnBuilder, said: TextInput) -> Turn | None:
    """Handle a command with one wrong letter; ask first where it may be the answer; None if it is no such word."""
    meant = nearly(said.text)
    if meant is None or builder.conversation.pending is not None:
        return None
    if not answer.may_answer(builder, said):
        return _act(builder.tell("odd.read_as", word=meant), WORDS[meant], "")
    yes = Button(word("button.meant", word=meant), WORDS[meant])
    no = Button(word("button.my_answer"), "answer", bare(said.text))
    return ask(noted(builder, said).tell("odd.nearly", word=meant).offer(yes, no))


def _take_anew(builder: TurnBuilder, text: str) -> Turn | None:
    """Handle "ganti jabatan: ..." as a new answer to that question; None where it names no such question."""
    found = anew(text)
    if found is None:
        return None
    questions = [builder.flow.question(name) for name in path.path(builder.flow, builder.draft)]
    question = named_by(questions, found[0])
    if not isinstance(question, ONE_INPUT):
        return None
    opened = navigation.edit(confirmation.dropped(builder), question.id)
    builder = builder.moved_to(opened.conversation).tell("saved.behind", label=question.label)
    return answer.take(builder, TextInput(text=found[1]))


def _named_button(builder: TurnBuilder, text: str) -> Button | None:
    """Return the button whose label was typed, where only buttons are answers."""
    question = builder.question
    if builder.conversation.pending is None and points.own(builder) is not None:
        reply = ask(builder).replies[0]
        reply = replace(reply, choices=tuple(choice for choice in reply.choices if choice.verb != "choose"))
    elif question is None and not builder.flow.leads:
        reply = end(builder).replies[0]
    elif isinstance(question, Table) and not in_cell(builder, question):
        reply = ask(builder).replies[0]
    else:
        return None
    typed = bare(text)
    for number, button in enumerate((*reply.choices, *reply.actions), 1):
        if typed == bare(button.label) or (builder.cursor.column == PICK and typed == str(number)):
            return button
    return None


def _pressed(builder: TurnBuilder, did: ButtonPress, given: TurnInput, *, is_late: bool) -> Turn:
    is_other = did.ask is not None and did.ask != builder.conversation.ask
    if did.verb in DOUBTING and (is_other or is_late):
        return ask(builder.tell("odd.old_button"))
    if did.verb in BY_NUMBER and not is_late and table_rebase.is_changed(builder):
        return ask(table_rebase.chosen_anew(builder))
    bound = did.verb == "choose" or did.verb in ANSWERING
    if bound and (is_late or (is_other and given.seen is None)):
        return late.press_late(builder, did, given.seen)
    if did.verb == "choose":
        return answer.take(confirmation.dropped(builder), did)
    if did.verb not in VERBS:
        return ask(builder.tell("odd.old_button"))
    return _act(builder, did.verb, did.argument)


def _act(builder: TurnBuilder, verb: str, argument: str) -> Turn:
    if verb == "stop" and builder.conversation.pending is not None:
        verb = "cancel"
    if verb not in {*DOUBTING, *SHOWING, *PROVING}:
        builder = confirmation.dropped(builder)
    return VERBS[verb](builder, argument)
