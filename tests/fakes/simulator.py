"""A conversation against the pure engine: what is said, what is pressed, what is answered."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter

from flows.conversation import Conversation, Effect, Event, Point, QuestionMessage, Turn, TurnInput
from flows.drafts.event_log import fold
from flows.drafts.upgrade import upgrade
from flows.engine import engine
from flows.engine.turn import points
from flows.forms.model import Flow, Value
from flows.messages import Button, ButtonPress, Input, Reply, TextInput, plain
from flows.review.round import reopened

EVENTS = TypeAdapter(tuple[Event, ...])
STATE = TypeAdapter(Conversation)
START = datetime(2026, 8, 26, 1, 0, tzinfo=UTC)


class Simulator:
    """One person in one form; the conversation goes through JSON between two inputs."""

    def __init__(self, flow: Flow, known: dict[str, Value] | None = None, *, brief: bool = False) -> None:
        self.flow = flow
        self.brief = brief
        self.now = START
        self.asked: dict[int, QuestionMessage] = {}
        self.effects: list[Effect] = []
        self.replies: list[Reply] = []
        self.heard: tuple[Reply, ...] = ()
        self.conversation = Conversation(id=1, flow=flow.id, version=flow.version)
        self.turn = Turn(conversation=self.conversation)
        self._stored: tuple[Event, ...] = ()
        self._take(engine.start(flow, 1, self.now, known=known, brief=brief))

    @property
    def last(self) -> Reply:
        """Return the last thing that was said."""
        return self.replies[-1]

    @property
    def text(self) -> str:
        """Return the last message as a person reads it."""
        return "\n\n".join(part for part in (plain(self.last.said), plain(self.last.text), self.last.footer) if part)

    @property
    def question(self) -> str | None:
        """Return the id of the open question."""
        return self.conversation.cursor.question

    def value(self, question: str) -> Value:
        """Return what the draft holds for a question."""
        return self.conversation.draft.value(question)

    def is_sent_back(self, *found: Point) -> None:
        """Let a coach send the draft back with these points."""
        dealt = [settled_point.point.id for settled_point in self.conversation.settled]
        self.conversation = points.returned(self.flow, self.conversation, found, dealt)

    def is_upgraded(self, new: Flow) -> None:
        """Let the draft be moved to a newer version of its form."""
        self.conversation = upgrade(self.conversation, self.flow, new, self.now).conversation
        self.flow = new

    def says(self, text: str, *, seeing: int | None = None) -> str:
        """Type a text; `seeing` is the number of an older question message."""
        return self.gives(TextInput(text=text), seeing=seeing)

    def presses(self, label: str, *, of: Reply | None = None) -> str:
        """Press the button with this label, on the last message or on an older one."""
        reply = of or self.last
        button = self.button(label, reply)
        ask = reply.ask if reply.ask is not None else self.conversation.ask
        return self.gives(ButtonPress(verb=button.verb, argument=button.argument, ask=ask), seeing=ask)

    def button(self, label: str, reply: Reply | None = None) -> Button:
        """Return a button by its label."""
        reply = reply or self.last
        found = [choice for choice in (*reply.choices, *reply.actions) if choice.label == label]
        assert found, f"no button {label!r} among {[choice.label for choice in (*reply.choices, *reply.actions)]}"
        return found[0]

    def gives(self, given: Input, *, seeing: int | None = None) -> str:
        """Give any input; return the last message as a person reads it."""
        self.now += timedelta(seconds=30)
        seen = self.asked[seeing] if seeing is not None and seeing != self.conversation.ask else None
        taken = TurnInput(input=given, seen=seen, brief=self.brief)
        self._take(reopened(engine.advance(self.flow, self._loaded(), taken, self.now)))
        return self.text

    def _loaded(self) -> Conversation:
        """Return the conversation as it comes back from storage."""
        back = through_json(self.conversation, self._stored)
        self._stored = back.events
        return back

    def _take(self, turn: Turn) -> None:
        before = self.conversation.events
        assert turn.conversation.events == (*before, *turn.events), "the log is only ever appended to"
        is_same = not turn.events and turn.conversation.draft is self.conversation.draft
        assert is_same or fold(turn.conversation.events) == turn.conversation.draft, "the draft is the fold of its log"
        self.conversation, self.turn = turn.conversation, turn
        self.effects.extend(turn.effects)
        self.heard = turn.replies
        self.replies.extend(turn.replies)
        for reply in turn.replies:
            if reply.ask is not None:
                self.asked[reply.ask] = QuestionMessage(ask=reply.ask, cursor=turn.conversation.cursor)


def through_json(conversation: Conversation, stored: tuple[Event, ...] = ()) -> Conversation:
    """Return the conversation as it comes back from storage; the events that came back before are not read again."""
    new = conversation.events[len(stored) :]
    events = (*stored, *EVENTS.validate_json(EVENTS.dump_json(new))) if new else stored
    bare = {
        field.name: getattr(conversation, field.name)
        for field in fields(conversation)
        if field.name not in ("events", "draft")
    }
    back = STATE.validate_json(STATE.dump_json(Conversation(**bare)))
    return replace(back, events=events, draft=conversation.draft if stored else fold(events))
