"""Is the whole state machine: one input in, the conversation after it and what to say out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import reduce

from flows import answering, moving, path, showing, table_answering
from flows.asking import ask
from flows.conversation import Conversation, EventKind, Given, How, Source, Turn
from flows.messages import Button, Did, Said
from flows.model import Flow, OneChoice, Table, Value
from flows.scene import Scene
from flows.texts import word
from flows.words import verb_of

Verb = Callable[[Scene, str], Turn]

ANSWERING: Mapping[str, Verb] = {
    "done": answering.done,
    "confirm": answering.confirm,
    "mask": answering.mask,
    "cancel": answering.cancel,
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

MOVING: Mapping[str, Verb] = {
    "next": moving.next_question,
    "back": moving.back,
    "repeat": moving.repeat,
    "greet": moving.resume,
    "edit": moving.edit,
    "fill": moving.fill,
    "full": moving.full,
    "undo": moving.undo,
    "add": moving.add,
    "replace": moving.replace_last,
    "keep": moving.keep,
    "stop": moving.stop,
    "discard": showing.discard,
    "discard_yes": showing.discard_yes,
    "list": showing.show_list,
    "section": showing.show_section,
    "example": showing.example,
    "help": showing.show_help,
    "later": showing.later,
    "preview": showing.preview,
    "document": showing.document,
    "drafts": showing.drafts,
    "submit": showing.submit,
    "submit_yes": showing.submit_yes,
}
"""What a button or a word does whenever it comes."""

VERBS: Mapping[str, Verb] = {**ANSWERING, **MOVING}


def start(
    flow: Flow, number: int, now: datetime, *, source: Source = Source(), known: Mapping[str, Value] | None = None
) -> Turn:
    """Begin a draft: greet, take over what is known of the person, ask the first question."""
    conversation = Conversation(id=number, flow=flow.id, version=flow.version, quick=_has_quick_pass(flow))
    scene = Scene(flow=flow, conversation=conversation, now=now, source=source)
    carried = [
        (name, value) for name, value in (known or {}).items() if flow.has(name) and flow.question(name).remember
    ]
    scene = reduce(lambda so_far, one: so_far.record(EventKind.ANSWERED, *one, how=How.CARRIED), carried, scene)
    scene = moving.open_question(scene, path.next_open(flow, scene.conversation, None))
    scene = _greeted(scene)
    if carried:
        scene = scene.tell("start.carried", labels=", ".join(flow.question(name).label for name, _ in carried))
    return ask(scene)


def _has_quick_pass(flow: Flow) -> bool:
    required = [question.required for _, question in flow.questions()]
    return any(required) and not all(required)


def _greeted(scene: Scene) -> Scene:
    if scene.flow.leads:
        return scene
    way = path.progress(scene.flow, scene.conversation)
    key = "start.quick" if scene.conversation.quick else "start.full"
    scene = scene.tell(key, title=scene.flow.title, count=way.questions_left, minutes=way.minutes_left)
    return scene.offer(Button(word("button.full"), "full")) if scene.conversation.quick else scene


def advance(flow: Flow, conversation: Conversation, given: Given, now: datetime) -> Turn:
    """Work out what one input leads to; pure, total over every input, and never loses a word."""
    scene = Scene(flow=flow, conversation=conversation, now=now, source=given.source, begun_at=len(conversation.events))
    late = given.seen is not None and not answering.cursor_is(given.seen.cursor, conversation.cursor)
    match given.input:
        case Did() as did:
            return _pressed(scene, did, given, late=late)
        case Said(text=text) if (verb := _verb(scene, text)) is not None:
            if late and verb in ANSWERING:
                return ask(scene)
            return _act(scene, verb, "")
        case _ if late and given.seen is not None:
            return answering.take_late(scene, given.input, given.seen)
        case _:
            return answering.take(scene, given.input)


def _verb(scene: Scene, text: str) -> str | None:
    """Return the verb a word means, unless it is one of the open question's own answers."""
    question = scene.question
    if isinstance(question, OneChoice) and text.strip().lower() in [one.label.lower() for one in question.choices]:
        return None
    return verb_of(text)


def _act(scene: Scene, verb: str, argument: str) -> Turn:
    cursor, question = scene.cursor, scene.question
    if verb == "next" and isinstance(question, Table) and cursor.row is not None and cursor.column is not None:
        return table_answering.next_cell(scene, question)
    return VERBS[verb](scene, argument)


def _pressed(scene: Scene, did: Did, given: Given, *, late: bool) -> Turn:
    is_old = late or (did.ask is not None and did.ask != scene.conversation.ask and given.seen is None)
    bound = did.verb == "choose" or did.verb in ANSWERING
    if is_old and bound:
        return answering.press_late(scene, did, given.seen)
    if did.verb == "choose":
        return answering.take(scene, did)
    if did.verb not in VERBS:
        return ask(scene.tell("odd.old_button"))
    return _act(scene, did.verb, did.argument)
