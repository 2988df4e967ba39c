"""The lists of a coach: every draft of the queue and every section of a draft can be reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from flows.forms.model import Flow
from tests.bot.features.reviews.conftest import HandIn
from tests.bot.features.reviews.nine_sections import GOOD, NINE
from tests.fakes.paper import Person

BRANCHING = Flow.model_validate(
    {
        "id": "bercabang",
        "version": 1,
        "title": "Usulan Bercabang",
        "short": "Bercabang",
        "sections": [
            {
                "id": "tahap",
                "number": "1",
                "title": "Tahap",
                "questions": [
                    {
                        "id": "tahap_kini",
                        "kind": "choice",
                        "prompt": "Sampai di mana?",
                        "label": "Tahap",
                        "required": True,
                        "choices": [{"id": "ide", "label": "Ide"}, {"id": "dipakai", "label": "Dipakai"}],
                    }
                ],
            },
            {
                "id": "dampak",
                "number": "2",
                "title": "Dampak",
                "questions": [
                    {
                        "id": "dampak_isi",
                        "kind": "long_text",
                        "prompt": "Apa dampaknya?",
                        "label": "Dampak",
                        "example": GOOD,
                        "required": True,
                        "when": {"question": "tahap_kini", "in": ["ide", "dipakai"]},
                    }
                ],
            },
        ],
    }
)
"""A form with a condition that lists answers."""


@pytest.fixture
def library() -> Mapping[str, Flow]:
    return {NINE.id: NINE, BRANCHING.id: BRANCHING}


async def test_the_sections_of_a_form_with_a_condition_on_several_answers_are_listed(
    alice: Person, carol: Person, hand_in: HandIn
) -> None:
    await hand_in(alice, BRANCHING)
    await carol.taps("Ulas sekarang")
    await carol.says("daftar bagian")
    assert carol.labels[:2] == ["1 Tahap", "2 Dampak"]


async def test_every_draft_of_a_long_queue_can_be_taken(
    person: Callable[[str], Person], carol: Person, hand_in: HandIn
) -> None:
    for number in range(1, 10):
        await hand_in(person(f"Inovator {number}"), BRANCHING)
    await carol.says("antrean")
    assert "9 draf di antrean Anda" in carol.text
    assert carol.labels == [*(f"{number}. Bercabang" for number in range(1, 8)), "8–9 ›"]
    await carol.taps("8–9 ›")
    assert "8. Bercabang · Inovator 8" in carol.text
    assert carol.labels == ["8. Bercabang", "9. Bercabang", "‹ 1–7"]
    await carol.says("9")
    assert "dari Inovator 9 sekarang di tangan Anda" in carol.text


async def test_a_draft_keeps_its_number_beside_one_that_another_coach_has(
    alice: Person, bob: Person, carol: Person, erin: Person, hand_in: HandIn
) -> None:
    await hand_in(alice, BRANCHING)
    await erin.taps("Ulas sekarang")
    await hand_in(bob, BRANCHING)
    await carol.says("antrean")
    assert "sedang diulas Erin" in carol.text
    assert carol.labels == ["2. Bercabang"]
    await carol.says("2")
    assert "dari Bob sekarang di tangan Anda" in carol.text
