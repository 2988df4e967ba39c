"""Walks through every form of the library: anything said, pressed or sent, at any moment, late, twice, by several.

The ways are the same in every run; `make walk` takes new ones. What it finds is pinned as a conversation of its own.
"""

from __future__ import annotations

import random

import pytest

from tests.walks.steps import Step, steps
from tests.walks.versions import FORMS
from tests.walks.walk import find, shrunk
from tests.walks.world import MODES

WALKS = 40


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("form", FORMS)
def test_whatever_people_do_nothing_is_lost_and_the_end_can_be_reached(form: str, mode: str) -> None:
    for number in range(WALKS):
        found, _ = find(form, mode, str(number), draws=number == 0)
        assert found is None, found.told()


def test_a_seed_walks_the_same_way_again() -> None:
    assert steps(random.Random("a")) == steps(random.Random("a"))
    assert steps(random.Random("a")) != steps(random.Random("b"))


def test_a_walk_is_shortened_to_the_steps_that_bring_the_fault_about() -> None:
    walk = tuple(Step(act, 0, (number, 0, 0)) for number, act in enumerate("abcdefghij" * 3))

    def fails(some: tuple[Step, ...]) -> bool:
        acts = [step.act for step in some]
        return "c" in acts and "h" in acts[acts.index("c") :]

    assert [step.act for step in shrunk(walk, fails)] == ["c", "h"]
