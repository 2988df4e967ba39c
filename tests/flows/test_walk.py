"""Walks through every form of the library at random: anything said, pressed or sent, at any moment, late or twice."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from flows.load import load_library
from flows.messages import File, FileKind, Odd, Pinned, Sent
from flows.model import Flow
from tests.fakes.every_kind import EVERY_KIND
from tests.fakes.walker import WORDS, Walker

FORMS = [*load_library().values(), EVERY_KIND]
FILES = st.sampled_from(FileKind).map(lambda kind: File(key=f"k-{kind}", kind=kind, name=f"b.{kind}", mime="", size=9))
ODD = st.builds(
    Odd,
    what=st.sampled_from(["sticker", "contact", "poll", "edited", "dice", "file"]),
    text=st.sampled_from(["", "tulisan"]),
    problem=st.sampled_from(["", "too_large", "empty", "not_what_it_claims"]),
)


still_open = precondition(lambda self: not self.is_over)


class Person(RuleBasedStateMachine):
    """Is a random person; a subclass names the form."""

    flow: Flow
    brief: bool

    def __init__(self) -> None:
        super().__init__()
        self.walker = Walker(self.flow, brief=self.brief)

    @property
    def is_over(self) -> bool:
        return self.walker.on.conversation.status in ("done", "cancelled")

    @still_open
    @rule(text=st.sampled_from(WORDS))
    def says(self, text: str) -> None:
        self.walker.says(text)

    @still_open
    @rule(data=st.data())
    def answers_as_the_example_does(self, data: st.DataObject) -> None:
        if self.walker.on.question is not None and self.walker.on.conversation.pending is None:
            self.walker.answers_well()

    @still_open
    @rule(data=st.data())
    def presses_what_is_there(self, data: st.DataObject) -> None:
        last = self.walker.on.last
        self.walker.presses(data.draw(st.sampled_from([*last.choices, *last.actions])), last)

    @still_open
    @rule(data=st.data())
    def presses_something_old(self, data: st.DataObject) -> None:
        reply = data.draw(st.sampled_from(self.walker.on.replies))
        self.walker.presses(data.draw(st.sampled_from([*reply.choices, *reply.actions])), reply)

    @still_open
    @rule(text=st.sampled_from(WORDS), data=st.data())
    def says_something_late(self, text: str, data: st.DataObject) -> None:
        self.walker.says(text, seeing=data.draw(st.sampled_from(sorted(self.walker.on.asked))))

    @still_open
    @rule(file=FILES, caption=st.sampled_from(["", "antrean", "NIK 7324016505900001"]), late=st.booleans())
    def sends_a_file(self, file: File, caption: str, late: bool) -> None:
        before = self.walker.on.conversation
        seeing = min(self.walker.on.asked) if late else None
        self.walker.gives(Sent(file=file, caption=caption), seeing=seeing)
        now = self.walker.on.conversation
        is_reply = file.kind is FileKind.VOICE and len(now.settled) > len(before.settled)
        assert len(now.draft.proofs) == len(before.draft.proofs) + (not is_reply)

    @still_open
    @rule(odd=ODD)
    def sends_something_odd(self, odd: Odd) -> None:
        answers = self.walker.on.conversation.draft.answers
        self.walker.gives(odd)
        assert self.walker.on.conversation.draft.answers == answers

    @still_open
    @rule(late=st.booleans())
    def shares_a_place(self, late: bool) -> None:
        seeing = min(self.walker.on.asked) if late else None
        self.walker.gives(Pinned(latitude=-2.5, longitude=121.0), seeing=seeing)

    @still_open
    @rule(data=st.data())
    def gets_it_back_from_a_coach(self, data: st.DataObject) -> None:
        if self.flow.leads:
            return
        asked = [(section.id, question.id) for section, question in self.flow.questions()]
        about = [*asked, *((section.id, "") for section in self.flow.sections)]
        drawn = data.draw(st.lists(st.tuples(st.sampled_from(about), st.sampled_from("fwq")), min_size=1, max_size=4))
        self.walker.is_sent_back([(section, question, kind) for (section, question), kind in drawn])

    @rule()
    def waits(self) -> None:
        self.walker.waits()

    def teardown(self) -> None:
        if not self.is_over:
            self.walker.finishes()


@pytest.mark.parametrize("brief", [False, True], ids=["one_by_one", "few_messages"])
@pytest.mark.parametrize("flow", FORMS, ids=lambda flow: flow.id)
def test_whatever_a_person_does_nothing_is_lost_and_the_end_can_be_reached(flow: Flow, brief: bool) -> None:
    run_state_machine_as_test(
        type(f"In_{flow.id}", (Person,), {"flow": flow, "brief": brief}),
        settings=settings(
            max_examples=40, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
