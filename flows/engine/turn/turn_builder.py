"""A turn in the making: its changes so far, and its replies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flows.conversation import (
    NOBODY,
    AnswerSource,
    ConfirmReason,
    Conversation,
    Cursor,
    Draft,
    Effect,
    Event,
    EventKind,
    InputSource,
    PendingAnswer,
    Team,
    Turn,
)
from flows.drafts import event_log
from flows.engine.turn.overtaken_answers import overtaken, replaced
from flows.forms.model import Flow, Question, Section, Value
from flows.messages import MOST_ACTIONS, Button, Reply, Rich
from flows.texts import lines, say, word

NAME_LENGTH = 60
"""Characters of a draft's name: it stands inside sentences and on buttons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnBuilder:
    """An immutable builder of a turn; every step returns a new one."""

    flow: Flow
    conversation: Conversation
    now: datetime
    source: InputSource = NOBODY
    brief: bool = False
    """Whether few messages are wanted, because each costs money."""
    said: Rich = ()
    offers: tuple[Button, ...] = ()
    """Actions to show before the usual ones."""
    found: tuple[Button, ...] = ()
    """Choices to show instead of the question's own: what a search found."""
    team: Team | None = None
    """Who else writes in the draft; None: nobody."""
    met: tuple[int, ...] = ()
    """Colleagues' answers whose place this turn's took, unseen: the numbers of their events."""
    begun_at: int = 0
    """How many events the log had before the turn."""
    effects: tuple[Effect, ...] = ()

    @property
    def draft(self) -> Draft:
        """Return the draft as it stands now."""
        return self.conversation.draft

    @property
    def cursor(self) -> Cursor:
        """Return what is being asked."""
        return self.conversation.cursor

    @property
    def question(self) -> Question | None:
        """Return the question that is open, or None at the end."""
        name = self.cursor.question
        return self.flow.question(name) if name is not None else None

    @property
    def section(self) -> Section:
        """Return the section of the open question, or of the coach's point; at the end, the last one."""
        name = self.cursor.question
        if name is not None:
            return self.flow.section_of(name)
        shown = [point.section for point in self.conversation.points if point.id == self.cursor.point]
        return next((section for section in self.flow.sections if section.id in shown), self.flow.sections[-1])

    def at(self, cursor: Cursor) -> TurnBuilder:
        """Return the builder with another question open, and nothing in doubt."""
        return replace(self, conversation=replace(self.conversation, cursor=cursor, pending=None))

    def with_pending(self, pending: PendingAnswer | None) -> TurnBuilder:
        """Return the builder with an answer that waits for a yes; None: with nothing in doubt."""
        return replace(self, conversation=replace(self.conversation, pending=pending))

    def ticked(self, chosen: tuple[str, ...]) -> TurnBuilder:
        """Return the builder with these choices ticked."""
        return self.at(replace(self.cursor, chosen=chosen))

    def returning(self, back_to: str | None) -> TurnBuilder:
        """Return the builder with the question to go on with after an earlier one was changed."""
        return replace(self, conversation=replace(self.conversation, back_to=back_to))

    def full(self) -> TurnBuilder:
        """Return the builder out of the quick pass."""
        return replace(self, conversation=replace(self.conversation, quick=False))

    def beside_colleagues(self) -> TurnBuilder:
        """Return the builder in which the person writes in the open section, whoever else does."""
        return replace(self, conversation=replace(self.conversation, beside=self.section.id))

    def moved_to(self, conversation: Conversation) -> TurnBuilder:
        """Return the builder with its conversation as another step left it; what that asked, nobody has seen."""
        return replace(self, conversation=replace(conversation, upto=self.conversation.upto))

    def record(
        self,
        kind: EventKind,
        question: str,
        value: Value = None,
        *,
        raw: str = "",
        how: AnswerSource = AnswerSource.TYPED,
    ) -> TurnBuilder:
        """Return the builder with one more event in the log."""
        event = Event(
            number=len(self.conversation.events) + 1,
            at=self.now,
            kind=kind,
            question=question,
            value=value,
            raw=raw,
            how=how,
            source=self.source,
        )
        theirs = None if self.team is None else overtaken(self.flow, self.team, self.conversation, event)
        met = self.met if theirs is None else (*self.met, theirs)
        return replace(self, conversation=event_log.append(self.conversation, event), met=met)

    def tell(self, key: str, **values: object) -> TurnBuilder:
        """Return the builder with one more sentence of acknowledgement."""
        return self.tell_rich(say(key, **values))

    def tell_rich(self, text: Rich) -> TurnBuilder:
        """Return the builder with one more piece of acknowledgement."""
        return replace(self, said=lines(self.said, text))

    def offer(self, *buttons: Button) -> TurnBuilder:
        """Return the builder with actions to show first."""
        return replace(self, offers=(*self.offers, *buttons))

    def offer_undo(self) -> TurnBuilder:
        """Return the builder with a button that takes back the newest event, and no other."""
        return self.offer(Button(word("button.undo"), "undo", str(len(self.conversation.events))))

    def with_found(self, found: tuple[Button, ...]) -> TurnBuilder:
        """Return the builder with what a search found in the place of all choices."""
        return replace(self, found=found)

    def request(self, effect: Effect) -> TurnBuilder:
        """Return the builder with something asked of the shell."""
        return replace(self, effects=(*self.effects, effect))

    def turn(self, reply: Reply | None) -> Turn:
        """End the turn with what is said."""
        return Turn(
            conversation=self.conversation,
            events=self.conversation.events[self.begun_at :],
            replies=() if reply is None else (_fitted(replace(reply, said=lines(self.said, reply.said))),),
            effects=self.effects,
        )

    def question_turn(self, reply: Reply, *, again: bool = False) -> Turn:
        """End the turn with a question message: numbered, so that a late answer finds it."""
        number = self.conversation.ask if again else self.conversation.ask + 1
        builder = replace(self, conversation=replace(self.conversation, ask=number))
        if self.team is not None:
            builder = builder.told_of_colleagues(self.team, shows_answer=not again)
        return builder.turn(replace(reply, ask=number))

    def told_of_colleagues(self, team: Team, *, shows_answer: bool) -> TurnBuilder:
        """Return the builder that says whose answers took the place of the person's own, and that this was seen.

        What an answer in doubt would take the place of is not shown, and so not seen either.
        """
        pending = self.conversation.pending
        if not shows_answer or (pending is not None and pending.doubt is not ConfirmReason.MET):
            return self
        builder = self
        for event in replaced(self.flow, team, self.conversation):
            label = self.flow.question(event.question).label
            name = team.names.get(event.source.contact) or word("team.somebody")
            builder = builder.tell("team.replaced", name=shortened(name, NAME_LENGTH), label=label)
        seen = len(self.conversation.events)
        return replace(builder, conversation=replace(builder.conversation, upto=seen))


def _fitted(reply: Reply) -> Reply:
    """Return the reply with its likeliest actions, none called as another button or doing the same as one."""
    labels, meanings = {choice.label for choice in reply.choices}, set[tuple[str, str]]()
    actions: list[Button] = []
    for action in reply.actions:
        if action.label not in labels and (action.verb, action.argument) not in meanings:
            actions.append(action)
            labels.add(action.label)
            meanings.add((action.verb, action.argument))
    return replace(reply, actions=tuple(actions[:MOST_ACTIONS]))


def draft_name(flow: Flow, draft: Draft) -> str:
    """Return what a person calls this draft: its title, or the form's name."""
    title = draft.value(flow.cover.title) if flow.cover else None
    if title:
        return shortened(str(title), NAME_LENGTH)
    return word("show.untitled", form=flow.short) if flow.cover else flow.short


def shortened(text: str, length: int = 240) -> str:
    """Return the beginning of a text, cut between words."""
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0] + " …"
