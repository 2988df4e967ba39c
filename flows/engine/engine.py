"""Is the whole state machine: one input in, the conversation after it and what to say out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from flows.conversation import NOBODY, Conversation, Cursor, EventKind, Given, How, Source, Turn
from flows.drafts import path
from flows.drafts.question_groups import is_left_of
from flows.engine.answering import answer as answering
from flows.engine.answering import answer_table as table_answering
from flows.engine.answering import confirmation as doubting
from flows.engine.answering import conflict as settling
from flows.engine.answering import evidence as proving
from flows.engine.answering import late
from flows.engine.answering import point_actions as revising
from flows.engine.answering import section_claim as taking
from flows.engine.asking.ask_question import ask
from flows.engine.asking.ask_table import PICK, column_of
from flows.engine.asking.end import end
from flows.engine.moving import navigation as moving
from flows.engine.moving import table_rebase as table_meeting
from flows.engine.moving import undo as undoing
from flows.engine.moving import views as showing
from flows.engine.moving.move_in_table import in_cell
from flows.engine.turn import points
from flows.engine.turn.notes import noted
from flows.engine.turn.turn_builder import Scene
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
from flows.messages import Button, Did, Said
from flows.text_format import listed
from flows.texts import word

Verb = Callable[[Scene, str], Turn]

DOUBTING: Mapping[str, Verb] = {
    "confirm": doubting.confirm,
    "mask": doubting.mask,
    "cancel": doubting.cancel,
    "append": doubting.append,
    "beside": settling.beside,
    "aside": settling.aside,
    "mine": settling.keep_mine,
    "theirs": settling.take_theirs,
    "both": settling.join_both,
}
"""What a button does to the answer in doubt; on any message but the last it does nothing."""

ANSWERING: Mapping[str, Verb] = {
    "answer": answering.answer,
    "done": answering.done,
    "row_add": table_answering.row_add,
    "row_done": table_answering.row_done,
    "row_rest": table_answering.row_rest,
    "row_list": table_answering.row_list,
    "row_pick": table_answering.row_pick,
    "row_edit": table_answering.row_edit,
    "row_remove": table_answering.row_remove,
    "skip": moving.skip,
}
"""What a button does to its own question; on an old message it does nothing."""

BY_NUMBER = frozenset({"row_pick", "row_edit", "row_remove"})
"""What a button does to the row of a number, which is another's once a colleague has changed the table."""

MOVING: Mapping[str, Verb] = {
    "next": moving.next_question,
    "back": moving.back,
    "greet": moving.resume,
    "edit": moving.edit,
    "fill": moving.fill,
    "full": moving.full,
    "undo": undoing.undo,
    "add": moving.add,
    "replace": moving.replace_last,
    "keep": moving.keep,
    "stop": moving.stop,
    "point_open": revising.open_one,
    "point_take": revising.take,
    "point_keep": revising.keep,
    "point_done": revising.done,
    "point_later": revising.later,
    "discard_yes": showing.discard_yes,
    "submit_yes": showing.submit_yes,
    "take": taking.take,
    "join_section": taking.join,
}
"""What a button or a word does whenever it comes."""

SHOWING: Mapping[str, Verb] = {
    "repeat": moving.repeat,
    "list": showing.show_list,
    "section": showing.show_section,
    "proofs": proving.show_proofs,
    "example": showing.example,
    "help": showing.show_help,
    "point_list": revising.show_points,
    "point_talk": revising.talk,
    "later": showing.later,
    "preview": showing.preview,
    "document": showing.document,
    "drafts": showing.drafts,
    "invite": showing.invite,
    "submit": showing.submit,
    "discard": showing.discard,
}
"""What leaves everything as it is, an answer in doubt included."""

PROVING: Mapping[str, Verb] = {
    "detach": proving.detach,
    "proof_move": proving.choose_section,
    "proof_to": proving.move_to,
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
    source: Source = NOBODY,
    known: Mapping[str, Value] | None = None,
    brief: bool = False,
) -> Turn:
    """Begin a draft: greet, take over what is known of the person, ask the first question."""
    conversation = Conversation(id=number, flow=flow.id, version=flow.version, quick=_has_quick_pass(flow))
    scene = Scene(flow=flow, conversation=conversation, now=now, source=source, brief=brief)
    carried = [(name, value) for name, value in (known or {}).items() if _carries(flow, name, value)]
    for name, value in carried:
        scene = scene.record(EventKind.ANSWERED, name, value, how=How.CARRIED)
    scene = moving.open_next(scene, path.next_open(flow, scene.conversation, None))
    scene = _greeted(scene)
    if carried:
        scene = scene.tell("start.carried", labels=listed([flow.question(name).label for name, _ in carried]))
    return ask(scene)


def _has_quick_pass(flow: Flow) -> bool:
    required = [question.required for _, question in flow.questions()]
    return any(required) and not all(required)


def _carries(flow: Flow, name: str, value: Value) -> bool:
    """Tell whether an answer from another draft answers the question of the same name here."""
    if not flow.has(name) or not isinstance(value, str):
        return False
    question = flow.question(name)
    if isinstance(question, OneChoice) and not question.free:
        return question.remember and value in [choice.id for choice in question.choices]
    return question.remember and isinstance(question, Text | OneChoice)


def _greeted(scene: Scene) -> Scene:
    if scene.flow.leads:
        return scene
    way = path.progress(scene.flow, scene.conversation)
    key = "start.quick" if scene.conversation.quick else "start.full"
    scene = scene.tell(key, title=scene.flow.title, count=way.questions_left, minutes=way.minutes_left)
    return scene.offer(Button(word("button.full"), "full")) if scene.conversation.quick else scene


# --- each input ----------------------------------------------------------------------------------


def advance(flow: Flow, conversation: Conversation, given: Given, now: datetime) -> Turn:
    """Work out what one input leads to; pure, total over every input, and never loses a word."""
    scene = Scene(
        flow=flow,
        conversation=conversation,
        now=now,
        source=given.source,
        brief=given.brief,
        team=given.team,
        begun_at=len(conversation.events),
    )
    scene = table_meeting.rebased(scene)
    given = _seen_now(flow, given)
    is_late = given.seen is not None and _is_other(flow, scene.conversation, given.seen.cursor)
    match given.input:
        case Did() as did:
            return _pressed(scene, did, given, is_late=is_late)
        case Said() as said:
            return _said(scene, said, given, is_late=is_late)
        case _ if is_late and given.seen is not None:
            return late.take_late(scene, given.input, given.seen)
        case _:
            return answering.take(scene, given.input)


def _seen_now(flow: Flow, given: Given) -> Given:
    """Return the input as one to no question, where this version of the form does not ask all its sender was asked."""
    if given.seen is None or all(map(flow.has, given.seen.cursor.together)):
        return given
    return replace(given, seen=replace(given.seen, cursor=Cursor()))


def _is_other(flow: Flow, conversation: Conversation, seen: Cursor) -> bool:
    """Tell whether a message asked something else than what is open now, or was left open of it."""
    here = conversation.cursor
    return not (here.asks_like(seen) or is_left_of(flow, conversation.draft, here, seen))


def _said(scene: Scene, said: Said, given: Given, *, is_late: bool) -> Turn:
    if (settled := doubting.meant(scene, said.text)) is not None:
        return VERBS[settled](scene, "")
    if asks_who(said.text) or (scene.flow.leads and asks_what(said.text)):
        return ask(noted(scene, said).tell("odd.who"))
    if (turn := _ordered(scene, said.text, is_late=is_late)) is not None:
        return turn
    if doubting.is_unclear(scene, said.text) and not is_late:
        return ask(noted(scene, said).tell("doubt.unclear"))
    if (turn := _take_anew(scene, said.text)) is not None:
        return turn
    behind = addition(said.text)
    if behind is not None and (turn := _take_behind(scene, *behind)) is not None:
        return turn
    if (button := _named_button(scene, said.text)) is not None:
        return _act(scene, button.verb, button.argument)
    if not is_late and (turn := _misspelled(scene, said)) is not None:
        return turn
    scene = doubting.dropped(scene)
    if given.seen is not None and (is_late or given.seen.cursor.together):
        return late.take_late(scene, said, given.seen)
    return answering.take(scene, said)


def _ordered(scene: Scene, text: str, *, is_late: bool) -> Turn | None:
    """Do what a word orders, or open the question it names; None if it is neither."""
    if (verb := _verb(scene, text)) is not None:
        if is_late and verb in ANSWERING:
            return ask(scene.tell("odd.old_word", word=bare(text)))
        return _act(scene, verb, "")
    if (section := taking.wanted(scene, text)) is not None:
        return _act(scene, "take", section)
    if (wanted := named(text)) is not None:
        if (name := moving.named_exactly(scene, wanted)) is not None:
            return _act(scene, "edit", name)
        if is_vague(wanted):
            return _act(scene, "edit", "")
    return None


def _verb(scene: Scene, text: str) -> str | None:
    """Return the verb a word means, unless it is one of the open question's own answers."""
    question: Question | None = scene.question
    if isinstance(question, Table):
        question = column_of(question, scene.cursor.column) or question
    own = question.choices if isinstance(question, OneChoice | ManyChoices) else ()
    return None if bare(text) in [bare(one.label) for one in own] else verb_of(text)


def _take_behind(scene: Scene, verb: str, text: str) -> Turn | None:
    """Take "tambah: ..." as more of the last text, and "ganti: ..." as the last answer written anew."""
    if moving.was_just_undone(scene):
        return answering.take(doubting.dropped(scene), Said(text=text))
    name = moving.last_text(scene) if verb == "add" else moving.last_answer(scene)
    question = scene.flow.question(name) if name is not None else None
    if question is None or not isinstance(question, LongText if verb == "add" else ONE_INPUT):
        return None
    opened = VERBS["add" if verb == "add" else "edit"](doubting.dropped(scene), question.id)
    scene = scene.moved_to(opened.conversation)
    return answering.take(scene if verb == "add" else scene.tell("saved.behind", label=question.label), Said(text=text))


def _misspelled(scene: Scene, said: Said) -> Turn | None:
    """Do what a word with one wrong letter orders; ask first where it may be the answer; None if it is no such word."""
    meant = nearly(said.text)
    if meant is None or scene.conversation.pending is not None:
        return None
    if not answering.may_answer(scene, said):
        return _act(scene.tell("odd.read_as", word=meant), WORDS[meant], "")
    yes = Button(word("button.meant", word=meant), WORDS[meant])
    no = Button(word("button.my_answer"), "answer", bare(said.text))
    return ask(noted(scene, said).tell("odd.nearly", word=meant).offer(yes, no))


def _take_anew(scene: Scene, text: str) -> Turn | None:
    """Take "ganti jabatan: ..." as that answer written anew; None where it names no such question."""
    found = anew(text)
    if found is None:
        return None
    questions = [scene.flow.question(name) for name in path.path(scene.flow, scene.draft)]
    question = named_by(questions, found[0])
    if not isinstance(question, ONE_INPUT):
        return None
    opened = moving.edit(doubting.dropped(scene), question.id)
    scene = scene.moved_to(opened.conversation).tell("saved.behind", label=question.label)
    return answering.take(scene, Said(text=found[1]))


def _named_button(scene: Scene, text: str) -> Button | None:
    """Return the button whose label was typed, where only buttons are answers."""
    question = scene.question
    if scene.conversation.pending is None and points.own(scene) is not None:
        reply = ask(scene).replies[0]
        reply = replace(reply, choices=tuple(one for one in reply.choices if one.verb != "choose"))
    elif question is None and not scene.flow.leads:
        reply = end(scene).replies[0]
    elif isinstance(question, Table) and not in_cell(scene, question):
        reply = ask(scene).replies[0]
    else:
        return None
    typed = bare(text)
    for number, button in enumerate((*reply.choices, *reply.actions), 1):
        if typed == bare(button.label) or (scene.cursor.column == PICK and typed == str(number)):
            return button
    return None


def _pressed(scene: Scene, did: Did, given: Given, *, is_late: bool) -> Turn:
    is_other = did.ask is not None and did.ask != scene.conversation.ask
    if did.verb in DOUBTING and (is_other or is_late):
        return ask(scene.tell("odd.old_button"))
    if did.verb in BY_NUMBER and not is_late and table_meeting.is_changed(scene):
        return ask(table_meeting.chosen_anew(scene))
    bound = did.verb == "choose" or did.verb in ANSWERING
    if bound and (is_late or (is_other and given.seen is None)):
        return late.press_late(scene, did, given.seen)
    if did.verb == "choose":
        return answering.take(doubting.dropped(scene), did)
    if did.verb not in VERBS:
        return ask(scene.tell("odd.old_button"))
    return _act(scene, did.verb, did.argument)


def _act(scene: Scene, verb: str, argument: str) -> Turn:
    if verb == "stop" and scene.conversation.pending is not None:
        verb = "cancel"
    if verb not in {*DOUBTING, *SHOWING, *PROVING}:
        scene = doubting.dropped(scene)
    return VERBS[verb](scene, argument)
