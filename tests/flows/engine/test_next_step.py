"""The next step that a reminder names is the one that going on asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from flows.conversation import Conversation, Cursor, Point, Status, TurnInput
from flows.engine import engine
from flows.engine.moving.next_step import NextStepKind, next_step
from flows.forms.load import load_library
from flows.messages import ButtonPress, Input, TextInput, plain
from tests.fakes.drafts import filled

NOW = datetime(2026, 3, 2, 11, 30, tzinfo=UTC)
RANCANGAN = load_library()["rancangan"]


def give(conversation: Conversation, *given: Input) -> Conversation:
    for item in given:
        conversation = engine.advance(RANCANGAN, conversation, TurnInput(input=item), NOW).conversation
    return conversation


@pytest.fixture
def begun() -> Conversation:
    return engine.start(RANCANGAN, 1, NOW).conversation


def test_the_label_is_that_of_the_question_which_going_on_asks(begun: Conversation) -> None:
    conversation = give(begun, ButtonPress(verb="full"))
    for _ in range(40):
        step = next_step(RANCANGAN, conversation, NOW)
        resumed = engine.advance(RANCANGAN, conversation, TurnInput(input=ButtonPress(verb="greet")), NOW)
        here = resumed.conversation.cursor.question
        if here is None:
            break
        assert step.label == RANCANGAN.question(here).label
        assert RANCANGAN.question(here).prompt in plain(resumed.replies[0].text)
        conversation = give(conversation, ButtonPress(verb="skip"))
    assert step.kind is NextStepKind.GAP, "what is mandatory was put off"
    assert not step.is_midway, "a list of gaps is no section that somebody stopped in"


def test_what_is_left_is_counted_within_the_section(begun: Conversation) -> None:
    conversation = give(begun, ButtonPress(verb="full"))
    first = next_step(RANCANGAN, conversation, NOW)
    assert (first.place, first.left, first.is_midway) == ("Identitas", 4, False)
    later = next_step(RANCANGAN, give(conversation, TextInput(text="Alice Contoh")), NOW)
    assert (later.place, later.left, later.is_midway) == ("Identitas", 3, True)
    assert 1 <= later.minutes <= first.minutes <= 5


def test_a_coachs_points_come_before_all_else(begun: Conversation) -> None:
    points = (
        Point(
            id=4, section=RANCANGAN.section_of("masalah").id, question="masalah", who="Carol", text="Tambahkan angka."
        ),
        Point(id=5, section="dampak", who="Erin", text="Untuk siapa?"),
    )
    returned = replace(give(begun, ButtonPress(verb="fill")), status=Status.REVISE, points=points)
    returned = replace(returned, cursor=replace(returned.cursor, question=None))
    step = next_step(RANCANGAN, returned, NOW)
    assert (step.kind, step.left, step.who) == (NextStepKind.POINT, 2, "Carol dan Erin")
    assert step.label == RANCANGAN.question("masalah").label


@pytest.mark.parametrize(
    ("status", "without", "kind"),
    [
        (Status.DRAFT, (), NextStepKind.SUBMIT),
        (Status.DRAFT, ("asas_kapan",), NextStepKind.OPTIONAL),
        (Status.DRAFT, ("masalah",), NextStepKind.GAP),
        (Status.REVISE, (), NextStepKind.SUBMIT_AGAIN),
        (Status.REVISE, ("asas_kapan",), NextStepKind.SUBMIT_AGAIN),
    ],
)
def test_at_the_end_the_step_is_what_is_missing_or_to_hand_in(
    begun: Conversation, status: Status, without: tuple[str, ...], kind: NextStepKind
) -> None:
    draft = filled(RANCANGAN)
    answers = {name: answer for name, answer in draft.answers.items() if name not in without}
    ended = replace(begun, status=status, cursor=Cursor(), draft=replace(draft, answers=answers))
    assert next_step(RANCANGAN, ended, NOW).kind is kind
