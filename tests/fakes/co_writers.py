"""Several people who write in one draft against the pure engine: one log, a cursor for each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flows.conversation import Conversation, EffectKind, InputSource, Point, QuestionMessage, Team, Turn, TurnInput
from flows.drafts.upgrade import placed, upgrade
from flows.engine.answering import section_claim
from flows.engine.engine import advance
from flows.engine.turn import points
from flows.engine.turn.team import is_written
from flows.forms.model import Flow
from flows.messages import Input
from flows.review.round import reopened
from tests.fakes.simulator import START, Simulator


class Company:
    """A team in one draft; who is named first owns it."""

    def __init__(self, flow: Flow, owner: str, *others: str) -> None:
        self.flow = flow
        self.takes: dict[str, str] = {}
        self.now = START
        self.names = (owner, *others)
        self.left: set[str] = set()
        self.log: Conversation | None = None
        self.people = {name: Writer(self, name) for name in self.names}

    def __getitem__(self, name: str) -> Writer:
        return self.people[name]

    def team(self, me: str) -> Team:
        """Return the team as one of them sees it."""
        names = {name: name for name in self.names}
        members = tuple(name for name in self.names if name not in self.left)
        return Team(me=me, is_owner=me == self.names[0], members=members, names=names, takes=dict(self.takes))

    def leaves(self, name: str) -> None:
        """Let one of them go; what they wrote stays."""
        self.left.add(name)
        self.takes = {section: holder for section, holder in self.takes.items() if holder != name}

    def is_sent_back(self, *found: Point) -> None:
        """Let a coach send the draft back with these points."""
        assert self.log is not None
        dealt = [settled_point.point.id for settled_point in self.log.settled]
        self.log = points.returned(self.flow, self.log, found, dealt)

    def is_upgraded(self, new: Flow) -> None:
        """Let the draft be moved to a newer version of its form, and each member's place with it."""
        assert self.log is not None
        old, self.flow = self.flow, new
        owner, *others = self.people.values()
        owner.sync()
        self.log = owner.conversation = upgrade(owner.conversation, old, new, self.now).conversation
        for writer in others:
            writer.sync()
            writer.conversation = placed(replace(writer.conversation, version=new.version), old.version, new)
        for writer in self.people.values():
            writer.flow = new

    def saved(self, turn: Turn, name: str) -> None:
        """Keep the log; whoever writes in a free section has it from then on."""
        self.log = turn.conversation
        for effect in turn.effects:
            if effect.kind is EffectKind.TAKE:
                self.takes.setdefault(effect.argument, name)
        for event in filter(is_written, turn.events):
            section = self.flow.section_of(event.question).id if self.flow.has(event.question) else event.question
            self.takes.setdefault(section, name)


class Writer(Simulator):
    """One of a team: a simulator whose log grows by what the others do, too."""

    def __init__(self, company: Company, name: str) -> None:
        self.company = company
        self.name = name
        if company.log is None:
            super().__init__(company.flow)
            company.log = self.conversation
            return
        self.flow, self.now, self.brief = company.flow, company.now, False
        self.asked, self.effects, self.replies, self.heard, self._stored = {}, [], [], (), ()
        self.conversation = Conversation(
            id=1,
            flow=self.flow.id,
            version=self.flow.version,
            quick=company.log.quick,
            events=company.log.events,
            draft=company.log.draft,
        )
        turn = section_claim.begin(
            self.flow, self.conversation, self.now, InputSource(contact=name), company.team(name)
        )
        self._take(turn)

    def sync(self) -> None:
        """Let the log be as the others left it."""
        log = self.company.log
        assert log is not None
        self.conversation = replace(
            self.conversation,
            events=log.events,
            draft=log.draft,
            status=log.status,
            points=log.points,
            settled=log.settled,
        )

    def gives(self, given: Input, *, seeing: int | None = None) -> str:
        """Give any input; return the last message as a person reads it."""
        self.sync()
        self.company.now += timedelta(seconds=30)
        self.now = self.company.now
        seen: QuestionMessage | None = (
            self.asked[seeing] if seeing is not None and seeing != self.conversation.ask else None
        )
        team = self.company.team(self.name)
        told = TurnInput(input=given, seen=seen, source=InputSource(contact=self.name), brief=self.brief, team=team)
        turn = reopened(advance(self.flow, self._loaded(), told, self.now))
        self._take(turn)
        self.company.saved(turn, self.name)
        return self.text
