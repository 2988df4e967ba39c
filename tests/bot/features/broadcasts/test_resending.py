"""What is uncertain goes once more with one tap, to those alone, and is never doubled by a second tap."""

from __future__ import annotations

import pytest

from bot.app import App
from bot.ports import Consequence, SendError
from flows.messages import plain
from storage.outreach.broadcasts import DeliveryState
from tests.bot.features.broadcasts.conftest import Carry, Fates, written
from tests.fakes.paper import Clock, PaperChannel, Person

BUTTON = "Kirim ulang ke 2 orang"


@pytest.fixture
async def doubted(office: list[Person], dan: Person, paper: PaperChannel, carry: Carry) -> list[str]:
    """Dan's broadcast to four, two of whom may have it or not; those who surely have it."""
    assert office
    await written(dan)
    await dan.taps("Kirim ke 4 orang")
    paper.failures = [SendError("the line broke", Consequence.UNCERTAIN) for _ in range(2)]
    await carry()
    return copies(paper)


def copies(paper: PaperChannel) -> list[str]:
    return [message.address.id for message in paper.sent if plain(message.text) == "Lokakarya besok."]


async def test_the_report_says_what_is_uncertain_and_one_tap_sends_it_once_more(
    dan: Person, doubted: list[str], paper: PaperChannel, carry: Carry, fates: Fates
) -> None:
    assert await fates(1) == {DeliveryState.SENT: 2, DeliveryState.UNCERTAIN: 2}
    assert "• 2 belum pasti sampai\n2 orang belum pasti menerimanya" in dan.text
    assert "sebagian mungkin jadi menerima dua kali" in dan.text
    assert dan.labels[0] == BUTTON
    report = dan.last
    await dan.taps(BUTTON)
    assert dan.text.startswith("Sedang dikirim: Lokakarya besok.")
    await dan.taps(BUTTON, on=report)
    await carry()
    await dan.taps(BUTTON, on=report)
    await carry()
    assert sorted(copies(paper)) == ["Alice", "Bob", "Carol", "Dan"]
    assert len(doubted) == 2
    assert await fates(1) == {DeliveryState.SENT: 4}
    assert not [label for label in dan.labels if label.startswith("Kirim ulang")]


async def test_who_wants_none_any_more_gets_none_and_who_is_no_admin_sends_none(
    alice: Person, dan: Person, doubted: list[str], paper: PaperChannel, carry: Carry, fates: Fates
) -> None:
    token = next(button.token for row in dan.last.rows for button in row if button.label == BUTTON)
    await alice.gives(alice.update(token=token, pressed="1"))
    await carry()
    assert copies(paper) == doubted
    left_out = [name for name in ("Alice", "Bob", "Carol", "Dan") if name not in doubted]
    for name in left_out:
        person = alice if name == "Alice" else dan if name == "Dan" else Person(dan._app, paper, name)
        await person.says("berhenti siaran")
    await dan.gives(dan.update(token=token, pressed="1"))
    await carry()
    assert copies(paper) == doubted
    assert await fates(1) == {DeliveryState.SENT: 2, DeliveryState.UNCERTAIN: 2}


async def test_after_three_days_it_is_no_news_any_more(
    app: App, dan: Person, doubted: list[str], paper: PaperChannel, carry: Carry, clock: Clock
) -> None:
    report = dan.last
    clock.passes(days=3, minutes=1)
    await dan.taps(BUTTON, on=report)
    await carry()
    assert dan.text.startswith("Siaran ini sudah lewat tiga hari")
    await dan.taps("Kembali")
    assert "belum pasti sampai" in dan.text
    assert "Kirim lagi" in dan.labels
    assert BUTTON not in dan.labels
    assert copies(paper) == doubted


async def test_at_night_nobody_is_woken_by_what_was_uncertain(
    dan: Person, doubted: list[str], paper: PaperChannel, carry: Carry, clock: Clock
) -> None:
    report = dan.last
    clock.passes(hours=13)
    await dan.taps(BUTTON, on=report)
    assert dan.text.startswith("Sekarang waktu istirahat")
    assert copies(paper) == doubted
    clock.passes(hours=11)
    await dan.taps(BUTTON, on=report)
    await carry()
    assert len(copies(paper)) == 4
