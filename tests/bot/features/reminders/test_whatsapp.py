"""On WhatsApp a reminder comes while one may still write freely, or as a template, or not at all."""

from __future__ import annotations

from tests.bot.channels.whatsapp.conftest import alice, clock, fake, line, settings
from tests.bot.features.reminders.conftest import MAKASSAR, local
from tests.fakes.whatsapp.connection import Line
from tests.fakes.whatsapp.server import Person, Seen

__all__ = ["alice", "clock", "fake", "line", "settings"]

HALF_AN_HOUR = 0.5


async def passes(line: Line, alice: Person, until: str) -> list[tuple[str, Seen]]:
    """Let time go by; return when which message came."""
    seen, came = len(alice.messages), list[tuple[str, Seen]]()
    while line.clock.time < local(until):
        line.clock.passes(hours=HALF_AN_HOUR)
        await line.app.scheduler.tick()
        await line.rest()
        moment = line.clock.time.astimezone(MAKASSAR)
        came += [(f"{moment:%a %d %H:%M}", message) for message in alice.messages[seen:]]
        seen = len(alice.messages)
    return came


async def midway(line: Line, alice: Person) -> None:
    """Let Alice stop in the middle of a section, on a Wednesday at 09.00."""
    await line.says(alice, "/mulai rancangan")
    await line.says(alice, "1. Alice Contoh")
    assert "unit" in alice.messages[-1].text.lower()


async def test_who_stops_in_the_middle_of_a_section_is_reminded_while_it_is_free(line: Line, alice: Person) -> None:
    await midway(line, alice)
    ((when, seen),) = await passes(line, alice, "2026-08-31 00:00")
    assert when == "Thu 27 08:00"
    assert seen.kind == "button"
    assert seen.buttons == ("Lanjut", "Ingatkan Senin", "Jangan ingatkan")
    assert "Identitas, tinggal 2 pertanyaan" in seen.text
    await alice.taps("Lanjut")
    await line.rest()
    assert "bertugas di mana" in alice.messages[-1].text
    assert line.fake.refused == []


async def test_it_comes_the_evening_before_where_the_line_closes_at_night(line: Line, alice: Person) -> None:
    line.clock.time = local("2026-08-26 05:10")
    await midway(line, alice)
    came = await passes(line, alice, "2026-08-28 23:00")
    assert [when for when, _ in came] == ["Wed 26 20:10"]


async def test_the_early_one_is_the_first_of_three(line: Line, alice: Person) -> None:
    line.has("reminder_draft")
    await midway(line, alice)
    came = await passes(line, alice, "2026-09-25 00:00")
    assert [when for when, _ in came] == ["Thu 27 08:00", "Wed 02 09:00", "Wed 16 09:00"]
    assert [seen.kind for _, seen in came] == ["button", "template", "template"]


async def test_after_the_day_the_template_says_all_and_each_of_its_buttons_works(line: Line, alice: Person) -> None:
    line.has("reminder_draft")
    await line.says(alice, "/mulai rancangan")
    ((when, seen),) = await passes(line, alice, "2026-08-30 00:00")
    assert (when, seen.kind) == ("Fri 28 19:30", "template")
    assert "Langkah berikutnya: “Nama inovator” di Identitas, sekitar 2 menit." in seen.text
    await alice.presses_template("Ingatkan nanti")
    await line.rest()
    assert "saya ingatkan lagi Senin, 7 September 2026" in alice.messages[-1].text
    await alice.presses_template("Jangan ingatkan")
    await line.rest()
    assert "tidak akan mengingatkan lagi" in alice.messages[-1].text
    await alice.presses_template("Lanjut")
    await line.rest()
    assert "Siapa nama lengkap Anda" in alice.messages[-1].text
    assert line.fake.refused == []


async def test_without_a_template_nothing_waits_to_come_when_it_is_stale(line: Line, alice: Person) -> None:
    await line.says(alice, "/mulai rancangan")
    assert await passes(line, alice, "2026-09-20 00:00") == []
    assert set(await line.states()) == {"sent", "dead"}
    count = len(alice.messages)
    await line.says(alice, "lanjut")
    assert len(alice.messages) == count + 1
    assert "Siapa nama lengkap Anda" in alice.messages[-1].text
    assert line.fake.refused == []
