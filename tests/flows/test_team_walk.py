"""Lets three people say and press anything in one draft, in any order: no word is lost, nobody is moved by others."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from flows import doubting
from flows.conversation import Conversation, Doubt
from flows.load import load_library
from flows.log import fold
from flows.messages import Button, File, FileKind, Input, Reply, Said, Sent
from flows.model import Evidence, Flow, Table
from flows.scene import Scene
from flows.words import nearly
from tests.fakes.company import Company
from tests.fakes.every_kind import EVERY_KIND
from tests.fakes.simulator import START
from tests.fakes.walker import WORDS, Walker

FORMS = [EVERY_KIND, load_library()["rancangan"]]
NAMES = ("Alice", "Erna", "Joko")
PHOTO = File(key="k", kind=FileKind.PHOTO, name="b.jpg", mime="image/jpeg", size=9)

people = st.sampled_from(NAMES)
somebody_is_there = precondition(lambda self: not self.is_over)


class Member(Walker):
    """Is a walker among colleagues: before each word, the draft is as they left it."""

    def __init__(self, company: Company, name: str) -> None:
        self.on = self.writer = company[name]
        self._told: dict[str, str] = {}

    def says(self, text: str, *, seeing: int | None = None) -> None:
        self.writer.sync()
        pending = self.on.conversation.pending
        if pending is not None and doubting.meant(scene_of(self.on.conversation, self.on.flow), text) is not None:
            self._gives(Said(text=text), seeing)  # a word that settles a doubt is kept nowhere, and may bring another
        elif nearly(text) is not None:
            self._gives(Said(text=text), seeing)  # what becomes of a misspelt word is seen to where one walks alone
        else:
            super().says(text, seeing=seeing)

    def presses(self, button: Button, of: Reply) -> None:
        self.writer.sync()
        super().presses(button, of)

    def gives(self, given: Input, *, seeing: int | None = None) -> None:
        self.writer.sync()
        super().gives(given, seeing=seeing)

    def _check_hints(self, new: object) -> None:
        """Hints are told once to the team, whoever wrote the answer."""


def scene_of(conversation: Conversation, flow: Flow) -> Scene:
    """Return the scene that a conversation is."""
    return Scene(flow=flow, conversation=conversation, now=START)


class Office(RuleBasedStateMachine):
    """Is a team of random people; a subclass names the form."""

    flow: Flow

    def __init__(self) -> None:
        super().__init__()
        self.company = Company(self.flow, *NAMES)
        self.members = {name: Member(self.company, name) for name in NAMES}

    @property
    def is_over(self) -> bool:
        return self._log.status == "cancelled"

    @property
    def _log(self) -> Conversation:
        assert self.company.log is not None
        return self.company.log

    @somebody_is_there
    @rule(name=people, text=st.sampled_from(WORDS))
    def says(self, name: str, text: str) -> None:
        self._alone(name, lambda member: member.says(text))

    @somebody_is_there
    @rule(name=people, number=st.integers(1, 3))
    def takes_a_section(self, name: str, number: int) -> None:
        self._alone(name, lambda member: member.writer.says(f"saya isi bagian {number}"))

    @somebody_is_there
    @rule(name=people)
    def answers_as_the_example_does(self, name: str) -> None:
        on = self.members[name].on
        if on.question is not None and on.conversation.pending is None:
            self._alone(name, lambda member: member.answers_well())

    @somebody_is_there
    @rule(name=people, data=st.data(), old=st.booleans())
    def presses(self, name: str, data: st.DataObject, old: bool) -> None:
        on = self.members[name].on
        reply = data.draw(st.sampled_from(on.replies)) if old else on.last
        button = data.draw(st.sampled_from([*reply.choices, *reply.actions]))
        self._alone(name, lambda member: member.presses(button, reply))

    @somebody_is_there
    @rule(name=people, text=st.sampled_from(WORDS), data=st.data())
    def says_something_late(self, name: str, text: str, data: st.DataObject) -> None:
        seeing = data.draw(st.sampled_from(sorted(self.members[name].on.asked)))
        self._alone(name, lambda member: member.says(text, seeing=seeing))

    @somebody_is_there
    @rule(name=people)
    def sends_a_file(self, name: str) -> None:
        before = len(self._log.draft.proofs)
        self._alone(name, lambda member: member.gives(Sent(file=PHOTO)))
        assert len(self._log.draft.proofs) == before + 1

    @rule(name=people)
    def puts_a_section_down(self, name: str) -> None:
        self.company.takes = {section: holder for section, holder in self.company.takes.items() if holder != name}

    def teardown(self) -> None:
        for member in () if self.is_over else self.members.values():
            self.company.takes.clear()
            member.writer.sync()
            member.finishes()

    def _alone(self, name: str, act: Callable[[Member], object]) -> None:
        """Let one of them act, then look whether anything of the others is gone that this one had not seen."""
        before, seen = self._log, self.members[name].on.conversation
        act(self.members[name])
        assert self._log.events[: len(before.events)] == before.events
        unseen = {
            question: answer
            for question, answer in before.draft.answers.items()
            if answer.event > seen.upto > 0 and before.events[answer.event - 1].source.contact != name
        }
        for question, answer in unseen.items():
            kind = self.flow.question(question)
            if isinstance(kind, Table):
                self._check_rows(kind.id, before, seen.upto)
            elif not isinstance(kind, Evidence):
                self._check_offered(name, question, answer.event)

    def _check_offered(self, name: str, question: str, event: int) -> None:
        """An answer that was replaced unseen is offered, unless the new one holds it."""
        old, new = self._log.events[event - 1].value, self._log.draft.value(question)
        if new == old or (isinstance(new, str) and str(old) in new):
            return
        pending = self.members[name].on.conversation.pending
        assert pending is not None, f"{old!r} was replaced by {new!r}, unseen"
        assert pending.doubt is Doubt.MET
        assert event in cast(list[int], pending.value)

    def _check_rows(self, table: str, before: Conversation, upto: int) -> None:
        """A row that came meanwhile is still there."""
        known = fold(before.events[:upto]).value(table)
        now = self._log.draft.value(table)
        for row in cast(list[object], before.draft.value(table)):
            assert row in cast(list[object], known or []) or row in cast(list[object], now or []), f"{row} is gone"


@pytest.mark.parametrize("flow", FORMS, ids=lambda flow: flow.id)
def test_whatever_a_team_does_nothing_is_lost_and_all_come_to_the_end(flow: Flow) -> None:
    run_state_machine_as_test(
        type(f"Team_in_{flow.id}", (Office,), {"flow": flow}),
        settings=settings(
            max_examples=25,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
