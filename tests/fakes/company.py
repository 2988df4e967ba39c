"""Plays several people who write in one draft against the pure engine: one log, a place for each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flows import taking
from flows.conversation import Asked, Conversation, EffectKind, Given, Source, Team, Turn
from flows.engine import advance
from flows.messages import Input
from flows.model import Flow
from flows.sharing import is_written
from tests.fakes.simulator import START, Simulator, through_json


class Company:
    """Is a team in one draft; who is named first owns it."""

    def __init__(self, flow: Flow, owner: str, *others: str) -> None:
        self.flow = flow
        self.takes: dict[str, str] = {}
        self.now = START
        self.names = (owner, *others)
        self.log: Conversation | None = None
        self.people = {name: Writer(self, name) for name in self.names}

    def __getitem__(self, name: str) -> Writer:
        return self.people[name]

    def team(self, me: str) -> Team:
        """Return the team as one of them sees it."""
        names = {name: name for name in self.names}
        return Team(me=me, is_owner=me == self.names[0], members=self.names, names=names, takes=dict(self.takes))

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
    """Is one of a team: a simulator whose log grows by what the others do, too."""

    def __init__(self, company: Company, name: str) -> None:
        self.company = company
        self.name = name
        if company.log is None:
            super().__init__(company.flow)
            company.log = self.conversation
            return
        self.flow, self.now, self.brief = company.flow, company.now, False
        self.asked, self.effects, self.replies, self.heard = {}, [], [], ()
        self.conversation = Conversation(
            id=1,
            flow=self.flow.id,
            version=self.flow.version,
            quick=company.log.quick,
            events=company.log.events,
            draft=company.log.draft,
        )
        turn = taking.begin(self.flow, self.conversation, self.now, Source(contact=name), company.team(name))
        self._take(turn)

    def sync(self) -> None:
        """Let the log be as the others left it."""
        log = self.company.log
        assert log is not None
        self.conversation = replace(self.conversation, events=log.events, draft=log.draft, status=log.status)

    def gives(self, given: Input, *, seeing: int | None = None) -> str:
        """Give any input; return the last message as a person reads it."""
        self.sync()
        self.company.now += timedelta(seconds=30)
        self.now = self.company.now
        seen: Asked | None = self.asked[seeing] if seeing is not None and seeing != self.conversation.ask else None
        team = self.company.team(self.name)
        told = Given(input=given, seen=seen, source=Source(contact=self.name), team=team)
        turn = advance(self.flow, through_json(self.conversation), told, self.now)
        self._take(turn)
        self.company.saved(turn, self.name)
        return self.text
