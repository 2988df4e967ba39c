"""What a draft of nine sections costs a coach: taps and typed words, and messages that ring the phone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.bot.features.reviews.conftest import HandIn
from tests.bot.features.reviews.nine_sections import VAGUE
from tests.fakes.paper import Person

FIX, ASK = "dampak_isi", "latar_isi"


class Busy:
    """Is a coach whose every act is counted."""

    def __init__(self, coach: Person) -> None:
        self.coach = coach
        self.acts = 0
        self.messages = 0
        """Those that do not take the place of one that is there."""

    async def does(self, steps: Sequence[str]) -> None:
        """Press ("!label") and type."""
        for step in steps:
            await (self.coach.taps(step[1:]) if step.startswith("!") else self.coach.says(step))
            self.acts += 1
            self.messages += sum(
                not (outgoing_message.edits or outgoing_message.attachment) for outgoing_message in self.coach.heard
            )


@pytest.fixture
def busy(carol: Person) -> Busy:
    return Busy(carol)


async def test_a_draft_with_two_points_takes_a_third_of_the_acts(alice: Person, busy: Busy, hand_in: HandIn) -> None:
    """Nine decisions of one tap, two of them with words, and the way in and out: 15 acts; with us 6."""
    naive = len(["antrean", "claim", *["good"] * 7, "fix", "its words", "question", "its words", "send", "yes"])
    await hand_in(alice, **{FIX: VAGUE, ASK: VAGUE})
    await busy.does(
        ["!Ulas sekarang", "Dari mana angkanya?", "!✎ Perlu perbaikan", "!Tambahkan angka", "!Sisanya baik", "!Kirim"]
    )
    assert "7 baik, 1 perlu perbaikan dan 1 pertanyaan" in busy.coach.text
    assert (naive, busy.acts, busy.messages) == (15, 6, 2)


async def test_a_draft_without_a_point_takes_three_taps(alice: Person, busy: Busy, hand_in: HandIn) -> None:
    naive = len(["antrean", "claim", *["good"] * 9, "send", "yes"])
    await hand_in(alice)
    await busy.does(["!Ulas sekarang", "!Sisanya baik", "!Setujui"])
    assert "Disetujui." in busy.coach.text
    assert (naive, busy.acts, busy.messages) == (13, 3, 1)


async def test_reading_every_section_in_the_chat_takes_one_tap_each(alice: Person, busy: Busy, hand_in: HandIn) -> None:
    await hand_in(alice)
    await busy.does(["!Ulas sekarang", "!Baca satu per satu", *["!✓ Baik"] * 9, "!Setujui"])
    assert "Disetujui." in busy.coach.text
    assert busy.acts == 12


async def test_a_second_round_takes_a_decision_for_each_change(alice: Person, busy: Busy, hand_in: HandIn) -> None:
    await hand_in(alice, **{FIX: VAGUE})
    await busy.does(["!Ulas sekarang", "!✎ Perlu perbaikan", "!Tambahkan angka", "!Sisanya baik", "!Kirim"])
    await alice.says("ubah dampak")
    await alice.says("Pada 2026 ada 40 dari 316 ibu hamil kurang darah (13 %), dari 38 % pada 2025 (register KIA).")
    await alice.says("kirim")
    await alice.taps("Ya, ajukan")
    busy.acts = 0
    await busy.does(["!Ulas sekarang", "!✓ Baik", "!Setujui"])
    assert "Disetujui." in busy.coach.text
    assert busy.acts == 3
